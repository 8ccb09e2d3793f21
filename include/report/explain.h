/* SPDX-License-Identifier: Apache-2.0 */
/* One result explained to a person, for `check`. */
#ifndef REPORT_EXPLAIN_H
#define REPORT_EXPLAIN_H

#include "audit/result.h"
#include "util/buffer.h"

struct explain_settings {
    bool colour; /* SGR sequences for verdicts */
};

/* Appends the verdict for each kind, the climb step by step (each name, what was there, which set decided, aliases),
 * notes and advice with its records. Whatever came from the network or the command line is made visible. */
void explain_result(const struct explain_settings *settings, const struct audit_result *result, struct buffer *out);

#endif
