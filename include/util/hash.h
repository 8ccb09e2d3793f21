/* SPDX-License-Identifier: Apache-2.0 */
/* A quick hash for tables in memory, eight octets at a time. Whoever wants to can find octets of one hash: it decides
 * where something is looked for, never whether it is the same. */
#ifndef UTIL_HASH_H
#define UTIL_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Of these octets, and of what came before: its hash, or 0. */
static inline uint32_t hash_octets(uint32_t before, const uint8_t *octets, size_t size)
{
    uint64_t hash = (uint64_t)before << 32 | (uint32_t)size, word;
    for (; size > sizeof word; octets += sizeof word, size -= sizeof word) {
        memcpy(&word, octets, sizeof word);
        hash = (hash ^ word) * 0x9E3779B97F4A7C15;
        hash ^= hash >> 29;
    }
    word = 0;
    for (; size; size--)
        word = word << 8 | octets[size - 1];
    hash = (hash ^ word) * 0xBF58476D1CE4E5B9;
    return (uint32_t)(hash >> 32);
}

#endif
