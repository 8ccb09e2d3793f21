/* A lookup's life:
 *
 *   ASKING    its source is at work
 *   ANSWERED  the source has replied; in the queue that lookup_table_drain empties
 *   CHASING   it waits for the lookup of the alias target at which the source stopped
 *   KEPT      its waiters were told; in the cache until it expires or others need the room */
#include "resolve/lookup.h"

#include "util/memory.h"

#include <stdlib.h>
#include <string.h>

#define uthash_fatal(message) memory_exhausted()
#include <uthash.h>
#include <utlist.h>

enum lookup_state { LOOKUP_ASKING, LOOKUP_ANSWERED, LOOKUP_CHASING, LOOKUP_KEPT };

struct lookup {
    struct lookup *prev, *next; /* in the queue of the answered, or in the cache (least recently used first) */
    UT_hash_handle hh;
    struct lookup_table *table;
    enum lookup_state state;
    unsigned depth;  /* aliases that the one of its waiters with the fewest has come by */
    bool shared;     /* asked for as a parent */
    bool unfinished; /* `answer` is a path of aliases, the last of which is still to be asked for */
    uint32_t ttl;
    uint64_t expires; /* ms */
    const struct dns_answer *answer;
    struct lookup_waiter *waiters;
    struct lookup_waiter target; /* CHASING */
    struct source_request request;
    size_t size;   /* octets, for the cache's limit */
    uint8_t key[]; /* type, then name */
};

/* Answers that were told, least recently used first. */
struct cache {
    struct lookup *lookups;
    size_t bytes;
};

static const size_t cache_limits[2] = {LOOKUP_OWN_BYTES, LOOKUP_SHARED_BYTES};

struct lookup_table {
    struct source *source;
    struct lookup *by_key;
    struct lookup *answered;
    struct cache kept[2]; /* own, shared */
};

enum { KEY_TYPE_SIZE = 2 };

/* A question as the table knows it: type, then name. */
struct lookup_key {
    uint8_t octets[KEY_TYPE_SIZE + DNS_NAME_MAX];
    size_t size;
    unsigned hash;
};

static struct lookup_key key_of(struct dns_question question)
{
    struct lookup_key key;
    size_t name_size = dns_name_size(question.name);
    key.size = KEY_TYPE_SIZE + name_size;
    key.octets[0] = (uint8_t)(question.type >> 8);
    key.octets[1] = (uint8_t)question.type;
    memcpy(key.octets + KEY_TYPE_SIZE, question.name, name_size);
    HASH_VALUE(key.octets, key.size, key.hash);
    return key;
}

static struct lookup *lookup_find(struct lookup_table *table, const struct lookup_key *key)
{
    struct lookup *lookup;
    HASH_FIND_BYHASHVALUE(hh, table->by_key, key->octets, key->size, key->hash, lookup);
    return lookup;
}

static void lookup_free(struct lookup *lookup)
{
    HASH_DELETE(hh, lookup->table->by_key, lookup);
    dns_answer_drop(lookup->answer);
    free(lookup);
}

/* The cache. */

static struct cache *cache_of(const struct lookup *lookup)
{
    return &lookup->table->kept[lookup->shared];
}

static void cache_take_out(struct lookup *lookup)
{
    struct cache *cache = cache_of(lookup);
    DL_DELETE(cache->lookups, lookup);
    cache->bytes -= lookup->size;
}

static void cache_remove(struct lookup *lookup)
{
    cache_take_out(lookup);
    lookup_free(lookup);
}

static void cache_put(struct lookup *lookup)
{
    struct cache *cache = cache_of(lookup);
    DL_APPEND(cache->lookups, lookup);
    cache->bytes += lookup->size;
    while (cache->bytes > cache_limits[lookup->shared])
        cache_remove(cache->lookups);
}

static void cache_keep(struct lookup *lookup)
{
    lookup->state = LOOKUP_KEPT;
    lookup->size = sizeof *lookup + lookup->hh.keylen;
    if (lookup->answer->references)
        lookup->size += dns_answer_size(lookup->answer);
    cache_put(lookup);
}

static const struct dns_answer *cache_hit(struct lookup *lookup, bool shared)
{
    const struct dns_answer *answer = dns_answer_take(lookup->answer);
    cache_take_out(lookup);
    lookup->shared = lookup->shared || shared;
    cache_put(lookup);
    return answer;
}

static uint32_t seconds_to_keep(const struct lookup *lookup)
{
    switch (lookup->answer->kind) {
    case ANSWER_SET:
        return lookup->ttl;
    case ANSWER_FAILED:
        return LOOKUP_FAILURE_TTL;
    case ANSWER_NODATA:
    case ANSWER_NXDOMAIN:
        break;
    }
    return lookup->ttl < LOOKUP_NEGATIVE_TTL_MAX ? lookup->ttl : LOOKUP_NEGATIVE_TTL_MAX;
}

/* Replies. */

