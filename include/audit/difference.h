/* SPDX-License-Identifier: Apache-2.0 */
/* What one view of a name has that another has not. */
#ifndef AUDIT_DIFFERENCE_H
#define AUDIT_DIFFERENCE_H

#include "audit/result.h"

enum audit_difference {
    DIFFERENCE_NONE,    /* the same records, or the same absence, or failures on both sides */
    DIFFERENCE_SILENT,  /* no answer where the first has one: the question is dropped on the way, perhaps */
    DIFFERENCE_FAILS,   /* an error where the first has an answer */
    DIFFERENCE_BOGUS,   /* likewise an answer that does not validate */
    DIFFERENCE_ANSWERS, /* an answer where the first has none */
    DIFFERENCE_PLACE,   /* the relevant set is found at another name, or by one of them alone */
    DIFFERENCE_OLDER,   /* other records, with less of their TTL left: an old copy in a cache, perhaps */
    DIFFERENCE_NEWER,   /* other records, and less is left of the first's */
    DIFFERENCE_RECORDS  /* other records: a split view, or secondaries that do not follow */
};

/* What there is at VIEW in comparison with FIRST. */
enum audit_difference audit_difference(const struct audit_view *first, const struct audit_view *view);

/* Whether two sets have the same records, in any order. */
bool audit_same_records(const struct dns_answer *a, const struct dns_answer *b);

/* Where the relevant set of a view was found (before aliases), else NULL. */
const uint8_t *audit_view_caa_name(const struct audit_view *view);

#endif
