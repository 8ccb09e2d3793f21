/* SPDX-License-Identifier: Apache-2.0 */
/* The cells of one row of a list, and what each column means: by the names of a header, or by its place. */
#ifndef FILES_LIST_COLUMNS_H
#define FILES_LIST_COLUMNS_H

#include "files/list_reader.h"
#include "util/buffer.h"

/* Texts, each NUL-terminated, one behind the other. Callers hold it by value; zero is a row without cells. */
struct list_cells {
    struct buffer text;
    size_t starts[LIST_CELLS_MAX];
    size_t count; /* at most LIST_CELLS_MAX: the caller sees to it */
};

void list_cells_clear(struct list_cells *cells);
void list_cells_free(struct list_cells *cells);

void list_cells_add(struct list_cells *cells, const char *text, size_t size);

/* The text of a cell, lent until the next change; empty where the row has no such cell. */
const char *list_cells_get(const struct list_cells *cells, size_t index);

/* Whether every cell is empty; so is a row without any. */
bool list_cells_are_empty(const struct list_cells *cells);

/* Takes off the blanks that a spreadsheet leaves around a text, the no-break and the ideographic one among them. */
void list_trim_blanks(const char **text, size_t *size);

enum list_role { LIST_ROLE_DOMAIN, LIST_ROLE_INSTITUTION, LIST_ROLE_CONTACT, LIST_ROLE_EXPIRES, LIST_ROLE_COUNT };

struct list_columns {
    size_t count;
    size_t roles[LIST_ROLE_COUNT]; /* the column of each; LIST_CELLS_MAX where the list has none */
};

/* Learns the columns from the first row, and appends the names of the further ones to FURTHER. Returns whether the row
 * is a header: one of its cells is a name of the domain column. Without a header the first column is the domain. */
bool list_columns_learn(struct list_columns *columns, const struct list_cells *first, struct list_cells *further);

/* Sets the texts of RET_ROW, lent by CELLS; FURTHER holds LIST_CELLS_MAX pointers, and is lent to RET_ROW. */
void list_columns_apply(const struct list_columns *columns, const struct list_cells *cells, const char **further,
                        struct list_row *ret_row);

#endif
