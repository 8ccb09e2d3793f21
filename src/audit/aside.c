/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/aside.h"

#include "audit/difference.h"
#include "caa/suffix.h"

static const uint8_t star[] = {1, '*', 0};

/* ---- what there is to ask ---- */

static bool aside_any_denied(const struct audit_result *result)
{
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (result->entry->kinds & CAA_KINDS_OF(kind) && reason_verdict(result->reasons[kind]) == VERDICT_DENIED)
            return true;
    return false;
}

static bool look_for(struct aside *aside, enum audit_aside_found found, const uint8_t *subject)
{
    aside->looked_for = found;
    aside->subject = subject;
    return true;
}

/* Whether it is not known where the set comes from. */
static bool is_perhaps_synthesised(const struct audit_result *result, const struct audit_place *place)
{
    const struct dns_answer *set = result->set;
    bool in_file = place->zones && zone_store_holds(place->zones, set->owner);
    bool at_end = result->climb->level == 0 || set->alias_count;
    return at_end && set->dnssec != DNSSEC_SECURE && !in_file && set->owner[1] != '*';
}

/* Where records may be published at a name that has none: whether it may exist by way of a wildcard. */
static bool look_for_cover(struct aside *aside, const struct audit_result *result)
{
    const uint8_t *place = caa_advice_place_below(result->climb);
    const struct climb_level *level = result->climb->levels;
    while (place && level->name != place)
        level++;
    return place && level->answer->kind == ANSWER_NODATA && look_for(aside, AUDIT_WILDCARD_COVERS, place);
}

static bool is_hidden_perhaps(const struct audit_result *result)
{
    return result->climb->level > 0 && result->climb->levels[0].answer->kind == ANSWER_NODATA &&
           !result->climb->levels[0].answer->alias_count;
}

/* What is looked for by a wildcard's set. */
static bool choose_subject(struct aside *aside, const struct audit_result *result, const struct audit_place *place)
{
    const struct caa_advice *advice = &result->advice;
    bool alias = result->climb->levels[0].answer->alias_count;
    if (result->failure && result->failure->cause.clue == CLUE_TYPE)
        return look_for_cover(aside, result);
    if (!result->set || !aside_any_denied(result))
        return false;
    if (advice->owner && advice->place == CAA_ADVICE_LOCAL)
        return look_for_cover(aside, result);
    if (advice->owner && advice->place == CAA_ADVICE_ELSEWHERE)
        return alias && look_for(aside, AUDIT_WILDCARD_ALIAS, result->name);
    if (advice->owner && is_perhaps_synthesised(result, place))
        return look_for(aside, AUDIT_WILDCARD_SET, result->set->owner);
    return is_hidden_perhaps(result) && look_for(aside, AUDIT_WILDCARD_HIDDEN, result->name);
}

/* `*.PARENT`; false where there is none. */
static bool wildcard_over(const uint8_t *name, struct dns_name *ret_wildcard)
{
    return dns_name_labels(name) > 1 && dns_name_join(star, 1, dns_name_parent(name), ret_wildcard);
}

/* Whether a wildcard over the name is in the same hands: what a registry's gives is nobody's set. */
static bool is_below_domain(const uint8_t *name)
{
    const uint8_t *domain = caa_suffix_registrable(name);
    return domain && !dns_name_equal(name, domain);
}

static bool is_of_use_above(const struct audit_result *result)
{
    const struct dns_answer *failure = result->failure;
    const struct climb *climb = result->climb;
    return failure && failure->kind == ANSWER_FAILED && failure->failure == FAILURE_SERVFAIL && !failure->cause.spent &&
           failure->cause.clue != CLUE_TYPE && climb->level + 1 < climb->level_count &&
           dns_name_equal(failure->cause.name, climb->levels[climb->level].name);
}

