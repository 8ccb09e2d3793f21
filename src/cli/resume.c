/* SPDX-License-Identifier: Apache-2.0 */
#include "resume.h"

#include "report/csv.h"
#include "report/report_reader.h"
#include "util/problem.h"
#include "util/stop.h"

#include <string.h>

enum { NAME_SHOWN_MAX = 100 }; /* octets of a name within a problem */

struct replay {
    struct input *input;
    const struct report_head *head; /* of this run */
    bool (*take)(void *context, struct column_row *row);
    void *context;
    const char *path;
    int fd;
    uint64_t rows;
    struct arena arena; /* of the entry */
    enum status status;
    struct problem *problem;
};

/* What has rows that can be read back; of these JSON Lines, which holds every octet as it was. */
static void choose(const struct outputs *outputs, struct replay *replay)
{
    for (size_t i = 0; i < outputs->count; i++) {
        const struct output *output = &outputs->items[i];
        const char *path;
        int fd = output_file_resumed(output->file, &path);
        if (fd < 0 || !report_format_is_readable(output->format))
            continue;
        replay->fd = fd;
        replay->path = path;
        if (output->format == REPORT_FORMAT_JSONL)
            return;
    }
}

/* Rows of one report are judged for one CA; a report of an earlier version does not say for which. */
static bool is_of_another_ca(struct replay *replay, struct column_row *row)
{
    struct buffer ca = {0};
    columns_write(row, COLUMN_CA, &ca);
    bool other = ca.size && strcmp(buffer_text(&ca), replay->head->ca) != 0;
    if (other) {
        problem_set_at(replay->problem, replay->path, 0, SAY_RESUME_OTHER_CA(replay->head->ca, buffer_text(&ca)));
        replay->status = STATUS_INPUT;
    }
    buffer_free(&ca);
    return other;
}

static bool replay_row(void *context, struct column_row *row)
{
    struct replay *replay = context;
    struct audit_entry entry = {0};
    bool there = input_wait_next(replay->input, &entry, &replay->arena);
    if (stop_is_asked()) {
        problem_set(replay->problem, SAY_INTERRUPTED());
        replay->status = STATUS_INTERRUPTED;
        return false;
    }
    if (!there && input_problem(replay->input)) {
        *replay->problem = *input_problem(replay->input);
        replay->status = STATUS_INPUT;
        return false;
    }
    audit_entry_end(&entry, row->checked_at);
    if (!there || !csv_is_same_text(entry.domain, row->domain) || entry.kinds != row->outcome.kinds) {
        problem_set_at(replay->problem, replay->path, 0,
                       SAY_RESUME_OTHER_ENTRY(saying_part(row->domain, NAME_SHOWN_MAX), replay->rows + 1));
        replay->status = STATUS_INPUT;
        return false;
    }
    if (is_of_another_ca(replay, row))
        return false;
    replay->rows++;
    return replay->take(replay->context, row);
}

enum status resume_replay(const struct outputs *outputs, struct input *input, const struct report_head *head,
                          bool (*take)(void *context, struct column_row *row), void *context, uint64_t *ret_rows,
                          struct problem *ret_problem)
{
    struct replay replay = {
        .input = input, .head = head, .take = take, .context = context, .status = STATUS_OK, .problem = ret_problem};
    choose(outputs, &replay);
    *ret_rows = 0;
    if (!replay.path)
        return STATUS_OK;
    const struct report_reading reading = {.path = replay.path,
                                           .opened = true,
                                           .fd = replay.fd,
                                           .unfinished = true,
                                           .lines = true,
                                           .context = &replay,
                                           .take = replay_row,
                                           .problem = ret_problem};
    enum status status = report_read(&reading);
    arena_free(&replay.arena);
    *ret_rows = replay.rows;
    return status == STATUS_OK ? replay.status : status;
}

enum status resume_finish(const struct outputs *outputs, struct problem *ret_problem)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < outputs->count && status == STATUS_OK; i++)
        status = output_file_save(outputs->items[i].file, ret_problem);
    for (size_t i = 0; i < outputs->count && status == STATUS_OK; i++)
        status = output_file_forget_resumed(outputs->items[i].file, ret_problem);
    return status;
}
