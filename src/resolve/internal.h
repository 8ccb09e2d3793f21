/* SPDX-License-Identifier: Apache-2.0 */
/* What an exchange is, and what the files that it is made of do for each other: exchange.c, choice.c (which server is
 * next), lines.c (waiting), ports.c and late.c (datagrams), streams.c and connections.c (TCP), health.c (silence),
 * telling.c (words), exchanger.c (time and chance). */
#ifndef RESOLVE_INTERNAL_H
#define RESOLVE_INTERNAL_H

#include "resolve/exchange.h"
#include "resolve/health.h"
#include "util/pool.h"

enum {
    UNHEARD_NAMED_MAX = 4,   /* servers that the error of a run names in which nobody answered */
    SERVERS_TRIES_MAX = 255, /* of one exchange, to one server */
    RANDOM_POOL = 4096,      /* octets of chance taken from the system at once */
    LATE_AGAIN_MS = 1000,    /* see late.c */
    QUESTION_BUCKETS = 1024  /* as many as there may be questions in flight, by the order of magnitude */
};

/* A socket with its random port, and who waits for what on it. It is one server's: another one, which would learn the
 * port from what it is asked itself, could forge that one's replies with nothing but the id to guess (RFC 5452 9.2). */
struct port {
    struct exchanger *exchanger;
    struct server *server;
    struct transport_socket *socket;
    unsigned used, waiting;
    uint16_t ids[EXCHANGE_PORT_QUERIES];
    struct exchange *holders[EXCHANGE_PORT_QUERIES]; /* NULL: answered, or given up */
};

/* A connection to one server, shared by all questions to it, unless it takes but one. */
struct connection {
    struct connection *prev, *next;
    struct exchanger *exchanger;
    struct server *server;
    struct transport_stream *stream;
    struct exchange *waiting; /* by their `peer` links */
    unsigned asked, answered; /* messages */
    unsigned strays;          /* messages that answered nothing that was waited for */
    bool dead;                /* a question on it went unanswered: it is asked nothing more */
    bool alone;               /* it is for one exchange that is asked alone */
    uint64_t idle_since;      /* ms: while nobody waits */
};

enum exchange_state {
    EXCHANGE_PENDING,
    EXCHANGE_WAITING,
    EXCHANGE_PAUSING,
    EXCHANGE_HELD,
    EXCHANGE_PARKED,
    EXCHANGE_DATAGRAM,
    EXCHANGE_STREAM
};

enum late_again {
    LATE_AGAIN_NOT,
    LATE_AGAIN_WATCHED,
    LATE_AGAIN_PROMISED, /* it leaves then, */
    LATE_AGAIN_DUE       /* or with the next room that there is at its server, among whose repeats it is */
};

struct exchange_links {
    struct exchange *prev, *next;
};

/* Its present or last try. */
struct exchange_trial {
    struct server *server; /* or the one that is waited for */
    size_t server_at;      /* its place in the order */
    struct port *port;     /* DATAGRAM */
    unsigned slot;
    struct connection *connection; /* STREAM */
    uint16_t id;
    bool edns;
    uint64_t sent_at, due;        /* ms: when it began; its deadline, or the end of the pause */
    bool counted, late;           /* DATAGRAM: what it is to its server (server.h) */
    enum late_again again;        /* DATAGRAM: whether it is among those that are watched */
    bool left_again;              /* DATAGRAM: a later try has left in the time of this one */
    uint64_t left_at, again_at;   /* ms: when the last of those left; when it may leave again */
    const struct server *slot_of; /* with a rate: whose slot is taken for it, or NULL */
};

/* What the tries have come to. */
struct exchange_so_far {
    enum failure failure; /* the most telling one */
    bool over_tcp;        /* it happened there, after an answer that was cut short */
    char *detail;         /* in words, or NULL */
    uint8_t *empty;       /* the answer of a server that may not know the zone (reply's is_empty), or NULL */
    size_t empty_size;
    unsigned tries_made;
    unsigned early; /* tries that have left before their time, which is still to come */
    bool ahead;     /* a try of the second asking has left, too */
    bool left;      /* over TCP: a connection that it shared has ended, and left it unanswered */
    bool alone;     /* over TCP it is asked on connections of its own */
};

