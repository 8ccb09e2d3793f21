/* SPDX-License-Identifier: Apache-2.0 */
/* Zone files laid over a live source: what they hold is answered from them, everything else from there. Whether an
 * answer about CAA comes from a file is decided by name; links of chains of trust are always live. */
#ifndef RESOLVE_SOURCE_OVERLAY_H
#define RESOLVE_SOURCE_OVERLAY_H

#include "resolve/source_zone.h"

/* STORE is lent; LIVE is taken over, and freed with the overlay. */
struct source *source_overlay_new(const struct zone_store *store, struct source *live);

#endif
