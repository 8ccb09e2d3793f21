/* SPDX-License-Identifier: Apache-2.0 */
/* What the page says of one entry that needs action: its verdicts, the records to copy, advice, and what was found. */
#ifndef REPORT_HTML_CARD_H
#define REPORT_HTML_CARD_H

#include "report/columns.h"

enum { HTML_CARD_SOON = 30 /* days: what ends within that needs action soon */ };

/* The entry as it was given. */
void html_card_add_domain(const struct column_row *row, struct buffer *out);

/* Whether its advice is told: not where all that it says is why no CA can issue, which is told before. */
bool html_card_has_advice(const struct column_row *row);

/* All but its heading; SCRATCH is anybody's. OPEN: with the picture and what was found for all to see. */
void html_card_add_body(struct column_row *row, bool open, struct buffer *scratch, struct buffer *out);

/* `Certificate expires on 2026-12-10, in 12 days: its renewal will be refused.`; nothing where no end is known. */
void html_card_add_expiry(time_t expires, time_t now, enum verdict verdict, struct buffer *out);

#endif
