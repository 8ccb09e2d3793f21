/* SPDX-License-Identifier: Apache-2.0 */
#include "report/comparison.h"

#include "report/csv.h"
#include "util/memory.h"
#include "util/table.h"
#include "words/words.h"

#include <stdlib.h>

/* The rows of one domain that were not met yet, in their order. */
struct waiting {
    struct comparison_entry *first, *last;
    UT_hash_handle hh;
};

/* A text that many rows share. */
struct shared_text {
    const char *text;
    UT_hash_handle hh;
};

/* A set that many rows share; the key is its records, a NUL behind each. */
struct shared_set {
    struct text_list records;
    UT_hash_handle hh;
};

struct pair {
    const struct comparison_entry *before, *after;
};

struct comparison {
    caa_kinds kinds;
    struct arena arena;
    struct waiting *by_domain;
    struct shared_text *texts;
    struct shared_set *sets;
    struct comparison_entry **entries; /* of the older report */
    size_t entry_count, entry_capacity;
    struct pair *pairs; /* that differ, or have no entry before */
    size_t pair_count, pair_capacity;
    uint64_t rows_after;
    caa_kinds left_out;             /* kinds by which only one of the reports decided an entry that both have */
    time_t time_before, time_after; /* the last of each */
    const char **sorted;            /* the records of the row that is added */
    size_t sorted_capacity;
    struct buffer key;
    struct buffer value;         /* as the row has it */
    struct buffer domain, shown; /* as a CSV report shows it, so that an entry is the same in every format */
};

/* What is written of a change. */

static const struct {
    const char *word;
    enum words heading;
} changes[] = {
#define CHANGE_ROW(id, word, heading) {word, heading},
    CHANGE_LIST(CHANGE_ROW)
#undef CHANGE_ROW
};

const char *change_word(enum change_type type)
{
    return changes[type].word;
}

const char *change_heading(enum change_type type)
{
    return words_text(changes[type].heading);
}

bool change_is_of_kind(enum change_type type)
{
    return type == CHANGE_DENIED || type == CHANGE_UNKNOWN || type == CHANGE_ALLOWED;
}

const struct comparison_entry *change_entry(const struct change *change)
{
    return change->after ? change->after : change->before;
}

/* What is held. */

