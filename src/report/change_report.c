/* SPDX-License-Identifier: Apache-2.0 */
#include "report/change_report.h"

#include "report/change_page.h"
#include "report/layout.h"
#include "report/table.h"
#include "report/words.h"
#include "util/items.h"
#include "util/memory.h"

#include <stdlib.h>

struct change_report {
    enum report_format format;
    struct table_writer table; /* CSV, TSV and JSON Lines */
    struct buffer scratch;
    struct change_page page;
    bool begun;            /* a change was written */
    enum change_type last; /* the one that was written last */
};

static void change_report_add_verdict(const struct comparison_entry *entry, enum caa_kind kind, struct buffer *out)
{
    if (entry)
        buffer_add_text(out, verdict_word(entry->verdicts[kind]));
}

static void change_report_add_reason(const struct comparison_entry *entry, enum caa_kind kind, struct buffer *out)
{
    if (entry)
        buffer_add_text(out, reason_word(entry->reasons[kind]));
}

/* ---- the columns ---- */

static void write_change(const void *item, struct buffer *out)
{
    const struct change *change = item;
    buffer_add_text(out, change_word(change->type));
}

static void change_report_write_domain(const void *item, struct buffer *out)
{
    const struct change *change = item;
    buffer_add_text(out, change_entry(change)->domain);
}

static void change_report_write_name(const void *item, struct buffer *out)
{
    const struct change *change = item;
    buffer_add_text(out, change_entry(change)->name);
}

static void change_report_write_institution(const void *item, struct buffer *out)
{
    const struct change *change = item;
    buffer_add_text(out, change_entry(change)->institution);
}

static void change_report_write_kind(const void *item, struct buffer *out)
{
    const struct change *change = item;
    if (change_is_of_kind(change->type))
        buffer_add_text(out, caa_kind_word(change->kind));
}

static void write_old(const void *item, struct buffer *out)
{
    const struct change *change = item;
    change_report_add_verdict(change->before, change->kind, out);
}

static void write_new(const void *item, struct buffer *out)
{
    const struct change *change = item;
    change_report_add_verdict(change->after, change->kind, out);
}

static void write_old_reason(const void *item, struct buffer *out)
{
    const struct change *change = item;
    change_report_add_reason(change->before, change->kind, out);
}

static void write_new_reason(const void *item, struct buffer *out)
{
    const struct change *change = item;
    change_report_add_reason(change->after, change->kind, out);
}

static void write_added(const void *item, struct buffer *out)
{
    const struct change *change = item;
    comparison_add_records(change->after, change->before, out);
}

static void write_removed(const void *item, struct buffer *out)
{
    const struct change *change = item;
    comparison_add_records(change->before, change->after, out);
}

static const struct table_column columns[] = {
    {"change", COLUMN_WORD, write_change},
    {"domain", COLUMN_TEXT, change_report_write_domain},
    {"name", COLUMN_TEXT, change_report_write_name},
    {"institution", COLUMN_TEXT, change_report_write_institution},
    {"kind", COLUMN_WORD, change_report_write_kind},
    {"old", COLUMN_WORD, write_old},
    {"new", COLUMN_WORD, write_new},
    {"old_reason", COLUMN_WORD, write_old_reason},
    {"new_reason", COLUMN_WORD, write_new_reason},
    {"added", COLUMN_LIST, write_added},
    {"removed", COLUMN_LIST, write_removed},
};

enum { CHANGE_COLUMN_COUNT = sizeof columns / sizeof *columns };

/* ---- for people ---- */

static void change_report_add_heading(struct change_report *report, enum change_type type, struct buffer *out)
{
    if (report->begun && report->last == type)
        return;
    if (report->begun)
        buffer_add_char(out, '\n');
    report->begun = true;
    report->last = type;
    buffer_add_text(out, change_heading(type));
    buffer_add_char(out, '\n');
}

static void add_domain(const struct change *change, struct buffer *out)
{
    const char *domain = change_entry(change)->domain;
    buffer_add_text(out, "  ");
    if (*domain)
        layout_add_visible(domain, out);
    else
        words_add(WORDS_EMPTY_ENTRY, out);
}

