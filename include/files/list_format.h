/* SPDX-License-Identifier: Apache-2.0 */
/* What kind of list a file is, by the first line that holds something, or by its name. */
#ifndef FILES_LIST_FORMAT_H
#define FILES_LIST_FORMAT_H

#include <stddef.h>

enum list_format { LIST_FORMAT_AUTO, LIST_FORMAT_CSV, LIST_FORMAT_TSV, LIST_FORMAT_PLAIN, LIST_FORMAT_UPKI };

/* ENCODING: that was named, or NULL. LABEL: the file's name. */
enum list_format list_format_find(const char *line, size_t size, const char *encoding, const char *label);

#endif
