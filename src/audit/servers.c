/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/servers.h"

#include "audit/difference.h"

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

struct survey *servers_survey(const struct audit *audit)
{
    const struct audit_place *place = &audit->context->places[0];
    const struct climb *climb = &audit->walks[0].walk.climb;
    size_t levels[DNS_LABELS_MAX];
    const uint8_t *names[DNS_LABELS_MAX];
    if (!place->surveyed || climb->state == CLIMB_FAILED) /* a lookup that failed has tried every server */
        return NULL;
    const uint8_t *deciding = name_to_survey(&climb->levels[deciding_level(climb)]);
    if (place->zones && zone_store_holds(place->zones, deciding))
        return NULL;
    size_t count = levels_to_survey(climb, levels);
    for (size_t i = 0; i < count; i++)
        names[i] = name_to_survey(&climb->levels[levels[i]]);
    return survey_new(place->surveyed, names, count);
}

static bool says_the_same(const struct dns_answer *answer, const struct dns_answer *known)
{
    bool absent = answer->kind == ANSWER_NODATA || answer->kind == ANSWER_NXDOMAIN;
    if (known->kind != ANSWER_SET)
        return absent;
    return answer->kind == ANSWER_SET && audit_same_records(known, answer);
}

const struct dns_answer **servers_given(struct audit *audit, size_t server)
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
