#include "audit/audit.h"

#include "audit/difference.h"
#include "caa/conditions.h"

#include <string.h>

struct audit_level {
    struct lookup_waiter waiter;
    struct audit_walk *walk;
};

/* The climb at one place. */
struct audit_walk {
    struct audit *audit;
    const struct audit_place *place;
    struct climb climb;
    struct audit_level *levels; /* one for each level of the climb */
};

/* ---- one place ---- */

static void set_reasons(enum reason reasons[static CAA_KIND_COUNT], enum reason reason)
{
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        reasons[kind] = reason;
}

/* The answers that count: up to the level that decides. NULL at the end. */
static const struct dns_answer *next_answer(const struct climb *climb, size_t *level)
{
    while (*level < climb->level_count && *level <= climb->level) {
        const struct dns_answer *answer = climb->levels[(*level)++].answer;
        if (answer)
            return answer;
    }
    return NULL;
}

/* The weakest status on the way, but for a failure in a signed zone, where nothing else counts (CONTRACT). */
static enum dnssec_status dnssec_of(const struct climb *climb, enum reason reason)
{
    size_t level = 0;
    const struct dns_answer *answer = next_answer(climb, &level);
    enum dnssec_status status = answer ? answer->dnssec : DNSSEC_UNCHECKED;
    if (reason == REASON_LOOKUP_FAILED_SIGNED)
        return DNSSEC_SECURE;
    while ((answer = next_answer(climb, &level)))
        status = dnssec_weaker(status, answer->dnssec);
    return status;
}

/* Of a failure, only the standing of the zone in which it happened counts, and bogus before all (CONTRACT). */
static enum reason reason_of_failure(const struct dns_answer *failure)
{
    if (failure->kind == ANSWER_BOGUS)
        return REASON_DNSSEC_BOGUS;
    return failure->dnssec == DNSSEC_SECURE ? REASON_LOOKUP_FAILED_SIGNED : REASON_LOOKUP_FAILED;
}

static struct audit_view view_of(const struct audit_walk *walk)
{
    const struct climb *climb = &walk->climb;
    const struct caa_policy *policy = &walk->audit->context->policy;
    struct audit_view view = {.label = walk->place->label, .climb = climb};
    const struct dns_answer *answer = climb->state == CLIMB_EMPTY ? NULL : climb->levels[climb->level].answer;
    set_reasons(view.reasons, REASON_NO_CAA);
    if (climb->state == CLIMB_FOUND) {
        view.set = answer;
        for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
            view.reasons[kind] = caa_policy_judge(policy, kind, answer->records, answer->record_count);
    } else if (climb->state == CLIMB_FAILED) {
        view.failure = answer;
        set_reasons(view.reasons, reason_of_failure(answer));
    }
    view.dnssec = dnssec_of(climb, view.reasons[0]);
    return view;
}

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

/* Records are advised where all who were asked see the same to be changed. */
static void advise(struct audit *audit)
{
    struct audit_result *result = &audit->result;
    caa_kinds kinds = audit->entry.kinds;
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (result->reasons[kind] == REASON_PERSPECTIVES_DISAGREE)
            kinds &= (caa_kinds)~CAA_KINDS_OF(kind);
    if (result->set)
        result->advice = caa_advice_for_set(&audit->context->policy, kinds, result->set, &audit->arena);
}

/* Oddities of any answer on the way. */
static void note_answers(struct audit *audit)
{
    const struct dns_answer *answer;
    for (size_t level = 0; (answer = next_answer(audit->result.climb, &level));) {
        if (answer->stale)
            caa_notes_add(&audit->result.notes, "stale-answer", &audit->arena);
        if (answer->sha1)
            caa_notes_add(&audit->result.notes, "dnssec-sha1", &audit->arena);
    }
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
}

/* Whether enough of the others agree with the first about this kind; one that does not know agrees with nobody, and
 * where nobody knows, nobody disagrees. */
static bool is_corroborated(const struct audit *audit, unsigned kind)
{
    const struct audit_view *views = audit->result.views;
    enum verdict first = reason_verdict(views[0].reasons[kind]);
    size_t agreeing = 0, knowing = first != VERDICT_UNKNOWN;
    for (size_t i = 1; i < audit->result.view_count; i++) {
        enum verdict verdict = reason_verdict(views[i].reasons[kind]);
        knowing += verdict != VERDICT_UNKNOWN;
        agreeing += verdict != VERDICT_UNKNOWN && verdict == first;
    }
    return !knowing || agreeing >= audit->context->quorum;
}

