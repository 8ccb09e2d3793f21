/* SPDX-License-Identifier: Apache-2.0 */
/* Options of the file of options, and of a recording. The command line wins over both. */
#include "options_internal.h"

#include "config.h"
#include "message.h"
#include "recording.h"
#include "util/problem.h"

#include <string.h>

/* What the file says for every day gives way to an option that contradicts it. In a recording nothing does that takes
 * away what was validated: what is missing there cannot be asked for any more. */
static bool gives_way(const struct options_reading *reading, const char *name, const char *value)
{
    bool zones_alone = options_on_line(reading, "zone") && !options_on_line(reading, "server") &&
                       !options_on_line(reading, "iterate") && !options_on_line(reading, "perspective");
    if (strcmp(name, "require-dnssec") == 0)
        return options_on_line(reading, "no-dnssec") || (zones_alone && !reading->replay);
    if (strcmp(name, "baseline") == 0) /* each sets the exit status */
        return options_on_line(reading, "format") && reading->options->report.format == REPORT_FORMAT_NAGIOS;
    if (strcmp(name, "format") == 0)
        return options_on_line(reading, "baseline") && strcmp(value, "nagios") == 0;
    return strcmp(name, "no-dnssec") == 0 && options_on_line(reading, "require-dnssec") && !reading->replay;
}

/* A row of that name that may be in the file, for the command first; NULL: there is none. */
static const struct option_row *filed_row(enum command command, const char *name)
{
    const struct option_row *row = options_table_find(command, name, strlen(name));
    for (size_t i = 0; i < options_table_count && !(row && row->filed); i++)
        if (strcmp(options_table[i].name, name) == 0)
            row = &options_table[i];
    return row && row->filed ? row : NULL;
}

/* `yes` or `no`. */
static enum options_result read_switch(const struct config_line *line, bool *ret_on, struct problem *problem)
{
    *ret_on = strcmp(line->value, "yes") == 0;
    if (*ret_on || strcmp(line->value, "no") == 0)
        return OPTIONS_OK;
    return options_fail(problem, SAY_CONFIG_NO_FLAG(line->key, line->value));
}

static enum options_result fail_key(const char *key, struct problem *problem)
{
    const char *guess = options_table_guess(COMMAND_COUNT, key, strlen(key));
    return guess ? options_fail(problem, SAY_CONFIG_GUESS(guess, key))
                 : options_fail(problem, SAY_CONFIG_UNKNOWN_KEY(key));
}

static enum options_result options_file_take_line(const struct config_line *line, struct options_reading *reading,
                                                  struct problem *problem)
{
    enum command command = reading->options->command;
    const struct option_row *row = filed_row(command, line->key);
    bool on = true;
    enum options_result result = OPTIONS_OK;
    if (!row && options_table_find(COMMAND_COUNT, line->key, strlen(line->key)))
        return options_fail(problem, SAY_CONFIG_COMMAND_LINE_ONLY(line->key));
    if (!row)
        return fail_key(line->key, problem);
    if (!row->value)
        result = read_switch(line, &on, problem);
    bool taken = row->commands & row->filed & 1u << command && !options_on_line(reading, row->name) &&
                 !(reading->source && row->traits & (OPTION_SOURCE | OPTION_OF_SOURCE)) &&
                 !gives_way(reading, row->name, line->value);
    return result == OPTIONS_OK && on && taken ? options_take(reading, row, line->value, problem) : result;
}

static enum options_result read_config(struct options_reading *reading, struct problem *problem)
{
    struct options *options = reading->options;
    const char *path = options->config = reading->config ? reading->config : OPTIONS_CONFIG_PATH;
    struct config config;
    struct problem wrong_value;
    if (config_read(path, !reading->config, &options->arena, &config, problem) != STATUS_OK)
        return OPTIONS_WRONG;
    for (size_t i = 0; i < config.count; i++) {
        if (options_file_take_line(&config.lines[i], reading, &wrong_value) == OPTIONS_OK)
            continue;
        problem_keep_at(problem, path, config.lines[i].number, wrong_value.text);
        return OPTIONS_WRONG;
    }
    return OPTIONS_OK;
}

/* Only what decides verdicts is taken, and nothing that names a file: a recording may be anybody's. A name that is
 * checked is no part of a list. Zone files that are given now lie over the servers of that time. */
static enum options_result take_recorded(void *context, const char *name, const char *value, struct problem *problem)
{
    struct options_reading *reading = context;
    const struct option_row *row = options_table_find(COMMAND_COUNT, name, strlen(name));
    const struct config_line line = {.key = name, .value = value};
    if (!row)
        return options_fail(problem, SAY_REPLAY_UNKNOWN_OPTION(name));
    bool list = strcmp(name, "shard") == 0 && reading->options->command == COMMAND_CHECK;
    bool decides = row->traits & OPTION_DECIDES || strcmp(name, "lang") == 0;
    return decides && !list ? options_file_take_line(&line, reading, problem) : OPTIONS_OK;
}

static enum options_result read_replay(struct options_reading *reading, struct problem *problem)
{
    struct options *options = reading->options;
    struct options_reading now = *reading;
    options->where.replay = reading->replay;
    now.source = options_on_line(reading, "server") || options_on_line(reading, "iterate") ||
                 options_on_line(reading, "perspective");
    if (reading->config)
        return options_fail(problem, SAY_OPTION_VALUE(SAY_REPLAY_CONFIG(), "config", reading->config));
    if (recording_load(options->where.replay, problem) != STATUS_OK ||
        tap_read(options->where.replay, &options->recording.tap, problem) != STATUS_OK)
        return OPTIONS_WRONG;
    if (tap_is_cut(options->recording.tap))
        message_say(SAY_REPLAY_CUT_OFF(options->where.replay));
    enum options_result result = recording_read(options, take_recorded, &now, problem);
    memcpy(reading->anywhere, now.anywhere, sizeof reading->anywhere);
    return result;
}

enum options_result options_read_file(struct options_reading *reading, struct problem *problem)
{
    return reading->replay ? read_replay(reading, problem) : read_config(reading, problem);
}