static const char *share_text(struct comparison *comparison, const char *text)
{
    struct shared_text *shared;
    size_t size = strlen(text);
    HASH_FIND(hh, comparison->texts, text, size, shared);
    if (!shared) {
        shared = arena_alloc(&comparison->arena, sizeof *shared);
        shared->text = arena_text(&comparison->arena, text, size);
        HASH_ADD_KEYPTR(hh, comparison->texts, shared->text, size, shared);
    }
    return shared->text;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted, so that two sets are the same where their keys are; TEXTS has a NUL behind each record. */
static size_t make_key(struct comparison *comparison, const struct buffer *texts)
{
    size_t count = 0;
    const char *record;
    for (size_t at = 0; (record = columns_next_item(texts, &at)); count++) {
        if (count == comparison->sorted_capacity) {
            comparison->sorted_capacity = 2 * count + 8;
            comparison->sorted =
                memory_resize(comparison->sorted, comparison->sorted_capacity, sizeof *comparison->sorted);
        }
        comparison->sorted[count] = record;
    }
    if (count > 1)
        qsort(comparison->sorted, count, sizeof *comparison->sorted, compare_texts);
    buffer_clear(&comparison->key);
    for (size_t i = 0; i < count; i++)
        buffer_add(&comparison->key, comparison->sorted[i], strlen(comparison->sorted[i]) + 1);
    return count;
}

static struct shared_set *new_set(struct comparison *comparison, size_t count)
{
    struct shared_set *set = arena_alloc(&comparison->arena, sizeof *set);
    const char **items = arena_alloc(&comparison->arena, count * sizeof *items);
    const char *key = arena_dup(&comparison->arena, comparison->key.data, comparison->key.size), *at = key;
    for (size_t i = 0; i < count; i++, at += strlen(at) + 1)
        items[i] = at;
    set->records = (struct text_list){items, count};
    HASH_ADD_KEYPTR(hh, comparison->sets, key, comparison->key.size, set);
    return set;
}

static const struct text_list *share_set(struct comparison *comparison, struct column_row *row)
{
    static const struct text_list none = {NULL, 0};
    const char *record;
    struct shared_set *set;
    buffer_clear(&comparison->value);
    buffer_clear(&comparison->shown);
    columns_write(row, COLUMN_CAA, &comparison->value);
    for (size_t at = 0; (record = columns_next_item(&comparison->value, &at));) {
        csv_add_visible(record, strlen(record), &comparison->shown);
        buffer_add_char(&comparison->shown, '\0');
    }
    if (!comparison->shown.size)
        return &none;
    size_t count = make_key(comparison, &comparison->shown);
    HASH_FIND(hh, comparison->sets, comparison->key.data, comparison->key.size, set);
    if (!set)
        set = new_set(comparison, count);
    return &set->records;
}

/* A value of the row, until the next is asked for. */
static const char *text_of(struct comparison *comparison, struct column_row *row, enum column_id id)
{
    buffer_clear(&comparison->value);
    buffer_clear(&comparison->shown);
    columns_write(row, id, &comparison->value);
    csv_add_visible(comparison->value.data, comparison->value.size, &comparison->shown);
    return buffer_text(&comparison->shown);
}

static const char *domain_text(struct comparison *comparison, const struct column_row *row)
{
    buffer_clear(&comparison->domain);
    csv_add_visible(row->domain, strlen(row->domain), &comparison->domain);
    return buffer_text(&comparison->domain);
}

/* DOMAIN is held already, and so is LIKELY, which the name may be. */
static struct comparison_entry entry_of(struct comparison *comparison, struct column_row *row, const char *domain,
                                        const char *likely)
{
    struct comparison_entry entry = {.domain = domain, .kinds = (unsigned char)row->outcome.kinds};
    const char *name = text_of(comparison, row, COLUMN_NAME);
    entry.name = strcmp(name, likely) == 0 ? likely : arena_text(&comparison->arena, name, strlen(name));
    entry.since = row->since ? row->since : row->checked_at;
    entry.institution = share_text(comparison, text_of(comparison, row, COLUMN_INSTITUTION));
    entry.caa_name = share_text(comparison, text_of(comparison, row, COLUMN_CAA_NAME));
    entry.caa = share_set(comparison, row);
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++) {
        entry.verdicts[kind] = (unsigned char)row->verdicts[kind];
        entry.reasons[kind] = (unsigned char)row->outcome.reasons[kind];
    }
    return entry;
}

static struct waiting *find_waiting(const struct comparison *comparison, const char *domain)
{
    struct waiting *waiting;
    HASH_FIND(hh, comparison->by_domain, domain, strlen(domain), waiting);
    return waiting;
}

static struct waiting *new_waiting(struct comparison *comparison, const char *domain)
{
    struct waiting *waiting = arena_zero(&comparison->arena, sizeof *waiting);
    size_t size = strlen(domain);
    const char *key = arena_text(&comparison->arena, domain, size);
    HASH_ADD_KEYPTR(hh, comparison->by_domain, key, size, waiting);
    return waiting;
}

static const char *domain_of(const struct waiting *waiting)
{
    return waiting->hh.key;
}

static void hold_entry(struct comparison *comparison, struct comparison_entry *entry)
{
    if (comparison->entry_count == comparison->entry_capacity) {
        comparison->entry_capacity = 2 * comparison->entry_capacity + 64;
        comparison->entries =
            memory_resize(comparison->entries, comparison->entry_capacity, sizeof *comparison->entries);
    }
    comparison->entries[comparison->entry_count++] = entry;
}

void comparison_add_before(struct comparison *comparison, struct column_row *row)
{
    if (row->checked_at > comparison->time_before)
        comparison->time_before = row->checked_at;
    const char *domain = domain_text(comparison, row);
    struct waiting *waiting = find_waiting(comparison, domain);
    if (!waiting)
        waiting = new_waiting(comparison, domain);
    struct comparison_entry draft = entry_of(comparison, row, domain_of(waiting), domain_of(waiting));
    struct comparison_entry *entry = arena_dup(&comparison->arena, &draft, sizeof draft);
    if (waiting->first)
        waiting->last->next = entry;
    else
        waiting->first = entry;
    waiting->last = entry;
    hold_entry(comparison, entry);
}

