/* SPDX-License-Identifier: Apache-2.0 */
/* Names of an export's folders: safe on every file system, and each once. */
#ifndef REPORT_EXPORT_NAMES_H
#define REPORT_EXPORT_NAMES_H

#include "util/arena.h"
#include "util/buffer.h"

struct export_names {
    struct arena *arena; /* lent */
    struct export_name *taken;
};

/* Appends at most MOST octets of NAME: ASCII, in lower case, and nothing that a file system or a shell takes for
 * something else. */
void export_name_add_safe(const char *name, size_t most, struct buffer *out);

/* NAME is given to no folder. */
void export_names_reserve(struct export_names *names, const char *name);

/* A folder's name after WANTED, with a number where that is taken; in the arena. */
const char *export_names_take(struct export_names *names, const char *wanted);

void export_names_free(struct export_names *names);

#endif
