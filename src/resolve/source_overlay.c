/* SPDX-License-Identifier: Apache-2.0 */
#include "resolve/source_overlay.h"

#include "util/memory.h"

#include <stdlib.h>

struct overlay {
    struct source source; /* first */
    const struct zone_store *store;
    struct source *files, *live;
};

/* A request to the files is done before its start returns, so only the live source ever has to be told more. */
static void overlay_start(struct source *source, struct source_request *request)
{
    struct overlay *overlay = (struct overlay *)source;
    bool held = request->question.type == DNS_TYPE_CAA && zone_store_holds(overlay->store, request->question.name);
    struct source *target = held ? overlay->files : overlay->live;
    target->ops->start(target, request);
}

static void overlay_cancel(struct source *source, struct source_request *request)
{
    struct source *live = ((struct overlay *)source)->live;
    live->ops->cancel(live, request);
}

static bool overlay_in_line(struct source *source, const struct source_request *request)
{
    struct source *live = ((struct overlay *)source)->live;
    return live->ops->in_line && live->ops->in_line(live, request);
}

static void overlay_free(struct source *source)
{
    struct overlay *overlay = (struct overlay *)source;
    overlay->files->ops->free(overlay->files);
    overlay->live->ops->free(overlay->live);
    free(overlay);
}

struct source *source_overlay_new(const struct zone_store *store, struct source *live)
{
    static const struct source_ops ops = {overlay_start, overlay_cancel, overlay_in_line, overlay_free};
    struct overlay *overlay = memory_zero(sizeof *overlay);
    overlay->source.ops = &ops;
    overlay->store = store;
    overlay->files = source_zone_new(store);
    overlay->live = live;
    return &overlay->source;
}
