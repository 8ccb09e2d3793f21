/* Procedure: the first question is asked once as any other, so that the zone and its delegation are known as they are
 * now; the addresses of its servers that are known by name only are looked up; then each address has the question, by
 * way of a lookup table of its own, whose source is pinned to that server for the zone, and asks anybody for all else.
 */
#include "resolve/survey.h"

#include "iterate_internal.h"
#include "util/language.h"
#include "util/memory.h"

#include <stdlib.h>

enum survey_state { SURVEY_FINDING, SURVEY_SEEKING, SURVEY_ASKING, SURVEY_COMPLETE };

/* A server's place in the survey. */
struct member {
    struct source source; /* first: pinned to the server */
    struct survey *survey;
    struct server *server;
    uint8_t faults;
    struct lookup_table *table;
    struct survey_wait {
        struct lookup_waiter waiter; /* first */
        struct survey *survey;
        const struct dns_answer *answer; /* a reference, once there is one */
    } waits[SURVEY_QUESTIONS_MAX];
};

/* A question that a member's source sends to its server. */
struct pinned {
    struct member *member;
    struct source_request *request;
    struct exchange *exchange;
};

/* A wait for the address of a name server. */
struct survey_seek {
    struct lookup_waiter waiter; /* first */
    struct survey *survey;
    size_t name;
    bool v6;
};

struct survey {
    struct source_iterate *iterate;
    struct trust *trust;
    enum survey_state state;
    struct dns_name names[SURVEY_QUESTIONS_MAX];
    size_t name_count;
    bool dropped[SURVEY_QUESTIONS_MAX]; /* those that lie in other zones */
    struct source_request finding;
    bool found;
    struct effort *effort;
    struct iterate_zone *zone; /* a reference */
    struct survey_seek seeks[2 * DELEGATION_SERVERS_MAX];
    size_t seeking;
    struct member *members;
    size_t member_count, open; /* and questions that are not answered yet */
};

/* ---- the pinned source ---- */

static struct member *member_of_source(struct source *source)
{
    return (struct member *)source;
}

static void pinned_done(void *user, const struct dns_reply *reply)
{
    struct pinned *pinned = user;
    struct source_request *request = pinned->request;
    const struct dns_reply lame = {.kind = REPLY_FAILED,
                                   .failure = FAILURE_LAME,
                                   .detail =
                                       language_text("the server refers to others, as if it did not have the zone")};
    request->state = NULL;
    free(pinned);
    request->done(request, reply->kind == REPLY_REFERRAL ? &lame : reply);
}

static bool is_pinned(const struct member *member, const struct source_request *request)
{
    return request->question.type == DNS_TYPE_CAA &&
           dns_name_within(request->question.name, member->survey->zone->name);
}

static void pinned_start(struct source *source, struct source_request *request)
{
    struct member *member = member_of_source(source);
    struct survey *survey = member->survey;
    struct source *others = &survey->iterate->source;
    if (!is_pinned(member, request)) {
        others->ops->start(others, request);
        return;
    }
    struct pinned *pinned = memory_zero(sizeof *pinned);
    const struct exchange_order order = {.question = request->question,
                                         .servers = &member->server,
                                         .server_count = 1,
                                         .zone = survey->zone->name,
                                         .faults = &member->faults};
    *pinned = (struct pinned){.member = member, .request = request};
    request->state = pinned;
    pinned->exchange = exchange_start(survey->iterate->exchanger, &order, pinned_done, pinned);
}

static void pinned_cancel(struct source *source, struct source_request *request)
{
    struct member *member = member_of_source(source);
    struct source *others = &member->survey->iterate->source;
    if (!is_pinned(member, request)) {
        others->ops->cancel(others, request);
        return;
    }
    struct pinned *pinned = request->state;
    if (pinned)
        exchange_cancel(pinned->exchange);
    free(pinned);
    request->state = NULL;
}

/* ---- asking ---- */

static void wait_done(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl)
{
    struct survey_wait *wait = (struct survey_wait *)waiter;
    (void)ttl;
    wait->answer = answer;
    wait->survey->open--;
}

/* Nothing is known in the member's table yet, so that it is told later. */
static void ask_member(struct survey *survey, struct member *member, uint64_t now)
{
    static const struct source_ops ops = {.start = pinned_start, .cancel = pinned_cancel};
    member->source.ops = &ops;
    member->survey = survey;
    member->table = lookup_table_new(&member->source, survey->trust);
    for (size_t i = 0; i < survey->name_count; i++) {
        struct survey_wait *wait = &member->waits[i];
        if (survey->dropped[i])
            continue;
        *wait = (struct survey_wait){.waiter.done = wait_done, .survey = survey};
        survey->open++;
        lookup_ask(member->table, (struct dns_question){survey->names[i].wire, DNS_TYPE_CAA}, false, now,
                   &wait->waiter);
    }
}

static void ask_everybody(struct survey *survey, uint64_t now)
{
    const struct iterate_zone *zone = survey->zone;
    survey->state = SURVEY_ASKING;
    survey->member_count = zone->server_count;
    survey->members = memory_zero((zone->server_count + 1) * sizeof *survey->members);
    for (size_t i = 0; i < survey->member_count; i++) {
        survey->members[i].server = zone->servers[i];
        ask_member(survey, &survey->members[i], now);
    }
}

/* ---- addresses ---- */

