/* SPDX-License-Identifier: Apache-2.0 */
/* A DNS tree of signed and unsigned zones, and the replies of a resolver that knows all of it: aliases followed,
 * delegations, wildcards, NSEC or NSEC3 with every proof. Signatures are made once, so that equal questions have equal
 * replies. Single replies may be replaced, or fail. */
#ifndef TESTS_UNIT_SIGNED_WORLD_H
#define TESTS_UNIT_SIGNED_WORLD_H

#include "signed_zone.h"

#include "dns/anchor.h"
#include "dns/failure.h"
#include "dns/message.h"

#include <stdlib.h>

enum { WORLD_ZONES = 48, ZONE_SETS = 64, WORLD_REPLIES = 1024 };

/* What the parent publishes for a zone with a key. */
enum ds_kind {
    DS_SHA256,
    DS_ABSENT,
    DS_SHA1,
    DS_SHA1_AND_SHA256,
    DS_SHA384,
    DS_OF_OTHER_KEY,
    DS_UNKNOWN_ALGORITHM,
    DS_UNKNOWN_DIGEST
};

struct zone_set {
    struct record_set set;
    struct signing signing; /* what is zero is the zone's */
    bool bare;              /* without a signature */
    struct dns_rdata rrsig; /* once it was made */
    bool forged;            /* it does not fit */
};

struct test_zone {
    const char *name;
    enum key_id key; /* KEY_NONE: not signed */
    enum ds_kind ds;
    bool nsec3;
    struct hash_parameters parameters;
    uint32_t from, until; /* of its signatures */

    const uint8_t *apex; /* what follows is made by zone_new */
    struct zone_set sets[ZONE_SETS];
    size_t set_count;
    struct zone_set proofs[ZONE_SETS]; /* NSEC or NSEC3, in order */
    size_t proof_count;
};

struct world_reply {
    const uint8_t *name;
    uint16_t type;
    enum failure failure;
    bool stripped;
    struct dns_rdata octets;
};

struct world {
    struct test_zone *zones[WORLD_ZONES];
    size_t zone_count;
    struct world_reply replies[WORLD_REPLIES];
    size_t reply_count;
    struct anchors anchors; /* the DS of the root */
};

/* ---- building ---- */

static inline struct zone_set *zone_find(struct test_zone *zone, const uint8_t *owner, uint16_t type)
{
    for (size_t i = 0; i < zone->set_count; i++)
        if (zone->sets[i].set.type == type && dns_name_equal(zone->sets[i].set.owner, owner))
            return &zone->sets[i];
    return NULL;
}

static inline void zone_add_rdata(struct test_zone *zone, const uint8_t *owner, uint16_t type, struct dns_rdata rdata)
{
    struct zone_set *found = zone_find(zone, owner, type);
    if (!found) {
        assert_true(zone->set_count < ZONE_SETS);
        found = &zone->sets[zone->set_count++];
        found->set =
            (struct record_set){.owner = arena_dup(&made, owner, dns_name_size(owner)), .type = type, .ttl = 3600};
    }
    set_add(&found->set, rdata);
    found->rrsig = (struct dns_rdata){0};
}

/* A name within the zone, `@` for the apex. */
static inline const uint8_t *zone_owner(const struct test_zone *zone, const char *relative)
{
    struct dns_name prefix, name;
    if (strcmp(relative, "@") == 0)
        return zone->apex;
    prefix = name_of(relative);
    assert_true(dns_name_join(prefix.wire, dns_name_labels(prefix.wire), zone->apex, &name));
    return arena_dup(&made, name.wire, name.size);
}

/* `www CAA 0 issue "ca.example"`, one record a line. */
static inline void zone_add_text(struct test_zone *zone, const char *lines)
{
    char *copy = arena_text(&made, lines, strlen(lines)), *state, owner[512], type[32];
    for (char *line = strtok_r(copy, "\n", &state); line; line = strtok_r(NULL, "\n", &state)) {
        int rest = 0;
        if (sscanf(line, "%511s %31s %n", owner, type, &rest) != 2)
            fail_msg("no record: '%s'", line);
        zone_add_rdata(zone, zone_owner(zone, owner), type_of(type), rdata_of_text(type, line + rest));
    }
}

/* A set of the zone, to be spoilt before anybody asks for it. */
static inline struct zone_set *zone_set(struct test_zone *zone, const char *relative, const char *type)
{
    struct zone_set *found = zone_find(zone, zone_owner(zone, relative), type_of(type));
    if (!found)
        fail_msg("%s has no %s at %s", zone->name, type, relative);
    return found;
}

