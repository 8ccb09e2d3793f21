/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a place answers at all: resolvers that stand in for one another, or the name servers of a zone.
 *
 * Several tries in a row without an answer, whichever of the servers was asked, are a reason to ask each of them, side
 * by side, a question that no entry chose: the SOA of `.`, or the zone's own. Where that goes unanswered as well for
 * one question's tries, the place is silent. Those who would ask it wait for it to come back until HEALTH_WAIT_MS after
 * it fell silent, and fail unasked from then on; resolvers that have never answered are waited for
 * during one question's tries, HEALTH_REFUSED_MS at most where nobody listens. It is probed meanwhile, for as long as
 * anybody wants it; its first answer, to any question, ends the silence.
 *
 * What is shared so is what the servers say to a question of ours: a name that is dead behind a resolver that lives
 * makes no other one fail. What is known of one zone concerns no other, even one with the same
 * servers: its owner may name anybody's. */
#ifndef RESOLVE_HEALTH_H
#define RESOLVE_HEALTH_H

#include "resolve/server.h"

#include <time.h>

enum {
    HEALTH_SUSPECT_TRIES = 4, /* in a row without an answer; or those of one question, where resolvers, or the root,
                                 have not answered anything yet */
    HEALTH_REFUSED_TRIES = 2, /* the same where nobody ever listened at resolvers */
    HEALTH_WAIT_MS = 50000,   /* for a silent place to come back; two questions' tries where those take longer */
    HEALTH_REFUSED_MS = 6000, /* the same for resolvers that have never answered, and at none of which anybody listens:
                                 as long as one takes to restart */
    HEALTH_PROBE_MS = 1000,   /* between two probes of a silent place */
    HEALTH_UNHEARD_MS = 29000 /* how long a run without any answer goes on, to end within 30 s; one question's tries */
};

enum health_state {
    HEALTH_GOOD,    /* nothing speaks against it */
    HEALTH_SUSPECT, /* its servers are being probed */
    HEALTH_SILENT,  /* none of them answered */
    HEALTH_CLEARED, /* one did: what that means for those who wait is seen to in the next turn; */
    HEALTH_RETURNED /* the same, after a silence of some length */
};

struct exchanger;
struct health_probe;

/* The present or last round of probes. */
struct health_probing {
    struct health_probe *items;
    size_t count, open; /* and those that are not done */
    uint64_t at;        /* ms: when the next one begins */
    size_t silent;      /* SILENT: servers that were found so, the first ones */
};

/* Callers hold it by value where it stays, and only read it. */
struct health {
    struct exchanger *exchanger;
    struct health *prev, *next; /* among those that the exchanger watches */
    bool watched;
    const uint8_t *zone; /* NULL: resolvers */
    struct server *const *servers;
    const size_t *server_count; /* may grow */
    enum health_state state;
    bool heard;             /* it has answered once */
    bool awaited;           /* it was asked, and is neither heard nor found silent */
    bool wanted;            /* somebody would have asked it since the last probe */
    unsigned unanswered;    /* tries, all of which left after the last one that was answered */
    uint64_t answered_sent; /* ms: when that one left */
    uint64_t since;         /* ms: when the first of those left that were not answered */
    time_t since_wall;      /* SILENT: the same in seconds since the epoch */
    uint64_t wait_until;
    struct exchange *parked; /* those who wait to hear */
    struct health_probing probing;
};

/* Of ZONE, or of resolvers (NULL). Everything is lent for as long as the health lives; servers are only ever added. */
void health_init(struct health *health, struct exchanger *exchanger, const uint8_t *zone, struct server *const *servers,
                 const size_t *server_count);

/* Nobody waits for the place any more. To be called before the servers go; the exchanger may be gone. */
void health_end(struct health *health);

#endif
