/* SPDX-License-Identifier: Apache-2.0 */
/* The RRsets of a message with their signatures, as validation wants them: the classes and types that prove something,
 * each section for itself, records that stand twice taken once (RFC 2181 5). */
#ifndef DNS_RRSET_H
#define DNS_RRSET_H

#include "dns/answer.h"
#include "dns/name.h"
#include "util/arena.h"

enum {
    DNS_RRSETS_MAX = 128,   /* of one message: 16 aliases with their proofs need fewer; what comes later is not seen */
    DNS_SIGNATURES_MAX = 16 /* of one RRset: likewise */
};

/* A record, by its places in the message. */
struct dns_record {
    struct dns_record *next;
    size_t at;       /* of its owner */
    size_t rdata_at; /* of its RDATA */
    uint16_t rdata_size;
};

struct dns_rrset {
    const uint8_t *owner;
    uint16_t type;
    uint32_t ttl;   /* the smallest */
    bool authority; /* from the authority section, not from the answer */
    size_t record_count, signature_count;
    struct dns_record *records, *signatures; /* in the message's order */
};

struct dns_rrsets {
    const uint8_t *message; /* lent */
    size_t size;
    struct dns_rrset *sets;
    size_t count;
};

/* Those of answer and authority. False on a malformed message. Everything is in the arena but the octets. */
bool dns_rrsets_read(const uint8_t *message, size_t size, struct arena *arena, struct dns_rrsets *ret_sets);

/* The set of a name and type, or NULL; a set has a record at least. */
const struct dns_rrset *dns_rrsets_find(const struct dns_rrsets *sets, bool authority, const uint8_t *owner,
                                        uint16_t type);

/* A reader of the RDATA that can follow compression pointers. */
struct reader dns_rdata_reader(const struct dns_rrsets *sets, const struct dns_record *record);

/* The name that is all of the RDATA: CNAME, DNAME. */
bool dns_rdata_name(const struct dns_rrsets *sets, const struct dns_record *record, struct dns_name *ret_name);

/* The fixed part of an RRSIG (RFC 4034 3.1). */
struct dns_rrsig {
    uint16_t covered;
    uint8_t algorithm, labels;
    uint32_t original_ttl, expiration, inception; /* the times modulo 2^32 (RFC 1982) */
    uint16_t key_tag;
    struct dns_name signer;
};

bool dns_rrsig_read(const struct dns_rrsets *sets, const struct dns_record *record, struct dns_rrsig *ret_rrsig);

/* A record type's mnemonic, or TYPE123 (RFC 3597 5). */
void dns_type_print(uint16_t type, struct buffer *out);

#endif
