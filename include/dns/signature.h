/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures over RRsets (RFC 4034 3, RFC 4035 5.3), checked with the keys of one zone.
 *
 * What somebody else can make us compute is bounded (KeyTrap, CVE-2023-50387): so many keys with one tag, so many
 * checks for one message. What came of a check, good or not, is remembered by key, signature and data, and not computed
 * again; that is nobody's opinion, so all lookups share it. A budget is never shared. */
#ifndef DNS_SIGNATURE_H
#define DNS_SIGNATURE_H

#include "dns/dnssec.h"
#include "dns/rrset.h"

#include <time.h>

enum {
    SIGNATURE_KEYS_MAX = 64,          /* of one zone that are looked at */
    SIGNATURE_KEYS_OF_TAG_MAX = 4,    /* with one tag and algorithm that are tried; two happen by chance */
    SIGNATURE_CHECKS_MAX = 128,       /* for one message: aliases with their proofs, each with signatures of two keys */
    SIGNATURE_FAILED_CHECKS_MAX = 40, /* of these, such that fail: proofs with a stale signature beside each good one,
                                         by keys that have one tag, need a dozen */
    SIGNATURE_MEMORY = 4096           /* checks remembered */
};

struct zone_keys;
struct signature_memory;

/* The keys of ZONE that may sign (zone key, protocol 3, not revoked; RFC 4034 2.1, RFC 5011 2.1) of a DNSKEY RRset. */
struct zone_keys *zone_keys_new(const uint8_t *zone, const struct dns_rrsets *sets, const struct dns_rrset *dnskeys);
void zone_keys_free(struct zone_keys *keys);

/* The same with only those that ACCEPTS likes: RDATA of a DNSKEY. */
size_t zone_keys_keep(struct zone_keys *keys, bool (*accepts)(void *context, struct dns_rdata dnskey), void *context);

const uint8_t *zone_keys_zone(const struct zone_keys *keys);

/* Octets that they hold. */
size_t zone_keys_size(const struct zone_keys *keys);

struct signature_memory *signature_memory_new(void);
void signature_memory_free(struct signature_memory *memory);

/* What one message may still cost. */
struct signature_budget {
    unsigned checks, failed_checks;
};

struct signature_budget signature_budget_whole(void);

struct signature_check {
    const struct dns_rrsets *sets;
    struct zone_keys *keys; /* of the zone that must have signed */
    struct signature_memory *memory;
    struct signature_budget *budget;
    struct arena *arena; /* for what is said of a result */
    time_t now;          /* seconds since the epoch */
};

struct signature_result {
    enum dnssec_fault fault; /* NONE: a signature is good */
    const char *detail;      /* else what is wrong, a kept saying */
    unsigned labels;         /* of the owner as it was signed, without `*`: fewer than it has where a DNS wildcard was
                                expanded (RFC 4035 5.3.2) */
    uint32_t ttl;            /* seconds (RFC 4035 5.3.3) */
    uint32_t original_ttl;   /* seconds, of the set as it was signed (RFC 4034 3.1.4) */
    time_t from, until;      /* EXPIRED, NOT_YET_VALID: the dates of the signature that the detail is about */
    bool genuine;            /* NOT_YET_VALID: it is good but for that, so that its maker's clock is ahead of ours */
    bool sha1;
};

/* Whether SET is signed by these keys now. */
struct signature_result signature_verify(const struct signature_check *check, const struct dns_rrset *set);

/* Labels of an owner that count in an RRSIG (RFC 4034 3.1.3): a leading `*` does not. */
unsigned signature_labels(const uint8_t *owner);

#endif
