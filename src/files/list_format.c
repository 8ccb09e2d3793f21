/* SPDX-License-Identifier: Apache-2.0 */
#include "files/list_format.h"

#include "files/list_encoding.h"
#include "files/upki_layout.h"
#include "util/ascii.h"

#include <string.h>

static bool ends_with(const char *text, const char *ending)
{
    size_t size = strlen(text), ending_size = strlen(ending);
    return size >= ending_size && ascii_equal_text(text + size - ending_size, ending_size, ending);
}

static enum list_format format_of_label(const char *label)
{
    if (ends_with(label, ".tsv"))
        return LIST_FORMAT_TSV;
    return ends_with(label, ".csv") ? LIST_FORMAT_CSV : LIST_FORMAT_AUTO;
}

static enum list_format format_of_line(const char *line, size_t size)
{
    if (memchr(line, '\t', size))
        return LIST_FORMAT_TSV;
    return memchr(line, ',', size) ? LIST_FORMAT_CSV : LIST_FORMAT_PLAIN;
}

/* The line's encoding is otherwise found out when its row has ended. */
static bool is_upki(const char *line, size_t size, const char *name)
{
    struct list_encoding encoding = {.name = name};
    struct list_spoilt ignored;
    struct list_cells cells = {0};
    list_cells_add(&cells, line, size < LIST_CELL_MAX ? size : LIST_CELL_MAX);
    const struct list_cells *read = list_encoding_read(&encoding, &cells, &ignored);
    const char *text = list_cells_get(read ? read : &cells, 0);
    bool found = upki_recognise(text, strlen(text));
    list_cells_free(&cells);
    list_encoding_free(&encoding);
    return found;
}

enum list_format list_format_find(const char *line, size_t size, const char *encoding, const char *label)
{
    if (is_upki(line, size, encoding))
        return LIST_FORMAT_UPKI;
    enum list_format format = format_of_label(label);
    return format == LIST_FORMAT_AUTO ? format_of_line(line, size) : format;
}
