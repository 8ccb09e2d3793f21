/* SPDX-License-Identifier: Apache-2.0 */
/* What a lookup, and all that it causes to be looked up, may still cost. What causes a lookup pays for it: an
 * address lookup has the effort of the one for which it was started, and so has the one for the target of its alias. A
 * lookup of anything else has one of its own: what becomes of it depends on nobody else's.
 *
 * What is known already costs nothing. So who shares a list with others comes as far as alone with the same effort, or
 * further: only a name that costs more than the row's two efforts (it is asked for once more) may be unknown alone and
 * answered in company. What ended for want of effort, or for anything that ended so, is nobody else's failure. */
#ifndef RESOLVE_EFFORT_H
#define RESOLVE_EFFORT_H

#include "dns/chain.h"
#include "dns/message.h"

enum { EFFORT_MAX = 100 /* questions */ };

/* Counted by those who spend it. */
struct effort {
    unsigned references;
    unsigned left; /* questions */
    struct effort_vain *in_vain;
};

/* A whole one, to which the caller owns the one reference. */
struct effort *effort_new(void);
/* One more reference; NULL is fine for both. */
struct effort *effort_take(struct effort *effort);
void effort_drop(struct effort *effort);

/* What was looked up at its expense, and not found for want of effort or time, or as it waited for itself: the name is
 * copied. It is not looked up at the same expense again: a search visits each node once. NULL is fine: nothing is
 * remembered. */
void effort_in_vain(struct effort *effort, struct dns_question question, enum chain_attempt attempt);
bool effort_was_in_vain(const struct effort *effort, struct dns_question question, enum chain_attempt attempt);

#endif
