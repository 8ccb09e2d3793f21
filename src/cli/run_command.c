#include "commands.h"
#include "files/output_file.h"
#include "input.h"
#include "message.h"
#include "progress.h"
#include "report/nagios.h"
#include "report/report.h"
#include "session.h"
#include "util/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BLOCK_SIZE = 65536 }; /* octets of a report that are put together before they are handed on */

/* One report on its way. */
struct output {
    const char *path;
    struct report *report;
    struct output_file *file;
    struct buffer text;
    bool watched; /* somebody may read along: every row leaves at once when the program waits */
};

struct job {
    const struct options *options;
    struct session *session;
    struct input *input;
    struct output *outputs;
    size_t output_count;
    struct audit_summary summary;
    uint64_t started_ms;
    struct progress progress;
    bool failed;
    struct problem problem;
};

static bool ending_format(const char *path, enum report_format *ret_format)
{
    const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
    return dot && (!slash || dot > slash) && report_format_parse(dot + 1, strlen(dot + 1), ret_format);
}

/* The ending decides, then --format, then a terminal's or a pipe's habit: CSV. */
static enum status output_format(const struct options *options, const char *path, enum report_format *ret_format,
                                 struct problem *problem)
{
    bool standard = strcmp(path, "-") == 0;
    if (!standard && ending_format(path, ret_format))
        return STATUS_OK;
    *ret_format = options->has_format ? options->format : REPORT_FORMAT_CSV;
    if (options->has_format || standard)
        return STATUS_OK;
    snprintf(problem->text, sizeof problem->text,
             "%s: the ending names no report format: use .csv .tsv .jsonl .html .prom or .txt, or say --format", path);
    return STATUS_USAGE;
}

static enum status open_output(struct job *job, struct output *output, const char *path)
{
    struct report_settings settings = {.excel = job->options->excel, .further = input_further(job->input)};
    enum status status = output_format(job->options, path, &settings.format, &job->problem);
    output->path = path;
    output->watched = strcmp(path, "-") == 0;
    if (status != STATUS_OK)
        return status;
    output->report = report_new(&settings);
    report_begin(output->report, &output->text);
    return output_file_open(path, &output->file, &job->problem);
}

static enum status open_outputs(struct job *job)
{
    static const char *const standard_only[] = {"-"};
    const struct options *options = job->options;
    const char *const *paths = options->output_count ? options->outputs : standard_only;
    enum status status = STATUS_OK;
    job->output_count = options->output_count ? options->output_count : 1;
    job->outputs = memory_zero(job->output_count * sizeof *job->outputs);
    for (size_t i = 0; i < job->output_count && status == STATUS_OK; i++) {
        for (size_t j = 0; j < i; j++)
            if (strcmp(paths[i], paths[j]) == 0) {
                snprintf(job->problem.text, sizeof job->problem.text,
                         "%s: the same output is given twice: name another file", paths[i]);
                return STATUS_USAGE;
            }
        status = open_output(job, &job->outputs[i], paths[i]);
    }
    return status;
}

static enum run_input next_entry(void *context, struct audit_entry *entry, struct arena *arena)
{
    struct job *job = context;
    return input_next(job->input, entry, arena);
}

static int next_fd(void *context)
{
    struct job *job = context;
    return input_fd(job->input);
}

static bool take_result(void *context, const struct audit_result *result)
{
    struct job *job = context;
    const struct audit_outcome outcome = audit_result_outcome(result);
    audit_summary_count(&job->summary, &outcome);
    for (size_t i = 0; i < job->output_count && !job->failed; i++) {
        struct output *output = &job->outputs[i];
        report_add_result(output->report, result, &output->text);
        if (output->text.size >= BLOCK_SIZE)
            job->failed = output_file_write(output->file, &output->text, &job->problem) != STATUS_OK;
    }
    return !job->failed;
}

/* Nothing is shown before there is a row: a run that cannot go on leaves no half report. */
static void tick(void *context)
{
    struct job *job = context;
    for (size_t i = 0; i < job->output_count && !job->failed; i++) {
        struct output *output = &job->outputs[i];
        if (output->watched && output->text.size && job->summary.entries)
            job->failed = output_file_write(output->file, &output->text, &job->problem) != STATUS_OK ||
                          output_file_flush(output->file, &job->problem) != STATUS_OK;
    }
    progress_tick(&job->progress, &job->summary, session_counters(job->session).in_flight, job->session->context.now);
}

