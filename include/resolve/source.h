/* SPDX-License-Identifier: Apache-2.0 */
/* Where answers come from: recursive resolvers, zone files, name servers from the root down, behind one interface. */
#ifndef RESOLVE_SOURCE_H
#define RESOLVE_SOURCE_H

#include "dns/chain.h"
#include "dns/reply.h"
#include "resolve/effort.h"
#include "resolve/waits.h"

struct source;

/* One question to a source. The asker owns it, and keeps it where it is until `done` was called or it cancelled. */
struct source_request {
    struct dns_question question; /* lent by the asker */
    enum chain_attempt attempt;   /* how it is asked */
    bool last_chance;             /* it has failed before: one more try at each server (RFC 9520 3.1) */
    struct wait_node node;        /* the asker's, who waits for what this causes to be looked up */
    struct effort *effort;        /* a reference of the asker's; NULL: the source gives it one when it needs that */
    void *state, *held;           /* the source's own */
    const void *answered;         /* likewise: who answered, so that somebody else is asked the next time */
    /* Takes the reply, valid for the call only, and must not do more than keep it: it may be called from within
     * `start`. REPLY_TRUNCATED and REPLY_NO_EDNS are dealt with by the source and never come here. */
    void (*done)(struct source_request *request, const struct dns_reply *reply);
};

struct source_ops {
    void (*start)(struct source *source, struct source_request *request);
    /* Forgets a request that was started and is not done; `done` will not be called. */
    void (*cancel)(struct source *source, struct source_request *request);
    /* Whether a request that is not done, and waits for no other lookup, just stands in line, for room at a server or
     * for a free slot; NULL: it never does. */
    bool (*in_line)(struct source *source, const struct source_request *request);
    void (*free)(struct source *source);
};

struct source {
    const struct source_ops *ops;
};

#endif
