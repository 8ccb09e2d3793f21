/* SPDX-License-Identifier: Apache-2.0 */
#include "lookup_internal.h"

#include <string.h>

static const size_t line_limits[2] = {LOOKUP_OWN_BYTES, LOOKUP_SHARED_BYTES};

void cache_init(struct cache *cache)
{
    *cache = (struct cache){.pool.size = sizeof(struct kept_answer) + LOOKUP_KEY_POOLED};
}

static void enter_line(struct cache *cache, struct kept_answer *kept)
{
    struct kept_line *line = &cache->lines[kept->shared];
    DL_APPEND(line->first, kept);
    line->bytes += kept->size;
}

static void leave_line(struct cache *cache, struct kept_answer *kept)
{
    struct kept_line *line = &cache->lines[kept->shared];
    DL_DELETE(line->first, kept);
    line->bytes -= kept->size;
}

struct lookup *cache_take_held(struct cache *cache, struct kept_answer *kept)
{
    struct lookup *held = kept->held;
    leave_line(cache, kept);
    HASH_DELETE(hh, cache->by_key, kept);
    dns_answer_drop(kept->answer);
    dns_answer_drop(kept->path);
    pool_give(&cache->pool, kept, sizeof *kept + kept->hh.keylen);
    return held;
}

static void cache_drop(struct cache *cache, struct kept_answer *kept)
{
    struct lookup *held = cache_take_held(cache, kept);
    if (held)
        lookup_free(held);
}

/* Where a line holds more than there is room for, those go that nobody has wanted for longest. */
static void make_room(struct cache *cache)
{
    for (unsigned shared = 0; shared < 2; shared++) {
        const struct kept_line *line = &cache->lines[shared];
        while (line->bytes > line_limits[shared])
            cache_drop(cache, line->first);
    }
}

struct kept_answer *cache_find(struct cache *cache, const struct lookup_key *key, uint64_t now)
{
    struct kept_answer *kept;
    HASH_FIND_BYHASHVALUE(hh, cache->by_key, key->octets, key->size, key->hash, kept);
    if (!kept || kept->expires > now)
        return kept;
    cache_drop(cache, kept);
    return NULL;
}

static size_t size_of(const struct kept_answer *kept, size_t key_size)
{
    size_t size = sizeof *kept + key_size;
    if (kept->answer && kept->answer->references)
        size += dns_answer_size(kept->answer);
    if (kept->path)
        size += dns_answer_size(kept->path);
    return kept->held ? size + sizeof *kept->held + key_size : size;
}

static const struct dns_answer *reference_to(const struct dns_answer *answer)
{
    return answer ? dns_answer_take(answer) : NULL;
}

void cache_keep(struct cache *cache, struct lookup *lookup, uint64_t expires)
{
    size_t key_size = lookup->hh.keylen;
    struct kept_answer *kept = pool_take(&cache->pool, sizeof *kept + key_size);
    *kept = (struct kept_answer){.answer = reference_to(lookup->resolution.answer),
                                 .path = reference_to(lookup->resolution.path),
                                 .answered = lookup->request.answered,
                                 .held = lookup->state == LOOKUP_HELD ? lookup : NULL,
                                 .expires = expires,
                                 .shared = lookup->shared};
    memcpy(kept->key, lookup->key, key_size);
    kept->size = (uint32_t)size_of(kept, key_size);
    HASH_ADD_KEYPTR_BYHASHVALUE(hh, cache->by_key, kept->key, key_size, lookup->hh.hashv, kept);
    enter_line(cache, kept);
    make_room(cache);
}

void cache_touch(struct cache *cache, struct kept_answer *kept, bool shared)
{
    leave_line(cache, kept);
    kept->shared = kept->shared || shared;
    enter_line(cache, kept);
    make_room(cache);
}

void cache_clear(struct cache *cache)
{
    struct kept_answer *kept, *following;
    HASH_ITER(hh, cache->by_key, kept, following)
    {
        cache_drop(cache, kept);
    }
    pool_free(&cache->pool);
}
