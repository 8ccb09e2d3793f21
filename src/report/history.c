/* SPDX-License-Identifier: Apache-2.0 */
#include "report/history.h"

#include "report/csv.h"
#include "report/when.h"
#include "util/arena.h"
#include "util/memory.h"
#include "util/table.h"

#include <stdlib.h>

enum { DAY = 86400 };

struct days {
    struct history_day *items;
    size_t count, capacity;
    uint64_t report; /* the last day is about it */
};

struct point {
    struct history_point shown;
    struct point *after;
};

struct kind_state {
    struct history_state shown;
    struct point *oldest, *newest;
    unsigned points;
    uint64_t report; /* the last that has it */
};

/* One of the entries of a domain. */
struct entry {
    const char *name, *institution;
    time_t expires;
    const struct domain *domain;
    struct kind_state *states[CAA_KIND_COUNT]; /* NULL: never asked for */
    struct entry *next;                        /* of the same domain */
};

struct domain {
    const char *text;
    struct entry *first, *last;
    struct entry *met; /* the last that the report has; NULL: none */
    uint64_t report;   /* that MET is about */
    UT_hash_handle hh;
};

struct shared_text {
    const char *text;
    UT_hash_handle hh;
};

struct history {
    struct arena arena;
    struct domain *domains;
    struct shared_text *texts; /* names and institutions, which many share */
    struct entry **entries;
    size_t entry_count, entry_capacity;
    struct days days, days_of_readers;
    uint64_t reports;
    time_t first, last;
    struct buffer value, shown;
};

/* ---- texts ---- */

static const char *share(struct history *history, const struct buffer *text)
{
    struct shared_text *shared;
    HASH_FIND(hh, history->texts, text->data, text->size, shared);
    if (!shared) {
        shared = arena_alloc(&history->arena, sizeof *shared);
        shared->text = arena_text(&history->arena, text->data, text->size);
        HASH_ADD_KEYPTR(hh, history->texts, shared->text, text->size, shared);
    }
    return shared->text;
}

/* As a CSV report shows it, so that an entry is the same in every format. */
static const struct buffer *show(struct history *history, const char *text, size_t size)
{
    buffer_clear(&history->shown);
    csv_add_visible(text, size, &history->shown);
    buffer_text(&history->shown);
    return &history->shown;
}

static const char *column_text(struct history *history, struct column_row *row, enum column_id id)
{
    buffer_clear(&history->value);
    columns_write(row, id, &history->value);
    return share(history, show(history, history->value.data, history->value.size));
}

/* ---- entries ---- */

static struct domain *find_domain(struct history *history, const char *text)
{
    struct domain *domain;
    const struct buffer *shown = show(history, text, strlen(text));
    HASH_FIND(hh, history->domains, shown->data, shown->size, domain);
    if (domain)
        return domain;
    domain = arena_zero(&history->arena, sizeof *domain);
    domain->text = arena_text(&history->arena, shown->data, shown->size);
    HASH_ADD_KEYPTR(hh, history->domains, domain->text, shown->size, domain);
    return domain;
}

static struct entry *new_entry(struct history *history, struct domain *domain)
{
    struct entry *entry = arena_zero(&history->arena, sizeof *entry);
    entry->domain = domain;
    if (domain->last)
        domain->last->next = entry;
    else
        domain->first = entry;
    domain->last = entry;
    if (history->entry_count == history->entry_capacity) {
        history->entry_capacity = 2 * history->entry_capacity + 64;
        history->entries = memory_resize(history->entries, history->entry_capacity, sizeof *history->entries);
    }
    return history->entries[history->entry_count++] = entry;
}

/* The entry of the row: the next of its domain that the report has not had yet. */
static struct entry *find_entry(struct history *history, const char *text)
{
    struct domain *domain = find_domain(history, text);
    struct entry *entry = domain->report == history->reports && domain->met ? domain->met->next : domain->first;
    if (!entry)
        entry = new_entry(history, domain);
    domain->report = history->reports;
    return domain->met = entry;
}

/* ---- verdicts ---- */

/* The oldest makes room for a new one. */
static struct point *take_point(struct history *history, struct kind_state *state)
{
    struct point *point = state->oldest;
    if (state->points < HISTORY_POINTS_MAX) {
        state->points++;
        return arena_zero(&history->arena, sizeof *point);
    }
    state->oldest = point->after;
    state->oldest->shown.before = NULL;
    return point;
}

static void add_point(struct history *history, struct kind_state *state, time_t at, enum verdict verdict)
{
    struct point *point = take_point(history, state), *before = state->newest;
    *point = (struct point){{at, verdict, before ? &before->shown : NULL}, NULL};
    if (before)
        before->after = point;
    else
        state->oldest = point;
    state->newest = point;
    state->shown.points = &point->shown;
    state->shown.since = at;
}

static void take_verdict(struct history *history, struct entry *entry, enum caa_kind kind, const struct column_row *row)
{
    struct kind_state *state = entry->states[kind];
    if (!state) {
        state = entry->states[kind] = arena_zero(&history->arena, sizeof *state);
        state->shown.first = row->checked_at;
        add_point(history, state, row->checked_at, row->verdicts[kind]);
    } else if (state->newest->shown.verdict != row->verdicts[kind]) {
        state->shown.changes++;
        add_point(history, state, row->checked_at, row->verdicts[kind]);
    }
    state->shown.reason = row->outcome.reasons[kind];
    state->shown.last = row->checked_at;
    state->shown.reports++;
    state->report = history->reports;
}

