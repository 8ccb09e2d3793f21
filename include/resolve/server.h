/* SPDX-License-Identifier: Apache-2.0 */
/* What is remembered of one server: whether it answers, how much it bears, whether it understands EDNS. */
#ifndef RESOLVE_SERVER_H
#define RESOLVE_SERVER_H

#include "resolve/address.h"
#include "resolve/pace.h"

enum {
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

/* How it uses connections. */
struct server_stream {
    bool one_question;  /* it takes one question from each */
    bool many;          /* it has answered several on one */
    uint16_t left_over; /* a question, plus one, that it left unanswered on one on which it had answered one */
};

/* It has answered nothing for a while, and its window is full. */
struct server_lull {
    uint64_t at, ms; /* ms: when one more was let go for that, and for how long no other is */
    bool one_more;   /* may leave whatever is in flight */
};

/* Of the tries that are late, those that leave again. */
struct server_repeats {
    double next_at;            /* ms: from when on one more may */
    struct exchange *promised; /* those that wait for room, by their `repeat` links */
};

/* ms: when the last try left that was answered, and when there was an answer last. */
struct server_answered {
    uint64_t sent, at;
};

/* Callers hold it by value where it stays, and only read it. */
struct server {
    struct net_address address;
    char text[NET_ADDRESS_TEXT_MAX];
    enum server_signing signing;
    struct server_stream stream;
    unsigned in_flight; /* tries */
    unsigned late;      /* of these, such as most likely are lost, which its window does not count */
    struct pace pace;
    struct exchange *counted; /* datagrams to a resolver that are not late, by their `counted` links, oldest first */
    struct server_repeats repeats;
    struct server_lull lull;
    struct exchange *waiting; /* those that will ask it when it has room, oldest first */
    unsigned called;          /* those who waited, and were called for the room there was, and have not begun */
    struct port *port;        /* from which the next datagram to it goes, or NULL */
    unsigned silent;          /* tries without an answer, all of which left after the last one that was answered */
    struct server_answered answered;
    uint64_t probe_at; /* ms: a silent one is tried again from then on */
    uint64_t slots_us; /* with a rate: when it may be asked again, all that was promised being asked */
    unsigned rtt_ms;   /* smoothed round trip time (RFC 6298 2); SERVER_RTT_UNKNOWN_MS at first */
    unsigned tries;    /* so far */
    int error;         /* an errno value: what the network said of it last, or 0 */
};

void server_init(struct server *server, const struct net_address *address, unsigned window_most);

/* Tries that its window counts. */
static inline unsigned server_counted(const struct server *server)
{
    return server->in_flight - server->late;
}

/* How many more of those who wait may be called. */
static inline unsigned server_room(const struct server *server)
{
    double room = server->pace.window - (double)server_counted(server) - (double)server->called;
    return room > 0 ? (unsigned)(room + 0.999) : server->lull.one_more && !server->called;
}

static inline bool server_has_room(const struct server *server)
{
    return (double)server_counted(server) < server->pace.window || server->lull.one_more;
}

/* Whether another one should be asked first. */
bool server_is_silent(const struct server *server, uint64_t now);

/* A try begins, and how it ended: with any reply (SENT: when it left), with none in time, or with neither (given up,
 * or the network said no: ERROR, an errno value). Times in ms. */
void server_begin(struct server *server, uint64_t now);
void server_answered(struct server *server, uint64_t sent, uint64_t now);
void server_refused(struct server *server, uint64_t sent, uint64_t now); /* a reply, but perhaps it is asked too much */
void server_timed_out(struct server *server, uint64_t sent, uint64_t now);
void server_unreachable(struct server *server, int error, uint64_t sent);
void server_given_up(struct server *server);

/* Whether a try that left at SENT is late: another that left no sooner was answered, and it takes far longer than they
 * do. */
bool server_is_late(const struct server *server, uint64_t sent, uint64_t now);

/* The first try of a question, which left at SENT, is lost, most likely. */
void server_lost(struct server *server, uint64_t sent, uint64_t now);

/* With a rate of one question in PACE_US: the next slot, in us, which is taken. NOW in ms. */
uint64_t server_take_slot(struct server *server, uint64_t pace_us, uint64_t now);

/* It answers a question that no entry chose: that others went unanswered was no fault of its own. */
void server_cleared(struct server *server, uint64_t now);

#endif
