/* SPDX-License-Identifier: Apache-2.0 */
/* What kind of list a file is, by the first line that holds something and by the file's name; or what it is instead. */
#ifndef FILES_LIST_FORMAT_H
#define FILES_LIST_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

enum list_format { LIST_FORMAT_AUTO, LIST_FORMAT_CSV, LIST_FORMAT_TSV, LIST_FORMAT_PLAIN, LIST_FORMAT_UPKI };

struct list_format_found {
    enum list_format format;
    char separator; /* of CSV */
};

/* ENCODING: that was named, or NULL. LABEL: the file's name. */
struct list_format_found list_format_find(const char *line, size_t size, const char *encoding, const char *label);

/* Whether the line is `sep=X`, which spreadsheets write and read. */
bool list_format_names_separator(const char *line, size_t size, char *ret_separator);

/* What a file is that is no text (a workbook, an archive), by its first octets, and what to do; NULL where that is not
 * known. */
const char *list_format_other_file(const char *start, size_t size);

/* What a text is that is no list (a zone, a configuration, a report), by the first line that holds something, and what
 * to do; NULL where it may be a list. */
const char *list_format_other_text(const char *line, size_t size);

#endif
