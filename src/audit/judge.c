/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/judge.h"

#include "audit/view.h"
#include "caa/suffix.h"

#include <string.h>

static void take_set(struct audit *audit, const struct dns_answer *set)
{
    struct audit_result *result = &audit->result;
    result->set = set;
    result->opinion = audit->walks[0].opinion;
    result->caa_name = result->climb->levels[result->climb->level].name;
    result->conditions = result->opinion->conditions;
    result->notes = caa_notes_copy(&result->opinion->notes, &audit->arena);
    caa_notes_of_answer(&result->notes, result->caa_name, set, &audit->arena);
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
static bool judge_is_barred(const struct caa_notes *notes)
{
    return caa_notes_have(notes, NOTE_SINGLE_LABEL) || caa_notes_have(notes, NOTE_NOT_LDH) ||
           caa_notes_have(notes, NOTE_NO_SUCH_DOMAIN);
}

void judge_advise(struct audit *audit)
{
    struct audit_result *result = &audit->result;
    const uint8_t *wildcard = result->aside == AUDIT_WILDCARD_SET ? result->aside_name : NULL;
    if (result->set && !judge_is_barred(&result->notes))
        result->advice = caa_advice_for_climb(caa_opinion_change(result->opinion, kinds_to_advise(audit)),
                                              result->climb, wildcard, &audit->arena);
    if (result->advice.owner)
        result->advice.ttl = ttl_at(audit, result->advice.owner);
}

/* Oddities of any answer on the way. True where nobody was asked about the name, or where an alias on the way leads; of
 * what is above nothing else is expected. */
static bool note_answers(struct audit *audit)
{
    const struct climb *climb = audit->result.climb;
    const size_t count = view_level_count(climb);
    bool outside = false;
    for (size_t level = 0; level < count; level++) {
        const struct dns_answer *answer = climb->levels[level].answer;
        if (!answer || dns_answer_is_bare(answer))
            continue;
        if (answer->remarks.stale)
            caa_notes_add(&audit->result.notes, NOTE_STALE_ANSWER, &audit->arena);
        if (answer->remarks.private_servers)
            caa_notes_add(&audit->result.notes, NOTE_PRIVATE_ADDRESS, &audit->arena);
        if (answer->remarks.local)
            caa_notes_add(&audit->result.notes, NOTE_LOCAL_DATA, &audit->arena);
        if (answer->sha1)
            caa_notes_add(&audit->result.notes, NOTE_DNSSEC_SHA1, &audit->arena);
        outside = outside || (answer->remarks.outside && (level == 0 || answer->alias_count));
    }
    return outside;
}

/* A zone file says nothing about names outside. */
static bool is_absent(const struct climb_level *level)
{
    const struct dns_answer *answer = level->answer;
    return answer && answer->kind == ANSWER_NXDOMAIN && !answer->alias_count && !answer->remarks.outside;
}

/* From what the climb asked for anyway: its registrable domain does not exist, nor does anything below it. */
static bool lacks_domain(const struct audit *audit)
{
    const struct climb *climb = audit->result.climb;
    if (!is_absent(&climb->levels[0])) /* nearly every name: the list is not asked for it */
        return false;
    const uint8_t *domain = caa_suffix_registrable(audit->result.name);
    for (size_t level = 0; domain && level < climb->level_count; level++) {
        if (!is_absent(&climb->levels[level]))
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
    bool outside = note_answers(audit);
    note_name(audit);
    if (outside)
        caa_notes_add(&result->notes, NOTE_OUTSIDE_ZONES, &audit->arena);
}

static void compare_views(struct audit *audit, const struct audit_view *views)
{
    struct audit_result *result = &audit->result;
    size_t count = audit->context->place_count;
    result->views.items = views;
    result->views.count = count;
    if (!views_are_alike(&views[0], views + 1, count - 1))
        caa_notes_add(&result->notes, NOTE_PERSPECTIVES_DIFFER, &audit->arena);
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (!views_corroborate(views, count, audit->context->quorum, kind))
            result->reasons[kind] = REASON_PERSPECTIVES_DISAGREE;
}

static void take_step(struct audit_view *view, const struct audit *audit, struct audit_step *step)
{
    const struct audit_context *context = audit->context;
    const struct climb *climb = &step->walk.climb;
    if (climb->state == CLIMB_FOUND) {
        const struct dns_answer *set = climb->levels[climb->level].answer;
        step->opinion = caa_opinions_obtain(context->opinions, &context->policy, set->records, set->record_count);
    }
    view_take_walk(view, &step->walk, step->opinion, context->require_dnssec);
}

/* `name address` */
static const char *judge_label_of(struct audit *audit, size_t server)
{
    struct buffer label = {0};
    dns_name_print(survey_server_name(audit->survey, server), &label);
    buffer_add_char(&label, ' ');
    buffer_add_text(&label, survey_server_address(audit->survey, server));
    const char *text = arena_text(&audit->arena, label.data, label.size);
    buffer_free(&label);
    return text;
}

/* A resolver passes over a server that fails; any other may be the one that a CA believes. */
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
        struct audit_step *step = &audit->server_walks[i];
        if (step->walk.given)
            take_step(&views[i], audit, step);
        else
            views[i] = *all;
        views[i].label = judge_label_of(audit, i);
        weigh_server(result, &views[i]);
    }
    result->servers.items = views;
    result->servers.count = count;
    if (!views_are_alike(all, views, count))
        caa_notes_add(&result->notes, NOTE_SERVERS_DISAGREE, &audit->arena);
}

void judge_audit(struct audit *audit)
{
    size_t count = audit->context->place_count;
    struct audit_view *views = arena_alloc(&audit->arena, count * sizeof *views);
    for (size_t i = 0; i < count; i++)
        take_step(&views[i], audit, &audit->walks[i]);
    take_view(audit, &views[0]);
    if (views[0].label)
        compare_views(audit, views);
    if (audit->server_walks)
        compare_servers(audit, &views[0]);
    judge_advise(audit);
}
