/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of a scenario, word by word; and what several of its statements are made of. */
#ifndef TESTS_SCENARIO_LINES_H
#define TESTS_SCENARIO_LINES_H

#include "dns/name.h"
#include "resolve/address.h"
#include "util/status.h"

#include <stdarg.h>

struct scenario_line {
    const char *path;
    unsigned number;
    char *at;                /* what is left of it */
    struct problem *problem; /* filled where a function returns false */
    struct arena *arena;
};

/* The next word, its closing comma or colon taken off, in the arena; NULL at the end of the line, or behind a word that
 * closed with a colon. */
const char *line_word(struct scenario_line *line);
/* The next word without taking it. */
const char *line_peek(struct scenario_line *line);
/* All that is left, without blanks around it. */
char *line_rest(struct scenario_line *line);
/* Takes the next word where it is this one. */
bool line_take(struct scenario_line *line, const char *word);

/* Fills the problem with file:line and words; returns false. */
__attribute__((format(printf, 2, 3))) bool line_fail(const struct scenario_line *line, const char *format, ...);

/* Each takes a word, and fails where it is none of its kind. */
bool line_name(struct scenario_line *line, const struct dns_name *origin, const uint8_t **ret_name);
bool line_type(struct scenario_line *line, uint16_t *ret_type); /* 0 for `any` */
bool line_number(struct scenario_line *line, unsigned *ret_number);
bool line_time(struct scenario_line *line, int64_t *ret_ms); /* `-30d`, `250ms` */
bool line_address(struct scenario_line *line, struct net_address *ret_address);

bool text_name(const char *text, const struct dns_name *origin, struct dns_name *ret_name);
bool text_time(const char *text, int64_t *ret_ms);
/* `N`, `N-M`, `N-`, of numbers or times. */
bool text_range(const char *text, bool times, uint64_t *ret_from, uint64_t *ret_until);

#endif
