/* SPDX-License-Identifier: Apache-2.0 */
/* What a row of an application or a bulk download of the UPKI service asks for: the names to be audited, and for which
 * kind of certificate. Nothing else of the row comes out of here, not in a message either. */
#ifndef FILES_UPKI_ROW_H
#define FILES_UPKI_ROW_H

#include "caa/policy.h"
#include "files/upki_layout.h"

/* What the service will refuse, or may, though the record can be read. */
enum upki_doubt {
    UPKI_DOUBT_PROFILE,    /* not known: CN, FQDN and dNSName told what it is for */
    UPKI_DOUBT_QUOTES,     /* around a cell */
    UPKI_DOUBT_BLANKS,     /* around a name */
    UPKI_DOUBT_CHARACTERS, /* others than letters, digits, hyphens and dots in a name */
    UPKI_DOUBT_MANY_NAMES, /* more than UPKI_NAMES_MAX in dNSName */
    UPKI_DOUBT_LONG,       /* FQDN or dNSName */
    UPKI_DOUBT_LAST_TAB,   /* the one before an empty dNSName is lost */
    UPKI_DOUBT_COUNT
};

/* Callers hold it by value; zero is a row that nothing was read into yet, and it may be used again for the next. */
struct upki_row {
    caa_kinds kinds;          /* empty: client authentication, or something that CAA does not cover */
    struct list_cells names;  /* each once, in the order CN, FQDN, dNSName; of a mail address the domain part. One empty
                                 text where nothing is to be looked up */
    unsigned doubts;          /* a bit for each; none in a download */
    struct list_cells values; /* the O of the DN comes first, if there is one */
};

/* Reads CELLS, unquoted (upki_unquote). False, with RET_FAULT: the row cannot be understood. */
bool upki_row_read(const struct upki_layout *layout, const struct list_cells *cells, struct upki_row *row,
                   struct upki_fault *ret_fault);

/* The O of the DN, lent; empty where there is none that may be shown. */
const char *upki_row_institution(const struct upki_row *row);

void upki_row_free(struct upki_row *row);

#endif
