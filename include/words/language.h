/* SPDX-License-Identifier: Apache-2.0 */
/* The language of sentences for people (words/words.h); codes, column names and option names have none. */
#ifndef WORDS_LANGUAGE_H
#define WORDS_LANGUAGE_H

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

#endif
