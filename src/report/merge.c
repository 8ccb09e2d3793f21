/* SPDX-License-Identifier: Apache-2.0 */
#include "report/merge.h"

#include "audit/shard.h"
#include "report/csv.h"
#include "report/report_reader.h"
#include "util/items.h"
#include "util/memory.h"
#include "util/problem.h"
#include "util/text_set.h"

#include <stdlib.h>
#include <string.h>

struct part {
    struct report_reading reading;
    struct report_source *source;
    struct text_list further; /* lent by the source */
    struct column_row *row;   /* the next one, or NULL */
    char *shard, *ca;         /* of the first row; NULL: it has none */
    uint64_t line;            /* of the next row; 0: not known, or of one of several lists */
};

struct merge {
    struct part *parts;
    size_t count;
    struct part *given; /* whose row was handed out last */
    struct problem *problem;
};

static const char *merge_value_of(const struct column_row *row, enum column_id id)
{
    return buffer_text(&row->values[id]);
}

static enum status merge_fail(struct merge *merge, const struct part *part, struct saying saying)
{
    problem_set_at(merge->problem, part->reading.path, 0, saying);
    return STATUS_INPUT;
}

/* ---- a part ---- */

static void merge_begin(void *context, struct text_list further)
{
    ((struct part *)context)->further = further;
}

static uint64_t merge_line_of(const struct column_row *row)
{
    const char *text = merge_value_of(row, COLUMN_LINE);
    return text[strspn(text, "0123456789")] ? 0 : strtoull(text, NULL, 10);
}

/* A part is about one part of one division, and one CA. */
static enum status check_row(struct merge *merge, const struct part *part)
{
    const char *shard = merge_value_of(part->row, COLUMN_SHARD), *ca = merge_value_of(part->row, COLUMN_CA);
    if (strcmp(shard, part->shard) == 0 && strcmp(ca, part->ca) == 0)
        return STATUS_OK;
    return merge_fail(merge, part, SAY_MERGE_PART_MIXED(ca, part->row->domain, part->ca, part->shard, shard));
}

static enum status go_on(struct merge *merge, struct part *part)
{
    part->row = report_source_next(part->source);
    if (!part->row)
        return report_source_status(part->source);
    part->line = merge_line_of(part->row);
    if (part->shard)
        return check_row(merge, part);
    part->shard = memory_text(merge_value_of(part->row, COLUMN_SHARD), part->row->values[COLUMN_SHARD].size);
    part->ca = memory_text(merge_value_of(part->row, COLUMN_CA), part->row->values[COLUMN_CA].size);
    return STATUS_OK;
}

/* ---- parts of one whole ---- */

static bool same_texts(struct text_list a, struct text_list b)
{
    bool same = a.count == b.count;
    for (size_t i = 0; i < a.count && same; i++)
        same = strcmp(a.items[i], b.items[i]) == 0;
    return same;
}

static struct audit_shard merge_shard_of(const struct part *part)
{
    struct audit_shard shard = {.count = 0};
    if (part->shard)
        audit_shard_parse(part->shard, &shard);
    return shard;
}

/* JSON Lines have no header: without a row they do not say which columns the list has. */
static bool tells_columns(const struct part *part)
{
    return part->shard || part->further.count;
}

static enum status check_pair(struct merge *merge, const struct part *part, const struct part *other)
{
    const struct audit_shard one = merge_shard_of(part), two = merge_shard_of(other);
    const char *path = other->reading.path;
    if (tells_columns(part) && tells_columns(other) && !same_texts(part->further, other->further))
        return merge_fail(merge, part, SAY_MERGE_OTHER_COLUMNS(path));
    if (!part->shard || !other->shard)
        return STATUS_OK;
    if (one.count != two.count)
        return merge_fail(merge, part, SAY_MERGE_OTHER_DIVISION(path, other->shard, part->shard));
    if (one.count && one.index == two.index)
        return merge_fail(merge, part, SAY_MERGE_PART_TWICE(path, part->shard));
    if (strcmp(part->ca, other->ca) != 0)
        return merge_fail(merge, part, SAY_MERGE_OTHER_CA(part->ca, path, other->ca));
    return STATUS_OK;
}

