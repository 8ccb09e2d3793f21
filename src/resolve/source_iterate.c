/* SPDX-License-Identifier: Apache-2.0 */
/* Procedure for one request, a job: the machine (dns/iterate) says what to ask the servers of which zone. The addresses
 * known of them are asked first, all in one exchange; where those fail, or there are none, the addresses of servers
 * that are known by name only are looked up, a few at a time, and asked. A referral makes a new zone.
 *
 * The job that starts an address lookup pays for it. Where the lookup fails only because that job had nothing left, or
 * because it waited for itself, that is nobody else's failure: the others that wait for it ask again and pay for
 * themselves. The same holds for whatever fails because of such a failure. */
#include "iterate_internal.h"

#include "dns/iterate.h"
#include "util/memory.h"
#include "util/saying.h"
#include "util/table.h"

#include <stdlib.h>
#include <string.h>

#include <utlist.h>

enum { SEEKS_MAX = 2 * ITERATE_SEEK_AT_ONCE /* A and AAAA of each */, PART_TTL = 900 };

struct job;

/* A question about a part of a name, asked for one job; others that would ask the same servers the same, with as many
 * tries, wait for what it brings. */
struct flight {
    UT_hash_handle hh;
    struct job *followers; /* by their links */
    uint8_t key[];
};

/* Who is asked, how often, and for which name. */
struct flight_key {
    const struct iterate_zone *zone;
    uint32_t tried, last_chance;
    uint8_t name[DNS_NAME_MAX];
};

/* A wait for the address of a name server. */
struct seek {
    struct lookup_waiter waiter; /* first */
    struct job *job;
    size_t name; /* of the zone's names */
    bool v6, waiting;
    unsigned again; /* times that it was asked for once more, as somebody else could not pay */
};

struct job {
    struct source_iterate *self;
    struct source_request *request;
    struct effort *effort;
    struct iteration iteration;
    struct dns_question asked;
    struct iterate_zone *zone; /* a reference */
    size_t tried;              /* servers of the zone that have had this question */
    size_t sought;             /* of its servers' names: looked at, twice each, for addresses to look up */
    struct exchange *exchange; /* while it is under way */
    struct flight *flight;     /* its own, with the exchange, or the one that it follows */
    struct job *prev, *next;   /* among the followers */
    struct seek seeks[SEEKS_MAX];
    bool cut_short;       /* an address was not found for want of effort or time, or for a circle */
    enum failure failure; /* of the exchange that failed last */
    struct dns_cause cause;
    char *detail;
};

static void job_ask(struct job *job);
static void job_step(struct job *job);

static const uint8_t *top_of_search(struct dns_question question)
{
    bool parent_side = question.type == DNS_TYPE_DS && !dns_name_is_root(question.name);
    return parent_side ? dns_name_parent(question.name) : question.name;
}

/* ---- flights ---- */

static bool is_about_part(const struct job *job)
{
    return job->asked.type != job->request->question.type ||
           !dns_name_equal(job->asked.name, job->request->question.name);
}

static bool iterate_is_plain(const struct job *job)
{
    return job->request->attempt == CHAIN_ATTEMPT_PLAIN;
}

/* Returns its size. The zone stays while a job of it is under way. */
static size_t flight_key_write(const struct job *job, struct flight_key *key)
{
    size_t size = dns_name_size(job->asked.name);
    key->zone = job->zone;
    key->tried = (uint32_t)job->tried;
    key->last_chance = job->request->last_chance;
    memcpy(key->name, job->asked.name, size);
    return offsetof(struct flight_key, name) + size;
}

/* The flight that the job would make, where another one has made it. */
static struct flight *flight_find(const struct job *job)
{
    struct flight_key key;
    struct flight *flight;
    size_t size = flight_key_write(job, &key);
    HASH_FIND(hh, job->self->flights, &key, size, flight);
    return flight;
}

static struct flight *flight_new(const struct job *job)
{
    struct flight_key key;
    size_t size = flight_key_write(job, &key);
    struct flight *flight = memory_zero(sizeof *flight + size);
    memcpy(flight->key, &key, size);
    HASH_ADD_KEYPTR(hh, job->self->flights, flight->key, size, flight);
    return flight;
}

/* The job's own flight is over; its followers, if any, are handed to the caller. */
static struct job *flight_end(struct job *job)
{
    struct flight *flight = job->flight;
    struct job *followers = flight ? flight->followers : NULL, *follower;
    DL_FOREACH(followers, follower)
    follower->flight = NULL;
    if (flight) {
        HASH_DELETE(hh, job->self->flights, flight);
        free(flight);
    }
    job->flight = NULL;
    return followers;
}

