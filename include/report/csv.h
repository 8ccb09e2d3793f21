/* SPDX-License-Identifier: Apache-2.0 */
/* CSV (RFC 4180) and TSV. A cell is quoted where a reader would take it for something else; control octets other than
 * tab, carriage return and line feed, and what is not valid UTF-8, are written \DDD. */
#ifndef REPORT_CSV_H
#define REPORT_CSV_H

#include "report/columns.h"

/* Of each piece the last ones made are held, each where the hash of its key says. */
enum { CSV_PIECE_PLACE_BITS = 4, CSV_PIECE_PLACES = 1 << CSV_PIECE_PLACE_BITS };

/* Cells that were made for a row, for the next one with this key. */
struct csv_piece {
    struct column_piece_key key;
    struct buffer text; /* empty: nothing was made yet */
};

struct csv_writer {
    char separator;           /* `,` or a tab */
    bool excel;               /* byte order mark, CRLF, a `'` before what a spreadsheet would take for a formula */
    struct text_list further; /* headings of further columns, lent */
    struct buffer header;     /* the line of the headings; zero at first, as is what follows: csv_writer_free */
    struct buffer scratch;
    struct csv_piece pieces[COLUMN_PIECES][CSV_PIECE_PLACES];
};

/* Gives back what the writer holds, not the writer itself. */
void csv_writer_free(struct csv_writer *writer);

void csv_add_header(struct csv_writer *writer, struct buffer *out);
void csv_add_row(struct csv_writer *writer, struct column_row *row, struct buffer *out);

/* Appends TEXT as a report for spreadsheets can hold it: control octets but for tabs and line ends, and what is not
 * valid UTF-8, as \DDD. */
void csv_add_visible(const char *text, size_t size, struct buffer *out);

/* Whether a report for spreadsheets shows both texts alike. */
bool csv_is_same_text(const char *a, const char *b);

/* Makes a cell of what stands in OUT from START on: a text, or items with a NUL behind each. */
void csv_finish_cell(struct csv_writer *writer, size_t start, struct buffer *out);

#endif
