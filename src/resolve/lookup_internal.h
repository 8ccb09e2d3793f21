/* What lookup.c and lookup_cache.c share. */
#ifndef RESOLVE_LOOKUP_INTERNAL_H
#define RESOLVE_LOOKUP_INTERNAL_H

#include "resolve/lookup.h"
#include "util/memory.h"

#define uthash_fatal(message) memory_exhausted()
#include <uthash.h>
#include <utlist.h>

/* A lookup's life:
 *
 *   ASKING    its source is at work
 *   ANSWERED  something has come; in the queue that lookup_table_drain empties
 *   PROVING   it waits for a link of its chain of trust, or, having failed, to know whether its name is an alias
 *   CHASING   it waits for the lookup of the alias target at which the source stopped
 *   KEPT      its waiters were told; in the cache until it expires or others need the room */
enum lookup_state { LOOKUP_ASKING, LOOKUP_ANSWERED, LOOKUP_PROVING, LOOKUP_CHASING, LOOKUP_KEPT };

struct lookup {
    struct lookup *prev, *next; /* in the queue of the answered, or in the cache (least recently used first) */
    UT_hash_handle hh;
    struct lookup_table *table;
    enum lookup_state state;
    unsigned depth;  /* aliases that the one of its waiters with the fewest has come by */
    bool shared;     /* asked for as a parent */
    bool unfinished; /* `answer` is a path of aliases, the last of which is still to be asked for */
    uint32_t ttl;
    uint64_t expires; /* ms */
    const struct dns_answer *answer;
    struct lookup_waiter *waiters;
    struct lookup_waiter target;    /* CHASING, PROVING */
    struct chain *chain;            /* of the answer, until it is complete */
    time_t silent_since;            /* a link of it failed as those who know it are silent since then; else 0 */
    bool alias_tried;               /* it failed, and was tried as an alias */
    const struct dns_answer *bogus; /* what the first answer came to, while a second one is asked for */
    bool doubted;                   /* a link that did not hold, and was asked for once more */
    struct source_request request;
    size_t size;   /* octets, for the cache's limit */
    uint8_t key[]; /* type, then name */
};

/* Answers that were told, least recently used first. */
struct cache {
    struct lookup *lookups;
    size_t bytes;
};

struct lookup_table {
    struct source *source;
    struct trust *trust; /* or NULL */
    time_t wall;         /* of the last drain */
    struct arena arena;  /* of a reply that is looked at again */
    struct lookup *by_key;
    struct lookup *answered;
    struct cache kept[2]; /* own, shared */
};

/* The lookup is in no line and not in the cache. */
void lookup_free(struct lookup *lookup);

/* Keeps what was told, and drops what was not wanted for longest where that is too much. */
void cache_keep(struct lookup *lookup);

/* A reference to what is kept, which so is wanted again. SHARED: as for lookup_ask. */
const struct dns_answer *cache_hit(struct lookup *lookup, bool shared);

/* The lookup is kept no longer; the second frees it, too. */
void cache_take_out(struct lookup *lookup);
void cache_remove(struct lookup *lookup);

#endif
