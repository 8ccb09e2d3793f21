/* SPDX-License-Identifier: Apache-2.0 */
/* A letter to the operator of the DNS: which records to add and to withdraw, for which names, and why. Rows in, text
 * out: changes at one owner stand together, whichever name they are for. It says only what is true of its rows: each
 * sentence about the records that are there is chosen by these records. */
#ifndef REPORT_LETTER_H
#define REPORT_LETTER_H

#include "report/columns.h"

enum { LETTER_NAMES_MAX = 20 /* names that are told for one owner; of the others, their number */ };

/* Everything is lent; what is NULL stands as a placeholder, 〔…〕. */
struct letter_settings {
    const char *institution; /* for which the certificates are; may be empty */
    const char *sender;      /* a name */
    const char *reply_by;    /* a date in words */
    const char *contact;     /* whom to tell when it is done */
    time_t date;             /* of the letter */
};

struct letter;

struct letter *letter_new(void);
void letter_free(struct letter *letter);

/* Takes what is to be changed for an entry, if anything is. */
void letter_take_row(struct letter *letter, struct column_row *row);

/* Whether there is anything to write about. */
bool letter_is_due(const struct letter *letter);

void letter_write(struct letter *letter, const struct letter_settings *settings, struct buffer *out);

#endif
