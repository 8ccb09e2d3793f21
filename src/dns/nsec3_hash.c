/* SPDX-License-Identifier: Apache-2.0 */
#include "dns/nsec3_hash.h"
#include "dns/testing.h"

#include "dns/name.h"
#include "util/memory.h"

#include <ldns/sha1.h>
#include <stdlib.h>
#include <string.h>

enum { SALT_MAX = 255, WAYS = 4 /* places where a hash may be remembered */ };

/* The first round tells names and salts apart, as a name knows its own end. */
struct place {
    uint8_t first[NSEC3_HASH_SIZE], last[NSEC3_HASH_SIZE];
    uint16_t iterations; /* 0: nothing is remembered here, as such hashes are not */
};

struct nsec3_memory {
    uint64_t rounds;
    struct place places[NSEC3_MEMORY_SIZE / WAYS][WAYS];
};

static void hash_round(const uint8_t *from, size_t size, const struct nsec3_parameters *parameters,
                       uint8_t hash[static NSEC3_HASH_SIZE])
{
    uint8_t input[DNS_NAME_MAX + SALT_MAX];
    memcpy(input, from, size);
    memcpy(input + size, parameters->salt, parameters->salt_size);
    ldns_sha1(input, (unsigned)(size + parameters->salt_size), hash);
}

static void hash_on(const struct nsec3_parameters *parameters, uint8_t hash[static NSEC3_HASH_SIZE])
{
    for (unsigned round = 0; round < parameters->iterations; round++)
        hash_round(hash, NSEC3_HASH_SIZE, parameters, hash);
}

/* Where a hash is remembered, or is to be: then in place of any other. */
static struct place *nsec3_hash_place_of(struct nsec3_memory *memory, uint16_t iterations,
                                         const uint8_t first[static NSEC3_HASH_SIZE])
{
    struct place *places = memory->places[(first[0] << 8 | first[1]) % (NSEC3_MEMORY_SIZE / WAYS)];
    struct place *other = &places[memory->rounds % WAYS];
    for (size_t i = 0; i < WAYS; i++) {
        if (places[i].iterations == iterations && memcmp(places[i].first, first, NSEC3_HASH_SIZE) == 0)
            return &places[i];
        other = places[i].iterations ? other : &places[i];
    }
    other->iterations = 0;
    return other;
}

void nsec3_hash(struct nsec3_memory *memory, const struct nsec3_parameters *parameters, const uint8_t *name,
                uint8_t hash[static NSEC3_HASH_SIZE])
{
    hash_round(name, dns_name_size(name), parameters, hash);
    if (!memory || !parameters->iterations) {
        hash_on(parameters, hash);
        return;
    }
    struct place *place = nsec3_hash_place_of(memory, parameters->iterations, hash);
    memory->rounds++;
    if (!place->iterations) {
        memcpy(place->first, hash, NSEC3_HASH_SIZE);
        hash_on(parameters, hash);
        memory->rounds += parameters->iterations;
        memcpy(place->last, hash, NSEC3_HASH_SIZE);
        place->iterations = parameters->iterations;
    }
    memcpy(hash, place->last, NSEC3_HASH_SIZE);
}

uint64_t nsec3_memory_rounds(const struct nsec3_memory *memory)
{
    return memory->rounds;
}

struct nsec3_memory *nsec3_memory_new(void)
{
    return memory_zero(sizeof(struct nsec3_memory));
}

void nsec3_memory_free(struct nsec3_memory *memory)
{
    free(memory);
}
