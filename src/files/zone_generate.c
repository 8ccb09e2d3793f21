/* SPDX-License-Identifier: Apache-2.0 */
#include "files/zone_generate.h"

#include "util/saying.h"

#include "util/ascii.h"

#include <stdio.h>
#include <string.h>

enum { NUMBER_MAX = 0x7FFFFFFF, WIDTH_MAX = 63 };

/* ---- the range ---- */

/* Takes the text up to SEPARATOR, or all of it, off REST. */
static struct zone_token zone_generate_cut(struct zone_token *rest, char separator)
{
    const char *end = rest->size ? memchr(rest->text, separator, rest->size) : NULL;
    struct zone_token part = {.text = rest->text, .size = end ? (size_t)(end - rest->text) : rest->size};
    size_t taken = part.size + (end != NULL);
    rest->text += taken;
    rest->size -= taken;
    return part;
}

const char *zone_generate_range(const struct zone_token *token, struct zone_range *ret_range)
{
    struct zone_token rest = *token;
    struct zone_token first = zone_generate_cut(&rest, '-'), last = zone_generate_cut(&rest, '/');
    struct zone_range range = {.step = 1};
    if (token->quoted || !zone_token_number(&first, NUMBER_MAX, &range.first) ||
        !zone_token_number(&last, NUMBER_MAX, &range.last) ||
        (rest.size && !zone_token_number(&rest, NUMBER_MAX, &range.step)) || !range.step)
        return SAID_ZONE_GENERATE_RANGE;
    if (range.first > range.last)
        return SAID_ZONE_GENERATE_RANGE_ORDER;
    if ((range.last - range.first) / range.step >= ZONE_GENERATE_MAX)
        return SAID_ZONE_GENERATE_TOO_MANY;
    *ret_range = range;
    return NULL;
}

/* ---- the text ---- */

struct modifier {
    int64_t offset;
    uint32_t width;
    char base;
};

static bool is_base(char c)
{
    return c == 'd' || c == 'o' || c == 'x' || c == 'X';
}

/* TEXT is what stands between the braces. */
static const char *read_modifier(struct zone_token text, struct modifier *ret_modifier)
{
    bool negative = text.size && text.text[0] == '-';
    text.text += negative;
    text.size -= negative;
    struct zone_token offset = zone_generate_cut(&text, ','), width = zone_generate_cut(&text, ','), base = text;
    struct modifier modifier = {.base = 'd'};
    uint32_t number;
    if (!zone_token_number(&offset, NUMBER_MAX, &number))
        return SAID_ZONE_GENERATE_MODIFIER;
    modifier.offset = negative ? -(int64_t)number : (int64_t)number;
    if (width.size && !zone_token_number(&width, WIDTH_MAX, &modifier.width))
        return SAID_ZONE_GENERATE_MODIFIER;
    if (base.size) {
        if (ascii_equal_text(base.text, base.size, "n"))
            return SAID_ZONE_GENERATE_NIBBLE;
        if (base.size != 1 || !is_base(base.text[0]))
            return SAID_ZONE_GENERATE_MODIFIER;
        modifier.base = base.text[0];
    }
    *ret_modifier = modifier;
    return NULL;
}

static const char *zone_generate_add_number(uint32_t number, struct modifier modifier, struct buffer *out)
{
    char digits[WIDTH_MAX + 1];
    int64_t value = (int64_t)number + modifier.offset;
    int width = (int)modifier.width;
    if (value < 0)
        return SAID_ZONE_GENERATE_NEGATIVE;
    unsigned long long shown = (unsigned long long)value;
    if (modifier.base == 'x')
        snprintf(digits, sizeof digits, "%0*llx", width, shown);
    else if (modifier.base == 'X')
        snprintf(digits, sizeof digits, "%0*llX", width, shown);
    else if (modifier.base == 'o')
        snprintf(digits, sizeof digits, "%0*llo", width, shown);
    else
        snprintf(digits, sizeof digits, "%0*llu", width, shown);
    buffer_add_text(out, digits);
    return NULL;
}

/* Replaces the dollar at the start of TEXT; RET_TAKEN says how much of TEXT that was. */
static const char *replace_dollar(struct zone_token text, uint32_t number, struct buffer *out, size_t *ret_taken)
{
    struct modifier modifier = {.base = 'd'};
    *ret_taken = 1;
    if (text.size > 1 && text.text[1] == '$') {
        *ret_taken = 2;
        buffer_add_text(out, "\\$");
        return NULL;
    }
    if (text.size > 1 && text.text[1] == '{') {
        const char *end = memchr(text.text, '}', text.size);
        if (!end)
            return SAID_ZONE_GENERATE_MODIFIER;
        *ret_taken = (size_t)(end - text.text) + 1;
        const struct zone_token inner = {.text = text.text + 2, .size = *ret_taken - 3};
        const char *error = read_modifier(inner, &modifier);
        if (error)
            return error;
    }
    return zone_generate_add_number(number, modifier, out);
}

/* The token with its dollars replaced. AS_TEXT: its quotes are taken off, those within lose their backslash. */
static const char *zone_generate_add_token(const struct zone_token *token, bool as_text, uint32_t number,
                                           struct buffer *out)
{
    bool quoted = token->quoted && !as_text;
    const char *error = NULL;
    if (quoted)
        buffer_add_char(out, '"');
    for (size_t at = 0, taken; at < token->size && !error; at += taken) {
        struct zone_token rest = {.text = token->text + at, .size = token->size - at};
        bool escape = rest.text[0] == '\\' && rest.size > 1;
        taken = escape ? 2 : 1;
        if (rest.text[0] == '$')
            error = replace_dollar(rest, number, out, &taken);
        else if (escape && as_text && rest.text[1] == '"')
            buffer_add_char(out, '"');
        else
            buffer_add(out, rest.text, taken);
    }
    if (quoted)
        buffer_add_char(out, '"');
    return error;
}

const char *zone_generate_line(const struct zone_token *tokens, size_t count, size_t rdata_at, uint32_t number,
                               struct buffer *out)
{
    const char *error = NULL;
    for (size_t i = 0; i < count && !error; i++) {
        bool as_text = i == rdata_at && count == rdata_at + 1 && tokens[i].quoted;
        if (i)
            buffer_add_char(out, ' ');
        error = zone_generate_add_token(&tokens[i], as_text, number, out);
    }
    return error;
}
