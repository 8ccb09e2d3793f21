/* SPDX-License-Identifier: Apache-2.0 */
#include "report/merge.h"

#include "report/csv.h"
#include "report/report_reader.h"
#include "util/memory.h"
#include "words/file_problem.h"
#include "words/language.h"

#include <stdio.h>
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

static const char *value_of(const struct column_row *row, enum column_id id)
{
    return buffer_text(&row->values[id]);
}

/* ---- a part ---- */

static void begin(void *context, struct text_list further)
{
    ((struct part *)context)->further = further;
}

static uint64_t line_of(const struct column_row *row)
{
    const char *text = value_of(row, COLUMN_LINE);
    return text[strspn(text, "0123456789")] ? 0 : strtoull(text, NULL, 10);
}

/* A part is about one part of one division, and one CA. */
static enum status check_row(struct merge *merge, const struct part *part)
{
    const char *shard = value_of(part->row, COLUMN_SHARD), *ca = value_of(part->row, COLUMN_CA);
    if (strcmp(shard, part->shard) == 0 && strcmp(ca, part->ca) == 0)
        return STATUS_OK;
    file_problem_set(merge->problem, part->reading.path, 0,
                     "the row for '%.100s' is of shard '%.20s' and CA '%.100s', the first one of '%.20s' and '%.100s': "
                     "give the report of one run for each part",
                     part->row->domain, shard, ca, part->shard, part->ca);
    return STATUS_INPUT;
}

