/* SPDX-License-Identifier: Apache-2.0 */
#include "changes.h"
#include "claims.h"
#include "commands.h"
#include "exit_status.h"
#include "message.h"
#include "outputs.h"
#include "report/change_report.h"
#include "signals.h"
#include "util/memory.h"
#include "util/problem.h"
#include "util/stop.h"

#include <stdlib.h>

struct diff {
    const struct options *options;
    struct file_claims claims;
    struct changes changes;
    struct change_about about;
    struct outputs outputs;
    struct change_report **reports; /* one for each output */
    enum status status;
    struct problem problem;
};

static enum status diff_command_open_outputs(struct diff *diff)
{
    enum status status = outputs_open(diff->options, REPORT_FORMAT_TEXT, &diff->claims, &diff->outputs, &diff->problem);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < diff->outputs.count; i++)
        if (!change_report_can(diff->outputs.items[i].format)) {
            problem_set(&diff->problem, SAY_OUTPUT_CHANGE_FORMAT(diff->outputs.items[i].path));
            return STATUS_USAGE;
        }
    diff->reports = memory_zero(diff->outputs.count * sizeof *diff->reports);
    for (size_t i = 0; i < diff->outputs.count; i++) {
        struct output *output = &diff->outputs.items[i];
        diff->reports[i] = change_report_new(
            &(struct report_settings){.format = output->format, .excel = diff->options->report.excel}, &diff->about);
        change_report_begin(diff->reports[i], &output->text);
    }
    return STATUS_OK;
}

static void diff_command_take_change(void *context, const struct change *change)
{
    struct diff *diff = context;
    if (diff->status == STATUS_OK && stop_is_asked()) {
        problem_set(&diff->problem, SAY_INTERRUPTED());
        diff->status = STATUS_INTERRUPTED;
    }
    if (diff->status != STATUS_OK)
        return;
    for (size_t i = 0; i < diff->outputs.count; i++)
        change_report_add(diff->reports[i], change, &diff->outputs.items[i].text);
    diff->status = outputs_write(&diff->outputs, &diff->problem);
}

static enum status diff_command_write_changes(struct diff *diff)
{
    changes_tell(&diff->changes, diff_command_take_change, diff);
    for (size_t i = 0; i < diff->outputs.count; i++)
        change_report_end(diff->reports[i], &diff->outputs.items[i].text);
    return diff->status == STATUS_OK ? outputs_finish(&diff->outputs, &diff->problem) : diff->status;
}

static void close_diff(struct diff *diff)
{
    for (size_t i = 0; diff->reports && i < diff->outputs.count; i++)
        change_report_free(diff->reports[i]);
    free(diff->reports);
    outputs_close(&diff->outputs);
    changes_close(&diff->changes);
    file_claims_free(&diff->claims);
}

/* Outputs are opened when both reports were read: one that cannot be read leaves no trace. */
int command_diff(const struct options *options)
{
    struct diff diff = {.options = options, .status = STATUS_OK};
    changes_open(options->how.kinds ? options->how.kinds : CAA_KINDS_ALL, &diff.changes);
    claims_take_inputs(options, &diff.claims);
    enum status status =
        changes_read(&diff.changes, options->operands.items[0], options->operands.items[1], &diff.problem);
    diff.about = (struct change_about){options->operands.items[0], options->operands.items[1], diff.changes.comparison};
    if (status == STATUS_OK) {
        signals_hold();
        status = diff_command_open_outputs(&diff);
    }
    if (status == STATUS_OK)
        status = diff_command_write_changes(&diff);
    if (status == STATUS_OK)
        signals_release();
    if (status == STATUS_OK)
        changes_print_left_out(&diff.changes);
    if (status != STATUS_OK)
        message_print_problem(&diff.problem);
    else if (!options->screen.quiet) {
        changes_print_summary(&diff.changes);
        outputs_print_paths(&diff.outputs);
    }
    int result = status == STATUS_OK ? exit_status_of_changes(diff.changes.counts) : EXIT_COULD_NOT_RUN;
    close_diff(&diff);
    return result;
}
