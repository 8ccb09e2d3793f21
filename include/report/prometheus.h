/* SPDX-License-Identifier: Apache-2.0 */
/* The outcome of a run for Prometheus, in its text format, for node_exporter's textfile collector: counts, and the
 * verdict for each name and kind that is asked for, up to PROMETHEUS_NAMES_MAX names. */
#ifndef REPORT_PROMETHEUS_H
#define REPORT_PROMETHEUS_H

#include "report/report.h"
#include "util/arena.h"

enum { PROMETHEUS_NAMES_MAX = 10000 /* more series than that are a burden for a server that scrapes them */ };

struct prometheus_name;

struct prometheus_writer {
    struct prometheus_name *names; /* each once, as a series must not be there twice */
    size_t count;
    struct arena arena;
    struct buffer scratch;
};

void prometheus_take_row(struct prometheus_writer *writer, struct column_row *row);
void prometheus_add(const struct prometheus_writer *writer, const struct report_head *head,
                    const struct report_totals *totals, struct buffer *out);
void prometheus_free(struct prometheus_writer *writer);

#endif
