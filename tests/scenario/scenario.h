/* SPDX-License-Identifier: Apache-2.0 */
/* A scenario: a world, what is asked in it, and what must come of that. */
#ifndef TESTS_SCENARIO_SCENARIO_H
#define TESTS_SCENARIO_SCENARIO_H

#include "behaviour.h"
#include "world.h"

#include "report/columns.h"

enum {
    SCENARIO_TIME_MAX_MS = 120000, /* of its own clock: a run that takes longer stands still */
    SCENARIO_QUESTIONS_MAX = 20000,
    SCENARIO_ENTRY_TIMEOUT_MS = 60000
};

/* `resolver` is where the runner plays one, unless the scenario says where they are. */
#define SCENARIO_RESOLVER "192.0.2.53"

struct scenario_place {
    const char *label;
    bool iterate;
    struct net_address *servers;
    size_t server_count;
};

/* One way to run it. */
struct scenario_options {
    unsigned line;
    const char *text;
    bool iterate, no_dnssec, require_dnssec, every_server, no_v6;
    unsigned concurrency, retries, quorum, port;
    bool has_quorum;
    uint64_t timeout_ms, entry_timeout_ms;
    const char *account, *method;
    struct net_address *servers;
    size_t server_count;
    struct scenario_place *places;
    size_t place_count;
};

enum comparison { COMPARE_EQUAL, COMPARE_HAS, COMPARE_LACKS, COMPARE_LEAST, COMPARE_MOST };

/* What a row must hold. */
struct expectation {
    unsigned line;
    enum column_id column;
    enum comparison comparison;
    const char *value;
};

struct expectations {
    struct expectation *items;
    size_t count;
};

/* A line of the list; or, where NAME is NULL, time that passes before the next one. */
struct step {
    unsigned line;
    const char *name;
    const char *number; /* what stands for {} in its expectations, or NULL */
    uint64_t wait_ms;
    struct expectations *expected;
};

/* How many questions there must have been. */
struct count_check {
    unsigned line;
    bool anywhere;
    struct net_address address;
    struct question_match match;
    enum comparison comparison;
    unsigned number;
    const char *text;
};

struct scenario_watch;

struct scenario {
    struct world world;
    const char *name;
    const char *expect_fail; /* what mends it, or NULL */
    uint64_t seed;
    struct scenario_options *options;
    size_t option_count;
    struct step *steps;
    size_t step_count;
    struct count_check *counts;
    size_t count_count;
    uint64_t within_ms;
    unsigned stops_after;               /* turns of the run, as SIGTERM would; 0: it goes on to its end */
    unsigned turns;                     /* of the last play */
    const char *unheard;                /* part of the words, where no server must answer anything; or NULL */
    const char *mismatch;               /* part of the words, where the anchor must not fit; or NULL */
    const char *warned;                 /* the server that must be found to strip signatures, or NULL */
    const struct scenario_watch *watch; /* lent; or NULL */
};

/* Who is shown each row as it comes, with the step that it is about. */
struct scenario_watch {
    void (*row)(void *context, const struct step *step, struct column_row *row);
    void *context;
};

/* False, the problem filled with file:line, where the file is no scenario. Whatever is returned, scenario_free is due.
 */
bool scenario_read(const char *path, struct scenario *ret_scenario, struct problem *ret_problem);
/* The same of a text; NAME is what it is called, lent. */
bool scenario_read_text(const char *name, const char *text, struct scenario *ret_scenario, struct problem *ret_problem);
void scenario_free(struct scenario *scenario);

/* What is printed on standard output while it is played. */
enum scenario_show {
    SHOW_NOTHING,
    SHOW_ROWS,    /* what came, as expectations are written */
    SHOW_MESSAGES /* every message that is sent and received */
};

/* Runs it in every way that it names; what is wrong is added to WORDS, a line each. */
bool scenario_play(struct scenario *scenario, enum scenario_show show, struct buffer *words);
/* Runs it in one of these ways. */
bool scenario_play_once(struct scenario *scenario, const struct scenario_options *options, enum scenario_show show,
                        struct buffer *words);

#endif