static enum status go_on(struct merge *merge, struct part *part)
{
    part->row = report_source_next(part->source);
    if (!part->row)
        return report_source_status(part->source);
    part->line = line_of(part->row);
    if (part->shard)
        return check_row(merge, part);
    part->shard = memory_text(value_of(part->row, COLUMN_SHARD), part->row->values[COLUMN_SHARD].size);
    part->ca = memory_text(value_of(part->row, COLUMN_CA), part->row->values[COLUMN_CA].size);
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

/* `3/8`; false where it is none. */
static bool read_shard(const struct part *part, unsigned *ret_index, unsigned *ret_count)
{
    char end;
    return part->shard && sscanf(part->shard, "%5u/%5u%c", ret_index, ret_count, &end) == 2;
}

static enum status differs(struct merge *merge, const struct part *part, const struct part *other, const char *words)
{
    file_problem_set(merge->problem, part->reading.path, 0, words, part->shard, other->shard, other->reading.path);
    return STATUS_INPUT;
}

static enum status check_pair(struct merge *merge, const struct part *part, const struct part *other)
{
    unsigned index = 0, count = 0, other_index = 0, other_count = 0;
    if (!same_texts(part->further, other->further)) {
        file_problem_set(merge->problem, part->reading.path, 0,
                         "its further columns are not those of %s: these are parts of different lists",
                         other->reading.path);
        return STATUS_INPUT;
    }
    if (!part->shard || !other->shard)
        return STATUS_OK;
    bool one = read_shard(part, &index, &count), two = read_shard(other, &other_index, &other_count);
    if (one != two || count != other_count)
        return differs(merge, part, other, "it is part '%s' and not of the same division as part '%s' in %s");
    if (one && index == other_index)
        return differs(merge, part, other, "part %s is given twice: part %s is in %s, too");
    if (strcmp(part->ca, other->ca) != 0) {
        file_problem_set(merge->problem, part->reading.path, 0,
                         "it is about the CA '%.100s', and %s about '%.100s': give reports about one CA", part->ca,
                         other->reading.path, other->ca);
        return STATUS_INPUT;
    }
    return STATUS_OK;
}

static bool has_part(const struct merge *merge, unsigned wanted)
{
    unsigned index, count;
    for (size_t i = 0; i < merge->count; i++)
        if (read_shard(&merge->parts[i], &index, &count) && index == wanted)
            return true;
    return false;
}

/* A part without rows does not say which it is: each may be one of those that are missing. */
static enum status check_all_there(struct merge *merge)
{
    unsigned index, parts = 0, missing = 0, silent = 0;
    struct buffer words = {0};
    for (size_t i = 0; i < merge->count; i++) {
        silent += !merge->parts[i].shard;
        read_shard(&merge->parts[i], &index, &parts);
    }
    for (unsigned i = 1; i <= parts; i++)
        if (!has_part(merge, i)) {
            buffer_add_text(&words, missing++ ? ", " : "");
            buffer_add_unsigned(&words, i);
            buffer_add_char(&words, '/');
            buffer_add_unsigned(&words, parts);
        }
    if (missing > silent)
        snprintf(merge->problem->text, sizeof merge->problem->text,
                 language_text("parts are missing: %.400s; give the reports of all parts"), buffer_text(&words));
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
            (struct report_reading){.path = paths[i], .problem = ret_problem, .context = part, .begin = begin};
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
    return merge->count ? merge->parts[0].further : (struct text_list){NULL, 0};
}

struct column_row *merge_peek(const struct merge *merge)
{
    for (size_t i = 0; i < merge->count; i++)
        if (merge->parts[i].row)
            return merge->parts[i].row;
    return NULL;
}

/* ---- rows ---- */

/* The part whose row was handed out goes on only now: the row was lent until here. */
static enum status move_on(struct merge *merge)
{
    struct part *part = merge->given;
    uint64_t line = part ? part->line : 0;
    merge->given = NULL;
    enum status status = part ? go_on(merge, part) : STATUS_OK;
    if (status == STATUS_OK && part && part->row && part->line && part->line < line) {
        file_problem_set(merge->problem, part->reading.path, 0,
                         "the row for '%.100s' is of line %ju of the list, and comes behind line %ju: give the report "
                         "as caa-audit run wrote it",
                         part->row->domain, (uintmax_t)part->line, (uintmax_t)line);
        return STATUS_INPUT;
    }
    return status;
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
    enum status status = move_on(merge);
    *ret_row = NULL;
    for (size_t i = 0; i < merge->count && status == STATUS_OK; i++) {
        struct part *part = &merge->parts[i];
        if (part->row && !part->line) {
            file_problem_set(merge->problem, part->reading.path, 0,
                             "the row for '%.100s' does not say at which line of one list it stands: give the list, or "
                             "the lists in their order, with --list",
                             part->row->domain);
            return STATUS_INPUT;
        }
        if (part->row && (!first || part->line < first->line))
            first = part;
    }
    if (status == STATUS_OK && first)
        *ret_row = give(merge, first);
    return status;
}

static bool is_row_of(const struct column_row *row, const struct audit_entry *entry)
{
    const char *text = value_of(row, COLUMN_LINE), *colon = strrchr(text, ':');
    uint64_t line = strtoull(colon ? colon + 1 : text, NULL, 10);
    return (!line || line == entry->line) && csv_is_same_text(entry->domain, row->domain);
}

static enum status not_there(struct merge *merge, const struct audit_entry *entry, const char *list, const char *words)
{
    file_problem_set(merge->problem, list, entry->line, words, entry->domain);
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
            return not_there(merge, entry, list, "two parts have a row for '%.100s': give each part once");
        found = part;
    }
    if (!found)
        return not_there(merge, entry, list,
                         "no part has a row for '%.100s' here: a part is missing, or is of another list");
    *ret_row = give(merge, found);
    return STATUS_OK;
}

enum status merge_finish(struct merge *merge)
{
    enum status status = move_on(merge);
    for (size_t i = 0; i < merge->count && status == STATUS_OK; i++) {
        const struct part *part = &merge->parts[i];
        if (!part->row)
            continue;
        file_problem_set(merge->problem, part->reading.path, 0,
                         "a row for '%.100s' that the list does not have there: is it of another list?",
                         part->row->domain);
        status = STATUS_INPUT;
    }
    return status;
}