static inline struct test_zone *world_zone_of(struct world *world, const uint8_t *name, bool above)
{
    struct test_zone *deepest = NULL;
    for (size_t i = 0; i < world->zone_count; i++) {
        struct test_zone *zone = world->zones[i];
        if (!dns_name_within(name, zone->apex) ||
            (above && dns_name_equal(name, zone->apex) && !dns_name_is_root(name)))
            continue;
        if (!deepest || dns_name_labels(zone->apex) > dns_name_labels(deepest->apex))
            deepest = zone;
    }
    return deepest;
}

static inline void put_ds(struct test_zone *parent, const struct test_zone *zone)
{
    struct dns_rdata key = dnskey_of(zone->key), ds = ds_of(zone->name, key, 2);
    uint8_t *octets = arena_dup(&made, ds.bytes, ds.size);
    switch (zone->ds) {
    case DS_ABSENT:
        return;
    case DS_SHA1:
        ds = ds_of(zone->name, key, 1);
        break;
    case DS_SHA1_AND_SHA256:
        zone_add_rdata(parent, zone->apex, DNS_TYPE_DS, ds_of(zone->name, key, 1));
        break;
    case DS_SHA384:
        ds = ds_of(zone->name, key, 4);
        break;
    case DS_OF_OTHER_KEY:
        ds = ds_of(zone->name, dnskey_of(zone->key == KEY_P256 ? KEY_P256_OTHER : KEY_P256), 2);
        break;
    case DS_UNKNOWN_ALGORITHM:
        octets[2] = 253;
        ds.bytes = octets;
        break;
    case DS_UNKNOWN_DIGEST:
        octets[3] = 200;
        ds.bytes = octets;
        break;
    case DS_SHA256:
        break;
    }
    zone_add_rdata(parent, zone->apex, DNS_TYPE_DS, ds);
}

/* A zone LIKE this with these records; the zone above it, made before it, delegates to it. */
static inline struct test_zone *zone_new(struct world *world, struct test_zone like, const char *records)
{
    struct dns_name apex = name_of(like.name);
    struct test_zone *parent = world_zone_of(world, apex.wire, true);
    struct test_zone *zone = arena_dup(&made, &like, sizeof like);
    assert_true(world->zone_count < WORLD_ZONES);
    world->zones[world->zone_count++] = zone;
    zone->apex = arena_dup(&made, apex.wire, apex.size);
    zone_add_text(zone, "@ SOA ns.test. hostmaster.test. 1 3600 900 86400 300\n@ NS ns.test.");
    if (zone->key)
        zone_add_rdata(zone, zone->apex, DNS_TYPE_DNSKEY, dnskey_of(zone->key));
    if (parent) {
        zone_add_rdata(parent, zone->apex, DNS_TYPE_NS, rdata_of_text("NS", "ns.test."));
        if (zone->key)
            put_ds(parent, zone);
    } else {
        struct dns_rdata ds = ds_of(zone->name, dnskey_of(zone->key), 2);
        const struct anchor anchor = {zone->apex, DNS_TYPE_DS, ds};
        world->anchors = (struct anchors){arena_dup(&made, &anchor, sizeof anchor), 1};
    }
    zone_add_text(zone, records);
    return zone;
}

/* ---- names and proofs of a zone ---- */

static inline bool zone_has_name(const struct test_zone *zone, const uint8_t *name)
{
    for (size_t i = 0; i < zone->set_count; i++)
        if (dns_name_within(zone->sets[i].set.owner, name))
            return true;
    return false;
}

/* The longest ancestor that exists. */
static inline const uint8_t *zone_encloser(const struct test_zone *zone, const uint8_t *name)
{
    while (!zone_has_name(zone, name))
        name = dns_name_parent(name);
    return name;
}

static inline const uint8_t *wildcard_of(const uint8_t *encloser)
{
    struct dns_name wildcard;
    assert_true(dns_name_join((const uint8_t *)"\1*", 1, encloser, &wildcard));
    return arena_dup(&made, wildcard.wire, wildcard.size);
}

static inline bool is_insecure_cut(struct test_zone *zone, const uint8_t *name)
{
    return !dns_name_equal(name, zone->apex) && zone_find(zone, name, DNS_TYPE_NS) &&
           !zone_find(zone, name, DNS_TYPE_DS);
}

