/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/summary.h"

static void count_silence(struct audit_summary *summary, time_t since)
{
    if (!summary->silenced++ || since < summary->silent_since)
        summary->silent_since = since;
}

static void take_denied_expiry(struct audit_summary *summary, time_t expires)
{
    if (expires && (!summary->first_denied_expiry || expires < summary->first_denied_expiry))
        summary->first_denied_expiry = expires;
}

void audit_summary_count(struct audit_summary *summary, const struct audit_outcome *outcome)
{
    summary->entries++;
    if (!outcome->kinds) {
        summary->not_covered += !outcome->ended;
        summary->ended += outcome->ended;
        return;
    }
    const enum verdict verdict = audit_outcome_verdict(outcome);
    summary->verdicts[verdict]++;
    if (verdict == VERDICT_DENIED)
        take_denied_expiry(summary, outcome->expires);
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (outcome->kinds & CAA_KINDS_OF(kind))
            summary->reasons[kind][outcome->reasons[kind]]++;
    summary->barred += outcome->barred;
    summary->outside += outcome->outside;
    summary->unchecked += summary->validating && outcome->validation == AUDIT_UNCHECKED;
    if (outcome->silent_since && verdict == VERDICT_UNKNOWN)
        count_silence(summary, outcome->silent_since);
    if (outcome->failure)
        summary->failures[outcome->failure]++;
}

enum verdict audit_summary_worst(const struct audit_summary *summary)
{
    if (summary->verdicts[VERDICT_DENIED])
        return VERDICT_DENIED;
    return summary->verdicts[VERDICT_UNKNOWN] ? VERDICT_UNKNOWN : VERDICT_ALLOWED;
}