static bool has_part(const struct merge *merge, unsigned wanted)
{
    for (size_t i = 0; i < merge->count; i++)
        if (merge_shard_of(&merge->parts[i]).index == wanted)
            return true;
    return false;
}

/* A part without rows does not say which it is: each may be one of those that are missing. */
static enum status check_all_there(struct merge *merge)
{
    unsigned parts = 0, missing = 0, silent = 0;
    struct buffer words = {0};
    for (size_t i = 0; i < merge->count; i++) {
        silent += !merge->parts[i].shard;
        parts = merge->parts[i].shard ? merge_shard_of(&merge->parts[i]).count : parts;
    }
    for (unsigned i = 1; i <= parts; i++)
        if (!has_part(merge, i)) {
            buffer_add_text(&words, missing++ ? ", " : "");
            buffer_add_unsigned(&words, i);
            buffer_add_char(&words, '/');
            buffer_add_unsigned(&words, parts);
        }
    if (missing > silent)
        problem_set(merge->problem, SAY_MERGE_PARTS_MISSING(buffer_text(&words)));
    buffer_free(&words);
    return missing > silent ? STATUS_INPUT : STATUS_OK;
}

static enum status check_parts(struct merge *merge)
{
    enum status status = STATUS_OK;
    for (size_t i = 1; i < merge->count && status == STATUS_OK; i++)
        for (size_t j = 0; j < i && status == STATUS_OK; j++)
            status = check_pair(merge, &merge->parts[i], &merge->parts[j]);
    return status == STATUS_OK ? check_all_there(merge) : status;
}

enum status merge_open(const char *const *paths, size_t count, struct merge **ret_merge, struct problem *ret_problem)
{
    struct merge *merge = *ret_merge = memory_zero(sizeof *merge);
    enum status status = STATUS_OK;
    merge->problem = ret_problem;
    merge->parts = memory_zero(count * sizeof *merge->parts);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct part *part = &merge->parts[merge->count++];
        part->reading =
            (struct report_reading){.path = paths[i], .problem = ret_problem, .context = part, .begin = merge_begin};
        part->source = report_source_open(&part->reading);
        status = go_on(merge, part);
    }
    return status == STATUS_OK ? check_parts(merge) : status;
}

void merge_free(struct merge *merge)
{
    if (!merge)
        return;
    for (size_t i = 0; i < merge->count; i++) {
        report_source_close(merge->parts[i].source);
        free(merge->parts[i].shard);
        free(merge->parts[i].ca);
    }
    free(merge->parts);
    free(merge);
}

struct text_list merge_further(const struct merge *merge)
{
    for (size_t i = 0; i < merge->count; i++)
        if (tells_columns(&merge->parts[i]))
            return merge->parts[i].further;
    return (struct text_list){NULL, 0};
}

/* What it is (`*.name`, `user@name`, what has ended) decides the kinds of such an entry, not the run. */
static bool decides_itself(const struct column_row *row)
{
    return row->domain[0] == '*' || strchr(row->domain, '@') || !row->outcome.kinds;
}

struct column_row *merge_peek(const struct merge *merge)
{
    struct column_row *first = NULL;
    for (size_t i = 0; i < merge->count && (!first || decides_itself(first)); i++) {
        struct column_row *row = merge->parts[i].row;
        if (row && (!first || !decides_itself(row)))
            first = row;
    }
    return first;
}

static void add_sources(const char *text, struct text_set *known, struct buffer *items)
{
    for (const char *end = text; *text; text = end += *end ? strlen("; ") : 0) {
        struct buffer source = {0};
        while (*end && (end[0] != ';' || end[1] != ' '))
            end++;
        buffer_add(&source, text, (size_t)(end - text));
        if (text_set_add(known, buffer_text(&source), source.size))
            items_add(items, buffer_text(&source));
        buffer_free(&source);
    }
}