struct exchange {
    struct exchange *prev, *next;  /* in the line of its state */
    struct exchange_links peer;    /* on the same connection, or DATAGRAM: with a question of the same hash */
    struct exchange_links all;     /* of the same exchanger */
    struct exchange_links counted; /* DATAGRAM: at the same server */
    struct exchange_links repeat;  /* DATAGRAM: among those that are watched, or the repeats of its server */
    struct exchanger *exchanger;
    enum exchange_state state;
    uint64_t number; /* in the order in which they were started */
    bool called;     /* PENDING: for the room there was at its server */
    bool again;      /* its servers came back when it had no tries left: one more of each */
    uint32_t hash;   /* of its question's name */
    struct exchange_order order;
    exchange_done *done;
    void *user;
    struct exchange_trial trial;
    struct exchange_so_far so_far;
    struct exchange_server {
        uint8_t tries;
        bool plain; /* it has refused EDNS */
    } each[];       /* of the order's servers */
};

/* In which they stand. */
struct exchange_lines {
    struct exchange *all, *pending, *pausing, *flying;
    struct exchange *held;     /* their question is with the same server already */
    struct exchange *watching; /* datagrams that may be late, by their `repeat` links, soonest first */
    struct exchange *unseen;   /* of those flying, the first that late.c has not looked at */
};

struct exchanger {
    struct transport *transport;
    struct transport_receiver receiver;
    struct exchange_settings settings;
    struct exchange_counters counters;
    uint64_t pace_us; /* between two questions to one server; 0: there is no rate */
    uint64_t started; /* exchanges so far */
    struct pool exchanges;
    struct exchange_lines lines;
    bool slow;                                /* what was answered last took long */
    unsigned probing, late;                   /* of the tries in flight: probes, and what is late: they take no slot */
    struct exchange *asked[QUESTION_BUCKETS]; /* the datagrams in the air by their questions, by `peer` links */
    struct health *watched;                   /* suspected, silent, or just back */
    size_t awaited, silent; /* while nobody has answered: places that were asked, and of which nothing is known yet, or
                               that were found silent */
    uint64_t asked_at;      /* ms: when the first query left */
    const struct server *unheard[UNHEARD_NAMED_MAX]; /* the first that were asked */
    size_t unheard_count;                            /* and how many were, while nobody had answered */
    struct connection *connections;
    struct arena arena; /* of the reply that is being classified */
    uint8_t random[RANDOM_POOL];
    size_t random_left;
};

/* A number that nobody can guess: an id, or which server comes first. */
uint16_t exchanger_chance(struct exchanger *exchanger);

/* Appends `3 tries at SERVERS`, as it is kept. */
void exchange_say_tries(unsigned count, const char *servers, struct buffer *out);

/* The present try has failed: kept, unless another has told more. Which try was the last makes no difference, for that
 * depends on what else the servers are asked. DETAIL is copied. */
void exchange_remember_failure(struct exchange *exchange, enum failure failure, const char *detail);

/* What became of the tries of an exchange that failed, in OUT; SILENT_SINCE: since when none of its servers answers, or
 * 0. */
const char *exchange_say(const struct exchange *exchange, time_t silent_since, struct buffer *out);

/* Tells how the present try ended, where somebody wants to know. */
void exchange_observe(const struct exchange *exchange, const struct dns_reply *reply);

/* The present try begins to be in the air, or is taken out of it; how it ended the caller tells the server. */
void exchange_fly(struct exchange *exchange, enum exchange_state state);
void exchange_land(struct exchange *exchange);

/* A datagram leaves, or has landed. */
void late_begin(struct exchange *exchange);
void late_end(struct exchange *exchange);

/* Its try, which left at SENT, is lost, most likely. */
void late_lost(const struct exchange *exchange, uint64_t sent);

/* Before it ends: it is answered, so what was late was slow. */
void late_answered(const struct exchange *exchange);

/* SERVER has answered: what has not been answered for so long is late. */
void late_find(struct server *server, uint64_t now);

/* The time of the present try is over: whether that of another is to come, which has left before; it goes on. */
bool late_has_time(const struct exchange *exchange);
void late_go_on(struct exchange *exchange);

/* There may be room at SERVER: those whose turn it was to leave again do, as many as have it. */
void late_call(struct server *server);

/* Once in each turn; and when there is something to do next, UINT64_MAX: nothing. */
void late_turn(struct exchanger *exchanger);
uint64_t late_wake(const struct exchanger *exchanger);

/* The query of the present try, of DNS_QUERY_MAX octets at most; returns its size. */
size_t exchange_write_query(const struct exchange *exchange, uint8_t *out);

