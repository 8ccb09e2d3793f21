/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/audit.h"

#include "audit/judge.h"
#include "audit/servers.h"
#include "audit/view.h"
#include "util/saying.h"

#include <utlist.h>

/* What it holds grows until it is done. */
static void audit_count_held(struct audit *audit)
{
    size_t size = sizeof *audit + audit->arena.held;
    audit->context->held += size - audit->counted;
    audit->counted = size;
}

static void audit_done(struct audit *audit)
{
    audit_count_held(audit);
    audit->result.checked_at = audit->context->now_wall;
    audit->result.elapsed_ms = audit->context->walks.now - audit->started;
    audit->done = true;
    audit->context->done++;
}

static void join_open(struct audit *audit)
{
    DL_APPEND2(audit->context->open, audit, open.prev, open.next);
}

static void leave_open(struct audit *audit)
{
    if (audit->open.prev)
        DL_DELETE2(audit->context->open, audit, open.prev, open.next);
    audit->open.prev = audit->open.next = NULL;
}

static void audit_conclude(struct audit *audit)
{
    leave_open(audit);
    if (audit->result.aside == AUDIT_WILDCARD_SET)
        judge_advise(audit);
    audit_done(audit);
}

static void aside_answered(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl);

/* Asks what is wanted now; false where it has to be waited for. */
static bool ask_aside(struct audit *audit)
{
    const struct audit_place *place = &audit->context->places[0];
    struct audit_asking *asking = audit->asking;
    const struct lookup_order order = {
        .question = dns_question_of(asking->aside.asked.wire, DNS_TYPE_CAA), .whole = true, .shared = true};
    const struct dns_answer *answer = lookup_ask(place->lookups, &order, audit->context->walks.now, &asking->waiter);
    if (answer) {
        aside_feed(&asking->aside, answer, &audit->result);
        dns_answer_drop(answer);
    }
    return answer;
}

/* What advice may need beside what the climb has found. */
static void go_aside(struct audit *audit)
{
    const struct audit_place *place = &audit->context->places[0];
    while (!audit->expired && aside_next(&audit->asking->aside, &audit->result, place))
        if (!ask_aside(audit))
            return;
    audit_conclude(audit);
}

static void aside_answered(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl)
{
    struct audit *audit = ((struct audit_asking *)waiter)->audit;
    (void)ttl;
    aside_feed(&audit->asking->aside, answer, &audit->result);
    dns_answer_drop(answer);
    go_aside(audit);
}

static void audit_finish(struct audit *audit)
{
    judge_audit(audit);
    if (audit->expired || !aside_is_due(&audit->result)) {
        audit_conclude(audit);
        return;
    }
    audit->asking = arena_zero(&audit->arena, sizeof *audit->asking);
    audit->asking->audit = audit;
    audit->asking->waiter.done = aside_answered;
    go_aside(audit);
}

/* ---- every server ---- */

static struct audit *audit_of_walk(struct audit_walk *walk)
{
    return ((struct audit_step *)walk)->audit;
}

static void server_walk_ended(struct audit_walk *walk)
{
    struct audit *audit = audit_of_walk(walk);
    if (!--audit->walks_left)
        audit_finish(audit);
}

/* Follows each server that says something of its own. */
static void follow_servers(struct audit *audit)
{
    struct audit_context *context = audit->context;
    size_t count = survey_server_count(audit->survey);
    audit->server_walks = arena_zero(&audit->arena, count * sizeof *audit->server_walks);
    audit->walks_left = 1; /* this loop: a walk may end at once */
    for (size_t i = 0; i < count; i++) {
        struct audit_step *step = &audit->server_walks[i];
        const struct dns_answer **given = servers_given(audit, i);
        if (!given)
            continue;
        walk_init(&step->walk, &context->walks, &context->places[0], audit->result.name, &audit->arena,
                  server_walk_ended);
        step->audit = audit;
        audit->walks_left++;
        walk_start(&step->walk, given);
    }
    if (!--audit->walks_left)
        audit_finish(audit);
}

/* False where there is nothing to survey. */
static bool begin_survey(struct audit *audit)
{
    audit->survey = servers_survey(audit);
    if (audit->survey)
        DL_APPEND2(audit->context->surveying, audit, surveying.prev, surveying.next);
    return audit->survey;
}

static void leave_survey(struct audit *audit)
{
    if (audit->surveying.prev)
        DL_DELETE2(audit->context->surveying, audit, surveying.prev, surveying.next);
    audit->surveying.prev = audit->surveying.next = NULL;
}

void audit_turn_surveys(struct audit_context *context)
{
    struct audit *audit, *following;
    DL_FOREACH_SAFE2(context->surveying, audit, following, surveying.next)
    {
        if (!survey_turn(audit->survey, context->walks.now, context->now_wall))
            continue;
        leave_survey(audit);
        follow_servers(audit);
    }
}

bool audit_surveys_ready(const struct audit_context *context)
{
    const struct audit *audit;
    DL_FOREACH2(context->surveying, audit, surveying.next)
    if (survey_ready(audit->survey))
        return true;
    return false;
}

/* ---- the end of an entry's time ---- */

