/* SPDX-License-Identifier: Apache-2.0 */
#include "lookup_internal.h"

#include "util/hash.h"
#include "util/saying.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_TYPE_SIZE = 2, KEY_HEAD_SIZE = KEY_TYPE_SIZE + 1 };

/* ---- the table ---- */

/* A question as the table knows it: type, attempt, then name. */
struct lookup_key {
    uint8_t octets[KEY_HEAD_SIZE + DNS_NAME_MAX];
    size_t size;
    unsigned hash;
};

static void key_write(struct lookup_key *key, struct dns_question question, enum chain_attempt attempt)
{
    size_t name_size = dns_name_size(question.name);
    key->size = KEY_HEAD_SIZE + name_size;
    key->octets[0] = (uint8_t)(question.type >> 8);
    key->octets[1] = (uint8_t)question.type;
    key->octets[2] = (uint8_t)attempt;
    memcpy(key->octets + KEY_HEAD_SIZE, question.name, name_size);
    key->hash = hash_octets(0, key->octets, key->size);
}

static struct lookup *lookup_find(struct lookup_table *table, const struct lookup_key *key)
{
    struct lookup *lookup;
    HASH_FIND_BYHASHVALUE(hh, table->by_key, key->octets, key->size, key->hash, lookup);
    return lookup;
}

/* Nobody finds the lookup by its question any more. */
static void lookup_forget(struct lookup *lookup)
{
    HASH_DELETE(hh, lookup->table->by_key, lookup);
}

/* The lookup is forgotten, in no line, and not in the cache. */
static void lookup_free(struct lookup *lookup)
{
    resolution_end(&lookup->resolution);
    effort_drop(lookup->request.effort);
    free(lookup);
}

static void lookup_drop_kept(struct lookup *lookup)
{
    cache_take_out(lookup);
    lookup_forget(lookup);
    lookup_free(lookup);
}

static void lookup_make_room(const struct lookup_table *table)
{
    for (struct lookup *oldest; (oldest = cache_excess(table));)
        lookup_drop_kept(oldest);
}

static bool lookup_is_address(const struct lookup *lookup)
{
    uint16_t type = lookup->request.question.type;
    return type == DNS_TYPE_A || type == DNS_TYPE_AAAA;
}

static bool lookup_is_link(const struct lookup *lookup)
{
    return lookup->request.question.type != DNS_TYPE_CAA && !lookup_is_address(lookup);
}

static uint32_t seconds_to_keep(const struct lookup *lookup)
{
    const struct dns_answer *answer = lookup->resolution.answer;
    uint32_t ttl = lookup->resolution.ttl;
    if (answer->cause.spent || answer->cause.silent_since) /* a silence ends when it ends */
        return 0;
    if (lookup_is_link(lookup) && answer->kind != ANSWER_FAILED)
        return LOOKUP_LINK_TTL;
    switch (answer->kind) {
    case ANSWER_SET:
    case ANSWER_ALIAS:
        return ttl;
    case ANSWER_FAILED:
    case ANSWER_BOGUS:
        return LOOKUP_FAILURE_TTL;
    case ANSWER_NODATA:
    case ANSWER_NXDOMAIN:
        break;
    }
    return ttl < LOOKUP_NEGATIVE_TTL_MAX ? ttl : LOOKUP_NEGATIVE_TTL_MAX;
}

/* ---- the way of one lookup ---- */

static void make_ready(struct lookup *lookup)
{
    lookup->state = LOOKUP_READY;
    DL_APPEND(lookup->table->ready, lookup);
}

static struct lookup *lookup_of_request(struct source_request *request)
{
    return (struct lookup *)((char *)request - offsetof(struct lookup, request));
}

static struct lookup *lookup_of_onward(struct lookup_waiter *waiter)
{
    return (struct lookup *)((char *)waiter - offsetof(struct lookup, onward));
}

static void request_done(struct source_request *request, const struct dns_reply *reply)
{
    struct lookup *lookup = lookup_of_request(request);
    resolution_feed_reply(&lookup->resolution, lookup->table->wall, reply);
    make_ready(lookup);
}

