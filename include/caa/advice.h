/* SPDX-License-Identifier: Apache-2.0 */
/* What would lead to `allowed`: data, put into words elsewhere.
 *
 * Records are changed at the owner that decided, where that is in the same hands as the name, and only in ways that
 * take nothing from anybody: a property is added beside others of its tag, never as the first of its tag; a critical
 * record that locks everybody out is published again without the critical bit rather than withdrawn, as the set would
 * otherwise become empty, and another one further up would decide.
 *
 * Where the owner is in other hands, a local set is advised instead, below the level that decided: the whole set as it
 * would be after that change, since it shadows all tags of the other one (RFC 8659 3). */
#ifndef CAA_ADVICE_H
#define CAA_ADVICE_H

#include "caa/climb.h"
#include "caa/policy.h"
#include "util/arena.h"

enum { CAA_ADVICE_TTL = 3600 /* seconds, of records that are proposed where the TTL of the set is not certain */ };

enum caa_advice_place {
    CAA_ADVICE_AT_OWNER, /* the set that decided is changed */
    CAA_ADVICE_LOCAL,    /* its owner is in other hands: a set of one's own is published below */
    CAA_ADVICE_ELSEWHERE /* its owner is in other hands, and none can be published below: they have to change it */
};

/* One set of changes at one owner. Arrays are in the arena; RDATA that was there is lent by the set. */
struct caa_advice {
    enum caa_advice_place place;
    const uint8_t *owner; /* lent by the answer or the climb; NULL where there is nothing to change */
    uint32_t ttl;         /* seconds, of the records; set by the caller, who knows where the answer came from */
    const struct dns_rdata *add;
    size_t add_count;
    size_t ca_count; /* of these, the last ones: those that name the CA */
    const struct dns_rdata *remove;
    size_t remove_count;
    const struct dns_rdata *stopping; /* the critical records of the set that decided which stop everybody */
    size_t stopping_count;
    const struct dns_rdata *after; /* the whole set at OWNER once it is done */
    size_t after_count;
};

/* The smallest change of that set after which every kind of KINDS that is denied now is allowed; empty where none is.
 * A kind that only depends on account and method (conditional) gets no record, and neither does one whose properties
 * bind the CA to an account or a method that the policy does not tell. */
struct caa_advice caa_advice_for_set(const struct caa_policy *policy, caa_kinds kinds, const struct dns_answer *answer,
                                     struct arena *arena);

/* Whether the registrable domain of OWNER is not that of NAME, so far as names tell. */
bool caa_advice_in_other_hands(const uint8_t *owner, const uint8_t *name);

/* The highest level below the one at which a climb has ended where records can be published in the same hands as the
 * name; NULL where there is none. */
const uint8_t *caa_advice_place_below(const struct climb *climb);

/* CHANGE, which is that of the set that a climb has ended at, at the place where it can be done; empty where it found
 * no set.
 *
 * In other hands are owners whose registrable domain is not that of the name: a public suffix, what lies above one, or
 * an alias's target elsewhere. The local set goes to the highest level below the one that decided that lies in the
 * name's registrable domain and is no alias, beside which nothing could be published (RFC 1034 3.6.2).
 *
 * WILDCARD: the DNS wildcard from which the set is known to come, though its answer does not say so; lent; or NULL. */
struct caa_advice caa_advice_for_climb(const struct caa_advice *change, const struct climb *climb,
                                       const uint8_t *wildcard, struct arena *arena);

#endif
