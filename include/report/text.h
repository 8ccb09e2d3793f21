/* SPDX-License-Identifier: Apache-2.0 */
/* The report for a person to read: a paragraph for each entry, the summary at the end. */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include "audit/summary.h"
#include "report/columns.h"

struct text_writer {
    struct buffer scratch; /* zero at first; the owner of the writer frees it */
};

/* What the report is about, a line for each thing; nothing where nothing is known. */
void text_add_head(const struct report_head *head, struct buffer *out);

void text_add_row(struct text_writer *writer, struct column_row *row, struct buffer *out);

/* `522 entries: 484 allowed, 30 denied, 8 unknown`: the entries by verdict. */
void text_add_counts(const struct audit_summary *summary, struct buffer *out);

/* `3 entries are not covered by the zone files`; false where there are none. */
bool text_add_outside(const struct audit_summary *summary, struct buffer *out);

/* `3 entries were not validated (dnssec: unchecked)`; likewise. */
bool text_add_unchecked(const struct audit_summary *summary, struct buffer *out);

/* Entries by verdict, the answers by reason for each kind that was asked for, and what else there is to know. */
void text_add_summary(const struct audit_summary *summary, struct buffer *out);

#endif
