/* SPDX-License-Identifier: Apache-2.0 */
/* A growing run of octets: rows, messages and texts are put together here before anybody writes them anywhere. */
#ifndef UTIL_BUFFER_H
#define UTIL_BUFFER_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

/* Callers hold it by value; zero is an empty buffer. DATA is not NUL-terminated unless buffer_text was called. */
struct buffer {
    char *data;
    size_t size, capacity;
};

/* Makes the capacity more than SIZE octets larger than the size. */
void buffer_grow(struct buffer *buffer, size_t size);

/* Room for SIZE more octets behind the present end; returns where they go. The size is not changed. */
static inline char *buffer_reserve(struct buffer *buffer, size_t size)
{
    if (buffer->capacity - buffer->size <= size) /* so that an empty buffer gets some, too */
        buffer_grow(buffer, size);
    return buffer->data + buffer->size;
}

static inline void buffer_add(struct buffer *buffer, const void *bytes, size_t size)
{
    if (!size)
        return;
    memcpy(buffer_reserve(buffer, size), bytes, size);
    buffer->size += size;
}

static inline void buffer_add_char(struct buffer *buffer, char c)
{
    *buffer_reserve(buffer, 1) = c;
    buffer->size++;
}

static inline void buffer_add_text(struct buffer *buffer, const char *text)
{
    buffer_add(buffer, text, strlen(text));
}

void buffer_add_unsigned(struct buffer *buffer, uint64_t number);

/* A time in UTC as RFC 3339 has it, to the second. */
void buffer_add_time(struct buffer *buffer, time_t time);

/* Text for people, wherever they read it: octets below 0x20, 0x7F and what is not valid UTF-8 become \DDD, other
 * characters that nobody sees (utf8_is_hidden) their code point, as <U+202E>, and so do marks that are piled up on
 * others. */
void buffer_add_visible(struct buffer *buffer, const char *text, size_t size);

/* Text for a program: control octets (below 0x20, 0x7F, C1) and what is not valid UTF-8 become \DDD, all else stays. */
void buffer_add_escaped(struct buffer *buffer, const char *text, size_t size);

/* BYTES in lower-case hexadecimal, two digits each. */
void buffer_add_hex(struct buffer *buffer, const void *bytes, size_t size);

/* The contents, NUL-terminated; valid until the next change. */
const char *buffer_text(struct buffer *buffer);

/* Drops the first SIZE octets. */
void buffer_consume(struct buffer *buffer, size_t size);

void buffer_clear(struct buffer *buffer);
void buffer_free(struct buffer *buffer);

#endif