/* The mnemonics of everything at a name. */
static inline const char *types_at(const struct test_zone *zone, const uint8_t *name, bool cut, const char *further)
{
    struct buffer out = {0};
    bool any = false;
    for (size_t i = 0; i < zone->set_count; i++) {
        if (!dns_name_equal(zone->sets[i].set.owner, name))
            continue;
        any = true;
        buffer_add_text(&out, " TYPE");
        buffer_add_unsigned(&out, zone->sets[i].set.type);
    }
    if (any && !cut)
        buffer_add_text(&out, " RRSIG");
    if (any || *further)
        buffer_add_text(&out, further);
    const char *types = arena_text(&made, buffer_text(&out), out.size);
    buffer_free(&out);
    return types;
}

static inline int by_owner(const void *a, const void *b)
{
    return dns_name_compare(((const struct zone_set *)a)->set.owner, ((const struct zone_set *)b)->set.owner);
}

static inline void add_proof(struct test_zone *zone, const uint8_t *owner, uint16_t type)
{
    for (size_t i = 0; i < zone->proof_count; i++)
        if (dns_name_equal(zone->proofs[i].set.owner, owner))
            return;
    assert_true(zone->proof_count < ZONE_SETS);
    zone->proofs[zone->proof_count++].set = (struct record_set){.owner = owner, .type = type, .ttl = 300};
}

static inline const uint8_t *hashed_owner(const struct test_zone *zone, const uint8_t *name)
{
    uint8_t hash[NSEC3_HASH];
    hash_of(&zone->parameters, name, hash);
    return nsec3_owner(hash, zone->apex);
}

static inline void make_nsec(struct test_zone *zone)
{
    for (size_t i = 0; i < zone->set_count; i++)
        add_proof(zone, zone->sets[i].set.owner, DNS_TYPE_NSEC);
    qsort(zone->proofs, zone->proof_count, sizeof *zone->proofs, by_owner);
    for (size_t i = 0; i < zone->proof_count; i++) {
        struct record_set *set = &zone->proofs[i].set;
        struct buffer out = {0};
        put_name(&out, zone->proofs[(i + 1) % zone->proof_count].set.owner);
        put_types(&out, types_at(zone, set->owner, false, " NSEC"));
        set_add(set, octets_of(&out));
    }
}

/* Names and empty non-terminals; not those of insecure delegations alone where the zone opts out. */
static inline void make_nsec3(struct test_zone *zone)
{
    const uint8_t *names[ZONE_SETS];
    for (size_t i = 0; i < zone->set_count; i++) {
        const uint8_t *name = zone->sets[i].set.owner;
        if (zone->parameters.flags & NSEC3_OPT_OUT && is_insecure_cut(zone, name))
            continue;
        for (;; name = dns_name_parent(name)) {
            size_t before = zone->proof_count;
            add_proof(zone, hashed_owner(zone, name), DNS_TYPE_NSEC3);
            if (zone->proof_count > before)
                names[before] = name;
            if (dns_name_equal(name, zone->apex))
                break;
        }
    }
    for (size_t i = 0; i < zone->proof_count; i++) {
        const char *types = types_at(zone, names[i], is_insecure_cut(zone, names[i]), "");
        zone->proofs[i].set.records = arena_dup(&made, &(struct dns_rdata){(const uint8_t *)types, strlen(types)},
                                                sizeof *zone->proofs[i].set.records);
    }
    qsort(zone->proofs, zone->proof_count, sizeof *zone->proofs, by_owner);
    for (size_t i = 0; i < zone->proof_count; i++) {
        struct record_set *set = &zone->proofs[i].set;
        const uint8_t *next_owner = zone->proofs[(i + 1) % zone->proof_count].set.owner;
        uint8_t next[NSEC3_HASH];
        const char *types = (const char *)set->records[0].bytes;
        ldns_b32_pton_extended_hex((const char *)next_owner + 1, 32, next, sizeof next);
        set->count = 0;
        set_add(set, nsec3_rdata(&zone->parameters, next, types));
    }
}

static inline void make_proofs(struct test_zone *zone)
{
    if (zone->proof_count)
        return;
    if (zone->nsec3)
        make_nsec3(zone);
    else
        make_nsec(zone);
}

static inline const uint8_t *proof_owner(const struct test_zone *zone, const uint8_t *name)
{
    return zone->nsec3 ? hashed_owner(zone, name) : name;
}

