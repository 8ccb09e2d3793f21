/* SPDX-License-Identifier: Apache-2.0 */
/* A resolver: where answers come from, the lookups that are shared, and what is known of zones, made as one. */
#ifndef RESOLVE_RESOLVER_H
#define RESOLVE_RESOLVER_H

#include "resolve/lookup.h"
#include "resolve/source_iterate.h"
#include "resolve/source_zone.h"

struct resolver_settings {
    struct exchanger *exchanger;            /* lent; NULL: zone files alone */
    const struct zone_store *zones;         /* lent; NULL: none */
    const struct iterate_settings *iterate; /* from the root down; lent for the call; NULL: */
    const struct net_address *servers;      /* these recursive resolvers; lent for the call */
    size_t server_count;
    const struct anchors *anchors; /* lent; NULL: nothing is validated */
    uint64_t patience_ms;          /* of one lookup; 0: without end; see lookup.h */
    bool tells_zones;              /* answers say in which zone their name is */
};

struct resolver {
    struct source *source;
    struct source *iterating; /* the part of it that does, else NULL */
    struct lookup_table *lookups;
    struct trust *trust;                   /* NULL: nothing is validated */
    struct resolution_elsewhere elsewhere; /* what zone files hold beside live answers */
    struct waits waits;
    uint64_t patience_ms;
};

struct resolver *resolver_new(const struct resolver_settings *settings);

/* What is in flight is cancelled; nobody may be waiting any more. Before the exchanger. */
void resolver_free(struct resolver *resolver);

#endif
