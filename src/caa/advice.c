/* SPDX-License-Identifier: Apache-2.0 */
/* Why nobody loses: clearing the critical bit of a property whose tag a CA does not know only lets CAs issue that had
 * to refuse, and the set does not become empty. A property for the CA is only added where the kind is denied (or
 * conditional), that is where the set has properties of the deciding tag already: others keep what these give them.
 * A local set is the whole set as it would be then, at a level that was empty, as were all between it and the set that
 * it copies: each name that climbs by way of it comes to the same records as before, and to those that are added. */
#include "caa/advice.h"

#include "caa/notes.h"
#include "caa/suffix.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { TAG_AT = 2 /* in RDATA: behind the flags and the tag's size */ };

struct change {
    const struct caa_policy *policy;
    const struct dns_rdata *before; /* the set in canonical order (RFC 4034 6.3) */
    size_t before_count;
    struct dns_rdata *after; /* the set as it will be */
    size_t after_count;
    struct dns_rdata *add, *remove;
    size_t add_count, remove_count;
};

static int rdata_compare(const void *a, const void *b)
{
    const struct dns_rdata *x = a, *y = b;
    int order = memcmp(x->bytes, y->bytes, x->size < y->size ? x->size : y->size);
    return order ? order : (x->size > y->size) - (x->size < y->size);
}

static const struct dns_rdata *in_canonical_order(const struct dns_answer *answer, struct arena *arena)
{
    struct dns_rdata *records = arena_dup(arena, answer->records, answer->record_count * sizeof *records);
    qsort(records, answer->record_count, sizeof *records, rdata_compare);
    return records;
}

static bool was_there(const struct change *change, struct dns_rdata rdata)
{
    return bsearch(&rdata, change->before, change->before_count, sizeof rdata, rdata_compare);
}

static bool is_added(const struct change *change, struct dns_rdata rdata)
{
    for (size_t i = 0; i < change->add_count; i++)
        if (rdata_compare(&change->add[i], &rdata) == 0)
            return true;
    return false;
}

static void change_add(struct change *change, struct dns_rdata rdata)
{
    change->after[change->after_count++] = rdata;
    change->add[change->add_count++] = rdata;
}

static bool stops_everybody(const struct caa_policy *policy, struct dns_rdata rdata)
{
    struct caa_property property;
    return caa_property_read(rdata, &property) && caa_policy_critical(policy, &property) != CAA_CRITICAL_FINE;
}

/* With its tag in lower case, which means the same (RFC 8659 4.1), and which name servers read that refuse another. */
static struct dns_rdata in_lower_case(struct dns_rdata rdata, struct arena *arena)
{
    struct caa_property property;
    uint8_t *bytes = arena_dup(arena, rdata.bytes, rdata.size);
    if (caa_property_read(rdata, &property))
        for (size_t i = 0; i < property.tag_size; i++)
            bytes[TAG_AT + i] = ascii_lower(bytes[TAG_AT + i]);
    return (struct dns_rdata){bytes, rdata.size};
}

static struct dns_rdata without_critical(struct dns_rdata rdata, struct arena *arena)
{
    uint8_t *bytes = arena_dup(arena, rdata.bytes, rdata.size);
    bytes[0] &= (uint8_t)~CAA_FLAG_CRITICAL;
    return in_lower_case((struct dns_rdata){bytes, rdata.size}, arena);
}

/* What stops everybody is published again without the critical bit, unless the set has it in that form too. */
static void defuse_critical(struct change *change, struct arena *arena)
{
    for (size_t i = 0; i < change->before_count; i++) {
        struct dns_rdata rdata = change->before[i];
        bool again = i && rdata_compare(&rdata, &change->before[i - 1]) == 0;
        if (again)
            continue;
        if (!stops_everybody(change->policy, rdata)) {
            change->after[change->after_count++] = rdata;
            continue;
        }
        change->remove[change->remove_count++] = rdata;
        struct dns_rdata defused = without_critical(rdata, arena);
        if (!was_there(change, defused) && !is_added(change, defused))
            change_add(change, defused);
    }
}

/* Names the CA under these conditions; their values are the policy's. */
static struct dns_rdata property_for_ca(const struct caa_policy *policy, enum caa_tag tag, struct caa_binding binding,
                                        struct arena *arena)
{
    const char *tag_text = caa_tag_text(tag);
    struct buffer rdata = {0};
    buffer_add_char(&rdata, 0);
    buffer_add_char(&rdata, (char)strlen(tag_text));
    buffer_add_text(&rdata, tag_text);
    buffer_add_text(&rdata, policy->cas.items[0]);
    if (binding.account) {
        buffer_add_text(&rdata, "; accounturi=");
        buffer_add_text(&rdata, policy->account);
    }
    if (binding.method) {
        buffer_add_text(&rdata, "; validationmethods=");
        buffer_add_text(&rdata, policy->method);
    }
    const struct dns_rdata result = {arena_dup(arena, rdata.data, rdata.size), rdata.size};
    buffer_free(&rdata);
    return result;
}

/* Whether the set as it will be restricts what this tag decides: only then one more of it takes nothing away. */
static bool restricts(const struct change *change, enum caa_tag tag)
{
    struct caa_property property;
    for (size_t i = 0; i < change->after_count; i++)
        if (caa_property_read(change->after[i], &property) && caa_property_tag(&property) == tag)
            return true;
    return false;
}

