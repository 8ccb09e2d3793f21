/* SPDX-License-Identifier: Apache-2.0 */
/* The report as one HTML page: no request to anywhere; how many of which verdict and what it is about, then what needs
 * action, then every entry, then the reasons. Entries with the same cause (the same records to publish, or the same
 * failure) share a card. As all of this is known only at the end, all is held until then; a page has HTML_ENTRIES_MAX
 * entries at most, and says so where there are more. Verdicts are filtered by style alone; search, sorting and copying
 * need the script, without which the page is whole. */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "report/columns.h"
#include "report/report.h"

enum { HTML_ENTRIES_MAX = 10000 /* with more a browser is slow */ };

struct html_group;

struct html_writer {
    struct html_group *groups; /* of what needs action, by cause */
    struct buffer rows;        /* of the table of all entries */
    struct buffer scratch, key;
    struct arena arena;
    uint64_t entries;
    const char *about;       /* whose page it is, lent; may be empty */
    struct report_head head; /* what is not known of it is taken from the first row */
    bool read_back;          /* of these rows it is taken */
    caa_kinds kinds;         /* with that: that they ask for */
    unsigned statuses;       /* of DNSSEC, bits: those of which a row tells */
    bool script;
    bool each; /* every entry gets a card of its own, whatever its verdict */
};

void html_take_row(struct html_writer *writer, struct column_row *row);
void html_add(struct html_writer *writer, const struct report_totals *totals, struct buffer *out);
void html_free(struct html_writer *writer);

#endif
