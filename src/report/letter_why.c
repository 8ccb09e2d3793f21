/* SPDX-License-Identifier: Apache-2.0 */
#include "letter_why.h"

#include "advising.h"
#include "caa/profile.h"
#include "caa/record.h"
#include "report/panels.h"
#include "util/items.h"
#include "words/language.h"
#include "words_reason.h"

#include <string.h>

/* A row, as if its audit had just ended: what the sentences of advice are made of. OURS are the records to add that
 * name the CA, and are not there yet. */
struct rebuilt {
    struct arena arena;
    struct caa_policy policy;
    struct audit_entry entry;
    struct dns_answer set;
    struct dns_name name, caa_name, owner, change;
    struct audit_result result;
    const struct dns_rdata *ours;
    size_t ours_count;
};

static size_t count_items(const struct buffer *items)
{
    size_t count = 0;
    for (size_t at = 0; items_next(items, &at);)
        count++;
    return count;
}

/* `0 issue "x"`, as the column has it, is the end of a zone file line. */
static void why_take_records(struct rebuilt *rebuilt, const struct buffer *caa)
{
    struct dns_rdata *records = arena_alloc(&rebuilt->arena, (count_items(caa) + 1) * sizeof *records);
    struct buffer line = {0};
    const char *item;
    rebuilt->set.records = records;
    for (size_t at = 0; (item = items_next(caa, &at));) {
        struct caa_record record;
        buffer_clear(&line);
        buffer_add_text(&line, "x. 0 IN ");
        buffer_add_text(&line, item[0] == '\\' ? "TYPE257 " : "CAA ");
        buffer_add_text(&line, item);
        if (caa_record_read(buffer_text(&line), &rebuilt->arena, &record))
            records[rebuilt->set.record_count++] = record.rdata;
    }
    buffer_free(&line);
}

static void why_take_name(const char *text, struct dns_name *ret_name)
{
    if (!dns_name_parse(text, strlen(text), ret_name))
        *ret_name = (struct dns_name){.size = 1};
}

/* The alias's end, or the DNS wildcard whose change the row asks for. */
const char *letter_why_owner(const struct letter_row *row)
{
    const char *owner = row->caa_name, *alias;
    for (size_t at = 0; (alias = items_next(row->aliases, &at));)
        owner = alias;
    return strncmp(row->change, "*.", 2) == 0 ? row->change : owner;
}

/* The issuer names of the column: `; ` between them. */
static struct text_list list_cas(const char *ca, struct arena *arena)
{
    const char **items = arena_alloc(arena, (strlen(ca) / 2 + 1) * sizeof *items);
    struct text_list list = {items, 0};
    while (*ca) {
        size_t size = strcspn(ca, ";");
        items[list.count++] = arena_text(arena, ca, size);
        ca += size;
        ca += strspn(ca, "; ");
    }
    if (!list.count)
        items[list.count++] = caa_profile_default()->issuer;
    return list;
}

static const struct dns_rdata *why_rdata_of(const struct buffer *lines, struct arena *arena, size_t *ret_count)
{
    const struct caa_record *records = panels_read(lines, arena, ret_count);
    struct dns_rdata *rdata = arena_alloc(arena, (*ret_count + 1) * sizeof *rdata);
    for (size_t i = 0; i < *ret_count; i++)
        rdata[i] = records[i].rdata;
    return rdata;
}

static bool is_there(const struct dns_answer *set, struct dns_rdata rdata)
{
    for (size_t i = 0; i < set->record_count; i++)
        if (set->records[i].size == rdata.size && memcmp(set->records[i].bytes, rdata.bytes, rdata.size) == 0)
            return true;
    return false;
}

/* Whether this is a record to add for the CA; the account and the method in it are those that will be used. */
static bool take_ours(struct rebuilt *rebuilt, struct dns_rdata rdata)
{
    struct caa_property property;
    struct caa_parameter parameter;
    if (is_there(&rebuilt->set, rdata) || !caa_property_read(rdata, &property) || !caa_property_restricts(&property))
        return false;
    struct caa_issue_value value = caa_issue_value_read(&property);
    if (!caa_policy_names_ca(&rebuilt->policy, &value))
        return false;
    while (caa_parameter_next(&value, &parameter)) {
        const char *text = arena_text(&rebuilt->arena, (const char *)parameter.value, parameter.value_size);
        if (caa_parameter_is_account(&parameter))
            rebuilt->policy.account = text;
        else if (caa_parameter_is_method(&parameter))
            rebuilt->policy.method = text;
    }
    return true;
}

