/* SPDX-License-Identifier: Apache-2.0 */
/* A list of texts in a buffer: a NUL behind each, so none holds one. */
#ifndef UTIL_ITEMS_H
#define UTIL_ITEMS_H

#include "util/buffer.h"

#include <string.h>

/* Ends the item that what was appended last is. */
static inline void items_end_item(struct buffer *items)
{
    buffer_add_char(items, '\0');
}

static inline void items_add(struct buffer *items, const char *text)
{
    buffer_add(items, text, strlen(text) + 1);
}

/* The next item, AT being 0 at first; NULL when there are no more. */
static inline const char *items_next(const struct buffer *items, size_t *at)
{
    if (*at == items->size)
        return NULL;
    const char *item = items->data + *at;
    *at += strlen(item) + 1;
    return item;
}

/* Whether one of them is WANTED. */
static inline bool items_hold(const struct buffer *items, const char *wanted)
{
    const char *item;
    for (size_t at = 0; (item = items_next(items, &at));)
        if (strcmp(item, wanted) == 0)
            return true;
    return false;
}

#endif
