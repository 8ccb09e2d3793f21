/* SPDX-License-Identifier: Apache-2.0 */
/* The names that an output has: what its path means, and the hidden ones beside it. */
#ifndef FILES_OUTPUT_PATH_H
#define FILES_OUTPUT_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/* What stands behind the name of an unfinished file, of one that is gone on with, and of a report that is being
 * replaced together with others. */
#define OUTPUT_PARTIAL ".partial"
#define OUTPUT_RESUMED ".resumed"
#define OUTPUT_EARLIER ".earlier"

enum { OUTPUT_NOT_A_DESCRIPTOR = -1 };

/* The descriptor that PATH is another name of (`-`, /dev/stdout, /dev/fd/N), or OUTPUT_NOT_A_DESCRIPTOR. To open such
 * a path anew would begin at the start of a file that somebody else is writing to, and fails for sockets. */
int output_path_descriptor(const char *path);

/* Octets of the folder at the start of PATH, its final slash included; 0 for the working directory. */
size_t output_path_folder_size(const char *path);

/* The folder that PATH is in, `.` for the working directory; the caller frees it. */
char *output_path_folder(const char *path);

/* Whether what is THERE at PATH, itself and not where it points to, may be a trap: another user's, in a folder in which
 * everybody may make names and nobody may remove another's, as /tmp is. Its owner would read what takes its place, or
 * have another file replaced. Linux asks the same where it opens a file (protected_symlinks, protected_regular in
 * proc(5)); names are exchanged unasked. */
bool output_path_is_trap(const char *path, const struct stat *there);

/* PATH with the links that it ends in followed, so that the links stay and what they point to is replaced; it need not
 * exist. A trap is EPERM. Returns 0 and what is there in RET_STAT (no mode: nothing), or an errno. The caller frees
 * RET_TARGET. */
int output_path_follow(const char *path, char **ret_target, struct stat *ret_stat);

/* `.NAME` and WHAT, beside TARGET; the caller frees it. */
char *output_path_beside(const char *target, const char *what);

#endif
