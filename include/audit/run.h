/* SPDX-License-Identifier: Apache-2.0 */
/* A run: entries in, results out, in the order of the list whatever order answers come in, in bounded memory. */
#ifndef AUDIT_RUN_H
#define AUDIT_RUN_H

#include "audit/audit.h"
#include "resolve/exchange.h"

enum {
    RUN_WINDOW_ROWS = 65536,     /* entries between the oldest that is not finished and the newest that was begun */
    RUN_WINDOW_BYTES = 24 << 20, /* and the memory that they may hold */
    RUN_TURN_ROWS = 2048         /* entries begun in one turn, so that the network is looked at in between */
};

/* What the input has to say when it is asked for the next entry. */
enum run_input {
    RUN_INPUT_ENTRY,
    RUN_INPUT_LATER, /* nothing at the moment: a pipe that is written slowly, or much that holds no entry */
    RUN_INPUT_END
};

struct run_settings {
    unsigned concurrency; /* entries that wait for answers at once */
    /* Fills the entry, its texts taken from ARENA. */
    enum run_input (*next)(void *context, struct audit_entry *entry, struct arena *arena);
    /* Takes the next result of the list's order, valid for the call; false ends the run (the output failed). */
    bool (*result)(void *context, const struct audit_result *result);
    void *context;
};

enum run_state {
    RUN_AGAIN, /* there is more to do at once */
    RUN_WAIT,  /* for the network */
    RUN_INPUT, /* for the input, and for the network where entries are waiting */
    RUN_DONE
};

struct run;

/* CONTEXT is lent, and EXCHANGER (NULL: nothing is asked over the network). While nobody has answered it anything, no
 * result is handed out; where that stays so (exchanger_is_deaf, or the list ends), the run is done without, unless no
 * entry rests on what was asked. */
struct run *run_new(const struct run_settings *settings, struct audit_context *context, struct exchanger *exchanger);
void run_free(struct run *run);

/* One turn of the loop, the clocks of the context being set: takes in what was answered, hands out what is finished,
 * begins what may begin, and lets the exchanger send. */
enum run_state run_turn(struct run *run);

/* Whether the list has ended, and all of it was handed out. */
bool run_is_whole(const struct run *run);

#endif
