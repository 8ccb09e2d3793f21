/* SPDX-License-Identifier: Apache-2.0 */
/* Texts one behind the other, each NUL-terminated: the cells of a row, or values that were found in one. */
#ifndef FILES_LIST_CELLS_H
#define FILES_LIST_CELLS_H

#include "util/arena.h"
#include "util/buffer.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    LIST_CELL_MAX = 65536, /* octets of one cell */
    LIST_CELLS_MAX = 256   /* cells of one row */
};

/* Callers hold it by value; zero is a row without cells. Its texts stand where they were read (list_cells_lend), or are
 * its own. */
struct list_cells {
    const char *data;
    size_t size; /* octets of all texts, with their NULs */
    size_t starts[LIST_CELLS_MAX];
    size_t count; /* at most LIST_CELLS_MAX: the caller sees to it */
    struct buffer own;
};

void list_cells_clear(struct list_cells *cells);
void list_cells_free(struct list_cells *cells);

/* Adds a copy of a text. */
void list_cells_add(struct list_cells *cells, const char *text, size_t size);

/* The same in two steps: the text is appended to what list_cells_begin returns. */
struct buffer *list_cells_begin(struct list_cells *cells);
void list_cells_end(struct list_cells *cells);

/* Adds a text that stays where it is, behind the one added before; it becomes NUL-terminated there. */
void list_cells_lend(struct list_cells *cells, char *text, size_t size);

/* The text of a cell, lent until the next change; empty where the row has no such cell. */
const char *list_cells_get(const struct list_cells *cells, size_t index);

/* All texts as one copy, where list_cells_at finds them as list_cells_get does in CELLS. */
const char *list_cells_keep(const struct list_cells *cells, struct arena *arena);
const char *list_cells_at(const struct list_cells *cells, const char *kept, size_t index);

/* Whether every cell is empty; so is a row without any. */
bool list_cells_are_empty(const struct list_cells *cells);

/* Takes off the blanks that a spreadsheet leaves around a text, the no-break and the ideographic one among them. */
void list_trim_blanks(const char **text, size_t *size);

#endif
