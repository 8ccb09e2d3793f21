/* SPDX-License-Identifier: Apache-2.0 */
/* What lookup.c and lookup_cache.c share. */
#ifndef RESOLVE_LOOKUP_INTERNAL_H
#define RESOLVE_LOOKUP_INTERNAL_H

#include "resolve/lookup.h"
#include "resolve/patience.h"
#include "util/pool.h"
#include "util/table.h"

#include <utlist.h>

enum {
    LOOKUP_KEY_TYPE_SIZE = 2,
    LOOKUP_KEY_HEAD_SIZE = LOOKUP_KEY_TYPE_SIZE + 1,
    LOOKUP_KEY_POOLED = 48 /* octets: what has a longer key is seldom, and does not come from a pool */
};

/* A question as the tables know it: type, attempt, then name. */
struct lookup_key {
    uint8_t octets[LOOKUP_KEY_HEAD_SIZE + DNS_NAME_MAX];
    size_t size;
    unsigned hash;
};

/* A lookup's life:
 *
 *   ASKING   its source is at work
 *   WAITING  it waits for another lookup: a link, the target of an alias
 *   READY    something has come; in the queue that lookup_table_drain empties
 *   HELD     its waiters were told of its path; with what is kept, until somebody wants the whole
 */
enum lookup_state { LOOKUP_ASKING, LOOKUP_WAITING, LOOKUP_READY, LOOKUP_HELD };

struct lookup {
    struct lookup *prev, *next; /* in the queue of those that are ready */
    UT_hash_handle hh;          /* unless it is held */
    struct lookup_table *table;
    enum lookup_state state;
    bool shared; /* asked for as a parent */
    struct lookup_patience {
        struct lookup *prev, *next; /* of those that are not held, the one that is due first in front */
        struct patience patience;
    } open;
    struct resolution resolution;
    struct source_request request;
    struct lookup_waiter onward; /* WAITING */
    struct lookup_waiter *waiters;
    uint8_t key[]; /* type, attempt, name */
};

/* What a lookup came to. */
struct kept_answer {
    struct kept_answer *prev, *next; /* in its line, the one that nobody has wanted for longest in front */
    UT_hash_handle hh;
    const struct dns_answer *answer, *path; /* of its resolution; a reference each, or NULL */
    const void *answered;                   /* the server that replied; never looked into */
    struct lookup *held;                    /* that comes to the whole; NULL: ANSWER is that */
    uint64_t expires;                       /* ms: it is kept until then */
    uint32_t size;                          /* octets, for the cache's limit */
    bool shared;
    uint8_t key[];
};

struct kept_line {
    struct kept_answer *first;
    size_t bytes;
};

struct cache {
    struct pool pool;
    struct kept_answer *by_key;
    struct kept_line lines[2]; /* own, shared */
};

struct lookup_table {
    struct lookup_settings settings;
    time_t wall; /* of the last drain */
    struct lookup *by_key, *ready, *open;
    struct pool pool;
    struct cache kept;
};

void cache_init(struct cache *cache);

/* What is kept for a question; what has expired is dropped. */
struct kept_answer *cache_find(struct cache *cache, const struct lookup_key *key, uint64_t now);

/* Keeps what LOOKUP came to, which was forgotten; one that is HELD belongs to the cache from now on. */
void cache_keep(struct cache *cache, struct lookup *lookup, uint64_t expires);

/* What is kept is wanted again; there may be no room for it, or for others. SHARED: as for lookup_ask. */
void cache_touch(struct cache *cache, struct kept_answer *kept, bool shared);

/* What is kept is kept no longer; the lookup that was held is the caller's. */
struct lookup *cache_take_held(struct cache *cache, struct kept_answer *kept);

void cache_clear(struct cache *cache);

/* The lookup is in no table and no line, and its source does not work for it. */
void lookup_free(struct lookup *lookup);

#endif
