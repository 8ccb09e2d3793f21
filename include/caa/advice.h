/* What would lead to `allowed`: data, put into words elsewhere.
 *
 * Only records at the owner that decided are touched, and only in ways that take nothing from anybody: a property is
 * added beside others of its tag, never as the first of its tag; a critical record that locks everybody out is
 * published again without the critical bit rather than withdrawn, as the set would otherwise become empty, and another
 * one further up would decide. */
#ifndef CAA_ADVICE_H
#define CAA_ADVICE_H

#include "caa/policy.h"
#include "util/arena.h"

enum { CAA_ADVICE_TTL = 3600 /* seconds, of the records that are proposed */ };

/* One set of changes at one owner. Arrays are in the arena; the removed RDATA is that of the answer. */
struct caa_advice {
    const uint8_t *owner; /* lent by the answer */
    struct dns_rdata *add;
    size_t add_count;
    const struct dns_rdata *remove;
    size_t remove_count;
};

/* The smallest change after which every kind of KINDS is allowed; empty where none of them is denied now. */
struct caa_advice caa_advice_for_set(const struct caa_policy *policy, caa_kinds kinds, const struct dns_answer *answer,
                                     struct arena *arena);

#endif
