/* SPDX-License-Identifier: Apache-2.0 */
#include "progress.h"

#include "report/layout.h"
#include "report/text.h"
#include "words/language.h"

#include <inttypes.h>
#include <stdio.h>
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
    size_t width = layout_width(line, strlen(line));
    int blanks = progress->width > width ? (int)(progress->width - width) : 0;
    fprintf(stderr, "\r%s%*s", line, blanks, "");
    fflush(stderr);
    progress->width = width;
}

void progress_tick(struct progress *progress, const struct audit_summary *summary, unsigned in_flight, uint64_t now_ms)
{
    char line[160], share[64] = "", left[48] = "";
    if (!progress->shown || now_ms - progress->drawn_ms < REDRAW_MS)
        return;
    progress->drawn_ms = now_ms;
    double seconds = (double)(now_ms - progress->started_ms) / 1000;
    double rate = (double)summary->entries / seconds;
    if (progress->has_total && progress->total) {
        snprintf(share, sizeof share, language_text(" / %ju (%d %%)"), progress->total,
                 (int)(100 * summary->entries / progress->total));
        if (rate > 0)
            snprintf(left, sizeof left, language_text(", %.0f s left"),
                     (double)(progress->total - summary->entries) / rate);
    }
    snprintf(line, sizeof line, language_text("%ju%s done, %.0f/s, %u in flight, %ju unknown%s"), summary->entries,
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

void progress_print_summary(const struct audit_summary *summary, const struct exchange_counters *counters,
                            uint64_t elapsed_ms)
{
    struct buffer text = {0};
    text_add_summary(summary, &text);
    fwrite(text.data, 1, text.size, stderr);
    buffer_free(&text);
    fprintf(stderr,
            language_text(
                "queries: %ju sent (%ju again, %ju over TCP), %ju timeouts, %ju stray datagrams ignored; %.1f s\n"),
            counters->queries, counters->retries, counters->tcp, counters->timeouts, counters->ignored,
            (double)elapsed_ms / 1000);
}