/* What is advised: the set at its owner is changed, or copied. */
static void take_advice(struct rebuilt *rebuilt, const struct letter_row *row)
{
    struct caa_advice *advice = &rebuilt->result.advice;
    bool at_owner = letter_why_changes_them(row);
    advice->place = at_owner ? CAA_ADVICE_AT_OWNER : CAA_ADVICE_LOCAL;
    advice->owner = rebuilt->change.wire;
    advice->add = why_rdata_of(row->add, &rebuilt->arena, &advice->add_count);
    advice->remove = why_rdata_of(row->remove, &rebuilt->arena, &advice->remove_count);
    advice->stopping = advice->remove;
    advice->stopping_count = advice->remove_count;
    struct dns_rdata *ours = arena_alloc(&rebuilt->arena, (advice->add_count + 1) * sizeof *ours);
    for (size_t i = 0; i < advice->add_count; i++)
        if (take_ours(rebuilt, advice->add[i]))
            ours[rebuilt->ours_count++] = advice->add[i];
    rebuilt->ours = ours;
    advice->ca_count = advice->add_count;
}

static void rebuild(const struct letter_row *row, struct rebuilt *ret_rebuilt)
{
    *ret_rebuilt = (struct rebuilt){0};
    ret_rebuilt->policy.cas = list_cas(row->ca, &ret_rebuilt->arena);
    ret_rebuilt->entry.kinds = row->kinds;
    ret_rebuilt->set.kind = ANSWER_SET;
    ret_rebuilt->set.detail = "";
    why_take_records(ret_rebuilt, row->caa);
    why_take_name(row->name, &ret_rebuilt->name);
    why_take_name(row->caa_name, &ret_rebuilt->caa_name);
    why_take_name(letter_why_owner(row), &ret_rebuilt->owner);
    why_take_name(row->change, &ret_rebuilt->change);
    ret_rebuilt->set.owner = ret_rebuilt->owner.wire;
    struct audit_result *result = &ret_rebuilt->result;
    *result = (struct audit_result){.entry = &ret_rebuilt->entry,
                                    .policy = &ret_rebuilt->policy,
                                    .name = ret_rebuilt->name.wire,
                                    .caa_name = ret_rebuilt->caa_name.wire,
                                    .set = &ret_rebuilt->set};
    memcpy(result->reasons, row->reasons, sizeof result->reasons);
    take_advice(ret_rebuilt, row);
    result->opinion = caa_opinion_new(&ret_rebuilt->policy, ret_rebuilt->set.records, ret_rebuilt->set.record_count);
    result->notes = result->opinion->notes;
}

static void rebuilt_free(struct rebuilt *rebuilt)
{
    caa_opinion_drop(rebuilt->result.opinion);
    arena_free(&rebuilt->arena);
}

/* ---- sentences ---- */

static void why_say(const struct advising *advising, enum words id, struct buffer *out)
{
    struct buffer text = {0};
    advising_say(advising, id, &text);
    buffer_add(out, buffer_text(&text), text.size + 1);
    buffer_free(&text);
}

static bool why_is_below(const struct rebuilt *rebuilt)
{
    return !dns_name_equal(rebuilt->name.wire, rebuilt->change.wire) &&
           dns_name_within(rebuilt->name.wire, rebuilt->change.wire);
}

/* Why the zone that is written to is concerned, where that is not the name itself. */
static void why_say_place(const struct letter_row *row, const struct rebuilt *rebuilt, const struct advising *advising,
                          struct buffer *out)
{
    if (row->aliases->size)
        why_say(advising, WORDS_LETTER_ALIAS, out);
    if (strncmp(row->change, "*.", 2) == 0)
        why_say(advising, WORDS_LETTER_WILDCARD, out);
    else if (!dns_name_equal(rebuilt->change.wire, rebuilt->owner.wire))
        why_say(advising, WORDS_LETTER_LOCAL, out);
    else if (why_is_below(rebuilt))
        why_say(advising, WORDS_LETTER_PARENT, out);
    if (caa_advice_in_other_hands(rebuilt->change.wire, rebuilt->name.wire))
        why_say(advising, WORDS_LETTER_PASS_ON, out);
}

/* Whether the change allows this kind: a kind may stay denied, where its records bind the CA to an account that the
 * audit was not told. */
static bool is_mended(const struct rebuilt *rebuilt, const struct advising *advising, enum caa_kind kind)
{
    struct caa_property property;
    for (size_t i = 0; i < rebuilt->ours_count; i++)
        if (caa_property_read(rebuilt->ours[i], &property) && caa_property_tag(&property) == advising->deciding[kind])
            return true;
    return rebuilt->result.reasons[kind] == REASON_CRITICAL_UNKNOWN;
}

void letter_why_add_certificates(caa_kinds kinds, struct buffer *out)
{
    static const enum words ids[] = {[CAA_KIND_SERVER] = WORDS_LETTER_SERVER,
                                     [CAA_KIND_WILDCARD] = WORDS_LETTER_WILDCARDS,
                                     [CAA_KIND_SMIME] = WORDS_LETTER_SMIME};
    bool any = false;
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++) {
        if (!(kinds & CAA_KINDS_OF(kind)))
            continue;
        bool last = !(kinds >> (kind + 1));
        if (any)
            words_add(last ? WORDS_JOINT_LAST : WORDS_LIST_JOINT, out);
        words_add(ids[kind], out);
        any = true;
    }
}

