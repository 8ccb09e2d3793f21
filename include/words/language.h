/* SPDX-License-Identifier: Apache-2.0 */
/* The language of texts for people. Every such text is written in English where it is used, and has its Japanese in one
 * table (data/words), found by the English one; codes, column names and option names are no such texts. */
#ifndef UTIL_LANGUAGE_H
#define UTIL_LANGUAGE_H

#include "util/arena.h"
#include "util/buffer.h"

#include <stdarg.h>
#include <stdbool.h>

enum language { LANGUAGE_EN, LANGUAGE_JA };

/* Of the whole program, as setlocale(3) is: set once, before the first text. English at first. */
void language_set(enum language language);
enum language language_get(void);

/* `en` or `ja`. */
bool language_parse(const char *word, enum language *ret_language);

/* What LC_ALL, else LC_MESSAGES, else LANG says (POSIX 8.2): Japanese for `ja` and all that begins with `ja_`, `ja.` or
 * `ja@`, else English. */
enum language language_of_environment(void);

/* TEXT in the present language; TEXT itself where the table does not have it. */
__attribute__((format_arg(1))) const char *language_text(const char *text);

/* Appends a text, filled as printf does; FORMAT is its English. */
__attribute__((format(printf, 2, 3))) void language_add(struct buffer *out, const char *format, ...);

__attribute__((format(printf, 2, 0))) void language_add_list(struct buffer *out, const char *format, va_list arguments);

/* The same as a text in ARENA. */
__attribute__((format(printf, 2, 3))) const char *language_format(struct arena *arena, const char *format, ...);

/* What the system says of an errno. */
const char *language_error(int number);

/* The table, for tests: the Japanese of entry INDEX and, in RET_ENGLISH, its English; NULL behind the last. */
const char *language_entry(unsigned index, const char **ret_english);

#endif
