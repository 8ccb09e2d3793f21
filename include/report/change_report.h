/* SPDX-License-Identifier: Apache-2.0 */
/* What changed between two reports, for people and for programs: changes in, bytes out. */
#ifndef REPORT_CHANGE_REPORT_H
#define REPORT_CHANGE_REPORT_H

#include "report/change_page.h"
#include "report/comparison.h"
#include "report/report.h"

/* The formats that changes can have: CSV, TSV, JSON Lines, TEXT and HTML. */
bool change_report_can(enum report_format format);

struct change_report;

/* Of SETTINGS, whose format is one of those, the further columns do not count; ABOUT, for the page, is lent, or NULL.
 * The caller frees it. */
struct change_report *change_report_new(const struct report_settings *settings, const struct change_about *about);
void change_report_free(struct change_report *report);

/* What stands before the first change, a change, what stands behind the last. TEXT has a heading for each type, CSV,
 * TSV and JSON Lines the columns change, domain, name, institution, kind, old, new, old_reason, new_reason, added,
 * removed. */
void change_report_begin(struct change_report *report, struct buffer *out);
void change_report_add(struct change_report *report, const struct change *change, struct buffer *out);
void change_report_end(struct change_report *report, struct buffer *out);

#endif
