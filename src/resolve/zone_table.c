/* SPDX-License-Identifier: Apache-2.0 */
#include "zone_table.h"

#include "dns/rrset.h"
#include "util/memory.h"
#include "util/table.h"

#include <stdlib.h>
#include <string.h>

#include <utlist.h>

enum { TTL_LEAST = 30, PART_TTL_MAX = 3600 }; /* seconds */
enum { LOOK_AGAIN_MS = 10000 };

/* A server by address; those that no zone refers to stand in a line, longest unused first. */
struct held_server {
    struct server server; /* first */
    struct net_address key;
    unsigned references;
    bool unreachable; /* the system has no way there, */
    uint64_t look_at; /* ms: which may change by then */
    UT_hash_handle hh;
    struct held_server *prev, *next;
};

/* What is known of one name: that it is a zone, or that it lies in one. */
struct place {
    UT_hash_handle hh;
    struct place *prev, *next; /* least recently used first */
    struct iterate_zone *zone; /* a reference */
    uint64_t expires;          /* ms */
    size_t size, name_size;
    uint8_t name[];
};

struct zone_table {
    struct exchanger *exchanger;
    struct iterate_settings settings;
    bool loopback; /* servers may be on this machine */
    bool secluded; /* the root's servers are not the world's */
    struct place *by_name, *in_order;
    size_t bytes;
    struct held_server *by_address, *idle;
    size_t idle_count;
};

static uint64_t expiry(uint32_t ttl, uint64_t now)
{
    return now + (uint64_t)(ttl > TTL_LEAST ? ttl : TTL_LEAST) * 1000;
}

/* ---- servers ---- */

static struct net_address zone_table_address_of(const struct zone_table *table,
                                                const struct delegation_address *address)
{
    struct net_address key;
    memset(&key, 0, sizeof key); /* it is hashed as a whole */
    key.v6 = address->v6;
    key.port = table->settings.port;
    memcpy(key.bytes, address->bytes, sizeof key.bytes);
    return key;
}

/* A way that there is stays one: where it breaks, the tries fail. That of IPv4 is taken for granted. */
static void look_for_way(const struct zone_table *table, struct held_server *held)
{
    uint64_t now = exchanger_now(table->exchanger);
    if (!held->key.v6 || !table->settings.reachable || now < held->look_at)
        return;
    held->unreachable = !table->settings.reachable(table->settings.context, &held->key);
    held->look_at = held->unreachable ? now + LOOK_AGAIN_MS : UINT64_MAX;
}

static struct server *server_take(struct zone_table *table, const struct delegation_address *address)
{
    const struct net_address key = zone_table_address_of(table, address);
    struct held_server *held;
    HASH_FIND(hh, table->by_address, &key, sizeof key, held);
    if (!held) {
        held = memory_zero(sizeof *held);
        memcpy(&held->key, &key, sizeof key);
        server_init(&held->server, &key, ITERATE_WINDOW);
        HASH_ADD(hh, table->by_address, key, sizeof held->key, held);
    } else if (!held->references) {
        DL_DELETE(table->idle, held);
        table->idle_count--;
    }
    held->references++;
    look_for_way(table, held);
    return &held->server;
}

static void server_free(struct zone_table *table, struct held_server *held)
{
    HASH_DELETE(hh, table->by_address, held);
    exchanger_forget_server(table->exchanger, &held->server);
    free(held);
}

static void server_drop(struct zone_table *table, struct server *server)
{
    struct held_server *held = (struct held_server *)server;
    if (--held->references)
        return;
    DL_APPEND(table->idle, held);
    if (++table->idle_count <= ITERATE_SERVERS_MAX)
        return;
    held = table->idle;
    DL_DELETE(table->idle, held);
    table->idle_count--;
    server_free(table, held);
}

/* ---- zones ---- */

static struct iterate_zone *iterate_zone_take(struct iterate_zone *zone)
{
    zone->references++;
    return zone;
}

void iterate_zone_drop(struct zone_table *table, struct iterate_zone *zone)
{
    if (!zone || --zone->references)
        return;
    health_end(&zone->health);
    for (size_t i = 0; i < zone->server_count; i++)
        server_drop(table, zone->servers[i]);
    for (size_t i = 0; i < zone->name_count; i++)
        free(zone->names[i].name);
    free(zone->referral);
    free(zone->name);
    free(zone);
}

