/* SPDX-License-Identifier: Apache-2.0 */
/* Exchanges: one question to a group of servers, with all its tries (RFC 1035 7, RFC 5452, RFC 6891, RFC 7766, RFC
 * 9520).
 *
 * A try is one datagram, or one message on a TCP connection. Each server is tried up to 1 + retries times; the next one
 * is tried as soon as one fails, and when a round is over there is a short pause: where nobody listens at a
 * resolver, the last try leaves when that of a silent one would. Truncation leads to TCP at the same server, FORMERR,
 * NOTIMP and BADVERS to plain DNS: for this exchange alone, and forgotten with it. What a connection leaves unanswered
 * that was shared is asked again, by itself in the end, and counts as no try: another question may be why the
 * connection ended (RFC 7766 6.2.4). A datagram counts only if it comes from the address and port that were asked, to
 * the port that asked, with the id and the question; anything else is counted and ignored. Random ids, and a random
 * port for every batch of EXCHANGE_PORT_QUERIES at most to one server. */
#ifndef RESOLVE_EXCHANGE_H
#define RESOLVE_EXCHANGE_H

#include "dns/reply.h"
#include "resolve/server.h"
#include "resolve/transport.h"

enum {
    EXCHANGE_SLOW_MS = 20,      /* what takes so long hardly takes longer for a nap twice as long */
    EXCHANGE_PORT_QUERIES = 32, /* queries from one port; also what a default receive buffer holds */
    EXCHANGE_TRIES_MAX = 3,     /* datagrams to one server for one question, whatever the user says (RFC 9520 3.1) */
    EXCHANGE_ZONE_TRIES = 8,    /* for one question to the name servers of a zone, all taken together */
    EXCHANGE_PAUSE_MS = 250,    /* before the servers are asked again, once all have failed */
    EXCHANGE_CONNECT_PAUSE_MS = 1000 /* the same where nobody listened, but for a resolver's last try */
};

/* How one try ended, for --verbose; everything is lent for the call. */
struct exchange_event {
    struct dns_question question;
    const struct server *server;
    bool tcp, edns;
    const char *outcome; /* `12 records`, `no data`, `timeout` ... */
    uint64_t elapsed_ms;
};

struct exchange_settings {
    unsigned concurrency; /* tries in flight at most */
    uint64_t timeout_ms;  /* of one try */
    unsigned rate;        /* questions a second to one server at most; 0: as its window allows */
    unsigned retries;     /* further tries of each server after the first; 0 counts as 1 (BR 4.2.2.1) */
    bool validating;      /* questions carry CD, and servers that keep signatures to themselves come last */
    /* Fills SIZE octets with what nobody can guess. */
    void (*random)(void *context, void *bytes, size_t size);
    /* Where the network is known beforehand (a recording): the place of the next try of QUESTION at this server among
     * all tries, the lowest being the next; UINT64_MAX where there is none, or chance decides. Or NULL. */
    uint64_t (*foresee)(void *context, const struct net_address *server, struct dns_question question);
    /* Whether it is known beforehand who answers what, so that no server is to be probed or found silent. Or NULL. */
    bool (*told)(void *context);
    time_t (*wall)(void *context);                                      /* seconds since the epoch, to tell people */
    void (*observe)(void *context, const struct exchange_event *event); /* or NULL */
    /* Once for each server that was found to keep signatures to itself; or NULL. */
    void (*stripped)(void *context, const struct server *server);
    /* Whether RDATA can be told of at all: one record that cannot makes its whole answer unusable. Or NULL. */
    bool (*accepts)(uint16_t type, struct dns_rdata rdata);
    void *context;
};

struct exchanger;
struct exchange;
struct health;

