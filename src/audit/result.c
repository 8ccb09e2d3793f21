#include "audit/result.h"

#include "audit/summary.h"

caa_kinds audit_entry_kinds(const struct audit_entry *entry, caa_kinds kinds)
{
    if (!entry->error && entry->subject.form == SUBJECT_WILDCARD)
        return CAA_KINDS_OF(CAA_KIND_WILDCARD);
    if (!entry->error && entry->subject.form == SUBJECT_MAILBOX)
        return CAA_KINDS_OF(CAA_KIND_SMIME);
    return kinds;
}

enum verdict audit_result_verdict(const struct audit_result *result)
{
    enum verdict worst = VERDICT_ALLOWED;
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++) {
        if (!(result->entry->kinds & CAA_KINDS_OF(kind)))
            continue;
        enum verdict verdict = reason_verdict(result->reasons[kind]);
        if (verdict == VERDICT_DENIED || worst == VERDICT_ALLOWED)
            worst = verdict;
    }
    return worst;
}

void audit_summary_count(struct audit_summary *summary, const struct audit_result *result)
{
    summary->entries++;
    summary->verdicts[audit_result_verdict(result)]++;
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (result->entry->kinds & CAA_KINDS_OF(kind))
            summary->reasons[kind][result->reasons[kind]]++;
    if (result->failure && result->failure->failure)
        summary->failures[result->failure->failure]++;
}

int audit_summary_exit_status(const struct audit_summary *summary)
{
    if (summary->verdicts[VERDICT_DENIED])
        return 1;
    return summary->verdicts[VERDICT_UNKNOWN] ? 2 : 0;
}