static inline struct zone_set *proof_at(struct test_zone *zone, const uint8_t *name)
{
    const uint8_t *owner = proof_owner(zone, name);
    make_proofs(zone);
    for (size_t i = 0; i < zone->proof_count; i++)
        if (dns_name_equal(zone->proofs[i].set.owner, owner))
            return &zone->proofs[i];
    return NULL;
}

static inline struct zone_set *proof_over(struct test_zone *zone, const uint8_t *name)
{
    const uint8_t *owner = proof_owner(zone, name);
    make_proofs(zone);
    struct zone_set *last = &zone->proofs[zone->proof_count - 1];
    for (size_t i = 0; i < zone->proof_count; i++)
        if (dns_name_compare(zone->proofs[i].set.owner, owner) < 0)
            last = &zone->proofs[i];
    return last;
}

/* ---- replies ---- */

static inline struct dns_rdata signature_of(const struct test_zone *zone, struct zone_set *set)
{
    struct signing signing = set->signing;
    signing.key = signing.key ? signing.key : zone->key;
    signing.signer = signing.signer ? signing.signer : zone->name;
    signing.from = signing.from ? signing.from : zone->from;
    signing.until = signing.until ? signing.until : zone->until;
    if (!set->rrsig.bytes) {
        set->rrsig = sign(&signing, &set->set);
        if (set->forged)
            ((uint8_t *)(uintptr_t)set->rrsig.bytes)[set->rrsig.size - 1] ^= 1;
    }
    return set->rrsig;
}

static inline void say(struct message *message, enum part part, const uint8_t *owner, const struct test_zone *zone,
                       struct zone_set *set)
{
    message_add_set(message, part, owner, &set->set);
    bool cut = set->set.type == DNS_TYPE_NS && !dns_name_equal(set->set.owner, zone->apex);
    if (zone->key && !set->bare && !cut)
        message_add_signature(message, part, owner, set->set.ttl, signature_of(zone, set));
}

static inline void say_proof(struct message *message, const struct test_zone *zone, struct zone_set *proof)
{
    for (size_t i = 0; i < message->said_count; i++)
        if (message->said[i] == proof)
            return;
    if (message->said_count < COUNT_OF(message->said))
        message->said[message->said_count++] = proof;
    say(message, AUTHORITY, proof->set.owner, zone, proof);
}

/* The child of ENCLOSER towards NAME. */
static inline const uint8_t *next_closer(const uint8_t *name, const uint8_t *encloser)
{
    while (!dns_name_equal(dns_name_parent(name), encloser))
        name = dns_name_parent(name);
    return name;
}

/* RFC 5155 7.2.1; with opt-out an encloser may exist and not be provable. */
static inline const uint8_t *say_encloser(struct message *message, struct test_zone *zone, const uint8_t *name)
{
    const uint8_t *encloser = name;
    while (!proof_at(zone, encloser))
        encloser = dns_name_parent(encloser);
    say_proof(message, zone, proof_at(zone, encloser));
    say_proof(message, zone, proof_over(zone, next_closer(name, encloser)));
    return encloser;
}

static inline void say_soa(struct message *message, struct test_zone *zone)
{
    say(message, AUTHORITY, zone->apex, zone, zone_find(zone, zone->apex, DNS_TYPE_SOA));
}

static inline void say_no_data(struct message *message, struct test_zone *zone, const uint8_t *name)
{
    say_soa(message, zone);
    if (!zone->key)
        return;
    if (proof_at(zone, name))
        say_proof(message, zone, proof_at(zone, name));
    else if (zone->nsec3)
        say_encloser(message, zone, name);
    else
        say_proof(message, zone, proof_over(zone, name));
}

static inline void say_no_closer(struct message *message, struct test_zone *zone, const uint8_t *name,
                                 const uint8_t *encloser)
{
    if (zone->key)
        say_proof(message, zone, proof_over(zone, zone->nsec3 ? next_closer(name, encloser) : name));
}

static inline void say_no_name(struct message *message, struct test_zone *zone, const uint8_t *name, bool wildcard)
{
    const uint8_t *encloser = zone_encloser(zone, name);
    say_soa(message, zone);
    if (!zone->key)
        return;
    if (zone->nsec3)
        encloser = say_encloser(message, zone, name);
    else
        say_proof(message, zone, proof_over(zone, name));
    const uint8_t *star = wildcard_of(encloser);
    say_proof(message, zone, wildcard && proof_at(zone, star) ? proof_at(zone, star) : proof_over(zone, star));
}

