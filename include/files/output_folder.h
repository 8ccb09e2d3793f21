/* SPDX-License-Identifier: Apache-2.0 */
/* A folder of reports on its way to its place: made as `.NAME.partial` beside it, then exchanged as a whole, so that
 * readers see the earlier one or the new one. Only what the same program made is ever replaced: a folder that holds
 * anything else is refused. The folder, and what in it had its name before, is as open to others as it was.
 *
 * `.NAME.lock` is locked as long as one is written, so whatever else has such a name then is left over from one that
 * was killed. `.NAME.earlier` is the one that is replaced, where two names cannot be exchanged at once. */
#ifndef FILES_OUTPUT_FOLDER_H
#define FILES_OUTPUT_FOLDER_H

#include "files/file_claims.h"
#include "util/buffer.h"
#include "util/status.h"

#include <stdbool.h>

/* How a folder is recognised that may be replaced. */
struct output_folder_kind {
    const char *marker;      /* a file that each has */
    const char *marker_line; /* what that file begins with, after a byte order mark perhaps */

    /* Whether such a folder may hold a folder or a file of this name, at its top or (INSIDE) in a folder of it. */
    bool (*may_hold)(bool inside, bool folder, const char *name);
};

struct output_folder;

/* PATH need not exist, the folder that it is in must; an empty folder may be replaced, too. KIND and CLAIMS are lent
 * for the folder's life. STATUS_OUTPUT with path, reason and how to mend it; STATUS_USAGE where the folder holds a file
 * that is read, as CLAIMS (or NULL) say. What an earlier one that was killed left beside it is removed. */
enum status output_folder_open(const char *path, const struct output_folder_kind *kind,
                               const struct file_claims *claims, struct output_folder **ret_folder,
                               struct problem *ret_problem);

/* A folder in it. NAME is one component. */
enum status output_folder_add(struct output_folder *folder, const char *name, struct problem *ret_problem);

/* Appends everything in BUFFER to a file in it, which is created where it is not there, and clears BUFFER. NAME is
 * relative, with one slash at most. */
enum status output_folder_append(struct output_folder *folder, const char *name, struct buffer *buffer,
                                 struct problem *ret_problem);

/* Where a file in it is now; NUL-terminated in OUT, which is cleared before. */
const char *output_folder_path(const struct output_folder *folder, const char *name, struct buffer *out);

/* Syncs, and puts it in its place, where it takes the place of an earlier one; it is freed whatever is returned. */
enum status output_folder_commit(struct output_folder *folder, struct problem *ret_problem);

/* Removes what was made so far; what stood under the name stays. Frees it. NULL is fine. */
void output_folder_abandon(struct output_folder *folder);

#endif
