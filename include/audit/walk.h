/* SPDX-License-Identifier: Apache-2.0 */
/* The climb of one name at one place. What failed is asked for once more, a little later, before it counts: that a
 * question failed a moment ago, for another entry, is no answer to this one. */
#ifndef AUDIT_WALK_H
#define AUDIT_WALK_H

#include "audit/parents.h"
#include "resolve/resolver.h"

enum { WALK_REST_MS = 1000 /* at least, before the second asking (RFC 9520 3.2, caa-audit-dns(7)) */ };

/* A place through which names are audited. */
struct audit_place {
    const char *label; /* as --perspective gives it; NULL where there is only this place */
    struct lookup_table *lookups;
    struct trust *trust;            /* NULL: nothing is validated */
    struct resolver *surveyed;      /* where every server of a zone is to be asked, as it iterates; else NULL */
    const struct zone_store *zones; /* what is answered from files there, or NULL */
    bool authoritative;             /* other answers come from authoritative servers, */
    bool resolving;                 /* or through resolvers */
    struct known_parents *parents;  /* NULL: nothing is told twice */
};

/* What all walks of a run share. */
struct walks {
    uint64_t now;               /* ms, monotonic; set by the driver of the run */
    struct audit_walk *resting; /* before a second asking, the first to go on in front */
    size_t resting_count;
};

struct walk_level {
    struct lookup_waiter waiter; /* first */
    struct audit_walk *walk;
    size_t number; /* of the climb's level */
    bool asked_twice;
};

/* Held by value where it stays; zero is one that was never started. */
struct audit_walk {
    struct walks *walks;
    const struct audit_place *place;
    struct climb climb;
    struct walk_level own, *above; /* of the name; of its parents, once they are asked for, in the arena */
    struct arena *arena;
    uint64_t parents_until;          /* ms: the first answer about a parent expires */
    const struct dns_answer **given; /* where one server is followed: what it says, and what everybody was told where it
                                        was not asked, by levels; NULL: ask */
    uint64_t due;                    /* ms: the end of its rest; 0 while it has none */
    struct audit_walk *prev, *next;  /* among those that rest */
    void (*ended)(struct audit_walk *walk); /* the climb stands; may be called from within walk_start */
};

/* PLACE and NAME are lent; what it needs is taken from ARENA. ENDED: see above. Nothing is asked yet. */
void walk_init(struct audit_walk *walk, struct walks *walks, const struct audit_place *place, const uint8_t *name,
               struct arena *arena, void (*ended)(struct audit_walk *walk));

/* GIVEN: see above, or NULL. */
void walk_start(struct audit_walk *walk, const struct dns_answer **given);

/* Whether there is something that it waits for. */
bool walk_goes_on(const struct audit_walk *walk);

/* Whether all that it waits for just stands in line. */
bool walk_is_in_line(const struct audit_walk *walk);

/* It waits no longer: the lowest level that is not known fails with ANSWER, a reference to which is taken over, and
 * `ended` is called. */
void walk_give_up(struct audit_walk *walk, const struct dns_answer *answer);

/* Stops whatever is under way, and drops the answers. */
void walk_end(struct audit_walk *walk);

/* Lets those go on that have rested. */
void walks_turn(struct walks *walks);

/* ms: when that is to be done next; UINT64_MAX: not as things are. */
uint64_t walks_due(const struct walks *walks);

#endif
