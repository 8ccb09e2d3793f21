/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a page: how many answers have which reason, what each reason and each word of DNSSEC says. */
#ifndef REPORT_HTML_REASONS_H
#define REPORT_HTML_REASONS_H

#include "audit/summary.h"
#include "util/buffer.h"

/* STATUSES are bits, for each enum dnssec_status that is on the page; WORD is one of them, or empty. */
void html_reasons_take(unsigned *statuses, const char *word);

void html_reasons_add(const struct audit_summary *summary, unsigned statuses, struct buffer *out);

#endif
