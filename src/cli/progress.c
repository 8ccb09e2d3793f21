#include "progress.h"

#include "util/buffer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { REDRAW_MS = 200 };

void progress_start(struct progress *progress, bool quiet, bool has_total, uint64_t total, uint64_t now_ms)
{
    *progress = (struct progress){.shown = !quiet && isatty(STDERR_FILENO),
                                  .has_total = has_total,
                                  .total = total,
                                  .started_ms = now_ms,
                                  .drawn_ms = now_ms};
}

static void draw(struct progress *progress, const char *line)
{
    size_t width = strlen(line);
    int blanks = progress->width > width ? (int)(progress->width - width) : 0;
    fprintf(stderr, "\r%s%*s", line, blanks, "");
    fflush(stderr);
    progress->width = width;
}

void progress_tick(struct progress *progress, const struct audit_summary *summary, unsigned in_flight,
                   uint64_t now_ms)
{
    char line[160], share[64] = "", left[48] = "";
    if (!progress->shown || now_ms - progress->drawn_ms < REDRAW_MS)
        return;
    progress->drawn_ms = now_ms;
    double seconds = (double)(now_ms - progress->started_ms) / 1000;
    double rate = (double)summary->entries / seconds;
    if (progress->has_total && progress->total) {
        snprintf(share, sizeof share, " / %" PRIu64 " (%d %%)", progress->total,
                 (int)(100 * summary->entries / progress->total));
        if (rate > 0)
            snprintf(left, sizeof left, ", %.0f s left", (double)(progress->total - summary->entries) / rate);
    }
    snprintf(line, sizeof line, "%" PRIu64 "%s done, %.0f/s, %u in flight, %" PRIu64 " unknown%s", summary->entries,
             share, rate, in_flight, summary->verdicts[VERDICT_UNKNOWN], left);
    draw(progress, line);
}

void progress_end(struct progress *progress)
{
    if (!progress->width)
        return;
    draw(progress, "");
    fputc('\r', stderr);
    progress->width = 0;
}

/* `  server    allowed 500 (no-caa 450, listed 50), denied 22 (not-listed 22)` */
static void print_kind(const struct audit_summary *summary, enum caa_kind kind)
{
    struct buffer line = {0};
    for (unsigned verdict = VERDICT_ALLOWED; verdict <= VERDICT_UNKNOWN; verdict++) {
        struct buffer reasons = {0};
        uint64_t count = 0;
        for (unsigned reason = 0; reason < REASON_COUNT; reason++) {
            uint64_t of_reason = summary->reasons[kind][reason];
            if (!of_reason || reason_verdict(reason) != verdict)
                continue;
            count += of_reason;
            buffer_add_text(&reasons, reasons.size ? ", " : "");
            buffer_add_text(&reasons, reason_word(reason));
            buffer_add_char(&reasons, ' ');
            buffer_add_unsigned(&reasons, of_reason);
        }
        if (count) {
            buffer_add_text(&line, line.size ? "; " : "");
            buffer_add_text(&line, verdict_word(verdict));
            buffer_add_char(&line, ' ');
            buffer_add_unsigned(&line, count);
            buffer_add_text(&line, " (");
            buffer_add(&line, reasons.data, reasons.size);
            buffer_add_char(&line, ')');
        }
        buffer_free(&reasons);
    }
    if (line.size)
        fprintf(stderr, "  %-9s %s\n", caa_kind_word(kind), buffer_text(&line));
    buffer_free(&line);
}

void progress_print_summary(const struct audit_summary *summary, const struct exchange_counters *counters,
                            uint64_t elapsed_ms, caa_kinds kinds, const char *const *outputs, size_t output_count)
{
    fprintf(stderr, "%" PRIu64 " %s: %" PRIu64 " allowed, %" PRIu64 " denied, %" PRIu64 " unknown\n", summary->entries,
            summary->entries == 1 ? "entry" : "entries", summary->verdicts[VERDICT_ALLOWED],
            summary->verdicts[VERDICT_DENIED], summary->verdicts[VERDICT_UNKNOWN]);
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (kinds & CAA_KINDS_OF(kind))
            print_kind(summary, kind);
    fprintf(stderr,
            "queries: %" PRIu64 " sent (%" PRIu64 " again, %" PRIu64 " over TCP), %" PRIu64 " timeouts, %" PRIu64
            " stray datagrams ignored; %.1f s\n",
            counters->queries, counters->retries, counters->tcp, counters->timeouts, counters->ignored,
            (double)elapsed_ms / 1000);
    for (size_t i = 0; i < output_count; i++)
        if (strcmp(outputs[i], "-") != 0)
            fprintf(stderr, "report: %s\n", outputs[i]);
}
