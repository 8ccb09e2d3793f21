/* SPDX-License-Identifier: Apache-2.0 */
/* Reports that `run` wrote, read back row by row: CSV (with --excel, too), TSV or JSON Lines. Several that were put
 * together, one behind the other, are one report. The format follows the ending (.csv .tsv .jsonl), else the first
 * line. A file may be anything: what is no report is refused with file:line, and no more of it is held than one row. */
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
    bool lines;      /* rows have their `line` */
    struct problem *problem;
    void *context;

    /* Before the first row: the names of the list's further columns. May be NULL. */
    void (*begin)(void *context, struct text_list further);

    /* A row, lent for the call; for report_read alone. False ends the reading, with STATUS_OK. */
    bool (*take)(void *context, struct column_row *row);
};

/* A report that is read row by row, as several are that are merged. READING is lent; the caller closes the source. */
struct report_source;
struct report_source *report_source_open(const struct report_reading *reading);
void report_source_close(struct report_source *source);

/* What it reads from. */
int report_source_fd(const struct report_source *source);

/* The next row, lent until the next call or the end of the source; NULL behind the last, and where report_source_status
 * is not STATUS_OK. */
struct column_row *report_source_next(struct report_source *source);

/* STATUS_INPUT: the problem holds file:line, what is wrong, how to mend it; rows before it were handed on.
 * STATUS_INTERRUPTED where the program is asked to stop (util/stop.h). */
enum status report_source_status(const struct report_source *source);

/* Hands each row to `take`, in the order of the file. Returns the source's status. */
enum status report_read(const struct report_reading *reading);

#endif
