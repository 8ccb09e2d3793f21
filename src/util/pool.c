/* SPDX-License-Identifier: Apache-2.0 */
#include "util/pool.h"

#include "util/memory.h"

#include <stdalign.h>
#include <stdlib.h>

/* Under AddressSanitizer nothing is used again: it sees who looks at what was given back. */
#ifdef __SANITIZE_ADDRESS__
enum { POOL_KEEPS = 0 };
#else
enum { POOL_KEEPS = 1 };
#endif

enum { SLAB_BLOCKS = 32 };

/* Blocks that are allocated together. */
struct pool_slab {
    struct pool_slab *older;
    alignas(max_align_t) unsigned char octets[];
};

static void add_spare(struct pool *pool, void *block)
{
    struct pool_block *spare = block;
    spare->next = pool->spare;
    pool->spare = spare;
}

static void add_slab(struct pool *pool)
{
    const size_t unit = alignof(max_align_t), size = (pool->size + unit - 1) / unit * unit;
    struct pool_slab *slab = memory_alloc(sizeof *slab + SLAB_BLOCKS * size);
    slab->older = pool->slabs;
    pool->slabs = slab;
    for (size_t i = SLAB_BLOCKS; i; i--)
        add_spare(pool, slab->octets + (i - 1) * size);
}

void *pool_take_more(struct pool *pool, size_t size)
{
    if (!POOL_KEEPS || size > pool->size)
        return memory_alloc(size);
    add_slab(pool);
    return pool_take(pool, size);
}

void pool_give(struct pool *pool, void *block, size_t size)
{
    if (POOL_KEEPS && size <= pool->size)
        add_spare(pool, block);
    else
        free(block);
}

void pool_free(struct pool *pool)
{
    while (pool->slabs) {
        struct pool_slab *slab = pool->slabs;
        pool->slabs = slab->older;
        free(slab);
    }
    pool->spare = NULL;
}
