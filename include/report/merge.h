/* SPDX-License-Identifier: Apache-2.0 */
/* The reports of the parts of a list (`run --shard`) as the rows of one: in the order of the list, streamed, one row of
 * each part in memory. What is no part of the same whole is refused: parts of another division, a part twice, one that
 * is missing, another CA, rows of another list. */
#ifndef REPORT_MERGE_H
#define REPORT_MERGE_H

#include "report/columns.h"
#include "util/status.h"

struct merge;

/* PATHS and RET_PROBLEM are lent; the first row of each part is read. Whatever is returned, the caller frees
 * *RET_MERGE. STATUS_INPUT and STATUS_INTERRUPTED as for report_source_status; this goes for all that follows. */
enum status merge_open(const char *const *paths, size_t count, struct merge **ret_merge, struct problem *ret_problem);
void merge_free(struct merge *merge);

/* The names of the list's further columns. */
struct text_list merge_further(const struct merge *merge);

/* A row, to see what the whole is about: that of a plain name, where a part begins with one. NULL where there is none.
 */
struct column_row *merge_peek(const struct merge *merge);

/* By the first row of each part: appends where the answers came from, as items, each once; when the first was checked,
 * 0 where none says. */
time_t merge_describe(const struct merge *merge, struct buffer *sources);

/* The next row by the lines of one list; lent until the next call, its shard taken out. RET_ROW is NULL behind the
 * last, when all parts are there. Entries of one line come in the order of the parts. STATUS_INPUT where two parts with
 * rows do not say which part they are: they may be the same. */
enum status merge_next(struct merge *merge, struct column_row **ret_row);

/* The row of ENTRY, the next of the list; STATUS_INPUT where no part has it next, or two have. LIST: what it is called.
 */
enum status merge_next_for(struct merge *merge, const struct audit_entry *entry, const char *list,
                           struct column_row **ret_row);

/* At the end of the list: no part has rows left. */
enum status merge_finish(struct merge *merge);

#endif
