/* SPDX-License-Identifier: Apache-2.0 */
#include "changes.h"
#include "claims.h"
#include "commands.h"
#include "exit_status.h"
#include "head.h"
#include "input.h"
#include "message.h"
#include "plugin.h"
#include "progress.h"
#include "report/change_report.h"
#include "report/report.h"
#include "resume.h"
#include "row_reports.h"
#include "session.h"
#include "signals.h"
#include "standard.h"
#include "util/problem.h"
#include "util/stop.h"

#include <stdio.h>
#include <stdlib.h>

enum { SAVE_MS = 500 /* with the pulse of the session, rows older than a second outlive a kill */ };

struct job {
    const struct options *options;
    struct session *session;
    struct input *input;
    struct file_claims claims;
    struct row_reports reports;
    struct audit_summary summary;
    struct changes changes; /* with a baseline */
    struct arena arena;     /* of the head */
    struct report_head head;
    uint64_t resumed;      /* rows that an earlier run had already */
    uint64_t saved_ms;     /* when what was written was last handed to the system */
    struct column_row row; /* of the result that was taken last */
    uint64_t started_ms;
    struct progress progress;
    bool failed;
    struct problem problem;
};

static enum run_input next_entry(void *context, struct audit_entry *entry, struct arena *arena)
{
    struct job *job = context;
    enum run_input next = input_next(job->input, entry, arena);
    if (next == RUN_INPUT_ENTRY)
        audit_entry_end(entry, job->head.at);
    return next;
}

static int next_fd(void *context)
{
    struct job *job = context;
    return input_fd(job->input);
}

static bool run_command_take_row(void *context, struct column_row *row)
{
    struct job *job = context;
    audit_summary_count(&job->summary, &row->outcome);
    if (job->options->report.baseline)
        comparison_add_after(job->changes.comparison, row);
    job->failed = row_reports_add(&job->reports, row, &job->problem) != STATUS_OK;
    return !job->failed;
}

static bool run_command_take_result(void *context, const struct audit_result *result)
{
    struct job *job = context;
    columns_take_result(&job->row, result, &job->head);
    return run_command_take_row(job, &job->row);
}

/* What is in the hands of the system outlives the program. */
static void hand_over(struct job *job, struct output *output)
{
    job->failed = output_file_write(output->file, &output->text, &job->problem) != STATUS_OK ||
                  output_file_flush(output->file, &job->problem) != STATUS_OK;
}

static void save(struct job *job)
{
    for (size_t i = 0; i < job->reports.outputs.count && !job->failed; i++)
        hand_over(job, &job->reports.outputs.items[i]);
    job->saved_ms = session_now(job->session);
}

/* Nothing is shown before there is a row: a run that cannot go on leaves no half report. */
static void run_command_tick(void *context)
{
    struct job *job = context;
    for (size_t i = 0; i < job->reports.outputs.count && !job->failed; i++) {
        struct output *output = &job->reports.outputs.items[i];
        if (output->watched && output->text.size && job->summary.entries)
            hand_over(job, output);
    }
    if (job->session->context.walks.now - job->saved_ms >= SAVE_MS && job->summary.entries)
        save(job);
    progress_tick(&job->progress, &job->summary, session_counters(job->session).in_flight,
                  job->session->context.walks.now);
}

static enum status run_command_finish_outputs(struct job *job)
{
    const struct exchange_counters counters = session_counters(job->session);
    const time_t now = session_wall(job->session);
    const struct report_totals totals = {.summary = &job->summary,
                                         .queries = counters.queries,
                                         .elapsed_ms = session_now(job->session) - job->started_ms,
                                         .finished_at = now,
                                         .answered_at = counters.answers || job->resumed ? now : 0};
    return row_reports_finish(&job->reports, &totals, &job->problem);
}

static enum status keep_what_there_is(struct job *job)
{
    bool kept = job->summary.entries && outputs_keep(&job->reports.outputs);
    problem_set(&job->problem,
                kept ? SAY_INTERRUPTED_RESUME(job->summary.entries) : SAY_INTERRUPTED_NOTHING(job->summary.entries));
    return STATUS_INTERRUPTED;
}

/* Rows that cost hours are not thrown away because a report of them cannot be finished, or the list not be read on. */
static enum status keep_for_resume(struct job *job, enum status status)
{
    if (*job->problem.text && job->summary.entries && outputs_keep(&job->reports.outputs))
        problem_set(&job->problem, SAY_RESUME_GOES_ON(saying_kept(job->problem.text)));
    return status;
}

/* What a run that ended by itself or otherwise comes to. */
static enum status run_command_conclude(struct job *job, enum status status)
{
    if (status == STATUS_OK && job->failed) {
        status = STATUS_OUTPUT;
    } else if (status == STATUS_OK && input_problem(job->input)) {
        job->problem = *input_problem(job->input);
        status = STATUS_INPUT;
    } else if (status == STATUS_OK) {
        status = run_command_finish_outputs(job);
    }
    if (status != STATUS_OK && stop_is_asked())
        return keep_what_there_is(job);
    if (status == STATUS_SYSTEM && job->resumed) /* those of an earlier run are still good */
        outputs_keep(&job->reports.outputs);
    return status == STATUS_OUTPUT || status == STATUS_INPUT ? keep_for_resume(job, status) : status;
}