static void flight_leave(struct job *job)
{
    DL_DELETE(job->flight->followers, job);
    job->flight = NULL;
}

/* Begins again, with what is known of zones by now. */
static void job_restart(struct job *job)
{
    const struct dns_question question = job->request->question;
    size_t told;
    iterate_zone_drop(job->self->zones, job->zone);
    job->zone = zone_table_find(job->self->zones, top_of_search(question), exchanger_now(job->self->exchanger), &told);
    iterate_start(&job->iteration, question, job->zone->name, told);
    job_step(job);
}

/* ---- the end of a job ---- */

static void restart_all(struct job *jobs)
{
    while (jobs) {
        struct job *job = jobs;
        DL_DELETE(jobs, job);
        job_restart(job);
    }
}

static void job_free(struct job *job)
{
    for (size_t i = 0; i < SEEKS_MAX; i++)
        lookup_cancel(&job->seeks[i].waiter);
    if (job->exchange)
        exchange_cancel(job->exchange);
    if (job->flight && job->exchange)
        restart_all(flight_end(job));
    else if (job->flight)
        flight_leave(job);
    iterate_zone_drop(job->self->zones, job->zone);
    effort_drop(job->effort);
    free(job->detail);
    free(job);
}

static void job_done(struct job *job, const struct dns_reply *reply)
{
    struct source_request *request = job->request;
    struct dns_reply told = *reply;
    told.remarks.private_servers = job->zone && zone_table_is_private(job->self->zones, job->zone);
    request->state = NULL;
    request->done(request, &told);
    job_free(job);
}

static void job_failed(struct job *job, enum failure failure, const char *detail)
{
    job_done(job, &(struct dns_reply){.kind = REPLY_FAILED, .failure = failure, .detail = detail});
}

static void job_spent(struct job *job)
{
    job_done(job, &(struct dns_reply){.kind = REPLY_FAILED,
                                      .failure = FAILURE_SERVFAIL,
                                      .cause.spent = true,
                                      .detail = SAID_LOOKUP_TOO_MANY_QUESTIONS});
}

/* ---- addresses ---- */

static bool is_seeking(const struct job *job)
{
    for (size_t i = 0; i < SEEKS_MAX; i++)
        if (job->seeks[i].waiting)
            return true;
    return false;
}

static void iterate_take_addresses(struct seek *seek, const struct dns_answer *answer)
{
    struct job *job = seek->job;
    seek->waiting = false;
    job->cut_short = job->cut_short || (answer->kind == ANSWER_FAILED && dns_cause_is_askers(&answer->cause));
    zone_table_take_addresses(job->self->zones, job->zone, seek->name, seek->v6, answer);
}

static void iterate_seek_done(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl);

const struct dns_answer *iterate_ask_address(struct source_iterate *self, const struct iterate_account *account,
                                             const uint8_t *name, bool v6, struct lookup_waiter *waiter)
{
    const struct lookup_order order = {.question = dns_question_of(name, v6 ? DNS_TYPE_AAAA : DNS_TYPE_A),
                                       .whole = true,
                                       .shared = true,
                                       .last_chance = account->last_chance,
                                       .asker = account->asker,
                                       .effort = account->effort};
    return lookup_ask(self->resolver->lookups, &order, exchanger_now(self->exchanger), waiter);
}

/* True where the answer is known at once, and taken. */
static bool seek_ask(struct seek *seek)
{
    struct job *job = seek->job;
    const struct iterate_account account = {job->effort, &job->request->node, job->request->last_chance};
    const struct dns_answer *answer =
        iterate_ask_address(job->self, &account, job->zone->names[seek->name].name, seek->v6, &seek->waiter);
    if (answer)
        iterate_take_addresses(seek, answer);
    return answer;
}

static void seek_address(struct job *job, size_t name, bool v6)
{
    struct seek *seek = job->seeks;
    while (seek->waiting)
        seek++;
    *seek = (struct seek){.waiter.done = iterate_seek_done, .job = job, .name = name, .v6 = v6, .waiting = true};
    seek_ask(seek);
}

bool iterate_is_worth_paying(const struct dns_answer *answer, const struct effort *effort, unsigned again)
{
    return answer->kind == ANSWER_FAILED && dns_cause_is_askers(&answer->cause) && effort->left &&
           again < ITERATE_AGAIN_MAX;
}

