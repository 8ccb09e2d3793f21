/* SPDX-License-Identifier: Apache-2.0 */
/* What an honest server says (RFC 1034 4.3.2, RFC 4035 3.1, RFC 5155 7.2, RFC 6672): of its own zones where it is
 * authoritative, of all zones, aliases followed, where it is a resolver. */
#include "world.h"

enum { ALIASES_MAX = 40 };

struct answering {
    struct world *world;
    const struct host *host;
    const struct query *query;
    struct reply *reply;
};

static bool holds(const struct host *host, const struct played_zone *zone)
{
    for (size_t i = 0; i < zone->holder_count; i++)
        if (net_address_equal(&zone->holders[i], &host->address))
            return true;
    return false;
}

/* The deepest zone known there that holds the name; a DS is the parent's to tell. */
static struct played_zone *zone_for(const struct answering *answering, const uint8_t *name)
{
    const struct world *world = answering->world;
    struct played_zone *found = NULL, *child = NULL;
    for (size_t i = 0; i < world->zone_count; i++) {
        struct played_zone *zone = world->zones[i];
        bool known = answering->host->resolver ? !zone->copy : holds(answering->host, zone);
        if (!known || !dns_name_within(name, zone->origin))
            continue;
        if (answering->query->type == DNS_TYPE_DS && dns_name_equal(name, zone->origin) && !dns_name_is_root(name))
            child = zone;
        else if (!found || dns_name_labels(zone->origin) > dns_name_labels(found->origin))
            found = zone;
    }
    return found ? found : child;
}

/* ---- parts of a reply ---- */

/* A set under OWNER, which is another one where it comes from a wildcard. */
static void say_as(struct answering *answering, enum section section, struct played_zone *zone,
                   struct zone_records *set, const uint8_t *owner)
{
    if (set->spoil.absent)
        return;
    for (size_t i = 0; i < set->count; i++)
        reply_add(answering->reply, section, &(struct record){owner, set->type, set->ttl, set->rdata[i]});
    if (!answering->query->dnssec_ok || (set->type == DNS_TYPE_NS && !dns_name_equal(set->owner, zone->origin)))
        return;
    zone_sign(answering->world, zone, set);
    for (size_t i = 0; i < set->rrsig_count; i++)
        reply_add(answering->reply, section, &(struct record){owner, DNS_TYPE_RRSIG, set->ttl, set->rrsigs[i]});
}

static void say(struct answering *answering, enum section section, struct played_zone *zone, struct zone_records *set)
{
    say_as(answering, section, zone, set, set->owner);
}

static bool proves(const struct answering *answering, const struct played_zone *zone)
{
    return answering->query->dnssec_ok && zone->key_count;
}

static void say_proof(struct answering *answering, struct played_zone *zone, struct zone_records *proof)
{
    const struct section_records *authority = &answering->reply->sections[SECTION_AUTHORITY];
    for (size_t i = 0; i < authority->count; i++)
        if (authority->items[i].type == proof->type && dns_name_equal(authority->items[i].owner, proof->owner))
            return;
    say(answering, SECTION_AUTHORITY, zone, proof);
}

static void say_soa(struct answering *answering, struct played_zone *zone)
{
    say(answering, SECTION_AUTHORITY, zone, zone_find(zone, zone->origin, DNS_TYPE_SOA));
}

static bool exists(const struct played_zone *zone, const uint8_t *name)
{
    for (size_t i = 0; i < zone->set_count; i++)
        if (dns_name_within(zone->sets[i].owner, name))
            return true;
    return false;
}

static const uint8_t *next_closer(const uint8_t *name, const uint8_t *encloser)
{
    while (!dns_name_equal(dns_name_parent(name), encloser))
        name = dns_name_parent(name);
    return name;
}

