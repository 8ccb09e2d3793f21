/* SPDX-License-Identifier: Apache-2.0 */
/* What only tests look at: how much was computed, and what was kept. */
#ifndef DNS_TESTING_H
#define DNS_TESTING_H

#include "dns/nsec3_hash.h"
#include "dns/signature.h"
#include "dns/trust.h"

/* Rounds of NSEC3 hashes that were computed so far. */
uint64_t nsec3_memory_rounds(const struct nsec3_memory *memory);

/* Signatures computed in this run, and those found in the memory instead. */
uint64_t signature_memory_computed(const struct signature_memory *memory);
uint64_t signature_memory_recalled(const struct signature_memory *memory);

/* Lent. */
struct signature_memory *trust_signatures(struct trust *trust);

/* Whether there is an anchor for this very zone. */
bool trust_is_anchor(const struct trust *trust, const uint8_t *zone);

/* How many keys there are, and the key tag (RFC 4034 B) of one. */
size_t zone_keys_count(const struct zone_keys *keys);
uint16_t zone_keys_tag(const struct zone_keys *keys, size_t index);

#endif
