/* SPDX-License-Identifier: Apache-2.0 */
/* The standard descriptors: that they are there, and what is written to standard output beside reports. */
#ifndef CLI_STANDARD_H
#define CLI_STANDARD_H

#include <stdbool.h>
#include <stddef.h>

/* Before anything is opened: 0 to 2 are in use from here on, so that no report and no socket becomes one of them. What
 * was closed can neither be read (standard input) nor written (standard output) after it, as before; what is said on a
 * closed standard error is lost. False: the system refuses. */
bool standard_open(void);

/* Writes to standard output, at once. False once it cannot be written: standard_finish says so. */
bool standard_write(const char *text, size_t size);

/* The exit status of the program that came to STATUS: 3, after a line on standard error, where standard output could
 * not be written. A reader that has gone away, as `head` does, has what it wanted: there is no line then. */
int standard_finish(int status);

#endif