struct change_text {
    struct change_report *report;
    struct buffer text;
};

static void run_command_take_change(void *context, const struct change *change)
{
    struct change_text *text = context;
    change_report_add(text->report, change, &text->text);
}

/* On standard output, unless a report is written there. */
static void print_changes(struct job *job)
{
    struct change_text text = {.report =
                                   change_report_new(&(struct report_settings){.format = REPORT_FORMAT_TEXT}, NULL)};
    bool free_output = !outputs_have_standard(&job->reports.outputs);
    changes_tell(&job->changes, run_command_take_change, &text);
    if (text.text.size && free_output)
        standard_write(text.text.data, text.text.size);
    else if (text.text.size && !job->options->screen.quiet)
        fwrite(text.text.data, 1, text.text.size, stderr);
    changes_print_left_out(&job->changes);
    if (!job->options->screen.quiet)
        changes_print_summary(&job->changes);
    change_report_free(text.report);
    buffer_free(&text.text);
}

static enum status audit_all(struct job *job)
{
    uint64_t total = 0, started = job->started_ms = session_now(job->session);
    bool has_total = input_count(job->input, &total);
    const struct session_run plan = {.settings = {.concurrency = job->options->how.concurrency,
                                                  .next = next_entry,
                                                  .result = run_command_take_result,
                                                  .context = job},
                                     .gather = true,
                                     .input_fd = next_fd,
                                     .tick = run_command_tick};
    progress_start(&job->progress, job->options->screen.quiet, has_total, total, started);
    enum status status = session_run(job->session, &plan, &job->problem);
    progress_end(&job->progress);
    status = run_command_conclude(job, status);
    if (status == STATUS_OK)
        signals_release();
    if (status == STATUS_OK && !job->summary.entries)
        message_say(input_left_out(job->input) ? SAY_LIST_NONE_CHOSEN() : SAY_LIST_EMPTY());
    if (status != STATUS_OK)
        return status;
    if (job->options->report.baseline)
        print_changes(job);
    if (job->options->screen.quiet)
        return STATUS_OK;
    const struct exchange_counters counters = session_counters(job->session);
    input_print_columns(job->input);
    progress_print_summary(&job->summary, &counters, session_now(job->session) - started);
    outputs_print_paths(&job->reports.outputs);
    return STATUS_OK;
}

static int exit_status(const struct job *job)
{
    return job->options->report.baseline ? exit_status_of_changes(job->changes.counts)
                                         : plugin_exit_status(job->options, &job->summary);
}

/* Rows of a run that was interrupted first, then the audit of what is left. */
static enum status run_command_replay(struct job *job)
{
    enum status status = resume_replay(&job->reports.outputs, job->input, &job->head, run_command_take_row, job,
                                       &job->resumed, &job->problem);
    if (status != STATUS_OK || job->failed)
        return status != STATUS_OK ? status : STATUS_OUTPUT;
    save(job);
    if (job->failed)
        return STATUS_OUTPUT;
    if (resume_finish(&job->reports.outputs, &job->problem) != STATUS_OK)
        return keep_for_resume(job, STATUS_OUTPUT); /* not all that was set aside is there any more, perhaps */
    if (!job->options->screen.quiet)
        message_say(SAY_RESUME_THERE_ALREADY(job->resumed));
    return STATUS_OK;
}

/* The baseline is read first: the report may take its place. */
int command_run(const struct options *options)
{
    struct session session = {0};
    struct job job = {.options = options, .session = &session};
    enum status status = STATUS_OK;
    changes_open(CAA_KINDS_ALL, &job.changes);
    claims_take_inputs(options, &job.claims);
    if (options->report.baseline)
        status = changes_read_before(&job.changes, options->report.baseline, &job.problem);
    if (status == STATUS_OK)
        status = input_open(options, &job.input, &job.problem);
    if (status == STATUS_OK)
        status = session_open(options, &job.claims, &session, &job.problem);
    if (status == STATUS_OK)
        signals_hold();
    if (status == STATUS_OK)
        head_take(options, &session, &job.arena, &job.head);
    if (status == STATUS_OK)
        status =
            row_reports_open(options, input_further(job.input), &job.head, &job.claims, &job.reports, &job.problem);
    if (status == STATUS_OK)
        status = session_start(options, &session, &job.problem);
    job.summary.validating = session.exchanger && !options->where.no_dnssec;
    if (status == STATUS_OK && options->report.resume)
        status = run_command_replay(&job);
    if (status == STATUS_OK)
        status = audit_all(&job);
    if (status != STATUS_OK)
        plugin_print_problem(options, &job.problem);
    row_reports_close(&job.reports);
    session_close(&session);
    input_close(job.input);
    file_claims_free(&job.claims);
    int result = status == STATUS_OK ? exit_status(&job) : EXIT_COULD_NOT_RUN;
    changes_close(&job.changes);
    arena_free(&job.arena);
    return result;
}
