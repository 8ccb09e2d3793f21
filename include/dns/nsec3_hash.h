/* SPDX-License-Identifier: Apache-2.0 */
/* Hashes of owner names (RFC 5155 5), with a memory: the ancestors of a name are hashed again for every name below
 * them, and a zone may ask for many rounds of each (CVE-2023-50868). */
#ifndef DNS_NSEC3_HASH_H
#define DNS_NSEC3_HASH_H

#include <stddef.h>
#include <stdint.h>

enum {
    NSEC3_HASH_SIZE = 20,    /* of SHA-1, the only one there is */
    NSEC3_MEMORY_SIZE = 1024 /* hashes that are remembered */
};

struct nsec3_parameters {
    uint16_t iterations; /* rounds after the first */
    uint8_t salt_size;
    const uint8_t *salt;
};

struct nsec3_memory;

struct nsec3_memory *nsec3_memory_new(void);
void nsec3_memory_free(struct nsec3_memory *memory);

/* MEMORY may be NULL. */
void nsec3_hash(struct nsec3_memory *memory, const struct nsec3_parameters *parameters, const uint8_t *name,
                uint8_t hash[static NSEC3_HASH_SIZE]);

#endif
