/* SPDX-License-Identifier: Apache-2.0 */
/* A scenario's file, statement by statement; README.md has the grammar. */
#include "reading.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void leave_block(struct reading *reading)
{
    reading->zone = NULL;
    reading->host = NULL;
    reading->everywhere = false;
    reading->rule = NULL;
    reading->expected = NULL;
}

static bool read_head(struct reading *reading, struct scenario_line *line)
{
    struct scenario *scenario = reading->scenario;
    if (!reading_end_records(reading))
        return false;
    leave_block(reading);
    if (line_take(line, "zone"))
        return reading_take_zone(reading, line, false);
    if (line_take(line, "copy"))
        return reading_take_zone(reading, line, true);
    if (line_take(line, "server"))
        return reading_take_server(reading, line);
    if (line_take(line, "options"))
        return reading_take_options(reading, line);
    if (line_take(line, "ask"))
        return reading_take_ask(reading, line);
    if (line_take(line, "asked"))
        return reading_take_asked(reading, line);
    if (line_take(line, "ends"))
        return reading_take_ends(reading, line);
    if (line_take(line, "date"))
        return reading_take_date(reading, line);
    if (line_take(line, "expect-fail:")) {
        scenario->expect_fail = line_rest(line);
        return *scenario->expect_fail || line_fail(line, "which issue, and what of it, mends this?");
    }
    if (line_take(line, "seed")) {
        unsigned seed;
        bool good = line_number(line, &seed);
        scenario->seed = seed;
        return good;
    }
    if (line_take(line, "wait")) {
        int64_t ms;
        bool good = line_time(line, &ms);
        reading_add_step(reading, line, NULL, NULL);
        scenario->steps[scenario->step_count - 1].wait_ms = good ? (uint64_t)ms : 0;
        return good;
    }
    if (line_take(line, "warned")) {
        scenario->warned = line_rest(line);
        return true;
    }
    if (line_take(line, "hints")) {
        scenario->world.has_hints = true;
        scenario->world.hints = (struct delegation){.zone = (const uint8_t *)"", .ttl = WORLD_TTL};
        reading_begin_records(reading, RECORDS_HINTS);
        return true;
    }
    if (line_take(line, "anchors")) {
        scenario->world.has_anchors = true;
        reading_begin_records(reading, RECORDS_ANCHORS);
        return true;
    }
    return line_fail(line, "'%s' begins no statement: see README.md", line_peek(line));
}

static bool read_indented(struct reading *reading, struct scenario_line *line, size_t indent)
{
    const struct dns_name origin = reading_origin(reading);
    const char *text = line->at;
    if (reading->rule && indent > reading->rule_indent) {
        reading_add_record_line(reading, "");
        return rule_parse_further(line, &reading->scenario->world, &origin, reading->rule);
    }
    reading->rule = NULL;
    if (reading->expected)
        return reading_take_expectation(reading, line);
    if ((reading->zone || reading->host || reading->everywhere) && line_take(line, "on")) {
        reading_add_record_line(reading, "");
        return reading_take_rule(reading, line, indent);
    }
    if (reading->zone && line_take(line, "served")) {
        reading_add_record_line(reading, "");
        return reading_take_server_of_zone(reading, line);
    }
    if (reading->zone && line_take(line, "spoil")) {
        reading_add_record_line(reading, "");
        return reading_take_spoil(reading, line);
    }
    if (reading->records == RECORDS_NONE)
        return line_fail(line, "nothing is expected below this statement");
    reading_add_record_line(reading, text);
    return true;
}

static bool read_line(struct reading *reading, char *text)
{
    size_t indent = strspn(text, " \t"), size = strlen(text);
    struct scenario_line line = {.path = reading->scenario->world.path,
                                 .number = reading->number,
                                 .at = text + indent,
                                 .problem = reading->problem,
                                 .arena = reading_arena(reading)};
    while (size > indent && isspace((unsigned char)text[size - 1]))
        text[--size] = '\0';
    if (!*line.at || *line.at == '#') {
        reading_add_record_line(reading, "");
        return true;
    }
    bool first_of_zone = reading->zone && !reading->zone->server_count;
    if (first_of_zone && (!indent || strncmp(line.at, "served", 6) != 0))
        reading_complete_zone(reading);
    return indent ? read_indented(reading, &line, indent) : read_head(reading, &line);
}

static bool read_lines(struct reading *reading, FILE *file)
{
    char *text = NULL;
    size_t capacity = 0;
    bool good = true;
    while (good && getline(&text, &capacity, file) >= 0) {
        reading->number++;
        good = read_line(reading, text);
    }
    free(text);
    if (!good)
        return false;
    reading_complete_zone(reading);
    return reading_end_records(reading);
}

static void add_defaults(struct reading *reading)
{
    struct scenario *scenario = reading->scenario;
    struct net_address address;
    char none[] = "";
    struct scenario_line line = {
        .path = scenario->world.path, .at = none, .problem = reading->problem, .arena = reading_arena(reading)};
    if (!scenario->option_count)
        reading_take_options(reading, &line);
    net_address_parse(SCENARIO_RESOLVER, 53, &address);
    world_host_at(&scenario->world, &address)->resolver = true;
}

static const char *name_of_path(const char *path, struct arena *arena)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
    return arena_text(arena, name, dot ? (size_t)(dot - name) : strlen(name));
}

static bool read_file(const char *path, FILE *file, struct scenario *ret_scenario, struct problem *ret_problem)
{
    struct reading reading = {.scenario = ret_scenario, .problem = ret_problem};
    const char *words = "";
    ret_scenario->name = name_of_path(path, reading_arena(&reading));
    bool good = read_lines(&reading, file);
    fclose(file);
    buffer_free(&reading.text);
    if (!good)
        return false;
    add_defaults(&reading);
    good = world_finish(&ret_scenario->world, &words);
    if (!good)
        snprintf(ret_problem->text, sizeof ret_problem->text, "%s: %s", path, words);
    return good;
}

static void begin(const char *path, struct scenario *scenario)
{
    *scenario = (struct scenario){.seed = 1, .within_ms = SCENARIO_TIME_MAX_MS};
    scenario->world.path = path;
    scenario->world.date = 1767225600; /* 2026-01-01T00:00:00Z */
}

bool scenario_read(const char *path, struct scenario *ret_scenario, struct problem *ret_problem)
{
    FILE *file = fopen(path, "r");
    begin(path, ret_scenario);
    if (file)
        return read_file(path, file, ret_scenario, ret_problem);
    snprintf(ret_problem->text, sizeof ret_problem->text, "%s: cannot be opened", path);
    return false;
}

bool scenario_read_text(const char *name, const char *text, struct scenario *ret_scenario, struct problem *ret_problem)
{
    FILE *file = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
    begin(name, ret_scenario);
    if (file)
        return read_file(name, file, ret_scenario, ret_problem);
    snprintf(ret_problem->text, sizeof ret_problem->text, "%s: no memory", name);
    return false;
}

void scenario_free(struct scenario *scenario)
{
    world_free(&scenario->world);
}
