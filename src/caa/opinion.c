/* SPDX-License-Identifier: Apache-2.0 */
#include "caa/opinion.h"

#include "caa/conditions.h"
#include "util/hash.h"
#include "util/memory.h"

#include <stdlib.h>
#include <string.h>

static const struct dns_rdata *copy_records(const struct dns_rdata *records, size_t count, struct arena *arena)
{
    struct dns_rdata *copies = arena_alloc(arena, count * sizeof *copies);
    for (size_t i = 0; i < count; i++)
        copies[i] = (struct dns_rdata){arena_dup(arena, records[i].bytes, records[i].size), records[i].size};
    return copies;
}

/* What it holds grows with what it is asked for. */
static void opinion_count_held(struct caa_opinion *opinion)
{
    size_t size = sizeof *opinion + opinion->arena.held;
    if (opinion->opinions)
        opinion->opinions->held += size - opinion->counted;
    opinion->counted = size;
}

struct caa_opinion *caa_opinion_new(const struct caa_policy *policy, const struct dns_rdata *records, size_t count)
{
    static uint64_t made;
    struct caa_opinion *opinion = memory_zero(sizeof *opinion);
    struct arena *arena = &opinion->arena;
    opinion->number = ++made;
    opinion->references = 1;
    opinion->policy = policy;
    opinion->records = records = copy_records(records, count, arena);
    opinion->record_count = count;
    caa_policy_judge(policy, records, count, opinion->reasons);
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        opinion->deciding[kind] = caa_policy_deciding_tag(kind, records, count);
    opinion->conditions = caa_conditions(policy, records, count, arena);
    caa_notes_of_records(&opinion->notes, policy, records, count, arena);
    opinion_count_held(opinion);
    return opinion;
}

struct caa_opinion *caa_opinion_take(struct caa_opinion *opinion)
{
    if (opinion)
        opinion->references++;
    return opinion;
}

void caa_opinion_drop(struct caa_opinion *opinion)
{
    if (!opinion || --opinion->references)
        return;
    if (opinion->opinions)
        opinion->opinions->held -= opinion->counted;
    arena_free(&opinion->arena);
    free(opinion);
}

const struct caa_bindings *caa_opinion_bindings(struct caa_opinion *opinion, enum caa_tag tag)
{
    struct caa_bindings *bindings = &opinion->bindings[tag];
    if (!bindings->known)
        *bindings = (struct caa_bindings){
            .known = true,
            .named = caa_policy_binding(opinion->policy, tag, opinion->records, opinion->record_count),
            .meant = caa_notes_meant_binding(opinion->policy, tag, opinion->records, opinion->record_count)};
    return bindings;
}

const struct caa_advice *caa_opinion_change(struct caa_opinion *opinion, caa_kinds kinds)
{
    const struct dns_answer set = {
        .kind = ANSWER_SET, .records = opinion->records, .record_count = opinion->record_count, .detail = ""};
    if (!opinion->changes[kinds]) {
        const struct caa_advice change = caa_advice_for_set(opinion->policy, kinds, &set, &opinion->arena);
        opinion->changes[kinds] = arena_dup(&opinion->arena, &change, sizeof change);
        opinion_count_held(opinion);
    }
    return opinion->changes[kinds];
}

void *caa_opinion_room(struct caa_opinion *opinion, size_t size)
{
    void *room = arena_alloc(&opinion->arena, size);
    opinion_count_held(opinion);
    return room;
}

/* ---- kept ---- */

static bool is_of(const struct caa_opinion *opinion, const struct caa_policy *policy, const struct dns_rdata *records,
                  size_t count)
{
    if (opinion->policy != policy || opinion->record_count != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (opinion->records[i].size != records[i].size ||
            memcmp(opinion->records[i].bytes, records[i].bytes, records[i].size) != 0)
            return false;
    return true;
}

static struct caa_opinion *obtain_new(struct caa_opinions *opinions, const struct caa_policy *policy,
                                      const struct dns_rdata *records, size_t count)
{
    struct caa_opinion *opinion = caa_opinion_new(policy, records, count);
    opinion->opinions = opinions;
    opinions->held += opinion->counted;
    return opinion;
}

struct caa_opinion *caa_opinions_obtain(struct caa_opinions *opinions, const struct caa_policy *policy,
                                        const struct dns_rdata *records, size_t count)
{
    uint32_t hash = 0;
    size_t octets = 0;
    if (count > CAA_OPINION_RECORDS_MAX)
        return obtain_new(opinions, policy, records, count);
    for (size_t i = 0; i < count; i++) {
        hash = hash_octets(hash, records[i].bytes, records[i].size);
        octets += records[i].size;
    }
    if (octets > CAA_OPINION_OCTETS_MAX)
        return obtain_new(opinions, policy, records, count);
    struct caa_opinion **kept = &opinions->kept[hash % CAA_OPINIONS_KEPT];
    if (!*kept || !is_of(*kept, policy, records, count)) {
        caa_opinion_drop(*kept);
        *kept = obtain_new(opinions, policy, records, count);
    }
    return caa_opinion_take(*kept);
}

void caa_opinions_clear(struct caa_opinions *opinions)
{
    for (size_t i = 0; i < CAA_OPINIONS_KEPT; i++) {
        caa_opinion_drop(opinions->kept[i]);
        opinions->kept[i] = NULL;
    }
}
