/* A report on its way to its place: written as `.NAME.partial` in the same folder, then synced and renamed, so that a
 * report appears under its name when it is complete, and not before. `-` is standard output. The unfinished file is
 * locked: two runs do not write one report. */
#ifndef FILES_OUTPUT_FILE_H
#define FILES_OUTPUT_FILE_H

#include "util/buffer.h"
#include "util/status.h"

#include <stdbool.h>

struct output_file;

/* Where a write or an opening waits for whoever reads, and the program is asked to stop (util/stop.h), the status is
 * STATUS_INTERRUPTED.
 *
 * PATH is copied. STATUS_OUTPUT with file and reason where it cannot be created. An existing PATH keeps its mode. */
enum status output_file_open(const char *path, struct output_file **ret_file, struct problem *ret_problem);

/* Takes everything out of BUFFER; writes in blocks of 64 KiB. STATUS_OUTPUT once the system refuses (a full disk);
 * a reader of standard output or of a FIFO that went away is one, too, without a word about it. */
enum status output_file_write(struct output_file *file, struct buffer *buffer, struct problem *ret_problem);

/* Writes what is left out to the system (for a person who watches standard output, or a pipe). */
enum status output_file_flush(struct output_file *file, struct problem *ret_problem);

/* Syncs and renames; the file is closed and freed whatever is returned. */
enum status output_file_commit(struct output_file *file, struct problem *ret_problem);

/* Leaves the unfinished file there, with all that was written, to be gone on with; closes and frees. False: there is
 * nothing to go on with, as it is no file of its own, or cannot be written. */
bool output_file_keep(struct output_file *file);

/* Moves what an earlier run left unfinished of PATH to another name, which the caller frees; NULL where there is
 * nothing. STATUS_OUTPUT: another run still writes it. Once all of it stands elsewhere, it is to be removed. */
enum status output_file_set_aside(const char *path, char **ret_resumed, struct problem *ret_problem);

/* Removes the temporary file, leaves what stood under the name; closes and frees. NULL is fine. */
void output_file_abandon(struct output_file *file);

#endif