/* What differs. */

static caa_kinds counted_kinds(const struct comparison *comparison, const struct comparison_entry *before,
                               const struct comparison_entry *after)
{
    if (before && after)
        return comparison->kinds & before->kinds & after->kinds;
    return comparison->kinds & (before ? before->kinds : after ? after->kinds : 0u);
}

static caa_kinds changed_kinds(caa_kinds counted, const struct comparison_entry *before,
                               const struct comparison_entry *after)
{
    caa_kinds changed = 0;
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (counted & CAA_KINDS_OF(kind) && before->verdicts[kind] != after->verdicts[kind])
            changed |= CAA_KINDS_OF(kind);
    return changed;
}

/* Texts and sets are held once. */
static bool records_differ(const struct comparison_entry *before, const struct comparison_entry *after)
{
    return before->caa != after->caa || (after->caa->count && before->caa_name != after->caa_name);
}

static void hold_pair(struct comparison *comparison, const struct comparison_entry *before,
                      const struct comparison_entry *after)
{
    if (comparison->pair_count == comparison->pair_capacity) {
        comparison->pair_capacity = 2 * comparison->pair_capacity + 64;
        comparison->pairs = memory_resize(comparison->pairs, comparison->pair_capacity, sizeof *comparison->pairs);
    }
    const struct comparison_entry *held = arena_dup(&comparison->arena, after, sizeof *after);
    comparison->pairs[comparison->pair_count++] = (struct pair){before, held};
}

static void add_new(struct comparison *comparison, struct column_row *row)
{
    const char *domain = arena_text(&comparison->arena, comparison->domain.data, comparison->domain.size);
    struct comparison_entry after = entry_of(comparison, row, domain, domain);
    hold_pair(comparison, NULL, &after);
}

static void take_since(const struct comparison_entry *before, struct column_row *row)
{
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (row->outcome.kinds & CAA_KINDS_OF(kind) && before->verdicts[kind] != row->verdicts[kind])
            return;
    if (row->result)
        row->since = before->since;
}

void comparison_add_after(struct comparison *comparison, struct column_row *row)
{
    struct waiting *waiting = find_waiting(comparison, domain_text(comparison, row));
    comparison->rows_after++;
    if (row->checked_at > comparison->time_after)
        comparison->time_after = row->checked_at;
    if (!waiting || !waiting->first) {
        add_new(comparison, row);
        return;
    }
    struct comparison_entry *before = waiting->first;
    struct comparison_entry after = entry_of(comparison, row, before->domain, before->name);
    take_since(before, row);
    waiting->first = before->next;
    before->met = true;
    comparison->left_out |= comparison->kinds & (before->kinds ^ after.kinds);
    if (changed_kinds(counted_kinds(comparison, before, &after), before, &after) || records_differ(before, &after))
        hold_pair(comparison, before, &after);
}

time_t comparison_time_before(const struct comparison *comparison)
{
    return comparison->time_before;
}

time_t comparison_time_after(const struct comparison *comparison)
{
    return comparison->time_after;
}

caa_kinds comparison_kinds_left_out(const struct comparison *comparison)
{
    return comparison->left_out;
}

uint64_t comparison_rows_before(const struct comparison *comparison)
{
    return comparison->entry_count;
}

uint64_t comparison_rows_after(const struct comparison *comparison)
{
    return comparison->rows_after;
}

/* What is told. */

struct walk {
    const struct comparison *comparison;
    enum change_type type;
    void (*take)(void *context, const struct change *change);
    void *context;
};

/* Denied is worse than unknown, unknown than allowed. */
static bool is_worse(enum verdict verdict, enum verdict than)
{
    return verdict != than && (verdict == VERDICT_DENIED || than == VERDICT_ALLOWED);
}

