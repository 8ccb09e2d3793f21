/* SPDX-License-Identifier: Apache-2.0 */
/* Procedure: the first question is asked once as any other, so that the zone and its delegation are known as they are
 * now. Where the name lies below the zone that was asked, the SOA says whether that zone's servers hold another one in
 * between, and then its NS records who else does. The addresses of servers that are known by name only are looked up;
 * then each address has the questions, by way of a lookup table of its own, whose source is pinned to that server for
 * the zone, and asks anybody for all else. What is found of the zone is the survey's own: nobody else's way depends on
 * whether there was one. */
#include "resolve/survey.h"

#include "iterate_internal.h"
#include "util/memory.h"
#include "util/saying.h"

#include <stdlib.h>

enum survey_state {
    SURVEY_FINDING, /* the first question, asked as any other */
    SURVEY_APEX,    /* the SOA record of the zone that holds the name */
    SURVEY_SERVERS, /* the NS records of that one */
    SURVEY_SEEKING, /* addresses of name servers */
    SURVEY_ASKING,  /* what each server says */
    SURVEY_COMPLETE
};

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
    } * waits;                           /* one for each name */
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
    unsigned again; /* times that it was asked for once more, as somebody else could not pay */
};

struct survey {
    struct resolver *resolver;
    struct source_iterate *iterate; /* its source */
    enum survey_state state;
    struct survey_name {
        struct dns_name name;
        bool dropped; /* it lies in another zone: what is said of it does not count */
    } * names;
    size_t name_count;
    struct source_request finding; /* FINDING, APEX, SERVERS */
    bool found;                    /* it has been answered */
    struct dns_name apex;
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

/* A server refers to a zone below its own. That of the deciding name is the survey's, whatever the server knows. */
static void survey_drop_below(struct survey *survey, const uint8_t *cut)
{
    if (dns_name_within(survey->names[0].name.wire, cut))
        return;
    for (size_t i = 1; i < survey->name_count; i++)
        survey->names[i].dropped = survey->names[i].dropped || dns_name_within(survey->names[i].name.wire, cut);
}

static void pinned_done(void *user, const struct dns_reply *reply)
{
    struct pinned *pinned = user;
    struct source_request *request = pinned->request;
    const struct dns_reply lame = {.kind = REPLY_FAILED, .failure = FAILURE_LAME, .detail = SAID_LOOKUP_REFERS_ZONE};
    if (reply->kind == REPLY_REFERRAL)
        survey_drop_below(pinned->member->survey, reply->cut);
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
    struct pinned *pinned = memory_alloc(sizeof *pinned);
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

static bool pinned_in_line(struct source *source, const struct source_request *request)
{
    struct member *member = member_of_source(source);
    struct source *others = &member->survey->iterate->source;
    if (!is_pinned(member, request))
        return others->ops->in_line(others, request);
    const struct pinned *pinned = request->state;
    return pinned && exchange_is_in_line(pinned->exchange);
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
    static const struct source_ops ops = {.start = pinned_start, .cancel = pinned_cancel, .in_line = pinned_in_line};
    const struct lookup_settings settings = {.source = &member->source,
                                             .trust = survey->resolver->trust,
                                             .waits = &survey->resolver->waits,
                                             .patience_ms = survey->resolver->patience_ms};
    member->source.ops = &ops;
    member->survey = survey;
    member->table = lookup_table_new(&settings);
    member->waits = memory_zero(survey->name_count * sizeof *member->waits);
    for (size_t i = 0; i < survey->name_count; i++) {
        struct survey_wait *wait = &member->waits[i];
        if (survey->names[i].dropped)
            continue;
        *wait = (struct survey_wait){.waiter.done = wait_done, .survey = survey};
        survey->open++;
        const struct lookup_order order = {.question = dns_question_of(survey->names[i].name.wire, DNS_TYPE_CAA),
                                           .whole = true};
        lookup_ask(member->table, &order, now, &wait->waiter);
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

static void survey_take_addresses(struct survey_seek *seek, const struct dns_answer *answer)
{
    struct survey *survey = seek->survey;
    survey->seeking--;
    zone_table_take_addresses(survey->iterate->zones, survey->zone, seek->name, seek->v6, answer);
}

static void survey_seek_ask(struct survey_seek *seek)
{
    struct survey *survey = seek->survey;
    const struct iterate_account account = {.effort = survey->effort};
    const struct dns_answer *answer =
        iterate_ask_address(survey->iterate, &account, survey->zone->names[seek->name].name, seek->v6, &seek->waiter);
    if (answer)
        survey_take_addresses(seek, answer);
}

static void survey_seek_done(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl)
{
    struct survey_seek *seek = (struct survey_seek *)waiter;
    (void)ttl;
    if (!iterate_is_worth_paying(answer, seek->survey->effort, seek->again)) {
        survey_take_addresses(seek, answer);
        return;
    }
    seek->again++;
    dns_answer_drop(answer);
    survey_seek_ask(seek);
}

static void survey_seek_address(struct survey *survey, size_t name, bool v6)
{
    struct survey_seek *seek = &survey->seeks[2 * name + v6];
    *seek = (struct survey_seek){.waiter.done = survey_seek_done, .survey = survey, .name = name, .v6 = v6};
    survey->seeking++;
    survey_seek_ask(seek);
}

static void seek_all(struct survey *survey)
{
    survey->state = SURVEY_SEEKING;
    for (size_t name = 0; name < survey->zone->name_count; name++) {
        if (survey->zone->names[name].has_glue)
            continue;
        survey_seek_address(survey, name, false);
        if (survey->iterate->v6)
            survey_seek_address(survey, name, true);
    }
}

/* ---- the zone ---- */

static void finding_done(struct source_request *request, const struct dns_reply *reply);

static void survey_find(struct survey *survey, enum survey_state state, const uint8_t *name, uint16_t type)
{
    struct source *source = &survey->iterate->source;
    survey->state = state;
    survey->found = false;
    effort_drop(survey->finding.effort);
    survey->finding = (struct source_request){.question = dns_question_of(name, type), .done = finding_done};
    source->ops->start(source, &survey->finding);
}

/* The owner of the SOA record in a reply, if it can be the apex of the zone that holds the name. */
static void take_apex(struct survey *survey, const struct dns_reply *reply)
{
    const uint8_t *name = survey->names[0].name.wire;
    struct arena arena = {0};
    struct dns_rrsets sets;
    survey->apex = dns_name_copy(survey->zone->name);
    if (reply->message && dns_rrsets_read(reply->message, reply->message_size, &arena, &sets))
        for (size_t i = 0; i < sets.count; i++) {
            const struct dns_rrset *set = &sets.sets[i];
            if (set->type == DNS_TYPE_SOA && set->record_count && dns_name_within(name, set->owner) &&
                dns_name_within(set->owner, survey->zone->name))
                survey->apex = dns_name_copy(set->owner);
        }
    arena_free(&arena);
}

/* The zone as it names its servers itself. */
static void take_servers(struct survey *survey, const struct dns_reply *reply)
{
    struct zone_table *zones = survey->iterate->zones;
    struct arena arena = {0};
    struct delegation *delegation = arena_alloc(&arena, sizeof *delegation);
    if (reply->message && delegation_read(reply->message, reply->message_size, survey->zone->name, survey->apex.wire,
                                          &arena, delegation)) {
        iterate_zone_drop(zones, survey->zone);
        survey->zone = zone_table_make(zones, delegation);
    }
    arena_free(&arena);
}

static void finding_done(struct source_request *request, const struct dns_reply *reply)
{
    struct survey *survey = (struct survey *)((char *)request - offsetof(struct survey, finding));
    survey->found = true;
    if (survey->state == SURVEY_APEX)
        take_apex(survey, reply);
    else if (survey->state == SURVEY_SERVERS)
        take_servers(survey, reply);
    else if (reply->kind == REPLY_FAILED)
        survey->state = SURVEY_COMPLETE;
}

/* Names that other zones hold, above this one or below, are dropped. */
static void choose_names(struct survey *survey, uint64_t now)
{
    const uint8_t *apex = survey->zone->name;
    for (size_t i = 1; i < survey->name_count; i++) {
        struct survey_name *name = &survey->names[i];
        size_t told;
        struct iterate_zone *holder = zone_table_find(survey->iterate->zones, name->name.wire, now, &told);
        bool deeper = dns_name_labels(holder->name) > dns_name_labels(apex);
        name->dropped = deeper || !dns_name_within(name->name.wire, apex);
        iterate_zone_drop(survey->iterate->zones, holder);
    }
}

static void go_on_finding(struct survey *survey, uint64_t now)
{
    const uint8_t *name = survey->names[0].name.wire;
    size_t told;
    if (survey->state == SURVEY_FINDING) {
        survey->zone = zone_table_find(survey->iterate->zones, name, now, &told);
        if (!dns_name_equal(survey->zone->name, name)) {
            survey_find(survey, SURVEY_APEX, name, DNS_TYPE_SOA);
            return;
        }
    } else if (survey->state == SURVEY_APEX && !dns_name_equal(survey->apex.wire, survey->zone->name)) {
        survey_find(survey, SURVEY_SERVERS, survey->apex.wire, DNS_TYPE_NS);
        return;
    }
    choose_names(survey, now);
    seek_all(survey);
}

/* ---- the survey ---- */

static bool is_finding(const struct survey *survey)
{
    return survey->state <= SURVEY_SERVERS;
}

bool survey_turn(struct survey *survey, uint64_t now, time_t wall)
{
    for (size_t i = 0; i < survey->member_count; i++)
        lookup_table_drain(survey->members[i].table, now, wall);
    if (is_finding(survey) && survey->found)
        go_on_finding(survey, now);
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
    return survey->state == SURVEY_COMPLETE || (is_finding(survey) && survey->found) ||
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
    return survey->names[name].dropped ? NULL : survey->members[server].waits[name].answer;
}

struct survey *survey_new(struct resolver *resolver, const uint8_t *const *names, size_t count)
{
    struct survey *survey = memory_zero(sizeof *survey);
    survey->names = memory_zero(count * sizeof *survey->names);
    survey->name_count = count;
    for (size_t i = 0; i < count; i++)
        survey->names[i].name = dns_name_copy(names[i]);
    survey->resolver = resolver;
    survey->iterate = (struct source_iterate *)resolver->iterating;
    survey->effort = effort_new();
    survey_find(survey, SURVEY_FINDING, survey->names[0].name.wire, DNS_TYPE_CAA);
    return survey;
}

static void member_free(struct member *member)
{
    size_t count = member->survey->name_count;
    for (size_t i = 0; i < count; i++)
        lookup_cancel(&member->waits[i].waiter);
    lookup_table_free(member->table);
    for (size_t i = 0; i < count; i++)
        dns_answer_drop(member->waits[i].answer);
    free(member->waits);
}

void survey_free(struct survey *survey)
{
    struct source *source;
    if (!survey)
        return;
    source = &survey->iterate->source;
    if (is_finding(survey) && !survey->found)
        source->ops->cancel(source, &survey->finding);
    for (size_t i = 0; i < (size_t)2 * DELEGATION_SERVERS_MAX; i++)
        lookup_cancel(&survey->seeks[i].waiter);
    for (size_t i = 0; i < survey->member_count; i++)
        member_free(&survey->members[i]);
    free(survey->members);
    iterate_zone_drop(survey->iterate->zones, survey->zone);
    effort_drop(survey->finding.effort);
    effort_drop(survey->effort);
    free(survey->names);
    free(survey);
}