static void onward_done(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl)
{
    struct lookup *lookup = lookup_of_onward(waiter);
    resolution_feed_answer(&lookup->resolution, lookup->table->wall, answer, ttl);
    dns_answer_drop(answer);
    make_ready(lookup);
}

static uint32_t seconds_left(const struct lookup *lookup, uint64_t now)
{
    return lookup->expires > now ? (uint32_t)((lookup->expires - now) / 1000) : 0;
}

static void ask_source(struct lookup *lookup, enum chain_attempt attempt)
{
    struct source *source = lookup->table->settings.source;
    lookup->state = LOOKUP_ASKING;
    lookup->request.attempt = attempt;
    source->ops->start(source, &lookup->request);
}

/* Asks the table itself; true when the answer was known and is taken. */
static bool ask_table(struct lookup *lookup, const struct resolution_want *want, uint64_t now)
{
    const struct lookup_order order = {.question = want->question,
                                       .attempt = want->attempt,
                                       .shared = lookup->resolution.state == RESOLUTION_PROVE,
                                       .last_chance = lookup->request.last_chance,
                                       .asker = &lookup->request.node,
                                       .effort = lookup_is_address(lookup) ? lookup->request.effort : NULL};
    lookup->state = LOOKUP_WAITING;
    lookup->onward.done = onward_done;
    const struct dns_answer *answer = lookup_ask(lookup->table, &order, now, &lookup->onward);
    if (!answer)
        return false;
    resolution_feed_answer(&lookup->resolution, lookup->table->wall, answer, lookup->onward.ttl);
    dns_answer_drop(answer);
    return true;
}

/* ---- waiters ---- */

static void lookup_add_waiter(struct lookup *lookup, struct lookup_waiter *waiter, bool whole)
{
    waiter->lookup = lookup;
    waiter->whole = whole;
    DL_APPEND(lookup->waiters, waiter);
}

static void remove_waiter(struct lookup_waiter *waiter)
{
    DL_DELETE(waiter->lookup->waiters, waiter);
    waits_part(&waiter->edge);
    waiter->lookup = NULL;
}

static void begin_patience(struct lookup *lookup, uint64_t now)
{
    lookup->open.patience = patience_begin(lookup->table->settings.patience_ms, now);
    DL_APPEND2(lookup->table->open, lookup, open.prev, open.next);
}

static void end_patience(struct lookup *lookup)
{
    DL_DELETE2(lookup->table->open, lookup, open.prev, open.next);
}

/* A question that is asked again is asked of somebody else, if that one is remembered. */
static const void *who_answered_before(struct lookup_table *table, const struct lookup_order *order)
{
    struct lookup_key key;
    if (order->attempt == CHAIN_ATTEMPT_FIRST)
        return NULL;
    key_write(&key, order->question, order->attempt - 1);
    const struct lookup *before = lookup_find(table, &key);
    return before ? before->request.answered : NULL;
}

static void begin_resolution(struct lookup *lookup)
{
    const struct lookup_settings *settings = &lookup->table->settings;
    resolution_begin(&lookup->resolution, settings->trust, lookup->request.question);
    lookup->resolution.tells_zone = settings->tells_zones;
    lookup->resolution.elsewhere = settings->elsewhere;
}

static struct lookup *lookup_new(struct lookup_table *table, const struct lookup_key *key,
                                 const struct lookup_order *order, uint64_t now)
{
    struct lookup *lookup = memory_alloc(sizeof *lookup + key->size);
    memset(lookup, 0, sizeof *lookup);
    memcpy(lookup->key, key->octets, key->size);
    lookup->table = table;
    lookup->request.question = (struct dns_question){lookup->key + KEY_HEAD_SIZE, order->question.type};
    lookup->request.last_chance = order->last_chance;
    lookup->request.effort = effort_take(order->effort);
    lookup->request.answered = who_answered_before(table, order);
    lookup->request.done = request_done;
    begin_resolution(lookup);
    HASH_ADD_KEYPTR_BYHASHVALUE(hh, table->by_key, lookup->key, key->size, key->hash, lookup);
    begin_patience(lookup, now);
    ask_source(lookup, order->attempt);
    return lookup;
}

