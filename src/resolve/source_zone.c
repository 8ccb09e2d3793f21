/* SPDX-License-Identifier: Apache-2.0 */
/* How a question is answered (RFC 1034 4.3.2, for all zones at once):
 *
 *   1. The zone: of those held, the deepest whose apex is the name or above it. None: no such name.
 *   2. Down from the apex, label by label, as long as there are nodes:
 *      - a node below the apex with NS records: the zone ends there, and the one below is not held. No records.
 *      - a node above the name with a DNAME: the name is rewritten (RFC 6672 3.2).
 *   3. The whole name was found: its set, its CNAME, or no data.
 *   4. Otherwise the wildcard of the last node found, the closest encloser (RFC 4592 3.3.1), answers likewise;
 *      without one there is no such name.
 *
 * A node stands for every name that exists, empty non-terminals included (RFC 4592 2.2.2). */
#include "resolve/source_zone.h"

#include "util/memory.h"
#include "util/saying.h"
#include "util/table.h"

#include <stdlib.h>
#include <string.h>

enum {
    TYPE_KEY = 25,
    ANSWER_FIXED_SIZE = 12 + 4, /* header; type and class of the question */
    RECORD_FIXED_SIZE = 2 + 10, /* a pointer to the question's name; type, class, TTL, size */
    NEGATIVE_TTL = 3600
};

struct record {
    struct record *next;
    struct dns_rdata rdata;
};

struct rrset {
    struct rrset *next;
    uint16_t type;
    uint32_t ttl;              /* the smallest of its records: RFC 2181 5.2 wants them equal */
    size_t count, answer_size; /* octets of a message that holds it and its question */
    struct record *first, **end;
};

struct node {
    UT_hash_handle hh;
    const uint8_t *name;
    struct rrset *sets;
    bool other_data; /* records that rule out a CNAME */
};

struct zone {
    UT_hash_handle hh;
    struct arena *arena; /* the store's */
    const uint8_t *apex;
    uint32_t negative_ttl;    /* RFC 2308 5 */
    struct node *nodes, *top; /* the apex is the top */
};

struct zone_store {
    struct arena arena; /* everything but the hash tables */
    struct zone *zones;
    bool (*accepts)(uint16_t type, struct dns_rdata rdata);
};

struct source_zone {
    struct source base;
    const struct zone_store *store;
    struct arena arena; /* of one reply */
};

/* ---- the store ---- */

struct zone_store *zone_store_new(bool (*accepts)(uint16_t type, struct dns_rdata rdata))
{
    struct zone_store *store = memory_zero(sizeof *store);
    store->accepts = accepts;
    return store;
}

void zone_store_free(struct zone_store *store)
{
    if (!store)
        return;
    for (struct zone *zone = store->zones; zone; zone = zone->hh.next)
        HASH_CLEAR(hh, zone->nodes);
    HASH_CLEAR(hh, store->zones);
    arena_free(&store->arena);
    free(store);
}

static struct zone *find_zone(const struct zone_store *store, const uint8_t *apex)
{
    struct zone *zone;
    HASH_FIND(hh, store->zones, apex, dns_name_size(apex), zone);
    return zone;
}

static struct node *find_node(const struct zone *zone, const uint8_t *name)
{
    struct node *node;
    HASH_FIND(hh, zone->nodes, name, dns_name_size(name), node);
    return node;
}

static struct node *add_node(struct zone *zone, const uint8_t *name)
{
    struct node *node = arena_zero(zone->arena, sizeof *node);
    size_t size = dns_name_size(name);
    node->name = arena_dup(zone->arena, name, size);
    HASH_ADD_KEYPTR(hh, zone->nodes, node->name, size, node);
    return node;
}

struct zone *zone_store_zone(struct zone_store *store, const uint8_t *apex)
{
    struct zone *zone = find_zone(store, apex);
    if (zone)
        return zone;
    size_t size = dns_name_size(apex);
    zone = arena_zero(&store->arena, sizeof *zone);
    zone->arena = &store->arena;
    zone->apex = arena_dup(&store->arena, apex, size);
    zone->negative_ttl = NEGATIVE_TTL;
    HASH_ADD_KEYPTR(hh, store->zones, zone->apex, size, zone);
    zone->top = add_node(zone, apex);
    return zone;
}

