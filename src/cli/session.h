/* SPDX-License-Identifier: Apache-2.0 */
/* What `run` and `check` need to ask anything: the source that the options name, its lookups, and the loop that turns
 * them. */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include "audit/run.h"
#include "files/file_claims.h"
#include "files/resolv_conf.h"
#include "net/loop.h"
#include "options.h"
#include "resolve/exchange.h"

struct session {
    struct file_claims *claims; /* lent: of the files that are read */
    struct net_loop *loop;
    struct exchanger *exchanger; /* NULL with zone files alone */
    struct resolv_conf conf;     /* where no option names a place */
    uint64_t timeout_ms;         /* of one try */
    unsigned retries;
    struct zone_store *zones; /* or NULL */
    struct arena arena;       /* of the anchors */
    struct anchors anchors;
    struct buffer zone_copies;   /* with --record */
    struct delegation root;      /* where anybody iterates */
    struct resolver **resolvers; /* one for each place */
    size_t place_count;
    struct audit_place *places; /* as audits see them */
    struct audit_context context;
};

/* Reads zone files or resolv.conf, and claims all that it reads; CLAIMS is lent to the session, and so is the recording
 * that the options replay. Nothing is written. Whatever is returned, session_close is due. */
enum status session_open(const struct options *options, struct file_claims *claims, struct session *ret_session,
                         struct problem *ret_problem);

/* Claims --record and begins it, in the place of what is there: due when nothing else can stop the run from beginning,
 * and before session_run. */
enum status session_start(const struct options *options, struct session *session, struct problem *ret_problem);

void session_close(struct session *session);

enum { SESSION_PULSE_MS = 250 /* a signal, and what is to be saved, waits no longer */ };

struct session_run {
    struct run_settings settings;
    bool gather;                    /* let answers gather when many are due */
    int (*input_fd)(void *context); /* what to wait for after RUN_INPUT_LATER */
    void (*tick)(
        void *context); /* after each turn, and once in SESSION_PULSE_MS, with the settings' context; or NULL */
};

/* Runs to the end; STATUS_INTERRUPTED after a signal; STATUS_SYSTEM where nothing can be said about any name: the trust
 * anchor's own zone does not fit the anchor, or questions were sent and no server answered anything. */
enum status session_run(struct session *session, const struct session_run *run, struct problem *ret_problem);

/* Monotonic, in milliseconds; and the time of day at the last turn. When replaying, of that time. */
uint64_t session_now(const struct session *session);
time_t session_wall(const struct session *session);

/* The counters of what was asked; zero with zone files. */
struct exchange_counters session_counters(const struct session *session);

#endif
