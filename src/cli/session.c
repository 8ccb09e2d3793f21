#include "session.h"

#include "files/anchor_file.h"
#include "files/resolv_conf.h"
#include "files/root_hints.h"
#include "files/zone_file.h"
#include "message.h"
#include "resolve/source_forward.h"
#include "resolve/source_iterate.h"
#include "util/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { GATHER_FROM = 64 /* questions in flight */ };

/* A file may have a colon in its name: the whole is tried first. */
static enum status read_zone(const char *argument, struct zone_store *zones, struct problem *problem)
{
    struct stat info;
    const char *colon = strrchr(argument, ':');
    if (!colon || stat(argument, &info) == 0)
        return zone_file_read(argument, NULL, zones, problem);
    char *path = memory_text(argument, (size_t)(colon - argument));
    enum status status = zone_file_read(path, colon + 1, zones, problem);
    free(path);
    return status;
}

static enum status open_zones(const struct options *options, struct session *session, struct problem *problem)
{
    enum status status = STATUS_OK;
    session->zones = zone_store_new();
    for (size_t i = 0; i < options->zone_count && status == STATUS_OK; i++)
        status = read_zone(options->zones[i], session->zones, problem);
    if (status == STATUS_OK)
        session->source = source_zone_new(session->zones);
    return status;
}

static void print_event(void *context, const struct exchange_event *event)
{
    struct buffer name = {0};
    (void)context;
    dns_name_print(event->question.name, &name);
    struct buffer type = {0};
    dns_type_print(event->question.type, &type);
    message_print("query %s %s%s %s %s: %s, %llu ms", event->server->text, event->tcp ? "tcp" : "udp",
                  event->edns ? "" : " plain", buffer_text(&type), buffer_text(&name), event->outcome,
                  (unsigned long long)event->elapsed_ms);
    buffer_free(&name);
    buffer_free(&type);
}

static void warn_of_stripping(void *context, const struct server *server)
{
    (void)context;
    message_print("warning: %s does not pass DNSSEC signatures on: its answers are not validated; give a resolver that "
                  "does with --server, or --no-dnssec",
                  server->text);
}

static enum status open_trust(const struct options *options, struct session *session, struct problem *problem)
{
    enum status status = STATUS_OK;
    if (options->no_dnssec)
        return STATUS_OK;
    session->anchors = anchors_iana;
    if (options->trust_anchor)
        status = anchor_file_read(options->trust_anchor, &session->arena, &session->anchors, problem);
    if (status == STATUS_OK)
        session->context.trust = session->trust = trust_new(&session->anchors);
    return status;
}

static enum status open_resolvers(const struct options *options, const struct resolv_conf *conf,
                                  struct session *session)
{
    bool given = options->server_count > 0;
    session->source = source_forward_new(session->exchanger, given ? options->servers : conf->servers,
                                         given ? options->server_count : conf->server_count);
    return STATUS_OK;
}

static enum status open_iteration(const struct options *options, uint64_t timeout_ms, struct session *session,
                                  struct problem *problem)
{
    struct delegation root;
    enum status status = root_hints_read(options->root_hints, &session->arena, &root, problem);
    if (status != STATUS_OK)
        return status;
    const struct iterate_settings settings = {
        .root = &root, .port = options->port, .v6 = net_has_v6(), .timeout_ms = timeout_ms};
    session->source = source_iterate_new(session->exchanger, &settings);
    return STATUS_OK;
}