/* With nothing critical left, a kind that is denied has properties of its deciding tag, none of which suffices:
 * otherwise the reason would be no-restriction. Where they bind the CA to an account or a method (RFC 8657), or were
 * meant to, so does the new one; where that was not given, there is none, as it would free the CA of what somebody
 * meant. */
static void list_ca(struct change *change, enum caa_kind kind, struct arena *arena)
{
    const struct caa_policy *policy = change->policy;
    enum reason reasons[CAA_KIND_COUNT];
    caa_policy_judge(policy, change->after, change->after_count, reasons);
    if (reason_verdict(reasons[kind]) != VERDICT_DENIED)
        return;
    enum caa_tag tag = caa_policy_deciding_tag(kind, change->after, change->after_count);
    bool beside_others = restricts(change, tag);
    assert(beside_others);
    struct caa_binding binding = caa_policy_binding(policy, tag, change->before, change->before_count);
    struct caa_binding meant = caa_notes_meant_binding(policy, tag, change->before, change->before_count);
    binding.account = binding.account || meant.account;
    binding.method = binding.method || meant.method;
    if (!caa_policy_can_bind(policy, binding))
        return;
    struct dns_rdata property = property_for_ca(policy, tag, binding, arena);
    if (beside_others && !was_there(change, property))
        change_add(change, property);
}

static bool advice_any_denied(const struct caa_policy *policy, caa_kinds kinds, const struct dns_answer *answer)
{
    enum reason reasons[CAA_KIND_COUNT];
    caa_policy_judge(policy, answer->records, answer->record_count, reasons);
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (kinds & CAA_KINDS_OF(kind) && reason_verdict(reasons[kind]) == VERDICT_DENIED)
            return true;
    return false;
}

struct caa_advice caa_advice_for_set(const struct caa_policy *policy, caa_kinds kinds, const struct dns_answer *answer,
                                     struct arena *arena)
{
    if (answer->kind != ANSWER_SET || !advice_any_denied(policy, kinds, answer))
        return (struct caa_advice){0};
    size_t most = answer->record_count + CAA_KIND_COUNT;
    struct change change = {.policy = policy,
                            .before = in_canonical_order(answer, arena),
                            .before_count = answer->record_count,
                            .after = arena_alloc(arena, most * sizeof *change.after),
                            .add = arena_alloc(arena, most * sizeof *change.add),
                            .remove = arena_alloc(arena, most * sizeof *change.remove)};
    defuse_critical(&change, arena);
    size_t defused = change.add_count;
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (kinds & CAA_KINDS_OF(kind))
            list_ca(&change, kind, arena);
    if (!change.add_count && !change.remove_count)
        return (struct caa_advice){0};
    return (struct caa_advice){.place = CAA_ADVICE_AT_OWNER,
                               .owner = answer->owner,
                               .ttl = CAA_ADVICE_TTL,
                               .add = change.add,
                               .add_count = change.add_count,
                               .ca_count = change.add_count - defused,
                               .remove = change.remove,
                               .remove_count = change.remove_count,
                               .stopping = change.remove,
                               .stopping_count = change.remove_count,
                               .after = change.after,
                               .after_count = change.after_count};
}

/* ---- in whose hands ---- */

bool caa_advice_in_other_hands(const uint8_t *owner, const uint8_t *name)
{
    if (dns_name_equal(owner, name))
        return false;
    const uint8_t *theirs = caa_suffix_registrable(owner), *ours = caa_suffix_registrable(name);
    if (!ours)
        return caa_suffix_is_public(name);
    return !theirs || !dns_name_equal(theirs, ours);
}

const uint8_t *caa_advice_place_below(const struct climb *climb)
{
    const uint8_t *domain = caa_suffix_registrable(climb->levels[0].name);
    for (size_t level = climb->level; domain && level--;)
        if (dns_name_within(climb->levels[level].name, domain) && !climb->levels[level].answer->alias_count)
            return climb->levels[level].name;
    return NULL;
}

/* The whole set as it will be, each record once. */
static void copy_set(struct caa_advice *advice, struct arena *arena)
{
    struct dns_rdata *copy = arena_alloc(arena, advice->after_count * sizeof *copy);
    size_t count = 0;
    for (size_t i = 0; i < advice->after_count; i++) {
        copy[count] = in_lower_case(advice->after[i], arena);
        size_t same = 0;
        while (rdata_compare(&copy[same], &copy[count]) != 0)
            same++;
        count += same == count;
    }
    advice->add = advice->after = copy;
    advice->add_count = advice->after_count = count;
}

struct caa_advice caa_advice_for_climb(const struct caa_advice *change, const struct climb *climb,
                                       const uint8_t *wildcard, struct arena *arena)
{
    if (climb->state != CLIMB_FOUND || (!change->add_count && !change->remove_count))
        return (struct caa_advice){0};
    struct caa_advice advice = *change;
    advice.owner = wildcard ? wildcard : climb->levels[climb->level].answer->owner;
    if (!advice.owner || !caa_advice_in_other_hands(advice.owner, climb->levels[0].name))
        return advice;
    const uint8_t *place = caa_advice_place_below(climb);
    if (!place) {
        advice.place = CAA_ADVICE_ELSEWHERE;
        return advice;
    }
    advice.place = CAA_ADVICE_LOCAL;
    advice.owner = place;
    copy_set(&advice, arena);
    advice.remove = NULL;
    advice.remove_count = 0;
    return advice;
}
