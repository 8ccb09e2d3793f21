/* SPDX-License-Identifier: Apache-2.0 */
/* A checked reader of octets: the only way in which bytes from elsewhere are looked at.
 *
 * The error sticks: after the first overrun every read yields zero or NULL, and the caller checks `failed` once. */
#ifndef UTIL_READER_H
#define UTIL_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct reader {
    const uint8_t *data;
    size_t size; /* octets in DATA */
    size_t at;   /* the next one; never beyond SIZE */
    bool failed;
};

static inline struct reader reader_of(const void *data, size_t size)
{
    return (struct reader){.data = data, .size = size};
}

static inline size_t reader_left(const struct reader *reader)
{
    return reader->failed ? 0 : reader->size - reader->at;
}

/* The next SIZE octets, lent; NULL after an overrun. */
static inline const uint8_t *reader_bytes(struct reader *reader, size_t size)
{
    if (reader->failed || reader->size - reader->at < size) {
        reader->failed = true;
        return NULL;
    }
    const uint8_t *bytes = reader->data + reader->at;
    reader->at += size;
    return bytes;
}

static inline uint8_t reader_u8(struct reader *reader)
{
    const uint8_t *b = reader_bytes(reader, 1);
    return b ? b[0] : 0;
}

/* Network byte order. */
static inline uint16_t reader_u16(struct reader *reader)
{
    const uint8_t *b = reader_bytes(reader, 2);
    return (uint16_t)(b ? (unsigned)b[0] << 8 | b[1] : 0);
}

static inline uint32_t reader_u32(struct reader *reader)
{
    const uint8_t *b = reader_bytes(reader, 4);
    return b ? (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3] : 0;
}

#endif