static enum status open_network(const struct options *options, struct session *session, struct problem *problem)
{
    struct resolv_conf conf = {0};
    enum status status = open_trust(options, session, problem);
    if (status == STATUS_OK && !options->server_count && !options->iterate)
        status = resolv_conf_read("/etc/resolv.conf", options->port, &conf, problem);
    if (status != STATUS_OK)
        return status;
    const unsigned retries = conf.attempts ? conf.attempts - 1 : OPTIONS_RETRIES;
    const struct exchange_settings settings = {
        .concurrency = options->concurrency,
        .timeout_ms = options->timeout_ms ? options->timeout_ms
                      : conf.timeout_s    ? conf.timeout_s * 1000u
                                          : OPTIONS_TIMEOUT_MS,
        .retries = options->retries >= 0 ? (unsigned)options->retries : retries,
        .random = net_random,
        .validating = session->trust,
        .observe = options->verbose ? print_event : NULL,
        .stripped = warn_of_stripping,
    };
    session->exchanger = exchanger_new(net_loop_transport(session->loop), &settings);
    return options->iterate ? open_iteration(options, settings.timeout_ms, session, problem)
                            : open_resolvers(options, &conf, session);
}

enum status session_open(const struct options *options, struct session *ret_session, struct problem *ret_problem)
{
    *ret_session = (struct session){.context.policy = {.cas = {options->cas, options->ca_count},
                                                       .known_tags = {options->known_tags, options->known_tag_count},
                                                       .account = options->account,
                                                       .method = options->method}};
    enum status status = net_loop_new(&ret_session->loop, ret_problem);
    if (status == STATUS_OK)
        status = options->zone_count ? open_zones(options, ret_session, ret_problem)
                                     : open_network(options, ret_session, ret_problem);
    if (status == STATUS_OK)
        ret_session->context.lookups = lookup_table_new(ret_session->source, ret_session->trust);
    if (status == STATUS_OK && options->iterate)
        source_iterate_use(ret_session->source, ret_session->context.lookups);
    return status;
}

void session_close(struct session *session)
{
    lookup_table_free(session->context.lookups);
    exchanger_free(session->exchanger); /* before the servers that it lends from the source */
    if (session->source)
        session->source->ops->free(session->source);
    trust_free(session->trust);
    arena_free(&session->arena);
    zone_store_free(session->zones);
    net_loop_free(session->loop);
}

struct turn {
    struct session *session;
    const struct session_run *plan;
    struct run *run;
};

uint64_t session_now(const struct session *session)
{
    struct transport *transport = net_loop_transport(session->loop);
    return transport->ops->now(transport);
}

static void read_clocks(struct session *session)
{
    session->context.now = session_now(session);
    session->context.now_wall = time(NULL);
}

static enum net_turn take_turn(void *context)
{
    struct turn *turn = context;
    struct session *session = turn->session;
    read_clocks(session);
    enum run_state state = run_turn(turn->run);
    if (session->source->ops->turn)
        session->source->ops->turn(session->source);
    if (turn->plan->tick)
        turn->plan->tick(turn->plan->settings.context);
    if (state == RUN_DONE)
        return NET_TURN_DONE;
    if (state == RUN_AGAIN || lookup_table_ready(session->context.lookups))
        return NET_TURN_AGAIN;
    if (state == RUN_INPUT && !net_loop_watch(session->loop, turn->plan->input_fd(turn->plan->settings.context)))
        return NET_TURN_AGAIN;
    bool many = session->exchanger && exchanger_counters(session->exchanger)->in_flight > GATHER_FROM;
    return turn->plan->gather && many ? NET_TURN_GATHER : NET_TURN_WAIT;
}

enum status session_run(struct session *session, const struct session_run *run, struct problem *ret_problem)
{
    struct turn turn = {.session = session, .plan = run};
    turn.run = run_new(&run->settings, &session->context);
    enum status status = net_loop_run(session->loop, take_turn, &turn);
    run_free(turn.run);
    if (status != STATUS_OK || !session->trust || trust_state(session->trust) != TRUST_MISMATCH)
        return status;
    snprintf(ret_problem->text, sizeof ret_problem->text,
             "nothing can be validated: %s; give the right keys with --trust-anchor, or --no-dnssec",
             trust_mismatch(session->trust));
    return STATUS_SYSTEM;
}

struct exchange_counters session_counters(const struct session *session)
{
    return session->exchanger ? *exchanger_counters(session->exchanger) : (struct exchange_counters){0};
}
