/* SPDX-License-Identifier: Apache-2.0 */
#include "resolve/resolver.h"

#include "resolve/source_forward.h"
#include "resolve/source_overlay.h"
#include "util/memory.h"

#include <stdlib.h>

static struct source *live_source(struct resolver *resolver, const struct resolver_settings *settings)
{
    if (!settings->iterate)
        return source_forward_new(settings->exchanger, settings->servers, settings->server_count, settings->anchors);
    resolver->iterating = source_iterate_new(resolver, settings->exchanger, settings->iterate);
    return resolver->iterating;
}

static struct source *resolver_source_of(struct resolver *resolver, const struct resolver_settings *settings)
{
    if (!settings->exchanger)
        return source_zone_new(settings->zones);
    struct source *live = live_source(resolver, settings);
    return settings->zones ? source_overlay_new(settings->zones, live) : live;
}

static bool is_in_zones(const void *zones, const uint8_t *name)
{
    return zone_store_holds(zones, name);
}

struct resolver *resolver_new(const struct resolver_settings *settings)
{
    struct resolver *resolver = memory_zero(sizeof *resolver);
    resolver->patience_ms = settings->patience_ms;
    resolver->trust = settings->anchors && settings->exchanger ? trust_new(settings->anchors) : NULL;
    resolver->source = resolver_source_of(resolver, settings);
    resolver->elsewhere = (struct resolution_elsewhere){is_in_zones, settings->zones};
    bool overlaid = settings->zones && settings->exchanger;
    const struct lookup_settings lookups = {.source = resolver->source,
                                            .trust = resolver->trust,
                                            .waits = &resolver->waits,
                                            .patience_ms = settings->patience_ms,
                                            .tells_zones = settings->tells_zones,
                                            .elsewhere = overlaid ? &resolver->elsewhere : NULL};
    resolver->lookups = lookup_table_new(&lookups);
    return resolver;
}

void resolver_free(struct resolver *resolver)
{
    if (!resolver)
        return;
    lookup_table_free(resolver->lookups);
    resolver->source->ops->free(resolver->source);
    trust_free(resolver->trust);
    free(resolver);
}
