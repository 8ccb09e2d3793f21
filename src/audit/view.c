/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/view.h"

#include "audit/difference.h"

#include <string.h>

void view_set_reasons(enum reason reasons[static CAA_KIND_COUNT], enum reason reason)
{
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        reasons[kind] = reason;
}

size_t view_level_count(const struct climb *climb)
{
    return climb->level < climb->level_count ? climb->level + 1 : climb->level_count;
}

/* The weakest status on the way, but for a failure in a signed zone, where nothing else counts. */
static enum dnssec_status dnssec_of(const struct climb *climb, enum reason reason)
{
    const struct climb_level *levels = climb->levels;
    const size_t count = view_level_count(climb);
    size_t level = 0;
    if (reason == REASON_LOOKUP_FAILED_SIGNED)
        return DNSSEC_SECURE;
    while (level < count && !levels[level].answer)
        level++;
    enum dnssec_status status = level < count ? levels[level].answer->dnssec : DNSSEC_UNCHECKED;
    for (; level < count; level++)
        if (levels[level].answer && levels[level].answer->dnssec != status)
            status = dnssec_weaker(status, levels[level].answer->dnssec);
    return status;
}

/* Of a failure, only the standing of the zone in which it happened counts, and bogus before all. */
static enum reason reason_of_failure(const struct dns_answer *failure)
{
    if (failure->kind == ANSWER_BOGUS)
        return REASON_DNSSEC_BOGUS;
    return failure->dnssec == DNSSEC_SECURE ? REASON_LOOKUP_FAILED_SIGNED : REASON_LOOKUP_FAILED;
}

/* Neither proven nor proven to need no proof: no signatures were to be had, or no anchor is above the name. */
static bool is_unvalidated(const struct audit_view *view)
{
    return !view->failure && (view->dnssec == DNSSEC_UNCHECKED || view->dnssec == DNSSEC_INDETERMINATE);
}

void view_take_walk(struct audit_view *view, const struct audit_walk *walk, const struct caa_opinion *opinion,
                    bool require_dnssec)
{
    const struct climb *climb = &walk->climb;
    *view = (struct audit_view){.label = walk->place->label, .climb = climb};
    const struct dns_answer *answer = climb->state == CLIMB_EMPTY ? NULL : climb->levels[climb->level].answer;
    view_set_reasons(view->reasons, REASON_NO_CAA);
    if (climb->state == CLIMB_FOUND) {
        view->set = answer;
        memcpy(view->reasons, opinion->reasons, sizeof view->reasons);
    } else if (climb->state == CLIMB_FAILED) {
        view->failure = answer;
        view_set_reasons(view->reasons, reason_of_failure(answer));
    }
    view->dnssec = dnssec_of(climb, view->reasons[0]);
    if (require_dnssec && is_unvalidated(view))
        view_set_reasons(view->reasons, REASON_DNSSEC_UNCHECKED);
}

bool views_corroborate(const struct audit_view *views, size_t count, size_t quorum, unsigned kind)
{
    enum verdict first = reason_verdict(views[0].reasons[kind]);
    size_t agreeing = 0, knowing = first != VERDICT_UNKNOWN;
    for (size_t i = 1; i < count; i++) {
        enum verdict verdict = reason_verdict(views[i].reasons[kind]);
        knowing += verdict != VERDICT_UNKNOWN;
        agreeing += verdict != VERDICT_UNKNOWN && verdict == first;
    }
    return !knowing || agreeing >= quorum;
}

bool views_are_alike(const struct audit_view *first, const struct audit_view *views, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (audit_difference(first, &views[i]) != DIFFERENCE_NONE)
            return false;
    return true;
}
