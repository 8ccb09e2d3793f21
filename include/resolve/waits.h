/* SPDX-License-Identifier: Apache-2.0 */
/* Who waits for whom: one graph of all lookups of a place, in which nobody waits for himself. A lookup waits for the
 * targets of its aliases, for the links of its chain of trust and for the addresses of name servers; all of these edges
 * are made here, and one that would close a circle is refused when it is made.
 *
 * Rows wait, too, but nobody waits for a row: they are no part of it. */
#ifndef RESOLVE_WAITS_H
#define RESOLVE_WAITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wait_edge;

/* Somebody who may be waited for; zero is one that waits for nobody. */
struct wait_node {
    struct wait_edge *waits_for;
    uint64_t seen;           /* the search that came here last */
    struct wait_node *later; /* in the search that goes on: to be looked at */
};

/* Embedded in what waits; zero is one that does not. */
struct wait_edge {
    struct wait_edge *prev, *next; /* of the same node's */
    struct wait_node *from, *to;
};

struct waits {
    uint64_t searches;
    uint64_t steps; /* nodes that all searches have looked at; for tests */
};

/* FROM waits for TO from now on. False, and nothing is changed, where TO waits for FROM already, directly or not: each
 * node is looked at once at most. */
bool waits_join(struct waits *waits, struct wait_edge *edge, struct wait_node *from, struct wait_node *to);

/* Whether all that START waits for in the end, which waits for nobody itself, is SUCH; START itself where it waits for
 * nobody. Each node is looked at once at most. */
typedef bool wait_end_test(const struct wait_node *node);
bool waits_end_at(struct waits *waits, struct wait_node *start, wait_end_test *is_such);

/* It does no longer; an edge that is none is left alone. */
void waits_part(struct wait_edge *edge);

#endif
