/* SPDX-License-Identifier: Apache-2.0 */
/* The progress line on a terminal, and the summary after a run; both on standard error. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "audit/summary.h"
#include "resolve/exchange.h"

struct progress {
    bool shown; /* whether there is a terminal that wants it */
    bool has_total;
    uint64_t total; /* entries in the lists */
    uint64_t started_ms, drawn_ms;
    size_t width; /* of what is drawn */
};

void progress_start(struct progress *progress, bool quiet, bool has_total, uint64_t total, uint64_t now_ms);

/* Draws the line anew, at most a few times a second. */
void progress_tick(struct progress *progress, const struct audit_summary *summary, unsigned in_flight, uint64_t now_ms);

/* Wipes it. */
void progress_end(struct progress *progress);

/* Counts by verdict and reason, and what was asked. */
void progress_print_summary(const struct audit_summary *summary, const struct exchange_counters *counters,
                            uint64_t elapsed_ms);

#endif
