/* SPDX-License-Identifier: Apache-2.0 */
#include "report/text.h"

#include "report/layout.h"
#include "report/words.h"
#include "util/items.h"

/* ---- the head ---- */

static void measure_label(void *context, enum words label, const char *value)
{
    size_t *width = context, columns = layout_width(words_text(label), strlen(words_text(label)));
    (void)value;
    *width = columns + 2 > *width ? columns + 2 : *width;
}

struct head_text {
    size_t width;
    struct buffer *out;
};

static void text_add_head_line(void *context, enum words label, const char *value)
{
    const struct head_text *text = context;
    layout_add_padded(words_text(label), text->width, text->out);
    layout_add_visible(value, text->out);
    buffer_add_char(text->out, '\n');
}

void text_add_head(const struct report_head *head, struct buffer *out)
{
    struct head_text text = {0, out};
    size_t before = out->size;
    report_head_tell(head, measure_label, &text.width);
    report_head_tell(head, text_add_head_line, &text);
    if (out->size > before)
        buffer_add_char(out, '\n');
}

/* ---- a row ---- */

static void text_add_label(const char *label, struct buffer *out)
{
    buffer_add_text(out, "  ");
    layout_add_padded(label, layout_label_width(), out);
}

/* Items are not wrapped: records are there to be copied. */
static void text_add_items(const char *label, const struct buffer *value, struct buffer *out)
{
    const char *item;
    for (size_t at = 0; (item = items_next(value, &at)); label = "") {
        text_add_label(label, out);
        layout_add_visible(item, out);
        buffer_add_char(out, '\n');
    }
}

static void text_add_column(enum column_id id, struct column_row *row, struct buffer *value, struct buffer *out)
{
    const struct column *column = &columns_table[id];
    buffer_clear(value);
    columns_write(row, id, value);
    if (!value->size)
        return;
    switch (column->shape) {
    case COLUMN_TEXT:
    case COLUMN_WORD:
    case COLUMN_NUMBER:
        text_add_label(words_text(column->label), out);
        layout_add_wrapped(buffer_text(value), 2 + layout_label_width(), out);
        buffer_add_char(out, '\n');
        break;
    case COLUMN_LIST:
    case COLUMN_OBJECT:
        text_add_items(words_text(column->label), value, out);
        break;
    }
}

/* The entry as it was given, and the name behind it where that is another text. */
static void text_add_heading(struct column_row *row, struct buffer *name, struct buffer *out)
{
    if (*row->domain)
        layout_add_visible(row->domain, out);
    else
        words_add(WORDS_EMPTY_ENTRY, out);
    buffer_clear(name);
    columns_write(row, COLUMN_NAME, name);
    if (name->size && strcmp(buffer_text(name), row->domain) != 0) {
        buffer_add_text(out, " (");
        layout_add_visible(buffer_text(name), out);
        buffer_add_char(out, ')');
    }
    buffer_add_char(out, '\n');
}

void text_add_row(struct text_writer *writer, struct column_row *row, struct buffer *out)
{
    const struct layout_verdicts verdicts = {.shown = row->outcome.kinds, .label_width = layout_label_width()};
    text_add_heading(row, &writer->scratch, out);
    layout_add_verdicts(&verdicts, &row->outcome, out);
    for (unsigned i = 0; i < COLUMN_COUNT; i++)
        if (columns_table[i].told)
            text_add_column(i, row, &writer->scratch, out);
    buffer_add_char(out, '\n');
}

/* ---- the summary ---- */

/* `allowed 500 (no-caa 450, listed 50)` */
static void add_verdict_count(const struct audit_summary *summary, enum caa_kind kind, enum verdict verdict,
                              struct buffer *out)
{
    struct buffer reasons = {0};
    uint64_t count = 0;
    for (unsigned reason = 0; reason < REASON_COUNT; reason++) {
        uint64_t of_reason = summary->reasons[kind][reason];
        if (!of_reason || reason_verdict(reason) != verdict)
            continue;
        count += of_reason;
        buffer_add_text(&reasons, reasons.size ? ", " : " (");
        buffer_add_text(&reasons, reason_word(reason));
        buffer_add_char(&reasons, ' ');
        buffer_add_unsigned(&reasons, of_reason);
    }
    if (count) {
        buffer_add_text(out, out->size ? "; " : "");
        buffer_add_text(out, words_of_verdict(verdict));
        buffer_add_char(out, ' ');
        buffer_add_unsigned(out, count);
        buffer_add(out, reasons.data, reasons.size);
        buffer_add_char(out, ')');
    }
    buffer_free(&reasons);
}