/* The node of a name within the zone; it and all names up to the apex exist from now on. */
static struct node *make_node(struct zone *zone, const uint8_t *owner)
{
    struct node *node = find_node(zone, owner);
    if (node)
        return node;
    node = add_node(zone, owner);
    for (const uint8_t *name = dns_name_parent(owner); !find_node(zone, name); name = dns_name_parent(name))
        add_node(zone, name);
    return node;
}

static struct rrset *find_set(const struct node *node, uint16_t type)
{
    struct rrset *set = node->sets;
    while (set && set->type != type)
        set = set->next;
    return set;
}

static struct rrset *zone_source_add_set(struct zone *zone, struct node *node, uint16_t type, uint32_t ttl)
{
    struct rrset *set = arena_zero(zone->arena, sizeof *set);
    set->type = type;
    set->ttl = ttl;
    set->answer_size = ANSWER_FIXED_SIZE + dns_name_size(node->name);
    set->end = &set->first;
    set->next = node->sets;
    node->sets = set;
    return set;
}

static bool holds_record(const struct rrset *set, struct dns_rdata rdata)
{
    for (const struct record *record = set->first; record; record = record->next)
        if (record->rdata.size == rdata.size && memcmp(record->rdata.bytes, rdata.bytes, rdata.size) == 0)
            return true;
    return false;
}

/* What no server could send is refused, which bounds the search above, too. */
static enum zone_add_result zone_source_add_record(struct zone *zone, struct rrset *set, struct dns_rdata rdata)
{
    size_t size = set->answer_size + RECORD_FIXED_SIZE + rdata.size;
    if (size > DNS_MESSAGE_MAX)
        return ZONE_SET_TOO_LARGE;
    set->answer_size = size;
    struct record *record = arena_zero(zone->arena, sizeof *record);
    record->rdata.bytes = arena_dup(zone->arena, rdata.bytes, rdata.size);
    record->rdata.size = rdata.size;
    *set->end = record;
    set->end = &record->next;
    set->count++;
    return ZONE_ADDED;
}

/* What may stand beside a CNAME: its own proofs and keys (RFC 4035 2.5, RFC 3007 3.1.2). */
static bool goes_with_cname(uint16_t type)
{
    return type == DNS_TYPE_RRSIG || type == DNS_TYPE_NSEC || type == TYPE_KEY;
}

static bool is_kept(uint16_t type)
{
    return type == DNS_TYPE_CAA || type == DNS_TYPE_CNAME || type == DNS_TYPE_DNAME || type == DNS_TYPE_NS;
}

static void keep_negative_ttl(struct zone *zone, uint32_t ttl, struct dns_rdata soa)
{
    if (soa.size < DNS_SOA_SIZE_MIN)
        return;
    struct reader reader = reader_of(soa.bytes + soa.size - 4, 4);
    uint32_t minimum = reader_u32(&reader);
    zone->negative_ttl = ttl < minimum ? ttl : minimum;
}

static enum zone_add_result clash_of(const struct node *node, uint16_t type)
{
    if (type == DNS_TYPE_CNAME && (node->other_data || find_set(node, DNS_TYPE_CNAME)))
        return ZONE_CNAME_CLASH;
    if (type != DNS_TYPE_CNAME && !goes_with_cname(type) && find_set(node, DNS_TYPE_CNAME))
        return ZONE_CNAME_CLASH;
    return type == DNS_TYPE_DNAME && find_set(node, DNS_TYPE_DNAME) ? ZONE_DNAME_CLASH : ZONE_ADDED;
}

enum zone_add_result zone_add(struct zone *zone, const uint8_t *owner, uint16_t type, uint32_t ttl,
                              struct dns_rdata rdata)
{
    if (!dns_name_within(owner, zone->apex))
        return ZONE_OUT_OF_ZONE;
    struct node *node = make_node(zone, owner);
    struct rrset *set = find_set(node, type);
    if (set && ttl < set->ttl)
        set->ttl = ttl;
    if (set && holds_record(set, rdata))
        return ZONE_ADDED;
    enum zone_add_result clash = clash_of(node, type);
    if (clash != ZONE_ADDED)
        return clash;
    if (type != DNS_TYPE_CNAME && !goes_with_cname(type))
        node->other_data = true;
    if (type == DNS_TYPE_SOA && dns_name_equal(owner, zone->apex))
        keep_negative_ttl(zone, ttl, rdata);
    if (!is_kept(type))
        return ZONE_ADDED;
    return zone_source_add_record(zone, set ? set : zone_source_add_set(zone, node, type, ttl), rdata);
}