/* A lookup that is kept goes on where it was held, and lives no longer for that. */
static void lookup_resume(struct lookup *lookup, uint64_t now)
{
    lookup->resolution.ttl = lookup->resolution.path_ttl = seconds_left(lookup, now);
    cache_take_out(lookup);
    begin_patience(lookup, now);
    make_ready(lookup);
}

/* What is known for somebody who wants the whole, or a step of his own path; or NULL. */
static const struct dns_answer *known_answer(const struct lookup *lookup, bool whole)
{
    const struct resolution *resolution = &lookup->resolution;
    if (!whole && resolution->path)
        return resolution->path;
    return lookup->state == LOOKUP_KEPT && resolution->state == RESOLUTION_DONE ? resolution->answer : NULL;
}

/* The lookup of a question: the one in flight, the one that is kept, or a new one. */
static struct lookup *lookup_obtain(struct lookup_table *table, const struct lookup_order *order, uint64_t now)
{
    struct lookup_key key;
    key_write(&key, order->question, order->attempt);
    struct lookup *lookup = lookup_find(table, &key);
    if (lookup && lookup->state == LOOKUP_KEPT && lookup->expires <= now) {
        lookup_drop_kept(lookup);
        lookup = NULL;
    }
    return lookup ? lookup : lookup_new(table, &key, order, now);
}

/* Nothing is known of the question itself. */
static const struct dns_answer *closed_circle(struct dns_question question)
{
    return dns_answer_new(&(struct dns_answer){.kind = ANSWER_FAILED,
                                               .failure = FAILURE_SERVFAIL,
                                               .cause.spent = true,
                                               .cause.name = question.name,
                                               .detail = SAID_LOOKUP_CIRCLE});
}

const struct dns_answer *lookup_ask(struct lookup_table *table, const struct lookup_order *order, uint64_t now,
                                    struct lookup_waiter *waiter)
{
    struct lookup *lookup = lookup_obtain(table, order, now);
    const struct dns_answer *known = known_answer(lookup, order->whole);
    if (known) {
        bool kept = lookup->state == LOOKUP_KEPT;
        waiter->ttl = kept ? seconds_left(lookup, now) : lookup->resolution.path_ttl;
        dns_answer_take(known);
        if (kept) {
            cache_touch(lookup, order->shared);
            lookup_make_room(table);
        }
        return known;
    }
    if (order->asker && !waits_join(table->settings.waits, &waiter->edge, order->asker, &lookup->request.node)) {
        waiter->ttl = 0;
        return closed_circle(order->question);
    }
    if (lookup->state == LOOKUP_KEPT)
        lookup_resume(lookup, now);
    lookup->shared = lookup->shared || order->shared;
    lookup_add_waiter(lookup, waiter, order->whole);
    return NULL;
}

static bool lookup_of_is_in_line(const struct lookup *lookup)
{
    struct source *source = lookup->table->settings.source;
    if (lookup->state == LOOKUP_ASKING)
        return source->ops->in_line && source->ops->in_line(source, &lookup->request);
    return lookup->state == LOOKUP_WAITING && lookup_is_in_line(&lookup->onward);
}

bool lookup_is_in_line(const struct lookup_waiter *waiter)
{
    return waiter->lookup && lookup_of_is_in_line(waiter->lookup);
}

void lookup_cancel(struct lookup_waiter *waiter)
{
    if (waiter->lookup)
        remove_waiter(waiter);
}

/* ---- telling ---- */

static void lookup_tell(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl)
{
    remove_waiter(waiter);
    waiter->done(waiter, dns_answer_take(answer), ttl);
}

/* Those who follow a path of their own are told of its next step before this one is followed. */
static void tell_path(struct lookup *lookup)
{
    struct lookup_waiter *waiter;
    do {
        DL_FOREACH(lookup->waiters, waiter)
        if (!waiter->whole)
            break;
        if (waiter)
            lookup_tell(waiter, lookup->resolution.path, lookup->resolution.path_ttl);
    } while (waiter);
}

static void tell_all(struct lookup *lookup)
{
    while (lookup->waiters)
        lookup_tell(lookup->waiters, lookup->resolution.answer, lookup->resolution.ttl);
}

