/* SPDX-License-Identifier: Apache-2.0 */
/* The result of an audit whose walks have ended: reasons and set of the first place, what other places and servers make
 * of them, notes, advice. Asks nobody. */
#ifndef AUDIT_JUDGE_H
#define AUDIT_JUDGE_H

#include "audit/audit.h"

/* Fills audit->result; it lends from the walks (their opinions, too) and the survey. */
void judge_audit(struct audit *audit);

/* Advises anew, by what is known of DNS wildcards since (result->aside). */
void judge_advise(struct audit *audit);

#endif
