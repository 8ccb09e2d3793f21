/* SPDX-License-Identifier: Apache-2.0 */
#include "util/pool.h"

#include "util/memory.h"

#include <stdlib.h>

struct pool_block {
    struct pool_block *next;
};

void *pool_take(struct pool *pool, size_t size)
{
    struct pool_block *block = pool->spare;
    if (!block || size > pool->size)
        return memory_alloc(size > pool->size ? size : pool->size);
    pool->spare = block->next;
    return block;
}

/* Under AddressSanitizer nothing is used again: it sees who looks at what was given back. */
#ifdef __SANITIZE_ADDRESS__
enum { POOL_KEEPS = 0 };
#else
enum { POOL_KEEPS = 1 };
#endif

void pool_give(struct pool *pool, void *block, size_t size)
{
    struct pool_block *given = block;
    if (!POOL_KEEPS || size > pool->size) {
        free(block);
        return;
    }
    given->next = pool->spare;
    pool->spare = given;
}

void pool_free(struct pool *pool)
{
    while (pool->spare) {
        struct pool_block *block = pool->spare;
        pool->spare = block->next;
        free(block);
    }
}
