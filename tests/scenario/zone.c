/* SPDX-License-Identifier: Apache-2.0 */
/* The zones of a scenario: what the runner adds to them (SOA, NS, keys, delegations, glue), their signatures, and the
 * chain of NSEC or NSEC3 records (RFC 4034, RFC 5155). */
#include "world.h"

#include "unit/signed_zone.h"

void *world_list_grow(struct arena *arena, void *items, size_t count, size_t size)
{
    if (count & (count - 1) || (items && !count))
        return items;
    size_t capacity = count ? 2 * count : 1;
    void *grown = arena_zero(arena, capacity * size);
    if (count)
        memcpy(grown, items, count * size);
    return grown;
}

struct played_zone *world_zone(const struct world *world, const uint8_t *origin)
{
    for (size_t i = 0; i < world->zone_count; i++)
        if (!world->zones[i]->copy && dns_name_equal(world->zones[i]->origin, origin))
            return world->zones[i];
    return NULL;
}

/* The deepest zone that holds the name, no copy; ABOVE: not the one that begins there. */
static struct played_zone *deepest(const struct world *world, const uint8_t *name, bool above)
{
    struct played_zone *found = NULL;
    for (size_t i = 0; i < world->zone_count; i++) {
        struct played_zone *zone = world->zones[i];
        if (zone->copy || !dns_name_within(name, zone->origin) || (above && dns_name_equal(name, zone->origin)))
            continue;
        if (!found || dns_name_labels(zone->origin) > dns_name_labels(found->origin))
            found = zone;
    }
    return found;
}

struct host *world_host(const struct world *world, const struct net_address *address)
{
    for (size_t i = 0; i < world->host_count; i++)
        if (net_address_equal(&world->hosts[i].address, address))
            return &world->hosts[i];
    return NULL;
}

struct host *world_host_at(struct world *world, const struct net_address *address)
{
    struct host *host = world_host(world, address);
    if (!host) {
        host = WORLD_ADD(&world->arena, world->hosts, world->host_count);
        host->address = *address;
    }
    return host;
}

/* ---- sets ---- */

struct zone_records *zone_find(const struct played_zone *zone, const uint8_t *owner, uint16_t type)
{
    for (size_t i = 0; i < zone->set_count; i++)
        if (zone->sets[i].type == type && dns_name_equal(zone->sets[i].owner, owner))
            return &zone->sets[i];
    return NULL;
}

void zone_put(struct world *world, struct played_zone *zone, const struct record *record)
{
    struct zone_records *set = zone_find(zone, record->owner, record->type);
    if (!set) {
        set = WORLD_ADD(&world->arena, zone->sets, zone->set_count);
        set->owner = arena_dup(&world->arena, record->owner, dns_name_size(record->owner));
        set->type = record->type;
        set->ttl = record->ttl;
    }
    *WORLD_ADD(&world->arena, set->rdata, set->count) =
        (struct dns_rdata){arena_dup(&world->arena, record->rdata.bytes, record->rdata.size), record->rdata.size};
}

static void put(struct world *world, struct played_zone *zone, const uint8_t *owner, uint16_t type,
                struct dns_rdata rdata)
{
    zone_put(world, zone, &(struct record){owner, type, WORLD_TTL, rdata});
}

static struct dns_rdata name_rdata(const uint8_t *name)
{
    return (struct dns_rdata){name, dns_name_size(name)};
}

bool zone_is_cut(const struct played_zone *zone, const uint8_t *name)
{
    return !dns_name_equal(name, zone->origin) && zone_find(zone, name, DNS_TYPE_NS);
}

const uint8_t *zone_cut_above(const struct played_zone *zone, const uint8_t *name)
{
    const uint8_t *found = NULL;
    for (; !dns_name_equal(name, zone->origin); name = dns_name_parent(name))
        if (zone_is_cut(zone, name))
            found = name;
    return found;
}

/* ---- what the runner adds ---- */

