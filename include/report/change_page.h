/* SPDX-License-Identifier: Apache-2.0 */
/* What changed between two reports, as a page: a table for each kind of change. */
#ifndef REPORT_CHANGE_PAGE_H
#define REPORT_CHANGE_PAGE_H

#include "report/comparison.h"

/* What the page is about. */
struct change_about {
    const char *before, *after; /* the reports by their names, lent */
    const struct comparison *comparison;
};

struct change_page {
    const struct change_about *about; /* NULL: nothing is known */
    bool begun;                       /* a change was written */
    enum change_type last;            /* the one that was written last */
    struct buffer scratch;            /* zero at first; the owner of the page frees it */
};

void change_page_begin(struct change_page *page, struct buffer *out);

/* Changes come by type. */
void change_page_add(struct change_page *page, const struct change *change, struct buffer *out);
void change_page_end(struct change_page *page, struct buffer *out);

#endif
