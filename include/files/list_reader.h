/* SPDX-License-Identifier: Apache-2.0 */
/* The list as a stream: octets in, at any cut; entries out. CSV, TSV, one name a line, or a file of the UPKI service
 * (caa-audit-list(5)); header names in both languages; byte order mark, LF, CRLF and CR, quoted cells with line
 * breaks, `#` comments, empty lines; UTF-8, or cp932 from the first row that is not. It knows nothing of files or of
 * DNS names. Of a UPKI file only names, the institution and the kinds come out: the rest is personal (upki_row.h). */
#ifndef FILES_LIST_READER_H
#define FILES_LIST_READER_H

#include "files/list_format.h"
#include "files/list_row.h"
#include "util/arena.h"
#include "util/ascii.h"
#include "util/status.h"

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* What the columns of a list are; lent for a call. */
struct list_heading {
    struct text_list further; /* names of the further columns; `column2` ... where the list has no header */
    size_t column;            /* that names are taken from, from 1; 0 where there is no choice */
    const char *name;         /* that it has in the header; empty without one */
};

struct list_handler {
    /* Once, before the first entry and at the latest at the end. */
    void (*columns)(void *context, const struct list_heading *heading);
    /* Something that the user should know though the list goes on: one line, with file:line. NULL: nobody listens. */
    void (*warning)(void *context, const char *kept);
    void *context;
};

struct list_settings {
    const char *label;       /* the file's name for messages; `standard input`, perhaps */
    enum list_format format; /* AUTO: a UPKI file by the first line; .tsv and .csv by the label's ending; else by the
                                first line */
    const char *encoding;    /* iconv name, or NULL: UTF-8 or cp932 */
    const char *column;      /* of names: its name or its number from 1; NULL: to be found */
};

struct list_reader;

/* STATUS_USAGE where the encoding is not known. SETTINGS and HANDLER are copied, and their texts. */
enum status list_reader_new(const struct list_settings *settings, const struct list_handler *handler,
                            struct list_reader **ret_reader, struct problem *ret_problem);
void list_reader_free(struct list_reader *reader);

/* Room for the next octets, SIZE at most; then how many of them have come; or the end of the input. */
char *list_reader_room(struct list_reader *reader, size_t size);
void list_reader_feed(struct list_reader *reader, size_t size);
void list_reader_finish(struct list_reader *reader);

enum list_result {
    LIST_ENTRY,
    LIST_MORE, /* more octets are needed, or the end */
    LIST_END,
    LIST_FAILED /* the list cannot be parsed (a NUL, a cell over LIST_CELL_MAX, a quote that is not closed, a first row
                   that is not in the named encoding or shows no column of names, what is no list, a UPKI file that
                   cannot be understood); RET_PROBLEM has file:line */
};

/* The next entry, its texts in ARENA. */
enum list_result list_reader_next(struct list_reader *reader, struct arena *arena, struct list_row *ret_row,
                                  struct problem *ret_problem);

/* Reads on until the columns are known (LIST_ENTRY), and hands out nothing. */
enum list_result list_reader_start(struct list_reader *reader, struct problem *ret_problem);

/* Passes over all entries that have come, for the sake of what is said of them, and adds their number to COUNT. Never
 * LIST_ENTRY. */
enum list_result list_reader_count(struct list_reader *reader, uint64_t *count, struct problem *ret_problem);

/* Passes over the next entries that are nothing but a name on a line of its own, as nearly all are, and for which
 * PASSES is true, without parsing them. There may be more. */
void list_reader_pass(struct list_reader *reader, bool (*passes)(void *context, const char *name, size_t size),
                      void *context);

#endif
