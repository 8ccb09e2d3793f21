/* SPDX-License-Identifier: Apache-2.0 */
/* Every server of the zones that decide: which names they are asked for, and where one of them says something of its
 * own, what a climb is told that asks it alone. */
#ifndef AUDIT_SERVERS_H
#define AUDIT_SERVERS_H

#include "audit/audit.h"

/* The survey of the first place's climb, which has ended; owned by the caller. NULL where there is nothing to survey.
 */
struct survey *servers_survey(const struct audit *audit);

/* What SERVER says in place of what everybody was told, one for each level, NULL for one that is still to be asked for;
 * in the audit's arena, lent from its climb and survey. NULL where it says nothing of its own. */
const struct dns_answer **servers_given(struct audit *audit, size_t server);

#endif
