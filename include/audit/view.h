/* SPDX-License-Identifier: Apache-2.0 */
/* What a walk came to, and what several of them make of each other: places that have to agree (BR 3.2.2.9), servers
 * that each may be the one whom a CA asks. */
#ifndef AUDIT_VIEW_H
#define AUDIT_VIEW_H

#include "audit/result.h"
#include "audit/walk.h"

/* VIEW becomes that of a walk that has ended; lends from it. OPINION is of the set that it found, where it found one.
 * With REQUIRE_DNSSEC, an answer that nobody validated is REASON_DNSSEC_UNCHECKED for every kind. */
void view_take_walk(struct audit_view *view, const struct audit_walk *walk, const struct caa_opinion *opinion,
                    bool require_dnssec);

/* The levels of a climb that count: up to the one that decides. Some may have no answer. */
size_t view_level_count(const struct climb *climb);

/* Whether enough of the others (QUORUM) agree with the first of COUNT views about this kind; one that does not know
 * agrees with nobody, and where nobody knows, nobody disagrees. */
bool views_corroborate(const struct audit_view *views, size_t count, size_t quorum, unsigned kind);

/* Whether all see the same as the first. */
bool views_are_alike(const struct audit_view *first, const struct audit_view *views, size_t count);

/* The reasons of every kind. */
void view_set_reasons(enum reason reasons[static CAA_KIND_COUNT], enum reason reason);

#endif
