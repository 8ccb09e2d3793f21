/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of a list: the error that ends its reading, and warnings, of each sort no more than anybody reads. */
#ifndef FILES_LIST_MESSAGES_H
#define FILES_LIST_MESSAGES_H

#include "files/upki_row.h"
#include "util/problem.h"

#include <stdbool.h>
#include <stdint.h>

/* Sorts of warnings. */
enum list_warning {
    LIST_WARNING_CELLS,
    LIST_WARNING_ENCODING,
    LIST_WARNING_EUC_JP,
    LIST_WARNING_DATE,
    LIST_WARNING_TWO_NAMES,
    LIST_WARNING_FURTHER_NAME,
    LIST_WARNING_UPKI_ROW,
    LIST_WARNING_UPKI_COUNT,
    LIST_WARNING_UPKI_ENCODING,
    LIST_WARNING_UPKI_DOUBT, /* and one for each further doubt */
    LIST_WARNING_COUNT = LIST_WARNING_UPKI_DOUBT + UPKI_DOUBT_COUNT
};

/* Callers hold it by value; zero at first, but for the first three. */
struct list_messages {
    const char *label; /* of the list */
    void (*warning)(void *context, const char *kept);
    void *context;
    enum status status;      /* STATUS_INPUT once the reading has ended */
    struct problem *problem; /* set then */
    uint64_t told[LIST_WARNING_COUNT];
};

/* Ends the reading with what is wrong at LINE, unless something was wrong already; returns false. */
bool list_messages_fail(struct list_messages *messages, uint64_t line, struct saying_value why);

/* Warns of what is odd at LINE, unless as many of its SORT were told as anybody reads; then, once, that there are more.
 */
void list_messages_warn(struct list_messages *messages, enum list_warning sort, uint64_t line, struct saying_value why);

#endif