/* ---- the answer ---- */

/* Every function below fills the reply, which is zero but for its detail. */
struct asking {
    const struct zone_store *store;
    struct arena *arena;
    struct dns_question question;
    struct dns_reply *reply;
};

static void reply_absent(const struct asking *asking, const struct zone *zone, bool name_exists)
{
    asking->reply->kind = name_exists ? REPLY_NODATA : REPLY_NXDOMAIN;
    asking->reply->rcode = name_exists ? DNS_RCODE_NOERROR : DNS_RCODE_NXDOMAIN;
    asking->reply->ttl = zone ? zone->negative_ttl : NEGATIVE_TTL;
}

/* Of what is not in the zones, or below a delegation in one, nobody knows whether it exists. */
static void reply_outside(const struct asking *asking, const struct zone *zone)
{
    reply_absent(asking, zone, false);
    asking->reply->remarks.outside = true;
}

static void reply_failed(const struct asking *asking, enum failure failure, const char *detail)
{
    asking->reply->kind = REPLY_FAILED;
    asking->reply->failure = failure;
    asking->reply->detail = detail;
}

static void reply_set(const struct asking *asking, const struct node *node, const struct rrset *set)
{
    bool (*accepts)(uint16_t type, struct dns_rdata rdata) = asking->store->accepts;
    struct dns_rdata *records = arena_alloc(asking->arena, set->count * sizeof *records);
    size_t count = 0;
    for (const struct record *record = set->first; record; record = record->next) {
        if (accepts && !accepts(set->type, record->rdata)) {
            reply_failed(asking, FAILURE_BAD_RESPONSE, SAID_LOOKUP_RDATA_TOO_SHORT);
            return;
        }
        records[count++] = record->rdata;
    }
    asking->reply->kind = REPLY_SET;
    asking->reply->ttl = set->ttl;
    asking->reply->records = records;
    asking->reply->record_count = count;
    asking->reply->owner = node->name;
}

static void reply_alias(const struct asking *asking, const uint8_t *target, uint32_t ttl)
{
    const uint8_t **aliases = arena_alloc(asking->arena, sizeof *aliases);
    aliases[0] = arena_dup(asking->arena, target, dns_name_size(target));
    asking->reply->kind = REPLY_ALIAS;
    asking->reply->ttl = ttl;
    asking->reply->aliases = aliases;
    asking->reply->alias_count = 1;
}

/* The name that is all of the RDATA; a zone file may write anything there as hexadecimal (RFC 3597). */
static bool read_target(const struct asking *asking, const struct rrset *set, struct dns_name *ret_target)
{
    struct dns_rdata rdata = set->first->rdata;
    struct reader reader = reader_of(rdata.bytes, rdata.size);
    if (dns_name_read(&reader, ret_target) && !reader_left(&reader))
        return true;
    reply_failed(asking, FAILURE_BAD_RESPONSE, SAID_LOOKUP_ALIAS_NO_NAME);
    return false;
}

/* RFC 6672 2.2: OWNER is replaced by the target at the end of the name. */
static void reply_dname(const struct asking *asking, const uint8_t *owner, const struct rrset *set)
{
    struct dns_name target, name;
    if (!read_target(asking, set, &target))
        return;
    size_t kept = dns_name_labels(asking->question.name) - dns_name_labels(owner);
    if (dns_name_join(asking->question.name, kept, target.wire, &name)) {
        reply_alias(asking, name.wire, set->ttl);
        asking->reply->dname = owner;
    } else {
        reply_failed(asking, FAILURE_OTHER_RCODE, "YXDOMAIN");
        asking->reply->rcode = DNS_RCODE_YXDOMAIN;
    }
}

