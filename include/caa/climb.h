/* SPDX-License-Identifier: Apache-2.0 */
/* The walk up the tree (RFC 8659 3): from the name to its top-level domain, never to the root; the first non-empty set
 * wins whole, a failure on the way stops the walk. A pure machine: climb_next says which names it wants to know about
 * now, climb_feed takes an answer; it never calls out. */
#ifndef CAA_CLIMB_H
#define CAA_CLIMB_H

#include "dns/answer.h"
#include "dns/name.h"
#include "util/arena.h"

enum {
    CLIMB_AT_ONCE = 8 /* levels in flight at most: a hostile name of 127 labels costs turns, not a burst */
};

enum climb_state {
    CLIMB_WAITING, /* feed it what it asked for */
    CLIMB_FOUND,   /* a set decides; see `level` */
    CLIMB_EMPTY,   /* no CAA up to the top-level domain */
    CLIMB_FAILED   /* the lookup at `level` failed or is bogus, and nothing below it has a set */
};

struct climb_level {
    const uint8_t *name;             /* a suffix of the climbing name */
    const struct dns_answer *answer; /* one reference is held; NULL until fed */
    bool asked;
};

struct climb {
    enum climb_state state;
    size_t level; /* the lowest level that is not known to be empty; the deciding one when FOUND or FAILED */
    size_t level_count;
    struct climb_level *levels; /* the name itself first; in the arena */
};

/* NAME is lent for the climb's life, and is not the root. */
void climb_init(struct climb *climb, const uint8_t *name, struct arena *arena);

/* The next level to ask for now; false when there is none to ask for at the moment. First the name alone; once it is
 * known to be empty, its parents at once, as they are shared by many names. */
bool climb_next(struct climb *climb, size_t *ret_level);

/* Takes the answer for a level that was asked for; takes over the caller's reference. Any order will do. */
void climb_feed(struct climb *climb, size_t level, const struct dns_answer *answer);

/* Takes the answers of COUNT levels above the name, which is known to be empty, at once; the caller's references stay
 * his. COUNT levels are as many as the climb wants to know about. */
void climb_feed_parents(struct climb *climb, const struct dns_answer *const *answers, size_t count);

/* CLIMB_FAILED: what the level that failed said is forgotten, and it is to be asked for once more. */
void climb_ask_again(struct climb *climb);

/* CLIMB_WAITING: the lowest level that is not known has failed with ANSWER, whatever was asked; takes over the caller's
 * reference. */
void climb_fail(struct climb *climb, const struct dns_answer *answer);

/* Drops the answers. */
void climb_finish(struct climb *climb);

#endif
