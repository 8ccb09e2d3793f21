/* SPDX-License-Identifier: Apache-2.0 */
/* What a lookup, and all that it causes to be looked up, may still cost. What causes a lookup pays for it: an
 * address lookup has the effort of the one for which it was started, and so has the one for the target of its alias. A
 * lookup of anything else has one of its own: what becomes of it depends on nobody else's. */
#ifndef RESOLVE_EFFORT_H
#define RESOLVE_EFFORT_H

enum { EFFORT_MAX = 100 /* questions */ };

/* Counted by those who spend it. */
struct effort {
    unsigned references;
    unsigned left; /* questions */
};

/* A whole one, to which the caller owns the one reference. */
struct effort *effort_new(void);
/* One more reference; NULL is fine for both. */
struct effort *effort_take(struct effort *effort);
void effort_drop(struct effort *effort);

#endif
