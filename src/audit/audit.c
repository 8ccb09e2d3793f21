/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/audit.h"

#include "audit/difference.h"
#include "audit/view.h"
#include "caa/conditions.h"
#include "caa/suffix.h"
#include "util/saying.h"

#include <string.h>

#include <utlist.h>

/* ---- the result ---- */

static void take_set(struct audit *audit, const struct dns_answer *set)
{
    const struct caa_policy *policy = &audit->context->policy;
    struct audit_result *result = &audit->result;
    result->set = set;
    result->caa_name = result->climb->levels[result->climb->level].name;
    result->conditions = caa_conditions(policy, set->records, set->record_count, &audit->arena);
    caa_notes_of_set(&result->notes, policy, result->caa_name, set, &audit->arena);
}

/* Records are advised where all who were asked see the same to be changed, and it counts. */
static caa_kinds kinds_to_advise(const struct audit *audit)
{
    const struct audit_result *result = &audit->result;
    caa_kinds kinds = audit->entry.kinds;
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (result->reasons[kind] == REASON_PERSPECTIVES_DISAGREE || result->reasons[kind] == REASON_DNSSEC_UNCHECKED)
            kinds &= (caa_kinds)~CAA_KINDS_OF(kind);
    return kinds;
}

/* The TTL of the set at OWNER, where it is certain: as zone files, signatures and authoritative servers have it. What a
 * resolver says is what is left of it. */
static uint32_t ttl_at(const struct audit *audit, const uint8_t *owner)
{
    const struct audit_place *place = &audit->context->places[0];
    const struct dns_answer *set = audit->result.set;
    bool in_file = place->zones && zone_store_holds(place->zones, owner);
    if (!set || !dns_name_equal(set->owner, owner))
        return CAA_ADVICE_TTL;
    if (set->original_ttl)
        return set->original_ttl;
    return in_file || place->authoritative ? set->ttl : CAA_ADVICE_TTL;
}

/* Whether no certificate can be issued for the name, so that records are of no use. */
static bool is_barred(const struct caa_notes *notes)
{
    return caa_notes_have(notes, NOTE_SINGLE_LABEL) || caa_notes_have(notes, NOTE_NOT_LDH) ||
           caa_notes_have(notes, NOTE_NO_SUCH_DOMAIN);
}

static void advise(struct audit *audit)
{
    struct audit_result *result = &audit->result;
    const uint8_t *wildcard = result->aside == AUDIT_WILDCARD_SET ? result->aside_name : NULL;
    if (result->set && !is_barred(&result->notes))
        result->advice = caa_advice_for_climb(&audit->context->policy, kinds_to_advise(audit), result->climb, wildcard,
                                              &audit->arena);
    if (result->advice.owner)
        result->advice.ttl = ttl_at(audit, result->advice.owner);
}

/* Oddities of any answer on the way. */
static void note_answers(struct audit *audit)
{
    const struct dns_answer *answer;
    for (size_t level = 0; (answer = view_next_answer(audit->result.climb, &level));) {
        if (answer->stale)
            caa_notes_add(&audit->result.notes, NOTE_STALE_ANSWER, &audit->arena);
        if (answer->private_servers)
            caa_notes_add(&audit->result.notes, NOTE_PRIVATE_ADDRESS, &audit->arena);
        if (answer->local)
            caa_notes_add(&audit->result.notes, NOTE_LOCAL_DATA, &audit->arena);
        if (answer->sha1)
            caa_notes_add(&audit->result.notes, NOTE_DNSSEC_SHA1, &audit->arena);
    }
}

/* A zone file says nothing about names outside. */
static bool is_absent(const struct audit *audit, const struct climb_level *level)
{
    const struct zone_store *zones = audit->context->places[0].zones;
    const struct dns_answer *answer = level->answer;
    bool outside = answer && answer->stripped && zones && !zone_store_holds(zones, level->name);
    return answer && answer->kind == ANSWER_NXDOMAIN && !answer->alias_count && !outside;
}

/* From what the climb asked for anyway: its registrable domain does not exist, nor does anything below it. */
static bool lacks_domain(const struct audit *audit)
{
    const struct climb *climb = audit->result.climb;
    if (!is_absent(audit, &climb->levels[0])) /* nearly every name: the list is not asked for it */
        return false;
    const uint8_t *domain = caa_suffix_registrable(audit->result.name);
    for (size_t level = 0; domain && level < climb->level_count; level++) {
        if (!is_absent(audit, &climb->levels[level]))
            return false;
        if (dns_name_equal(climb->levels[level].name, domain))
            return true;
    }
    return false;
}

static void note_name(struct audit *audit)
{
    struct audit_result *result = &audit->result;
    caa_notes_of_name(&result->notes, result->name, &audit->arena);
    if (lacks_domain(audit))
        caa_notes_add(&result->notes, NOTE_NO_SUCH_DOMAIN, &audit->arena);
}

