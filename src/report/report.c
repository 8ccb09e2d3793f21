/* SPDX-License-Identifier: Apache-2.0 */
#include "report/report.h"

#include "report/book.h"
#include "report/csv.h"
#include "report/further.h"
#include "report/html.h"
#include "report/jsonl.h"
#include "report/nagios.h"
#include "report/prometheus.h"
#include "report/text.h"
#include "util/memory.h"
#include "words/words.h"

#include <stdio.h>
#include <stdlib.h>

struct report {
    enum report_format format;
    const struct report_head *head;
    struct arena arena; /* the names of further columns */
    struct column_row row;
    struct csv_writer csv;
    struct jsonl_writer jsonl;
    struct text_writer text;
    struct html_writer html;
    struct nagios_writer nagios;
    struct prometheus_writer prometheus;
    struct book *book; /* XLSX */
};

bool report_format_parse(const char *word, size_t size, enum report_format *ret_format)
{
    static const char *const words[] = {
#define REPORT_FORMAT_WORD(id, format_word) format_word,
        REPORT_FORMAT_LIST(REPORT_FORMAT_WORD)
#undef REPORT_FORMAT_WORD
    };
    for (unsigned format = 0; format < sizeof words / sizeof *words; format++)
        if (strlen(words[format]) == size && memcmp(words[format], word, size) == 0) {
            *ret_format = format;
            return true;
        }
    return false;
}

bool report_format_is_readable(enum report_format format)
{
    return format == REPORT_FORMAT_CSV || format == REPORT_FORMAT_TSV || format == REPORT_FORMAT_JSONL;
}

struct report *report_new(const struct report_settings *settings)
{
    struct report *report = memory_zero(sizeof *report);
    report->format = settings->format;
    report->head = settings->head ? settings->head : &report_head_unknown;
    report->csv.separator = settings->format == REPORT_FORMAT_TSV ? '\t' : ',';
    report->html.about = settings->about ? arena_text(&report->arena, settings->about, strlen(settings->about)) : "";
    report->html.head = *report->head;
    report->html.script = settings->script;
    report->html.each = settings->each;
    report->csv.excel = settings->excel && settings->format == REPORT_FORMAT_CSV;
    report->csv.further = further_headings(settings->further, &report->arena);
    report->jsonl.further = further_keys(settings->further, &report->arena);
    if (settings->format == REPORT_FORMAT_XLSX)
        report->book = book_open(report->csv.further, report->head);
    return report;
}

void report_free(struct report *report)
{
    if (!report)
        return;
    csv_writer_free(&report->csv);
    buffer_free(&report->jsonl.scratch);
    buffer_free(&report->text.scratch);
    html_free(&report->html);
    nagios_free(&report->nagios);
    prometheus_free(&report->prometheus);
    book_free(report->book);
    arena_free(&report->arena);
    free(report);
}

void report_begin(struct report *report, struct buffer *out)
{
    switch (report->format) {
    case REPORT_FORMAT_CSV:
    case REPORT_FORMAT_TSV:
        csv_add_header(&report->csv, out);
        break;
    case REPORT_FORMAT_TEXT:
        text_add_head(report->head, out);
        break;
    case REPORT_FORMAT_JSONL:
    case REPORT_FORMAT_HTML:
    case REPORT_FORMAT_XLSX:
    case REPORT_FORMAT_PROM:
    case REPORT_FORMAT_NAGIOS:
        break;
    }
}

void report_add_row(struct report *report, struct column_row *row, struct buffer *out)
{
    switch (report->format) {
    case REPORT_FORMAT_CSV:
    case REPORT_FORMAT_TSV:
        csv_add_row(&report->csv, row, out);
        break;
    case REPORT_FORMAT_JSONL:
        jsonl_add_row(&report->jsonl, row, out);
        break;
    case REPORT_FORMAT_TEXT:
        text_add_row(&report->text, row, out);
        break;
    case REPORT_FORMAT_HTML:
        html_take_row(&report->html, row);
        break;
    case REPORT_FORMAT_XLSX:
        book_take_row(report->book, row);
        break;
    case REPORT_FORMAT_NAGIOS:
        nagios_take_row(&report->nagios, row);
        break;
    case REPORT_FORMAT_PROM:
        prometheus_take_row(&report->prometheus, row);
        break;
    }
}

void report_add_result(struct report *report, const struct audit_result *result, struct buffer *out)
{
    columns_take_result(&report->row, result, report->head);
    report_add_row(report, &report->row, out);
}

void report_end(struct report *report, const struct report_totals *totals, struct buffer *out)
{
    switch (report->format) {
    case REPORT_FORMAT_CSV:
    case REPORT_FORMAT_TSV:
    case REPORT_FORMAT_JSONL:
        break;
    case REPORT_FORMAT_TEXT:
        text_add_summary(totals->summary, out);
        break;
    case REPORT_FORMAT_HTML:
        html_add(&report->html, totals, out);
        break;
    case REPORT_FORMAT_XLSX:
        book_finish(report->book, totals);
        break;
    case REPORT_FORMAT_PROM:
        prometheus_add(&report->prometheus, report->head, totals, out);
        break;
    case REPORT_FORMAT_NAGIOS:
        nagios_add(&report->nagios, totals, out);
        break;
    }
}

enum status report_more(struct report *report, struct buffer *out, bool *ret_more, struct problem *ret_problem)
{
    *ret_more = report->book && book_more(report->book, out);
    if (*ret_more || !report->book || !book_error(report->book))
        return STATUS_OK;
    struct buffer text = {0};
    words_say(SAY_BOOK_CANNOT(saying_error(book_error(report->book))), &text);
    snprintf(ret_problem->text, sizeof ret_problem->text, "%s", buffer_text(&text));
    buffer_free(&text);
    return STATUS_OUTPUT;
}
