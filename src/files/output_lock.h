/* SPDX-License-Identifier: Apache-2.0 */
/* Hidden files beside an output, that belong to the user and to one process at a time. */
#ifndef FILES_OUTPUT_LOCK_H
#define FILES_OUTPUT_LOCK_H

/* Opens PATH for reading and writing, FLAGS (O_CREAT) added, and locks it; links are not followed. Returns 0, or EBUSY:
 * another process has it; EEXIST: it is no regular file of this user's alone; another errno. */
int output_lock(const char *path, int flags, int *ret_fd);

#endif
