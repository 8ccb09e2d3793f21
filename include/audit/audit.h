/* SPDX-License-Identifier: Apache-2.0 */
/* The audit of one entry: a climb at each place, judgement, notes, advice, result. The first place is the one that the
 * result is about; the others agree with it or not (BR 3.2.2.9). */
#ifndef AUDIT_AUDIT_H
#define AUDIT_AUDIT_H

#include "audit/ahead.h"
#include "audit/aside.h"
#include "audit/result.h"
#include "audit/walk.h"
#include "resolve/patience.h"
#include "resolve/survey.h"

/* What all audits of a run share; everything is lent. */
struct audit_context {
    const struct audit_place *places; /* at least one */
    size_t place_count;
    size_t quorum; /* places that must agree with the first */
    struct caa_policy policy;
    struct caa_opinions *opinions; /* by that policy */
    uint64_t entry_timeout_ms; /* for all that one entry needs, without the time that it stands in lines; 0: no end */
    bool require_dnssec;       /* what nobody validated is not known (view.h) */
    struct walks walks;        /* with the monotonic clock */
    struct ahead ahead;
    time_t now_wall;         /* seconds since the epoch */
    uint64_t done;           /* audits that are done so far */
    size_t held;             /* octets of the audits that were started and not reset */
    struct audit *surveying; /* those that wait for their survey */
    struct audit *open;      /* those that are not done, the one whose time is looked at first in front */
};

/* A walk of an audit. */
struct audit_step {
    struct audit_walk walk; /* first */
    struct audit *audit;
    struct caa_opinion *opinion; /* of the set that it found, once it has ended; else NULL */
};

/* What is asked for the advice. */
struct audit_asking {
    struct lookup_waiter waiter; /* first */
    struct audit *audit;
    struct aside aside;
};

struct audit_links {
    struct audit *prev, *next;
};

/* Callers hold it by value, where it stays until audit_reset; zero is an audit that was never started. */
struct audit {
    struct arena arena;
    struct audit_context *context;
    struct audit_entry entry;        /* filled by the caller, its texts taken from the arena, before audit_start */
    struct audit_step *walks;        /* one for each place; NULL for an invalid name */
    struct survey *survey;           /* of the servers that decide at the first place, or NULL */
    struct audit_step *server_walks; /* one for each server; a climb only where it says something of its own */
    struct audit_asking *asking;     /* in the arena, when all walks have ended and it is due; or NULL */
    size_t walks_left;               /* of those that are under way */
    struct audit_links surveying, open;
    struct patience patience; /* of the entry */
    uint64_t started;
    size_t counted; /* of context->held */
    bool expired;   /* its time ran out */
    bool done;      /* `result` holds */
    struct audit_result result;
};

/* May be done at once. */
void audit_start(struct audit *audit, struct audit_context *context);

/* Goes on with surveys: of all audits that wait for one. */
void audit_turn_surveys(struct audit_context *context);

/* Whether that would find something. */
bool audit_surveys_ready(const struct audit_context *context);

/* Ends the audits whose time has run out: what is not known by then has failed. */
void audit_turn_deadlines(struct audit_context *context);

/* ms: when that is to be done next; UINT64_MAX: not as things are. */
uint64_t audit_next_deadline(const struct audit_context *context);

/* Stops waiting, drops what it holds; the audit may be used for another entry. */
void audit_reset(struct audit *audit);

/* The same, and its memory goes. */
void audit_free(struct audit *audit);

#endif
