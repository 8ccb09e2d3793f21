/* SPDX-License-Identifier: Apache-2.0 */
/* A history as a page: a line for each entry and kind over time, and one picture of the whole. */
#ifndef REPORT_HISTORY_PAGE_H
#define REPORT_HISTORY_PAGE_H

#include "report/history.h"
#include "words/words.h"

void history_page_write(const struct history *history, struct buffer *out);

/* The heading of a group. */
enum words history_group_words(enum history_group group);

#endif
