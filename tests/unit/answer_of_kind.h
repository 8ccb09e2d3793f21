/* SPDX-License-Identifier: Apache-2.0 */
/* Answers of which only the kind matters. */
#ifndef TESTS_UNIT_ANSWER_OF_KIND_H
#define TESTS_UNIT_ANSWER_OF_KIND_H

#include "support.h"

#include "dns/answer.h"

/* The caller owns the only reference, so that the sanitizer sees what is not dropped. */
static inline const struct dns_answer *answer_of_kind(enum answer_kind kind)
{
    static const uint8_t owner[] = {1, 'x', 0}, rdata[] = {0, 0};
    static const struct dns_rdata record = {rdata, sizeof rdata};
    const struct dns_answer draft = {.kind = kind,
                                     .failure = kind == ANSWER_FAILED ? FAILURE_TIMEOUT : FAILURE_NONE,
                                     .record_count = kind == ANSWER_SET,
                                     .records = &record,
                                     .owner = kind == ANSWER_SET ? owner : NULL,
                                     .detail = ""};
    return dns_answer_new(&draft);
}

#endif