static enum status finish_outputs(struct job *job)
{
    enum status status = STATUS_OK;
    const struct report_totals totals = {.summary = &job->summary,
                                         .queries = session_counters(job->session).queries,
                                         .elapsed_ms = session_now(job->session) - job->started_ms,
                                         .finished_at = time(NULL)};
    for (size_t i = 0; i < job->output_count && status == STATUS_OK; i++) {
        struct output *output = &job->outputs[i];
        report_end(output->report, &totals, &output->text);
        status = output_file_write(output->file, &output->text, &job->problem);
    }
    for (size_t i = 0; i < job->output_count && status == STATUS_OK; i++) {
        status = output_file_commit(job->outputs[i].file, &job->problem);
        job->outputs[i].file = NULL;
    }
    return status;
}

static void close_outputs(struct job *job)
{
    for (size_t i = 0; i < job->output_count; i++) {
        output_file_abandon(job->outputs[i].file);
        report_free(job->outputs[i].report);
        buffer_free(&job->outputs[i].text);
    }
    free(job->outputs);
}

/* What a run that ended by itself or otherwise comes to. */
static enum status conclude(struct job *job, enum status status)
{
    if (status == STATUS_INTERRUPTED) {
        snprintf(job->problem.text, sizeof job->problem.text,
                 "interrupted: no report was written, earlier ones are as they were");
        return status;
    }
    if (status != STATUS_OK)
        return status;
    if (job->failed)
        return STATUS_OUTPUT;
    if (input_problem(job->input)) {
        job->problem = *input_problem(job->input);
        return STATUS_INPUT;
    }
    return finish_outputs(job);
}

static enum status audit_all(struct job *job)
{
    uint64_t total = 0, started = job->started_ms = session_now(job->session);
    bool has_total = input_count(job->input, &total);
    const struct session_run plan = {.settings = {.concurrency = job->options->concurrency,
                                                  .next = next_entry,
                                                  .result = take_result,
                                                  .context = job},
                                     .gather = true,
                                     .input_fd = next_fd,
                                     .tick = tick};
    progress_start(&job->progress, job->options->quiet, has_total, total, started);
    enum status status = session_run(job->session, &plan, &job->problem);
    progress_end(&job->progress);
    status = conclude(job, status);
    if (status == STATUS_OK && !job->summary.entries)
        message_print("the list is empty");
    if (status != STATUS_OK || job->options->quiet)
        return status;
    const struct exchange_counters counters = session_counters(job->session);
    progress_print_summary(&job->summary, &counters, session_now(job->session) - started, job->options->outputs,
                           job->options->output_count);
    return STATUS_OK;
}

static bool is_plugin(const struct options *options)
{
    return options->has_format && options->format == REPORT_FORMAT_NAGIOS;
}

/* A plugin says on standard output, too, why it could not run. */
static void print_problem(const struct options *options, const struct problem *problem)
{
    struct buffer line = {0};
    message_print("%s", problem->text);
    if (!is_plugin(options))
        return;
    nagios_add_problem(problem->text, &line);
    fwrite(line.data, 1, line.size, stdout);
    buffer_free(&line);
}

int command_run(const struct options *options)
{
    struct session session = {0};
    struct job job = {.options = options, .session = &session};
    enum status status = input_open(options, &job.input, &job.problem);
    if (status == STATUS_OK)
        status = session_open(options, &session, &job.problem);
    if (status == STATUS_OK)
        status = open_outputs(&job);
    if (status == STATUS_OK)
        status = audit_all(&job);
    if (status != STATUS_OK)
        print_problem(options, &job.problem);
    close_outputs(&job);
    session_close(&session);
    input_close(job.input);
    int exit_status = status == STATUS_OK ? audit_summary_exit_status(&job.summary) : EXIT_COULD_NOT_RUN;
    return is_plugin(options) ? nagios_status(exit_status) : exit_status;
}