static void add_addresses(struct world *world, struct played_zone *zone, const struct zone_server *server)
{
    for (size_t i = 0; i < server->address_count; i++) {
        const struct net_address *address = &server->addresses[i];
        put(world, zone, server->name, address->v6 ? DNS_TYPE_AAAA : DNS_TYPE_A,
            (struct dns_rdata){address->bytes, address->v6 ? 16 : 4});
    }
}

static bool add_keys(struct world *world, struct played_zone *zone)
{
    const struct played_zone *original = zone->copy ? world_zone(world, zone->origin) : NULL;
    size_t count = zone->split_keys ? 2 : 1;
    if (zone->denial == ZONE_UNSIGNED)
        return true;
    for (size_t i = 0; i < count; i++) {
        struct zone_key *key = WORLD_ADD(&world->arena, zone->keys, zone->key_count);
        if (original && i < original->key_count)
            *key = original->keys[i];
        else if (!signer_key(zone->algorithm, zone->origin, (unsigned)i, i ? KEY_ZONE : KEY_ENTRY_POINT, &world->arena,
                             key))
            return false;
        if (zone->twin_key)
            put(world, zone, zone->origin, DNS_TYPE_DNSKEY, signer_twin(key, &world->arena).dnskey);
        put(world, zone, zone->origin, DNS_TYPE_DNSKEY, key->dnskey);
    }
    return true;
}

static void add_apex(struct world *world, struct played_zone *zone)
{
    if (!zone_find(zone, zone->origin, DNS_TYPE_SOA))
        put(world, zone, zone->origin, DNS_TYPE_SOA,
            rdata_of_text("SOA", "ns.invalid. hostmaster.invalid. 1 3600 900 86400 300"));
    bool named = zone_find(zone, zone->origin, DNS_TYPE_NS);
    for (size_t i = 0; i < zone->server_count && !named; i++)
        put(world, zone, zone->origin, DNS_TYPE_NS, name_rdata(zone->servers[i].name));
}

static bool add_ds(struct world *world, struct played_zone *parent, const struct played_zone *zone)
{
    for (size_t i = 0; i < zone->ds_count && zone->key_count; i++) {
        struct zone_key other = zone->keys[0];
        struct dns_rdata ds;
        const char *form = zone->ds[i];
        if (strcmp(form, "none") == 0)
            continue;
        if (strcmp(form, "other-key") == 0) {
            form = "sha256";
            other.dnskey = signer_twin(&other, &world->arena).dnskey;
            ((uint8_t *)(uintptr_t)other.dnskey.bytes)[other.dnskey.size - 1] ^= 1;
        }
        if (!signer_ds(form, zone->origin, &other, &world->arena, &ds))
            return false;
        put(world, parent, zone->origin, DNS_TYPE_DS, ds);
    }
    return true;
}

/* In the zone above: the name servers, glue for those within the zone, and what vouches for its keys. */
static bool add_delegation(struct world *world, struct played_zone *zone)
{
    struct played_zone *parent = dns_name_is_root(zone->origin) ? NULL : deepest(world, zone->origin, true);
    if (!parent || zone->undelegated)
        return true;
    for (size_t i = 0; i < zone->server_count; i++) {
        const struct zone_server *server = &zone->servers[i];
        put(world, parent, zone->origin, DNS_TYPE_NS, name_rdata(server->name));
        if (dns_name_within(server->name, zone->origin))
            add_addresses(world, parent, server);
    }
    return parent->denial == ZONE_UNSIGNED || add_ds(world, parent, zone);
}

static void add_server_addresses(struct world *world, const struct played_zone *zone)
{
    for (size_t i = 0; i < zone->server_count; i++) {
        struct played_zone *holder = deepest(world, zone->servers[i].name, false);
        if (holder && !zone_find(holder, zone->servers[i].name, DNS_TYPE_A) &&
            !zone_find(holder, zone->servers[i].name, DNS_TYPE_AAAA))
            add_addresses(world, holder, &zone->servers[i]);
    }
}

