/* SPDX-License-Identifier: Apache-2.0 */
/* What is remembered of one server: whether it answers, how much it bears, whether it understands EDNS. */
#ifndef RESOLVE_SERVER_H
#define RESOLVE_SERVER_H

#include "resolve/address.h"

enum {
    SERVER_WINDOW_FIRST = 64,   /* questions in flight to a server of which nothing is known */
    SERVER_WINDOW_LEAST = 8,    /* and to one that answers next to nothing */
    SERVER_QUIET_TRIES = 4,     /* tries in a row without an answer, after which it is asked that little at once */
    SERVER_SILENT_TRIES = 8,    /* tries in a row without an answer, after which another server is asked first */
    SERVER_PROBE_MS = 5000,     /* how often one question still goes to such a server first */
    SERVER_RTT_UNKNOWN_MS = 100 /* so that servers nothing is known of are tried, too */
};

/* Whether a server passes signatures on. */
enum server_signing {
    SERVER_SIGNING_UNKNOWN,
    SERVER_SIGNING_PASSES, /* it has */
    SERVER_SIGNING_STRIPS  /* it keeps them to itself: see stripping.h */
};

struct exchange;
struct port;

/* Callers hold it by value where it stays, and only read it. */
struct server {
    struct net_address address;
    char text[NET_ADDRESS_TEXT_MAX];
    enum server_signing signing;
    bool one_question;  /* it takes one question from each connection */
    bool many;          /* it has answered several on one */
    uint16_t left_over; /* a question, plus one, that it left unanswered on a connection on which it answered one */
    unsigned in_flight; /* tries */
    double window;      /* tries in flight at most, as TCP's congestion window (RFC 5681) */
    double threshold;   /* below it the window doubles with each windowful of answers, above it grows by a quarter */
    double window_most;
    double window_before;          /* what the window was when it was cut for want of any answer; 0: it was not */
    unsigned answered[2], lost[2]; /* tries that ended in this period and in the one before */
    uint64_t period_ms, period_start;
    uint64_t cut_at;          /* ms: when the window was last made smaller */
    struct exchange *waiting; /* those that will ask it when it has room, oldest first */
    unsigned called;          /* those who waited, and were called for the room there was, and have not begun */
    struct port *port;        /* from which the next datagram to it goes, or NULL */
    unsigned silent;          /* tries without an answer, all of which left after the last one that was answered */
    uint64_t answered_sent;   /* ms: when that one left */
    uint64_t probe_at;        /* ms: a silent one is tried again from then on */
    uint64_t slots_us;        /* with a rate: when it may be asked again, all that was promised being asked */
    unsigned rtt_ms;          /* smoothed round trip time (RFC 6298 2); SERVER_RTT_UNKNOWN_MS at first */
    unsigned tries;           /* so far */
    int error;                /* an errno value: what the network said of it last, or 0 */
};

/* PERIOD_MS is the timeout of a try: what was lost is compared with what was answered within as long. */
void server_init(struct server *server, const struct net_address *address, unsigned window_most, uint64_t period_ms);

/* How many more of those who wait may be called. */
static inline unsigned server_room(const struct server *server)
{
    double room = server->window - (double)server->in_flight - (double)server->called;
    return room > 0 ? (unsigned)(room + 0.999) : 0;
}

static inline bool server_has_room(const struct server *server)
{
    return (double)server->in_flight < server->window;
}

/* Whether another one should be asked first. */
bool server_is_silent(const struct server *server, uint64_t now);

/* A try begins, and how it ended: with any reply (SENT: when it left), with none in time, or with neither (given up,
 * or the network said no: ERROR, an errno value). Times in ms. */
void server_begin(struct server *server, uint64_t now);
void server_answered(struct server *server, uint64_t sent, uint64_t now);
void server_timed_out(struct server *server, uint64_t sent, uint64_t now);
void server_unreachable(struct server *server, int error, uint64_t sent, uint64_t now);
void server_given_up(struct server *server);

/* With a rate of one question in PACE_US: the next slot, in us, which is taken. NOW in ms. */
uint64_t server_take_slot(struct server *server, uint64_t pace_us, uint64_t now);

/* It answers a question that no entry chose: that others went unanswered was no fault of its own. */
void server_cleared(struct server *server, uint64_t now);

#endif
