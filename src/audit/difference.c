/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/difference.h"

#include <string.h>

const uint8_t *audit_view_caa_name(const struct audit_view *view)
{
    return view->set ? view->climb->levels[view->climb->level].name : NULL;
}

static bool has_record(const struct dns_answer *set, struct dns_rdata record)
{
    for (size_t i = 0; i < set->record_count; i++)
        if (set->records[i].size == record.size && memcmp(set->records[i].bytes, record.bytes, record.size) == 0)
            return true;
    return false;
}

static bool has_all(const struct dns_answer *set, const struct dns_answer *other)
{
    for (size_t i = 0; i < other->record_count; i++)
        if (!has_record(set, other->records[i]))
            return false;
    return true;
}

static enum audit_difference difference_of_failure(const struct dns_answer *failure)
{
    if (failure->kind == ANSWER_BOGUS)
        return DIFFERENCE_BOGUS;
    bool silent = failure->failure == FAILURE_TIMEOUT || failure->failure == FAILURE_NETWORK;
    return silent ? DIFFERENCE_SILENT : DIFFERENCE_FAILS;
}

bool audit_same_records(const struct dns_answer *a, const struct dns_answer *b)
{
    return has_all(a, b) && has_all(b, a);
}

static enum audit_difference difference_of_sets(const struct dns_answer *first, const struct dns_answer *set)
{
    if (audit_same_records(first, set))
        return DIFFERENCE_NONE;
    if (set->remarks.stale || set->ttl < first->ttl)
        return DIFFERENCE_OLDER;
    return first->remarks.stale || first->ttl < set->ttl ? DIFFERENCE_NEWER : DIFFERENCE_RECORDS;
}

enum audit_difference audit_difference(const struct audit_view *first, const struct audit_view *view)
{
    if (view->failure)
        return first->failure ? DIFFERENCE_NONE : difference_of_failure(view->failure);
    if (first->failure)
        return DIFFERENCE_ANSWERS;
    if (!first->set && !view->set)
        return DIFFERENCE_NONE;
    if (!first->set || !view->set || !dns_name_equal(audit_view_caa_name(first), audit_view_caa_name(view)))
        return DIFFERENCE_PLACE;
    return difference_of_sets(first->set, view->set);
}
