/* SPDX-License-Identifier: Apache-2.0 */
/* What source_iterate remembers: zones with their name servers, which names are no zone cuts, and servers by address.
 */
#ifndef RESOLVE_ZONE_TABLE_H
#define RESOLVE_ZONE_TABLE_H

#include "dns/delegation.h"
#include "resolve/health.h"
#include "resolve/server.h"
#include "resolve/source_iterate.h"

/* A name server by name; its addresses came as glue or have to be looked up. */
struct zone_server_name {
    uint8_t *name;
    bool has_glue;
};

/* Counted; addresses are only ever added. */
struct iterate_zone {
    unsigned references;
    uint8_t *name;
    size_t size; /* octets */
    size_t name_count;
    struct zone_server_name names[DELEGATION_SERVERS_MAX];
    size_t server_count;
    struct server *servers[ITERATE_ZONE_SERVERS_MAX];
    uint8_t name_of[ITERATE_ZONE_SERVERS_MAX]; /* of each, the first of the names that have this address */
    bool has_private, has_public;              /* addresses: that the world cannot reach, that it can */
    uint8_t faults[ITERATE_ZONE_SERVERS_MAX];  /* wrong answers of each about this zone */
    struct health health;                      /* of these servers, as far as this zone goes */
    uint8_t *referral;                         /* the message that led here, where it proves something about the DS */
    size_t referral_size;
    uint64_t referral_expires; /* ms: until when that holds */
};

struct zone_table;

/* EXCHANGER is lent. */
struct zone_table *zone_table_new(struct exchanger *exchanger, const struct iterate_settings *settings);
void zone_table_free(struct zone_table *table);

/* Gives a reference back. */
void iterate_zone_drop(struct zone_table *table, struct iterate_zone *zone);

/* The deepest zone known at or above NAME, to which the caller then owns a reference; RET_TOLD: labels of the deepest
 * ancestor of NAME that is known to lie in it. The root is always known. */
struct iterate_zone *zone_table_find(struct zone_table *table, const uint8_t *name, uint64_t now, size_t *ret_told);

/* A zone that is not remembered, for its caller alone, who owns the reference. */
struct iterate_zone *zone_table_make(struct zone_table *table, const struct delegation *delegation);

/* Remembers a delegation with the message that holds it, or that NAME is no cut in ZONE, for TTL seconds. The first
 * returns the zone, to which the caller then owns a reference. */
struct iterate_zone *zone_table_add(struct zone_table *table, const struct delegation *delegation,
                                    const struct dns_reply *referral, uint64_t now);
void zone_table_add_part(struct zone_table *table, struct iterate_zone *zone, const uint8_t *name, uint32_t ttl,
                         uint64_t now);

/* More addresses of the zone's server NAME, an index of its names, from an answer about them, which is let go of. */
void zone_table_take_addresses(struct zone_table *table, struct iterate_zone *zone, size_t name, bool v6,
                               const struct dns_answer *answer);

/* Whether the world cannot reach any server of the zone that is known, though the root's servers are the world's. */
bool zone_table_is_private(const struct zone_table *table, const struct iterate_zone *zone);

#endif
