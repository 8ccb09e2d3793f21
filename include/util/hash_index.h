/* SPDX-License-Identifier: Apache-2.0 */
/* Where items are found by a hash that they have: for tables of which most questions are about what is not there. Such
 * a question looks at one line of memory, as the hashes stand beside each other, apart from the items (uthash leads
 * through the items themselves, which nobody has looked at for long).
 *
 * Open addressing: an item stands at its hash's place or at the next free one behind it; at least a quarter of
 * the places is free, and what is removed leaves no gap before those that would be found past it. */
#ifndef UTIL_HASH_INDEX_H
#define UTIL_HASH_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HASH_INDEX_OCTETS = 2 * (sizeof(uint32_t) + sizeof(void *)) /* that an item takes here, about */ };

/* Zero is an empty one. */
struct hash_index {
    uint32_t *hashes; /* of each place; 0: it is free */
    void **items;
    size_t places, count; /* a power of two, or 0; how many are taken */
};

/* A hash as it is kept, which is not 0. */
static inline uint32_t hash_index_mark(uint32_t hash)
{
    return hash | UINT32_C(1) << 31;
}

/* The item of HASH that is the SAME as KEY; NULL: there is none. */
static inline void *hash_index_find(const struct hash_index *index, uint32_t hash,
                                    bool (*same)(const void *item, const void *key), const void *key)
{
    const uint32_t mark = hash_index_mark(hash);
    const size_t last = index->places - 1;
    if (!index->count)
        return NULL;
    for (size_t at = mark & last; index->hashes[at]; at = (at + 1) & last)
        if (index->hashes[at] == mark && same(index->items[at], key))
            return index->items[at];
    return NULL;
}

/* ITEM is lent until it is removed; whether one that is the same is there already is the caller's affair. */
void hash_index_add(struct hash_index *index, uint32_t hash, void *item);

/* ITEM, which was added with HASH. */
void hash_index_remove(struct hash_index *index, uint32_t hash, const void *item);

void hash_index_free(struct hash_index *index);

#endif
