/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_JUDGED_H
#define TESTS_JUDGED_H

#include "caa/policy.h"

/* What a set comes to for one kind. */
static inline enum reason judged(const struct caa_policy *policy, enum caa_kind kind, const struct dns_rdata *records,
                                 size_t count)
{
    enum reason reasons[CAA_KIND_COUNT];
    caa_policy_judge(policy, records, count, reasons);
    return reasons[kind];
}

#endif