static void why_fill_certificates(const void *context, const char *name, size_t size, struct buffer *out)
{
    (void)name;
    (void)size;
    letter_why_add_certificates(((const struct advising *)context)->kinds, out);
}

/* What is said of the kinds that share a reason. */
static void why_say_reason(const struct letter_row *row, struct advising *advising, struct buffer *out)
{
    struct buffer text = {0};
    if (advising_names_kinds(advising, row->kinds))
        words_fill(WORDS_LETTER_FOR, why_fill_certificates, advising, &text);
    words_reason(advising, &text);
    if (advising->reason == REASON_FORBIDDEN && letter_why_changes_them(row))
        advising_say(advising, WORDS_LETTER_FORBIDDEN_STAYS, &text);
    if (text.size)
        buffer_add(out, buffer_text(&text), text.size + 1);
    buffer_free(&text);
}

caa_kinds letter_why_add(const struct letter_row *row, struct buffer *out)
{
    struct rebuilt rebuilt;
    caa_kinds mended = 0;
    rebuild(row, &rebuilt);
    struct advising advising = advising_for(&rebuilt.result, 0);
    for (unsigned reason = 0; reason < REASON_COUNT; reason++) {
        advising.reason = reason;
        advising.kinds = 0;
        for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
            if (row->kinds & CAA_KINDS_OF(kind) && row->reasons[kind] == reason && is_mended(&rebuilt, &advising, kind))
                advising.kinds |= CAA_KINDS_OF(kind);
        mended |= advising.kinds;
        if (advising.kinds)
            why_say_reason(row, &advising, out);
    }
    why_say_place(row, &rebuilt, &advising, out);
    rebuilt_free(&rebuilt);
    return mended;
}

bool letter_why_changes_them(const struct letter_row *row)
{
    return strcasecmp(row->change, letter_why_owner(row)) == 0;
}

static bool is_mistaken(const struct caa_notes *notes, const struct caa_issue_value *value)
{
    for (size_t i = 0; i < notes->count; i++)
        if ((notes->items[i].note == NOTE_ISSUER_TYPO || notes->items[i].note == NOTE_ISSUER_LEGACY) &&
            ascii_equal(notes->items[i].value, notes->items[i].size, value->issuer, value->issuer_size))
            return true;
    return false;
}

/* A misspelt tag is a mistake where its value was meant for the CA. */
static bool is_mistaken_tag(const struct rebuilt *rebuilt, const struct caa_property *property)
{
    return caa_property_tag(property) == CAA_TAG_OTHER && caa_notes_meant_tag(property) != CAA_TAG_OTHER &&
           caa_notes_meant_for_ca(&rebuilt->policy, property);
}

/* Whether the CA may issue by this value, though not for everybody. */
static bool is_bound(const struct caa_policy *policy, const struct caa_issue_value *value)
{
    struct caa_issue_value walk = *value;
    struct caa_parameter parameter;
    if (!caa_policy_names_ca(policy, value))
        return false;
    while (caa_parameter_next(&walk, &parameter))
        if (caa_parameter_is_account(&parameter) || caa_parameter_is_method(&parameter))
            return true;
    return false;
}

struct letter_fate letter_why_fate(const struct letter_row *row)
{
    struct rebuilt rebuilt;
    struct caa_property property;
    struct letter_fate fate = {0};
    rebuild(row, &rebuilt);
    for (size_t i = 0; i < rebuilt.set.record_count; i++) {
        if (!caa_property_read(rebuilt.set.records[i], &property))
            continue;
        fate.mistakes = fate.mistakes || is_mistaken_tag(&rebuilt, &property);
        if (!caa_property_restricts(&property))
            continue;
        const struct caa_issue_value value = caa_issue_value_read(&property);
        bool mistaken = !value.well_formed || is_mistaken(&rebuilt.result.notes, &value);
        fate.mistakes = fate.mistakes || mistaken;
        fate.bound = fate.bound || is_bound(&rebuilt.policy, &value);
        fate.others = fate.others || (!mistaken && value.issuer_size && !caa_policy_names_ca(&rebuilt.policy, &value));
    }
    rebuilt_free(&rebuilt);
    return fate;
}

void letter_why_add_ca(const char *issuer, struct buffer *out)
{
    const struct caa_profile *profile = caa_profile_of((const uint8_t *)issuer, strlen(issuer));
    bool japanese = language_get() == LANGUAGE_JA;
    buffer_add_text(out, !profile ? issuer : japanese ? profile->name_ja : profile->name);
}

const char *letter_why_service(const char *issuer)
{
    const struct caa_profile *profile = caa_profile_of((const uint8_t *)issuer, strlen(issuer));
    return !profile ? "" : language_get() == LANGUAGE_JA ? profile->service_ja : profile->service;
}
