/* SPDX-License-Identifier: Apache-2.0 */
/* Files that are read whole, and how large each kind may be at most; what is larger is not the file that was meant
 * (/dev/zero, a report, a pipe without an end). A FIFO, a pipe or a device is read as a file is, to its end. */
#ifndef FILES_SMALL_FILE_H
#define FILES_SMALL_FILE_H

#include "util/buffer.h"
#include "util/problem.h"

#include <stdbool.h>

/* Octets, with what a file of records includes. */
enum {
    SMALL_FILE_CONFIG_MAX = 1 << 20,
    SMALL_FILE_RESOLV_CONF_MAX = 1 << 16,
    SMALL_FILE_ANCHORS_MAX = 1 << 20,
    SMALL_FILE_ROOT_HINTS_MAX = 1 << 20
};

struct small_file {
    const char *path;
    size_t max;            /* octets; one of those above */
    bool optional;         /* one that is not there is an empty one */
    enum words unreadable; /* what to say where it cannot be read; its one slot is the reason */
};

/* Appends what the file holds. STATUS_INPUT where it cannot be read, is larger, or holds a NUL octet (with its line);
 * nothing is appended then. */
enum status small_file_read(const struct small_file *file, struct buffer *out, struct problem *ret_problem);

/* Says that the file at PATH is larger than MAX octets. */
void small_file_too_large(const char *path, size_t max, struct problem *ret_problem);

#endif
