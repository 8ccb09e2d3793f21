/* SPDX-License-Identifier: Apache-2.0 */
/* Messages about a file of the user's: `FILE:LINE: what is wrong; how to mend it`, on one line, fit for a terminal. */
#ifndef FILES_FILE_PROBLEM_H
#define FILES_FILE_PROBLEM_H

#include "util/status.h"

#include <stdarg.h>
#include <stdint.h>

/* Fills RET_PROBLEM: FILE as the user gave it (its end, where it is very long), LINE unless it is 0, and the text that
 * FORMAT makes in the present language. Whatever is not printable becomes visible (buffer_add_visible). */
__attribute__((format(printf, 4, 5))) void file_problem_set(struct problem *ret_problem, const char *file,
                                                            uint64_t line, const char *format, ...);
__attribute__((format(printf, 4, 0))) void file_problem_set_list(struct problem *ret_problem, const char *file,
                                                                 uint64_t line, const char *format, va_list arguments);

#endif
