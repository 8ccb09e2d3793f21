/* SPDX-License-Identifier: Apache-2.0 */
/* Why a name is not allowed: the sentences about the records, or about what went wrong. */
#ifndef REPORT_WORDS_REASON_H
#define REPORT_WORDS_REASON_H

#include "advising.h"

/* What there is to say of the reason and the kinds that ADVISING speaks of; its record and its note are left for
 * the caller, who says more. */
void words_reason(struct advising *advising, struct buffer *out);

#endif
