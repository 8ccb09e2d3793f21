/* SPDX-License-Identifier: Apache-2.0 */
#include "report/prometheus.h"
#include "util/table.h"

#include <stdio.h>

/* The worst verdict that a name has for each kind that some entry asks for. */
struct prometheus_name {
    caa_kinds kinds;
    enum verdict verdicts[CAA_KIND_COUNT];
    UT_hash_handle hh;
};

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

/* What may stand between the quotes of a label. */
static void prom_add_label(const char *text, struct buffer *out)
{
    struct buffer visible = {0};
    buffer_add_visible(&visible, text, strlen(text));
    for (size_t i = 0; i < visible.size; i++) {
        if (visible.data[i] == '"' || visible.data[i] == '\\')
            buffer_add_char(out, '\\');
        buffer_add_char(out, visible.data[i]);
    }
    buffer_free(&visible);
}

/* `NAME{LABEL="VALUE",...} ` */
static void add_series(const char *name, const char *const labels[][2], size_t count, struct buffer *out)
{
    buffer_add_text(out, name);
    for (size_t i = 0; i < count; i++) {
        buffer_add_char(out, i ? ',' : '{');
        buffer_add_text(out, labels[i][0]);
        buffer_add_text(out, "=\"");
        prom_add_label(labels[i][1], out);
        buffer_add_char(out, '"');
    }
    buffer_add_text(out, count ? "} " : " ");
}

static void prom_add_count(uint64_t count, struct buffer *out)
{
    buffer_add_unsigned(out, count);
    buffer_add_char(out, '\n');
}

/* All series are always there, so that one that is missing means something. */
static void prom_add_entries(const struct audit_summary *summary, struct buffer *out)
{
    static const char name[] = "caa_audit_entries";
    add_family(name, "List entries by the worst verdict of the kinds that they ask for.", out);
    for (unsigned verdict = VERDICT_ALLOWED; verdict <= VERDICT_UNKNOWN; verdict++) {
        const char *const labels[][2] = {{"verdict", verdict_word(verdict)}};
        add_series(name, labels, 1, out);
        prom_add_count(summary->verdicts[verdict], out);
    }
}

static void prom_add_verdicts(const struct audit_summary *summary, struct buffer *out)
{
    static const char name[] = "caa_audit_verdicts";
    add_family(name, "Verdicts by kind and reason, of the kinds that entries ask for.", out);
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        for (unsigned reason = 0; reason < REASON_COUNT; reason++) {
            const char *const labels[][2] = {{"kind", caa_kind_word(kind)},
                                             {"verdict", verdict_word(reason_verdict(reason))},
                                             {"reason", reason_word(reason)}};
            add_series(name, labels, 3, out);
            prom_add_count(summary->reasons[kind][reason], out);
        }
}

static void add_failures(const struct audit_summary *summary, struct buffer *out)
{
    static const char name[] = "caa_audit_failures";
    add_family(name, "List entries whose lookup failed, by what went wrong.", out);
    for (unsigned failure = FAILURE_NONE + 1; failure < FAILURE_COUNT; failure++) {
        const char *const labels[][2] = {{"failure", failure_code(failure)}};
        add_series(name, labels, 1, out);
        prom_add_count(summary->failures[failure], out);
    }
}

static void add_info(const struct report_head *head, struct buffer *out)
{
    const char *const labels[][2] = {
        {"version", head->version}, {"ca", head->ca}, {"source", head->source}, {"kinds", head->kinds}};
    add_family("caa_audit_info", "What the last run was about; always 1.", out);
    add_series("caa_audit_info", labels, 4, out);
    prom_add_count(1, out);
}

static unsigned prom_value_of(enum verdict verdict)
{
    static const unsigned values[] = {[VERDICT_ALLOWED] = 0, [VERDICT_UNKNOWN] = 1, [VERDICT_DENIED] = 2};
    return values[verdict];
}

