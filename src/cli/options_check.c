/* SPDX-License-Identifier: Apache-2.0 */
/* What options and operands must not be together. */
#include "caa/suffix.h"
#include "files/list_name.h"
#include "message.h"
#include "options_internal.h"
#include "options_places.h"
#include "outputs.h"

#include <string.h>
#include <sys/stat.h>

static bool is_standard(const char *path)
{
    return strcmp(path, "-") == 0;
}

static size_t count_standard(const struct options_texts *paths)
{
    size_t count = 0;
    for (size_t i = 0; i < paths->count; i++)
        count += is_standard(paths->items[i]);
    return count;
}

static enum options_result check_places(const struct options *options, struct problem *problem)
{
    const struct options_where *where = &options->where;
    if (where->place_count && (where->server_count || where->iterate))
        return options_fail(problem, SAY_OPTION_PERSPECTIVE_SOURCES());
    if ((where->quorum || where->mpic) && !where->place_count)
        return options_fail(problem, SAY_OPTION_QUORUM_ALONE());
    if (where->quorum && where->quorum >= where->place_count)
        return options_fail(problem, SAY_OPTION_QUORUM(where->quorum, where->place_count - 1));
    return where->iterate && where->server_count ? options_fail(problem, SAY_OPTION_ITERATE_SERVER()) : OPTIONS_OK;
}

/* The row is about the first place. */
static enum options_result check_every_server(const struct options *options, struct problem *problem)
{
    const struct options_where *where = &options->where;
    bool iterates = where->iterate || (where->place_count && where->places[0].iterate);
    return where->every_server && !iterates ? options_fail(problem, SAY_OPTION_EVERY_SERVER()) : OPTIONS_OK;
}

/* Answers come from zone files and from nowhere else. */
static bool has_zones_alone(const struct options *options)
{
    const struct options_where *where = &options->where;
    bool live = where->server_count || where->iterate || where->place_count;
    return (where->zones.count || options->recording.zones) && !live;
}

/* Zone files alone are believed as they are. */
static enum options_result check_dnssec(const struct options *options, struct problem *problem)
{
    if (options->where.require_dnssec && options->where.no_dnssec)
        return options_fail(problem, SAY_OPTION_DNSSEC_BOTH());
    return OPTIONS_OK;
}

/* A report is a file; what is a folder now cannot become one. */
static enum options_result check_outputs(const struct options *options, struct problem *problem)
{
    const struct options_texts *outputs = &options->report.outputs;
    struct stat info;
    for (size_t i = 0; i < outputs->count && options->command != COMMAND_EXPORT; i++)
        if (!is_standard(outputs->items[i]) && stat(outputs->items[i], &info) == 0 && S_ISDIR(info.st_mode))
            return options_fail(problem, SAY_OPTION_VALUE(SAY_OPTION_FOLDER(), "output", outputs->items[i]));
    return OPTIONS_OK;
}

/* Rows can be read back from some formats only. */
static enum options_result check_resume(const struct options *options, struct problem *problem)
{
    if (!options->report.resume)
        return OPTIONS_OK;
    for (size_t i = 0; i < options->report.outputs.count; i++) {
        const char *path = options->report.outputs.items[i];
        enum report_format format;
        struct problem ignored;
        if (!is_standard(path) && outputs_format(options, path, &format, &ignored) == STATUS_OK &&
            report_format_is_readable(format))
            return OPTIONS_OK;
    }
    return options_fail(problem, SAY_RESUME_NEEDS_FILE());
}

/* A recording is of a whole run, and so is what is made of it. */
static enum options_result check_recording(const struct options *options, struct problem *problem)
{
    const char *record = options->where.record, *replay = options->where.replay;
    if (record && is_standard(record))
        return options_fail(problem, SAY_OPTION_VALUE(SAY_RECORD_NEEDS_FILE(), "record", record));
    if (record && replay)
        return options_fail(problem, SAY_OPTION_VALUE(SAY_REPLAY_AND_RECORD(), "record", record));
    if (options->report.resume && (record || replay))
        return options_fail(
            problem, SAY_OPTION_VALUE(SAY_REPLAY_AND_RESUME(), record ? "record" : "replay", record ? record : replay));
    if (record && options->recording.unrecordable)
        return options_fail(problem, SAY_REPLAY_LINE_BREAK(options->recording.unrecordable));
    return OPTIONS_OK;
}

static enum options_result check_baseline(const struct options *options, struct problem *problem)
{
    if (!options->report.baseline)
        return OPTIONS_OK;
    if (options->report.has_format && options->report.format == REPORT_FORMAT_NAGIOS)
        return options_fail(problem, SAY_OPTION_BASELINE_NAGIOS());
    return is_standard(options->report.baseline) && count_standard(&options->operands)
               ? options_fail(problem, SAY_OPTION_STANDARD_INPUT_BOTH("--baseline, LIST"))
               : OPTIONS_OK;
}

