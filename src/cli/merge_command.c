/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of a list as one report: rows come as `run` would have written them, from files instead of the network. */
#include "claims.h"
#include "commands.h"
#include "exit_status.h"
#include "head.h"
#include "input.h"
#include "plugin.h"
#include "report/merge.h"
#include "report/text.h"
#include "row_reports.h"
#include "signals.h"
#include "util/stop.h"
#include "words/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct job {
    const struct options *options;
    struct file_claims claims;
    struct merge *merge;
    struct options listing; /* with --list: the options as `run` would have them for it */
    struct input *input;    /* likewise */
    struct row_reports reports;
    struct report_head head;
    struct arena arena; /* of the head; of the entry */
    struct audit_summary summary;
    time_t checked_at; /* the last row */
    struct problem problem;
};

static bool has_list(const struct job *job)
{
    return job->options->list.files.count;
}

static const char *merge_command_value_of(const struct column_row *row, enum column_id id)
{
    return row ? buffer_text(&row->values[id]) : "";
}

/* What the whole is about, the first rows of its parts know; lent by the merge, so copied. */
static void merge_command_take_head(struct job *job)
{
    const struct column_row *row = merge_peek(job->merge);
    const char *ca = merge_command_value_of(row, COLUMN_CA);
    struct buffer sources = {0};
    job->head = report_head_unknown;
    job->head.ca = arena_text(&job->arena, ca, strlen(ca));
    job->head.at = merge_describe(job->merge, &sources);
    job->head.source = head_join(&sources, &job->arena);
    job->head.kinds = head_kinds(row ? row->outcome.kinds : 0, &job->arena);
    job->head.list = head_names(&job->options->list.files, &job->arena);
    job->head.version = CAA_AUDIT_VERSION;
}

static enum status merge_command_take_row(struct job *job, struct column_row *row)
{
    audit_summary_count(&job->summary, &row->outcome);
    job->checked_at = row->checked_at > job->checked_at ? row->checked_at : job->checked_at;
    return row_reports_add(&job->reports, row, &job->problem);
}

static enum status take_all_of_list(struct job *job)
{
    struct arena arena = {0};
    struct audit_entry entry;
    struct column_row *row;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && input_wait_next(job->input, &entry, &arena) && !stop_is_asked()) {
        status = merge_next_for(job->merge, &entry, entry.list ? entry.list : job->options->list.files.items[0], &row);
        if (status == STATUS_OK)
            status = merge_command_take_row(job, row);
    }
    arena_free(&arena);
    if (status == STATUS_OK && input_problem(job->input)) {
        job->problem = *input_problem(job->input);
        return STATUS_INPUT;
    }
    return status == STATUS_OK && !stop_is_asked() ? merge_finish(job->merge) : status;
}

static enum status take_all(struct job *job)
{
    struct column_row *row = NULL;
    enum status status = STATUS_OK;
    if (has_list(job))
        status = take_all_of_list(job);
    else
        do {
            status = merge_next(job->merge, &row);
            if (status == STATUS_OK && row)
                status = merge_command_take_row(job, row);
        } while (status == STATUS_OK && row && !stop_is_asked());
    if (status != STATUS_OK || !stop_is_asked())
        return status;
    snprintf(job->problem.text, sizeof job->problem.text, "%s", words_text(WORDS_INTERRUPTED));
    return STATUS_INTERRUPTED;
}

static enum status merge_command_finish(struct job *job)
{
    const struct report_totals totals = {
        .summary = &job->summary, .finished_at = time(NULL), .answered_at = job->checked_at};
    return row_reports_finish(&job->reports, &totals, &job->problem);
}

static enum status merge_command_open_list(struct job *job)
{
    if (!has_list(job))
        return STATUS_OK;
    job->listing = *job->options;
    job->listing.operands = job->options->list.files;
    return input_open(&job->listing, &job->input, &job->problem);
}

static void merge_command_print_summary(const struct job *job)
{
    struct buffer text = {0};
    text_add_summary(&job->summary, &text);
    fwrite(text.data, 1, text.size, stderr);
    buffer_free(&text);
    outputs_print_paths(&job->reports.outputs);
}

static void close_job(struct job *job)
{
    row_reports_close(&job->reports);
    input_close(job->input);
    merge_free(job->merge);
    arena_free(&job->arena);
    file_claims_free(&job->claims);
}

int command_merge(const struct options *options)
{
    struct job job = {.options = options};
    claims_take_inputs(options, &job.claims);
    enum status status = merge_command_open_list(&job);
    if (status == STATUS_OK)
        status = merge_open(options->operands.items, options->operands.count, &job.merge, &job.problem);
    if (status == STATUS_OK) {
        merge_command_take_head(&job);
        signals_hold();
        status =
            row_reports_open(options, merge_further(job.merge), &job.head, &job.claims, &job.reports, &job.problem);
    }
    if (status == STATUS_OK)
        status = take_all(&job);
    if (status == STATUS_OK)
        status = merge_command_finish(&job);
    if (status == STATUS_OK)
        signals_release();
    if (status != STATUS_OK)
        plugin_print_problem(options, &job.problem);
    else if (!options->screen.quiet)
        merge_command_print_summary(&job);
    close_job(&job);
    return status == STATUS_OK ? plugin_exit_status(options, &job.summary) : EXIT_COULD_NOT_RUN;
}
