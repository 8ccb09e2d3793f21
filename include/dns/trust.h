/* SPDX-License-Identifier: Apache-2.0 */
/* What a run knows about zones: which have a chain of trust from an anchor, with their keys, which are proven to have
 * none, which names are no zones. Learnt link by link, DS by DS and DNSKEY by DNSKEY (RFC 4035 5.2), each link once,
 * and shared by all lookups of the run; in bounded memory, for as long as TTLs and signatures allow. All lookups may
 * share it because a proof is nobody's opinion: all that ask for the same link learn the same. A link that is broken
 * is shared for seconds only, and one that costs too much not at all. */
#ifndef DNS_TRUST_H
#define DNS_TRUST_H

#include "dns/anchor.h"
#include "dns/denial.h"
#include "dns/signature.h"

enum {
    TRUST_BYTES = 8 << 20,    /* of what is known; what was not wanted for longest goes first */
    TRUST_TTL_MAX = 3 * 3600, /* seconds that anything is believed at most */
    TRUST_TTL_BOGUS = 5,      /* seconds that a broken link is (RFC 4035 4.7): it is nobody's proof */
    TRUST_TTL_LEAST = 5       /* seconds: a TTL of 0 still serves the lookups that wait for it */
};

enum trust_kind {
    TRUST_SIGNED,   /* a zone: its parent (or an anchor) vouches for keys that are not known yet */
    TRUST_SECURE,   /* a zone whose keys are known */
    TRUST_PART,     /* no zone cut: the name belongs to `zone`, above it */
    TRUST_INSECURE, /* a zone cut without a DS that could be followed: nothing from here on can be validated */
    TRUST_BOGUS     /* the link is broken: see `fault` */
};

/* What is wrong with a link. */
struct trust_fault {
    enum dnssec_fault fault; /* NONE: nothing */
    const uint8_t *zone;     /* whose operator has to act */
    const char *detail;      /* a kept saying */
};

/* Immutable and counted. */
struct trust_link {
    enum trust_kind kind;
    const uint8_t *name;
    const uint8_t *parent;         /* SIGNED, SECURE: the zone above it; NULL for an anchor */
    const struct trust_link *zone; /* PART: the secure zone; a reference is held */
    bool bottom;                   /* PART: nothing exists here or below */
    bool alias;                    /* PART: it is an alias, or below a DNAME */
    bool guessed;                  /* INSECURE: not seen to be a zone cut; what was said of it does not exclude one */
    bool sha1;                     /* here or further up, SHA-1 had to be relied on */
    struct zone_keys *keys;        /* SECURE */
    struct trust_fault fault;      /* BOGUS */
};

/* Whether anything can be validated at all. */
enum trust_state {
    TRUST_UNTRIED, /* no anchor was compared with its zone's keys yet */
    TRUST_READY,
    TRUST_MISMATCH /* the keys are not those of the anchor, or not now, or the clock is shown to be wrong by what the
                      root signs: nothing can be said about any name */
};

struct trust;

/* ANCHORS are lent. */
struct trust *trust_new(const struct anchors *anchors);
void trust_free(struct trust *trust);

enum trust_state trust_state(const struct trust *trust);

/* TRUST_MISMATCH: what is wrong, a kept saying; and whether it is the dates of the signatures alone, so that this
 * machine's clock, which it names, is the first suspect. */
const char *trust_mismatch(const struct trust *trust);
bool trust_mismatch_is_of_dates(const struct trust *trust);

/* The deepest link that is known at or above NAME; NULL without an anchor there. The caller owns a reference. */
const struct trust_link *trust_find(struct trust *trust, const uint8_t *name, time_t now);
const struct trust_link *trust_link_take(const struct trust_link *link);
void trust_link_drop(const struct trust_link *link);

/* The secure zone that the name of a SECURE or PART link belongs to. */
static inline const struct trust_link *trust_link_zone(const struct trust_link *link)
{
    return link->kind == TRUST_PART ? link->zone : link;
}

/* What an answer costs and where what is said of it goes. */
struct trust_lesson {
    const struct dns_rrsets *sets; /* of the reply */
    struct signature_budget *budget;
    struct arena *arena;
    time_t now;
};

/* Takes the reply to DS at NAME, the child of the name of ABOVE (SECURE or PART). What holds is learnt; of what does
 * not, the fault is returned, lent by the lesson and ABOVE, and nothing is learnt. */
struct trust_fault trust_learn_ds(struct trust *trust, const struct trust_lesson *lesson,
                                  const struct trust_link *above, const uint8_t *name);

/* The same for the reply to DNSKEY at the name of a SIGNED link. */
struct trust_fault trust_learn_keys(struct trust *trust, const struct trust_lesson *lesson,
                                    const struct trust_link *link);

/* Nobody had a link at NAME that holds. */
void trust_learn_broken(struct trust *trust, const uint8_t *name, const struct trust_fault *fault, time_t now);

/* Nobody had keys that fit the anchor. */
void trust_mismatched(struct trust *trust, const struct trust_fault *fault);

/* Whether KEYS have signed SET, one of the lesson's. */
struct signature_result trust_verify(struct trust *trust, const struct trust_lesson *lesson, struct zone_keys *keys,
                                     const struct dns_rrset *set);

/* The proofs of ZONE in the authority section, with good signatures. A fault where any of them, or the zone's SOA
 * record beside them, has none. */
struct signature_result trust_gather_proofs(struct trust *trust, const struct trust_lesson *lesson,
                                            const struct trust_link *zone, struct denial_proofs *ret_proofs);

#endif