/* RFC 5155 7.2.1; with opt-out an encloser may exist and not be provable. */
static const uint8_t *say_encloser(struct answering *answering, struct played_zone *zone, const uint8_t *name)
{
    const uint8_t *encloser = name;
    while (!zone_proof_at(answering->world, zone, encloser))
        encloser = dns_name_parent(encloser);
    say_proof(answering, zone, zone_proof_at(answering->world, zone, encloser));
    say_proof(answering, zone, zone_proof_over(answering->world, zone, next_closer(name, encloser)));
    return encloser;
}

/* That NAME has nothing of the type. */
static void say_absence(struct answering *answering, struct played_zone *zone, const uint8_t *name)
{
    struct zone_records *proof;
    if (!proves(answering, zone))
        return;
    proof = zone_proof_at(answering->world, zone, name);
    if (proof)
        say_proof(answering, zone, proof);
    else if (zone->denial == ZONE_NSEC3)
        say_encloser(answering, zone, name);
    else
        say_proof(answering, zone, zone_proof_over(answering->world, zone, name));
}

static const uint8_t *wildcard_at(struct answering *answering, const uint8_t *encloser)
{
    struct dns_name wildcard;
    if (!dns_name_join((const uint8_t *)"\1*", 1, encloser, &wildcard))
        return encloser;
    return arena_dup(answering->reply->arena, wildcard.wire, wildcard.size);
}

static void say_no_name(struct answering *answering, struct played_zone *zone, const uint8_t *name,
                        const uint8_t *encloser)
{
    answering->reply->rcode = DNS_RCODE_NXDOMAIN;
    say_soa(answering, zone);
    if (!proves(answering, zone))
        return;
    if (zone->denial == ZONE_NSEC3)
        encloser = say_encloser(answering, zone, name);
    else
        say_proof(answering, zone, zone_proof_over(answering->world, zone, name));
    say_proof(answering, zone, zone_proof_over(answering->world, zone, wildcard_at(answering, encloser)));
}

static void refer(struct answering *answering, struct played_zone *zone, const uint8_t *cut)
{
    struct zone_records *servers = zone_find(zone, cut, DNS_TYPE_NS), *ds = zone_find(zone, cut, DNS_TYPE_DS);
    say(answering, SECTION_AUTHORITY, zone, servers);
    if (ds && answering->query->dnssec_ok)
        say(answering, SECTION_AUTHORITY, zone, ds);
    else
        say_absence(answering, zone, cut);
    for (size_t i = 0; i < servers->count; i++) {
        struct reader reader = reader_of(servers->rdata[i].bytes, servers->rdata[i].size);
        struct dns_name server;
        if (!dns_name_read(&reader, &server) || !dns_name_within(server.wire, zone->origin))
            continue;
        for (int v6 = 0; v6 < 2; v6++) {
            struct zone_records *glue = zone_find(zone, server.wire, v6 ? DNS_TYPE_AAAA : DNS_TYPE_A);
            for (size_t j = 0; glue && j < glue->count; j++)
                reply_add(answering->reply, SECTION_ADDITIONAL,
                          &(struct record){glue->owner, glue->type, glue->ttl, glue->rdata[j]});
        }
    }
}

/* ---- a name ---- */

static struct zone_records *dname_above(struct played_zone *zone, const uint8_t *name)
{
    while (!dns_name_equal(name, zone->origin)) {
        name = dns_name_parent(name);
        struct zone_records *dname = zone_find(zone, name, DNS_TYPE_DNAME);
        if (dname)
            return dname;
    }
    return NULL;
}

static bool target_of(const struct zone_records *alias, struct dns_name *ret_target)
{
    struct reader reader = reader_of(alias->rdata[0].bytes, alias->rdata[0].size);
    return dns_name_read(&reader, ret_target);
}