/* Whether all that the audit waits for just stands in line. */
static bool audit_is_in_line(const struct audit *audit)
{
    bool in_line = false;
    for (size_t i = 0; i < audit->context->place_count && !audit->survey; i++) {
        const struct audit_walk *walk = &audit->walks[i].walk;
        if (!walk_goes_on(walk))
            continue;
        if (!walk_is_in_line(walk))
            return false;
        in_line = true;
    }
    return in_line;
}

static const struct dns_answer *out_of_time(const struct audit *audit, const struct audit_walk *walk)
{
    struct buffer detail = {0};
    saying_add(SAY_LOOKUP_ENTRY_TIME_OUT((double)audit->context->entry_timeout_ms / 1000), &detail);
    const struct dns_answer *answer =
        dns_answer_new(&(struct dns_answer){.kind = ANSWER_FAILED,
                                            .failure = FAILURE_TIMEOUT,
                                            .cause.name = walk->climb.levels[walk->climb.level].name,
                                            .dnssec = walk->place->trust ? DNSSEC_INDETERMINATE : DNSSEC_UNCHECKED,
                                            .detail = buffer_text(&detail)});
    buffer_free(&detail);
    return answer;
}

static void give_up_walks(struct audit *audit, struct audit_step *steps, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (walk_goes_on(&steps[i].walk))
            walk_give_up(&steps[i].walk, out_of_time(audit, &steps[i].walk));
}

/* Whether it was under way. */
static bool leave_aside(struct audit *audit)
{
    bool waits = audit->asking && audit->asking->waiter.lookup;
    if (waits)
        lookup_cancel(&audit->asking->waiter);
    return waits;
}

/* Places that have not answered have failed; servers that were to be surveyed are not told of. */
static void audit_expire(struct audit *audit)
{
    audit->expired = true;
    if (leave_aside(audit)) {
        audit_conclude(audit);
    } else if (audit->server_walks) {
        give_up_walks(audit, audit->server_walks, survey_server_count(audit->survey));
    } else if (audit->survey) {
        leave_survey(audit);
        audit_finish(audit);
    } else {
        give_up_walks(audit, audit->walks, audit->context->place_count);
    }
}

void audit_turn_deadlines(struct audit_context *context)
{
    struct audit *audit, *following;
    DL_FOREACH_SAFE2(context->open, audit, following, open.next)
    {
        if (audit->patience.due > context->walks.now)
            return;
        leave_open(audit);
        if (patience_ends(&audit->patience, audit_is_in_line(audit)))
            audit_expire(audit);
        else
            join_open(audit);
    }
}

uint64_t audit_next_deadline(const struct audit_context *context)
{
    return context->open ? context->open->patience.due : UINT64_MAX;
}

/* ---- an audit ---- */

static void walk_ended(struct audit_walk *walk)
{
    struct audit *audit = audit_of_walk(walk);
    if (--audit->walks_left)
        return;
    if (audit->expired || !begin_survey(audit))
        audit_finish(audit);
}

static void audit_reject(struct audit *audit)
{
    view_set_reasons(audit->result.reasons, REASON_INVALID_NAME);
    audit_done(audit);
}

static void start_walks(struct audit *audit)
{
    struct audit_context *context = audit->context;
    audit->walks = arena_alloc(&audit->arena, context->place_count * sizeof *audit->walks);
    audit->walks_left = context->place_count;
    for (size_t i = 0; i < context->place_count; i++) {
        struct audit_step *step = &audit->walks[i];
        walk_init(&step->walk, &context->walks, &context->places[i], audit->result.name, &audit->arena, walk_ended);
        step->audit = audit;
        step->opinion = NULL;
    }
    audit_count_held(audit);
    for (size_t i = 0; i < context->place_count; i++)
        walk_start(&audit->walks[i].walk, NULL);
}

void audit_start(struct audit *audit, struct audit_context *context)
{
    audit->context = context;
    audit->started = context->walks.now;
    audit->result = (struct audit_result){.entry = &audit->entry, .policy = &context->policy};
    if (audit->entry.error) {
        audit_reject(audit);
        return;
    }
    audit->result.name = audit->entry.name;
    audit->patience = patience_begin(context->entry_timeout_ms, audit->started);
    join_open(audit);
    ahead_begin(&context->ahead, audit->result.name, context->places, context->place_count, audit->started);
    start_walks(audit);
}

static void end_walks(struct audit_step *steps, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        walk_end(&steps[i].walk);
        caa_opinion_drop(steps[i].opinion);
    }
}

void audit_reset(struct audit *audit)
{
    if (audit->walks)
        end_walks(audit->walks, audit->context->place_count);
    if (audit->server_walks)
        end_walks(audit->server_walks, survey_server_count(audit->survey));
    leave_aside(audit);
    leave_survey(audit);
    leave_open(audit);
    survey_free(audit->survey);
    audit->walks = audit->server_walks = NULL;
    audit->survey = NULL;
    if (audit->context)
        audit->context->held -= audit->counted;
    audit->counted = 0;
    arena_reset(&audit->arena);
    audit->asking = NULL;
    audit->done = audit->expired = false;
}

void audit_free(struct audit *audit)
{
    audit_reset(audit);
    arena_free(&audit->arena);
}
