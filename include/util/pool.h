/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks of one size that are used again, the last one that was given back first: what is wanted often and for a short
 * time stays in the processor's cache. A pool keeps as many as were in use at once. */
#ifndef UTIL_POOL_H
#define UTIL_POOL_H

#include <stddef.h>

struct pool_block {
    struct pool_block *next;
};

struct pool {
    size_t size; /* octets of a block; at least a pointer's */
    struct pool_block *spare;
    struct pool_slab *slabs;
};

/* The same as pool_take, where no block is spare, or SIZE is larger than one. */
void *pool_take_more(struct pool *pool, size_t size);

/* A block of SIZE octets, uninitialised, until it is given back with the same SIZE; what is larger than a block of the
 * pool is allocated, and freed. */
static inline void *pool_take(struct pool *pool, size_t size)
{
    struct pool_block *block = pool->spare;
    if (!block || size > pool->size)
        return pool_take_more(pool, size);
    pool->spare = block->next;
    return block;
}

void pool_give(struct pool *pool, void *block, size_t size);

/* Frees all blocks, which have been given back. */
void pool_free(struct pool *pool);

#endif
