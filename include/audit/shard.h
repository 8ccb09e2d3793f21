/* SPDX-License-Identifier: Apache-2.0 */
/* One part of a list that is audited in several, perhaps on several machines: the parts are disjoint, together they are
 * the list, and names of one organisation stand in one part, so that what they share is asked for once. */
#ifndef AUDIT_SHARD_H
#define AUDIT_SHARD_H

#include "audit/result.h"

enum { AUDIT_SHARDS_MAX = 99999 };

struct audit_shard {
    unsigned index, count; /* 1-based; a COUNT of 0 is the whole list */
};

/* `I/N`, as in 1/4; false where it is none. */
bool audit_shard_parse(const char *text, struct audit_shard *ret_shard);

/* Whether the entry belongs to the part. Names are put together by registrable domain (the Public Suffix List that
 * libpsl has built in, so all parts want the same version of it); an entry that is no name, by its text. */
bool audit_shard_holds(const struct audit_shard *shard, const struct audit_entry *entry);

#endif
