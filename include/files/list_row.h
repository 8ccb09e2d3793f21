/* SPDX-License-Identifier: Apache-2.0 */
/* What a list says of an entry. */
#ifndef FILES_LIST_ROW_H
#define FILES_LIST_ROW_H

#include "caa/policy.h"
#include "util/ascii.h"

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* One entry, of which a row of a UPKI file may have several. Texts are UTF-8, NUL-terminated, never NULL. */
struct list_row {
    uint64_t line;      /* where it begins, from 1 */
    const char *domain; /* the entry as it was given */
    const char *institution;
    const char *contact;
    struct text_list further; /* as many as there are further columns; missing cells are empty */
    const caa_kinds *kinds;   /* that the row asks for, lent until the next call; NULL where the list does not say */
    time_t expires;           /* when the certificate that exists ends; 0: the list does not say, or in no date */
    bool undecodable;         /* the encoding does not fit the domain: U+FFFD stands for what was lost */
    bool not_understood;      /* a record of the UPKI service from which no name could be taken; a warning says why */
};

#endif
