/* Lookups: one name and type each, asked once and shared by all who want to know, in flight and afterwards, for as long
 * as the answer lives (RFC 1035 7.4, RFC 2308, RFC 9520) and memory allows. Aliases that a source leaves unfollowed are
 * followed here; a circle of them is found when its last edge is made.
 *
 * With a trust anchor every answer about CAA is validated before it is told; the links of its chain of trust (DS,
 * DNSKEY) are lookups of the same table, which are handed on as they came. A bogus answer is asked for once more,
 * without CD: a resolver that validates may find a better one, and otherwise says what it thinks. Where a lookup fails,
 * its name may be an alias whose target fails: that is asked for as well, as the target's zone then matters.
 *
 * An answer that is known is returned at once; any other reaches its waiters from lookup_table_drain, and from nowhere
 * else. */
#ifndef RESOLVE_LOOKUP_H
#define RESOLVE_LOOKUP_H

#include "dns/chain.h"
#include "resolve/source.h"

enum {
    LOOKUP_SHARED_BYTES = 12 << 20,     /* of answers kept about names that many others lie below */
    LOOKUP_OWN_BYTES = 4 << 20,         /* and about all others, which are seldom asked for twice */
    LOOKUP_NEGATIVE_TTL_MAX = 3 * 3600, /* seconds an absence is kept at most (RFC 2308 5) */
    LOOKUP_FAILURE_TTL = 30,            /* seconds a failure is kept (RFC 9520 3.2: 1 second to 5 minutes), but for one
                                           for want of servers that are not silent: it is asked again next time */
    LOOKUP_LINK_TTL = 5                 /* seconds a link of a chain is kept, once `trust` knows what it says */
};

struct lookup;
struct lookup_table;

/* Embedded by whoever waits; one answer at a time. */
struct lookup_waiter {
    struct lookup_waiter *prev, *next;
    struct lookup *lookup; /* NULL while it waits for nothing */
    /* Takes over a reference to the answer, which may be kept for TTL seconds. May ask and cancel. */
    void (*done)(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl);
};

/* SOURCE is lent, and TRUST (NULL: nothing is validated). Freeing cancels what is in flight; nobody may be waiting any
 * more. */
struct lookup_table *lookup_table_new(struct source *source, struct trust *trust);
void lookup_table_free(struct lookup_table *table);

/* The answer, a reference to which the caller then owns, if it is known; otherwise NULL, and WAITER (whose `done` is
 * set) is told later. SHARED: the name is one that many others lie below, a parent. The question's name is copied. NOW
 * in ms. */
const struct dns_answer *lookup_ask(struct lookup_table *table, struct dns_question question, bool shared, uint64_t now,
                                    struct lookup_waiter *waiter);

/* What has to be answered before the waiter is told: a request to the source, or NULL where that is nothing of the
 * source's (any more). For finding circles. */
const struct source_request *lookup_pending(const struct lookup_waiter *waiter);

/* WAITER is not told any more; the lookup goes on, as others may want it. Nothing happens if it does not wait. */
void lookup_cancel(struct lookup_waiter *waiter);

/* Tells the waiters of everything that was answered since; returns whether there was anything. NOW in ms, monotonic;
 * WALL in seconds since the epoch, for the dates of signatures. */
bool lookup_table_drain(struct lookup_table *table, uint64_t now, time_t wall);

/* Whether an answer waits to be drained. */
bool lookup_table_ready(const struct lookup_table *table);

#endif
