/* SPDX-License-Identifier: Apache-2.0 */
/* The report as one HTML page: no request to anywhere, no script; the outcome, then what needs action, then every
 * entry. As the first two are known only at the end, all is held until then; a page has HTML_ENTRIES_MAX entries at
 * most, and says so where there are more. */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "report/columns.h"
#include "report/report.h"

enum { HTML_ENTRIES_MAX = 10000 /* a browser bears no more gladly */ };

struct html_writer {
    struct buffer actions[3]; /* by verdict: what needs action */
    struct buffer rows;       /* of the table of all entries */
    struct buffer scratch;
    uint64_t entries;
    const char *about; /* whose page it is, lent; may be empty */
};

void html_take_row(struct html_writer *writer, struct column_row *row);
void html_add(struct html_writer *writer, const struct report_totals *totals, struct buffer *out);
void html_free(struct html_writer *writer);

#endif
