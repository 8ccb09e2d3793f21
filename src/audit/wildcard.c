/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/wildcard.h"

#include "audit/difference.h"
#include "caa/suffix.h"

static bool any_denied(const struct audit_result *result, caa_kinds kinds)
{
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (kinds & CAA_KINDS_OF(kind) && reason_verdict(result->reasons[kind]) == VERDICT_DENIED)
            return true;
    return false;
}

/* The name whose records may come from a wildcard: the alias or the set at it, or the name that hides one. */
static const uint8_t *name_in_question(const struct audit_result *result, const struct audit_place *place)
{
    const struct dns_answer *first = result->climb->levels[0].answer;
    bool in_file = place->zones && zone_store_holds(place->zones, result->caa_name);
    if (first->alias_count)
        return result->name;
    if (result->climb->level > 0)
        return first->kind == ANSWER_NODATA ? result->name : NULL;
    bool told = result->set->dnssec == DNSSEC_SECURE || in_file || result->set->owner[1] == '*';
    return told ? NULL : result->caa_name;
}

bool audit_wildcard_to_ask(const struct audit_result *result, const struct audit_place *place, caa_kinds kinds,
                           struct dns_name *ret_name)
{
    static const uint8_t star[] = {1, '*', 0};
    if (!result->set || !any_denied(result, kinds))
        return false;
    const uint8_t *name = name_in_question(result, place), *domain = caa_suffix_registrable(result->name);
    if (!name || !domain || dns_name_equal(name, domain) || !dns_name_within(name, domain))
        return false;
    return dns_name_join(star, 1, dns_name_parent(name), ret_name);
}

static bool leads_to_the_same(const struct dns_answer *a, const struct dns_answer *b)
{
    return a->alias_count && b->alias_count && dns_name_equal(a->aliases[0], b->aliases[0]);
}

enum audit_aside_found audit_wildcard_of(const struct audit_result *result, const struct dns_answer *answer)
{
    const struct dns_answer *first = result->climb->levels[0].answer;
    if (first->alias_count)
        return leads_to_the_same(first, answer) ? AUDIT_WILDCARD_ALIAS : AUDIT_ASIDE_NONE;
    if (answer->kind != ANSWER_SET)
        return AUDIT_ASIDE_NONE;
    if (result->climb->level > 0)
        return AUDIT_WILDCARD_HIDDEN;
    return !answer->alias_count && audit_same_records(result->set, answer) ? AUDIT_WILDCARD_SET : AUDIT_ASIDE_NONE;
}
