/* SPDX-License-Identifier: Apache-2.0 */
/* Which file of the UPKI service this is, and where its columns stand: an application (server or client TSV, no
 * header), or a bulk download (serverAll.tsv, clientAll.tsv), whose columns are found by their names. */
#ifndef FILES_UPKI_LAYOUT_H
#define FILES_UPKI_LAYOUT_H

#include "files/list_cells.h"
#include "util/problem.h"

enum {
    UPKI_SERVER_COLUMNS = 13,
    UPKI_CLIENT_COLUMNS_OLD = 14, /* before the access PIN was added in 2018 */
    UPKI_CLIENT_COLUMNS = 15,
    UPKI_RECORDS_MAX = 99,   /* of an application file */
    UPKI_NAMES_MAX = 8,      /* in the dNSName of a record */
    UPKI_FQDN_MAX = 64,      /* octets */
    UPKI_DNS_NAMES_MAX = 250 /* octets of all of dNSName */
};

/* Those that are read at all; every other one is personal, secret, or of no use here. */
enum upki_column {
    UPKI_COLUMN_DN,
    UPKI_COLUMN_PROFILE,
    UPKI_COLUMN_FQDN,
    UPKI_COLUMN_DNS_NAMES,
    UPKI_COLUMN_MAIL,
    UPKI_COLUMN_EXPIRES, /* of downloads */
    UPKI_COLUMN_COUNT
};

struct upki_layout {
    bool download;
    size_t count;                     /* columns of a download's header */
    size_t places[UPKI_COLUMN_COUNT]; /* from 0; LIST_CELLS_MAX where the file has none */
};

/* What is wrong with a row, a kept saying. It never holds anything of the row but numbers: its cells are personal. */
struct upki_fault {
    struct problem problem; /* with the column and what was expected */
};

/* The service's name of a column. */
const char *upki_column_name(enum upki_column column);

/* Whether LINE, the first one of a list that holds something, in UTF-8, is of such a file. When in doubt it is: what is
 * no such file ends with a clear error, what is one and was not recognised would show a PIN. */
bool upki_recognise(const char *line, size_t size);

/* The cells without the quotes that a spreadsheet puts around those with commas; replaces what TO holds. */
void upki_unquote(const struct list_cells *from, struct list_cells *to);

/* Learns the layout from the first row. RET_HEADER: whether it is a header. False, with RET_FAULT, where the header
 * lacks 主体者DN. */
bool upki_layout_learn(struct upki_layout *layout, const struct list_cells *first, bool *ret_header,
                       struct upki_fault *ret_fault);

#endif
