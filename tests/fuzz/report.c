/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets as a report: what is read is written again, and what was written so is read as the same. The page, the
 * letter and the comparison get the rows too. The first octet chooses the format that is written. */
#include "fuzz.h"

#include "report/comparison.h"
#include "report/letter.h"
#include "report/report.h"
#include "report/report_reader.h"

#include <sys/mman.h>
#include <unistd.h>

struct rewriting {
    enum report_format format;
    struct report *report, *page;
    struct letter *letter;
    struct comparison *comparison;
    struct buffer out, unused;
    unsigned rows;
};

static void begin(void *context, struct text_list further)
{
    struct rewriting *rewriting = context;
    rewriting->report = report_new(&(struct report_settings){.format = rewriting->format, .further = further});
    report_begin(rewriting->report, &rewriting->out);
}

static bool take(void *context, struct column_row *row)
{
    struct rewriting *rewriting = context;
    report_add_row(rewriting->report, row, &rewriting->out);
    report_add_row(rewriting->page, row, &rewriting->unused);
    letter_take_row(rewriting->letter, row);
    if (rewriting->rows++ % 2)
        comparison_add_after(rewriting->comparison, row);
    else
        comparison_add_before(rewriting->comparison, row);
    return true;
}

static void take_change(void *context, const struct change *change)
{
    comparison_add_records(change->after, change->before, context);
    comparison_add_records(change->before, change->after, context);
}

static void finish(struct rewriting *rewriting)
{
    struct audit_summary summary = {.entries = rewriting->rows};
    report_end(rewriting->page, &(struct report_totals){.summary = &summary}, &rewriting->unused);
    if (letter_is_due(rewriting->letter))
        letter_write(rewriting->letter, &(struct letter_settings){.institution = ""}, &rewriting->unused);
    comparison_walk(rewriting->comparison, take_change, &rewriting->unused);
}

static enum status rewrite(const uint8_t *bytes, size_t size, struct rewriting *rewriting)
{
    char path[64];
    struct problem problem;
    int fd = memfd_create("report", 0);
    expect(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    *rewriting = (struct rewriting){.format = rewriting->format,
                                    .page = report_new(&(struct report_settings){.format = REPORT_FORMAT_HTML}),
                                    .letter = letter_new(),
                                    .comparison = comparison_new(CAA_KINDS_ALL)};
    const struct report_reading reading = {
        .path = path, .context = rewriting, .begin = begin, .take = take, .problem = &problem};
    enum status status = report_read(&reading);
    if (status == STATUS_OK)
        finish(rewriting);
    close(fd);
    return status;
}

static void rewriting_free(struct rewriting *rewriting)
{
    report_free(rewriting->report);
    report_free(rewriting->page);
    letter_free(rewriting->letter);
    comparison_free(rewriting->comparison);
    buffer_free(&rewriting->out);
    buffer_free(&rewriting->unused);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum report_format formats[] = {REPORT_FORMAT_CSV, REPORT_FORMAT_TSV, REPORT_FORMAT_JSONL};
    if (!size)
        return 0;
    struct rewriting first = {.format = formats[data[0] % COUNT_OF(formats)]}, second = {.format = first.format};
    uint8_t *copy = fuzz_copy(data + 1, size - 1);
    if (rewrite(copy, size - 1, &first) == STATUS_OK && first.rows) {
        expect(rewrite((const uint8_t *)first.out.data, first.out.size, &second) == STATUS_OK);
        expect(first.out.size == second.out.size && memcmp(first.out.data, second.out.data, first.out.size) == 0);
        rewriting_free(&second);
    }
    rewriting_free(&first);
    free(copy);
    return 0;
}
