/* SPDX-License-Identifier: Apache-2.0 */
/* A quick hash for tables in memory, eight octets at a time. Anybody can find octets of equal hash: it decides
 * where something is looked for, never whether it is the same. */
#ifndef UTIL_HASH_H
#define UTIL_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t hash_word(const uint8_t *octets)
{
    uint64_t word;
    memcpy(&word, octets, sizeof word);
    return word;
}

/* Of these octets, and of what came before: its hash, or 0. The last eight are looked at as they are, some of them a
 * second time. */
static inline uint32_t hash_octets(uint32_t before, const uint8_t *octets, size_t size)
{
    uint64_t hash = (uint64_t)before << 32 | (uint32_t)size, last = 0;
    if (size >= sizeof last)
        last = hash_word(octets + size - sizeof last);
    else
        for (size_t i = 0; i < size; i++)
            last = last << 8 | octets[i];
    for (; size > sizeof last; octets += sizeof last, size -= sizeof last) {
        hash = (hash ^ hash_word(octets)) * 0x9E3779B97F4A7C15;
        hash ^= hash >> 29;
    }
    hash = (hash ^ last) * 0xBF58476D1CE4E5B9;
    return (uint32_t)(hash >> 32);
}

#endif
