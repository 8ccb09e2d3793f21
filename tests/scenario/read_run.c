/* SPDX-License-Identifier: Apache-2.0 */
/* The statements about what is asked, and what must come of it. */
#include "reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool read_place(struct scenario_line *line, struct scenario_options *options)
{
    const char *word = line_word(line);
    const char *equals = word ? strchr(word, '=') : NULL;
    if (!equals)
        return line_fail(line, "--perspective LABEL=SOURCE[,SOURCE] is expected");
    struct scenario_place *place = WORLD_ADD(line->arena, options->places, options->place_count);
    place->label = arena_text(line->arena, word, (size_t)(equals - word));
    place->iterate = strcmp(equals + 1, "iterate") == 0;
    for (char *state, *one = strtok_r(arena_text(line->arena, equals + 1, strlen(equals + 1)), ",", &state);
         one && !place->iterate; one = strtok_r(NULL, ",", &state))
        if (!net_address_parse(one, 53, WORLD_ADD(line->arena, place->servers, place->server_count)))
            return line_fail(line, "'%s' is no address", one);
    return true;
}

static bool read_option(struct scenario_line *line, struct scenario_options *options)
{
    int64_t ms;
    if (line_take(line, "-i") || line_take(line, "--iterate"))
        options->iterate = true;
    else if (line_take(line, "--no-dnssec"))
        options->no_dnssec = true;
    else if (line_take(line, "--require-dnssec"))
        options->require_dnssec = true;
    else if (line_take(line, "--every-server"))
        options->every_server = true;
    else if (line_take(line, "no-v6"))
        options->no_v6 = true;
    else if (line_take(line, "-j"))
        return line_number(line, &options->concurrency);
    else if (line_take(line, "-r"))
        return line_number(line, &options->retries);
    else if (line_take(line, "-p"))
        return line_number(line, &options->port);
    else if (line_take(line, "--quorum")) {
        options->has_quorum = true;
        return line_number(line, &options->quorum);
    } else if (line_take(line, "-t")) {
        if (!line_time(line, &ms))
            return false;
        options->timeout_ms = (uint64_t)ms;
    } else if (line_take(line, "--entry-timeout")) {
        if (!line_time(line, &ms))
            return false;
        options->entry_timeout_ms = (uint64_t)ms;
    } else if (line_take(line, "-s")) {
        return line_address(line, WORLD_ADD(line->arena, options->servers, options->server_count));
    } else if (line_take(line, "--account")) {
        options->account = line_word(line);
    } else if (line_take(line, "--method")) {
        options->method = line_word(line);
    } else if (line_take(line, "--perspective")) {
        return read_place(line, options);
    } else {
        return line_fail(line, "'%s' is no option of a scenario", line_peek(line));
    }
    return true;
}

bool reading_take_options(struct reading *reading, struct scenario_line *line)
{
    struct scenario *scenario = reading->scenario;
    struct scenario_options *options = WORLD_ADD(reading_arena(reading), scenario->options, scenario->option_count);
    *options = (struct scenario_options){.line = line->number,
                                         .port = 53,
                                         .concurrency = 32,
                                         .retries = 2,
                                         .timeout_ms = 2000,
                                         .entry_timeout_ms = SCENARIO_ENTRY_TIMEOUT_MS};
    options->text = arena_text(line->arena, line->at, strlen(line->at));
    while (line_peek(line))
        if (!read_option(line, options))
            return false;
    return true;
}

void reading_add_step(struct reading *reading, struct scenario_line *line, const char *name, const char *number)
{
    struct scenario *scenario = reading->scenario;
    *WORLD_ADD(reading_arena(reading), scenario->steps, scenario->step_count) =
        (struct step){.line = line->number, .name = name, .number = number, .expected = reading->expected};
}

/* ask NAME; ask n{1..20}.example */
bool reading_take_ask(struct reading *reading, struct scenario_line *line)
{
    char *name = line_rest(line), *open = strchr(name, '{'), text[512], number[16];
    unsigned from, until;
    if (!*name)
        return line_fail(line, "a name is expected");
    reading->expected = arena_zero(line->arena, sizeof *reading->expected);
    if (!open || sscanf(open, "{%u..%u}", &from, &until) != 2) {
        reading_add_step(reading, line, name, NULL);
        return true;
    }
    for (unsigned i = from; i <= until; i++) {
        snprintf(number, sizeof number, "%u", i);
        snprintf(text, sizeof text, "%.*s%u%s", (int)(open - name), name, i, strchr(open, '}') + 1);
        reading_add_step(reading, line, arena_text(line->arena, text, strlen(text)),
                         arena_text(line->arena, number, strlen(number)));
    }
    return true;
}

