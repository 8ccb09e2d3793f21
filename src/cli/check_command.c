/* SPDX-License-Identifier: Apache-2.0 */
#include "claims.h"
#include "commands.h"
#include "exit_status.h"
#include "head.h"
#include "input.h"
#include "message.h"
#include "outputs.h"
#include "report/check_json.h"
#include "report/explain.h"
#include "session.h"
#include "signals.h"
#include "standard.h"
#include "util/memory.h"
#include "util/problem.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct check {
    const struct options *options;
    struct session *session;
    size_t next;
    struct outputs outputs;
    struct report **reports; /* one for each output */
    struct arena arena;      /* of the head */
    struct report_head head;
    struct audit_summary summary;
    uint64_t started_ms;
    bool failed;
    struct problem problem;
};

static enum run_input next_name(void *context, struct audit_entry *entry, struct arena *arena)
{
    struct check *check = context;
    while (check->next < check->options->operands.count) {
        const char *name = check->options->operands.items[check->next++];
        *entry = (struct audit_entry){.domain = name, .institution = "", .contact = ""};
        input_read_name(entry, arena);
        entry->kinds = audit_entry_kinds(entry, check->options->how.kinds);
        if (audit_shard_holds(&check->options->list.shard, name))
            return RUN_INPUT_ENTRY;
    }
    return RUN_INPUT_END;
}

static bool wants_colour(void)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(STDOUT_FILENO) && !(no_color && *no_color) && term && strcmp(term, "dumb") != 0;
}

static void explain(struct check *check, const struct audit_result *result, struct output *output)
{
    const struct explain_settings settings = {.colour = output->watched && wants_colour()};
    if (check->summary.entries)
        buffer_add_char(&output->text, '\n');
    explain_result(&settings, result, &output->text);
}

/* Each name leaves at once where somebody may read along. */
static bool check_command_take_result(void *context, const struct audit_result *result)
{
    struct check *check = context;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < check->outputs.count && status == STATUS_OK; i++) {
        struct output *output = &check->outputs.items[i];
        if (output->format == REPORT_FORMAT_TEXT)
            explain(check, result, output);
        else if (output->format == REPORT_FORMAT_JSONL)
            check_json_add(check->reports[i], result, &output->text);
        else
            report_add_result(check->reports[i], result, &output->text);
        if (output->watched)
            status = output_file_write(output->file, &output->text, &check->problem);
        if (output->watched && status == STATUS_OK)
            status = output_file_flush(output->file, &check->problem);
    }
    const struct audit_outcome outcome = audit_result_outcome(result);
    audit_summary_count(&check->summary, &outcome);
    check->failed = status != STATUS_OK;
    return !check->failed;
}

/* None with --quiet, unless a file is named. */
static enum status check_command_open_outputs(struct check *check, struct file_claims *claims)
{
    const struct options *options = check->options;
    if (options->screen.quiet && !options->report.outputs.count)
        return STATUS_OK;
    enum status status = outputs_open(options, REPORT_FORMAT_TEXT, claims, &check->outputs, &check->problem);
    check->reports = memory_zero((check->outputs.count + 1) * sizeof(struct report *));
    for (size_t i = 0; i < check->outputs.count && status == STATUS_OK; i++) {
        struct output *output = &check->outputs.items[i];
        check->reports[i] =
            report_new(&(struct report_settings){.format = output->format, .each = true, .head = &check->head});
        if (output->format == REPORT_FORMAT_HTML)
            report_begin(check->reports[i], &output->text);
    }
    return status;
}

static enum status check_command_finish_outputs(struct check *check)
{
    const struct report_totals totals = {.summary = &check->summary,
                                         .queries = session_counters(check->session).queries,
                                         .elapsed_ms = session_now(check->session) - check->started_ms,
                                         .finished_at = session_wall(check->session)};
    for (size_t i = 0; i < check->outputs.count; i++)
        if (check->outputs.items[i].format == REPORT_FORMAT_HTML)
            report_end(check->reports[i], &totals, &check->outputs.items[i].text);
    return outputs_finish(&check->outputs, &check->problem);
}

static void close_outputs(struct check *check)
{
    for (size_t i = 0; check->reports && i < check->outputs.count; i++)
        report_free(check->reports[i]);
    free(check->reports);
    outputs_close(&check->outputs);
    arena_free(&check->arena);
}

static enum status audit_names(struct check *check)
{
    const struct session_run plan = {.settings = {.concurrency = check->options->how.concurrency,
                                                  .next = next_name,
                                                  .result = check_command_take_result,
                                                  .context = check}};
    problem_set(&check->problem, SAY_INTERRUPTED());
    enum status status = session_run(check->session, &plan, &check->problem);
    size_t left_out = check->options->operands.count - check->summary.entries;
    if (status == STATUS_OK && check->failed)
        return STATUS_OUTPUT;
    if (status == STATUS_OK && left_out && !check->options->screen.quiet)
        message_say(SAY_CHECK_NOT_CHOSEN(left_out));
    return status == STATUS_OK ? check_command_finish_outputs(check) : status;
}

int command_check(const struct options *options)
{
    struct session session;
    struct file_claims claims = {0};
    struct check check = {.options = options, .session = &session};
    claims_take_inputs(options, &claims);
    enum status status = session_open(options, &claims, &session, &check.problem);
    if (status == STATUS_OK) {
        head_take(options, &session, &check.arena, &check.head);
        check.started_ms = session_now(&session);
        status = check_command_open_outputs(&check, &claims);
    }
    if (options->where.record)
        signals_hold(); /* the recording is brought to its end */
    if (status == STATUS_OK)
        status = session_start(options, &session, &check.problem);
    if (status == STATUS_OK)
        status = audit_names(&check);
    if (status != STATUS_OK)
        message_print_problem(&check.problem);
    close_outputs(&check);
    session_close(&session);
    file_claims_free(&claims);
    if (options->where.record)
        signals_release();
    return status == STATUS_OK ? exit_status_of_audit(&check.summary) : EXIT_COULD_NOT_RUN;
}