static void add_kind_counts(const struct audit_summary *summary, enum caa_kind kind, struct buffer *out)
{
    struct buffer counts = {0};
    for (unsigned verdict = VERDICT_ALLOWED; verdict <= VERDICT_UNKNOWN; verdict++)
        add_verdict_count(summary, kind, verdict, &counts);
    if (counts.size) {
        text_add_label(words_of_kind(kind), out);
        buffer_add(out, counts.data, counts.size);
        buffer_add_char(out, '\n');
    }
    buffer_free(&counts);
}

/* The one slot there is. */
static void text_fill_count(const void *count, const char *name, size_t size, struct buffer *out)
{
    (void)name;
    (void)size;
    buffer_add_unsigned(out, *(const uint64_t *)count);
}

struct verdict_count {
    enum verdict verdict;
    uint64_t count;
};

static void fill_verdict_count(const void *context, const char *name, size_t size, struct buffer *out)
{
    const struct verdict_count *count = context;
    if (words_slot_is(name, size, "verdict"))
        buffer_add_text(out, words_of_verdict(count->verdict));
    else
        buffer_add_unsigned(out, count->count);
}

void text_add_counts(const struct audit_summary *summary, struct buffer *out)
{
    words_fill(WORDS_ENTRIES, text_fill_count, &summary->entries, out);
    const char *joint = words_text(WORDS_COLON_JOINT);
    for (unsigned verdict = VERDICT_ALLOWED; verdict <= VERDICT_UNKNOWN;
         verdict++, joint = words_text(WORDS_LIST_JOINT)) {
        const struct verdict_count count = {verdict, summary->verdicts[verdict]};
        buffer_add_text(out, joint);
        words_fill(WORDS_VERDICT_COUNT, fill_verdict_count, &count, out);
    }
    if (summary->not_covered) {
        buffer_add_text(out, joint);
        words_fill(WORDS_NOT_COVERED, text_fill_count, &summary->not_covered, out);
    }
    if (summary->ended) {
        buffer_add_text(out, words_text(WORDS_LIST_JOINT));
        words_fill(WORDS_ENDED, text_fill_count, &summary->ended, out);
    }
}

static void add_silence(const struct audit_summary *summary, struct buffer *out)
{
    struct buffer since = {0};
    if (!summary->silenced)
        return;
    buffer_add_time(&since, summary->silent_since);
    words_say(SAY_SUMMARY_SILENT(summary->silenced, buffer_text(&since)), out);
    buffer_add_char(out, '\n');
    buffer_free(&since);
}

static void add_barred(const struct audit_summary *summary, struct buffer *out)
{
    if (!summary->barred)
        return;
    words_fill(WORDS_BARRED, text_fill_count, &summary->barred, out);
    buffer_add_char(out, '\n');
}

bool text_add_outside(const struct audit_summary *summary, struct buffer *out)
{
    if (summary->outside)
        words_fill(WORDS_OUTSIDE_ZONES, text_fill_count, &summary->outside, out);
    return summary->outside;
}

bool text_add_unchecked(const struct audit_summary *summary, struct buffer *out)
{
    if (!summary->unchecked)
        return false;
    words_say(SAY_SUMMARY_UNVALIDATED(summary->unchecked), out);
    return true;
}

void text_add_summary(const struct audit_summary *summary, struct buffer *out)
{
    text_add_counts(summary, out);
    buffer_add_char(out, '\n');
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        add_kind_counts(summary, kind, out);
    if (text_add_unchecked(summary, out))
        buffer_add_char(out, '\n');
    if (text_add_outside(summary, out))
        buffer_add_char(out, '\n');
    add_silence(summary, out);
    add_barred(summary, out);
}
