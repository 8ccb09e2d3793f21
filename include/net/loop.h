/* SPDX-License-Identifier: Apache-2.0 */
/* The event loop, and with it the transport that the resolver uses: the only room that knows libuv. */
#ifndef NET_LOOP_H
#define NET_LOOP_H

#include "dns/message.h"
#include "net/tap.h"
#include "resolve/transport.h"
#include "util/status.h"

#include <time.h>

struct net_loop;

/* What the loop should do after a turn. */
enum net_turn {
    NET_TURN_AGAIN,       /* there is more to do: look at the network, but do not wait */
    NET_TURN_WAIT,        /* wait until something happens */
    NET_TURN_GATHER,      /* the same, after a nap of NET_NAP_MS, in which answers gather */
    NET_TURN_GATHER_SLOW, /* the same, of NET_NAP_SLOW_MS: they come from afar */
    NET_TURN_DONE         /* leave */
};

enum {
    NET_NAP_MS = 1,
    NET_NAP_SLOW_MS = 2,
    NET_FILES_MIN =
        32 /* files that may still be opened when a loop is made: its own, sockets and connections, outputs */
};

/* STATUS_SYSTEM where the system refuses, or allows fewer than NET_FILES_MIN more open files. Raises the limit of open
 * files to what is allowed. */
enum status net_loop_new(struct net_loop **ret_loop, struct problem *ret_problem);
void net_loop_free(struct net_loop *loop);

/* A recording that is to be made. */
struct net_recording {
    const char *path;     /* written over, readable by its owner only */
    const char *version;  /* of this program */
    const char *settings; /* text of the caller's, to be found in the recording again */
    uint64_t timeout_ms;  /* of a try: what ended before was given up for another reason */
    bool v6;              /* whether the system had a way to IPv6 addresses */
};

/* From now on what is sent and received, and the turns, are written down. Before net_loop_transport is called. */
enum status net_loop_record(struct net_loop *loop, const struct net_recording *recording, struct problem *ret_problem);

/* After the last turn: the recording is whole. STATUS_OUTPUT where something could not be written. */
enum status net_loop_record_end(struct net_loop *loop, struct problem *ret_problem);

/* From now on nothing is sent: what was recorded answers, at its own time. TAP is lent. Before net_loop_transport is
 * called. */
void net_loop_replay(struct net_loop *loop, struct tap *tap);

/* Lent; lives as long as the loop. */
struct transport *net_loop_transport(struct net_loop *loop);

/* The time of day at the present turn, or the last one, in seconds since the epoch; when replaying, of that time. */
time_t net_loop_wall(const struct net_loop *loop);

/* SIZE octets that nobody can guess; when replaying, those of that time. LOOP is a struct net_loop. */
void net_loop_random(void *loop, void *bytes, size_t size);

/* Whether a recording is replayed of which something else is asked than then: the `told` of struct exchange_settings.
 */
bool net_loop_is_told(void *loop);

/* Which server was asked next when it was recorded: the `foresee` of struct exchange_settings, when replaying. */
uint64_t net_loop_foresee(void *loop, const struct net_address *server, struct dns_question question);

/* As net_has_v6 and net_reaches; when replaying, as it was. LOOP is a struct net_loop. */
bool net_loop_has_v6(const struct net_loop *loop);
bool net_loop_reaches(void *loop, const struct net_address *address);

/* Calls TURN before each wait, sending what it queued, until it says NET_TURN_DONE. STATUS_INTERRUPTED once
 * the program was asked to stop, which is seen after each wait: net_loop_pulse. STATUS_OUTPUT where the recording
 * cannot be written. When replaying, no turn waits for anything but input. */
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
