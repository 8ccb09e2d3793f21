/* SPDX-License-Identifier: Apache-2.0 */
/* The report as a workbook (Office Open XML, by libxlsxwriter): a sheet for what needs action, one for all entries, one
 * for the summary with what the report is about. Cells hold what the CSV report's do, texts as texts (nothing is ever a
 * formula or a link), and verdicts have a colour beside their word.
 *
 * The library writes each row to a temporary file when the next begins, and makes the workbook of these at the end, in
 * a temporary file again. So what is held is one row, and up to BOOK_SORTED_MAX rows that need action: these are
 * sorted by the end of their certificates; where there are more they stand in the list's order. */
#ifndef REPORT_BOOK_H
#define REPORT_BOOK_H

#include "report/report.h"

enum {
    BOOK_SORTED_MAX = 2000,
    BOOK_ROWS_MAX = 1048575, /* of a sheet, its heading apart */
    BOOK_CELL_MAX = 32767    /* UTF-16 code units; a longer text ends in `…` */
};

struct book;

/* HEADINGS of further columns and HEAD are lent. */
struct book *book_open(struct text_list headings, const struct report_head *head);
void book_free(struct book *book);

void book_take_row(struct book *book, struct column_row *row);

/* Makes the workbook; then book_more hands it out. */
void book_finish(struct book *book, const struct report_totals *totals);

/* Appends the next octets of it; false: there are no more, or it cannot be made or read, as book_error says (0: all
 * is well; else an errno). */
bool book_more(struct book *book, struct buffer *out);
int book_error(const struct book *book);

#endif
