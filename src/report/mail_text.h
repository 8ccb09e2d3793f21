/* SPDX-License-Identifier: Apache-2.0 */
/* What a message to an institution's contact says: only what is true of it. */
#ifndef REPORT_MAIL_TEXT_H
#define REPORT_MAIL_TEXT_H

#include "audit/summary.h"
#include "util/buffer.h"

/* Everything is lent. */
struct mail_facts {
    const char *institution; /* may be empty */
    const char *contact;     /* whom to ask; NULL: a placeholder */
    const char *ca;          /* its issuer domain name */
    const struct audit_summary *summary;
    time_t checked_at;
    bool letter; /* one is attached */
};

/* Whether the institution has anything to do. */
bool mail_text_needs_action(const struct audit_summary *summary);

void mail_text_add_subject(const struct mail_facts *facts, struct buffer *out);
void mail_text_add_body(const struct mail_facts *facts, struct buffer *out);

#endif
