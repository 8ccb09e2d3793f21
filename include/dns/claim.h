/* SPDX-License-Identifier: Apache-2.0 */
/* What an answer claims: this set stands here, this alias, no such type, no such name. Read once, from the message that
 * is validated, and judged by the keys of one zone. */
#ifndef DNS_CLAIM_H
#define DNS_CLAIM_H

#include "dns/reply.h"
#include "dns/trust.h"

enum claim_kind {
    CLAIM_SET,      /* the records of `set` */
    CLAIM_NODATA,   /* `name` has none of `type` */
    CLAIM_NXDOMAIN, /* `name` does not exist */
    CLAIM_FAILED    /* nothing is known of `name` */
};

struct claim {
    enum claim_kind kind;
    const uint8_t *name;
    uint16_t type;
    const struct dns_rrset *set;
    const uint8_t *signer; /* the deepest zone on the way to the name that a signature names, or NULL */
    const uint8_t *early;  /* the chain's: the zone whose keys were tried before the cut was known; or NULL */
};

/* Where the answer leads, and what stands there: told from the claims, and from nothing else. */
struct claim_path {
    size_t alias_count;
    const uint8_t *aliases[DNS_ALIASES_MAX]; /* targets, in order */
    size_t record_count;                     /* of the set at the end; 0 where there is none */
    const struct dns_rdata *records;
    const uint8_t *owner;  /* of the set; a DNS wildcard once a signature has said so (RFC 4035 5.3.2) */
    const uint8_t *dname;  /* that of the first alias, where it is made from one; else NULL */
    uint32_t original_ttl; /* seconds, of the set, once a signature has said so (RFC 4034 3.1.4); else 0 */
    uint32_t ttl;          /* seconds that what is at the end holds at most, once that is settled (RFC 4035 5.3.3) */
};

/* One for each alias, then one for what is at their end, unless the server stopped there. */
struct claims {
    struct dns_rrsets sets; /* of a copy of the message */
    struct claim items[DNS_ALIASES_MAX + 1];
    size_t count;
    struct claim_path path;
};

/* REPLY says how far the message is to be believed: aliases and records behind that are not looked at. False where the
 * message does not hold what the reply was read to say, as it has more RRsets than are looked at. */
bool claims_read(struct dns_question question, const struct dns_reply *reply, struct arena *arena,
                 struct claims *ret_claims);

/* What the keys of a zone make of a claim. */
struct judgement {
    enum dnssec_status status;         /* SECURE, INSECURE; with a fault it is of no account */
    struct signature_result signature; /* its fault: BOGUS */
};

/* CLAIM is not CLAIM_FAILED; the lesson's sets are those of its message. */
struct judgement claim_judge(const struct claim *claim, struct trust *trust, const struct trust_lesson *lesson,
                             const struct trust_link *zone);

/* What the message itself says of why a claim does not hold. */
struct claim_clue {
    enum failure_clue clue; /* CLUE_NOT_DELEGATED, CLUE_ALIAS, or NONE */
    const uint8_t *zone;    /* which claims to hold the name */
    const char *detail;     /* a kept saying */
};

/* ZONE has not signed what is claimed. By an SOA or NS records of its authority section, the message is perhaps one of
 * a zone below, and TRUST may know that there is none: only what was validated is known there.
 * What is told lasts as long as ARENA. */
struct claim_clue claims_find_clue(const struct claims *claims, size_t claim, struct trust *trust, time_t now,
                                   const uint8_t *zone, struct arena *arena);

/* Where a set is published that was signed with so many labels: its owner, or a DNS wildcard above it. */
const uint8_t *claim_published_at(const struct claim *claim, unsigned labels, struct arena *arena);

#endif