/* ---- days ---- */

/* The first row of a report says on which day it was made; it takes the place of an earlier one of that day. */
static void take_day(struct days *days, time_t at, uint64_t report, const struct column_row *row)
{
    if (days->report != report) {
        bool again = days->count && days->items[days->count - 1].at == at;
        if (!again && days->count == days->capacity) {
            days->capacity = 2 * days->capacity + 16;
            days->items = memory_resize(days->items, days->capacity, sizeof *days->items);
        }
        days->count += !again;
        days->items[days->count - 1] = (struct history_day){.at = at};
        days->report = report;
    }
    audit_summary_count(&days->items[days->count - 1].summary, &row->outcome);
}

/* ---- rows ---- */

struct history *history_new(void)
{
    return memory_zero(sizeof(struct history));
}

void history_begin_report(struct history *history)
{
    history->reports++;
}

void history_take_row(struct history *history, struct column_row *row)
{
    if (!history->first)
        history->first = row->checked_at;
    if (row->checked_at > history->last)
        history->last = row->checked_at;
    take_day(&history->days, row->checked_at - row->checked_at % DAY, history->reports, row);
    take_day(&history->days_of_readers, when_day_start(row->checked_at), history->reports, row);
    struct entry *entry = find_entry(history, row->domain);
    entry->name = column_text(history, row, COLUMN_NAME);
    entry->institution = column_text(history, row, COLUMN_INSTITUTION);
    entry->expires = row->outcome.expires;
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (row->outcome.kinds & CAA_KINDS_OF(kind))
            take_verdict(history, entry, kind, row);
}

uint64_t history_reports(const struct history *history)
{
    return history->reports;
}

time_t history_first(const struct history *history)
{
    return history->first;
}

time_t history_last(const struct history *history)
{
    return history->last;
}

/* ---- lines ---- */

static enum history_group history_group_of(const struct history *history, const struct kind_state *state)
{
    if (state->report != history->reports)
        return HISTORY_GONE;
    if (state->newest->shown.verdict != VERDICT_ALLOWED)
        return HISTORY_ACTION;
    return state->shown.changes ? HISTORY_MOVED : HISTORY_STILL;
}

typedef void take_line(void *context, const struct history_line *line);

static void take_kind(const struct history *history, const struct entry *entry, enum caa_kind kind, take_line *take,
                      void *context)
{
    const struct kind_state *state = entry->states[kind];
    take(context, &(struct history_line){entry->domain->text, entry->name, entry->institution,
                                         history_group_of(history, state), entry->expires, kind, &state->shown});
}

void history_walk(const struct history *history, take_line *take, void *context)
{
    for (size_t i = 0; i < history->entry_count; i++)
        for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
            if (history->entries[i]->states[kind])
                take_kind(history, history->entries[i], kind, take, context);
}

/* Those of its kinds that are in this group. */
static void take_group(const struct history *history, const struct entry *entry, enum history_group group,
                       take_line *take, void *context)
{
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (entry->states[kind] && history_group_of(history, entry->states[kind]) == group)
            take_kind(history, entry, kind, take, context);
}

struct urgent {
    const struct entry *entry;
    size_t place; /* in the order of the reports */
};

static int compare_urgent(const void *a, const void *b)
{
    const struct urgent *one = a, *other = b;
    time_t ends = one->entry->expires, other_ends = other->entry->expires;
    if (ends != other_ends)
        return !ends ? 1 : !other_ends || ends < other_ends ? -1 : 1;
    return one->place < other->place ? -1 : 1;
}

static void walk_urgent(const struct history *history, take_line *take, void *context)
{
    struct urgent *urgent = memory_resize(NULL, history->entry_count + 1, sizeof *urgent);
    size_t count = 0;
    for (size_t i = 0; i < history->entry_count; i++)
        urgent[count++] = (struct urgent){history->entries[i], i};
    qsort(urgent, count, sizeof *urgent, compare_urgent);
    for (size_t i = 0; i < count; i++)
        take_group(history, urgent[i].entry, HISTORY_ACTION, take, context);
    free(urgent);
}

void history_walk_groups(const struct history *history, take_line *take, void *context)
{
    walk_urgent(history, take, context);
    for (enum history_group group = HISTORY_MOVED; group <= HISTORY_GONE; group++)
        for (size_t i = 0; i < history->entry_count; i++)
            take_group(history, history->entries[i], group, take, context);
}

const struct history_day *history_days(const struct history *history, size_t *ret_count)
{
    *ret_count = history->days.count;
    return history->days.items;
}

const struct history_day *history_days_of_readers(const struct history *history, size_t *ret_count)
{
    *ret_count = history->days_of_readers.count;
    return history->days_of_readers.items;
}

void history_free(struct history *history)
{
    if (!history)
        return;
    HASH_CLEAR(hh, history->domains);
    HASH_CLEAR(hh, history->texts);
    arena_free(&history->arena);
    free(history->entries);
    free(history->days.items);
    free(history->days_of_readers.items);
    buffer_free(&history->value);
    buffer_free(&history->shown);
    free(history);
}
