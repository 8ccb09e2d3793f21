/* SPDX-License-Identifier: Apache-2.0 */
/* The world of a scenario: zones, signed by the runner, the servers that hold them, and the ways in which they go
 * wrong. Everything is made from the scenario's file and lives in its arena. */
#ifndef TESTS_SCENARIO_WORLD_H
#define TESTS_SCENARIO_WORLD_H

#include "dns/anchor.h"
#include "dns/delegation.h"
#include "dns/message.h"
#include "resolve/address.h"

#include <time.h>

enum { WORLD_DAY = 86400, WORLD_TTL = 300, WORLD_LATENCY_MS = 10 };

/* The next item of a list that grows in ARENA, zeroed. */
#define WORLD_ADD(arena, items, count)                                                                                 \
    ((items) = world_list_grow(arena, items, count, sizeof *(items)), &(items)[(count)++])
void *world_list_grow(struct arena *arena, void *items, size_t count, size_t size);

/* ---- records and replies ---- */

struct record {
    const uint8_t *owner;
    uint16_t type;
    uint32_t ttl;
    struct dns_rdata rdata;
};

enum section { SECTION_ANSWER, SECTION_AUTHORITY, SECTION_ADDITIONAL, SECTION_COUNT };

struct section_records {
    struct record *items;
    size_t count;
};

struct query {
    uint16_t id;
    struct dns_name name; /* in lower case */
    uint16_t type;
    const uint8_t *question; /* as it came: name, type, class */
    size_t question_size;
    bool recursion, checking_disabled, edns, dnssec_ok, tcp;
    unsigned udp_size;
};

struct reply {
    struct arena *arena;
    uint16_t id;
    uint8_t *question; /* or NULL: left out */
    size_t question_size;
    bool aa, tc, rd, ra, cd;
    unsigned rcode; /* extended */
    bool edns;
    int extended_error; /* RFC 8914, or -1 */
    const char *extended_text;
    struct section_records sections[SECTION_COUNT];
};

/* False where the octets are no query. */
bool query_read(const uint8_t *message, size_t size, bool tcp, struct query *ret_query);

void reply_add(struct reply *reply, enum section section, const struct record *record);
void reply_clear(struct reply *reply);
/* Octets in the arena; cut down to a truncated one where it is longer than the query takes over UDP. */
struct dns_rdata reply_encode(struct reply *reply, const struct query *query);

/* ---- keys and signatures (signer.c) ---- */

struct zone_key {
    void *key; /* ldns_key; NULL: nobody has it */
    struct dns_rdata dnskey;
};

/* How the signatures of a set come out. */
struct spoil {
    bool missing, forged, expired, future, stale_beside, by_other_key, absent;
    unsigned junk_beside;  /* signatures that do not fit, before the good one */
    int more_labels;       /* than the owner has */
    const uint8_t *signer; /* another zone than its own, with that one's key */
};

/* ALGORITHM as `ed25519`; keys of that one are the same in each run: made from OWNER and NUMBER. False: not known. */
bool signer_key(const char *algorithm, const uint8_t *owner, unsigned number, unsigned flags, struct arena *arena,
                struct zone_key *ret_key);
/* A key with the same tag that nobody has. */
struct zone_key signer_twin(const struct zone_key *key, struct arena *arena);
void signer_free(struct zone_key *key);
/* DS RDATA; FORM as the README has it. False: not known. */
bool signer_ds(const char *form, const uint8_t *zone, const struct zone_key *key, struct arena *arena,
               struct dns_rdata *ret_ds);

struct signing_order {
    const uint8_t *owner;
    uint16_t type;
    uint32_t ttl;
    const struct dns_rdata *rdata;
    size_t count;
    const struct zone_key *key;
    const uint8_t *signer;
    time_t from, until;
    int more_labels;
    bool forged;
};
struct dns_rdata signer_sign(const struct signing_order *order, struct arena *arena);

/* ---- zones ---- */

struct zone_records {
    const uint8_t *owner;
    uint16_t type;
    uint32_t ttl;
    struct dns_rdata *rdata;
    size_t count;
    struct spoil spoil;
    struct dns_rdata *rrsigs; /* made when they are first needed */
    size_t rrsig_count;
    bool is_signed;
};

struct zone_server {
    const uint8_t *name;
    struct net_address *addresses;
    size_t address_count;
    bool lame; /* named, but does not hold the zone */
};

enum zone_denial { ZONE_UNSIGNED, ZONE_NSEC, ZONE_NSEC3 };

struct played_zone {
    const uint8_t *origin;
    unsigned line;
    bool copy;        /* another version of a zone, for some addresses alone */
    bool undelegated; /* the zone above says what the scenario says, and nothing else */
    enum zone_denial denial;
    bool opt_out, split_keys, twin_key;
    unsigned iterations;
    const char *salt, *algorithm;
    const char **ds; /* forms */
    size_t ds_count;
    long from, until; /* seconds from the scenario's date */
    struct zone_server *servers;
    size_t server_count;
    struct net_address *holders;
    size_t holder_count;
    struct zone_key *keys;
    size_t key_count;
    struct zone_records *sets;
    size_t set_count;
    struct zone_records *proofs; /* NSEC or NSEC3 in order; made when they are first needed */
    const uint8_t **proof_names; /* of each: the name that it is about */
    size_t proof_count;
    struct zone_spoil {
        const uint8_t *owner; /* NULL: every one */
        uint16_t type;        /* 0: every one */
        struct spoil spoil;
    } * spoils;
    size_t spoil_count;
};

/* ---- servers and what they do wrong (behaviour.c) ---- */

struct rule;

struct host {
    struct net_address address;
    bool resolver, no_tcp;
    struct rule **rules;
    size_t rule_count;
};

struct world {
    struct arena arena;
    const char *path;
    time_t date;
    struct played_zone **zones;
    size_t zone_count;
    struct host *hosts;
    size_t host_count;
    struct rule **everywhere;
    size_t everywhere_count;
    struct delegation hints;
    struct anchor *anchors;
    size_t anchor_count;
    bool has_hints, has_anchors;
};

struct played_zone *world_zone(const struct world *world, const uint8_t *origin);
struct host *world_host(const struct world *world, const struct net_address *address);
/* The host there, made where it is new. */
struct host *world_host_at(struct world *world, const struct net_address *address);

struct zone_records *zone_find(const struct played_zone *zone, const uint8_t *owner, uint16_t type);
void zone_put(struct world *world, struct played_zone *zone, const struct record *record);

/* Delegations, keys, addresses, anchors, hints: what the scenario leaves to the runner. False after WORDS was set. */
bool world_finish(struct world *world, const char **words);
void world_free(struct world *world);

/* What an honest server at the host says (answer.c). */
void world_answer(struct world *world, const struct host *host, const struct query *query, struct reply *ret_reply);

/* The signatures of a set, made once. */
void zone_sign(struct world *world, struct played_zone *zone, struct zone_records *set);
struct zone_records *zone_proof_at(struct world *world, struct played_zone *zone, const uint8_t *name);
struct zone_records *zone_proof_over(struct world *world, struct played_zone *zone, const uint8_t *name);
bool zone_is_cut(const struct played_zone *zone, const uint8_t *name);
/* The topmost cut at or above a name, or NULL. */
const uint8_t *zone_cut_above(const struct played_zone *zone, const uint8_t *name);

#endif
