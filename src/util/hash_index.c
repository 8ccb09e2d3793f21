/* SPDX-License-Identifier: Apache-2.0 */
#include "util/hash_index.h"

#include "util/memory.h"

#include <stdlib.h>

enum { PLACES_AT_FIRST = 64 };

static void put(struct hash_index *index, uint32_t mark, void *item)
{
    const size_t last = index->places - 1;
    size_t at = mark & last;
    while (index->hashes[at])
        at = (at + 1) & last;
    index->hashes[at] = mark;
    index->items[at] = item;
}

static void hash_index_grow(struct hash_index *index)
{
    const struct hash_index before = *index;
    index->places = before.places ? 2 * before.places : PLACES_AT_FIRST;
    index->hashes = memory_zero(index->places * sizeof *index->hashes);
    index->items = memory_alloc(index->places * sizeof *index->items);
    for (size_t at = 0; at < before.places; at++)
        if (before.hashes[at])
            put(index, before.hashes[at], before.items[at]);
    free(before.hashes);
    free(before.items);
}

void hash_index_add(struct hash_index *index, uint32_t hash, void *item)
{
    if (4 * (index->count + 1) > 3 * index->places)
        hash_index_grow(index);
    index->count++;
    put(index, hash_index_mark(hash), item);
}

void hash_index_remove(struct hash_index *index, uint32_t hash, const void *item)
{
    const size_t last = index->places - 1;
    size_t gap = hash_index_mark(hash) & last;
    while (index->items[gap] != item)
        gap = (gap + 1) & last;
    for (size_t at = (gap + 1) & last; index->hashes[at]; at = (at + 1) & last)
        if (((at - index->hashes[at]) & last) >= ((at - gap) & last)) { /* it is not found past the gap */
            index->hashes[gap] = index->hashes[at];
            index->items[gap] = index->items[at];
            gap = at;
        }
    index->hashes[gap] = 0;
    index->count--;
}

void hash_index_free(struct hash_index *index)
{
    free(index->hashes);
    free(index->items);
    *index = (struct hash_index){0};
}
