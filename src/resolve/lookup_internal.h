/* SPDX-License-Identifier: Apache-2.0 */
/* What lookup.c and lookup_known.c share. */
#ifndef RESOLVE_LOOKUP_INTERNAL_H
#define RESOLVE_LOOKUP_INTERNAL_H

#include "resolve/lookup.h"
#include "resolve/patience.h"
#include "util/hash_index.h"
#include "util/pool.h"

#include <utlist.h>

enum { LOOKUP_NAME_POOLED = 48 /* octets: what has a longer name is seldom, and does not come from a pool */ };

/* A question as the table knows it. */
struct lookup_key {
    struct dns_question question; /* with the size of its name; lent */
    enum chain_attempt attempt;
    uint32_t hash;
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
    struct lookup_table *table;
    struct known *known; /* its question */
    enum lookup_state state;
    struct lookup_patience {
        struct lookup *prev, *next; /* of those that are not held, the one that is due first in front */
        struct patience patience;
    } open;
    struct resolution resolution;
    struct source_request request;
    struct lookup_waiter onward; /* WAITING */
    struct lookup_waiter *waiters;
};

/* What is known of a question: that a lookup is under way, and then what that came to, for as long as it is kept. */
struct known {
    struct known *prev, *next;              /* kept: in its line, the one that nobody has wanted for longest in front */
    struct lookup *lookup;                  /* under way; kept: one that is held and comes to the whole, or NULL */
    const struct dns_answer *answer, *path; /* kept: of its resolution; a reference each, or NULL */
    const void *answered;                   /* kept: the server that replied; never looked into */
    uint64_t expires;                       /* kept: ms, until then; 0: it is under way */
    uint32_t hash;
    uint32_t size; /* kept: octets, for the limit */
    bool shared;   /* asked for as a parent */
    uint8_t attempt;
    uint8_t name_size;
    uint16_t type;
    uint8_t name[];
};

struct known_line {
    struct known *first;
    size_t bytes;
};

struct known_table {
    struct hash_index by_key;
    struct pool pool;
    struct known_line lines[2]; /* of what is kept: own, shared */
};

struct lookup_table {
    struct lookup_settings settings;
    time_t wall; /* of the last drain */
    struct lookup *ready, *open;
    struct pool pool;
    struct known_table known;
};

void known_table_init(struct known_table *table);

/* Nothing is under way any more. */
void known_table_clear(struct known_table *table);

/* What is known of a question, or NULL; what has expired is dropped. NOW in ms. */
struct known *known_find(struct known_table *table, const struct lookup_key *key, uint64_t now);

/* Of a question of which nothing is known LOOKUP is under way. */
struct known *known_add(struct known_table *table, const struct lookup_key *key, struct lookup *lookup);

/* Nobody finds it by its question any more. */
void known_forget(struct known_table *table, struct known *known);
void known_free(struct known_table *table, struct known *known);

/* Keeps what the lookup under way came to until EXPIRES, in ms; the lookup is the caller's, unless it is HELD. Where
 * its line, of shared names or of others, then holds more than there is room for, those go that nobody has wanted for
 * longest. */
void known_keep(struct known_table *table, struct known *known, uint64_t expires);

/* The lookup that is held is under way again. */
void known_resume(struct known_table *table, struct known *known);

/* Somebody asks for what is kept: it is the last to go. SHARED: as in struct lookup_order. */
void known_touch(struct known_table *table, struct known *known, bool shared);

/* The lookup is in no table and no line, and its source does not work for it. */
void lookup_free(struct lookup *lookup);

#endif
