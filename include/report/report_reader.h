/* SPDX-License-Identifier: Apache-2.0 */
/* Reports that `run` wrote, read back row by row: CSV (with --excel, too), TSV or JSON Lines. Several that were put
 * together, one behind the other, are one report. A file may be anything: what is no report is refused with file:line,
 * and no more of it is held than one row. */
#ifndef REPORT_REPORT_READER_H
#define REPORT_REPORT_READER_H

#include "report/columns.h"
#include "util/status.h"

enum {
    REPORT_ROW_MAX = 1 << 26, /* octets of a row: a list's 256 cells of 64 KiB, each octet escaped to four */
    REPORT_COLUMNS_MAX = 512  /* a report's own, and a list's 256 */
};

struct report_reading {
    const char *path; /* `-` is standard input */
    bool opened;      /* FD is read, and stays open; PATH is for messages, and for the ending */
    int fd;
    bool unfinished; /* the end may be missing: a row that is cut is none */
    void *context;

    /* Before the first row: the names of the list's further columns. May be NULL. */
    void (*begin)(void *context, struct text_list further);

    /* A row, lent for the call. False: no more is wanted, and report_read returns STATUS_OK. */
    bool (*take)(void *context, struct column_row *row);

    struct problem *problem;
};

/* Hands each row on, in the order of the file. The format follows the ending (.csv .tsv .jsonl), else the first line.
 * STATUS_INPUT: the problem holds file:line, what is wrong, how to mend it; rows before it were handed on.
 * STATUS_INTERRUPTED where the program is asked to stop (util/stop.h). */
enum status report_read(const struct report_reading *reading);

#endif
