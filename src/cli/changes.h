/* SPDX-License-Identifier: Apache-2.0 */
/* What changed since an earlier report, as `diff` and `run --baseline` tell it. */
#ifndef CLI_CHANGES_H
#define CLI_CHANGES_H

#include "report/comparison.h"
#include "util/status.h"

struct changes {
    struct comparison *comparison;
    uint64_t counts[CHANGE_COUNT]; /* of what was told */
};

/* Those of KINDS; the caller closes them. */
void changes_open(caa_kinds kinds, struct changes *ret_changes);
void changes_close(struct changes *changes);

/* Reads both reports. */
enum status changes_read(struct changes *changes, const char *before, const char *after, struct problem *ret_problem);

/* Reads the older report; rows of the newer one are added to the comparison as they are made. */
enum status changes_read_before(struct changes *changes, const char *path, struct problem *ret_problem);

/* Hands on every change, counting them. */
void changes_tell(struct changes *changes, void (*take)(void *context, const struct change *change), void *context);

/* A line on standard error where kinds were not compared. */
void changes_print_left_out(const struct changes *changes);

/* The counts, likewise. */
void changes_print_summary(const struct changes *changes);

#endif
