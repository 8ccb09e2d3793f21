/* SPDX-License-Identifier: Apache-2.0 */
/* What a command reads and what it writes: no file is both, and none is written twice. Files are compared by what they
 * are (device and inode), whatever their paths say; one that does not exist yet, by its folder and its name. Terminals
 * and other character devices, and sockets, hold nothing that could be lost: they are never compared. */
#ifndef FILES_FILE_CLAIMS_H
#define FILES_FILE_CLAIMS_H

#include "util/status.h"

#include <stddef.h>
#include <sys/stat.h>

struct file_claim;

/* Zeroed at the start. */
struct file_claims {
    struct file_claim *items;
    size_t count;
};

/* PATH (`-`: standard input) is read. What is not there is none: who opens it will say so. */
void file_claims_read(struct file_claims *claims, const char *path);

/* The open file FD is read; PATH is for messages. CLAIMS may be NULL. */
void file_claims_read_descriptor(struct file_claims *claims, int fd, const char *path);

/* PATH was read to its end before anything is written, so that a finished report may take its place. */
void file_claims_read_before(struct file_claims *claims, const char *path);

/* PATH (an output_file) is written, and the hidden files beside it. STATUS_USAGE, with path, reason and how to mend it,
 * where one of them is claimed. */
enum status file_claims_write(struct file_claims *claims, const char *path, struct problem *ret_problem);

/* The path by which that file is read, or NULL. CLAIMS may be NULL. */
const char *file_claims_reader(const struct file_claims *claims, const struct stat *file);

void file_claims_free(struct file_claims *claims);

#endif
