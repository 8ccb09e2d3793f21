/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a report back: report_reader cuts the file into lines, _table or _object makes values of them, and _row makes
 * the row. */
#ifndef REPORT_REPORT_READER_INTERNAL_H
#define REPORT_REPORT_READER_INTERNAL_H

#include "report/report_reader.h"

/* A time that was read, and its text. */
struct report_time {
    char text[sizeof "2026-11-22T12:34:56Z"];
    time_t time;
};

struct report_reader {
    const struct report_reading *reading;
    uint64_t line;     /* the one that is read, from 1 */
    uint64_t row_line; /* where the row begins */
    struct buffer values[COLUMN_COUNT];
    struct arena arena;             /* the names of further columns */
    struct text_list further_names; /* once `begun` */
    struct buffer further;          /* cells of the row, a NUL behind each */
    const char **further_cells;
    struct column_row row;
    struct report_time times[3]; /* the last of each column */
    bool begun;                  /* the names of further columns were handed on */
    bool has_row;                /* `row` was made of the line that was read last */
    enum status status;          /* once it is not STATUS_OK nothing more is read */
};

/* The first problem of a reader stays; returns the status. It is about the row that is read. */
enum status report_reader_fail(struct report_reader *reader, struct saying saying);

/* Whether a report without this column cannot be read. */
bool report_reader_needs(enum column_id id);

/* The further columns, before the first row, by the names that the list gave them; copied. */
void report_reader_begin(struct report_reader *reader, struct text_list names);

/* A text, or a number. */
void report_reader_set(struct report_reader *reader, enum column_id id, const char *text, size_t size);

/* An item of a list or an object. */
void report_reader_add_item(struct report_reader *reader, enum column_id id, const char *text, size_t size);

/* The items of a cell, which `; ` joins. */
void report_reader_split_items(struct report_reader *reader, enum column_id id, const char *cell, size_t size);

/* The next further cell. */
void report_reader_add_further(struct report_reader *reader, const char *text, size_t size);

/* Makes the row, or fails where a value is what none can be. */
void report_reader_deliver(struct report_reader *reader);

/* Forgets the row that was made. */
void report_reader_clear(struct report_reader *reader);

struct report_table;

/* SEPARATOR: a comma or a tab. EXCEL: the cells were written for a spreadsheet. READER is lent. */
struct report_table *report_table_new(struct report_reader *reader, char separator, bool excel);
void report_table_free(struct report_table *table);

/* The next line, its line end included; the end of the file. */
void report_table_take_line(struct report_table *table, const char *line, size_t size);
void report_table_finish(struct report_table *table);

/* A line that holds an object, or nothing. */
void report_object_take_line(struct report_reader *reader, const char *line, size_t size);

#endif