static inline struct zone_set *dname_over(struct test_zone *zone, const uint8_t *name)
{
    while (!dns_name_equal(name, zone->apex)) {
        name = dns_name_parent(name);
        if (zone_find(zone, name, DNS_TYPE_DNAME))
            return zone_find(zone, name, DNS_TYPE_DNAME);
    }
    return NULL;
}

static inline struct dns_name target_of(const struct zone_set *alias)
{
    struct reader reader = reader_of(alias->set.records[0].bytes, alias->set.records[0].size);
    struct dns_name target;
    assert_true(dns_name_read(&reader, &target));
    return target;
}

/* One name; true where the alias there leads on. */
static inline bool say_name(struct message *message, struct test_zone *zone, const uint8_t *name, uint16_t type,
                            struct dns_name *ret_target)
{
    struct zone_set *set = zone_find(zone, name, type), *alias = zone_find(zone, name, DNS_TYPE_CNAME),
                    *dname = dname_over(zone, name);
    if (dname) {
        struct dns_name end = target_of(dname);
        size_t kept = dns_name_labels(name) - dns_name_labels(dname->set.owner);
        assert_true(dns_name_join(name, kept, end.wire, ret_target));
        say(message, ANSWER, dname->set.owner, zone, dname);
        message_add(message, ANSWER, name, DNS_TYPE_CNAME, dname->set.ttl,
                    (struct dns_rdata){ret_target->wire, ret_target->size});
        return true;
    }
    if (set || alias) {
        say(message, ANSWER, name, zone, set ? set : alias);
        if (!set)
            *ret_target = target_of(alias);
        return !set;
    }
    if (zone_has_name(zone, name)) {
        say_no_data(message, zone, name);
        return false;
    }
    const uint8_t *encloser = zone_encloser(zone, name), *star = wildcard_of(encloser);
    set = zone_find(zone, star, type);
    alias = zone_find(zone, star, DNS_TYPE_CNAME);
    if (set || alias) {
        say(message, ANSWER, name, zone, set ? set : alias);
        say_no_closer(message, zone, name, encloser);
        if (!set)
            *ret_target = target_of(alias);
        return !set;
    }
    say_no_name(message, zone, name, zone_has_name(zone, star));
    if (!zone_has_name(zone, star))
        message->octets.data[3] = (char)(message->octets.data[3] | DNS_RCODE_NXDOMAIN);
    return false;
}

static inline struct world_reply *world_find(struct world *world, const uint8_t *name, uint16_t type)
{
    for (size_t i = 0; i < world->reply_count; i++)
        if (world->replies[i].type == type && dns_name_equal(world->replies[i].name, name))
            return &world->replies[i];
    return NULL;
}

static inline struct world_reply *world_put(struct world *world, const uint8_t *name, uint16_t type)
{
    struct world_reply *reply = world_find(world, name, type);
    if (!reply) {
        assert_true(world->reply_count < WORLD_REPLIES);
        reply = &world->replies[world->reply_count++];
    }
    *reply = (struct world_reply){.name = arena_dup(&made, name, dns_name_size(name)), .type = type};
    return reply;
}

/* The reply to a question, made once. */
static inline const struct world_reply *world_ask(struct world *world, const uint8_t *name, uint16_t type)
{
    struct world_reply *known = world_find(world, name, type);
    if (known)
        return known;
    struct message message = message_to(name, type, 0);
    struct dns_name at = dns_name_copy(name), target;
    for (int aliases = 0; aliases < 20; aliases++) {
        struct test_zone *zone = world_zone_of(world, at.wire, type == DNS_TYPE_DS);
        if (!say_name(&message, zone, at.wire, type, &target))
            break;
        at = target;
    }
    known = world_put(world, name, type);
    known->octets = message_end(&message);
    return known;
}

static inline struct dns_rdata world_octets(struct world *world, const char *name, const char *type)
{
    return world_ask(world, name_of(name).wire, type_of(type))->octets;
}

/* From now on this question fails, or has this reply. */
static inline void world_fail(struct world *world, const char *name, const char *type, enum failure failure)
{
    world_put(world, name_of(name).wire, type_of(type))->failure = failure;
}

static inline void world_say(struct world *world, const char *name, const char *type, struct dns_rdata octets)
{
    world_put(world, name_of(name).wire, type_of(type))->octets = octets;
}

/* The reply is said to come from a server that passes no signatures on. */
static inline void world_strip(struct world *world, const char *name, const char *type)
{
    world_put(world, name_of(name).wire, type_of(type))->stripped = true;
}

#endif
