/* SPDX-License-Identifier: Apache-2.0 */
/* What servers do instead of answering as they should: rules, each with the questions that it is about, what becomes of
 * the reply, and how it is delivered. The first rule that fits counts. */
#ifndef TESTS_SCENARIO_BEHAVIOUR_H
#define TESTS_SCENARIO_BEHAVIOUR_H

#include "lines.h"
#include "world.h"

enum rule_scope { SCOPE_ANY, SCOPE_IS, SCOPE_BELOW, SCOPE_WITHIN };

/* Which questions; as in `on` and `asked`. */
struct question_match {
    enum rule_scope scope;
    const uint8_t *name;
    uint16_t type;                /* 0: any */
    unsigned try_from, try_until; /* how often this name and type was asked there, this time included; 1-based */
    unsigned nth_from, nth_until; /* how many questions came there */
    uint64_t from_ms, until_ms;   /* since the start */
    int tcp, edns, cd;            /* 1, 0, or -1: either way */
};

struct rule {
    unsigned line;
    struct question_match match;
    struct action *actions;
    size_t action_count;
};

/* A question as it came to a server. */
struct arrival {
    const struct query *query;
    unsigned try, nth;
    uint64_t ms;
};

struct delivery {
    bool silent, unreachable, truncate, close, then_close, dead, then_dead, twice, echo;
    bool spoof_id, spoof_question, spoof_port, spoof_address, spoof_garbage;
    uint64_t delay_ms;
    unsigned cut;
    struct dns_rdata octets; /* instead of the reply, but for its id */
};

/* From the words after `on` or `asked`, taken off LINE. ORIGIN: what relative names are below. */
bool match_parse(struct scenario_line *line, const struct dns_name *origin, struct question_match *ret_match);
bool match_fits(const struct question_match *match, const struct arrival *arrival);

/* The rest of an `on` line, behind its match; then each further line of the rule. */
bool rule_parse(struct scenario_line *line, struct world *world, struct rule *rule);
bool rule_parse_further(struct scenario_line *line, struct world *world, const struct dns_name *origin,
                        struct rule *rule);

/* NULL where no rule fits: an honest answer. */
const struct rule *rule_find(const struct world *world, const struct host *host, const struct arrival *arrival);
void rule_apply(const struct rule *rule, struct world *world, const struct query *query, struct reply *reply,
                struct delivery *delivery);

#endif
