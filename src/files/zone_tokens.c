/* SPDX-License-Identifier: Apache-2.0 */
#include "files/zone_tokens.h"

#include "util/saying.h"

#include "util/ascii.h"
#include "util/memory.h"

#include <stdlib.h>
#include <string.h>

static bool tokens_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static bool ends_word(char c)
{
    return tokens_is_blank(c) || c == ';' || c == '(' || c == ')';
}

/* ---- lines to tokens ---- */

static void tokens_add_token(struct zone_lexer *lexer, const char *text, size_t size, bool quoted)
{
    struct zone_entry *entry = &lexer->entry;
    if (entry->count == lexer->capacity) {
        lexer->capacity = lexer->capacity ? lexer->capacity * 2 : 16;
        entry->tokens = memory_resize(entry->tokens, lexer->capacity, sizeof *entry->tokens);
    }
    entry->tokens[entry->count++] = (struct zone_token){.size = size, .quoted = quoted};
    buffer_add(&lexer->text, text, size);
}

/* The texts stand one behind the other in a buffer that does not move any more. */
static void place_tokens(struct zone_lexer *lexer)
{
    const char *text = buffer_text(&lexer->text);
    for (size_t i = 0; i < lexer->entry.count; i++) {
        lexer->entry.tokens[i].text = text;
        text += lexer->entry.tokens[i].size;
    }
}

/* The position behind the quote that closes the one at AT; 0 where it is not closed on this line. */
static size_t skip_quoted(const char *text, size_t size, size_t at)
{
    for (at++; at < size; at++) {
        if (text[at] == '"')
            return at + 1;
        if (text[at] == '\\')
            at++;
    }
    return 0;
}

/* The position behind the word at AT, which may hold quotes (alpn="h2,h3"); 0 where one of them is not closed. */
static size_t skip_word(const char *text, size_t size, size_t at)
{
    while (at < size && !ends_word(text[at])) {
        if (text[at] == '"') {
            at = skip_quoted(text, size, at);
            if (!at)
                return 0;
        } else {
            at += text[at] == '\\' && at + 1 < size ? 2 : 1;
        }
    }
    return at;
}

/* Takes the token at AT; returns the position behind it, 0 where a quote is not closed. */
static size_t take_token(struct zone_lexer *lexer, const char *text, size_t size, size_t at)
{
    bool quoted = text[at] == '"';
    size_t end = quoted ? skip_quoted(text, size, at) : skip_word(text, size, at);
    if (end)
        tokens_add_token(lexer, text + at + quoted, end - at - 2 * (size_t)quoted, quoted);
    return end;
}

static const char *take_parenthesis(struct zone_lexer *lexer, char c, uint64_t line)
{
    if (c == ')' && !lexer->depth)
        return SAID_ZONE_PARENTHESIS_CLOSE;
    if (c == '(' && !lexer->depth)
        lexer->depth_line = line;
    lexer->depth = c == '(' ? lexer->depth + 1 : lexer->depth - 1;
    return NULL;
}

const char *zone_lexer_take(struct zone_lexer *lexer, const char *text, size_t size, uint64_t line, bool *ret_complete)
{
    if (!lexer->depth) {
        lexer->entry.line = line;
        lexer->entry.blank_start = size && tokens_is_blank(text[0]);
        lexer->entry.count = 0;
        buffer_clear(&lexer->text);
    }
    const char *error = NULL;
    for (size_t at = 0; at < size && text[at] != ';' && !error;) {
        if (tokens_is_blank(text[at])) {
            at++;
        } else if (text[at] == '(' || text[at] == ')') {
            error = take_parenthesis(lexer, text[at++], line);
        } else {
            at = take_token(lexer, text, size, at);
            if (!at)
                return SAID_ZONE_QUOTE;
        }
    }
    if (!error && lexer->text.size + lexer->entry.count > ZONE_ENTRY_MAX)
        error = SAID_ZONE_ENTRY_TOO_LONG;
    *ret_complete = !lexer->depth;
    if (!error && *ret_complete)
        place_tokens(lexer);
    return error;
}

void zone_lexer_free(struct zone_lexer *lexer)
{
    free(lexer->entry.tokens);
    buffer_free(&lexer->text);
    *lexer = (struct zone_lexer){0};
}

/* ---- what tokens say ---- */

bool zone_token_is(const struct zone_token *token, const char *word)
{
    return !token->quoted && ascii_equal_text(token->text, token->size, word);
}

