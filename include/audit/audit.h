/* The audit of one entry: a climb at each place, judgement, notes, advice, result. The first place is the one that the
 * result is about; the others agree with it or not (BR 3.2.2.9). */
#ifndef AUDIT_AUDIT_H
#define AUDIT_AUDIT_H

#include "audit/result.h"
#include "resolve/lookup.h"

/* A place through which names are audited. */
struct audit_place {
    const char *label; /* of a perspective; NULL where there is only this place */
    struct lookup_table *lookups;
    const struct trust *trust; /* NULL: nothing is validated */
};

/* What all audits of a run share; everything is lent. */
struct audit_context {
    const struct audit_place *places; /* at least one */
    size_t place_count;
    size_t quorum; /* places that must agree with the first */
    struct caa_policy policy;
    uint64_t now;    /* ms, monotonic */
    time_t now_wall; /* seconds since the epoch */
    uint64_t done;   /* audits that are done so far */
};

/* Callers hold it by value, where it stays until audit_reset; zero is an audit that was never started. */
struct audit {
    struct arena arena;
    struct audit_context *context;
    struct audit_entry entry; /* filled by the caller, its texts taken from the arena, before audit_start */
    struct audit_walk *walks; /* one for each place; NULL for an invalid name */
    size_t walks_done;
    uint64_t started;
    bool done; /* `result` holds */
    struct audit_result result;
};

/* May be done at once. */
void audit_start(struct audit *audit, struct audit_context *context);

/* Stops waiting, drops what it holds; the audit may be used for another entry. */
void audit_reset(struct audit *audit);

/* The same, and its memory goes. */
void audit_free(struct audit *audit);

#endif
