/* SPDX-License-Identifier: Apache-2.0 */
/* A survey: questions to each address of each name server of one zone, every answer validated as any other. A CA may
 * meet each of them. The servers are those of the delegation, as the zone above has it; where that one's servers hold
 * the zone, too, and so refer nobody, those that the zone names itself. */
#ifndef RESOLVE_SURVEY_H
#define RESOLVE_SURVEY_H

#include "resolve/resolver.h"

struct survey;

/* For CAA at COUNT names, one at least: the first says which zone it is, and of the others those are asked for that lie
 * in it. RESOLVER is one that iterates; lent; the names are copied. */
struct survey *survey_new(struct resolver *resolver, const uint8_t *const *names, size_t count);

/* Stops whatever is under way. */
void survey_free(struct survey *survey);

/* Goes on with what has come in; true when every server has answered or failed. NOW in ms, WALL in seconds. */
bool survey_turn(struct survey *survey, uint64_t now, time_t wall);

/* Whether a turn would find something. */
bool survey_ready(const struct survey *survey);

/* When it is complete; no server at all where the zone could not be found. Everything lives as long as the survey. */
size_t survey_server_count(const struct survey *survey);
const uint8_t *survey_server_name(const struct survey *survey, size_t server);
const char *survey_server_address(const struct survey *survey, size_t server);

/* What a server said about one of the names; NULL where it was not asked. */
const struct dns_answer *survey_answer(const struct survey *survey, size_t server, size_t name);

#endif