static void take_view(struct audit *audit, const struct audit_view *view)
{
    struct audit_result *result = &audit->result;
    memcpy(result->reasons, view->reasons, sizeof result->reasons);
    result->climb = view->climb;
    result->failure = view->failure;
    result->dnssec = view->dnssec;
    if (view->set)
        take_set(audit, view->set);
    note_answers(audit);
    note_name(audit);
}

static void compare_views(struct audit *audit, const struct audit_view *views)
{
    struct audit_result *result = &audit->result;
    size_t count = audit->context->place_count;
    result->views = views;
    result->view_count = count;
    if (!views_are_alike(&views[0], views + 1, count - 1))
        caa_notes_add(&result->notes, NOTE_PERSPECTIVES_DIFFER, &audit->arena);
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (!views_corroborate(views, count, audit->context->quorum, kind))
            result->reasons[kind] = REASON_PERSPECTIVES_DISAGREE;
}

static struct audit_view view_of(const struct audit *audit, const struct audit_walk *walk)
{
    return view_of_walk(walk, &audit->context->policy, audit->context->require_dnssec);
}

/* `name address` */
static const char *label_of(struct audit *audit, size_t server)
{
    struct buffer label = {0};
    dns_name_print(survey_server_name(audit->survey, server), &label);
    buffer_add_char(&label, ' ');
    buffer_add_text(&label, survey_server_address(audit->survey, server));
    const char *text = arena_text(&audit->arena, label.data, label.size);
    buffer_free(&label);
    return text;
}

/* A server that fails is passed over by whoever asks; any other may be the one that a CA believes. */
static void weigh_server(struct audit_result *result, const struct audit_view *view)
{
    if (view->failure && view->failure->kind == ANSWER_FAILED)
        return;
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (reason_verdict(view->reasons[kind]) != reason_verdict(result->reasons[kind]))
            result->reasons[kind] = REASON_PERSPECTIVES_DISAGREE;
}

static void compare_servers(struct audit *audit, const struct audit_view *all)
{
    struct audit_result *result = &audit->result;
    size_t count = survey_server_count(audit->survey);
    struct audit_view *views = arena_alloc(&audit->arena, count * sizeof *views);
    for (size_t i = 0; i < count; i++) {
        const struct audit_walk *walk = &audit->server_walks[i].walk;
        views[i] = walk->given ? view_of(audit, walk) : *all;
        views[i].label = label_of(audit, i);
        weigh_server(result, &views[i]);
    }
    result->servers = views;
    result->server_count = count;
    if (!views_are_alike(all, views, count))
        caa_notes_add(&result->notes, NOTE_SERVERS_DISAGREE, &audit->arena);
}

/* What it holds grows until it is done. */
static void count_held(struct audit *audit)
{
    size_t size = sizeof *audit + audit->arena.held;
    audit->context->held += size - audit->counted;
    audit->counted = size;
}

