/* SPDX-License-Identifier: Apache-2.0 */
#include "lines.h"

#include <ldns/ldns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void skip_blanks(struct scenario_line *line)
{
    while (is_blank(*line->at))
        line->at++;
}

const char *line_word(struct scenario_line *line)
{
    skip_blanks(line);
    const char *start = line->at;
    while (*line->at && !is_blank(*line->at))
        line->at++;
    size_t size = (size_t)(line->at - start);
    if (!size)
        return NULL;
    if (size > 1 && start[size - 1] == ',')
        size--;
    return arena_text(line->arena, start, size);
}

const char *line_peek(struct scenario_line *line)
{
    char *before = line->at;
    const char *word = line_word(line);
    line->at = before;
    return word;
}

bool line_take(struct scenario_line *line, const char *word)
{
    const char *next = line_peek(line);
    if (!next || strcmp(next, word) != 0)
        return false;
    line_word(line);
    return true;
}

char *line_rest(struct scenario_line *line)
{
    skip_blanks(line);
    size_t size = strlen(line->at);
    while (size && is_blank(line->at[size - 1]))
        size--;
    char *rest = arena_text(line->arena, line->at, size);
    line->at += strlen(line->at);
    return rest;
}

bool line_fail(const struct scenario_line *line, const char *format, ...)
{
    va_list arguments;
    char words[512];
    va_start(arguments, format);
    vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    snprintf(line->problem->text, sizeof line->problem->text, "%s:%u: %s", line->path, line->number, words);
    return false;
}

bool text_name(const char *text, const struct dns_name *origin, struct dns_name *ret_name)
{
    struct dns_name name;
    size_t size = strlen(text);
    if (strcmp(text, "@") == 0) {
        *ret_name = *origin;
        return true;
    }
    if (!dns_name_parse(text, size, &name))
        return false;
    if (text[size - 1] == '.') {
        *ret_name = name;
        return true;
    }
    return dns_name_join(name.wire, dns_name_labels(name.wire), origin->wire, ret_name);
}

bool line_name(struct scenario_line *line, const struct dns_name *origin, const uint8_t **ret_name)
{
    const char *word = line_word(line);
    struct dns_name name;
    if (!word || !text_name(word, origin, &name))
        return line_fail(line, "a name is expected where '%s' stands", word ? word : "nothing");
    *ret_name = arena_dup(line->arena, name.wire, name.size);
    return true;
}

bool line_type(struct scenario_line *line, uint16_t *ret_type)
{
    const char *word = line_word(line);
    if (word && strcmp(word, "any") == 0) {
        *ret_type = 0;
        return true;
    }
    *ret_type = word ? (uint16_t)ldns_get_rr_type_by_name(word) : 0;
    if (!*ret_type)
        return line_fail(line, "a record type, or `any`, is expected where '%s' stands", word ? word : "nothing");
    return true;
}

bool line_number(struct scenario_line *line, unsigned *ret_number)
{
    const char *word = line_word(line);
    char *end = NULL;
    unsigned long number = word ? strtoul(word, &end, 10) : 0;
    if (!word || end == word || *end)
        return line_fail(line, "a number is expected where '%s' stands", word ? word : "nothing");
    *ret_number = (unsigned)number;
    return true;
}

bool text_time(const char *text, int64_t *ret_ms)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}};
    char *end;
    double number = strtod(text, &end);
    for (size_t i = 0; end != text && i < sizeof units / sizeof *units; i++)
        if (strcmp(end, units[i].unit) == 0) {
            *ret_ms = (int64_t)(number * (double)units[i].ms);
            return true;
        }
    return false;
}

bool line_time(struct scenario_line *line, int64_t *ret_ms)
{
    const char *word = line_word(line);
    if (!word || !text_time(word, ret_ms))
        return line_fail(line, "a time (250ms, 3s, 2m, 1h, 30d) is expected where '%s' stands",
                         word ? word : "nothing");
    return true;
}

static bool one_value(const char *text, bool time, uint64_t *ret_value)
{
    int64_t ms;
    char *end;
    if (time) {
        if (!text_time(text, &ms) || ms < 0)
            return false;
        *ret_value = (uint64_t)ms;
        return true;
    }
    *ret_value = strtoull(text, &end, 10);
    return end != text && !*end;
}

bool text_range(const char *text, bool times, uint64_t *ret_from, uint64_t *ret_until)
{
    char first[32];
    const char *dash = strchr(text, '-');
    size_t size = dash ? (size_t)(dash - text) : strlen(text);
    if (size >= sizeof first)
        return false;
    memcpy(first, text, size);
    first[size] = '\0';
    if (!one_value(first, times, ret_from))
        return false;
    *ret_until = dash ? UINT64_MAX : *ret_from;
    return !dash || !dash[1] || one_value(dash + 1, times, ret_until);
}

bool line_address(struct scenario_line *line, struct net_address *ret_address)
{
    const char *word = line_word(line);
    if (!word || !net_address_parse(word, 53, ret_address))
        return line_fail(line, "an address is expected where '%s' stands", word ? word : "nothing");
    return true;
}
