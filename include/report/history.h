/* SPDX-License-Identifier: Apache-2.0 */
/* What happened to each entry over many reports. An entry is found again as `diff` finds it: by its `domain`, and of
 * several that are alike, the first of one report is the first of the other. What is held does not grow with the number
 * of reports: some 300 octets for each entry that stood in any of them, 16 for each of its last HISTORY_POINTS_MAX
 * changes, and a few for each day. */
#ifndef REPORT_HISTORY_H
#define REPORT_HISTORY_H

#include "audit/summary.h"
#include "report/columns.h"

enum { HISTORY_POINTS_MAX = 64 /* changes of one entry and kind that the picture shows; all are counted */ };

/* A verdict, from a time on, until the next. */
struct history_point {
    time_t at;
    enum verdict verdict;
    const struct history_point *before; /* NULL: it is the first, or the last that is held */
};

/* What became of one kind of an entry. Times are those at which rows were checked. */
struct history_state {
    enum reason reason;                 /* in the last report that has it */
    time_t since;                       /* when the verdict became what it is */
    uint64_t changes;                   /* of the verdict */
    uint64_t reports;                   /* in which it stands */
    time_t first, last;                 /* of these */
    const struct history_point *points; /* the last first */
};

/* What people want to see first. */
enum history_group {
    HISTORY_ACTION, /* not allowed now; by certificate expiry, those not known last */
    HISTORY_MOVED,  /* allowed now, and was not always */
    HISTORY_STILL,  /* always allowed */
    HISTORY_GONE    /* the last report does not ask for it: what it said of old is no longer known */
};

struct history_line {
    const char *domain, *name, *institution;
    enum history_group group;
    time_t expires; /* the certificate's end, as the last report has it; 0: not known */
    enum caa_kind kind;
    const struct history_state *state;
};

/* A day, as its last report has it. */
struct history_day {
    time_t at; /* its beginning */
    struct audit_summary summary;
};

struct history;

struct history *history_new(void);
void history_free(struct history *history);

/* Reports come by their times, the oldest first; then the rows of each. A row that asks for no kind only counts. */
void history_begin_report(struct history *history);
void history_take_row(struct history *history, struct column_row *row);

uint64_t history_reports(const struct history *history);

/* When the first row and the last were checked; 0 where there is none. */
time_t history_first(const struct history *history);
time_t history_last(const struct history *history);

/* Each entry and kind that it asked for, in the order in which they first stood in a report. */
void history_walk(const struct history *history, void (*take)(void *context, const struct history_line *line),
                  void *context);

/* The same by groups. */
void history_walk_groups(const struct history *history, void (*take)(void *context, const struct history_line *line),
                         void *context);

/* The days on which there is a report, the oldest first: those of UTC, and those of who reads it (when_day_start). */
const struct history_day *history_days(const struct history *history, size_t *ret_count);
const struct history_day *history_days_of_readers(const struct history *history, size_t *ret_count);

#endif