static void audit_done(struct audit *audit)
{
    count_held(audit);
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

static void conclude(struct audit *audit)
{
    leave_open(audit);
    if (audit->result.aside == AUDIT_WILDCARD_SET)
        advise(audit);
    audit_done(audit);
}

static void ask_aside(struct audit *audit);

static void aside_answered(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl)
{
    struct audit *audit = ((struct audit_asking *)waiter)->audit;
    (void)ttl;
    audit->asking.asking = false;
    aside_feed(&audit->asking.aside, answer, &audit->result);
    dns_answer_drop(answer);
    ask_aside(audit);
}

/* What advice may need beside what the climb has found. */
static void ask_aside(struct audit *audit)
{
    const struct audit_place *place = &audit->context->places[0];
    struct audit_asking *asking = &audit->asking;
    const struct lookup_order order = {
        .question = {asking->aside.asked.wire, DNS_TYPE_CAA}, .whole = true, .shared = true};
    asking->audit = audit;
    asking->waiter.done = aside_answered;
    while (!audit->expired && aside_next(&asking->aside, &audit->result, place)) {
        const struct dns_answer *answer =
            lookup_ask(place->lookups, &order, audit->context->walks.now, &asking->waiter);
        asking->asking = !answer;
        if (!answer)
            return;
        aside_feed(&asking->aside, answer, &audit->result);
        dns_answer_drop(answer);
    }
    conclude(audit);
}

static void audit_finish(struct audit *audit)
{
    size_t count = audit->context->place_count;
    struct audit_view *views = arena_alloc(&audit->arena, count * sizeof *views);
    for (size_t i = 0; i < count; i++)
        views[i] = view_of(audit, &audit->walks[i].walk);
    take_view(audit, &views[0]);
    if (views[0].label)
        compare_views(audit, views);
    if (audit->server_walks)
        compare_servers(audit, &views[0]);
    advise(audit);
    ask_aside(audit);
}

/* ---- every server ---- */

/* The level whose zone decides: where the set is, or that of the name itself where there is none. */
static size_t deciding_level(const struct climb *climb)
{
    return climb->state == CLIMB_FOUND ? climb->level : 0;
}

/* What the servers are asked for at a level: the name, or where it leads as an alias. */
static const uint8_t *name_to_survey(const struct climb_level *level)
{
    const struct dns_answer *answer = level->answer;
    return answer->alias_count ? answer->aliases[answer->alias_count - 1] : level->name;
}

/* The levels that are surveyed, one for each that counts: that which decides first. Survey knows which lie in its zone.
 */
static size_t levels_to_survey(const struct climb *climb, size_t levels[static DNS_LABELS_MAX])
{
    size_t last = climb->state == CLIMB_FOUND ? climb->level : climb->level_count - 1, count = 0;
    levels[count++] = deciding_level(climb);
    for (size_t level = 0; level <= last; level++)
        if (level != levels[0])
            levels[count++] = level;
    return count;
}

/* Begins it; false where there is nothing to survey. A lookup that failed has tried every server. */
static bool survey_begin(struct audit *audit)
{
    const struct audit_place *place = &audit->context->places[0];
    const struct climb *climb = &audit->walks[0].walk.climb;
    size_t levels[DNS_LABELS_MAX];
    const uint8_t *names[DNS_LABELS_MAX];
    if (!place->surveyed || climb->state == CLIMB_FAILED)
        return false;
    const uint8_t *deciding = name_to_survey(&climb->levels[deciding_level(climb)]);
    if (place->zones && zone_store_holds(place->zones, deciding))
        return false;
    size_t count = levels_to_survey(climb, levels);
    for (size_t i = 0; i < count; i++)
        names[i] = name_to_survey(&climb->levels[levels[i]]);
    audit->survey = survey_new(place->surveyed, names, count);
    DL_APPEND2(audit->context->surveying, audit, surveying.prev, surveying.next);
    return true;
}

static bool says_the_same(const struct dns_answer *answer, const struct dns_answer *known)
{
    bool absent = answer->kind == ANSWER_NODATA || answer->kind == ANSWER_NXDOMAIN;
    if (known->kind != ANSWER_SET)
        return absent;
    return answer->kind == ANSWER_SET && audit_same_records(known, answer);
}

/* What SERVER says in place of what everybody was told; NULL where it says nothing of its own. */
static const struct dns_answer **given_by(struct audit *audit, size_t server)
{
    const struct climb *climb = &audit->walks[0].walk.climb;
    const struct dns_answer **given = arena_zero(&audit->arena, climb->level_count * sizeof(const struct dns_answer *));
    size_t levels[DNS_LABELS_MAX], count = levels_to_survey(climb, levels);
    bool own = false;
    for (size_t level = 0; level < climb->level_count && level <= climb->level; level++)
        given[level] = climb->levels[level].answer;
    for (size_t i = 0; i < count; i++) {
        const struct dns_answer *answer = survey_answer(audit->survey, server, i);
        if (!answer)
            continue;
        own = own || !says_the_same(answer, climb->levels[levels[i]].answer);
        given[levels[i]] = answer;
    }
    return own ? given : NULL;
}

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
        const struct dns_answer **given = given_by(audit, i);
        if (!given)
            continue;
        walk_init(&step->walk, &context->walks, &context->places[0], audit->result.name, &audit->arena);
        step->audit = audit;
        step->walk.ended = server_walk_ended;
        audit->walks_left++;
        walk_start(&step->walk, given);
    }
    if (!--audit->walks_left)
        audit_finish(audit);
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
static bool is_in_line(const struct audit *audit)
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
                                            .failed_name = walk->climb.levels[walk->climb.level].name,
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

static void leave_aside(struct audit *audit)
{
    if (audit->asking.asking)
        lookup_cancel(&audit->asking.waiter);
    audit->asking.asking = false;
}

/* Places that have not answered have failed; servers that were to be surveyed are not told of. */
static void audit_expire(struct audit *audit)
{
    audit->expired = true;
    if (audit->asking.asking) {
        leave_aside(audit);
        conclude(audit);
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
        if (patience_ends(&audit->patience, is_in_line(audit)))
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
    if (audit->expired || !survey_begin(audit))
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
    audit->walks = arena_zero(&audit->arena, context->place_count * sizeof *audit->walks);
    audit->walks_left = context->place_count;
    for (size_t i = 0; i < context->place_count; i++) {
        struct audit_step *step = &audit->walks[i];
        walk_init(&step->walk, &context->walks, &context->places[i], audit->result.name, &audit->arena);
        step->audit = audit;
        step->walk.ended = walk_ended;
    }
    count_held(audit);
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
    audit->result.name = audit->entry.subject.name.wire;
    audit->patience = patience_begin(context->entry_timeout_ms, audit->started);
    join_open(audit);
    start_walks(audit);
}

static void end_walks(struct audit_step *steps, size_t count)
{
    for (size_t i = 0; i < count; i++)
        walk_end(&steps[i].walk);
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
    audit->result = (struct audit_result){0};
    audit->asking = (struct audit_asking){0};
    audit->done = audit->expired = false;
}

void audit_free(struct audit *audit)
{
    audit_reset(audit);
    arena_free(&audit->arena);
}