/* The octet of the escape whose backslash is at AT; returns its length, 0 where it is none. */
static size_t read_escape(const struct zone_token *token, size_t at, unsigned *ret_octet)
{
    const char *text = token->text + at;
    size_t size = token->size - at;
    if (size < 2)
        return 0;
    *ret_octet = (unsigned char)text[1];
    if (!ascii_is_digit((unsigned char)text[1]))
        return 2;
    if (size < 4 || !ascii_is_digit((unsigned char)text[2]) || !ascii_is_digit((unsigned char)text[3]))
        return 0;
    *ret_octet = (unsigned)(text[1] - '0') * 100 + (unsigned)(text[2] - '0') * 10 + (unsigned)(text[3] - '0');
    return *ret_octet <= 255 ? 4 : 0;
}

const char *zone_token_octets(const struct zone_token *token, struct buffer *out)
{
    for (size_t at = 0; at < token->size;) {
        unsigned octet = (unsigned char)token->text[at];
        size_t length = octet == '\\' ? read_escape(token, at, &octet) : 1;
        if (!length)
            return SAID_ZONE_ESCAPE;
        buffer_add_char(out, (char)octet);
        at += length;
    }
    return NULL;
}

/* Whether the final dot is one, and not the end of an escape. */
static bool is_absolute(const struct zone_token *token)
{
    if (!token->size || token->text[token->size - 1] != '.')
        return false;
    size_t backslashes = 0;
    while (backslashes + 1 < token->size && token->text[token->size - 2 - backslashes] == '\\')
        backslashes++;
    return backslashes % 2 == 0;
}

const char *zone_token_name(const struct zone_token *token, const struct dns_name *origin, struct dns_name *ret_name)
{
    bool is_origin = zone_token_is(token, "@"), relative = is_origin || !is_absolute(token);
    struct dns_name name, whole;
    if (token->quoted)
        return SAID_ZONE_QUOTED_NAME;
    if (relative && !origin)
        return token->size && memchr(token->text, '.', token->size) ? SAID_ZONE_NAME_LACKS_DOT
                                                                    : SAID_ZONE_RELATIVE_NAME;
    if (is_origin) {
        *ret_name = *origin;
        return NULL;
    }
    if (!dns_name_parse(token->text, token->size, &name))
        return SAID_ZONE_NO_NAME;
    if (relative && !dns_name_join(name.wire, dns_name_labels(name.wire), origin->wire, &whole))
        return SAID_ZONE_NAME_TOO_LONG;
    *ret_name = relative ? whole : name;
    return NULL;
}

bool zone_token_lacks_dot(const struct zone_token *token, const struct dns_name *origin)
{
    struct dns_name name;
    return origin && !dns_name_is_root(origin->wire) && !token->quoted && !is_absolute(token) &&
           dns_name_parse(token->text, token->size, &name) && dns_name_within(name.wire, origin->wire);
}

bool zone_token_number(const struct zone_token *token, uint32_t max, uint32_t *ret_number)
{
    uint64_t number = 0;
    for (size_t i = 0; i < token->size; i++) {
        if (!ascii_is_digit((unsigned char)token->text[i]))
            return false;
        number = number * 10 + (uint64_t)(token->text[i] - '0');
        if (number > max)
            return false;
    }
    if (!token->size)
        return false;
    *ret_number = (uint32_t)number;
    return true;
}

/* Seconds in a unit; 0 where it is none. */
static uint32_t unit_seconds(char unit)
{
    switch (ascii_lower((unsigned char)unit)) {
    case 's':
        return 1;
    case 'm':
        return 60;
    case 'h':
        return 3600;
    case 'd':
        return 86400;
    case 'w':
        return 604800;
    default:
        return 0;
    }
}

bool zone_token_ttl(const struct zone_token *token, uint32_t *ret_ttl)
{
    if (token->quoted)
        return false;
    if (zone_token_number(token, UINT32_MAX, ret_ttl))
        return true;
    uint64_t total = 0;
    for (size_t at = 0; at < token->size;) {
        struct zone_token digits = {.text = token->text + at};
        uint32_t number;
        while (at < token->size && ascii_is_digit((unsigned char)token->text[at])) {
            at++;
            digits.size++;
        }
        uint32_t unit = at < token->size ? unit_seconds(token->text[at++]) : 0;
        if (!unit || !zone_token_number(&digits, UINT32_MAX, &number))
            return false;
        total += (uint64_t)number * unit;
        if (total > UINT32_MAX)
            return false;
    }
    if (!token->size)
        return false;
    *ret_ttl = (uint32_t)total;
    return true;
}
