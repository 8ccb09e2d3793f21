/* SPDX-License-Identifier: Apache-2.0 */
#include "changes.h"
#include "message.h"

#include "report/report_reader.h"

#include <sys/stat.h>

void changes_open(caa_kinds kinds, struct changes *ret_changes)
{
    *ret_changes = (struct changes){.comparison = comparison_new(kinds)};
}

void changes_close(struct changes *changes)
{
    comparison_free(changes->comparison);
}

static bool take_before(void *context, struct column_row *row)
{
    comparison_add_before(context, row);
    return true;
}

enum status changes_read_before(struct changes *changes, const char *path, struct problem *ret_problem)
{
    const struct report_reading reading = {
        .path = path, .context = changes->comparison, .take = take_before, .problem = ret_problem};
    return report_read(&reading);
}

static bool is_file(const struct report_source *source)
{
    struct stat info;
    return fstat(report_source_fd(source), &info) == 0 && S_ISREG(info.st_mode);
}

static void read_side_by_side(struct comparison *comparison, struct report_source *before, struct report_source *after)
{
    struct column_row *old, *new = NULL;
    while ((old = report_source_next(before))) {
        new = report_source_next(after);
        if (report_source_status(after) != STATUS_OK)
            return;
        if (new)
            comparison_add_both(comparison, old, new);
        else
            comparison_add_before(comparison, old);
    }
}

static void read_rest(struct report_source *source, void (*add)(struct comparison *comparison, struct column_row *row),
                      struct comparison *comparison)
{
    struct column_row *row;
    while ((row = report_source_next(source)))
        add(comparison, row);
}

/* Two files are read side by side. What one pipe gives may come of what another gave, so the older report is read to
 * its end then, before the newer one is so much as opened. */
enum status changes_read(struct changes *changes, const char *before, const char *after, struct problem *ret_problem)
{
    const struct report_reading old = {.path = before, .problem = ret_problem};
    const struct report_reading new = {.path = after, .problem = ret_problem};
    struct report_source *first = report_source_open(&old), *second = NULL;
    enum status status = report_source_status(first);
    if (status == STATUS_OK && is_file(first)) {
        second = report_source_open(&new);
        if ((status = report_source_status(second)) == STATUS_OK && is_file(second))
            read_side_by_side(changes->comparison, first, second);
    }
    if (status == STATUS_OK && (!second || report_source_status(second) == STATUS_OK)) {
        read_rest(first, comparison_add_before, changes->comparison);
        status = report_source_status(first);
    }
    if (status == STATUS_OK && !second)
        second = report_source_open(&new);
    if (status == STATUS_OK && (status = report_source_status(second)) == STATUS_OK) {
        read_rest(second, comparison_add_after, changes->comparison);
        status = report_source_status(second);
    }
    comparison_finish(changes->comparison);
    report_source_close(first);
    report_source_close(second);
    return status;
}

struct telling {
    struct changes *changes;
    void (*take)(void *context, const struct change *change);
    void *context;
};

static void changes_count(void *context, const struct change *change)
{
    const struct telling *telling = context;
    telling->changes->counts[change->type]++;
    telling->take(telling->context, change);
}

void changes_tell(struct changes *changes, void (*take)(void *context, const struct change *change), void *context)
{
    struct telling telling = {changes, take, context};
    comparison_finish(changes->comparison);
    comparison_walk(changes->comparison, changes_count, &telling);
}

void changes_print_left_out(const struct changes *changes)
{
    struct buffer list = {0};
    caa_kinds_print(comparison_kinds_left_out(changes->comparison), ", ", &list);
    if (list.size)
        message_say(SAY_CHANGES_KINDS_LEFT_OUT(buffer_text(&list)));
    buffer_free(&list);
}

void changes_print_summary(const struct changes *changes)
{
    const uint64_t *counts = changes->counts;
    message_summarise(SAY_SUMMARY_CHANGES(comparison_rows_after(changes->comparison), counts[CHANGE_ALLOWED],
                                          comparison_rows_before(changes->comparison), counts[CHANGE_DENIED],
                                          counts[CHANGE_GONE], counts[CHANGE_NEW], counts[CHANGE_RECORDS],
                                          counts[CHANGE_UNKNOWN]));
}