static void compare_views(struct audit *audit, const struct audit_view *views)
{
    struct audit_result *result = &audit->result;
    bool alike = true;
    result->views = views;
    result->view_count = audit->context->place_count;
    for (size_t i = 1; i < result->view_count; i++)
        alike = alike && audit_difference(&views[0], &views[i]) == DIFFERENCE_NONE;
    if (!alike)
        caa_notes_add(&result->notes, "perspectives-differ", &audit->arena);
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (!is_corroborated(audit, kind))
            result->reasons[kind] = REASON_PERSPECTIVES_DISAGREE;
}

static void audit_done(struct audit *audit)
{
    audit->result.checked_at = audit->context->now_wall;
    audit->result.elapsed_ms = audit->context->now - audit->started;
    audit->done = true;
    audit->context->done++;
}

static void audit_finish(struct audit *audit)
{
    size_t count = audit->context->place_count;
    struct audit_view *views = arena_alloc(&audit->arena, count * sizeof *views);
    for (size_t i = 0; i < count; i++)
        views[i] = view_of(&audit->walks[i]);
    take_view(audit, &views[0]);
    if (views[0].label)
        compare_views(audit, views);
    advise(audit);
    audit_done(audit);
}

/* ---- the walks ---- */

static void walk_leave(struct audit_walk *walk)
{
    for (size_t level = 0; level < walk->climb.level_count; level++)
        lookup_cancel(&walk->levels[level].waiter);
}

static void level_done(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl);

/* Asks for what the climb wants, and ends it once it stands. */
static void walk_advance(struct audit_walk *walk)
{
    struct audit *audit = walk->audit;
    size_t level;
    while (climb_next(&walk->climb, &level)) {
        struct lookup_waiter *waiter = &walk->levels[level].waiter;
        const struct dns_question question = {walk->climb.levels[level].name, DNS_TYPE_CAA};
        waiter->done = level_done;
        const struct dns_answer *answer =
            lookup_ask(walk->place->lookups, question, level > 0, audit->context->now, waiter);
        if (answer)
            climb_feed(&walk->climb, level, answer);
    }
    if (walk->climb.state == CLIMB_WAITING)
        return;
    walk_leave(walk);
    if (++audit->walks_done == audit->context->place_count)
        audit_finish(audit);
}

static void level_done(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl)
{
    struct audit_level *level = (struct audit_level *)waiter;
    struct audit_walk *walk = level->walk;
    (void)ttl;
    climb_feed(&walk->climb, (size_t)(level - walk->levels), answer);
    walk_advance(walk);
}

static void walk_init(struct audit_walk *walk, struct audit *audit, const struct audit_place *place)
{
    walk->audit = audit;
    walk->place = place;
    climb_init(&walk->climb, audit->result.name, &audit->arena);
    walk->levels = arena_zero(&audit->arena, walk->climb.level_count * sizeof *walk->levels);
    for (size_t level = 0; level < walk->climb.level_count; level++)
        walk->levels[level].walk = walk;
}

static void audit_reject(struct audit *audit)
{
    set_reasons(audit->result.reasons, REASON_INVALID_NAME);
    audit_done(audit);
}

void audit_start(struct audit *audit, struct audit_context *context)
{
    audit->context = context;
    audit->started = context->now;
    audit->walks_done = 0;
    audit->result = (struct audit_result){.entry = &audit->entry};
    if (audit->entry.error) {
        audit_reject(audit);
        return;
    }
    audit->result.name = audit->entry.subject.name.wire;
    audit->walks = arena_zero(&audit->arena, context->place_count * sizeof *audit->walks);
    for (size_t i = 0; i < context->place_count; i++)
        walk_init(&audit->walks[i], audit, &context->places[i]);
    for (size_t i = 0; i < context->place_count; i++)
        walk_advance(&audit->walks[i]);
}

void audit_reset(struct audit *audit)
{
    for (size_t i = 0; audit->walks && i < audit->context->place_count; i++) {
        walk_leave(&audit->walks[i]);
        climb_finish(&audit->walks[i].climb);
    }
    audit->walks = NULL;
    arena_reset(&audit->arena);
    audit->result = (struct audit_result){0};
    audit->done = false;
}

void audit_free(struct audit *audit)
{
    audit_reset(audit);
    arena_free(&audit->arena);
}
