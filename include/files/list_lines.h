/* SPDX-License-Identifier: Apache-2.0 */
/* A list as lines (LF, CRLF, CR): octets in, at any cut; whole lines out. They are read into the place where the lines
 * are found; octets of a named encoding become UTF-8 before anything else is done with them, so that UTF-16 and
 * ISO-2022-JP work, too. */
#ifndef FILES_LIST_LINES_H
#define FILES_LIST_LINES_H

#include "files/charset.h"
#include "util/buffer.h"

#include <stdbool.h>
#include <stdint.h>

enum { LIST_LINE_MAX = 1 << 20 /* octets */ };

/* Lent until the next call. */
struct list_line {
    char *text;         /* SIZE octets, none of them NUL, and one more that may be overwritten */
    size_t size, whole; /* without the line end, and with it */
    const char *end;    /* the line end; empty where the input ends without one */
    uint64_t number;    /* from 1 */
};

/* Callers hold it by value; zero at first, but for CHARSET. */
struct list_lines {
    struct buffer octets;    /* those that have come */
    struct buffer encoded;   /* room for those of a named encoding */
    size_t at;               /* of them have been handed out */
    size_t searched;         /* behind those hold no line end */
    size_t bare, odd;        /* up to there, octets are known to be bare, or not to be */
    struct charset *charset; /* of the encoding that was named, else NULL; list_lines_free frees it */
    uint64_t number;         /* of the last line */
    bool started, ended;
    bool has_nul, has_escape, has_cr; /* somewhere among the octets */
};

/* Room for the next octets, SIZE at most; then how many of them have come. */
char *list_lines_room(struct list_lines *lines, size_t size);
void list_lines_add(struct list_lines *lines, size_t size);

/* Nothing more will come. */
void list_lines_end(struct list_lines *lines);

enum list_lines_result {
    LIST_LINES_LINE,
    LIST_LINES_MORE, /* more octets are needed */
    LIST_LINES_END,
    /* What is no list; nothing more can be read then. */
    LIST_LINES_NUL,
    LIST_LINES_ISO_2022, /* and no encoding was named */
    LIST_LINES_LONG      /* longer than LIST_LINE_MAX */
};

/* The next line; of a fault RET_LINE holds what has come of it. */
enum list_lines_result list_lines_next(struct list_lines *lines, struct list_line *ret_line);

/* The next line, if it is known to be bare: nothing but the octets of names (letters and digits of ASCII, `-` `.` `_`
 * `*`), less than two LIST_LINES_PIECE of them, with LF or CRLF behind. It stays the next one until list_lines_pass. */
enum { LIST_LINES_PIECE = 256 };
bool list_lines_peek_bare(struct list_lines *lines, struct list_line *ret_line);

void list_lines_pass(struct list_lines *lines, const struct list_line *line);

/* Passes over all lines that are known to be bare; returns how many of them are not empty. */
uint64_t list_lines_pass_bare(struct list_lines *lines);

void list_lines_free(struct list_lines *lines);

#endif
