/* SPDX-License-Identifier: Apache-2.0 */
/* The source that asks authoritative servers itself, from the root down. What it learns of delegations, name servers
 * and their addresses is shared by all lookups of the run, in bounded memory.
 *
 * Bounds: a lookup, with all the address lookups that it causes, may cost EFFORT_MAX questions (NXNS, CVE-2020-12662);
 * addresses that no name server on the Internet has are not asked (delegation_may_be_asked), those of
 * this machine itself only where a root hint is one; no more than ITERATE_WINDOW of them are with one server at a time,
 * however many names are below it.
 */
#ifndef RESOLVE_SOURCE_ITERATE_H
#define RESOLVE_SOURCE_ITERATE_H

#include "dns/delegation.h"
#include "resolve/exchange.h"
#include "resolve/source.h"

enum {
    ITERATE_SEEK_AT_ONCE = 2,       /* name servers whose addresses are looked up at the same time */
    ITERATE_WINDOW = 16,            /* questions in flight to one server */
    ITERATE_ZONE_SERVERS_MAX = 32,  /* addresses of one zone's servers */
    ITERATE_ZONES_BYTES = 16 << 20, /* of delegations that are remembered */
    ITERATE_SERVERS_MAX = 65536     /* servers of which something is remembered while no zone needs them */
};

struct iterate_settings {
    const struct delegation *root; /* the root's servers; lent for the call */
    uint16_t port;                 /* of every server */
    bool v6;                       /* addresses of IPv6 are looked up */
    /* Whether the system has a way to an address of IPv6; asked seldom for each. NULL: to all. */
    bool (*reachable)(void *context, const struct net_address *address);
    void *context;
    uint64_t timeout_ms; /* of one try */
};

struct resolver;

/* Addresses of name servers are looked up by way of RESOLVER, which is the one that this source is made for; both are
 * lent, and outlive it. Freed by its ops. */
struct source *source_iterate_new(const struct resolver *resolver, struct exchanger *exchanger,
                                  const struct iterate_settings *settings);

#endif
