/* SPDX-License-Identifier: Apache-2.0 */
#include "changes.h"
#include "message.h"

#include "report/report_reader.h"
#include "words/words.h"

#include <inttypes.h>
#include <stdio.h>

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

static bool take_after(void *context, struct column_row *row)
{
    comparison_add_after(context, row);
    return true;
}

enum status changes_read_before(struct changes *changes, const char *path, struct problem *ret_problem)
{
    const struct report_reading reading = {
        .path = path, .context = changes->comparison, .take = take_before, .problem = ret_problem};
    return report_read(&reading);
}

enum status changes_read_after(struct changes *changes, const char *path, struct problem *ret_problem)
{
    const struct report_reading reading = {
        .path = path, .context = changes->comparison, .take = take_after, .problem = ret_problem};
    return report_read(&reading);
}

struct telling {
    struct changes *changes;
    void (*take)(void *context, const struct change *change);
    void *context;
};

static void count(void *context, const struct change *change)
{
    const struct telling *telling = context;
    telling->changes->counts[change->type]++;
    telling->take(telling->context, change);
}

void changes_tell(struct changes *changes, void (*take)(void *context, const struct change *change), void *context)
{
    struct telling telling = {changes, take, context};
    comparison_walk(changes->comparison, count, &telling);
}

static void print_kinds_left_out(caa_kinds kinds)
{
    struct buffer list = {0}, line = {0};
    caa_kinds_print(kinds, ", ", &list);
    words_say(SAY_CHANGES_KINDS_LEFT_OUT(buffer_text(&list)), &line);
    buffer_add_char(&line, '\n');
    fwrite(line.data, 1, line.size, stderr);
    buffer_free(&list);
    buffer_free(&line);
}

void changes_print_summary(const struct changes *changes)
{
    const uint64_t *counts = changes->counts;
    if (comparison_kinds_left_out(changes->comparison))
        print_kinds_left_out(comparison_kinds_left_out(changes->comparison));
    message_summarise(SAY_SUMMARY_CHANGES(comparison_rows_after(changes->comparison), counts[CHANGE_ALLOWED],
                                          comparison_rows_before(changes->comparison), counts[CHANGE_DENIED],
                                          counts[CHANGE_GONE], counts[CHANGE_NEW], counts[CHANGE_RECORDS],
                                          counts[CHANGE_UNKNOWN]));
}