static void set_spoils(struct played_zone *zone)
{
    for (size_t i = 0; i < zone->spoil_count; i++)
        for (size_t j = 0; j < zone->set_count; j++) {
            struct zone_spoil *spoil = &zone->spoils[i];
            struct zone_records *set = &zone->sets[j];
            if ((!spoil->owner || dns_name_equal(spoil->owner, set->owner)) &&
                (!spoil->type || spoil->type == set->type))
                set->spoil = spoil->spoil;
        }
}

static void set_hints(struct world *world, const struct played_zone *root)
{
    world->hints.zone = root->origin;
    world->hints.ttl = WORLD_TTL;
    for (size_t i = 0; i < root->server_count && i < DELEGATION_SERVERS_MAX; i++) {
        struct delegation_server *server = &world->hints.servers[world->hints.server_count++];
        server->name = root->servers[i].name;
        for (size_t j = 0; j < root->servers[i].address_count && j < DELEGATION_ADDRESSES_MAX; j++) {
            const struct net_address *address = &root->servers[i].addresses[j];
            server->addresses[server->address_count].v6 = address->v6;
            memcpy(server->addresses[server->address_count++].bytes, address->bytes, sizeof address->bytes);
        }
    }
}

static void set_anchor(struct world *world, const struct played_zone *root)
{
    struct dns_rdata ds;
    if (!root->key_count || !signer_ds("sha256", root->origin, &root->keys[0], &world->arena, &ds))
        return;
    *WORLD_ADD(&world->arena, world->anchors, world->anchor_count) = (struct anchor){root->origin, DNS_TYPE_DS, ds};
}

bool world_finish(struct world *world, const char **words)
{
    for (size_t i = 0; i < world->zone_count; i++) {
        struct played_zone *zone = world->zones[i];
        *words = "an algorithm that the runner does not know";
        if (!add_keys(world, zone))
            return false;
        add_apex(world, zone);
        for (size_t j = 0; j < zone->holder_count; j++)
            world_host_at(world, &zone->holders[j]);
    }
    for (size_t i = 0; i < world->zone_count; i++) {
        *words = "a form of DS that the runner does not know";
        if (!world->zones[i]->copy && !add_delegation(world, world->zones[i]))
            return false;
        if (!world->zones[i]->copy)
            add_server_addresses(world, world->zones[i]);
    }
    for (size_t i = 0; i < world->zone_count; i++)
        set_spoils(world->zones[i]);
    const struct played_zone *root = world_zone(world, (const uint8_t *)"");
    if (root && !world->has_hints)
        set_hints(world, root);
    if (root && !world->has_anchors)
        set_anchor(world, root);
    return true;
}

void world_free(struct world *world)
{
    for (size_t i = 0; i < world->zone_count; i++)
        for (size_t j = 0; j < world->zones[i]->key_count && !world->zones[i]->copy; j++)
            signer_free(&world->zones[i]->keys[j]);
    arena_free(&world->arena);
}

/* ---- signatures ---- */

static struct signing_order order_for(const struct world *world, const struct played_zone *zone,
                                      const struct zone_records *set)
{
    bool keys = set->type == DNS_TYPE_DNSKEY;
    return (struct signing_order){.owner = set->owner,
                                  .type = set->type,
                                  .ttl = set->ttl,
                                  .rdata = set->rdata,
                                  .count = set->count,
                                  .key = &zone->keys[keys ? 0 : zone->key_count - 1],
                                  .signer = zone->origin,
                                  .from = world->date + zone->from,
                                  .until = world->date + zone->until};
}

static void add_signature(struct world *world, struct zone_records *set, const struct signing_order *order)
{
    *WORLD_ADD(&world->arena, set->rrsigs, set->rrsig_count) = signer_sign(order, &world->arena);
}

