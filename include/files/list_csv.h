/* SPDX-License-Identifier: Apache-2.0 */
/* Lines to the cells of rows: CSV, or another separator. A line without quotes, or with them around whole cells alone,
 * is cut where it stands; libcsv reads those with quotes within quotes, and the ones that a quoted cell goes on in. */
#ifndef FILES_LIST_CSV_H
#define FILES_LIST_CSV_H

#include "files/list_cells.h"
#include "files/list_lines.h"

#include <csv.h>

/* Set up by list_csv_init. */
struct list_csv {
    struct csv_parser parser;
    char separator;           /* '\0': the whole line is one cell */
    bool quotes;              /* whether a quote may begin a cell */
    size_t room;              /* cells that a row may have */
    struct list_cells cells;  /* of the row that was read last, or that is being read */
    bool excess;              /* it has more than that, and not all of them empty */
    uint64_t line, cell_line; /* that is being read; where the cell begins that is being read */
    bool open;                /* the line before ended within quotes */
    bool row_ended;           /* by libcsv */
    bool long_cell;
};

void list_csv_init(struct list_csv *csv);
void list_csv_free(struct list_csv *csv);

/* How the lines to come are cut; see the members. */
void list_csv_separate(struct list_csv *csv, char separator, bool quotes);

enum list_csv_result {
    LIST_CSV_ROW,       /* valid until the next call; it may be empty */
    LIST_CSV_GOES_ON,   /* in the next line */
    LIST_CSV_LONG_CELL, /* over LIST_CELL_MAX; cell_line says where it begins */
    LIST_CSV_OPEN_QUOTE /* a quote that is not closed, or stands within a cell of several lines; the same */
};

/* Takes the next line, of which it writes into the text: the cells may stand there. */
enum list_csv_result list_csv_take(struct list_csv *csv, struct list_line *line);

/* Octets at the ends of a text that a cell does not have: blanks and tabs. */
bool list_csv_is_blank(char octet);

#endif
