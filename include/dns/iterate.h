/* SPDX-License-Identifier: Apache-2.0 */
/* How one question is answered from the name servers of zones, from the top down (RFC 1034 5.3.3), telling each zone no
 * more of the name than it needs to know (RFC 9156).
 *
 * A pure machine: iterate_next says which question the name servers of which zone are to be asked now, or that it is
 * done; iterate_feed takes what they said. What the zones are, and where their servers, it does not know. */
#ifndef DNS_ITERATE_H
#define DNS_ITERATE_H

#include "dns/reply.h"

enum {
    ITERATE_QUESTIONS_MAX = 64, /* for one lookup; honest names need a handful */
    ITERATE_MINIMISE_MAX = 10   /* labels told one by one (RFC 9156 2.3: MAX_MINIMISE_COUNT) */
};

struct iteration {
    struct dns_question question; /* lent */
    struct dns_name zone;         /* whose servers are asked */
    size_t told;                  /* labels of the name that are known to lie in the zone */
    bool whole;                   /* the zone is told the whole name, as it does not bear a part */
    bool asks_whole;              /* iterate_next's last question was the whole one */
    unsigned minimised, questions;
};

enum iterate_step {
    ITERATE_AGAIN,   /* ask the next question */
    ITERATE_CUT,     /* the same, of the servers of a zone that is new: its delegation is in the reply */
    ITERATE_PART,    /* the same; the name that was asked about is no zone cut */
    ITERATE_COMPLETE /* the reply is the answer */
};

/* ZONE: the deepest zone known at or above the name; for DS, above it. TOLD: labels of the deepest ancestor of the name
 * that is known to lie in ZONE, those of ZONE itself at least. */
void iterate_start(struct iteration *iteration, struct dns_question question, const uint8_t *zone, size_t told);

/* What to ask now. False where the bound is reached. */
bool iterate_next(struct iteration *iteration, struct dns_question *ret_question);

/* Takes the reply to the question that iterate_next named. */
enum iterate_step iterate_feed(struct iteration *iteration, const struct dns_reply *reply);

#endif
