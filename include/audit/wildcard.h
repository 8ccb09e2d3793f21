/* SPDX-License-Identifier: Apache-2.0 */
/* What a DNS wildcard (RFC 4592) has to do with a name whose set is to be changed. A record that is published at a name
 * takes it off the wildcard, so who advises one has to know. Signatures tell where a set comes from, and so does a zone
 * file; otherwise one question does: the CAA set of `*.PARENT`, which answers for itself. */
#ifndef AUDIT_WILDCARD_H
#define AUDIT_WILDCARD_H

#include "audit/result.h"
#include "audit/walk.h"

/* The wildcard to be asked for where records are to be changed for KINDS, in RET_NAME; false where nothing is to be
 * asked. */
bool audit_wildcard_to_ask(const struct audit_result *result, const struct audit_place *place, caa_kinds kinds,
                           struct dns_name *ret_name);

/* What the answer for the wildcard NAME comes to. */
enum audit_aside_found audit_wildcard_of(const struct audit_result *result, const struct dns_answer *answer);

#endif
