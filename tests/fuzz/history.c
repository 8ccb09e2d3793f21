/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets as reports, one after the other, a form feed between: their history adds up, and can be written. */
#include "file.h"

#include "report/history_report.h"
#include "report/report_reader.h"
#include "util/utf8.h"

enum { REPORTS_MAX = 6 };

struct counting {
    struct history *history;
    uint64_t rows;
};

static bool take(void *context, struct column_row *row)
{
    struct counting *counting = context;
    history_take_row(counting->history, row);
    counting->rows++;
    return true;
}

static void check_line(void *context, const struct history_line *line)
{
    struct counting *counting = context;
    const struct history_state *state = line->state;
    expect(state->reports && state->reports <= history_reports(counting->history));
    expect(state->changes < state->reports || !state->changes);
    for (const struct history_point *point = state->points; point && point->before; point = point->before)
        expect(point->verdict != point->before->verdict);
}

static bool go_on(void *context)
{
    return !context;
}

static void write_all(const struct history *history)
{
    static const enum report_format formats[] = {REPORT_FORMAT_CSV, REPORT_FORMAT_TSV, REPORT_FORMAT_JSONL,
                                                 REPORT_FORMAT_TEXT, REPORT_FORMAT_HTML};
    struct buffer out = {0};
    for (size_t i = 0; i < COUNT_OF(formats) * 2; i++) {
        const struct history_settings settings = {.format = formats[i / 2], .excel = i == 0, .by_day = i % 2};
        buffer_clear(&out);
        history_report_write(&settings, history, &out, go_on, NULL);
        expect(utf8_valid(out.data, out.size));
    }
    buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct counting counting = {.history = history_new()};
    unsigned reports = 0;
    for (size_t at = 0; at < size && reports < REPORTS_MAX; reports++) {
        const uint8_t *end = memchr(data + at, '\f', size - at);
        size_t taken = end ? (size_t)(end - data) - at : size - at;
        const struct fuzz_file file = fuzz_file_new(data + at, taken);
        struct problem problem = {.text = ""};
        history_begin_report(counting.history);
        enum status status = report_read(
            &(struct report_reading){.path = file.path, .context = &counting, .take = take, .problem = &problem});
        expect((status == STATUS_OK) == (problem.text[0] == '\0'));
        fuzz_file_free(&file);
        at += taken + 1;
    }
    expect(history_reports(counting.history) == reports);
    history_walk(counting.history, check_line, &counting);
    write_all(counting.history);
    history_free(counting.history);
    return 0;
}
