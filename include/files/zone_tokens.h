/* SPDX-License-Identifier: Apache-2.0 */
/* The text of a zone file, cut into entries and tokens (RFC 1035 5.1): comments, quotes, parentheses, escapes. */
#ifndef FILES_ZONE_TOKENS_H
#define FILES_ZONE_TOKENS_H

#include "dns/name.h"
#include "util/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ZONE_ENTRY_MAX = 1 << 20, /* octets of one line, and of the tokens of one entry */
    ZONE_TTL_MAX = 0x7FFFFFFF /* seconds (RFC 2181 8) */
};

/* A word, or a string in quotes. Escapes are as they stand in the file, the quotes around a string are not there. */
struct zone_token {
    const char *text;
    size_t size;
    bool quoted;
};

/* A line, or the lines that a pair of parentheses makes one. */
struct zone_entry {
    uint64_t line; /* where it begins */
    bool blank_start;
    struct zone_token *tokens;
    size_t count;
};

/* Callers hold it by value; zero is a lexer at the start of a file. */
struct zone_lexer {
    struct zone_entry entry;
    struct buffer text;
    size_t capacity;     /* of entry.tokens */
    unsigned depth;      /* of parentheses */
    uint64_t depth_line; /* where the outermost was opened */
};

/* Takes the next line, without its line end. RET_COMPLETE says whether an entry ends with it, without tokens where
 * there are none; lexer->entry is then valid until the next call. Returns NULL, or what is wrong and how to mend it. */
const char *zone_lexer_take(struct zone_lexer *lexer, const char *text, size_t size, uint64_t line, bool *ret_complete);

void zone_lexer_free(struct zone_lexer *lexer);

/* Whether the token is this word, without regard to case, and not quoted. */
bool zone_token_is(const struct zone_token *token, const char *word);

/* The following read what a token says; they return NULL, or what is wrong and how to mend it. */

/* Appends the octets that it stands for. */
const char *zone_token_octets(const struct zone_token *token, struct buffer *out);

/* A name, relative to ORIGIN unless it ends with a dot; `@` is ORIGIN. ORIGIN is NULL where none is known. */
const char *zone_token_name(const struct zone_token *token, const struct dns_name *origin, struct dns_name *ret_name);

/* Whether it is a relative name that ends with ORIGIN already, so that a final dot was meant. */
bool zone_token_lacks_dot(const struct zone_token *token, const struct dns_name *origin);

/* Whether it is a decimal number up to MAX. */
bool zone_token_number(const struct zone_token *token, uint32_t max, uint32_t *ret_number);

/* Whether it is a TTL of 32 bits, in seconds or with units: 3600, 1h30m, 1W. One over ZONE_TTL_MAX counts as 0. */
bool zone_token_ttl(const struct zone_token *token, uint32_t *ret_ttl);

#endif
