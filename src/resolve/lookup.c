/* SPDX-License-Identifier: Apache-2.0 */
#include "lookup_internal.h"

#include "util/hash.h"
#include "util/memory.h"
#include "util/prefetch.h"
#include "util/saying.h"

#include <stdlib.h>
#include <string.h>

/* ---- the table ---- */

static struct lookup_key lookup_key_of(struct dns_question question, enum chain_attempt attempt)
{
    const uint32_t how = (uint32_t)question.type << 8 | (uint32_t)attempt, spread = 0x9E3779B1;
    if (!question.name_size) {
        question.name_size = (uint8_t)dns_name_size(question.name);
        question.name_hash = hash_octets(0, question.name, question.name_size);
    }
    return (struct lookup_key){question, attempt, question.name_hash ^ how * spread};
}

void lookup_free(struct lookup *lookup)
{
    resolution_end(&lookup->resolution);
    effort_drop(lookup->request.effort);
    pool_give(&lookup->table->pool, lookup, sizeof *lookup);
}

static uint32_t seconds_to_keep(const struct lookup *lookup)
{
    const struct dns_answer *answer = lookup->resolution.answer;
    uint32_t ttl = lookup->resolution.ttl;
    if (dns_cause_is_askers(&answer->cause) || answer->cause.silent_since) /* a silence ends when it ends */
        return 0;
    if (resolution_is_link(lookup->request.question) && answer->kind != ANSWER_FAILED)
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
    prefetch(lookup->waiters, (size_t)4 * PREFETCH_LINE); /* it is told when the other replies of this turn have come */
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

static uint32_t seconds_left(const struct known *known, uint64_t now)
{
    return (uint32_t)((known->expires - now) / 1000);
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
    const struct lookup_order order = {
        .question = want->question,
        .attempt = want->attempt,
        .shared = lookup->resolution.state == RESOLUTION_PROVE,
        .last_chance = lookup->request.last_chance,
        .asker = &lookup->request.node,
        .effort = resolution_is_address(lookup->request.question) ? lookup->request.effort : NULL};
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
static const void *who_answered_before(struct lookup_table *table, const struct lookup_order *order, uint64_t now)
{
    if (order->attempt == CHAIN_ATTEMPT_FIRST)
        return NULL;
    const struct lookup_key key = lookup_key_of(order->question, order->attempt - 1);
    const struct known *before = known_find(&table->known, &key, now);
    if (!before)
        return NULL;
    return before->expires ? before->answered : before->lookup->request.answered;
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
    struct lookup *lookup = pool_take(&table->pool, sizeof *lookup);
    memset(lookup, 0, sizeof *lookup);
    lookup->table = table;
    lookup->request.answered = who_answered_before(table, order, now);
    lookup->known = known_add(&table->known, key, lookup);
    lookup->request.question = key->question;
    lookup->request.question.name = lookup->known->name;
    lookup->request.last_chance = order->last_chance;
    lookup->request.effort = effort_take(order->effort);
    lookup->request.done = request_done;
    begin_resolution(lookup);
    begin_patience(lookup, now);
    ask_source(lookup, order->attempt);
    return lookup;
}

/* A lookup that is held goes on where it was, and lives no longer for that. */
static struct lookup *lookup_resume(struct lookup_table *table, struct known *known, uint64_t now)
{
    struct lookup *lookup = known->lookup;
    lookup->resolution.ttl = lookup->resolution.path_ttl = seconds_left(known, now);
    known_resume(&table->known, known);
    begin_patience(lookup, now);
    make_ready(lookup);
    return lookup;
}

/* What is kept for somebody who wants the whole, or a step of his own path; or NULL. */
static const struct dns_answer *kept_for(const struct known *known, bool whole)
{
    if (!whole && known->path)
        return known->path;
    return known->lookup ? NULL : known->answer;
}

/* Nothing is known of the question itself. */
static const struct dns_answer *nothing_known(struct dns_question question)
{
    return dns_answer_new(&(struct dns_answer){.kind = ANSWER_FAILED,
                                               .failure = FAILURE_SERVFAIL,
                                               .cause.spent = true,
                                               .cause.name = question.name,
                                               .detail = SAID_LOOKUP_CIRCLE});
}

/* Joins those who wait; false where that would close a circle. */
static bool lookup_join(struct lookup *lookup, const struct lookup_order *order, struct lookup_waiter *waiter)
{
    struct waits *waits = lookup->table->settings.waits;
    if (order->asker && !waits_join(waits, &waiter->edge, order->asker, &lookup->request.node))
        return false;
    lookup->known->shared = lookup->known->shared || order->shared;
    lookup_add_waiter(lookup, waiter, order->whole);
    return true;
}

/* A reference to what is known, and how long it may be kept; or NULL, and the lookup that comes to it, NULL where it
 * is not to be looked up at the same expense again. */
static const struct dns_answer *known_or_lookup(struct lookup_table *table, const struct lookup_order *order,
                                                uint64_t now, uint32_t *ret_ttl, struct lookup **ret_lookup)
{
    const struct lookup_key key = lookup_key_of(order->question, order->attempt);
    struct known *known = known_find(&table->known, &key, now);
    if (!known) {
        bool in_vain = effort_was_in_vain(order->effort, order->question, order->attempt);
        *ret_lookup = in_vain ? NULL : lookup_new(table, &key, order, now);
        return NULL;
    }
    if (!known->expires) {
        const struct resolution *resolution = &known->lookup->resolution;
        *ret_lookup = known->lookup;
        *ret_ttl = resolution->path_ttl;
        return !order->whole && resolution->path ? dns_answer_take(resolution->path) : NULL;
    }
    const struct dns_answer *answer = kept_for(known, order->whole);
    if (!answer) {
        *ret_lookup = lookup_resume(table, known, now);
        return NULL;
    }
    *ret_ttl = seconds_left(known, now);
    dns_answer_take(answer);
    known_touch(&table->known, known, order->shared);
    return answer;
}

const struct dns_answer *lookup_ask(struct lookup_table *table, const struct lookup_order *order, uint64_t now,
                                    struct lookup_waiter *waiter)
{
    struct lookup *lookup;
    const struct dns_answer *known = known_or_lookup(table, order, now, &waiter->ttl, &lookup);
    if (known || (lookup && lookup_join(lookup, order, waiter)))
        return known;
    waiter->ttl = 0;
    return nothing_known(order->question);
}

static bool source_is_in_line(const struct wait_node *node)
{
    const struct lookup *lookup = (const struct lookup *)((const char *)node - offsetof(struct lookup, request.node));
    struct source *source = lookup->table->settings.source;
    return lookup->state == LOOKUP_ASKING && source->ops->in_line && source->ops->in_line(source, &lookup->request);
}

static bool lookup_of_is_in_line(struct lookup *lookup)
{
    return waits_end_at(lookup->table->settings.waits, &lookup->request.node, source_is_in_line);
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

/* One that had nothing left is forgotten before that is told: who asks again, and pays, starts a new one. */
static void lookup_conclude(struct lookup *lookup, uint64_t now)
{
    struct lookup_table *table = lookup->table;
    struct known *known = lookup->known;
    bool spent = dns_cause_is_askers(&lookup->resolution.answer->cause);
    end_patience(lookup);
    const uint64_t expires = now + (uint64_t)seconds_to_keep(lookup) * 1000;
    const bool kept = expires > now;
    if (spent) {
        effort_in_vain(lookup->request.effort, lookup->request.question, (enum chain_attempt)known->attempt);
        known_forget(&table->known, known);
    }
    tell_all(lookup);
    const bool held = kept && lookup->resolution.state != RESOLUTION_DONE;
    if (held)
        lookup->state = LOOKUP_HELD;
    if (kept)
        known_keep(&table->known, known, expires);
    else if (!spent)
        known_forget(&table->known, known);
    if (!held)
        lookup_free(lookup);
    if (!kept)
        known_free(&table->known, known);
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
    table->pool.size = sizeof(struct lookup);
    known_table_init(&table->known);
    return table;
}

void lookup_table_free(struct lookup_table *table)
{
    struct lookup *lookup, *following;
    struct source *source;
    if (!table)
        return;
    source = table->settings.source;
    DL_FOREACH2(table->open, lookup, open.next) /* a cancel may start others: they come last */
    {
        if (lookup->state == LOOKUP_ASKING)
            source->ops->cancel(source, &lookup->request);
        lookup_cancel(&lookup->onward);
    }
    DL_FOREACH_SAFE2(table->open, lookup, following, open.next)
    {
        known_free(&table->known, lookup->known);
        lookup_free(lookup);
    }
    known_table_clear(&table->known);
    pool_free(&table->pool);
    free(table);
}
