/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong, for the user: filled by a function that returns anything but STATUS_OK, untouched otherwise. One line:
 * what is wrong, where (file:line), how to mend it. */
#ifndef UTIL_PROBLEM_H
#define UTIL_PROBLEM_H

#include "util/saying.h"
#include "util/status.h"

#include <stdint.h>

void problem_set(struct problem *ret_problem, struct saying saying);

/* With FILE, and LINE unless it is 0, before it. FILE is a path, or the kept saying of what is no file. Of a long path
 * its end is shown. */
void problem_set_at(struct problem *ret_problem, const char *file, uint64_t line, struct saying saying);

/* The same of what is kept already. */
void problem_keep_at(struct problem *ret_problem, const char *file, uint64_t line, const char *kept);

/* Whatever it is. */
void problem_tell_at(struct problem *ret_problem, const char *file, uint64_t line, struct saying_value value);

enum { PROBLEM_FILE_SHOWN_MAX = 255 }; /* octets of a path within a problem, so that what is wrong still fits */

#endif