/* What has come for the present try, which is in the air; or that it failed: it has landed. */
void exchange_take_reply(struct exchange *exchange, const uint8_t *message, size_t size);
void exchange_observe_failure(const struct exchange *exchange, enum failure failure, const char *detail);
void exchange_try_failed(struct exchange *exchange, enum failure failure, const char *detail);

/* An error of the network as it is kept; OUT holds it, perhaps. */
const char *exchange_say_error(int error, struct buffer *out);

/* The present question over TCP, and that it went unanswered for the whole of its time; USER: the connection. */
void exchange_send_on_stream(struct exchange *exchange);
void exchange_give_up_on_stream(struct exchange *exchange);
void exchange_receive_on_stream(void *user, const uint8_t *message, size_t size);
void exchange_receive_closed(void *user, int error);

/* Whether the server at this place may be tried once more. */
bool exchange_has_try(const struct exchange *exchange, size_t at);

/* The place of the server for the next try; false when all have had theirs. */
bool exchange_choose(const struct exchange *exchange, size_t *ret_at);

/* Into the line of those to be started, of those that wait for room at their server, of those that pause. The exchange
 * is in no line, and no try of it is in the air. */
void exchange_line_up(struct exchange *exchange);
void exchange_wait_for_room(struct exchange *exchange);
void exchange_pause(struct exchange *exchange, uint64_t pause_ms);

/* Into the line of those that wait for the silence of their servers to end, or to be found out. */
void exchange_park(struct exchange *exchange);

/* Takes it out of the line in which it is. */
void exchange_leave_line(struct exchange *exchange);

/* Those who have waited longest for room get back in line, as many as there is now. */
void server_call(struct server *server);

/* A try of the exchange left, was answered (before the server is told), or was lost. */
void health_asked(struct exchange *exchange);
void health_heard(struct exchange *exchange);
void health_lost(struct exchange *exchange);

enum health_advice { HEALTH_ASK, HEALTH_PARK, HEALTH_FAIL };

/* What to do with an exchange whose turn it is. */
enum health_advice health_advise(struct exchange *exchange);

/* Whether one that has no tries left, and no answer, may still get one; and where nobody has answered at all, it is
 * time to find out. */
bool health_may_help(struct exchange *exchange);

/* Once in each turn, before exchanges are started. Calls nobody back. */
void health_turn(struct exchanger *exchanger);

/* When there is something to do next; UINT64_MAX: nothing. */
uint64_t health_wake(const struct exchanger *exchanger);

/* The exchanger goes before the places do. */
void health_forget_all(struct exchanger *exchanger);

/* The port for the next query to SERVER, or NULL where the system has no socket left. */
struct port *port_for_query(struct exchanger *exchanger, struct server *server);

/* Gives the exchange a free id and a slot of the port, and takes it back. A port nobody waits on is closed, so that the
 * next query gets a fresh one. */
void port_hold(struct port *port, struct exchange *exchange);
void port_release(struct exchange *exchange);

/* By which a question is found among those that are asked. */
uint32_t question_hash(struct dns_question question);

/* Whether the question of EXCHANGE is in the air already, to the address of the server that it is to ask: a forger
 * would have two to hit (RFC 5452 5). Then it is held, in no other line, until port_release of that one makes it
 * PENDING. */
bool question_is_asked(const struct exchange *exchange);
void question_wait(struct exchange *exchange);

/* Who asked FROM for a message with this id, or NULL. */
struct exchange *port_find(struct port *port, const struct net_address *from, const uint8_t *message, size_t size);

/* The connection to a server for one more question: one there is, or a new one; ALONE: a new one in any case, for it
 * alone. */
struct connection *connection_to(struct exchanger *exchanger, struct server *server, bool alone);

/* Gives the exchange an id that is free on the connection, and takes it off. */
void connection_hold(struct connection *connection, struct exchange *exchange);
void connection_release(struct exchange *exchange);

/* Whether more than one question was asked on it: then its end is not the fault of any one of them. */
bool connection_is_shared(const struct connection *connection);

/* An answer has come on it; and it leaves this question without one. */
void connection_answers(struct connection *connection);
void connection_leaves(struct connection *connection, const struct exchange *exchange);

/* A question on it went unanswered for the whole of its time: it is given up. The other questions that
 * wait on it are returned (a list by `peer` links). */
struct exchange *connection_give_up(struct connection *connection);

/* Nobody waits on it any more; it is gone. */
void connection_free(struct connection *connection);

/* Closes those that nobody has used for CONNECTION_IDLE_MS; and all, whoever waits on them. */
void connections_turn(struct exchanger *exchanger);
void connections_end(struct exchanger *exchanger);

#endif
