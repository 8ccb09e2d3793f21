/* SPDX-License-Identifier: Apache-2.0 */
/* What two entries that follow one another have above them is asked for as soon as the second one begins, so that a
 * climb seldom takes two round trips. It costs no question in the usual case: one of the two has no set of its own, and
 * would ask in any case.
 *
 * Nobody waits for it, pays for it or is told of it: a climb that gets there asks as ever, and finds what is known, or
 * on its way, as it would where another row had asked. */
#ifndef AUDIT_AHEAD_H
#define AUDIT_AHEAD_H

#include "audit/walk.h"

/* Held by value; zero is one that knows of no entry. */
struct ahead {
    struct dns_name above; /* an entry before; size 0: none yet */
    struct dns_name asked; /* what was asked for last, with all that is above it; size 0: nothing */
};

/* An entry of this NAME begins, at NOW (ms), at PLACES. */
void ahead_begin(struct ahead *ahead, const uint8_t *name, const struct audit_place *places, size_t place_count,
                 uint64_t now);

#endif