static void take_addresses(struct survey_seek *seek, const struct dns_answer *answer)
{
    struct delegation_address addresses[DELEGATION_ADDRESSES_MAX];
    struct survey *survey = seek->survey;
    survey->seeking--;
    if (answer->kind == ANSWER_SET) {
        size_t count = delegation_addresses(answer->records, answer->record_count, seek->v6, addresses);
        zone_table_add_addresses(survey->iterate->zones, survey->zone, seek->name, addresses, count);
    }
    dns_answer_drop(answer);
}

static void seek_done(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl)
{
    (void)ttl;
    take_addresses((struct survey_seek *)waiter, answer);
}

static void seek(struct survey *survey, size_t name, bool v6)
{
    struct survey_seek *seek = &survey->seeks[2 * name + v6];
    *seek = (struct survey_seek){.waiter.done = seek_done, .survey = survey, .name = name, .v6 = v6};
    survey->seeking++;
    const struct dns_answer *answer =
        iterate_ask_address(survey->iterate, survey->effort, survey->zone->names[name].name, v6, &seek->waiter);
    if (answer)
        take_addresses(seek, answer);
}

/* The deepest zone that is known to hold a name; the caller owns a reference. */
static struct iterate_zone *zone_of(const struct survey *survey, const struct dns_name *name, uint64_t now)
{
    size_t told;
    return zone_table_find(survey->iterate->zones, name->wire, now, &told);
}

/* Names of other zones are dropped. */
static void choose_names(struct survey *survey, uint64_t now)
{
    for (size_t i = 1; i < survey->name_count; i++) {
        struct iterate_zone *zone = zone_of(survey, &survey->names[i], now);
        survey->dropped[i] = !dns_name_equal(zone->name, survey->zone->name);
        iterate_zone_drop(survey->iterate->zones, zone);
    }
}

static void seek_all(struct survey *survey, uint64_t now)
{
    survey->state = SURVEY_SEEKING;
    survey->zone = zone_of(survey, &survey->names[0], now);
    choose_names(survey, now);
    for (size_t name = 0; name < survey->zone->name_count; name++) {
        if (survey->zone->names[name].has_glue)
            continue;
        seek(survey, name, false);
        if (survey->iterate->v6)
            seek(survey, name, true);
    }
}

/* ---- the survey ---- */

static void finding_done(struct source_request *request, const struct dns_reply *reply)
{
    struct survey *survey = (struct survey *)((char *)request - offsetof(struct survey, finding));
    survey->found = true;
    if (reply->kind == REPLY_FAILED)
        survey->state = SURVEY_COMPLETE;
}

bool survey_turn(struct survey *survey, uint64_t now, time_t wall)
{
    for (size_t i = 0; i < survey->member_count; i++)
        lookup_table_drain(survey->members[i].table, now, wall);
    if (survey->state == SURVEY_FINDING && survey->found)
        seek_all(survey, now);
    if (survey->state == SURVEY_SEEKING && !survey->seeking)
        ask_everybody(survey, now);
    if (survey->state == SURVEY_ASKING && !survey->open)
        survey->state = SURVEY_COMPLETE;
    return survey->state == SURVEY_COMPLETE;
}

bool survey_ready(const struct survey *survey)
{
    for (size_t i = 0; i < survey->member_count; i++)
        if (lookup_table_ready(survey->members[i].table))
            return true;
    return survey->state == SURVEY_COMPLETE || (survey->state == SURVEY_FINDING && survey->found) ||
           (survey->state == SURVEY_SEEKING && !survey->seeking);
}

size_t survey_server_count(const struct survey *survey)
{
    return survey->member_count;
}

const uint8_t *survey_server_name(const struct survey *survey, size_t server)
{
    return survey->zone->names[survey->zone->name_of[server]].name;
}

const char *survey_server_address(const struct survey *survey, size_t server)
{
    return survey->members[server].server->text;
}

const struct dns_answer *survey_answer(const struct survey *survey, size_t server, size_t name)
{
    return survey->members[server].waits[name].answer;
}

struct survey *survey_new(struct source *source, struct trust *trust, const uint8_t *const *names, size_t count)
{
    struct survey *survey = memory_zero(sizeof *survey);
    for (size_t i = 0; i < count && i < SURVEY_QUESTIONS_MAX; i++)
        survey->names[survey->name_count++] = dns_name_copy(names[i]);
    survey->iterate = (struct source_iterate *)source;
    survey->trust = trust;
    survey->effort = effort_new();
    survey->finding = (struct source_request){.question = {survey->names[0].wire, DNS_TYPE_CAA}, .done = finding_done};
    source->ops->start(source, &survey->finding);
    return survey;
}

static void member_free(struct member *member)
{
    for (size_t i = 0; i < SURVEY_QUESTIONS_MAX; i++)
        lookup_cancel(&member->waits[i].waiter);
    lookup_table_free(member->table);
    for (size_t i = 0; i < SURVEY_QUESTIONS_MAX; i++)
        dns_answer_drop(member->waits[i].answer);
}

void survey_free(struct survey *survey)
{
    if (!survey)
        return;
    if (!survey->found)
        survey->iterate->source.ops->cancel(&survey->iterate->source, &survey->finding);
    for (size_t i = 0; i < 2 * DELEGATION_SERVERS_MAX; i++)
        lookup_cancel(&survey->seeks[i].waiter);
    for (size_t i = 0; i < survey->member_count; i++)
        member_free(&survey->members[i]);
    free(survey->members);
    iterate_zone_drop(survey->iterate->zones, survey->zone);
    effort_drop(survey->effort);
    free(survey);
}
