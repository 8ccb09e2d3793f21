/* SPDX-License-Identifier: Apache-2.0 */
/* One part of a list that is audited in several, perhaps on several machines: the parts are disjoint, together they are
 * the list, and names of one organisation stand in one part, as far as their last labels tell, so that what they share
 * is asked for once. It depends on the text of an entry and on nothing else: all machines agree. */
#ifndef AUDIT_SHARD_H
#define AUDIT_SHARD_H

#include <stdbool.h>
#include <stddef.h>

enum { AUDIT_SHARDS_MAX = 99999 };

struct audit_shard {
    unsigned index, count; /* 1-based; a COUNT of 0 is the whole list */
};

/* `I/N`, as in 1/4; false where it is none. */
bool audit_shard_parse(const char *text, struct audit_shard *ret_shard);

/* Whether an entry belongs to the part, by its text as the list gives it, so that the entries of other parts need not
 * be parsed. */
bool audit_shard_holds(const struct audit_shard *shard, const char *domain);

/* The same of SIZE octets that are neither a URL nor a mail address, where there are parts. */
bool audit_shard_holds_host(const struct audit_shard *shard, const char *host, size_t size);

#endif
