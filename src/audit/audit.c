#include "audit/audit.h"

#include "audit/difference.h"
#include "caa/conditions.h"

#include <string.h>

#include <utlist.h>

struct audit_level {
    struct lookup_waiter waiter;
    struct audit_walk *walk;
};

/* The climb at one place. */
struct audit_walk {
    struct audit *audit;
    const struct audit_place *place;
    struct climb climb;
    struct audit_level *levels;      /* one for each level of the climb */
    const struct dns_answer **given; /* where one server is followed: what it says, and what everybody was told where it
                                        was not asked, by levels; NULL: ask */
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
        result->advice = caa_advice_for_climb(&audit->context->policy, kinds, result->climb, &audit->arena);
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
    bool alike = true;
    for (size_t i = 0; i < count; i++) {
        views[i] = audit->server_walks[i].given ? view_of(&audit->server_walks[i]) : *all;
        views[i].label = label_of(audit, i);
        alike = alike && audit_difference(all, &views[i]) == DIFFERENCE_NONE;
        weigh_server(result, &views[i]);
    }
    result->servers = views;
    result->server_count = count;
    if (!alike)
        caa_notes_add(&result->notes, "servers-disagree", &audit->arena);
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
    if (audit->survey)
        compare_servers(audit, &views[0]);
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

/* The answer for a level, if it is known; else the walk is told later. */
static const struct dns_answer *walk_ask(struct audit_walk *walk, size_t level)
{
    struct lookup_waiter *waiter = &walk->levels[level].waiter;
    const struct dns_question question = {walk->climb.levels[level].name, DNS_TYPE_CAA};
    if (walk->given && walk->given[level])
        return dns_answer_take(walk->given[level]);
    waiter->done = level_done;
    return lookup_ask(walk->place->lookups, question, level > 0, walk->audit->context->now, waiter);
}

static void walk_ended(struct audit_walk *walk);

/* Asks for what the climb wants, and ends it once it stands. */
static void walk_advance(struct audit_walk *walk)
{
    size_t level;
    while (climb_next(&walk->climb, &level)) {
        const struct dns_answer *answer = walk_ask(walk, level);
        if (answer)
            climb_feed(&walk->climb, level, answer);
    }
    if (walk->climb.state == CLIMB_WAITING)
        return;
    walk_leave(walk);
    walk_ended(walk);
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

static void walk_end(struct audit_walk *walk)
{
    walk_leave(walk);
    climb_finish(&walk->climb);
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

/* The levels that are surveyed: that which decides, and the lowest of the others that count. */
static size_t levels_to_survey(const struct climb *climb, size_t levels[static SURVEY_QUESTIONS_MAX])
{
    size_t last = climb->state == CLIMB_FOUND ? climb->level : climb->level_count - 1, count = 0;
    levels[count++] = deciding_level(climb);
    for (size_t level = 0; level <= last && count < SURVEY_QUESTIONS_MAX; level++)
        if (level != levels[0])
            levels[count++] = level;
    return count;
}

/* Begins it; false where there is nothing to survey. A lookup that failed has tried every server. */
static bool survey_begin(struct audit *audit)
{
    const struct audit_place *place = &audit->context->places[0];
    const struct climb *climb = &audit->walks[0].climb;
    size_t levels[SURVEY_QUESTIONS_MAX];
    const uint8_t *names[SURVEY_QUESTIONS_MAX];
    if (!place->surveyed || climb->state == CLIMB_FAILED)
        return false;
    size_t count = levels_to_survey(climb, levels);
    for (size_t i = 0; i < count; i++)
        names[i] = name_to_survey(&climb->levels[levels[i]]);
    if (place->zones && zone_store_holds(place->zones, names[0]))
        return false;
    audit->survey = survey_new(place->surveyed, place->trust, names, count);
    DL_APPEND(audit->context->surveying, audit);
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
    const struct climb *climb = &audit->walks[0].climb;
    const struct dns_answer **given = arena_zero(&audit->arena, climb->level_count * sizeof(const struct dns_answer *));
    size_t levels[SURVEY_QUESTIONS_MAX], count = levels_to_survey(climb, levels);
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

/* Follows each server that says something of its own. */
static void follow_servers(struct audit *audit)
{
    size_t count = survey_server_count(audit->survey);
    audit->server_walks = arena_zero(&audit->arena, count * sizeof *audit->server_walks);
    audit->server_walks_left = 1; /* this loop: a walk may end at once */
    for (size_t i = 0; i < count; i++) {
        struct audit_walk *walk = &audit->server_walks[i];
        const struct dns_answer **given = given_by(audit, i);
        if (!given)
            continue;
        walk_init(walk, audit, &audit->context->places[0]);
        walk->given = given;
        audit->server_walks_left++;
        walk_advance(walk);
    }
    if (!--audit->server_walks_left)
        audit_finish(audit);
}

static void walk_ended(struct audit_walk *walk)
{
    struct audit *audit = walk->audit;
    if (walk->given) {
        if (!--audit->server_walks_left)
            audit_finish(audit);
    } else if (++audit->walks_done == audit->context->place_count && !survey_begin(audit)) {
        audit_finish(audit);
    }
}

void audit_turn_surveys(struct audit_context *context)
{
    struct audit *audit, *following;
    DL_FOREACH_SAFE(context->surveying, audit, following)
    {
        if (!survey_turn(audit->survey, context->now, context->now_wall))
            continue;
        DL_DELETE(context->surveying, audit);
        audit->next = audit->prev = NULL;
        follow_servers(audit);
    }
}

bool audit_surveys_ready(const struct audit_context *context)
{
    const struct audit *audit;
    DL_FOREACH(context->surveying, audit)
    if (survey_ready(audit->survey))
        return true;
    return false;
}

/* ---- an audit ---- */

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
    count_held(audit);
    for (size_t i = 0; i < context->place_count; i++)
        walk_advance(&audit->walks[i]);
}

void audit_reset(struct audit *audit)
{
    for (size_t i = 0; audit->walks && i < audit->context->place_count; i++)
        walk_end(&audit->walks[i]);
    for (size_t i = 0; audit->server_walks && i < survey_server_count(audit->survey); i++)
        walk_end(&audit->server_walks[i]);
    if (audit->prev)
        DL_DELETE(audit->context->surveying, audit);
    survey_free(audit->survey);
    audit->prev = audit->next = NULL;
    audit->walks = audit->server_walks = NULL;
    audit->survey = NULL;
    if (audit->context)
        audit->context->held -= audit->counted;
    audit->counted = 0;
    arena_reset(&audit->arena);
    audit->result = (struct audit_result){0};
    audit->done = false;
}

void audit_free(struct audit *audit)
{
    audit_reset(audit);
    arena_free(&audit->arena);
}
