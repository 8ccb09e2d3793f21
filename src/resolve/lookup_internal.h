/* SPDX-License-Identifier: Apache-2.0 */
/* What lookup.c and lookup_cache.c share. */
#ifndef RESOLVE_LOOKUP_INTERNAL_H
#define RESOLVE_LOOKUP_INTERNAL_H

#include "resolve/lookup.h"
#include "resolve/patience.h"
#include "util/table.h"

#include <utlist.h>

/* A lookup's life:
 *
 *   ASKING   its source is at work
 *   WAITING  it waits for another lookup: a link, the target of an alias
 *   READY    something has come; in the queue that lookup_table_drain empties
 *   KEPT     its waiters were told; in the cache until it expires, others need the room, or somebody wants more of it
 */
enum lookup_state { LOOKUP_ASKING, LOOKUP_WAITING, LOOKUP_READY, LOOKUP_KEPT };

struct lookup {
    struct lookup *prev, *next; /* in the queue of those that are ready, or in the cache */
    UT_hash_handle hh;
    struct lookup_table *table;
    enum lookup_state state;
    bool shared; /* asked for as a parent */
    struct lookup_patience {
        struct lookup *prev, *next; /* of those that are not kept, the one that is due first in front */
        struct patience patience;
    } open;
    uint64_t expires; /* ms: KEPT until then */
    struct resolution resolution;
    struct source_request request;
    struct lookup_waiter onward; /* WAITING */
    struct lookup_waiter *waiters;
    size_t size;   /* octets, for the cache's limit */
    uint8_t key[]; /* type, attempt, name */
};

/* Answers that were told, least recently used first. */
struct cache {
    struct lookup *lookups;
    size_t bytes;
};

struct lookup_table {
    struct lookup_settings settings;
    time_t wall; /* of the last drain */
    struct lookup *by_key, *ready, *open;
    struct cache kept[2]; /* own, shared */
};

/* Keeps what was told. */
void cache_keep(struct lookup *lookup);

/* What is kept is wanted again. SHARED: as for lookup_ask. */
void cache_touch(struct lookup *lookup, bool shared);

/* The lookup is kept no longer. */
void cache_take_out(struct lookup *lookup);

/* Where more is kept than there is room for: what nobody has wanted for longest; else NULL. */
struct lookup *cache_excess(const struct lookup_table *table);

#endif