static bool follow_dname(struct answering *answering, struct played_zone *zone, struct zone_records *dname,
                         const uint8_t *name, struct dns_name *ret_target)
{
    struct dns_name end;
    say(answering, SECTION_ANSWER, zone, dname);
    if (!target_of(dname, &end) ||
        !dns_name_join(name, dns_name_labels(name) - dns_name_labels(dname->owner), end.wire, ret_target)) {
        answering->reply->rcode = DNS_RCODE_YXDOMAIN;
        return false;
    }
    const struct dns_rdata cname = {arena_dup(answering->reply->arena, ret_target->wire, ret_target->size),
                                    ret_target->size};
    reply_add(answering->reply, SECTION_ANSWER, &(struct record){name, DNS_TYPE_CNAME, dname->ttl, cname});
    return true;
}

/* The records at a name, or at the wildcard OWNER that stands for it; true where an alias leads on. */
static bool take_records(struct answering *answering, struct played_zone *zone, const uint8_t *name,
                         const uint8_t *owner, struct dns_name *ret_target)
{
    struct zone_records *set = zone_find(zone, owner, answering->query->type);
    struct zone_records *alias = zone_find(zone, owner, DNS_TYPE_CNAME);
    bool by_wildcard = name != owner, leads = !set && alias;
    if (set || alias)
        say_as(answering, SECTION_ANSWER, zone, set ? set : alias, name);
    if (!set && !alias)
        say_soa(answering, zone);
    if (!set && !alias)
        say_absence(answering, zone, owner);
    if (by_wildcard && !set && !alias && proves(answering, zone) && zone->denial == ZONE_NSEC3) {
        say_encloser(answering, zone, name); /* RFC 5155 7.2.5 */
    } else if (by_wildcard && proves(answering, zone)) {
        const uint8_t *over = zone->denial == ZONE_NSEC3 ? next_closer(name, dns_name_parent(owner)) : name;
        say_proof(answering, zone, zone_proof_over(answering->world, zone, over));
    }
    return leads && target_of(alias, ret_target);
}

/* One name; true where an alias there leads on. */
static bool answer_name(struct answering *answering, struct played_zone *zone, const uint8_t *name,
                        struct dns_name *ret_target)
{
    const uint8_t *cut = zone_cut_above(zone, name), *encloser = name;
    struct zone_records *dname;
    if (cut && !(answering->query->type == DNS_TYPE_DS && dns_name_equal(cut, name))) {
        if (answering->host->resolver)
            answering->reply->rcode = DNS_RCODE_SERVFAIL; /* nobody plays the zone below */
        else
            refer(answering, zone, cut);
        return false;
    }
    answering->reply->aa = !answering->host->resolver;
    dname = dname_above(zone, name);
    if (dname)
        return follow_dname(answering, zone, dname, name, ret_target);
    if (exists(zone, name))
        return take_records(answering, zone, name, name, ret_target);
    while (!exists(zone, encloser))
        encloser = dns_name_parent(encloser);
    const uint8_t *wildcard = wildcard_at(answering, encloser);
    if (exists(zone, wildcard))
        return take_records(answering, zone, name, wildcard, ret_target);
    say_no_name(answering, zone, name, encloser);
    return false;
}

static bool is_answered(const struct reply *reply, const uint8_t *name)
{
    const struct section_records *answer = &reply->sections[SECTION_ANSWER];
    for (size_t i = 0; i < answer->count; i++)
        if (answer->items[i].type == DNS_TYPE_CNAME && dns_name_equal(answer->items[i].owner, name))
            return true;
    return false;
}

void world_answer(struct world *world, const struct host *host, const struct query *query, struct reply *reply)
{
    struct answering answering = {world, host, query, reply};
    struct dns_name name = query->name, target;
    reply->ra = host->resolver;
    for (int aliases = 0; aliases < ALIASES_MAX; aliases++) {
        struct played_zone *zone = zone_for(&answering, name.wire);
        if (!zone) {
            if (!aliases)
                reply->rcode = host->resolver ? DNS_RCODE_SERVFAIL : DNS_RCODE_REFUSED;
            break;
        }
        const uint8_t *kept = arena_dup(reply->arena, name.wire, name.size);
        if (!answer_name(&answering, zone, kept, &target) || is_answered(reply, target.wire))
            break;
        name = target;
    }
}