/* What is asked, and of whom. */
struct exchange_order {
    struct dns_question question;  /* its name lent until DONE is called or the exchange cancelled */
    struct server *const *servers; /* at least one; the array is lent as the name is, the servers for good */
    size_t server_count;
    const uint8_t *zone; /* NULL where resolvers are asked; else that of which these are the name servers, lent as the
                            name is: the quick ones are preferred, and there are EXCHANGE_ZONE_TRIES at most */
    uint8_t *faults; /* with a zone: wrong answers of each server about it so far, counted here; lent as the name is */
    struct health *health; /* of the place to which they belong, told of every try; NULL: they are asked regardless */
    unsigned probe_tries;  /* not 0: it is a probe of the health, with as many tries; any reply at all ends it */
    const struct server *avoid; /* comes after its like; or NULL */
    bool checked;               /* without CD: the resolver says what it thinks of the answer */
    bool plain;                 /* without EDNS, and so without DNSSEC records */
    bool last_chance;           /* each server is tried once (and once more without EDNS, where it refuses that) */
};

struct exchange_counters {
    uint64_t queries;   /* messages sent */
    uint64_t retries;   /* of these, after a try that failed */
    uint64_t tcp;       /* of these, over TCP */
    uint64_t timeouts;  /* tries without an answer in time */
    uint64_t answers;   /* messages that answer what was asked, whatever they say */
    uint64_t ignored;   /* datagrams that answer nothing we asked */
    unsigned in_flight; /* now */
};

/* Tries of one question at one server, where RETRIES of them are to follow the first: from 2 (BR 4.2.2.1) to
 * EXCHANGE_TRIES_MAX. */
unsigned exchange_tries(unsigned retries);

/* Takes the transport's receiver for itself. TRANSPORT outlives it. */
struct exchanger *exchanger_new(struct transport *transport, const struct exchange_settings *settings);
void exchanger_free(struct exchanger *exchanger);

/* A server that nothing is known of, paced by the exchanger's settings. */
void exchanger_init_server(const struct exchanger *exchanger, struct server *server, const struct net_address *address);

typedef void exchange_done(void *user, const struct dns_reply *reply);

/* DONE is called once, never from within this call. */
struct exchange *exchange_start(struct exchanger *exchanger, const struct exchange_order *order, exchange_done *done,
                                void *user);
void exchange_cancel(struct exchange *exchange);

/* Whether it just stands in line, for a free slot or for room at a server. */
bool exchange_is_in_line(const struct exchange *exchange);

/* Within DONE: the server that was asked last. */
const struct server *exchange_server(const struct exchange *exchange);

/* No exchange asks SERVER now, and none will: its connection is closed. */
void exchanger_forget_server(struct exchanger *exchanger, const struct server *server);

/* SERVER, of which that was not known, keeps signatures to itself: it is told of once, and comes last. */
void exchanger_found_stripping(struct exchanger *exchanger, struct server *server);

/* Monotonic, in milliseconds; the same throughout one turn of the loop. */
uint64_t exchanger_now(const struct exchanger *exchanger);

/* Once in each turn of the loop: gives up what is overdue, starts what may start. ALSO_BY: ms, when there is to be a
 * turn whatever happens; UINT64_MAX: no matter when. */
void exchanger_turn(struct exchanger *exchanger, uint64_t also_by);

/* Whether something was asked, and nobody has answered anything so far. */
bool exchanger_is_unheard(const struct exchanger *exchanger);

/* And nobody is to be expected to: all places that were asked are silent, or it has lasted HEALTH_UNHEARD_MS. */
bool exchanger_is_deaf(const struct exchanger *exchanger);

/* Appends, as it is kept, of an exchanger that is unheard: who was asked, and what became of it. */
void exchanger_say_unheard(const struct exchanger *exchanger, struct buffer *out);

/* Whether the last answer came from where answers take EXCHANGE_SLOW_MS or longer. */
bool exchanger_is_slow(const struct exchanger *exchanger);

/* Questions to resolvers that most likely are lost, and that nobody is to wait for in order to ask others. */
unsigned exchanger_late(const struct exchanger *exchanger);

const struct exchange_counters *exchanger_counters(const struct exchanger *exchanger);

#endif