static void iterate_seek_done(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl)
{
    struct seek *seek = (struct seek *)waiter;
    (void)ttl;
    if (iterate_is_worth_paying(answer, seek->job->effort, seek->again)) {
        seek->again++;
        dns_answer_drop(answer);
        if (!seek_ask(seek))
            return;
    } else {
        iterate_take_addresses(seek, answer);
    }
    if (!is_seeking(seek->job))
        job_ask(seek->job);
}

/* Whether a name is worth a look for its address: first those that came without glue; then, as glue may be old, those
 * whose own zone can tell more of them. */
static bool is_worth_seeking(const struct iterate_zone *zone, size_t name, bool second)
{
    const struct zone_server_name *server = &zone->names[name];
    return second ? server->has_glue && !dns_name_within(server->name, zone->name) : !server->has_glue;
}

/* Looks for addresses of the next servers; false where there are none left. */
static bool job_seek(struct job *job)
{
    unsigned seeking = 0;
    size_t count = job->zone->name_count;
    while (job->sought < 2 * count && seeking < ITERATE_SEEK_AT_ONCE) {
        size_t name = job->sought % count;
        bool second = job->sought++ >= count;
        if (!is_worth_seeking(job->zone, name, second))
            continue;
        seeking++;
        seek_address(job, name, false);
        if (job->self->v6)
            seek_address(job, name, true);
    }
    return seeking;
}

/* ---- questions ---- */

static void take_delegation(struct job *job, const struct dns_reply *reply)
{
    struct arena arena = {0};
    struct delegation *delegation = arena_alloc(&arena, sizeof *delegation);
    struct iterate_zone *above = job->zone;
    if (delegation_read(reply->message, reply->message_size, above->name, reply->cut, &arena, delegation)) {
        job->zone = zone_table_add(job->self->zones, delegation, reply, exchanger_now(job->self->exchanger));
        iterate_zone_drop(job->self->zones, above);
    }
    arena_free(&arena);
}

static void iterate_take_reply(struct job *job, const struct dns_reply *reply)
{
    switch (iterate_feed(&job->iteration, reply)) {
    case ITERATE_COMPLETE:
        if (reply->kind == REPLY_REFERRAL)
            job_failed(job, FAILURE_LAME, SAID_LOOKUP_DS_REFERRED_DOWN);
        else
            job_done(job, reply);
        return;
    case ITERATE_CUT:
        /* What a server that is asked without EDNS says of the zone below, it says without its proof. */
        if (iterate_is_plain(job) && !is_about_part(job)) {
            job_failed(job, FAILURE_LAME, SAID_LOOKUP_REFERRAL);
            return;
        }
        take_delegation(job, reply);
        break;
    case ITERATE_PART:
        zone_table_add_part(job->self->zones, job->zone, job->asked.name, PART_TTL,
                            exchanger_now(job->self->exchanger));
        break;
    case ITERATE_AGAIN:
        break;
    }
    job_step(job);
}

static void iterate_remember_failure(struct job *job, const struct dns_reply *reply)
{
    free(job->detail);
    job->failure = reply->failure;
    job->cause = reply->cause;
    job->detail = memory_text(reply->detail, strlen(reply->detail));
}

static void job_take(struct job *job, const struct dns_reply *reply)
{
    if (reply->kind != REPLY_FAILED || failure_is_of_aliases(reply->failure)) {
        iterate_take_reply(job, reply);
        return;
    }
    iterate_remember_failure(job, reply);
    job_ask(job);
}

/* Those who waited begin again with what was learnt, or share the failure. */
static void exchange_ended(void *user, const struct dns_reply *reply)
{
    struct job *job = user;
    bool failed = reply->kind == REPLY_FAILED;
    if (!is_about_part(job))
        job->request->answered = exchange_server(job->exchange);
    job->exchange = NULL;
    struct job *followers = flight_end(job);
    job_take(job, reply);
    while (followers) {
        struct job *follower = followers;
        DL_DELETE(followers, follower);
        if (failed)
            job_take(follower, reply);
        else
            job_restart(follower);
    }
}

/* Every server there is has failed, or there is none. A zone that does not bear a part of the name is told all of it.
 */
