/* SPDX-License-Identifier: Apache-2.0 */
#include "resolve/effort.h"

#include "util/memory.h"

#include <stdlib.h>
#include <string.h>

struct effort_vain {
    struct effort_vain *next;
    size_t size;
    uint8_t key[];
};

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
    if (!effort || --effort->references)
        return;
    while (effort->in_vain) {
        struct effort_vain *vain = effort->in_vain;
        effort->in_vain = vain->next;
        free(vain);
    }
    free(effort);
}

void effort_in_vain(struct effort *effort, const uint8_t *key, size_t size)
{
    if (!effort || effort_was_in_vain(effort, key, size))
        return;
    struct effort_vain *vain = memory_zero(sizeof *vain + size);
    vain->size = size;
    memcpy(vain->key, key, size);
    vain->next = effort->in_vain;
    effort->in_vain = vain;
}

bool effort_was_in_vain(const struct effort *effort, const uint8_t *key, size_t size)
{
    const struct effort_vain *vain = effort ? effort->in_vain : NULL;
    while (vain && (vain->size != size || memcmp(vain->key, key, size) != 0))
        vain = vain->next;
    return vain;
}
