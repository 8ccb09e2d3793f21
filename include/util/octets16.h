/* SPDX-License-Identifier: Apache-2.0 */
/* Sixteen octets at once, as gcc and clang offer it: one instruction of each step, where the machine has it. In a
 * result of comparing, an octet is 0xFF where it holds, else 0. */
#ifndef UTIL_OCTETS16_H
#define UTIL_OCTETS16_H

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t octets16 __attribute__((vector_size(16)));

/* The first of a text of SIZE octets; those that it lacks are FILLER. */
static inline octets16 octets16_load(const char *text, size_t size, char filler)
{
    octets16 loaded;
    if (size >= sizeof loaded) {
        memcpy(&loaded, text, sizeof loaded);
        return loaded;
    }
    memset(&loaded, filler, sizeof loaded);
    memcpy(&loaded, text, size);
    return loaded;
}

static inline bool octets16_any(octets16 flags)
{
    uint64_t halves[2];
    memcpy(halves, &flags, sizeof halves);
    return halves[0] | halves[1];
}

/* Flags as bits, that of the first octet lowest. */
static inline unsigned octets16_bits(octets16 flags)
{
    uint64_t halves[2];
    memcpy(halves, &flags, sizeof halves);
    for (unsigned i = 0; i < 2; i++) /* in each octet its own bit, then the sum of all of them */
        halves[i] = (le64toh(halves[i]) & 0x8040201008040201) * 0x0101010101010101 >> 56;
    return (unsigned)(halves[0] | halves[1] << 8);
}

/* Which are a letter or a digit of ASCII. */
static inline octets16 octets16_alnum(octets16 text)
{
    return (octets16)((text | 0x20) - 'a' < 26) | (octets16)(text - '0' < 10);
}

/* Which are what a bare name is made of: one of these, `-`, `.` or `_`. */
static inline octets16 octets16_of_names(octets16 text)
{
    return octets16_alnum(text) | (octets16)((text == '-') | (text == '.') | (text == '_'));
}

/* The sum of all sixteen, as far as it is below 256. */
static inline unsigned octets16_sum(octets16 numbers)
{
    uint64_t halves[2];
    memcpy(halves, &numbers, sizeof halves);
    return (unsigned)((halves[0] + halves[1]) * 0x0101010101010101 >> 56);
}

static inline octets16 octets16_lower(octets16 text)
{
    return text | ((octets16)(text - 'A' < 26) & 0x20);
}

#endif