static void spoil_order(struct world *world, const struct spoil *spoil, struct signing_order *order)
{
    const struct played_zone *other = spoil->signer ? world_zone(world, spoil->signer) : NULL;
    order->more_labels = spoil->more_labels;
    order->forged = spoil->forged;
    if (spoil->expired)
        order->until = world->date - WORLD_DAY;
    if (spoil->expired)
        order->from = order->until - WORLD_DAY;
    if (spoil->future)
        order->from = world->date + WORLD_DAY;
    if (spoil->by_other_key) {
        struct zone_key *key = arena_zero(&world->arena, sizeof *key);
        signer_key("ed25519", order->owner, 99, KEY_FLAGS, &world->arena, key);
        order->key = key;
    }
    if (other) {
        order->signer = other->origin;
        order->key = &other->keys[other->key_count - 1];
    }
}

void zone_sign(struct world *world, struct played_zone *zone, struct zone_records *set)
{
    struct signing_order order;
    if (set->is_signed || set->spoil.missing || !zone->key_count)
        return;
    set->is_signed = true;
    for (unsigned i = 0; i < set->spoil.junk_beside; i++) {
        order = order_for(world, zone, set);
        order.forged = true;
        order.until += (time_t)i;
        add_signature(world, set, &order);
    }
    if (set->spoil.stale_beside) {
        order = order_for(world, zone, set);
        order.until = world->date - WORLD_DAY;
        order.from = order.until - WORLD_DAY;
        add_signature(world, set, &order);
    }
    order = order_for(world, zone, set);
    spoil_order(world, &set->spoil, &order);
    add_signature(world, set, &order);
    if (set->spoil.by_other_key)
        signer_free((struct zone_key *)(uintptr_t)order.key);
}

/* ---- NSEC and NSEC3 ---- */

static bool is_insecure_cut(const struct played_zone *zone, const uint8_t *name)
{
    return zone_is_cut(zone, name) && !zone_find(zone, name, DNS_TYPE_DS);
}

/* Below a cut, or at one and not the parent's to tell. */
static bool is_glue(const struct played_zone *zone, const struct zone_records *set)
{
    const uint8_t *cut = zone_cut_above(zone, set->owner);
    return cut && (!dns_name_equal(cut, set->owner) || (set->type != DNS_TYPE_NS && set->type != DNS_TYPE_DS));
}

static const char *types_at(struct world *world, const struct played_zone *zone, const uint8_t *name, const char *more)
{
    struct buffer out = {0};
    bool any = false;
    for (size_t i = 0; i < zone->set_count; i++) {
        if (!dns_name_equal(zone->sets[i].owner, name) || is_glue(zone, &zone->sets[i]))
            continue;
        any = true;
        buffer_add_text(&out, " TYPE");
        buffer_add_unsigned(&out, zone->sets[i].type);
    }
    if (any && !(*more == 0 && is_insecure_cut(zone, name)))
        buffer_add_text(&out, " RRSIG");
    buffer_add_text(&out, more);
    const char *types = arena_text(&world->arena, buffer_text(&out), out.size);
    buffer_free(&out);
    return types;
}

static struct hash_parameters hash_parameters(const struct played_zone *zone)
{
    return (struct hash_parameters){
        .flags = zone->opt_out ? NSEC3_OPT_OUT : 0, .iterations = (uint16_t)zone->iterations, .salt = zone->salt};
}

static const uint8_t *proof_owner(struct world *world, const struct played_zone *zone, const uint8_t *name)
{
    const struct hash_parameters parameters = hash_parameters(zone);
    uint8_t hash[NSEC3_HASH];
    (void)world;
    if (zone->denial == ZONE_NSEC)
        return name;
    hash_of(&parameters, name, hash);
    return nsec3_owner(hash, zone->origin);
}

struct proof {
    const uint8_t *name, *owner;
};

static int by_owner(const void *a, const void *b)
{
    return dns_name_compare(((const struct proof *)a)->owner, ((const struct proof *)b)->owner);
}

