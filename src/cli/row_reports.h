/* SPDX-License-Identifier: Apache-2.0 */
/* The reports into which a command writes rows, as `run` and `merge` do: one for each output, all of the same rows. */
#ifndef CLI_ROW_REPORTS_H
#define CLI_ROW_REPORTS_H

#include "outputs.h"

struct row_reports {
    struct outputs outputs;
    struct report **items; /* one for each output */
};

/* As outputs_open, a terminal getting text and a pipe CSV; FURTHER names the list's further columns, HEAD is lent.
 * Whatever is returned, row_reports_close is due. */
enum status row_reports_open(const struct options *options, struct text_list further, const struct report_head *head,
                             struct file_claims *claims, struct row_reports *ret_reports, struct problem *ret_problem);
void row_reports_close(struct row_reports *reports);

enum status row_reports_add(struct row_reports *reports, struct column_row *row, struct problem *ret_problem);

/* What stands behind the last row; then all reports appear under their names, or none does. */
enum status row_reports_finish(struct row_reports *reports, const struct report_totals *totals,
                               struct problem *ret_problem);

#endif