time_t merge_describe(const struct merge *merge, struct buffer *sources)
{
    time_t began = 0;
    struct text_set known = {0};
    for (size_t i = 0; i < merge->count; i++) {
        const struct column_row *row = merge->parts[i].row;
        if (!row)
            continue;
        add_sources(merge_value_of(row, COLUMN_SOURCE), &known, sources);
        began = !began || (row->checked_at && row->checked_at < began) ? row->checked_at : began;
    }
    text_set_free(&known);
    return began;
}

/* ---- rows ---- */

/* The part whose row was handed out goes on only now: the row was lent until here. */
static enum status move_on(struct merge *merge)
{
    struct part *part = merge->given;
    uint64_t line = part ? part->line : 0;
    merge->given = NULL;
    enum status status = part ? go_on(merge, part) : STATUS_OK;
    if (status == STATUS_OK && part && part->row && part->line && part->line < line)
        return merge_fail(merge, part, SAY_MERGE_OUT_OF_ORDER(line, part->row->domain, part->line));
    return status;
}

/* Without the list, the division alone says that no row is there twice. */
static enum status check_division(struct merge *merge)
{
    const struct part *whole = NULL;
    for (size_t i = 0; i < merge->count; i++) {
        const struct part *part = &merge->parts[i];
        if (!part->shard || merge_shard_of(part).count)
            continue;
        if (whole)
            return merge_fail(merge, part, SAY_MERGE_TWO_WHOLES(whole->reading.path));
        whole = part;
    }
    return STATUS_OK;
}

static struct column_row *give(struct merge *merge, struct part *part)
{
    merge->given = part;
    buffer_clear(&part->row->values[COLUMN_SHARD]);
    return part->row;
}

enum status merge_next(struct merge *merge, struct column_row **ret_row)
{
    struct part *first = NULL;
    enum status status = merge->given ? move_on(merge) : check_division(merge);
    *ret_row = NULL;
    for (size_t i = 0; i < merge->count && status == STATUS_OK; i++) {
        struct part *part = &merge->parts[i];
        if (part->row && !part->line)
            return merge_fail(merge, part, SAY_MERGE_NO_LINE(part->row->domain));
        if (part->row && (!first || part->line < first->line))
            first = part;
    }
    if (status == STATUS_OK && first)
        *ret_row = give(merge, first);
    return status;
}

static bool is_row_of(const struct column_row *row, const struct audit_entry *entry)
{
    const char *text = merge_value_of(row, COLUMN_LINE), *colon = strrchr(text, ':');
    uint64_t line = strtoull(colon ? colon + 1 : text, NULL, 10);
    return (!line || line == entry->line) && csv_is_same_text(entry->domain, row->domain);
}

static enum status fail_at(struct merge *merge, const struct audit_entry *entry, const char *list, struct saying saying)
{
    problem_set_at(merge->problem, list, entry->line, saying);
    return STATUS_INPUT;
}

enum status merge_next_for(struct merge *merge, const struct audit_entry *entry, const char *list,
                           struct column_row **ret_row)
{
    struct part *found = NULL;
    enum status status = move_on(merge);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < merge->count; i++) {
        struct part *part = &merge->parts[i];
        if (!part->row || !is_row_of(part->row, entry))
            continue;
        if (found)
            return fail_at(merge, entry, list, SAY_MERGE_ENTRY_TWICE(entry->domain));
        found = part;
    }
    if (!found)
        return fail_at(merge, entry, list, SAY_MERGE_ENTRY_MISSING(entry->domain));
    *ret_row = give(merge, found);
    return STATUS_OK;
}

enum status merge_finish(struct merge *merge)
{
    enum status status = move_on(merge);
    for (size_t i = 0; i < merge->count && status == STATUS_OK; i++)
        if (merge->parts[i].row)
            status = merge_fail(merge, &merge->parts[i], SAY_MERGE_ROW_LEFT(merge->parts[i].row->domain));
    return status;
}
