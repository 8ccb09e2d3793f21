/* SPDX-License-Identifier: Apache-2.0 */
#include "report/comparison.h"

#include "report/csv.h"
#include "util/items.h"
#include "util/memory.h"
#include "util/table.h"
#include "words/words.h"

#include <stdlib.h>

enum side { SIDE_BEFORE, SIDE_AFTER };

/* A row that waits for the other report's, or differs from it. */
struct held {
    struct comparison_entry entry; /* its domain and its name are in TEXT */
    struct held *next;             /* of the same domain */
    uint64_t number;               /* in its report */
    char text[];
};

/* The rows of one domain that one report has and the other has not, so far; in their order. */
struct waiting {
    struct held *first, *last;
    enum side side;
    UT_hash_handle hh;
    char domain[];
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
    struct held *before, *after;
};

struct pairs {
    struct pair *items;
    size_t count, capacity;
};

struct comparison {
    caa_kinds kinds;
    struct arena arena;
    struct waiting *by_domain;
    struct shared_text *texts;
    struct shared_set *sets;
    struct pairs differing; /* or without a row before */
    struct pairs gone;
    uint64_t rows[2];    /* by enum side */
    time_t times[2];     /* the last of each */
    caa_kinds left_out;  /* kinds by which only one of the reports decided an entry that both have */
    const char **sorted; /* the records of the row that is added */
    size_t sorted_capacity;
    struct buffer key;
    struct buffer value;         /* as the row has it */
    struct buffer domain, shown; /* as a CSV report shows it, so that an entry is the same in every format */
};

/* ---- what is written of a change ---- */

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

/* ---- what is held ---- */

static const char *share_text(struct comparison *comparison, const char *text)
{
    struct shared_text *shared;
    size_t size = strlen(text);
    if (!size)
        return "";
    HASH_FIND(hh, comparison->texts, text, size, shared);
    if (!shared) {
        shared = arena_alloc(&comparison->arena, sizeof *shared);
        shared->text = arena_text(&comparison->arena, text, size);
        HASH_ADD_KEYPTR(hh, comparison->texts, shared->text, size, shared);
    }
    return shared->text;
}

static int comparison_compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted, so that two sets are the same where their keys are; TEXTS has a NUL behind each record. */
static size_t comparison_make_key(struct comparison *comparison, const struct buffer *texts)
{
    size_t count = 0;
    const char *record;
    for (size_t at = 0; (record = items_next(texts, &at)); count++) {
        if (count == comparison->sorted_capacity) {
            comparison->sorted_capacity = 2 * count + 8;
            comparison->sorted =
                memory_resize(comparison->sorted, comparison->sorted_capacity, sizeof *comparison->sorted);
        }
        comparison->sorted[count] = record;
    }
    if (count > 1)
        qsort(comparison->sorted, count, sizeof *comparison->sorted, comparison_compare_texts);
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
    for (size_t at = 0; (record = items_next(&comparison->value, &at));) {
        csv_add_visible(record, strlen(record), &comparison->shown);
        items_end_item(&comparison->shown);
    }
    if (!comparison->shown.size)
        return &none;
    size_t count = comparison_make_key(comparison, &comparison->shown);
    HASH_FIND(hh, comparison->sets, comparison->key.data, comparison->key.size, set);
    if (!set)
        set = new_set(comparison, count);
    return &set->records;
}

/* A value of the row, until the next is asked for. */
static const char *comparison_text_of(struct comparison *comparison, struct column_row *row, enum column_id id)
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

static void fill_entry(struct comparison *comparison, struct column_row *row, struct comparison_entry *entry)
{
    entry->kinds = (unsigned char)row->outcome.kinds;
    entry->since = row->since ? row->since : row->checked_at;
    entry->institution = share_text(comparison, comparison_text_of(comparison, row, COLUMN_INSTITUTION));
    entry->caa_name = share_text(comparison, comparison_text_of(comparison, row, COLUMN_CAA_NAME));
    entry->caa = share_set(comparison, row);
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++) {
        entry->verdicts[kind] = (unsigned char)row->verdicts[kind];
        entry->reasons[kind] = (unsigned char)row->outcome.reasons[kind];
    }
}

/* Its name is its domain, as a rule. */
static struct held *comparison_hold_row(struct comparison *comparison, struct column_row *row, uint64_t number)
{
    const char *domain = buffer_text(&comparison->domain), *name = comparison_text_of(comparison, row, COLUMN_NAME);
    bool alike = strcmp(name, domain) == 0;
    size_t domain_size = strlen(domain) + 1, name_size = alike ? 0 : strlen(name) + 1;
    struct held *held = memory_zero(sizeof *held + domain_size + name_size);
    memcpy(held->text, domain, domain_size);
    memcpy(held->text + domain_size, name, name_size);
    held->number = number;
    held->entry.domain = held->text;
    held->entry.name = alike ? held->text : held->text + domain_size;
    fill_entry(comparison, row, &held->entry);
    return held;
}

