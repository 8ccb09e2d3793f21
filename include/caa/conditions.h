/* SPDX-License-Identifier: Apache-2.0 */
/* The parameters under which a CA is named: column `conditions`. */
#ifndef CAA_CONDITIONS_H
#define CAA_CONDITIONS_H

#include "caa/policy.h"
#include "util/arena.h"

enum { CAA_CONDITIONS_MAX = 64 }; /* texts for one set; a value of 64 KB full of parameters is cut short */

/* `tag=value` texts of the well-formed issue, issuewild and issuemail properties that name the CA and that somebody
 * with the policy's account can satisfy, each text once, in the order of the records; none from a tag that names the CA
 * without any parameter, as that property suffices.
 * Items are in the arena; their octets are visible ASCII (the grammar allows no other). */
struct text_list caa_conditions(const struct caa_policy *policy, const struct dns_rdata *records, size_t count,
                                struct arena *arena);

#endif
