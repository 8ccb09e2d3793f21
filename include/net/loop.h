/* The event loop, and with it the transport that the resolver uses: the only room that knows libuv. */
#ifndef NET_LOOP_H
#define NET_LOOP_H

#include "resolve/transport.h"
#include "util/status.h"

struct net_loop;

/* What the loop should do after a turn. */
enum net_turn {
    NET_TURN_AGAIN,  /* there is more to do: look at the network, but do not wait */
    NET_TURN_WAIT,   /* wait until something happens */
    NET_TURN_GATHER, /* the same, after a nap of NET_NAP_MS, in which answers gather (PERFORMANCE) */
    NET_TURN_DONE    /* leave */
};

enum {
    NET_NAP_MS = 1,
    NET_FILES_MIN =
        32 /* files that may still be opened when a loop is made: its own, sockets and connections, outputs */
};

/* STATUS_SYSTEM where the system refuses, or allows fewer than NET_FILES_MIN more open files. Raises the limit of open
 * files to what is allowed. */
enum status net_loop_new(struct net_loop **ret_loop, struct problem *ret_problem);
void net_loop_free(struct net_loop *loop);

/* Lent; lives as long as the loop. */
struct transport *net_loop_transport(struct net_loop *loop);

/* Calls TURN before each wait, sending what it queued, until it says NET_TURN_DONE. STATUS_INTERRUPTED once
 * the program was asked to stop, which is seen after each wait: net_loop_pulse. */
enum status net_loop_run(struct net_loop *loop, enum net_turn (*turn)(void *context), void *context);

/* From now on there is a turn in every EVERY_MS milliseconds at least, whatever happens. */
void net_loop_pulse(struct net_loop *loop, uint64_t every_ms);

/* Turns when FD (a pipe, a terminal) can be read; false where the system cannot tell for such a file. */
bool net_loop_watch(struct net_loop *loop, int fd);

/* Whether the system has an IPv6 address of its own that others might be reached from. */
bool net_has_v6(void);

/* Whether the system has a way to ADDRESS: a route, and an address of that family; nothing is sent to find out. */
bool net_reaches(const struct net_address *address);

/* SIZE octets from the system's generator. */
void net_random(void *bytes, size_t size);

#endif
