/* SPDX-License-Identifier: Apache-2.0 */
/* A letter to whoever runs the DNS: which records to add and to withdraw, for which names, and why. Rows in, text out:
 * changes at one owner stand together, whoever they are for. */
#ifndef REPORT_LETTER_H
#define REPORT_LETTER_H

#include "report/columns.h"

enum { LETTER_NAMES_MAX = 20 /* names that are told for one owner; of the others, their number */ };

struct letter;

struct letter *letter_new(void);
void letter_free(struct letter *letter);

/* Takes what is to be changed for an entry, if anything is. */
void letter_take_row(struct letter *letter, struct column_row *row);

/* Whether there is anything to write about. */
bool letter_is_due(const struct letter *letter);

/* INSTITUTION may be empty. */
void letter_write(const struct letter *letter, const char *institution, struct buffer *out);

#endif
