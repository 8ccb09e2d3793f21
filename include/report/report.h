/* SPDX-License-Identifier: Apache-2.0 */
/* Reports: results in, bytes out, into a buffer that somebody else writes. One table of columns serves them all. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "audit/summary.h"
#include "report/columns.h"
#include "util/buffer.h"
#include "util/status.h"

/* format, its word for --format and file ending */
/* clang-format off */
#define REPORT_FORMAT_LIST(X)         \
    X(REPORT_FORMAT_CSV,    "csv")    \
    X(REPORT_FORMAT_TSV,    "tsv")    \
    X(REPORT_FORMAT_JSONL,  "jsonl")  \
    X(REPORT_FORMAT_HTML,   "html")   \
    X(REPORT_FORMAT_XLSX,   "xlsx")   \
    X(REPORT_FORMAT_PROM,   "prom")   \
    X(REPORT_FORMAT_TEXT,   "txt")    \
    X(REPORT_FORMAT_NAGIOS, "nagios")
/* clang-format on */

enum report_format {
#define REPORT_FORMAT_ENUM(id, word) id,
    REPORT_FORMAT_LIST(REPORT_FORMAT_ENUM)
#undef REPORT_FORMAT_ENUM
};

/* Whether report_read can read such a report back. */
bool report_format_is_readable(enum report_format format);

bool report_format_parse(const char *word, size_t size, enum report_format *ret_format);

struct report_settings {
    enum report_format format;
    bool excel;                     /* CSV only: byte order mark, CRLF, a quote before what looks like a formula */
    struct text_list further;       /* names of the list's further columns */
    const char *about;              /* HTML only: whose report it is, or NULL */
    bool script;                    /* HTML only: with search, sorting and buttons; not for what is sent to others */
    bool each;                      /* HTML only: each entry has a card of its own, with the picture of its climb */
    const struct report_head *head; /* lent; NULL: nothing is known */
};

/* What a run came to. */
struct report_totals {
    const struct audit_summary *summary;
    uint64_t queries, elapsed_ms;
    time_t finished_at;
    time_t answered_at; /* when the last run ended that a server answered; 0: none has */
};

struct report;

/* SETTINGS are copied, the names too. The caller frees it. */
struct report *report_new(const struct report_settings *settings);
void report_free(struct report *report);

/* What stands before the first row, a row (of a result, or one that was read back), what stands behind the last. */
void report_begin(struct report *report, struct buffer *out);
void report_add_result(struct report *report, const struct audit_result *result, struct buffer *out);
void report_add_row(struct report *report, struct column_row *row, struct buffer *out);
void report_end(struct report *report, const struct report_totals *totals, struct buffer *out);

/* What did not fit in OUT at the end: a part of it, until there is no more (false). STATUS_OUTPUT with the reason where
 * the report cannot be made. */
enum status report_more(struct report *report, struct buffer *out, bool *ret_more, struct problem *ret_problem);

#endif
