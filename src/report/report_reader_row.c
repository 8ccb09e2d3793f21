/* SPDX-License-Identifier: Apache-2.0 */
#include "report_reader_internal.h"
#include "util/ascii.h"
#include "util/items.h"
#include "util/memory.h"
#include "util/problem.h"
#include "util/stamp.h"
#include "util/text_set.h"

#include <string.h>

static const char *reader_row_label_of(const struct report_reading *reading)
{
    return strcmp(reading->path, "-") == 0 ? SAID_STANDARD_INPUT : reading->path;
}

enum status report_reader_fail(struct report_reader *reader, struct saying saying)
{
    if (reader->status != STATUS_OK)
        return reader->status;
    problem_set_at(reader->reading->problem, reader_row_label_of(reader->reading), reader->row_line, saying);
    return reader->status = STATUS_INPUT;
}

bool report_reader_needs(enum column_id id)
{
    switch (id) {
    case COLUMN_DOMAIN:
    case COLUMN_NAME:
    case COLUMN_KINDS:
    case COLUMN_SERVER:
    case COLUMN_WILDCARD:
    case COLUMN_SMIME:
    case COLUMN_SERVER_REASON:
    case COLUMN_WILDCARD_REASON:
    case COLUMN_SMIME_REASON:
    case COLUMN_CAA_NAME:
    case COLUMN_CAA:
        return true;
    default:
        return false;
    }
}

/* ---- further columns ---- */

void report_reader_begin(struct report_reader *reader, struct text_list names)
{
    const char **copies = arena_alloc(&reader->arena, names.count * sizeof *copies);
    for (size_t i = 0; i < names.count; i++)
        copies[i] = arena_text(&reader->arena, names.items[i], strlen(names.items[i]));
    reader->begun = true;
    reader->further_names = (struct text_list){copies, names.count};
    reader->further_cells = memory_resize(NULL, names.count, sizeof *reader->further_cells);
    if (reader->reading->begin)
        reader->reading->begin(reader->reading->context, reader->further_names);
}

void report_reader_add_further(struct report_reader *reader, const char *text, size_t size)
{
    buffer_add(&reader->further, text, size);
    buffer_add_char(&reader->further, '\0');
}

/* ---- values ---- */

void report_reader_set(struct report_reader *reader, enum column_id id, const char *text, size_t size)
{
    buffer_clear(&reader->values[id]);
    buffer_add(&reader->values[id], text, size);
}

void report_reader_add_item(struct report_reader *reader, enum column_id id, const char *text, size_t size)
{
    buffer_add(&reader->values[id], text, size);
    buffer_add_char(&reader->values[id], '\0');
}

static bool holds_records(enum column_id id)
{
    return id == COLUMN_CAA || id == COLUMN_ADD || id == COLUMN_REMOVE;
}

/* A record ends at `; ` outside its quotes, and a backslash escapes, in its owner too; any other item at the first. */
static size_t item_size(enum column_id id, const char *text, size_t size)
{
    bool quoted = false;
    for (size_t i = 0; i + 1 < size; i++) {
        if (text[i] == '"' && holds_records(id))
            quoted = !quoted;
        else if (text[i] == '\\' && holds_records(id))
            i++;
        else if (!quoted && text[i] == ';' && text[i + 1] == ' ')
            return i;
    }
    return size;
}

void report_reader_split_items(struct report_reader *reader, enum column_id id, const char *cell, size_t size)
{
    while (size) {
        size_t taken = item_size(id, cell, size);
        report_reader_add_item(reader, id, cell, taken);
        taken += taken < size ? strlen("; ") : 0;
        cell += taken;
        size -= taken;
    }
}

/* ---- the row ---- */

static const char *reader_row_text_of(struct report_reader *reader, enum column_id id)
{
    return buffer_text(&reader->values[id]);
}

enum { CELL_SHOWN_MAX = 64 }; /* octets of a cell within a problem */

static void fail_cell(struct report_reader *reader, enum column_id id, const char *cell, struct saying expected)
{
    report_reader_fail(reader, SAY_REPORT_CELL(saying_part(cell, CELL_SHOWN_MAX), columns_table[id].name, expected));
}

static void reader_row_fail_word(struct report_reader *reader, enum column_id id, struct saying expected)
{
    fail_cell(reader, id, reader_row_text_of(reader, id), expected);
}

enum { NUMBER_DIGITS_MAX = 18 }; /* each reader of JSON has an integer of that size */

/* Formats write words and numbers as they are, and JSON knows no number that begins with 0. */
static bool is_plain_number(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!ascii_is_digit((unsigned char)text[i]))
            return false;
    return size <= NUMBER_DIGITS_MAX && (size < 2 || *text != '0');
}

static bool is_plain_word(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!ascii_is_alnum((unsigned char)text[i]) && (!i || !text[i] || !strchr("-:; ", text[i])))
            return false;
    return true;
}

static void check_words(struct report_reader *reader)
{
    for (unsigned id = 0; id < COLUMN_COUNT; id++) {
        const struct buffer *value = &reader->values[id];
        if (columns_table[id].shape == COLUMN_WORD && !is_plain_word(value->data, value->size))
            reader_row_fail_word(reader, id, SAY_REPORT_WANTS_WORD());
        if (columns_table[id].shape == COLUMN_NUMBER && !is_plain_number(value->data, value->size))
            reader_row_fail_word(reader, id, SAY_REPORT_WANTS_NUMBER());
    }
}

