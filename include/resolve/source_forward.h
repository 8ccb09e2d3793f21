/* SPDX-License-Identifier: Apache-2.0 */
/* Answers from recursive resolvers. */
#ifndef RESOLVE_SOURCE_FORWARD_H
#define RESOLVE_SOURCE_FORWARD_H

#include "dns/anchor.h"
#include "resolve/exchange.h"
#include "resolve/source.h"

/* ADDRESSES (COUNT of them, at least one) are copied; EXCHANGER is lent, and outlives it, as ANCHORS (NULL: nothing is
 * validated, so that it does not matter whether signatures are passed on). Freed by its ops. */
struct source *source_forward_new(struct exchanger *exchanger, const struct net_address *addresses, size_t count,
                                  const struct anchors *anchors);

#endif
