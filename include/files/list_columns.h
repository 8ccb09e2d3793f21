/* SPDX-License-Identifier: Apache-2.0 */
/* What each column of a list means: by the names of a header, or by its place. */
#ifndef FILES_LIST_COLUMNS_H
#define FILES_LIST_COLUMNS_H

#include "files/list_cells.h"
#include "files/list_row.h"

enum list_role { LIST_ROLE_DOMAIN, LIST_ROLE_INSTITUTION, LIST_ROLE_CONTACT, LIST_ROLE_EXPIRES, LIST_ROLE_COUNT };

struct list_columns {
    size_t count;
    size_t roles[LIST_ROLE_COUNT];                 /* the column of each; LIST_CELLS_MAX where the list has none */
    size_t further[LIST_CELLS_MAX], further_count; /* the columns that have none */
    bool header;                                   /* the first row is one */
};

/* Learns the columns from the first row. WANTED: the column of names, by its name in the header or its number from 1;
 * or NULL: by the names of a header; without one the only column, or the first whose cell can be a name. False: none of
 * this tells it. */
bool list_columns_learn(struct list_columns *columns, const struct list_cells *first, const char *wanted);

/* Appends what the further columns are called. */
void list_columns_name(const struct list_columns *columns, const struct list_cells *first, struct list_cells *further);

/* Sets the texts of RET_ROW to those of CELLS, copied to ARENA. */
void list_columns_apply(const struct list_columns *columns, const struct list_cells *cells, struct arena *arena,
                        struct list_row *ret_row);

#endif