static enum options_result check_diff(const struct options *options, struct problem *problem)
{
    if (options->operands.count != 2)
        return options_fail(problem, SAY_OPTION_TWO_REPORTS(options->operands.count));
    return count_standard(&options->operands) == 2 ? options_fail(problem, SAY_OPTION_STANDARD_INPUT_BOTH("OLD, NEW"))
                                                   : OPTIONS_OK;
}

static enum options_result check_export(const struct options *options, struct problem *problem)
{
    if (count_standard(&options->operands) > 1)
        return options_fail(problem, SAY_OPTION_STANDARD_INPUT_ONCE());
    if (options->report.outputs.count > 1)
        return options_fail(problem, SAY_OPTION_OUTPUT_TWICE());
    return !options->report.outputs.count || count_standard(&options->report.outputs)
               ? options_fail(problem, SAY_OPTION_NO_FOLDER())
               : OPTIONS_OK;
}

/* Whether it is a name in a top-level domain that there is, or a URL of one: `domains.csv`, `hosts` and paths are none.
 */
static bool options_check_is_name(const char *text)
{
    struct subject subject;
    bool path = strchr(text, '/') && !strstr(text, "://");
    if (path || list_name_read(text, &subject) != SUBJECT_ERROR_NONE)
        return false;
    const uint8_t *name = subject.name.wire, *top = name;
    while (!dns_name_is_root(name)) {
        top = name;
        name = dns_name_parent(name);
    }
    return top != subject.name.wire && caa_suffix_is_listed(top);
}

/* A list where a name belongs, or a name where a list does. */
static enum options_result check_name_or_file(const struct options *options, struct problem *problem)
{
    struct stat info;
    for (size_t i = 0; i < options->operands.count; i++) {
        const char *operand = options->operands.items[i];
        bool there = stat(operand, &info) == 0;
        if (options->command == COMMAND_CHECK && there && S_ISREG(info.st_mode) && !options_check_is_name(operand))
            return options_fail(problem, SAY_OPTION_CHECK_FILE(operand));
        if (options->command == COMMAND_RUN && !there && !is_standard(operand) && options_check_is_name(operand))
            return options_fail(problem, SAY_OPTION_RUN_NAME(operand));
    }
    return OPTIONS_OK;
}

static enum options_result check_operands(const struct options *options, struct problem *problem)
{
    static const enum words nothing[COMMAND_COUNT] = {
        [COMMAND_RUN] = WORDS_OPTION_NO_LIST,
        [COMMAND_CHECK] = WORDS_OPTION_NO_NAME,
        [COMMAND_DIFF] = WORDS_OPTION_DIFF_NO_REPORT,
        [COMMAND_EXPORT] = WORDS_OPTION_EXPORT_NO_REPORT,
        [COMMAND_HISTORY] = WORDS_OPTION_HISTORY_NO_REPORT,
        [COMMAND_MERGE] = WORDS_OPTION_MERGE_NO_REPORT,
    };
    if (!options->operands.count)
        return options_fail(problem, SAYING_PLAIN(nothing[options->command]));
    if (options->command == COMMAND_DIFF)
        return check_diff(options, problem);
    if (options->command == COMMAND_HISTORY && count_standard(&options->operands))
        return options_fail(problem, SAY_HISTORY_STANDARD());
    if (options->command == COMMAND_RUN && count_standard(&options->operands) > 1)
        return options_fail(problem, SAY_OPTION_STANDARD_INPUT_BOTH("LIST, LIST"));
    if (options->command == COMMAND_MERGE &&
        count_standard(&options->operands) + count_standard(&options->list.files) > 1)
        return options_fail(problem, SAY_OPTION_STANDARD_INPUT_ONCE());
    return options->command == COMMAND_EXPORT ? check_export(options, problem) : check_name_or_file(options, problem);
}

/* What was typed and does nothing; in the file of options it may be for another day. */
static void warn_of_no_effect(const struct options_reading *reading)
{
    const struct options *options = reading->options;
    if (options_on_line(reading, "trust-anchor") && has_zones_alone(options))
        message_say(SAY_OPTION_ANCHOR_ZONES());
    if (options_on_line(reading, "root-hints") && !options_iterate(&options->where))
        message_say(SAY_OPTION_HINTS_ALONE());
    if (options_on_line(reading, "retries") && !options->how.retries)
        message_say(SAY_OPTION_ONE_RETRY());
}

enum options_result options_check(const struct options_reading *reading, struct problem *problem)
{
    static enum options_result (*const checks[])(const struct options *options, struct problem *problem) = {
        check_places,  check_every_server, check_dnssec,    check_operands,
        check_outputs, check_resume,       check_recording, check_baseline};
    enum options_result result = OPTIONS_OK;
    for (size_t i = 0; i < sizeof checks / sizeof *checks && result == OPTIONS_OK; i++)
        result = checks[i](reading->options, problem);
    if (result == OPTIONS_OK)
        warn_of_no_effect(reading);
    return result;
}