/* `server: allowed -> denied (listed -> not-listed)` */
static void change_report_add_verdicts(const struct change *change, struct buffer *out)
{
    buffer_add_text(out, caa_kind_word(change->kind));
    buffer_add_text(out, ": ");
    write_old(change, out);
    buffer_add_text(out, " -> ");
    write_new(change, out);
    buffer_add_text(out, " (");
    write_old_reason(change, out);
    buffer_add_text(out, " -> ");
    write_new_reason(change, out);
    buffer_add_char(out, ')');
}

/* `denied (not-listed)`, of a new entry or one that is gone. */
static void add_worst(const struct change *change, struct buffer *out)
{
    const struct comparison_entry *entry = change_entry(change);
    change_report_add_verdict(entry, change->kind, out);
    buffer_add_text(out, " (");
    change_report_add_reason(entry, change->kind, out);
    buffer_add_char(out, ')');
}

/* Records, each on a line of its own, with the name at which they stand. */
static void change_report_add_lines(struct change_report *report, const char *sign,
                                    const struct comparison_entry *entry, const struct comparison_entry *other,
                                    struct buffer *out)
{
    const char *record;
    buffer_clear(&report->scratch);
    comparison_add_records(entry, other, &report->scratch);
    for (size_t at = 0; (record = items_next(&report->scratch, &at));) {
        buffer_add_text(out, "\n    ");
        buffer_add_text(out, sign);
        layout_add_visible(entry->caa_name, out);
        buffer_add_char(out, ' ');
        layout_add_visible(record, out);
    }
}

static void change_report_add_paragraph(struct change_report *report, const struct change *change, struct buffer *out)
{
    change_report_add_heading(report, change->type, out);
    add_domain(change, out);
    if (change->type == CHANGE_RECORDS) {
        change_report_add_lines(report, "+ ", change->after, change->before, out);
        change_report_add_lines(report, "- ", change->before, change->after, out);
    } else {
        buffer_add_text(out, "  ");
        if (change_is_of_kind(change->type))
            change_report_add_verdicts(change, out);
        else
            add_worst(change, out);
    }
    buffer_add_char(out, '\n');
}

bool change_report_can(enum report_format format)
{
    return format == REPORT_FORMAT_CSV || format == REPORT_FORMAT_TSV || format == REPORT_FORMAT_JSONL ||
           format == REPORT_FORMAT_TEXT || format == REPORT_FORMAT_HTML;
}

struct change_report *change_report_new(const struct report_settings *settings, const struct change_about *about)
{
    struct change_report *report = memory_zero(sizeof *report);
    report->format = settings->format;
    report->page.about = about;
    report->table = table_writer_of(settings->format, settings->excel, columns, CHANGE_COLUMN_COUNT);
    return report;
}

void change_report_free(struct change_report *report)
{
    if (!report)
        return;
    table_free(&report->table);
    buffer_free(&report->scratch);
    buffer_free(&report->page.scratch);
    free(report);
}

void change_report_begin(struct change_report *report, struct buffer *out)
{
    switch (report->format) {
    case REPORT_FORMAT_CSV:
    case REPORT_FORMAT_TSV:
        table_begin(&report->table, out);
        break;
    case REPORT_FORMAT_HTML:
        change_page_begin(&report->page, out);
        break;
    default:
        break;
    }
}

void change_report_add(struct change_report *report, const struct change *change, struct buffer *out)
{
    switch (report->format) {
    case REPORT_FORMAT_CSV:
    case REPORT_FORMAT_TSV:
    case REPORT_FORMAT_JSONL:
        table_add(&report->table, change, out);
        break;
    case REPORT_FORMAT_HTML:
        change_page_add(&report->page, change, out);
        break;
    default:
        change_report_add_paragraph(report, change, out);
        break;
    }
}

void change_report_end(struct change_report *report, struct buffer *out)
{
    if (report->format == REPORT_FORMAT_HTML)
        change_page_end(&report->page, out);
}