static enum answer_kind answer_kind_of(enum reply_kind kind)
{
    switch (kind) {
    case REPLY_SET:
        return ANSWER_SET;
    case REPLY_NODATA:
    case REPLY_ALIAS:
        return ANSWER_NODATA;
    case REPLY_NXDOMAIN:
        return ANSWER_NXDOMAIN;
    case REPLY_TRUNCATED:
    case REPLY_NO_EDNS:
    case REPLY_FAILED:
        break;
    }
    return ANSWER_FAILED;
}

static const struct dns_answer *answer_from(const struct dns_reply *reply, struct dns_question question)
{
    struct dns_answer draft = {
        .kind = answer_kind_of(reply->kind),
        .failure = reply->failure,
        .ttl = reply->ttl,
        .stale = reply->stale,
        .record_count = reply->record_count,
        .records = reply->records,
        .alias_count = reply->alias_count,
        .aliases = reply->aliases,
        .owner = reply->owner,
        .detail = reply->detail,
    };
    if (draft.kind == ANSWER_FAILED)
        draft.failed_name = question.name;
    bool bare = !draft.alias_count && !draft.stale && !*draft.detail;
    if (bare && draft.kind == ANSWER_NODATA)
        return &dns_answer_nodata;
    if (bare && draft.kind == ANSWER_NXDOMAIN)
        return &dns_answer_nxdomain;
    return dns_answer_new(&draft);
}

static void request_done(struct source_request *request, const struct dns_reply *reply)
{
    struct lookup *lookup = (struct lookup *)((char *)request - offsetof(struct lookup, request));
    lookup->state = LOOKUP_ANSWERED;
    lookup->unfinished = reply->kind == REPLY_ALIAS;
    lookup->ttl = reply->ttl;
    lookup->answer = answer_from(reply, request->question);
    DL_APPEND(lookup->table->answered, lookup);
}

/* Aliases. */

/* The path of LOOKUP leads nowhere. */
static const struct dns_answer *alias_failure(const struct lookup *lookup, enum failure failure, const char *detail)
{
    const struct dns_answer *path = lookup->answer;
    return dns_answer_new(&(struct dns_answer){.kind = ANSWER_FAILED,
                                               .failure = failure,
                                               .alias_count = path->alias_count,
                                               .aliases = path->aliases,
                                               .failed_name = lookup->request.question.name,
                                               .detail = detail});
}

/* The path of LOOKUP, and what was found at its end. */
static const struct dns_answer *joined(const struct lookup *lookup, const struct dns_answer *end)
{
    const struct dns_answer *path = lookup->answer;
    size_t count = path->alias_count + end->alias_count;
    if (count > DNS_ALIASES_MAX)
        return alias_failure(lookup, FAILURE_ALIAS_TOO_LONG, "more than 16 aliases in a row");
    const uint8_t *aliases[DNS_ALIASES_MAX];
    memcpy(aliases, path->aliases, path->alias_count * sizeof *aliases);
    if (end->alias_count)
        memcpy(aliases + path->alias_count, end->aliases, end->alias_count * sizeof *aliases);
    struct dns_answer draft = *end;
    draft.alias_count = count;
    draft.aliases = aliases;
    draft.stale = draft.stale || path->stale;
    return dns_answer_new(&draft);
}

static void lookup_replace_answer(struct lookup *lookup, const struct dns_answer *answer)
{
    dns_answer_drop(lookup->answer);
    lookup->answer = answer;
    lookup->unfinished = false;
}

static void take_target(struct lookup *lookup, const struct dns_answer *end, uint32_t ttl)
{
    lookup->ttl = ttl;
    lookup_replace_answer(lookup, joined(lookup, end));
    dns_answer_drop(end);
}

static void target_done(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl)
{
    struct lookup *lookup = (struct lookup *)((char *)waiter - offsetof(struct lookup, target));
    take_target(lookup, answer, ttl);
    lookup->state = LOOKUP_ANSWERED;
    DL_APPEND(lookup->table->answered, lookup);
}

/* Whether following LOOKUP's path would come back to it: its target, or what that one waits for, is itself. */
static bool closes_circle(const struct lookup *lookup, struct dns_question target)
{
    const struct lookup_key key = key_of(target);
    const struct lookup *next = lookup_find(lookup->table, &key);
    while (next && next != lookup && next->state == LOOKUP_CHASING)
        next = next->target.lookup;
    return next == lookup;
}

static struct lookup *lookup_obtain(struct lookup_table *table, struct dns_question question, uint64_t now,
                                    unsigned depth);
static void lookup_add_waiter(struct lookup *lookup, struct lookup_waiter *waiter);

