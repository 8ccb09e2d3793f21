/* SPDX-License-Identifier: Apache-2.0 */
/* The network of a scenario, in memory: a transport as the resolver expects it, the servers of a world behind it, and a
 * clock that goes on when it is told. */
#ifndef TESTS_SCENARIO_NETWORK_H
#define TESTS_SCENARIO_NETWORK_H

#include "behaviour.h"
#include "world.h"

#include "resolve/transport.h"

enum { NETWORK_START_MS = 1000 };

/* A question that came to an address. */
struct network_question {
    uint64_t ms; /* since the start */
    struct net_address to;
    struct dns_name name;
    uint16_t type;
    bool tcp, edns, cd;
};

struct network;

/* WORLD is lent. With TRACE every message is printed to standard output. */
struct network *network_new(struct world *world, bool trace);
void network_free(struct network *network);

struct transport *network_transport(struct network *network);

/* Since the start, in milliseconds. */
uint64_t network_elapsed(const struct network *network);

/* What the last turn queued is on its way. */
void network_flush(struct network *network);

/* When there is something to do: an arrival, or what the resolver asked to be woken for; UINT64_MAX: never. Since the
 * start. */
uint64_t network_next(const struct network *network);

/* The clock stands at MS since the start, and all that is due arrives. */
void network_advance(struct network *network, uint64_t ms);

size_t network_question_count(const struct network *network);
const struct network_question *network_question(const struct network *network, size_t index);

/* Sockets and connections that are open now. */
unsigned network_open(const struct network *network);

#endif