static void job_out_of_servers(struct job *job)
{
    struct dns_reply reply = {.kind = REPLY_FAILED,
                              .failure = job->failure ? job->failure : FAILURE_LAME,
                              .cause = job->cause,
                              .detail = job->detail ? job->detail : SAID_LOOKUP_NO_ADDRESS};
    if (job->cut_short && !job->failure && !job->effort->left) {
        job_spent(job);
        return;
    }
    reply.cause.spent = reply.cause.spent || (job->cut_short && !job->effort->left);
    reply.cause.circled = job->cut_short && job->effort->left;
    if (iterate_feed(&job->iteration, &reply) == ITERATE_COMPLETE)
        job_done(job, &reply);
    else
        job_step(job);
}

/* The servers that have not had the question yet get it. */
static void job_ask_servers(struct job *job)
{
    struct iterate_zone *zone = job->zone;
    const bool part = is_about_part(job), plain = iterate_is_plain(job);
    struct flight *flight = part ? flight_find(job) : NULL;
    if (flight) {
        job->tried = zone->server_count;
        job->flight = flight;
        DL_APPEND(flight->followers, job);
        return;
    }
    if (part)
        job->flight = flight_new(job);
    const struct exchange_order order = {.question = job->asked,
                                         .servers = zone->servers + job->tried,
                                         .server_count = zone->server_count - job->tried,
                                         .zone = zone->name,
                                         .faults = zone->faults + job->tried,
                                         .health = &zone->health,
                                         .avoid = job->request->answered,
                                         .plain = plain && !part,
                                         .last_chance = job->request->last_chance || plain};
    job->tried = zone->server_count;
    job->exchange = exchange_start(job->self->exchanger, &order, exchange_ended, job);
}

/* Asks the servers that are known, or looks for some. */
static void job_ask(struct job *job)
{
    if (job->zone->server_count > job->tried) {
        job_ask_servers(job);
    } else if (!job_seek(job)) {
        job_out_of_servers(job);
    } else if (!is_seeking(job)) {
        job_ask(job);
    }
}

static void job_step(struct job *job)
{
    job->tried = job->sought = 0;
    job->cut_short = false;
    if (!job->effort->left) {
        job_spent(job);
        return;
    }
    if (!iterate_next(&job->iteration, &job->asked)) {
        job_failed(job, FAILURE_SERVFAIL, SAID_LOOKUP_TOO_MANY_QUESTIONS);
        return;
    }
    job->effort->left--;
    job_ask(job);
}

/* ---- the source ---- */

/* The referral that led to a zone has said what there is to know about its DS. */
static bool answer_from_referral(struct source_iterate *self, struct source_request *request)
{
    size_t told;
    if (request->question.type != DNS_TYPE_DS || request->attempt)
        return false;
    uint64_t now = exchanger_now(self->exchanger);
    struct iterate_zone *zone = zone_table_find(self->zones, request->question.name, now, &told);
    bool known = zone->referral && now < zone->referral_expires && dns_name_equal(zone->name, request->question.name);
    if (known) {
        const struct dns_reply reply = {
            .kind = REPLY_NODATA, .message = zone->referral, .message_size = zone->referral_size, .detail = ""};
        request->done(request, &reply);
    }
    iterate_zone_drop(self->zones, zone);
    return known;
}

static void iterate_start_request(struct source *source, struct source_request *request)
{
    struct source_iterate *self = (struct source_iterate *)source;
    if (answer_from_referral(self, request))
        return;
    struct job *job = memory_zero(sizeof *job);
    job->self = self;
    job->request = request;
    request->state = job;
    if (!request->effort)
        request->effort = effort_new();
    job->effort = effort_take(request->effort);
    job_restart(job);
}

static void iterate_cancel(struct source *source, struct source_request *request)
{
    (void)source;
    if (request->state)
        job_free(request->state);
    request->state = NULL;
}

/* Where it waits for the addresses of servers, those count. */
static bool iterate_in_line(struct source *source, const struct source_request *request)
{
    const struct job *job = request->state;
    (void)source;
    return job && job->exchange && exchange_is_in_line(job->exchange);
}

static void iterate_free(struct source *source)
{
    struct source_iterate *self = (struct source_iterate *)source;
    zone_table_free(self->zones);
    free(self);
}

struct source *source_iterate_new(const struct resolver *resolver, struct exchanger *exchanger,
                                  const struct iterate_settings *settings)
{
    static const struct source_ops ops = {
        .start = iterate_start_request, .cancel = iterate_cancel, .in_line = iterate_in_line, .free = iterate_free};
    struct source_iterate *self = memory_zero(sizeof *self);
    self->source.ops = &ops;
    self->resolver = resolver;
    self->exchanger = exchanger;
    self->v6 = settings->v6;
    self->zones = zone_table_new(exchanger, settings);
    return &self->source;
}