static void read_kinds(struct report_reader *reader, caa_kinds *ret_kinds)
{
    const char *word;
    *ret_kinds = 0;
    for (size_t at = 0; (word = items_next(&reader->values[COLUMN_KINDS], &at));) {
        enum caa_kind kind;
        if (!caa_kind_parse(word, strlen(word), &kind)) {
            reader_row_fail_word(reader, COLUMN_KINDS, SAY_REPORT_WANTS_KINDS());
            return;
        }
        *ret_kinds |= CAA_KINDS_OF(kind);
    }
}

/* They are members of an object in JSON, and so each has a name of its own. */
static void check_perspectives(struct report_reader *reader)
{
    const char *item;
    struct text_set labels = {0};
    for (size_t at = 0; (item = items_next(&reader->values[COLUMN_PERSPECTIVES], &at));) {
        size_t size = strcspn(item, "=");
        if (!item[size] || !audit_is_label(item, size) || !text_set_add(&labels, item, size))
            fail_cell(reader, COLUMN_PERSPECTIVES, item, SAY_REPORT_WANTS_PERSPECTIVES());
    }
    text_set_free(&labels);
}

static void read_verdict(struct report_reader *reader, enum caa_kind kind)
{
    const unsigned offset = kind;
    enum column_id verdict = COLUMN_SERVER + offset, reason = COLUMN_SERVER_REASON + offset;
    if (!verdict_parse(reader_row_text_of(reader, verdict), &reader->row.verdicts[kind]))
        reader_row_fail_word(reader, verdict, SAY_REPORT_WANTS_VERDICT());
    if (!reason_parse(reader_row_text_of(reader, reason), &reader->row.outcome.reasons[kind]))
        reader_row_fail_word(reader, reason, SAY_REPORT_WANTS_REASON());
}

static void read_failure(struct report_reader *reader)
{
    const char *code = reader_row_text_of(reader, COLUMN_FAILURE);
    reader->row.outcome.failure = FAILURE_NONE;
    if (*code && !failure_parse(code, &reader->row.outcome.failure))
        reader_row_fail_word(reader, COLUMN_FAILURE, SAY_REPORT_WANTS_FAILURE());
}

/* The column holds a word for what is no name as well; it may be missing. */
static enum audit_validation validation_of(struct report_reader *reader)
{
    const char *word = reader_row_text_of(reader, COLUMN_DNSSEC);
    if (!*reader_row_text_of(reader, COLUMN_NAME) || !*word)
        return AUDIT_NOTHING_TO_VALIDATE;
    return strcmp(word, dnssec_word(DNSSEC_UNCHECKED)) == 0 ? AUDIT_UNCHECKED : AUDIT_CHECKED;
}

static struct report_time known_time(const char *text, time_t time)
{
    struct report_time known = {.time = time};
    memcpy(known.text, text, strlen(text));
    return known;
}

/* Rows of one second have the same. */
static time_t reader_row_time_of(struct report_reader *reader, enum column_id id)
{
    const char *text = reader_row_text_of(reader, id);
    struct report_time *last = &reader->times[id == COLUMN_CHECKED_AT ? 0 : id == COLUMN_SINCE ? 1 : 2];
    if (!*text)
        return 0;
    if (strcmp(text, last->text) == 0)
        return last->time;
    time_t time = 0;
    if (!stamp_parse(text, &time))
        reader_row_fail_word(reader, id, SAY_REPORT_WANTS_TIME());
    else
        *last = known_time(text, time);
    return time;
}

static void read_times(struct report_reader *reader)
{
    struct audit_outcome *outcome = &reader->row.outcome;
    time_t checked_at = reader_row_time_of(reader, COLUMN_CHECKED_AT);
    outcome->expires = reader_row_time_of(reader, COLUMN_EXPIRES);
    outcome->ended = !outcome->kinds && audit_has_ended(outcome->expires, checked_at);
    reader->row.since = reader_row_time_of(reader, COLUMN_SINCE);
    reader->row.checked_at = checked_at;
}

static bool reader_row_is_barred(const struct report_reader *reader)
{
    for (unsigned note = 0; reader->values[COLUMN_NOTES].size && note < NOTE_COUNT; note++)
        if (caa_note_bars(note) && items_hold(&reader->values[COLUMN_NOTES], caa_note_word(note)))
            return true;
    return false;
}

static struct text_list list_further(struct report_reader *reader)
{
    size_t count = 0;
    for (size_t at = 0; at < reader->further.size && count < reader->further_names.count;
         at += strlen(reader->further.data + at) + 1)
        reader->further_cells[count++] = reader->further.data + at;
    return (struct text_list){reader->further_cells, count};
}

void report_reader_clear(struct report_reader *reader)
{
    for (unsigned id = 0; id < COLUMN_COUNT; id++)
        buffer_clear(&reader->values[id]);
    buffer_clear(&reader->further);
    reader->has_row = false;
}

void report_reader_deliver(struct report_reader *reader)
{
    struct column_row *row = &reader->row;
    check_words(reader);
    read_kinds(reader, &row->outcome.kinds);
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        read_verdict(reader, kind);
    read_failure(reader);
    check_perspectives(reader);
    read_times(reader);
    row->outcome.validation = validation_of(reader);
    row->outcome.barred = reader_row_is_barred(reader);
    row->outcome.outside = items_hold(&reader->values[COLUMN_NOTES], caa_note_word(NOTE_OUTSIDE_ZONES));
    if (reader->status != STATUS_OK)
        return;
    row->values = reader->values;
    row->domain = reader_row_text_of(reader, COLUMN_DOMAIN);
    row->institution = reader_row_text_of(reader, COLUMN_INSTITUTION);
    row->contact = reader_row_text_of(reader, COLUMN_CONTACT);
    row->further = list_further(reader);
    reader->has_row = true;
}