static struct waiting *find_waiting(const struct comparison *comparison, const char *domain)
{
    struct waiting *waiting;
    HASH_FIND(hh, comparison->by_domain, domain, strlen(domain), waiting);
    return waiting;
}

static void wait_for_other(struct comparison *comparison, struct waiting *waiting, enum side side, struct held *held)
{
    if (!waiting) {
        size_t size = strlen(held->entry.domain);
        waiting = memory_zero(sizeof *waiting + size + 1);
        memcpy(waiting->domain, held->entry.domain, size);
        waiting->side = side;
        HASH_ADD(hh, comparison->by_domain, domain, size, waiting);
    }
    if (waiting->first)
        waiting->last->next = held;
    else
        waiting->first = held;
    waiting->last = held;
}

static struct held *wait_no_longer(struct comparison *comparison, struct waiting *waiting)
{
    struct held *held = waiting->first;
    waiting->first = held->next;
    if (!waiting->first) {
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): nobody else was freed */
        HASH_DEL(comparison->by_domain, waiting);
        free(waiting);
    }
    return held;
}

/* ---- what differs ---- */

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

static void hold_pair(struct pairs *pairs, struct held *before, struct held *after)
{
    if (pairs->count == pairs->capacity) {
        pairs->capacity = 2 * pairs->capacity + 64;
        pairs->items = memory_resize(pairs->items, pairs->capacity, sizeof *pairs->items);
    }
    pairs->items[pairs->count++] = (struct pair){before, after};
}

static void comparison_compare_held(struct comparison *comparison, struct held *before, struct held *after)
{
    const struct comparison_entry *old = &before->entry, *new = &after->entry;
    if (old->kinds && new->kinds) /* else its certificate ended meanwhile: it asks for nothing any more */
        comparison->left_out |= comparison->kinds & (old->kinds ^ new->kinds);
    if (changed_kinds(counted_kinds(comparison, old, new), old, new) || records_differ(old, new)) {
        hold_pair(&comparison->differing, before, after);
        return;
    }
    free(before);
    free(after);
}

static void take_since(const struct comparison_entry *before, struct column_row *row)
{
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (row->outcome.kinds & CAA_KINDS_OF(kind) && before->verdicts[kind] != row->verdicts[kind])
            return;
    if (row->result)
        row->since = before->since;
}

static void count_row(struct comparison *comparison, const struct column_row *row, enum side side)
{
    comparison->rows[side]++;
    if (row->checked_at > comparison->times[side])
        comparison->times[side] = row->checked_at;
}

static void comparison_add_row(struct comparison *comparison, struct column_row *row, enum side side)
{
    struct waiting *waiting = find_waiting(comparison, domain_text(comparison, row));
    count_row(comparison, row, side);
    struct held *held = comparison_hold_row(comparison, row, comparison->rows[side]);
    if (!waiting || waiting->side == side) {
        wait_for_other(comparison, waiting, side, held);
        return;
    }
    struct held *other = wait_no_longer(comparison, waiting);
    if (side == SIDE_AFTER)
        take_since(&other->entry, row);
    comparison_compare_held(comparison, side == SIDE_AFTER ? other : held, side == SIDE_AFTER ? held : other);
}

void comparison_add_before(struct comparison *comparison, struct column_row *row)
{
    comparison_add_row(comparison, row, SIDE_BEFORE);
}

void comparison_add_after(struct comparison *comparison, struct column_row *row)
{
    comparison_add_row(comparison, row, SIDE_AFTER);
}

static bool is_same_value(const struct column_row *before, const struct column_row *after, enum column_id id)
{
    const struct buffer *old = &before->values[id], *new = &after->values[id];
    return old->size == new->size && (!old->size || memcmp(old->data, new->data, old->size) == 0);
}

static bool is_same_row(const struct column_row *before, const struct column_row *after)
{
    return strcmp(before->domain, after->domain) == 0 && before->outcome.kinds == after->outcome.kinds &&
           memcmp(before->verdicts, after->verdicts, sizeof before->verdicts) == 0 &&
           is_same_value(before, after, COLUMN_CAA) && is_same_value(before, after, COLUMN_CAA_NAME);
}

void comparison_add_both(struct comparison *comparison, struct column_row *before, struct column_row *after)
{
    if (is_same_row(before, after) &&
        (!comparison->by_domain || !find_waiting(comparison, domain_text(comparison, after)))) {
        count_row(comparison, before, SIDE_BEFORE);
        count_row(comparison, after, SIDE_AFTER);
        return;
    }
    comparison_add_before(comparison, before);
    comparison_add_after(comparison, after);
}

