/* SPDX-License-Identifier: Apache-2.0 */
/* A report on its way to its place: written as `.NAME.partial` in the same folder, then synced and renamed, so that a
 * report appears under its name when it is complete, and not before. `-` is standard output. The unfinished file is
 * locked: two runs do not write one report. What an interrupted run left is gone on with from `.NAME.resumed`.
 *
 * Several reports take their places together: all are flushed and synced first, then all renamed, and what was there
 * has a second name (`.NAME.earlier`) as long as it may have to be put back. A process that is killed between two of
 * these renames leaves some reports new, the others as they were, with their unfinished files complete. */
#ifndef FILES_OUTPUT_FILE_H
#define FILES_OUTPUT_FILE_H

#include "util/buffer.h"
#include "util/status.h"

#include <stdbool.h>

struct output_file;

/* Whether PATH is a name of standard output: `-`, /dev/stdout, /dev/fd/1. */
bool output_file_is_standard(const char *path);

/* Where a write or an opening waits for a reader, and the program is asked to stop (util/stop.h), the status is
 * STATUS_INTERRUPTED.
 *
 * PATH is copied. STATUS_OUTPUT with file and reason where it cannot be created. An existing PATH keeps its owner and
 * mode as far as possible; the unfinished file is the user's alone. What an earlier run left unfinished is forgotten.
 */
enum status output_file_open(const char *path, struct output_file **ret_file, struct problem *ret_problem);

/* Likewise, but what an earlier run left unfinished is set aside and kept open. */
enum status output_file_resume(const char *path, struct output_file **ret_file, struct problem *ret_problem);

/* The descriptor of what was set aside, at its start, and its path; both are lent. -1: there was nothing. */
int output_file_resumed(const struct output_file *file, const char **ret_path);

/* Removes what was set aside: all of it is in files that were saved. */
enum status output_file_forget_resumed(struct output_file *file, struct problem *ret_problem);

/* Takes everything out of BUFFER; writes in blocks of 64 KiB. STATUS_OUTPUT once the system refuses (a full disk);
 * a reader of standard output or of a FIFO that went away is one, too, without a word about it. */
enum status output_file_write(struct output_file *file, struct buffer *buffer, struct problem *ret_problem);

/* The same, but what makes no whole block may stay in BUFFER, so that nothing is copied. */
enum status output_file_write_blocks(struct output_file *file, struct buffer *buffer, struct problem *ret_problem);

/* Writes what is left out to the system (for a person who watches standard output, or a pipe). */
enum status output_file_flush(struct output_file *file, struct problem *ret_problem);

/* Writes what is left, and waits until it outlives a machine that stops. */
enum status output_file_save(struct output_file *file, struct problem *ret_problem);

/* Puts all in their places, in this order. Those from which a run can be gone on come last, so that a process that is
 * killed here leaves one of them unfinished. STATUS_OUTPUT: all is as it was, and each can still be kept. The caller
 * keeps or abandons the files whatever is returned. */
enum status output_files_commit(struct output_file *const *files, size_t count, struct problem *ret_problem);

/* Leaves the unfinished file there, with all that could be written, to be gone on with; closes and frees. False: there
 * is nothing to go on with, as it is no file of its own, is in its place, or is not to be trusted. */
bool output_file_keep(struct output_file *file);

/* Removes the unfinished file, leaves what stands under the name; closes and frees. NULL is fine. */
void output_file_abandon(struct output_file *file);

#endif
