/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that goes all at once: everything that belongs to one audit is taken here and given back in one call. */
#ifndef UTIL_ARENA_H
#define UTIL_ARENA_H

#include <stdalign.h>
#include <stddef.h>

struct arena_chunk;

/* Callers hold it by value; zero is an empty arena. */
struct arena {
    struct arena_chunk *chunks; /* newest first */
    unsigned char *free;        /* octets of the newest that are not taken, */
    size_t left;                /* and how many: a multiple of an object's alignment */
    size_t held;                /* octets taken from the system */
};

/* The same as arena_alloc, where the newest chunk has not more left than that. */
void *arena_alloc_more(struct arena *arena, size_t size);

/* SIZE octets of what is left. */
static inline void *arena_take(struct arena *arena, size_t size)
{
    const size_t unit = alignof(max_align_t), taken = (size + unit - 1) / unit * unit;
    void *block = arena->free;
    arena->free += taken;
    arena->left -= taken;
    return block;
}

/* SIZE octets, aligned for any object, uninitialised or zero; valid until arena_reset or arena_free. */
static inline void *arena_alloc(struct arena *arena, size_t size)
{
    return size < arena->left ? arena_take(arena, size) : arena_alloc_more(arena, size);
}

void *arena_zero(struct arena *arena, size_t size);

/* A copy of SIZE octets. */
void *arena_dup(struct arena *arena, const void *bytes, size_t size);

/* A NUL-terminated copy of SIZE octets of text. */
char *arena_text(struct arena *arena, const char *text, size_t size);

/* Forgets everything taken, keeps one chunk for the next use. */
void arena_reset(struct arena *arena);

/* Gives everything back to the system; the arena is empty, and may be used again. */
void arena_free(struct arena *arena);

#endif