static bool is_unreachable(const struct server *server)
{
    return ((const struct held_server *)server)->unreachable; /* the first member */
}

static bool has_server(const struct iterate_zone *zone, const struct server *server)
{
    for (size_t i = 0; i < zone->server_count; i++)
        if (zone->servers[i] == server)
            return true;
    return false;
}

/* More addresses of the zone's server NAME, an index of its names. */
static void zone_table_add_addresses(struct zone_table *table, struct iterate_zone *zone, size_t name,
                                     const struct delegation_address *addresses, size_t count)
{
    for (size_t i = 0; i < count && zone->server_count < ITERATE_ZONE_SERVERS_MAX; i++) {
        bool is_private = delegation_is_private(&addresses[i]);
        zone->has_private = zone->has_private || is_private;
        zone->has_public = zone->has_public || !is_private;
        if (!delegation_may_be_asked(&addresses[i], table->loopback))
            continue;
        struct server *server = server_take(table, &addresses[i]);
        if (is_unreachable(server) || has_server(zone, server)) {
            server_drop(table, server);
            continue;
        }
        zone->name_of[zone->server_count] = (uint8_t)name;
        zone->servers[zone->server_count++] = server;
    }
}

void zone_table_take_addresses(struct zone_table *table, struct iterate_zone *zone, size_t name, bool v6,
                               const struct dns_answer *answer)
{
    struct delegation_address addresses[DELEGATION_ADDRESSES_MAX];
    if (answer->kind == ANSWER_SET) {
        size_t count = delegation_addresses(answer->records, answer->record_count, v6, addresses);
        zone_table_add_addresses(table, zone, name, addresses, count);
    }
    dns_answer_drop(answer);
}

/* Whether the referral says, with signatures, whether there is a DS; and for how many seconds. */
static bool tells_of_ds(const struct dns_reply *referral, uint32_t *ret_ttl)
{
    struct arena arena = {0};
    struct dns_rrsets sets;
    bool tells = false;
    uint32_t ttl = UINT32_MAX;
    if (dns_rrsets_read(referral->message, referral->message_size, &arena, &sets))
        for (size_t i = 0; i < sets.count; i++) {
            const struct dns_rrset *set = &sets.sets[i];
            bool proof = set->type == DNS_TYPE_DS || set->type == DNS_TYPE_NSEC || set->type == DNS_TYPE_NSEC3;
            if (!set->authority || !proof || !set->record_count || !set->signature_count)
                continue;
            tells = true;
            ttl = set->ttl < ttl ? set->ttl : ttl;
        }
    arena_free(&arena);
    *ret_ttl = ttl;
    return tells;
}

static struct iterate_zone *zone_new(struct zone_table *table, const struct delegation *delegation,
                                     const struct dns_reply *referral, uint64_t now)
{
    uint32_t ttl;
    struct iterate_zone *zone = memory_zero(sizeof *zone);
    size_t name_size = dns_name_size(delegation->zone);
    zone->references = 1;
    zone->name = memory_dup(delegation->zone, name_size);
    zone->size = sizeof *zone + name_size;
    health_init(&zone->health, table->exchanger, zone->name, zone->servers, &zone->server_count);
    for (size_t i = 0; i < delegation->server_count; i++) {
        const struct delegation_server *server = &delegation->servers[i];
        size_t size = dns_name_size(server->name);
        zone->names[zone->name_count++] =
            (struct zone_server_name){memory_dup(server->name, size), server->address_count > 0};
        zone->size += size;
        zone_table_add_addresses(table, zone, i, server->addresses, server->address_count);
    }
    if (referral && tells_of_ds(referral, &ttl)) {
        zone->referral = memory_dup(referral->message, referral->message_size);
        zone->referral_size = referral->message_size;
        zone->referral_expires = expiry(ttl, now);
        zone->size += zone->referral_size;
    }
    return zone;
}

struct iterate_zone *zone_table_make(struct zone_table *table, const struct delegation *delegation)
{
    return zone_new(table, delegation, NULL, 0);
}

/* ---- places ---- */