static struct prometheus_name *find_name(struct prometheus_writer *writer, struct column_row *row)
{
    struct prometheus_name *name;
    buffer_clear(&writer->scratch);
    columns_write(row, COLUMN_NAME, &writer->scratch);
    if (!writer->scratch.size)
        buffer_add_text(&writer->scratch, row->domain);
    const char *text = buffer_text(&writer->scratch);
    HASH_FIND(hh, writer->names, text, writer->scratch.size, name);
    if (name || ++writer->count > PROMETHEUS_NAMES_MAX)
        return name;
    const char *key = arena_text(&writer->arena, text, writer->scratch.size);
    name = arena_zero(&writer->arena, sizeof *name);
    HASH_ADD_KEYPTR(hh, writer->names, key, writer->scratch.size, name);
    return name;
}

void prometheus_take_row(struct prometheus_writer *writer, struct column_row *row)
{
    if (!row->outcome.kinds || writer->count > PROMETHEUS_NAMES_MAX)
        return;
    struct prometheus_name *name = find_name(writer, row);
    for (unsigned kind = 0; kind < CAA_KIND_COUNT && name; kind++) {
        bool asked = row->outcome.kinds & CAA_KINDS_OF(kind), known = name->kinds & CAA_KINDS_OF(kind);
        if (asked && (!known || prom_value_of(row->verdicts[kind]) > prom_value_of(name->verdicts[kind])))
            name->verdicts[kind] = row->verdicts[kind];
    }
    if (name)
        name->kinds |= row->outcome.kinds;
}

static void prom_add_names(const struct prometheus_writer *writer, struct buffer *out)
{
    static const char family[] = "caa_audit_verdict";
    if (writer->count > PROMETHEUS_NAMES_MAX) {
        buffer_add_text(out, "# caa_audit_verdict is left out: there are more than ");
        buffer_add_unsigned(out, PROMETHEUS_NAMES_MAX);
        buffer_add_text(out, " names.\n");
        return;
    }
    add_family(family, "The verdict for a name and a kind that is asked for: 0 allowed, 1 unknown, 2 denied.", out);
    for (const struct prometheus_name *name = writer->names; name; name = name->hh.next)
        for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++) {
            if (!(name->kinds & CAA_KINDS_OF(kind)))
                continue;
            const char *const labels[][2] = {{"name", name->hh.key}, {"kind", caa_kind_word(kind)}};
            add_series(family, labels, 2, out);
            prom_add_count(prom_value_of(name->verdicts[kind]), out);
        }
}

/* Without a sample where no end is known: a time of 0 would be an alarm. */
static void add_first_expiry(const struct audit_summary *summary, struct buffer *out)
{
    static const char family[] = "caa_audit_first_denied_expiry_timestamp_seconds";
    add_family(family, "The first end of a certificate whose renewal would be denied.", out);
    if (!summary->first_denied_expiry)
        return;
    add_series(family, NULL, 0, out);
    prom_add_count((uint64_t)summary->first_denied_expiry, out);
}

static void add_times(const struct report_head *head, const struct report_totals *totals, struct buffer *out)
{
    char seconds[32];
    snprintf(seconds, sizeof seconds, "%.3f\n", (double)totals->elapsed_ms / 1000);
    add_family("caa_audit_run_duration_seconds", "How long the last run took.", out);
    add_series("caa_audit_run_duration_seconds", NULL, 0, out);
    buffer_add_text(out, seconds);
    add_family("caa_audit_queries", "Queries that the last run sent.", out);
    add_series("caa_audit_queries", NULL, 0, out);
    prom_add_count(totals->queries, out);
    if (!totals->answered_at || strcmp(head->source, "zone") == 0)
        return;
    add_family("caa_audit_last_success_timestamp_seconds", "When a run that servers answered last ended.", out);
    add_series("caa_audit_last_success_timestamp_seconds", NULL, 0, out);
    prom_add_count((uint64_t)totals->answered_at, out);
}

void prometheus_add(const struct prometheus_writer *writer, const struct report_head *head,
                    const struct report_totals *totals, struct buffer *out)
{
    add_info(head, out);
    prom_add_entries(totals->summary, out);
    prom_add_verdicts(totals->summary, out);
    add_failures(totals->summary, out);
    prom_add_names(writer, out);
    add_first_expiry(totals->summary, out);
    add_times(head, totals, out);
}

void prometheus_free(struct prometheus_writer *writer)
{
    HASH_CLEAR(hh, writer->names);
    arena_free(&writer->arena);
    buffer_free(&writer->scratch);
}
