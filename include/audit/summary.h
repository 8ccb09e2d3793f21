/* SPDX-License-Identifier: Apache-2.0 */
/* What a run comes to: counts by verdict and reason of the kinds asked for, and the worst of them. */
#ifndef AUDIT_SUMMARY_H
#define AUDIT_SUMMARY_H

#include "audit/result.h"

struct audit_summary {
    uint64_t entries;
    uint64_t not_covered;                           /* entries that ask for no kind; they have no verdict */
    uint64_t ended;                                 /* likewise, as their certificates ended long ago */
    time_t first_denied_expiry;                     /* of entries that are denied; 0: none is known */
    uint64_t verdicts[3];                           /* entries by audit_outcome_verdict */
    uint64_t barred;                                /* entries for which no CA can issue, whatever CAA says */
    uint64_t outside;                               /* entries about which the zone files say nothing */
    bool validating;                                /* set by the caller: `unchecked` is of interest */
    uint64_t unchecked;                             /* with that: entries whose answers nobody validated */
    uint64_t silenced;                              /* entries that are unknown as servers were silent */
    time_t silent_since;                            /* with these: the first time that some fell silent */
    uint64_t failures[FAILURE_COUNT];               /* entries by what went wrong; FAILURE_NONE: not counted */
    uint64_t reasons[CAA_KIND_COUNT][REASON_COUNT]; /* answers by kind, of the kinds that the entries ask for */
};

void audit_summary_count(struct audit_summary *summary, const struct audit_outcome *outcome);

/* The worst verdict of any entry: denied, then unknown, then allowed. */
enum verdict audit_summary_worst(const struct audit_summary *summary);

#endif
