/* SPDX-License-Identifier: Apache-2.0 */
/* Which texts there were already. To look through a list instead takes as long as the list is, for each text that
 * strangers put into it. */
#ifndef UTIL_TEXT_SET_H
#define UTIL_TEXT_SET_H

#include "util/arena.h"

#include <stdbool.h>

struct text_set_member;

/* Zero is an empty one. */
struct text_set {
    struct arena arena;
    struct text_set_member *members;
};

/* False: it was there. It is copied, and may hold any octets. */
bool text_set_add(struct text_set *set, const char *text, size_t size);

void text_set_free(struct text_set *set);

#endif