/* Does what is left to be done; false while it waits. */
static bool lookup_go_on(struct lookup *lookup, uint64_t now)
{
    struct resolution *resolution = &lookup->resolution;
    struct resolution_want want;
    for (;;) {
        if (resolution->path)
            tell_path(lookup);
        bool whole = resolution->path && lookup->waiters;
        switch (resolution_next(resolution, lookup->table->wall, whole, &want)) {
        case RESOLUTION_WANTS_REPLY:
            ask_source(lookup, want.attempt);
            return false;
        case RESOLUTION_WANTS_ANSWER:
            if (!ask_table(lookup, &want, now))
                return false;
            break;
        case RESOLUTION_TELLS:
            if (resolution->state == RESOLUTION_DONE || !lookup->waiters)
                return true;
        }
    }
}

/* ---- the end of a lookup ---- */

/* One that had nothing left is forgotten before that is told: whoever asks again, and pays himself, asks anew. */
static void lookup_conclude(struct lookup *lookup, uint64_t now)
{
    bool spent = lookup->resolution.answer->cause.spent;
    end_patience(lookup);
    lookup->expires = now + (uint64_t)seconds_to_keep(lookup) * 1000;
    if (spent)
        lookup_forget(lookup);
    tell_all(lookup);
    if (lookup->expires > now) {
        struct lookup_table *table = lookup->table;
        cache_keep(lookup);
        lookup_make_room(table);
        return;
    }
    if (!spent)
        lookup_forget(lookup);
    lookup_free(lookup);
}

/* It has taken too long: whatever it waits for is left. */
static void lookup_give_up(struct lookup *lookup)
{
    struct lookup_table *table = lookup->table;
    const struct dns_reply reply = {
        .kind = REPLY_FAILED, .failure = FAILURE_TIMEOUT, .cause.spent = true, .detail = SAID_LOOKUP_TIME_OUT};
    if (lookup->state == LOOKUP_ASKING)
        table->settings.source->ops->cancel(table->settings.source, &lookup->request);
    else if (lookup->state == LOOKUP_READY)
        DL_DELETE(table->ready, lookup);
    lookup_cancel(&lookup->onward);
    resolution_end(&lookup->resolution);
    begin_resolution(lookup);
    resolution_feed_reply(&lookup->resolution, table->wall, &reply);
    make_ready(lookup);
}

static void lookup_give_up_overdue(struct lookup_table *table, uint64_t now)
{
    struct lookup *lookup, *following;
    DL_FOREACH_SAFE2(table->open, lookup, following, open.next)
    {
        struct patience *patience = &lookup->open.patience;
        if (patience->due > now)
            return;
        DL_DELETE2(table->open, lookup, open.prev, open.next);
        DL_APPEND2(table->open, lookup, open.prev, open.next);
        if (patience_ends(patience, lookup_of_is_in_line(lookup)) && lookup->state != LOOKUP_READY)
            lookup_give_up(lookup);
    }
}

bool lookup_table_drain(struct lookup_table *table, uint64_t now, time_t wall)
{
    bool any = false;
    table->wall = wall;
    lookup_give_up_overdue(table, now);
    while (table->ready) {
        struct lookup *lookup = table->ready;
        DL_DELETE(table->ready, lookup);
        any = true;
        if (lookup_go_on(lookup, now))
            lookup_conclude(lookup, now);
    }
    return any;
}

bool lookup_table_ready(const struct lookup_table *table)
{
    return table->ready;
}

uint64_t lookup_table_due(const struct lookup_table *table)
{
    return table->open ? table->open->open.patience.due : UINT64_MAX;
}

struct lookup_table *lookup_table_new(const struct lookup_settings *settings)
{
    struct lookup_table *table = memory_zero(sizeof *table);
    table->settings = *settings;
    return table;
}

void lookup_table_free(struct lookup_table *table)
{
    struct lookup *lookup, *following;
    struct source *source;
    if (!table)
        return;
    source = table->settings.source;
    for (lookup = table->by_key; lookup; lookup = lookup->hh.next) { /* a cancel may start others: they come last */
        if (lookup->state == LOOKUP_ASKING)
            source->ops->cancel(source, &lookup->request);
        lookup_cancel(&lookup->onward);
    }
    HASH_ITER(hh, table->by_key, lookup, following)
    {
        lookup_forget(lookup);
        lookup_free(lookup);
    }
    free(table);
}
