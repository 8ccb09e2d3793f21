/* SPDX-License-Identifier: Apache-2.0 */
#include "util/arena.h"

#include "util/memory.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_SIZE = 576 }; /* what one audit of an ordinary name takes */

struct arena_chunk {
    struct arena_chunk *older;
    size_t size;
    alignas(max_align_t) unsigned char bytes[];
};

/* The newest chunk, of which nothing is taken. */
static void begin_chunk(struct arena *arena)
{
    arena->free = arena->chunks ? arena->chunks->bytes : NULL;
    arena->left = arena->chunks ? arena->chunks->size : 0;
}

void *arena_alloc_more(struct arena *arena, size_t size)
{
    const size_t unit = alignof(max_align_t);
    if (size > (size_t)-1 / 2)
        memory_exhausted();
    size_t chunk_size = size > CHUNK_SIZE ? (size + unit - 1) / unit * unit : CHUNK_SIZE;
    struct arena_chunk *chunk = memory_alloc(sizeof *chunk + chunk_size);
    chunk->size = chunk_size;
    chunk->older = arena->chunks;
    arena->chunks = chunk;
    arena->held += sizeof *chunk + chunk_size;
    begin_chunk(arena);
    return arena_take(arena, size);
}

void *arena_zero(struct arena *arena, size_t size)
{
    return memset(arena_alloc(arena, size), 0, size);
}

void *arena_dup(struct arena *arena, const void *bytes, size_t size)
{
    void *copy = arena_alloc(arena, size);
    if (size)
        memcpy(copy, bytes, size);
    return copy;
}

char *arena_text(struct arena *arena, const char *text, size_t size)
{
    char *copy = arena_alloc(arena, size + 1);
    if (size)
        memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}

void arena_reset(struct arena *arena)
{
    struct arena_chunk *chunk = arena->chunks;
    while (chunk && (chunk->older || chunk->size > CHUNK_SIZE)) {
        struct arena_chunk *older = chunk->older;
        arena->held -= sizeof *chunk + chunk->size;
        free(chunk);
        chunk = older;
    }
    arena->chunks = chunk;
    begin_chunk(arena);
}

void arena_free(struct arena *arena)
{
    while (arena->chunks) {
        struct arena_chunk *older = arena->chunks->older;
        free(arena->chunks);
        arena->chunks = older;
    }
    begin_chunk(arena);
    arena->held = 0;
}
