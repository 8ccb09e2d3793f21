/* SPDX-License-Identifier: Apache-2.0 */
/* A quick hash for tables in memory, eight octets at a time. It decides where something is looked for, never whether it
 * is the same.
 *
 * Names, institutions and cells are chosen by strangers. Octets that hash alike would stand in one chain of a table,
 * and a list of 40,000 of them would take a hundred times as long as another: so the hash has a secret, drawn anew by
 * each process. Each step multiplies by it and folds the upper half of the product into the lower. Without the upper
 * half the secret would be of no use: two words that differ in their highest bit alone differ there after the
 * multiplication, too, whatever by, and the next word can be chosen to undo it. */
#ifndef UTIL_HASH_H
#define UTIL_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct hash_secret {
    uint64_t start, factor; /* the factor is odd */
};

extern struct hash_secret hash_secret;

/* SECRET is random. Before there is any table: what stands in one is not found any more. */
void hash_set_secret(const struct hash_secret *secret);

static inline uint64_t hash_word(const uint8_t *octets)
{
    uint64_t word;
    memcpy(&word, octets, sizeof word);
    return word;
}

static inline uint64_t hash_fold(uint64_t word)
{
    unsigned __int128 product = (unsigned __int128)word * hash_secret.factor;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Of these octets, and of what came before: its hash, or 0. The last eight are looked at as they are, some of them a
 * second time. */
static inline uint32_t hash_octets(uint32_t before, const uint8_t *octets, size_t size)
{
    uint64_t hash = hash_secret.start + hash_secret.factor * ((uint64_t)before << 32 | (uint32_t)size), last = 0;
    if (size >= sizeof last)
        last = hash_word(octets + size - sizeof last);
    else
        for (size_t i = 0; i < size; i++)
            /* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): all of them are set */
            last = last << 8 | octets[i];
    for (; size > sizeof last; octets += sizeof last, size -= sizeof last)
        hash = hash_fold(hash ^ hash_word(octets));
    hash = hash_fold(hash ^ last);
    return (uint32_t)(hash >> 32);
}

#endif