static enum aside_state aside_begin(struct aside *aside, const struct audit_result *result,
                                    const struct audit_place *place)
{
    if (choose_subject(aside, result, place)) {
        bool ours = aside->looked_for == AUDIT_WILDCARD_COVERS || is_below_domain(aside->subject);
        return ours && wildcard_over(aside->subject, &aside->asked) ? ASIDE_WILDCARD : ASIDE_DONE;
    }
    if (!is_of_use_above(result))
        return ASIDE_DONE;
    aside->asked = dns_name_copy(result->climb->levels[result->climb->level + 1].name);
    return ASIDE_ABOVE;
}

bool aside_is_due(const struct audit_result *result)
{
    return result->failure || aside_any_denied(result);
}

bool aside_next(struct aside *aside, const struct audit_result *result, const struct audit_place *place)
{
    if (aside->state == ASIDE_BEGIN)
        aside->state = aside_begin(aside, result, place);
    return aside->state != ASIDE_DONE;
}

/* ---- what came back ---- */

static bool leads_to_the_same(const struct dns_answer *a, const struct dns_answer *b)
{
    return a->alias_count && b->alias_count && dns_name_equal(a->aliases[0], b->aliases[0]);
}

/* Whether the answer has what is looked for. */
static bool has_it(const struct aside *aside, const struct dns_answer *answer, const struct audit_result *result)
{
    switch (aside->looked_for) {
    case AUDIT_WILDCARD_SET:
        return answer->kind == ANSWER_SET && !answer->alias_count && audit_same_records(result->set, answer);
    case AUDIT_WILDCARD_ALIAS:
        return leads_to_the_same(result->climb->levels[0].answer, answer);
    case AUDIT_WILDCARD_HIDDEN:
        return answer->kind == ANSWER_SET;
    case AUDIT_WILDCARD_COVERS:
        return answer->kind != ANSWER_NXDOMAIN;
    case AUDIT_ASIDE_NONE:
    case AUDIT_ABOVE_ANSWERED:
        break;
    }
    return false;
}

/* Only what is there by way of a wildcard may be so by way of one further up: the parents of what exists exist. */
static bool may_be_higher(const struct aside *aside)
{
    return aside->looked_for == AUDIT_WILDCARD_SET || aside->looked_for == AUDIT_WILDCARD_ALIAS;
}

/* The wildcard that was asked for has it: perhaps by way of the next one up. */
static enum aside_state aside_find(struct aside *aside)
{
    aside->found = aside->asked;
    const uint8_t *parent = dns_name_parent(aside->found.wire);
    bool higher = may_be_higher(aside) && is_below_domain(parent) && wildcard_over(parent, &aside->asked);
    return higher ? ASIDE_HIGHER : ASIDE_DONE;
}

static void aside_ask_parent(struct aside *aside)
{
    aside->asked = dns_name_copy(dns_name_parent(aside->found.wire));
}

/* The parent, too, has it: there is nothing at it but what the wildcard above gives it. */
static enum aside_state rise(struct aside *aside)
{
    bool above = wildcard_over(dns_name_parent(aside->found.wire), &aside->asked); /* as it was */
    return above ? aside_find(aside) : ASIDE_DONE;
}

void aside_feed(struct aside *aside, const struct dns_answer *answer, struct audit_result *result)
{
    bool answered = answer->kind != ANSWER_FAILED && answer->kind != ANSWER_BOGUS;
    bool has = has_it(aside, answer, result);
    switch (aside->state) {
    case ASIDE_WILDCARD:
        aside->state = has ? aside_find(aside) : ASIDE_DONE;
        break;
    case ASIDE_HIGHER:
        aside->state = has ? ASIDE_PARENT : ASIDE_DONE;
        if (has)
            aside_ask_parent(aside);
        break;
    case ASIDE_PARENT:
        aside->state = has ? rise(aside) : ASIDE_DONE;
        break;
    case ASIDE_ABOVE:
        aside->found = aside->asked;
        aside->looked_for = answered ? AUDIT_ABOVE_ANSWERED : AUDIT_ASIDE_NONE;
        aside->state = ASIDE_DONE;
        break;
    case ASIDE_BEGIN:
    case ASIDE_DONE:
        break;
    }
    result->aside = aside->found.size ? aside->looked_for : AUDIT_ASIDE_NONE;
    result->aside_name = aside->found.size ? aside->found.wire : NULL;
}
