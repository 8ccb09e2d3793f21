/* SPDX-License-Identifier: Apache-2.0 */
/* Records of a file of the UPKI service as entries of a list: each name of a record is one. */
#ifndef FILES_LIST_UPKI_H
#define FILES_LIST_UPKI_H

#include "files/list_record.h"
#include "files/list_row.h"
#include "files/upki_row.h"

/* Callers hold it by value; zero is a file of which nothing has been read. */
struct list_upki {
    struct upki_layout layout;
    struct list_cells cells; /* of the record, without the quotes of a spreadsheet */
    struct upki_row row;
    struct list_row entry; /* what its entries have in common */
    uint64_t records;
};

/* Learns from the first row what file it is. RET_HEADER: whether the row is a header. False: the reading has ended. */
bool list_upki_learn(struct list_upki *upki, const struct list_record *first, struct list_messages *messages,
                     bool *ret_header);

/* Reads a record. Returns how many entries it has. */
size_t list_upki_read(struct list_upki *upki, const struct list_record *record, struct list_messages *messages);

/* An entry of the record, from 0, its texts in ARENA. */
void list_upki_entry(const struct list_upki *upki, size_t index, struct arena *arena, struct list_row *ret_row);

void list_upki_free(struct list_upki *upki);

#endif
