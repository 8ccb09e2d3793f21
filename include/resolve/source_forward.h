/* Answers from recursive resolvers. */
#ifndef RESOLVE_SOURCE_FORWARD_H
#define RESOLVE_SOURCE_FORWARD_H

#include "resolve/exchange.h"
#include "resolve/source.h"

/* ADDRESSES (COUNT of them, at least one) are copied; EXCHANGER is lent, and outlives it. Freed by its ops. */
struct source *source_forward_new(struct exchanger *exchanger, const struct net_address *addresses, size_t count);

#endif