/* Asks for the end of the path; false when the answer is complete now. */
static bool lookup_chase(struct lookup *lookup, uint64_t now)
{
    const struct dns_answer *path = lookup->answer;
    const struct dns_question target = {path->aliases[path->alias_count - 1], lookup->request.question.type};
    if (closes_circle(lookup, target)) {
        lookup_replace_answer(lookup, alias_failure(lookup, FAILURE_ALIAS_LOOP, "the aliases lead back to themselves"));
        return false;
    }
    unsigned depth = lookup->depth + (unsigned)path->alias_count;
    if (depth > DNS_ALIASES_MAX) {
        lookup_replace_answer(lookup, alias_failure(lookup, FAILURE_ALIAS_TOO_LONG, "more than 16 aliases in a row"));
        return false;
    }
    struct lookup *next = lookup_obtain(lookup->table, target, now, depth);
    if (next->state == LOOKUP_KEPT) {
        uint32_t left = (uint32_t)((next->expires - now) / 1000);
        take_target(lookup, cache_hit(next, false), left);
        return false;
    }
    lookup->state = LOOKUP_CHASING;
    lookup->target.done = target_done;
    lookup_add_waiter(next, &lookup->target);
    return true;
}

/* Waiters. */

static void lookup_add_waiter(struct lookup *lookup, struct lookup_waiter *waiter)
{
    waiter->lookup = lookup;
    DL_APPEND(lookup->waiters, waiter);
}

static struct lookup *lookup_new(struct lookup_table *table, const struct lookup_key *key, uint16_t type,
                                 unsigned depth)
{
    struct lookup *lookup = memory_alloc(sizeof *lookup + key->size);
    memset(lookup, 0, sizeof *lookup);
    memcpy(lookup->key, key->octets, key->size);
    lookup->table = table;
    lookup->depth = depth;
    lookup->request.question = (struct dns_question){lookup->key + KEY_TYPE_SIZE, type};
    lookup->request.done = request_done;
    HASH_ADD_KEYPTR_BYHASHVALUE(hh, table->by_key, lookup->key, key->size, key->hash, lookup);
    return lookup;
}

/* The lookup of a question: the one in flight, the one that is kept, or a new one. */
static struct lookup *lookup_obtain(struct lookup_table *table, struct dns_question question, uint64_t now,
                                    unsigned depth)
{
    const struct lookup_key key = key_of(question);
    struct lookup *lookup = lookup_find(table, &key);
    if (lookup && lookup->state == LOOKUP_KEPT && lookup->expires <= now) {
        cache_remove(lookup);
        lookup = NULL;
    }
    if (!lookup) {
        lookup = lookup_new(table, &key, question.type, depth);
        table->source->ops->start(table->source, &lookup->request);
    }
    if (depth < lookup->depth)
        lookup->depth = depth;
    return lookup;
}

const struct dns_answer *lookup_ask(struct lookup_table *table, struct dns_question question, bool shared, uint64_t now,
                                    struct lookup_waiter *waiter)
{
    struct lookup *lookup = lookup_obtain(table, question, now, 0);
    if (lookup->state == LOOKUP_KEPT)
        return cache_hit(lookup, shared);
    lookup->shared = lookup->shared || shared;
    lookup_add_waiter(lookup, waiter);
    return NULL;
}

void lookup_cancel(struct lookup_waiter *waiter)
{
    if (!waiter->lookup)
        return;
    DL_DELETE(waiter->lookup->waiters, waiter);
    waiter->lookup = NULL;
}

static void tell_waiters(struct lookup *lookup)
{
    while (lookup->waiters) {
        struct lookup_waiter *waiter = lookup->waiters;
        DL_DELETE(lookup->waiters, waiter);
        waiter->lookup = NULL;
        waiter->done(waiter, dns_answer_take(lookup->answer), lookup->ttl);
    }
}

/* A path that was too long for those who came by it may be short enough for somebody who starts here. */
static bool is_worth_keeping(const struct lookup *lookup, uint64_t now)
{
    bool relative = lookup->depth > 0 && lookup->answer->failure == FAILURE_ALIAS_TOO_LONG;
    return !relative && lookup->expires > now;
}

bool lookup_table_drain(struct lookup_table *table, uint64_t now)
{
    bool any = false;
    while (table->answered) {
        struct lookup *lookup = table->answered;
        DL_DELETE(table->answered, lookup);
        any = true;
        if (lookup->unfinished && lookup_chase(lookup, now))
            continue;
        lookup->expires = now + (uint64_t)seconds_to_keep(lookup) * 1000;
        tell_waiters(lookup);
        if (is_worth_keeping(lookup, now))
            cache_keep(lookup);
        else
            lookup_free(lookup);
    }
    return any;
}

bool lookup_table_ready(const struct lookup_table *table)
{
    return table->answered;
}

struct lookup_table *lookup_table_new(struct source *source)
{
    struct lookup_table *table = memory_zero(sizeof *table);
    table->source = source;
    return table;
}

void lookup_table_free(struct lookup_table *table)
{
    struct lookup *lookup, *following;
    if (!table)
        return;
    HASH_ITER(hh, table->by_key, lookup, following)
    {
        if (lookup->state == LOOKUP_ASKING)
            table->source->ops->cancel(table->source, &lookup->request);
        lookup_free(lookup);
    }
    free(table);
}
