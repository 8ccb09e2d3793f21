/* SPDX-License-Identifier: Apache-2.0 */
/* The outcome of a run for Prometheus, in its text format, for node_exporter's textfile collector: counts alone; which
 * names they are, another report says. */
#ifndef REPORT_PROMETHEUS_H
#define REPORT_PROMETHEUS_H

#include "report/report.h"

void prometheus_add(const struct report_totals *totals, struct buffer *out);

#endif
