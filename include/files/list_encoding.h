/* SPDX-License-Identifier: Apache-2.0 */
/* Which encoding a list is in, and its cells made UTF-8. Where none was named, the first row that is not ASCII says
 * whether it is UTF-8 or cp932; an octet that does not fit spoils its own cell, and says nothing about the others. */
#ifndef FILES_LIST_ENCODING_H
#define FILES_LIST_ENCODING_H

#include "files/charset.h"
#include "files/list_cells.h"

#include <stdbool.h>

/* Stands in a stream of a named encoding for what could not be converted: it is in no UTF-8. */
#define LIST_ENCODING_MARK "\xFF"

/* Callers hold it by value; zero at first, but for NAME. */
struct list_encoding {
    const char *name; /* of the encoding that was named; NULL: to be found */
    enum { LIST_ENCODING_UNDECIDED, LIST_ENCODING_UTF8, LIST_ENCODING_CP932 } found;
    bool seems_euc_jp;     /* the row that decided, or could not, looks like it */
    struct charset *cp932; /* once it was needed */
    struct list_cells converted;
};

/* The cells of a row in which something was lost. */
struct list_spoilt {
    size_t count;
    size_t cells[LIST_CELLS_MAX];
    unsigned char octets[LIST_CELLS_MAX]; /* the first of each that does not fit */
};

/* The row as UTF-8, U+FFFD for each octet that does not fit; lent until the next call or change of CELLS. Where the
 * encoding was named, CELLS are UTF-8 already but for LIST_ENCODING_MARK. NULL: cp932 is needed, and iconv does not
 * know it. */
const struct list_cells *list_encoding_read(struct list_encoding *encoding, const struct list_cells *cells,
                                            struct list_spoilt *ret_spoilt);

/* The name of the encoding that rows are read as now. */
const char *list_encoding_name(const struct list_encoding *encoding);

void list_encoding_free(struct list_encoding *encoding);

#endif
