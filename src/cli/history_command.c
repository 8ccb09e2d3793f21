/* SPDX-License-Identifier: Apache-2.0 */
/* Each report is read twice: once for its time, as they come in any order, then all of it. */
#include "claims.h"
#include "commands.h"
#include "exit_status.h"
#include "message.h"
#include "outputs.h"
#include "report/history_report.h"
#include "report/report_reader.h"
#include "signals.h"
#include "util/memory.h"
#include "util/stop.h"
#include "words/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct dated_report {
    const char *path;
    size_t place; /* among those of the command line */
    bool empty;   /* it has no row, and so no time */
    time_t at;
};

struct job {
    const struct options *options;
    struct file_claims claims;
    struct dated_report *reports;
    struct history *history;
    struct outputs outputs;
    enum status status;
    struct problem problem;
};

static enum status history_command_fail(struct job *job, struct saying saying)
{
    struct buffer text = {0};
    words_say(saying, &text);
    snprintf(job->problem.text, sizeof job->problem.text, "%s", buffer_text(&text));
    buffer_free(&text);
    return job->status = STATUS_INPUT;
}

/* What a shell's <(...) is. */
static bool is_pipe(const struct report_source *source)
{
    struct stat info;
    return fstat(report_source_fd(source), &info) == 0 && S_ISFIFO(info.st_mode);
}

/* The time of its first row. */
static enum status read_time(struct job *job, struct dated_report *report)
{
    const struct report_reading reading = {.path = report->path, .problem = &job->problem};
    if (strcmp(report->path, "-") == 0)
        return history_command_fail(job, SAY_HISTORY_STANDARD());
    struct report_source *source = report_source_open(&reading);
    if (is_pipe(source)) {
        report_source_close(source);
        return history_command_fail(job, SAY_HISTORY_PIPE(report->path));
    }
    const struct column_row *row = report_source_next(source);
    job->status = report_source_status(source);
    report->empty = !row;
    report->at = row ? row->checked_at : 0;
    report_source_close(source);
    if (job->status == STATUS_OK && !report->empty && !report->at)
        return history_command_fail(job, SAY_HISTORY_NO_TIME(report->path));
    return job->status;
}

/* By time; of those with the same, as they were given. */
static int compare_reports(const void *a, const void *b)
{
    const struct dated_report *one = a, *other = b;
    if (one->at != other->at)
        return one->at < other->at ? -1 : 1;
    return one->place < other->place ? -1 : 1;
}

static enum status date_reports(struct job *job)
{
    const struct options *options = job->options;
    job->reports = memory_zero(options->operands.count * sizeof *job->reports);
    for (size_t i = 0; i < options->operands.count && job->status == STATUS_OK; i++) {
        job->reports[i] = (struct dated_report){.path = options->operands.items[i], .place = i};
        read_time(job, &job->reports[i]);
    }
    qsort(job->reports, options->operands.count, sizeof *job->reports, compare_reports);
    return job->status;
}

static bool history_command_take_row(void *context, struct column_row *row)
{
    struct job *job = context;
    if (!row->checked_at)
        return false;
    history_take_row(job->history, row);
    return true;
}

static enum status read_reports(struct job *job)
{
    for (size_t i = 0; i < job->options->operands.count && job->status == STATUS_OK; i++) {
        const struct report_reading reading = {
            .path = job->reports[i].path, .context = job, .take = history_command_take_row, .problem = &job->problem};
        if (job->reports[i].empty)
            continue;
        history_begin_report(job->history);
        job->status = report_read(&reading);
    }
    return job->status;
}

static bool history_command_drain(void *context)
{
    struct job *job = context;
    if (stop_is_asked())
        job->status = STATUS_INTERRUPTED;
    else
        job->status = outputs_write(&job->outputs, &job->problem);
    return job->status == STATUS_OK;
}

static enum status write_outputs(struct job *job)
{
    for (size_t i = 0; i < job->outputs.count; i++)
        if (!history_report_can(job->outputs.items[i].format))
            return history_command_fail(job, SAY_HISTORY_FORMATS(job->outputs.items[i].path));
    for (size_t i = 0; i < job->outputs.count && job->status == STATUS_OK; i++) {
        struct output *output = &job->outputs.items[i];
        const struct history_settings settings = {
            .format = output->format, .excel = job->options->report.excel, .by_day = job->options->report.by_day};
        history_report_write(&settings, job->history, &output->text, history_command_drain, job);
    }
    if (job->status == STATUS_OK)
        job->status = outputs_finish(&job->outputs, &job->problem);
    return job->status;
}

/* Outputs are opened when all was read: a report that cannot be read leaves no trace. */
int command_history(const struct options *options)
{
    struct job job = {.options = options, .status = STATUS_OK, .history = history_new()};
    claims_take_inputs(options, &job.claims);
    if (date_reports(&job) == STATUS_OK && read_reports(&job) == STATUS_OK) {
        signals_hold();
        job.status = outputs_open(options, REPORT_FORMAT_TEXT, &job.claims, &job.outputs, &job.problem);
    }
    if (job.status == STATUS_OK && write_outputs(&job) == STATUS_OK)
        signals_release();
    if (job.status == STATUS_INTERRUPTED && !*job.problem.text)
        history_command_fail(&job, SAY_INTERRUPTED());
    if (job.status != STATUS_OK)
        message_print_problem(&job.problem);
    else if (!options->screen.quiet)
        outputs_print_paths(&job.outputs);
    outputs_close(&job.outputs);
    history_free(job.history);
    free(job.reports);
    file_claims_free(&job.claims);
    return job.status == STATUS_OK ? EXIT_DONE : EXIT_COULD_NOT_RUN;
}
