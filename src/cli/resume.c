#include "resume.h"

#include "files/file_problem.h"
#include "files/output_file.h"
#include "outputs.h"
#include "report/csv.h"
#include "report/report_reader.h"
#include "util/language.h"
#include "util/memory.h"
#include "util/stop.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct replay {
    struct resume *resume;
    struct input *input;
    bool (*take)(void *context, struct column_row *row);
    void *context;
    const char *path;
    struct arena arena; /* of the entry */
    enum status status;
    struct problem *problem;
};

enum status resume_open(const struct options *options, struct resume *ret_resume, struct problem *ret_problem)
{
    enum status status = STATUS_OK;
    *ret_resume = (struct resume){.options = options,
                                  .resumed = memory_zero((options->output_count + 1) * sizeof *ret_resume->resumed),
                                  .count = options->output_count};
    for (size_t i = 0; i < options->output_count && status == STATUS_OK; i++)
        status = output_file_set_aside(options->outputs[i], &ret_resume->resumed[i], ret_problem);
    return status;
}

/* What has rows that can be read back; of these JSON Lines, which holds every octet as it was. */
static const char *choose(const struct resume *resume)
{
    const struct options *options = resume->options;
    const char *chosen = NULL;
    for (size_t i = 0; i < resume->count; i++) {
        enum report_format format;
        struct problem ignored;
        if (!resume->resumed[i] || outputs_format(options, options->outputs[i], &format, &ignored) != STATUS_OK)
            continue;
        if (format == REPORT_FORMAT_JSONL)
            return resume->resumed[i];
        if (report_format_is_readable(format))
            chosen = resume->resumed[i];
    }
    return chosen;
}

/* The next entry, waiting for it where the list is a pipe. */
static bool next_entry(struct replay *replay, struct audit_entry *entry)
{
    enum run_input next;
    arena_reset(&replay->arena);
    while ((next = input_next(replay->input, entry, &replay->arena)) == RUN_INPUT_LATER && !stop_is_asked()) {
        struct pollfd poll_fd = {.fd = input_fd(replay->input), .events = POLLIN};
        poll(&poll_fd, 1, -1);
    }
    return next == RUN_INPUT_ENTRY;
}

/* As a CSV report shows both. */
static bool is_same_text(const char *a, const char *b)
{
    struct buffer one = {0}, other = {0};
    csv_add_visible(a, strlen(a), &one);
    csv_add_visible(b, strlen(b), &other);
    bool same = one.size == other.size && memcmp(buffer_text(&one), buffer_text(&other), one.size) == 0;
    buffer_free(&one);
    buffer_free(&other);
    return same;
}

static bool replay_row(void *context, struct column_row *row)
{
    struct replay *replay = context;
    struct audit_entry entry;
    bool there = next_entry(replay, &entry);
    if (stop_is_asked()) {
        snprintf(replay->problem->text, sizeof replay->problem->text, "%s", language_text("interrupted"));
        replay->status = STATUS_INTERRUPTED;
        return false;
    }
    if (!there || !is_same_text(entry.domain, row->domain) || entry.kinds != row->outcome.kinds) {
        file_problem_set(
            replay->problem, replay->path, 0,
            "row %ju is for `%.100s', and the list has another entry there: give the list and the kinds of "
            "the unfinished run, or leave out --resume",
            (uintmax_t)(replay->resume->rows + 1), row->domain);
        replay->status = STATUS_INPUT;
        return false;
    }
    replay->resume->rows++;
    return replay->take(replay->context, row);
}

enum status resume_replay(struct resume *resume, struct input *input,
                          bool (*take)(void *context, struct column_row *row), void *context,
                          struct problem *ret_problem)
{
    struct replay replay = {.resume = resume,
                            .input = input,
                            .take = take,
                            .context = context,
                            .path = choose(resume),
                            .status = STATUS_OK,
                            .problem = ret_problem};
    if (!replay.path)
        return STATUS_OK;
    const struct report_reading reading = {
        .path = replay.path, .unfinished = true, .context = &replay, .take = replay_row, .problem = ret_problem};
    enum status status = report_read(&reading);
    arena_free(&replay.arena);
    return status == STATUS_OK ? replay.status : status;
}

void resume_finish(struct resume *resume)
{
    for (size_t i = 0; i < resume->count; i++)
        if (resume->resumed[i])
            unlink(resume->resumed[i]);
}

void resume_close(struct resume *resume)
{
    for (size_t i = 0; i < resume->count; i++)
        free(resume->resumed[i]);
    free(resume->resumed);
}
