/* SPDX-License-Identifier: Apache-2.0 */
#include "letter_why.h"

#include "advising.h"
#include "caa/profile.h"
#include "caa/record.h"
#include "util/items.h"
#include "words/language.h"

#include <string.h>

/* A row, as if its audit had just ended: what the sentences of advice are made of. */
struct rebuilt {
    struct arena arena;
    struct caa_policy policy;
    struct audit_entry entry;
    struct dns_answer set;
    struct dns_name name, caa_name, owner;
    struct audit_result result;
};

static size_t count_items(const struct buffer *items)
{
    size_t count = 0;
    for (size_t at = 0; items_next(items, &at);)
        count++;
    return count;
}

/* `0 issue "x"`, as the column has it, is the end of a zone file line. */
static void take_records(struct rebuilt *rebuilt, const struct buffer *caa)
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

static void take_name(const char *text, struct dns_name *ret_name)
{
    if (!dns_name_parse(text, strlen(text), ret_name))
        *ret_name = (struct dns_name){.size = 1};
}

/* Where the records are: the alias's end, or the DNS wildcard whose change the row asks for. */
static const char *owner_of(const struct letter_row *row)
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

static void rebuild(const struct letter_row *row, struct rebuilt *ret_rebuilt)
{
    *ret_rebuilt = (struct rebuilt){0};
    ret_rebuilt->policy.cas = list_cas(row->ca, &ret_rebuilt->arena);
    ret_rebuilt->entry.kinds = row->kinds;
    ret_rebuilt->set.kind = ANSWER_SET;
    ret_rebuilt->set.detail = "";
    take_records(ret_rebuilt, row->caa);
    take_name(row->name, &ret_rebuilt->name);
    take_name(row->caa_name, &ret_rebuilt->caa_name);
    take_name(owner_of(row), &ret_rebuilt->owner);
    ret_rebuilt->set.owner = ret_rebuilt->owner.wire;
    struct audit_result *result = &ret_rebuilt->result;
    *result = (struct audit_result){.entry = &ret_rebuilt->entry,
                                    .policy = &ret_rebuilt->policy,
                                    .name = ret_rebuilt->name.wire,
                                    .caa_name = ret_rebuilt->caa_name.wire,
                                    .set = &ret_rebuilt->set};
    memcpy(result->reasons, row->reasons, sizeof result->reasons);
    caa_notes_of_set(&result->notes, &ret_rebuilt->policy, ret_rebuilt->caa_name.wire, &ret_rebuilt->set,
                     &ret_rebuilt->arena);
}

/* ---- sentences ---- */

static void say(const struct advising *advising, enum words id, struct buffer *out)
{
    struct buffer text = {0};
    advising_say(advising, id, &text);
    buffer_add(out, buffer_text(&text), text.size + 1);
    buffer_free(&text);
}

static void say_note(struct advising *advising, enum note kind, enum words id, struct buffer *out)
{
    const struct caa_notes *notes = &advising->result->notes;
    for (size_t i = 0; i < notes->count; i++)
        if (notes->items[i].note == kind) {
            advising->note = &notes->items[i];
            say(advising, id, out);
        }
}

static void say_not_listed(struct advising *advising, struct buffer *out)
{
    struct caa_binding binding = advising_binding(advising);
    bool bound = binding.account || binding.method;
    say(advising, bound ? WORDS_BOUND : WORDS_NOT_LISTED, out);
    say_note(advising, NOTE_ISSUER_TYPO, WORDS_ISSUER_TYPO, out);
    say_note(advising, NOTE_ISSUER_LEGACY, WORDS_ISSUER_LEGACY, out);
}

static void say_malformed(struct advising *advising, struct buffer *out)
{
    const struct dns_answer *set = advising->result->set;
    struct caa_property property;
    for (size_t i = 0; i < set->record_count; i++)
        if (caa_property_read(set->records[i], &property) && advising_decides(advising, &property) &&
            !caa_issue_value_read(&property).well_formed) {
            advising->record = set->records[i];
            say(advising, WORDS_MALFORMED, out);
            return;
        }
}

static void say_reason(struct advising *advising, struct buffer *out)
{
    switch (advising->reason) {
    case REASON_NOT_LISTED:
        say_not_listed(advising, out);
        break;
    case REASON_FORBIDDEN:
        say(advising, WORDS_LETTER_WHY_FORBIDDEN, out);
        break;
    case REASON_MALFORMED:
        say_malformed(advising, out);
        break;
    case REASON_CRITICAL_UNKNOWN:
        say(advising, WORDS_CRITICAL_UNKNOWN, out);
        break;
    default:
        break; /* no record mends it */
    }
}

static bool is_below(const struct rebuilt *rebuilt, const struct dns_name *change)
{
    return !dns_name_equal(rebuilt->name.wire, change->wire) && dns_name_within(rebuilt->name.wire, change->wire);
}

/* Why the zone that is written to is concerned, where that is not the name itself. */
static void say_place(const struct letter_row *row, const struct rebuilt *rebuilt, const struct advising *advising,
                      struct buffer *out)
{
    struct dns_name change;
    take_name(row->change, &change);
    if (row->aliases->size)
        say(advising, WORDS_LETTER_ALIAS, out);
    if (strncmp(row->change, "*.", 2) == 0)
        say(advising, WORDS_LETTER_WILDCARD, out);
    else if (!dns_name_equal(change.wire, rebuilt->owner.wire))
        say(advising, WORDS_LETTER_LOCAL, out);
    else if (is_below(rebuilt, &change))
        say(advising, WORDS_LETTER_PARENT, out);
}

void letter_why_add(const struct letter_row *row, struct buffer *out)
{
    struct rebuilt rebuilt;
    rebuild(row, &rebuilt);
    struct advising advising = advising_for(&rebuilt.result, 0);
    for (unsigned reason = 0; reason < REASON_COUNT; reason++) {
        advising.reason = reason;
        advising.kinds = 0;
        for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
            if (row->kinds & CAA_KINDS_OF(kind) && row->reasons[kind] == reason)
                advising.kinds |= CAA_KINDS_OF(kind);
        if (advising.kinds)
            say_reason(&advising, out);
    }
    say_place(row, &rebuilt, &advising, out);
    arena_free(&rebuilt.arena);
}

bool letter_why_changes_them(const struct letter_row *row)
{
    return strcasecmp(row->change, owner_of(row)) == 0;
}

static bool is_mistaken(const struct caa_notes *notes, const struct caa_issue_value *value)
{
    for (size_t i = 0; i < notes->count; i++)
        if ((notes->items[i].note == NOTE_ISSUER_TYPO || notes->items[i].note == NOTE_ISSUER_LEGACY) &&
            ascii_equal(notes->items[i].value, notes->items[i].size, value->issuer, value->issuer_size))
            return true;
    return false;
}

bool letter_why_others_allowed(const struct letter_row *row)
{
    struct rebuilt rebuilt;
    struct caa_property property;
    bool found = false;
    rebuild(row, &rebuilt);
    for (size_t i = 0; i < rebuilt.set.record_count && !found; i++) {
        if (!caa_property_read(rebuilt.set.records[i], &property) || !caa_property_restricts(&property))
            continue;
        const struct caa_issue_value value = caa_issue_value_read(&property);
        found = value.well_formed && value.issuer_size && !caa_policy_names_ca(&rebuilt.policy, &value) &&
                !is_mistaken(&rebuilt.result.notes, &value);
    }
    arena_free(&rebuilt.arena);
    return found;
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
