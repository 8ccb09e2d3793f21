/* SPDX-License-Identifier: Apache-2.0 */
/* The name servers of the root, from a file as IANA publishes it (named.root), or as they are built in. */
#ifndef FILES_ROOT_HINTS_H
#define FILES_ROOT_HINTS_H

#include "dns/delegation.h"
#include "files/file_claims.h"
#include "util/status.h"

/* PATH: NULL for the built-in ones. Names live in the arena. STATUS_INPUT, with file and line, where the file cannot be
 * read, or names no server of the root with an address. What is read is claimed, unless CLAIMS is NULL. */
enum status root_hints_read(const char *path, struct file_claims *claims, struct arena *arena,
                            struct delegation *ret_root, struct problem *ret_problem);

/* The same for TEXT, which messages call LABEL. */
enum status root_hints_text_read(const char *label, const char *text, struct arena *arena, struct delegation *ret_root,
                                 struct problem *ret_problem);

#endif
