/* The audit of one entry: a climb at each place, judgement, notes, advice, result. The first place is the one that the
 * result is about; the others agree with it or not (BR 3.2.2.9). */
#ifndef AUDIT_AUDIT_H
#define AUDIT_AUDIT_H

#include "audit/result.h"
#include "resolve/lookup.h"
#include "resolve/source_zone.h"
#include "resolve/survey.h"

/* A place through which names are audited. */
struct audit_place {
    const char *label; /* of a perspective; NULL where there is only this place */
    struct lookup_table *lookups;
    struct trust *trust;     /* NULL: nothing is validated */
    struct source *surveyed; /* where every server of a zone is to be asked: the source that iterates, else NULL */
    const struct zone_store *zones; /* what is answered from files there, or NULL */
};

/* What all audits of a run share; everything is lent. */
struct audit_context {
    const struct audit_place *places; /* at least one */
    size_t place_count;
    size_t quorum; /* places that must agree with the first */
    struct caa_policy policy;
    uint64_t now;            /* ms, monotonic */
    time_t now_wall;         /* seconds since the epoch */
    uint64_t done;           /* audits that are done so far */
    size_t held;             /* octets of the audits that were started and not reset */
    struct audit *surveying; /* those that wait for their survey, by their links */
};

/* Callers hold it by value, where it stays until audit_reset; zero is an audit that was never started. */
struct audit {
    struct arena arena;
    struct audit_context *context;
    struct audit_entry entry; /* filled by the caller, its texts taken from the arena, before audit_start */
    struct audit_walk *walks; /* one for each place; NULL for an invalid name */
    size_t walks_done;
    struct survey *survey;           /* of the servers that decide at the first place, or NULL */
    struct audit *prev, *next;       /* among those that wait for their survey */
    struct audit_walk *server_walks; /* one for each server; a climb only where it says something of its own */
    size_t server_walks_left;
    uint64_t started;
    size_t counted; /* of context->held */
    bool done;      /* `result` holds */
    struct audit_result result;
};

/* May be done at once. */
void audit_start(struct audit *audit, struct audit_context *context);

/* Goes on with surveys: of all audits that wait for one. */
void audit_turn_surveys(struct audit_context *context);

/* Whether that would find something. */
bool audit_surveys_ready(const struct audit_context *context);

/* Stops waiting, drops what it holds; the audit may be used for another entry. */
void audit_reset(struct audit *audit);

/* The same, and its memory goes. */
void audit_free(struct audit *audit);

#endif