/* The name is at this node, or is synthesised from it. */
static void reply_from_node(const struct asking *asking, const struct zone *zone, const struct node *node)
{
    const struct rrset *set = find_set(node, asking->question.type);
    const struct rrset *cname = set ? NULL : find_set(node, DNS_TYPE_CNAME);
    struct dns_name target;
    if (set)
        reply_set(asking, node, set);
    else if (!cname)
        reply_absent(asking, zone, true);
    else if (read_target(asking, cname, &target))
        reply_alias(asking, target.wire, cname->ttl);
}

static const struct node *zone_source_wildcard_below(const struct zone *zone, const uint8_t *encloser)
{
    static const uint8_t asterisk[] = {1, '*'};
    struct dns_name name;
    return dns_name_join(asterisk, 1, encloser, &name) ? find_node(zone, name.wire) : NULL;
}

/* The name and its parents up to the apex; returns how many lie below the apex. */
static size_t list_way(const struct zone *zone, const uint8_t *name, const uint8_t **way)
{
    size_t below = 0;
    for (; !dns_name_equal(name, zone->apex); name = dns_name_parent(name))
        way[below++] = name;
    return below;
}

/* Steps 2 to 4. */
static void reply_from_zone(const struct asking *asking, const struct zone *zone)
{
    const uint8_t *way[DNS_LABELS_MAX];
    const struct node *node = zone->top;
    size_t left = list_way(zone, asking->question.name, way);
    for (; left; left--) {
        const struct rrset *dname = find_set(node, DNS_TYPE_DNAME);
        if (dname) {
            reply_dname(asking, node->name, dname);
            return;
        }
        const struct node *next = find_node(zone, way[left - 1]);
        if (!next)
            break;
        if (find_set(next, DNS_TYPE_NS)) {
            reply_outside(asking, zone);
            return;
        }
        node = next;
    }
    if (left)
        node = zone_source_wildcard_below(zone, node->name);
    if (node)
        reply_from_node(asking, zone, node);
    else
        reply_absent(asking, zone, false);
}

static const struct zone *deepest_zone(const struct zone_store *store, const uint8_t *name)
{
    const struct zone *zone = find_zone(store, name);
    while (!zone && !dns_name_is_root(name)) {
        name = dns_name_parent(name);
        zone = find_zone(store, name);
    }
    return zone;
}

bool zone_delegates(const struct zone *zone, const uint8_t *name)
{
    for (; !dns_name_equal(name, zone->apex); name = dns_name_parent(name)) {
        const struct node *node = find_node(zone, name);
        if (node && find_set(node, DNS_TYPE_NS))
            return true;
    }
    return false;
}

bool zone_redirects(const struct zone *zone, const uint8_t *name)
{
    while (!dns_name_equal(name, zone->apex)) {
        name = dns_name_parent(name);
        const struct node *node = find_node(zone, name);
        if (node && find_set(node, DNS_TYPE_DNAME))
            return true;
    }
    return false;
}

bool zone_store_holds(const struct zone_store *store, const uint8_t *name)
{
    const struct zone *zone = deepest_zone(store, name);
    return zone && !zone_delegates(zone, name);
}

static void source_zone_start(struct source *source, struct source_request *request)
{
    struct source_zone *self = (struct source_zone *)source;
    arena_reset(&self->arena);
    struct dns_reply reply = {.detail = "", .remarks.stripped = true};
    const struct asking asking = {self->store, &self->arena, request->question, &reply};
    const struct zone *zone = deepest_zone(self->store, request->question.name);
    reply.zone = zone ? zone->apex : NULL;
    if (zone)
        reply_from_zone(&asking, zone);
    else
        reply_outside(&asking, NULL);
    request->done(request, &reply);
}

/* Nothing is ever under way: a request is done before its start returns. */
static void source_zone_cancel(struct source *source, struct source_request *request)
{
    (void)source;
    (void)request;
}

static void source_zone_free(struct source *source)
{
    struct source_zone *self = (struct source_zone *)source;
    arena_free(&self->arena);
    free(self);
}

struct source *source_zone_new(const struct zone_store *store)
{
    static const struct source_ops ops = {
        .start = source_zone_start, .cancel = source_zone_cancel, .free = source_zone_free};
    struct source_zone *self = memory_zero(sizeof *self);
    self->base.ops = &ops;
    self->store = store;
    return &self->base;
}
