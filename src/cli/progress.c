/* SPDX-License-Identifier: Apache-2.0 */
#include "progress.h"
#include "message.h"

#include "report/layout.h"
#include "report/text.h"
#include "words/words.h"

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
    struct buffer share = {0}, left = {0}, line = {0};
    if (!progress->shown || now_ms - progress->drawn_ms < REDRAW_MS)
        return;
    progress->drawn_ms = now_ms;
    double seconds = (double)(now_ms - progress->started_ms) / 1000;
    double rate = (double)summary->entries / seconds;
    if (progress->has_total && progress->total) {
        words_say(SAY_PROGRESS_SHARE(100 * summary->entries / progress->total, progress->total), &share);
        if (rate > 0)
            words_say(SAY_PROGRESS_LEFT((uint64_t)((double)(progress->total - summary->entries) / rate + 0.5)), &left);
    }
    words_say(SAY_PROGRESS_LINE(in_flight, summary->entries, buffer_text(&left), (uint64_t)(rate + 0.5),
                                buffer_text(&share), summary->verdicts[VERDICT_UNKNOWN]),
              &line);
    draw(progress, buffer_text(&line));
    buffer_free(&share);
    buffer_free(&left);
    buffer_free(&line);
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
    char seconds[32];
    snprintf(seconds, sizeof seconds, "%.1f", (double)elapsed_ms / 1000);
    message_summarise(SAY_SUMMARY_QUERIES(counters->retries, seconds, counters->queries, counters->ignored,
                                          counters->tcp, counters->timeouts));
}
