/* SPDX-License-Identifier: Apache-2.0 */
#include "resolve/effort.h"

#include "util/memory.h"

#include <stdlib.h>

struct effort *effort_new(void)
{
    struct effort *effort = memory_zero(sizeof *effort);
    effort->references = 1;
    effort->left = EFFORT_MAX;
    return effort;
}

struct effort *effort_take(struct effort *effort)
{
    if (effort)
        effort->references++;
    return effort;
}

void effort_drop(struct effort *effort)
{
    if (effort && !--effort->references)
        free(effort);
}
