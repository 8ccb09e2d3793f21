/* SPDX-License-Identifier: Apache-2.0 */
/* The outcome of a run as a plugin's one line with performance data (Monitoring Plugins guidelines 2.1, 2.6). */
#ifndef REPORT_NAGIOS_H
#define REPORT_NAGIOS_H

#include "report/report.h"

enum { NAGIOS_NAMED_MAX = 5 /* entries that the line names */ };

struct nagios_writer {
    struct buffer named[3]; /* by verdict: the first few entries that have it */
    unsigned named_count[3];
};

void nagios_take_row(struct nagios_writer *writer, struct column_row *row);
void nagios_add(const struct nagios_writer *writer, const struct report_totals *totals, struct buffer *out);
void nagios_free(struct nagios_writer *writer);

/* The line of a run that could not be: status 3. */
void nagios_add_problem(const char *problem, struct buffer *out);

#endif
