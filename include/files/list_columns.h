/* SPDX-License-Identifier: Apache-2.0 */
/* What each column of a list means: by the names of a header, or by its place. */
#ifndef FILES_LIST_COLUMNS_H
#define FILES_LIST_COLUMNS_H

#include "files/list_cells.h"
#include "files/list_reader.h"

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
