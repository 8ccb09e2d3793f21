/* SPDX-License-Identifier: Apache-2.0 */
/* What the way to a resolver, and the resolver, let through: by chance, and from a bucket of tokens that is filled each
 * millisecond. */
#ifndef TESTS_WEAK_LINK_H
#define TESTS_WEAK_LINK_H

#include <stdbool.h>
#include <stdint.h>

struct weak_link {
    unsigned per_second;   /* what it lets through, from a bucket of a tenth of that; 0: all */
    unsigned lost_of_1000; /* by chance */
    unsigned dead_of_1000; /* names that nobody answers for */
    unsigned at_once;      /* questions that it takes on; others it refuses; 0: all */
    unsigned varies_ms;    /* an answer takes as much longer at most */
    double tokens;
    uint64_t chance;
};

/* As it is at first. */
static inline struct weak_link weak_link_begin(struct weak_link link)
{
    link.tokens = link.per_second / 10.0;
    link.chance = 12;
    return link;
}

static inline uint64_t weak_link_chance(struct weak_link *link)
{
    link->chance = link->chance * 6364136223846793005u + 1442695040888963407u;
    return link->chance >> 33;
}

static inline bool weak_link_one_of_1000(struct weak_link *link, unsigned count)
{
    return weak_link_chance(link) % 1000 < count;
}

/* Whether the bucket lets a question through, which takes a token. */
static inline bool weak_link_has_token(struct weak_link *link)
{
    if (!link->per_second)
        return true;
    if (link->tokens < 1)
        return false;
    link->tokens--;
    return true;
}

/* A millisecond has passed. */
static inline void weak_link_fill(struct weak_link *link)
{
    const double full = link->per_second / 10.0;
    link->tokens += link->per_second / 1000.0;
    link->tokens = link->tokens > full ? full : link->tokens;
}

#endif