static struct place *place_find(struct zone_table *table, const uint8_t *name)
{
    struct place *place;
    HASH_FIND(hh, table->by_name, name, dns_name_size(name), place);
    return place;
}

static void place_remove(struct zone_table *table, struct place *place)
{
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): it has neighbours, or is alone */
    HASH_DELETE(hh, table->by_name, place);
    DL_DELETE(table->in_order, place);
    table->bytes -= place->size;
    iterate_zone_drop(table, place->zone);
    free(place);
}

static bool is_root(const struct place *place)
{
    return dns_name_is_root(place->name);
}

static void zone_table_shrink(struct zone_table *table)
{
    struct place *place, *following;
    DL_FOREACH_SAFE(table->in_order, place, following)
    {
        if (table->bytes <= ITERATE_ZONES_BYTES)
            return;
        if (!is_root(place))
            place_remove(table, place);
    }
}

/* Takes over a reference to ZONE. */
static void place_put(struct zone_table *table, const uint8_t *name, struct iterate_zone *zone, size_t size,
                      uint64_t expires)
{
    struct place *old = place_find(table, name);
    size_t name_size = dns_name_size(name);
    if (old)
        place_remove(table, old);
    struct place *place = memory_zero(sizeof *place + name_size);
    memcpy(place->name, name, name_size);
    place->name_size = name_size;
    place->zone = zone;
    place->expires = expires;
    place->size = sizeof *place + name_size + size;
    HASH_ADD_KEYPTR(hh, table->by_name, place->name, name_size, place);
    DL_APPEND(table->in_order, place);
    table->bytes += place->size;
    zone_table_shrink(table);
}

struct iterate_zone *zone_table_find(struct zone_table *table, const uint8_t *name, uint64_t now, size_t *ret_told)
{
    struct place *place;
    for (;; name = dns_name_parent(name)) {
        place = place_find(table, name);
        if (place && !is_root(place) && place->expires <= now) {
            place_remove(table, place);
            place = NULL;
        }
        if (place)
            break;
    }
    DL_DELETE(table->in_order, place);
    DL_APPEND(table->in_order, place);
    *ret_told = dns_name_labels(name);
    return iterate_zone_take(place->zone);
}

struct iterate_zone *zone_table_add(struct zone_table *table, const struct delegation *delegation,
                                    const struct dns_reply *referral, uint64_t now)
{
    struct iterate_zone *zone = zone_new(table, delegation, referral, now);
    place_put(table, delegation->zone, iterate_zone_take(zone), zone->size, expiry(delegation->ttl, now));
    return zone;
}

void zone_table_add_part(struct zone_table *table, struct iterate_zone *zone, const uint8_t *name, uint32_t ttl,
                         uint64_t now)
{
    place_put(table, name, iterate_zone_take(zone), 0, expiry(ttl < PART_TTL_MAX ? ttl : PART_TTL_MAX, now));
}

static bool has_such(const struct delegation *root, bool (*is_such)(const struct delegation_address *address))
{
    for (size_t i = 0; i < root->server_count; i++)
        for (size_t k = 0; k < root->servers[i].address_count; k++)
            if (is_such(&root->servers[i].addresses[k]))
                return true;
    return false;
}

bool zone_table_is_private(const struct zone_table *table, const struct iterate_zone *zone)
{
    return !table->secluded && zone->has_private && !zone->has_public;
}

struct zone_table *zone_table_new(struct exchanger *exchanger, const struct iterate_settings *settings)
{
    struct zone_table *table = memory_zero(sizeof *table);
    table->exchanger = exchanger;
    table->settings = *settings;
    table->settings.root = NULL;
    table->loopback = has_such(settings->root, delegation_is_loopback);
    table->secluded = has_such(settings->root, delegation_is_private);
    iterate_zone_drop(table, zone_table_add(table, settings->root, NULL, 0));
    return table;
}

void zone_table_free(struct zone_table *table)
{
    struct place *place, *next_place;
    struct held_server *held, *next_held;
    DL_FOREACH_SAFE(table->in_order, place, next_place)
    place_remove(table, place);
    HASH_ITER(hh, table->by_address, held, next_held)
    {
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): the next one is known by then */
        HASH_DELETE(hh, table->by_address, held);
        free(held);
    }
    free(table);
}
