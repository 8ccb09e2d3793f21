/* SPDX-License-Identifier: Apache-2.0 */
/* What the files share that read a scenario: where they are in it. */
#ifndef TESTS_SCENARIO_READING_H
#define TESTS_SCENARIO_READING_H

#include "scenario.h"

/* What the lines of the present block are that begin with no keyword. */
enum reading_records { RECORDS_NONE, RECORDS_ZONE, RECORDS_HINTS, RECORDS_ANCHORS };

struct reading {
    struct scenario *scenario;
    struct problem *problem;
    unsigned number;
    /* What the lines that are indented belong to. */
    struct played_zone *zone;
    struct host *host;
    bool everywhere;
    struct rule *rule;
    size_t rule_indent;
    struct expectations *expected;
    enum reading_records records;
    struct buffer text; /* of the records of the present block, its lines where they are in the file */
    unsigned next_address;
    struct net_address *servers; /* of the options line that is read */
};

extern const struct dns_name *const reading_root;

static inline struct arena *reading_arena(struct reading *reading)
{
    return &reading->scenario->world.arena;
}

/* What relative names of the present block are below. */
static inline struct dns_name reading_origin(const struct reading *reading)
{
    return reading->zone ? dns_name_copy(reading->zone->origin) : *reading_root;
}

/* Records of a block: its lines are gathered, so that they stand where they stand in the file, and read at its end. */
void reading_begin_records(struct reading *reading, enum reading_records kind);
void reading_add_record_line(struct reading *reading, const char *text);
bool reading_end_records(struct reading *reading);

/* The world: each takes the rest of a statement (read_world.c). */
bool reading_take_zone(struct reading *reading, struct scenario_line *line, bool copy);
bool reading_take_server_of_zone(struct reading *reading, struct scenario_line *line);
bool reading_take_spoil(struct reading *reading, struct scenario_line *line);
bool reading_take_server(struct reading *reading, struct scenario_line *line);
bool reading_take_rule(struct reading *reading, struct scenario_line *line, size_t indent);
/* Where a zone was not told who serves it, it has a server of its own. */
void reading_complete_zone(struct reading *reading);

/* What is asked, and what must come of it (read_run.c). */
bool reading_take_options(struct reading *reading, struct scenario_line *line);
bool reading_take_ask(struct reading *reading, struct scenario_line *line);
bool reading_take_expectation(struct reading *reading, struct scenario_line *line);
bool reading_take_asked(struct reading *reading, struct scenario_line *line);
bool reading_take_ends(struct reading *reading, struct scenario_line *line);
bool reading_take_date(struct reading *reading, struct scenario_line *line);
/* A line of the list; NAME NULL: time that passes. */
void reading_add_step(struct reading *reading, struct scenario_line *line, const char *name, const char *number);

#endif