static bool read_comparison(struct scenario_line *line, enum comparison *ret_comparison)
{
    static const char *const signs[] = {"=", "~", "!~", ">=", "<="};
    *ret_comparison = COMPARE_EQUAL;
    for (unsigned i = 0; i < sizeof signs / sizeof *signs; i++)
        if (line_take(line, signs[i])) {
            *ret_comparison = (enum comparison)i;
            return true;
        }
    return false;
}

static struct expectation *expect(struct scenario_line *line, struct expectations *expected, enum column_id column)
{
    struct expectation *expectation = WORLD_ADD(line->arena, expected->items, expected->count);
    *expectation = (struct expectation){.line = line->number, .column = column};
    return expectation;
}

/* `server allowed listed`, `dnssec secure`, `failure_detail ~ words`, `elapsed_ms >= 400` */
bool reading_take_expectation(struct reading *reading, struct scenario_line *line)
{
    const char *word = line_word(line);
    for (unsigned column = 0; column < COLUMN_COUNT; column++) {
        if (strcmp(columns_table[column].name, word) != 0)
            continue;
        struct expectation *expectation = expect(line, reading->expected, (enum column_id)column);
        read_comparison(line, &expectation->comparison);
        bool verdict = column >= COLUMN_SERVER && column <= COLUMN_SMIME;
        expectation->value = verdict ? line_word(line) : line_rest(line);
        if (!expectation->value)
            return line_fail(line, "a verdict is expected");
        if (strcmp(expectation->value, "-") == 0)
            expectation->value = "";
        if (verdict && line_peek(line))
            expect(line, reading->expected, (enum column_id)(column + COLUMN_SERVER_REASON - COLUMN_SERVER))->value =
                line_word(line);
        return !line_peek(line) || line_fail(line, "what is '%s' here?", line_peek(line));
    }
    return line_fail(line, "'%s' is no column of a report", word);
}

/* asked ADDRESS|* QUESTION [= | >= | <=] N */
bool reading_take_asked(struct reading *reading, struct scenario_line *line)
{
    struct scenario *scenario = reading->scenario;
    struct count_check *check = WORLD_ADD(reading_arena(reading), scenario->counts, scenario->count_count);
    char *last = strrchr(line->at, ' '), *sign;
    check->line = line->number;
    check->text = arena_text(line->arena, line->at, strlen(line->at));
    if (!last)
        return line_fail(line, "`asked ADDRESS NAME TYPE [CONDITION...] NUMBER` is expected");
    check->number = (unsigned)strtoul(last + 1, NULL, 10);
    *last = '\0';
    sign = strrchr(line->at, ' ');
    check->comparison = COMPARE_EQUAL;
    if (sign && (strcmp(sign + 1, ">=") == 0 || strcmp(sign + 1, "<=") == 0 || strcmp(sign + 1, "=") == 0)) {
        check->comparison = sign[1] == '>' ? COMPARE_LEAST : sign[1] == '<' ? COMPARE_MOST : COMPARE_EQUAL;
        *sign = '\0';
    }
    check->anywhere = line_take(line, "*");
    if (!check->anywhere && line_take(line, "resolver"))
        net_address_parse(SCENARIO_RESOLVER, 53, &check->address);
    else if (!check->anywhere && !line_address(line, &check->address))
        return false;
    return match_parse(line, reading_root, &check->match);
}

/* ends within TIME; ends mismatch WORDS; ends unheard WORDS */
bool reading_take_ends(struct reading *reading, struct scenario_line *line)
{
    int64_t ms;
    if (line_take(line, "mismatch")) {
        reading->scenario->mismatch = line_rest(line);
        return true;
    }
    if (line_take(line, "unheard")) {
        reading->scenario->unheard = line_rest(line);
        return true;
    }
    if (!line_take(line, "within") || !line_time(line, &ms))
        return line_fail(line, "`ends within TIME`, `ends mismatch WORDS` or `ends unheard WORDS` is expected");
    reading->scenario->within_ms = (uint64_t)ms;
    return true;
}

bool reading_take_date(struct reading *reading, struct scenario_line *line)
{
    struct tm tm = {0};
    const char *word = line_word(line);
    const char *end = word ? strptime(word, "%Y-%m-%dT%H:%M:%SZ", &tm) : NULL;
    if (!end || *end)
        return line_fail(line, "a date is written 2026-01-31T12:00:00Z");
    reading->scenario->world.date = timegm(&tm);
    return true;
}
