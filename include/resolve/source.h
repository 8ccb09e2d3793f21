/* Where answers come from: recursive resolvers, zone files, and what else may follow, behind one interface. */
#ifndef RESOLVE_SOURCE_H
#define RESOLVE_SOURCE_H

#include "dns/reply.h"

struct source;

/* One question to a source. The asker owns it, and keeps it where it is until `done` was called or it cancelled. */
struct source_request {
    struct dns_question question; /* lent by the asker */
    bool checked;                 /* a resolver that validates is to say what it thinks of the answer */
    bool anchor;                  /* for the keys of a trust anchor */
    void *state;                  /* the source's own */
    const void *answered;         /* likewise: who answered, so that somebody else is asked the next time */
    /* Takes the reply, valid for the call only, and must not do more than keep it: it may be called from within
     * `start`. REPLY_TRUNCATED and REPLY_NO_EDNS are dealt with by the source and never come here. */
    void (*done)(struct source_request *request, const struct dns_reply *reply);
};

struct source_ops {
    void (*start)(struct source *source, struct source_request *request);
    /* Forgets a request that was started and is not done; `done` will not be called. */
    void (*cancel)(struct source *source, struct source_request *request);
    void (*free)(struct source *source);
};

struct source {
    const struct source_ops *ops;
};

#endif
