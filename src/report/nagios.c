/* SPDX-License-Identifier: Apache-2.0 */
#include "report/nagios.h"

#include <stdio.h>
#include <string.h>

/* A bar would begin the performance data. */
static void nagios_add_plain(const char *text, struct buffer *out)
{
    size_t at = out->size;
    buffer_add_visible(out, text, strlen(text));
    for (; at < out->size; at++)
        if (out->data[at] == '|')
            out->data[at] = '?';
}

void nagios_take_row(struct nagios_writer *writer, struct column_row *row)
{
    enum verdict verdict = audit_outcome_verdict(&row->outcome);
    struct buffer *named = &writer->named[verdict];
    if (verdict == VERDICT_ALLOWED || ++writer->named_count[verdict] > NAGIOS_NAMED_MAX)
        return;
    buffer_add_text(named, named->size ? ", " : ": ");
    if (*row->domain) {
        nagios_add_plain(row->domain, named);
        return;
    }
    struct buffer line = {0}; /* of an empty cell, or of a record of the UPKI service that was not understood */
    columns_write(row, COLUMN_LINE, &line);
    buffer_add_text(named, "line ");
    nagios_add_plain(buffer_text(&line), named);
    buffer_free(&line);
}

/* `, 3 denied: a.example, b.example, c.example` */
static void nagios_add_verdict(const struct nagios_writer *writer, const struct audit_summary *summary,
                               enum verdict verdict, struct buffer *out)
{
    buffer_add_text(out, ", ");
    buffer_add_unsigned(out, summary->verdicts[verdict]);
    buffer_add_char(out, ' ');
    buffer_add_text(out, verdict_word(verdict));
    buffer_add(out, writer->named[verdict].data, writer->named[verdict].size);
    if (writer->named_count[verdict] > NAGIOS_NAMED_MAX)
        buffer_add_text(out, ", ...");
}

/* `label=value;warn;crit;min`: what is not given is left empty. */
static void nagios_add_value(const char *label, uint64_t value, const char *limits, struct buffer *out)
{
    buffer_add_char(out, ' ');
    buffer_add_text(out, label);
    buffer_add_char(out, '=');
    buffer_add_unsigned(out, value);
    buffer_add_text(out, limits);
}

/* `, first renewal to be denied due 2026-12-10` */
static void add_first_denied(const struct audit_summary *summary, struct buffer *out)
{
    struct tm parts;
    char day[32];
    if (!summary->first_denied_expiry || !gmtime_r(&summary->first_denied_expiry, &parts))
        return;
    buffer_add_text(out, ", first renewal to be denied due ");
    buffer_add(out, day, strftime(day, sizeof day, "%Y-%m-%d", &parts));
}

/* Seconds until then; below zero where it has passed. */
static void add_denied_expiry(const struct report_totals *totals, struct buffer *out)
{
    char value[64];
    time_t at = totals->summary->first_denied_expiry;
    if (!at)
        return;
    snprintf(value, sizeof value, " denied_expiry=%llds;;;", (long long)(at - totals->finished_at));
    buffer_add_text(out, value);
}

static void add_performance(const struct report_totals *totals, struct buffer *out)
{
    const struct audit_summary *summary = totals->summary;
    char seconds[32];
    snprintf(seconds, sizeof seconds, " time=%.3fs;;;0", (double)totals->elapsed_ms / 1000);
    buffer_add_text(out, " |");
    nagios_add_value("entries", summary->entries, ";;;0", out);
    nagios_add_value("allowed", summary->verdicts[VERDICT_ALLOWED], ";;;0", out);
    nagios_add_value("denied", summary->verdicts[VERDICT_DENIED], ";;0;0", out);
    nagios_add_value("unknown", summary->verdicts[VERDICT_UNKNOWN], ";0;;0", out);
    nagios_add_value("queries", totals->queries, ";;;0", out);
    buffer_add_text(out, seconds);
    add_denied_expiry(totals, out);
    buffer_add_char(out, '\n');
}

void nagios_add(const struct nagios_writer *writer, const struct report_totals *totals, struct buffer *out)
{
    static const char *const words[] = {
        [VERDICT_ALLOWED] = "OK", [VERDICT_DENIED] = "CRITICAL", [VERDICT_UNKNOWN] = "WARNING"};
    const struct audit_summary *summary = totals->summary;
    buffer_add_text(out, "CAA ");
    buffer_add_text(out, words[audit_summary_worst(summary)]);
    buffer_add_text(out, " - ");
    buffer_add_unsigned(out, summary->entries);
    buffer_add_text(out, summary->entries == 1 ? " entry" : " entries");
    nagios_add_verdict(writer, summary, VERDICT_DENIED, out);
    nagios_add_verdict(writer, summary, VERDICT_UNKNOWN, out);
    add_first_denied(summary, out);
    add_performance(totals, out);
}

void nagios_free(struct nagios_writer *writer)
{
    for (unsigned verdict = VERDICT_ALLOWED; verdict <= VERDICT_UNKNOWN; verdict++)
        buffer_free(&writer->named[verdict]);
}

void nagios_add_problem(const char *problem, struct buffer *out)
{
    buffer_add_text(out, "CAA UNKNOWN - ");
    nagios_add_plain(problem, out);
    buffer_add_char(out, '\n');
}
