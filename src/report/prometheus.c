/* SPDX-License-Identifier: Apache-2.0 */
#include "report/prometheus.h"

#include <stdio.h>

static void add_family(const char *name, const char *help, struct buffer *out)
{
    buffer_add_text(out, "# HELP ");
    buffer_add_text(out, name);
    buffer_add_char(out, ' ');
    buffer_add_text(out, help);
    buffer_add_text(out, "\n# TYPE ");
    buffer_add_text(out, name);
    buffer_add_text(out, " gauge\n");
}

/* `NAME{LABEL="VALUE",...} `; words need no escapes. */
static void add_series(const char *name, const char *const labels[][2], size_t count, struct buffer *out)
{
    buffer_add_text(out, name);
    for (size_t i = 0; i < count; i++) {
        buffer_add_char(out, i ? ',' : '{');
        buffer_add_text(out, labels[i][0]);
        buffer_add_text(out, "=\"");
        buffer_add_text(out, labels[i][1]);
        buffer_add_char(out, '"');
    }
    buffer_add_text(out, count ? "} " : " ");
}

static void add_count(uint64_t count, struct buffer *out)
{
    buffer_add_unsigned(out, count);
    buffer_add_char(out, '\n');
}

/* All series are always there, so that one that is missing means something. */
static void add_entries(const struct audit_summary *summary, struct buffer *out)
{
    static const char name[] = "caa_audit_entries";
    add_family(name, "List entries by the worst verdict of the kinds that they ask for.", out);
    for (unsigned verdict = VERDICT_ALLOWED; verdict <= VERDICT_UNKNOWN; verdict++) {
        const char *const labels[][2] = {{"verdict", verdict_word(verdict)}};
        add_series(name, labels, 1, out);
        add_count(summary->verdicts[verdict], out);
    }
}

static void add_verdicts(const struct audit_summary *summary, struct buffer *out)
{
    static const char name[] = "caa_audit_verdicts";
    add_family(name, "Verdicts by kind and reason, of the kinds that entries ask for.", out);
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        for (unsigned reason = 0; reason < REASON_COUNT; reason++) {
            const char *const labels[][2] = {{"kind", caa_kind_word(kind)},
                                             {"verdict", verdict_word(reason_verdict(reason))},
                                             {"reason", reason_word(reason)}};
            add_series(name, labels, 3, out);
            add_count(summary->reasons[kind][reason], out);
        }
}

static void add_failures(const struct audit_summary *summary, struct buffer *out)
{
    static const char name[] = "caa_audit_failures";
    add_family(name, "List entries whose lookup failed, by what went wrong.", out);
    for (unsigned failure = FAILURE_NONE + 1; failure < FAILURE_COUNT; failure++) {
        const char *const labels[][2] = {{"failure", failure_code(failure)}};
        add_series(name, labels, 1, out);
        add_count(summary->failures[failure], out);
    }
}

static void add_times(const struct report_totals *totals, struct buffer *out)
{
    char seconds[32];
    snprintf(seconds, sizeof seconds, "%.3f\n", (double)totals->elapsed_ms / 1000);
    add_family("caa_audit_run_duration_seconds", "How long the last run took.", out);
    add_series("caa_audit_run_duration_seconds", NULL, 0, out);
    buffer_add_text(out, seconds);
    add_family("caa_audit_queries", "Queries that the last run sent.", out);
    add_series("caa_audit_queries", NULL, 0, out);
    add_count(totals->queries, out);
    add_family("caa_audit_last_success_timestamp_seconds", "When a run that servers answered last ended.", out);
    add_series("caa_audit_last_success_timestamp_seconds", NULL, 0, out);
    add_count((uint64_t)totals->finished_at, out);
}

void prometheus_add(const struct report_totals *totals, struct buffer *out)
{
    add_entries(totals->summary, out);
    add_verdicts(totals->summary, out);
    add_failures(totals->summary, out);
    add_times(totals, out);
}