static void add_proof(struct world *world, const struct played_zone *zone, const uint8_t *name, struct proof **proofs,
                      size_t *count)
{
    for (size_t i = 0; i < *count; i++)
        if (dns_name_equal((*proofs)[i].name, name))
            return;
    *WORLD_ADD(&world->arena, *proofs, *count) = (struct proof){name, proof_owner(world, zone, name)};
}

static struct dns_rdata proof_rdata(struct world *world, const struct played_zone *zone, const uint8_t *name,
                                    const uint8_t *next)
{
    struct buffer out = {0};
    if (zone->denial == ZONE_NSEC) {
        put_name(&out, next);
        put_types(&out, types_at(world, zone, name, " NSEC"));
        return octets_of(&out);
    }
    const struct hash_parameters parameters = hash_parameters(zone);
    uint8_t hash[NSEC3_HASH];
    ldns_b32_pton_extended_hex((const char *)next + 1, 32, hash, sizeof hash);
    return nsec3_rdata(&parameters, hash, types_at(world, zone, name, ""));
}

static void gather_names(struct world *world, const struct played_zone *zone, struct proof **proofs, size_t *count)
{
    for (size_t i = 0; i < zone->set_count; i++) {
        const uint8_t *name = zone->sets[i].owner;
        if (is_glue(zone, &zone->sets[i]) || (zone->opt_out && is_insecure_cut(zone, name)))
            continue;
        add_proof(world, zone, name, proofs, count);
        while (zone->denial == ZONE_NSEC3 && !dns_name_equal(name, zone->origin)) {
            name = dns_name_parent(name);
            add_proof(world, zone, name, proofs, count);
        }
    }
    qsort(*proofs, *count, sizeof **proofs, by_owner);
}

static void spoil_proof(const struct played_zone *zone, const uint8_t *name, struct zone_records *proof)
{
    for (size_t i = 0; i < zone->spoil_count; i++)
        if (zone->spoils[i].type == proof->type || !zone->spoils[i].type)
            if (!zone->spoils[i].owner || dns_name_equal(zone->spoils[i].owner, name))
                proof->spoil = zone->spoils[i].spoil;
}

static void make_proofs(struct world *world, struct played_zone *zone)
{
    struct proof *proofs = NULL;
    size_t count = 0;
    if (zone->proof_count || zone->denial == ZONE_UNSIGNED)
        return;
    gather_names(world, zone, &proofs, &count);
    for (size_t i = 0; i < count; i++) {
        struct zone_records *set = WORLD_ADD(&world->arena, zone->proofs, zone->proof_count);
        size_t names = i;
        *WORLD_ADD(&world->arena, zone->proof_names, names) = proofs[i].name;
        *set = (struct zone_records){.owner = proofs[i].owner,
                                     .type = zone->denial == ZONE_NSEC ? DNS_TYPE_NSEC : DNS_TYPE_NSEC3,
                                     .ttl = WORLD_TTL};
        *WORLD_ADD(&world->arena, set->rdata, set->count) =
            proof_rdata(world, zone, proofs[i].name, proofs[(i + 1) % count].owner);
        spoil_proof(zone, proofs[i].name, set);
    }
}

struct zone_records *zone_proof_at(struct world *world, struct played_zone *zone, const uint8_t *name)
{
    make_proofs(world, zone);
    for (size_t i = 0; i < zone->proof_count; i++)
        if (dns_name_equal(zone->proof_names[i], name))
            return &zone->proofs[i];
    return NULL;
}

struct zone_records *zone_proof_over(struct world *world, struct played_zone *zone, const uint8_t *name)
{
    const uint8_t *owner = proof_owner(world, zone, name);
    make_proofs(world, zone);
    struct zone_records *last = &zone->proofs[zone->proof_count - 1];
    for (size_t i = 0; i < zone->proof_count; i++)
        if (dns_name_compare(zone->proofs[i].owner, owner) < 0)
            last = &zone->proofs[i];
    return last;
}