static enum caa_kind worst_kind(caa_kinds counted, const struct comparison_entry *entry)
{
    enum caa_kind worst = CAA_KIND_COUNT;
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (counted & CAA_KINDS_OF(kind) &&
            (worst == CAA_KIND_COUNT || is_worse(entry->verdicts[kind], entry->verdicts[worst])))
            worst = kind;
    return worst;
}

static void tell_entry(const struct walk *walk, const struct pair *pair)
{
    caa_kinds counted = counted_kinds(walk->comparison, pair->before, pair->after);
    struct change change = {.type = walk->type, .before = pair->before, .after = pair->after};
    if (!counted)
        return;
    change.kind = worst_kind(counted, change_entry(&change));
    walk->take(walk->context, &change);
}

static enum change_type type_of(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_ALLOWED:
        return CHANGE_ALLOWED;
    case VERDICT_DENIED:
        return CHANGE_DENIED;
    case VERDICT_UNKNOWN:
        break;
    }
    return CHANGE_UNKNOWN;
}

static void tell_kinds(const struct walk *walk, const struct pair *pair, caa_kinds changed)
{
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (changed & CAA_KINDS_OF(kind) && type_of(pair->after->verdicts[kind]) == walk->type)
            walk->take(walk->context, &(struct change){walk->type, kind, pair->before, pair->after});
}

static void tell_pair(const struct walk *walk, const struct pair *pair)
{
    if (!pair->before) {
        if (walk->type == CHANGE_NEW)
            tell_entry(walk, pair);
        return;
    }
    caa_kinds changed =
        changed_kinds(counted_kinds(walk->comparison, pair->before, pair->after), pair->before, pair->after);
    if (changed)
        tell_kinds(walk, pair, changed);
    else if (walk->type == CHANGE_RECORDS)
        tell_entry(walk, pair);
}

static void tell_gone(const struct walk *walk)
{
    for (size_t i = 0; i < walk->comparison->entry_count; i++)
        if (!walk->comparison->entries[i]->met)
            tell_entry(walk, &(struct pair){walk->comparison->entries[i], NULL});
}

void comparison_walk(const struct comparison *comparison, void (*take)(void *context, const struct change *change),
                     void *context)
{
    struct walk walk = {.comparison = comparison, .take = take, .context = context};
    for (unsigned type = 0; type < CHANGE_COUNT; type++) {
        walk.type = type;
        if (type == CHANGE_GONE)
            tell_gone(&walk);
        else
            for (size_t i = 0; i < comparison->pair_count; i++)
                tell_pair(&walk, &comparison->pairs[i]);
    }
}

/* Both are sorted. */
static void add_missing(const struct text_list *list, const struct text_list *other, struct buffer *out)
{
    for (size_t i = 0, j = 0; i < list->count; i++) {
        int order = -1;
        while (j < other->count && (order = strcmp(list->items[i], other->items[j])) > 0)
            j++;
        if (j < other->count && order == 0)
            j++;
        else
            buffer_add(out, list->items[i], strlen(list->items[i]) + 1);
    }
}

void comparison_add_records(const struct comparison_entry *entry, const struct comparison_entry *other,
                            struct buffer *out)
{
    static const struct text_list none = {NULL, 0};
    bool comparable = entry && other && strcmp(entry->caa_name, other->caa_name) == 0;
    if (entry)
        add_missing(entry->caa, comparable ? other->caa : &none, out);
}

struct comparison *comparison_new(caa_kinds kinds)
{
    struct comparison *comparison = memory_zero(sizeof *comparison);
    comparison->kinds = kinds;
    return comparison;
}

void comparison_free(struct comparison *comparison)
{
    if (!comparison)
        return;
    HASH_CLEAR(hh, comparison->by_domain);
    HASH_CLEAR(hh, comparison->texts);
    HASH_CLEAR(hh, comparison->sets);
    arena_free(&comparison->arena);
    free(comparison->entries);
    free(comparison->pairs);
    free(comparison->sorted);
    buffer_free(&comparison->key);
    buffer_free(&comparison->value);
    buffer_free(&comparison->domain);
    buffer_free(&comparison->shown);
    free(comparison);
}
