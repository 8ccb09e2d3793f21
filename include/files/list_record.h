/* SPDX-License-Identifier: Apache-2.0 */
/* A row of a list as it was read, before anybody knows what its cells mean. */
#ifndef FILES_LIST_RECORD_H
#define FILES_LIST_RECORD_H

#include "files/list_encoding.h"
#include "files/list_messages.h"

#include <time.h>

struct list_record {
    const struct list_cells *cells; /* UTF-8 */
    struct list_spoilt spoilt;
    uint64_t line; /* where it begins */
    bool excess;   /* it has more cells than it may have, and not all of them empty */
    bool secret;   /* no cell, and no octet of one, may be shown: it is a record of a UPKI file */
};

/* Warns of the cells that an octet has spoilt. Returns whether DOMAIN, the column of names, is one of them. */
bool list_record_warn_spoilt(const struct list_record *record, const struct list_encoding *encoding, size_t domain,
                             struct list_messages *messages);

/* The date in a column; 0 where the cell is empty, or holds none, which is a warning. */
time_t list_record_date(const struct list_record *record, size_t column, struct list_messages *messages);

#endif
