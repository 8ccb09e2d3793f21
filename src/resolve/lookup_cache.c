/* SPDX-License-Identifier: Apache-2.0 */
#include "lookup_internal.h"

static const size_t cache_limits[2] = {LOOKUP_OWN_BYTES, LOOKUP_SHARED_BYTES};

static struct cache *cache_of(const struct lookup *lookup)
{
    return &lookup->table->kept[lookup->shared];
}

void cache_take_out(struct lookup *lookup)
{
    struct cache *cache = cache_of(lookup);
    DL_DELETE(cache->lookups, lookup);
    cache->bytes -= lookup->size;
}

static void cache_put(struct lookup *lookup)
{
    struct cache *cache = cache_of(lookup);
    DL_APPEND(cache->lookups, lookup);
    cache->bytes += lookup->size;
}

struct lookup *cache_excess(const struct lookup_table *table)
{
    for (unsigned shared = 0; shared < 2; shared++)
        if (table->kept[shared].bytes > cache_limits[shared])
            return table->kept[shared].lookups;
    return NULL;
}

void cache_keep(struct lookup *lookup)
{
    lookup->state = LOOKUP_KEPT;
    lookup->size = sizeof *lookup + lookup->hh.keylen;
    if (lookup->resolution.answer->references)
        lookup->size += dns_answer_size(lookup->resolution.answer);
    if (lookup->resolution.path)
        lookup->size += dns_answer_size(lookup->resolution.path);
    cache_put(lookup);
}

void cache_touch(struct lookup *lookup, bool shared)
{
    cache_take_out(lookup);
    lookup->shared = lookup->shared || shared;
    cache_put(lookup);
}
