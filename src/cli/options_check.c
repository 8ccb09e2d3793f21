/* SPDX-License-Identifier: Apache-2.0 */
/* What options and operands must not be together. */
#include "options_internal.h"
#include "outputs.h"
#include "util/language.h"

#include <stdio.h>
#include <string.h>

static enum options_result check_perspectives(const struct options *options, struct problem *problem)
{
    if (options->perspective_count && (options->server_count || options->iterate)) {
        snprintf(problem->text, sizeof problem->text,
                 language_text("--perspective names its own sources: leave out --server and --iterate"));
        return OPTIONS_WRONG;
    }
    if (options->quorum && options->quorum >= options->perspective_count) {
        snprintf(problem->text, sizeof problem->text,
                 language_text("--quorum %u: there are %zu perspectives, so %zu can agree with the first at most"),
                 options->quorum, options->perspective_count,
                 options->perspective_count ? options->perspective_count - 1 : 0);
        return OPTIONS_WRONG;
    }
    return OPTIONS_OK;
}

/* The row is about the first place. */
static enum options_result check_every_server(const struct options *options, struct problem *problem)
{
    bool iterates = options->iterate || (options->perspective_count && options->perspectives[0].iterate);
    if (!options->every_server || iterates)
        return OPTIONS_OK;
    snprintf(
        problem->text, sizeof problem->text,
        language_text(
            "--every-server asks authoritative servers: give --iterate, or LABEL=iterate as the first perspective"));
    return OPTIONS_WRONG;
}

/* Zone files alone are believed as they are. */
static enum options_result check_dnssec(const struct options *options, struct problem *problem)
{
    bool zones = options->zone_count || options->recorded_zones;
    bool live = options->server_count || options->iterate || options->perspective_count;
    if (!options->require_dnssec || !(options->no_dnssec || (zones && !live)))
        return OPTIONS_OK;
    snprintf(problem->text, sizeof problem->text, "%s",
             language_text(options->no_dnssec
                               ? "--require-dnssec and --no-dnssec contradict each other: leave out one of them"
                               : "--require-dnssec: answers from zone files alone are not validated: leave it out, or "
                                 "add --server or --iterate"));
    return OPTIONS_WRONG;
}

static enum options_result check_reports(const struct options *options, struct problem *problem)
{
    if (options->operand_count != 2) {
        snprintf(problem->text, sizeof problem->text,
                 language_text("two reports are wanted, %zu given: caa-audit diff OLD NEW"), options->operand_count);
        return OPTIONS_WRONG;
    }
    if (strcmp(options->operands[0], "-") == 0 && strcmp(options->operands[1], "-") == 0)
        return options_wrong(problem, "OLD and NEW", "-", "one of them can be standard input, the other is a file");
    return OPTIONS_OK;
}

static enum options_result check_export(const struct options *options, struct problem *problem)
{
    size_t standard = 0;
    for (size_t i = 0; i < options->operand_count; i++)
        standard += strcmp(options->operands[i], "-") == 0;
    if (standard > 1)
        return options_wrong(problem, "REPORT", "-", "only one of them can be standard input");
    if (options->output_count == 1)
        return OPTIONS_OK;
    snprintf(
        problem->text, sizeof problem->text, language_text("%s: caa-audit export REPORT... -o DIR"),
        language_text(options->output_count ? "--output is given twice, one folder is wanted" : "no folder is given"));
    return OPTIONS_WRONG;
}

/* Rows can be read back from some formats only. */
static enum options_result check_resume(const struct options *options, struct problem *problem)
{
    if (!options->resume)
        return OPTIONS_OK;
    for (size_t i = 0; i < options->output_count; i++) {
        enum report_format format;
        struct problem ignored;
        if (strcmp(options->outputs[i], "-") != 0 &&
            outputs_format(options, options->outputs[i], &format, &ignored) == STATUS_OK &&
            report_format_is_readable(format))
            return OPTIONS_OK;
    }
    snprintf(problem->text, sizeof problem->text,
             language_text("--resume goes on with a report in a file: give --output with .csv, .tsv or .jsonl"));
    return OPTIONS_WRONG;
}

/* A recording is of a whole run, and so is what is made of it. */
static enum options_result check_recording(const struct options *options, struct problem *problem)
{
    if (options->record && strcmp(options->record, "-") == 0)
        return options_wrong(problem, "--record", "-", "a recording goes to a file: name one");
    if (options->record && options->replay)
        return options_wrong(problem, "--record", options->record,
                             "nothing is sent with --replay: leave out one of the two");
    if (options->resume && (options->record || options->replay))
        return options_wrong(problem, options->record ? "--record" : "--replay",
                             options->record ? options->record : options->replay,
                             "--resume covers only a part of the list: leave out one of the two");
    if (options->record && options->unrecordable)
        return options_wrong(problem, "--record and", options->unrecordable, "its value contains a line break");
    return OPTIONS_OK;
}

static enum options_result check_baseline(const struct options *options, struct problem *problem)
{
    if (!options->baseline)
        return OPTIONS_OK;
    if (options->has_format && options->format == REPORT_FORMAT_NAGIOS) {
        snprintf(problem->text, sizeof problem->text,
                 language_text("--baseline and --format nagios have statuses of their own: give one of them"));
        return OPTIONS_WRONG;
    }
    for (size_t i = 0; i < options->operand_count && strcmp(options->baseline, "-") == 0; i++)
        if (strcmp(options->operands[i], "-") == 0)
            return options_wrong(problem, "--baseline and LIST", "-",
                                 "one of them can be standard input, the other is a file");
    return OPTIONS_OK;
}

static enum options_result check_operands(const struct options *options, struct problem *problem)
{
    static const char *const nothing[] = {
        [COMMAND_RUN] = "no list is given: caa-audit run LIST...",
        [COMMAND_CHECK] = "no name is given: caa-audit check NAME...",
        [COMMAND_DIFF] = "no report is given: caa-audit diff OLD NEW",
        [COMMAND_EXPORT] = "no report is given: caa-audit export REPORT... -o DIR",
    };
    if (!options->operand_count) {
        snprintf(problem->text, sizeof problem->text, "%s", language_text(nothing[options->command]));
        return OPTIONS_WRONG;
    }
    if (options->command == COMMAND_DIFF)
        return check_reports(options, problem);
    if (options->command == COMMAND_EXPORT)
        return check_export(options, problem);
    if (options->iterate && options->server_count) {
        snprintf(problem->text, sizeof problem->text,
                 language_text("--iterate asks authoritative servers, --server a resolver: give one of them"));
        return OPTIONS_WRONG;
    }
    enum options_result result = check_resume(options, problem);
    if (result == OPTIONS_OK)
        result = check_recording(options, problem);
    return result == OPTIONS_OK ? check_baseline(options, problem) : result;
}

enum options_result options_check(const struct options *options, struct problem *problem)
{
    static enum options_result (*const checks[])(const struct options *options, struct problem *problem) = {
        check_perspectives, check_every_server, check_dnssec, check_operands};
    enum options_result result = OPTIONS_OK;
    for (size_t i = 0; i < sizeof checks / sizeof *checks && result == OPTIONS_OK; i++)
        result = checks[i](options, problem);
    return result;
}
