/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that goes all at once: everything that belongs to one audit is taken here and given back in one call. */
#ifndef UTIL_ARENA_H
#define UTIL_ARENA_H

#include <stddef.h>

struct arena_chunk;

/* Callers hold it by value; zero is an empty arena. */
struct arena {
    struct arena_chunk *chunks; /* newest first */
    size_t held;                /* octets taken from the system */
};

/* SIZE octets, aligned for any object, uninitialised or zero; valid until arena_reset or arena_free. */
void *arena_alloc(struct arena *arena, size_t size);
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