static int compare_pairs(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    uint64_t one = (x->after ? x->after : x->before)->number, other = (y->after ? y->after : y->before)->number;
    return (one > other) - (one < other);
}

static void sort_pairs(struct pairs *pairs)
{
    if (pairs->count)
        qsort(pairs->items, pairs->count, sizeof *pairs->items, compare_pairs);
}

void comparison_finish(struct comparison *comparison)
{
    struct waiting *waiting, *next;
    HASH_ITER(hh, comparison->by_domain, waiting, next)
    for (bool more = true; more;) {
        more = waiting->first->next;
        if (waiting->side == SIDE_AFTER)
            hold_pair(&comparison->differing, NULL, wait_no_longer(comparison, waiting));
        else
            hold_pair(&comparison->gone, wait_no_longer(comparison, waiting), NULL);
    }
    sort_pairs(&comparison->differing);
    sort_pairs(&comparison->gone);
}

time_t comparison_time_before(const struct comparison *comparison)
{
    return comparison->times[SIDE_BEFORE];
}

time_t comparison_time_after(const struct comparison *comparison)
{
    return comparison->times[SIDE_AFTER];
}

caa_kinds comparison_kinds_left_out(const struct comparison *comparison)
{
    return comparison->left_out;
}

uint64_t comparison_rows_before(const struct comparison *comparison)
{
    return comparison->rows[SIDE_BEFORE];
}

uint64_t comparison_rows_after(const struct comparison *comparison)
{
    return comparison->rows[SIDE_AFTER];
}

/* ---- what is told ---- */

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

static const struct comparison_entry *comparison_entry_of(const struct held *held)
{
    return held ? &held->entry : NULL;
}

static void tell_entry(const struct walk *walk, const struct pair *pair)
{
    struct change change = {
        .type = walk->type, .before = comparison_entry_of(pair->before), .after = comparison_entry_of(pair->after)};
    caa_kinds counted = counted_kinds(walk->comparison, change.before, change.after);
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
        if (changed & CAA_KINDS_OF(kind) && type_of(pair->after->entry.verdicts[kind]) == walk->type)
            walk->take(walk->context, &(struct change){walk->type, kind, &pair->before->entry, &pair->after->entry});
}

static void tell_pair(const struct walk *walk, const struct pair *pair)
{
    if (!pair->before) {
        if (walk->type == CHANGE_NEW)
            tell_entry(walk, pair);
        return;
    }
    const struct comparison_entry *before = &pair->before->entry, *after = &pair->after->entry;
    caa_kinds changed = changed_kinds(counted_kinds(walk->comparison, before, after), before, after);
    if (changed)
        tell_kinds(walk, pair, changed);
    else if (walk->type == CHANGE_RECORDS)
        tell_entry(walk, pair);
}

void comparison_walk(const struct comparison *comparison, void (*take)(void *context, const struct change *change),
                     void *context)
{
    struct walk walk = {.comparison = comparison, .take = take, .context = context};
    const struct pairs *differing = &comparison->differing, *gone = &comparison->gone;
    for (unsigned type = 0; type < CHANGE_COUNT; type++) {
        walk.type = type;
        for (size_t i = 0; type == CHANGE_GONE && i < gone->count; i++)
            tell_entry(&walk, &gone->items[i]);
        for (size_t i = 0; type != CHANGE_GONE && i < differing->count; i++)
            tell_pair(&walk, &differing->items[i]);
    }
}

/* Both are sorted. */
static void comparison_add_missing(const struct text_list *list, const struct text_list *other, struct buffer *out)
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
        comparison_add_missing(entry->caa, comparable ? other->caa : &none, out);
}

struct comparison *comparison_new(caa_kinds kinds)
{
    struct comparison *comparison = memory_zero(sizeof *comparison);
    comparison->kinds = kinds;
    return comparison;
}

static void free_pairs(struct pairs *pairs)
{
    for (size_t i = 0; i < pairs->count; i++) {
        free(pairs->items[i].before);
        free(pairs->items[i].after);
    }
    free(pairs->items);
}

void comparison_free(struct comparison *comparison)
{
    if (!comparison)
        return;
    comparison_finish(comparison);
    free_pairs(&comparison->differing);
    free_pairs(&comparison->gone);
    HASH_CLEAR(hh, comparison->texts);
    HASH_CLEAR(hh, comparison->sets);
    arena_free(&comparison->arena);
    free(comparison->sorted);
    buffer_free(&comparison->key);
    buffer_free(&comparison->value);
    buffer_free(&comparison->domain);
    buffer_free(&comparison->shown);
    free(comparison);
}
