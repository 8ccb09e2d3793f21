/* SPDX-License-Identifier: Apache-2.0 */
/* Lookups: one question each (name, type, and how it is asked), asked once and shared by all who want to know, in
 * flight and afterwards, for as long as the answer lives (RFC 1035 7.4, RFC 2308, RFC 9520) and memory allows. What a
 * question comes to is dns/resolution's affair; here it is joined to a source, to the other lookups that it wants, and
 * to those who wait.
 *
 * What is shared is the answer to one and the same question, and it does not depend on who asks: aliases are followed
 * by each path for itself. A failure is kept for LOOKUP_FAILURE_TTL, one for want of effort or time for nobody.
 *
 * A lookup that goes on for longer than the table's patience, without the time that it stands in lines, fails.
 *
 * An answer that is known is returned at once; any other reaches its waiters from lookup_table_drain, and from nowhere
 * else. */
#ifndef RESOLVE_LOOKUP_H
#define RESOLVE_LOOKUP_H

#include "dns/resolution.h"
#include "resolve/source.h"

enum {
    LOOKUP_SHARED_BYTES = 12 << 20,     /* of answers kept about names that many others lie below */
    LOOKUP_OWN_BYTES = 1 << 19,         /* and about all others, which are seldom asked for twice */
    LOOKUP_NEGATIVE_TTL_MAX = 3 * 3600, /* seconds an absence is kept at most (RFC 2308 5) */
    LOOKUP_FAILURE_TTL = 1,             /* seconds a failure is kept (RFC 9520 3.2: 1 second to 5 minutes), but for one
                                           for want of servers that are not silent: it is asked again next time */
    LOOKUP_LINK_TTL = 5                 /* seconds a link of a chain is kept, once `trust` knows what it says */
};

struct lookup;
struct lookup_table;

/* Embedded in what waits; one answer at a time. */
struct lookup_waiter {
    struct lookup_waiter *prev, *next;
    struct lookup *lookup; /* NULL while it waits for nothing */
    struct wait_edge edge;
    bool whole;   /* as it was ordered */
    uint32_t ttl; /* seconds that an answer may be kept which is returned at once */
    /* Takes over a reference to the answer, which may be kept for TTL seconds. May ask and cancel. */
    void (*done)(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl);
};

struct lookup_order {
    struct dns_question question; /* the name is copied */
    enum chain_attempt attempt;
    bool whole;              /* aliases are followed to their end; else ANSWER_ALIAS may be told */
    bool shared;             /* the name is one that many others lie below, a parent */
    bool last_chance;        /* see struct source_request */
    struct wait_node *asker; /* what waits, if others may wait for it; NULL: a row */
    struct effort *effort;   /* lent: the payer's, if it has to be started; NULL: it pays for itself */
};

struct lookup_settings {
    struct source *source;                        /* lent */
    struct trust *trust;                          /* lent; NULL: nothing is validated */
    struct waits *waits;                          /* lent; one for all tables whose lookups may wait for each other */
    uint64_t patience_ms;                         /* 0: without end */
    bool tells_zones;                             /* see struct resolution */
    const struct resolution_elsewhere *elsewhere; /* likewise */
};

struct lookup_table *lookup_table_new(const struct lookup_settings *settings);

/* Cancels what is in flight; nobody may be waiting any more. */
void lookup_table_free(struct lookup_table *table);

/* The answer, a reference to which the caller then owns, if it is known, or if waiting for it would close a circle (a
 * failure); otherwise NULL, and WAITER (whose `done` is set) is told later. NOW in ms. */
const struct dns_answer *lookup_ask(struct lookup_table *table, const struct lookup_order *order, uint64_t now,
                                    struct lookup_waiter *waiter);

/* Whether what WAITER waits for just stands in line. */
bool lookup_is_in_line(const struct lookup_waiter *waiter);

/* WAITER is not told any more; the lookup goes on, as others may want it. Nothing happens if it does not wait. */
void lookup_cancel(struct lookup_waiter *waiter);

/* Gives up what has taken too long, and tells the waiters of everything that was answered since; returns whether there
 * was anything. NOW in ms, monotonic; WALL in seconds since the epoch, for the dates of signatures. */
bool lookup_table_drain(struct lookup_table *table, uint64_t now, time_t wall);

/* Whether an answer waits to be drained. */
bool lookup_table_ready(const struct lookup_table *table);

/* ms: when a drain will have something to give up; UINT64_MAX: not as things are. */
uint64_t lookup_table_due(const struct lookup_table *table);

#endif
