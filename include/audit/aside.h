/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked when the verdict is known, as advice may need it.
 *
 * Where records are to be changed: what a DNS wildcard (RFC 4592) has to do with the name. A record that is published
 * at a name takes it off the wildcard, and with it all below. Signatures tell where a set comes from, and so does a
 * zone file; otherwise the CAA set of `*.PARENT` does, which answers for itself. It may come from a wildcard further up
 * itself: where the next one up says the same, and PARENT as well.
 *
 * Where a level fails with SERVFAIL: whether the next one does.
 *
 * A pure machine: aside_next names the question that it wants answered now, always for CAA, or says that it is done;
 * aside_feed takes the answer, and leaves in the result what is known by then. */
#ifndef AUDIT_ASIDE_H
#define AUDIT_ASIDE_H

#include "audit/result.h"
#include "audit/walk.h"

enum aside_state {
    ASIDE_BEGIN,
    ASIDE_WILDCARD, /* the set of `*.PARENT` */
    ASIDE_HIGHER,   /* of the next wildcard up, as that one has what is looked for */
    ASIDE_PARENT,   /* of what is below that one, which has it too */
    ASIDE_ABOVE,    /* the level above one that fails */
    ASIDE_DONE
};

struct aside {
    enum aside_state state;
    enum audit_aside_found looked_for;
    const uint8_t *subject; /* the name whose records may come from a wildcard; lent by the result */
    struct dns_name asked;  /* lent to the caller, until the next feed */
    struct dns_name found;  /* so far: the wildcard; lent to the result for good */
};

/* Whether there may be something to ask: a kind is denied, or nobody knows. */
bool aside_is_due(const struct audit_result *result);

/* ASIDE is zero at first, or has been fed; RESULT has its advice already. False where nothing is to be asked. */
bool aside_next(struct aside *aside, const struct audit_result *result, const struct audit_place *place);

/* Takes the answer to the question for ASKED, lent for the call. */
void aside_feed(struct aside *aside, const struct dns_answer *answer, struct audit_result *result);

#endif
