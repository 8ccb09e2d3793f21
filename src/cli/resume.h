/* SPDX-License-Identifier: Apache-2.0 */
/* Going on with the reports that an earlier run left unfinished: their rows are read back, held against the list, and
 * written anew, to every report of this run; then the audit goes on behind them. */
#ifndef CLI_RESUME_H
#define CLI_RESUME_H

#include "input.h"
#include "outputs.h"
#include "report/columns.h"

/* Hands on each row of what was set aside as OUTPUTS were opened, after the entry of INPUT that it is for was taken.
 * STATUS_INPUT where the list is another one. RET_ROWS is set whatever is returned. */
enum status resume_replay(const struct outputs *outputs, struct input *input, const struct report_head *head,
                          bool (*take)(void *context, struct column_row *row), void *context, uint64_t *ret_rows,
                          struct problem *ret_problem);

/* All rows were handed to the files of OUTPUTS: syncs these, and only then removes what was set aside. */
enum status resume_finish(const struct outputs *outputs, struct problem *ret_problem);

#endif
