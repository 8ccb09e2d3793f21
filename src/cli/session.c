/* SPDX-License-Identifier: Apache-2.0 */
#include "session.h"

#include "caa/property.h"
#include "files/anchor_file.h"
#include "files/resolv_conf.h"
#include "files/root_hints.h"
#include "files/zone_file.h"
#include "message.h"
#include "options_places.h"
#include "recording.h"
#include "resolve/resolver.h"
#include "util/memory.h"
#include "util/problem.h"
#include "util/stop.h"
#include "words/words.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define RESOLV_CONF "/etc/resolv.conf"

enum { GATHER_FROM = 64 /* questions in flight */ };

static void session_take_warning(void *context, const char *text)
{
    (void)context;
    message_print_kept(text);
}

/* A file may have a colon in its name: the whole is tried first. */
static enum status session_read_zone(const char *argument, struct session *session, struct buffer *copy,
                                     struct problem *problem)
{
    const struct zone_file_use use = {.claims = session->claims, .copy = copy, .warning = session_take_warning};
    struct stat info;
    const char *colon = strrchr(argument, ':');
    if (!colon || stat(argument, &info) == 0)
        return zone_file_read(argument, NULL, session->zones, &use, problem);
    char *path = memory_text(argument, (size_t)(colon - argument));
    enum status status = zone_file_read(path, colon + 1, session->zones, &use, problem);
    free(path);
    return status;
}

static enum status open_zones(const struct options *options, struct session *session, struct problem *problem)
{
    enum status status = STATUS_OK;
    session->zones = zone_store_new(caa_rdata_is_acceptable);
    if (!options->where.zones.count)
        return zone_copy_read(options->where.replay, options->recording.zones, session->zones, problem);
    for (size_t i = 0; i < options->where.zones.count && status == STATUS_OK; i++)
        status = session_read_zone(options->where.zones.items[i], session,
                                   options->where.record ? &session->zone_copies : NULL, problem);
    return status;
}

static void print_event(void *context, const struct exchange_event *event)
{
    struct buffer line = {0};
    (void)context;
    if (stop_is_asked()) /* a standard error that nobody reads takes its time for each line */
        return;
    buffer_add_text(&line, "query ");
    buffer_add_text(&line, event->server->text);
    buffer_add_text(&line, event->tcp ? " tcp" : " udp");
    buffer_add_text(&line, event->edns ? " " : " plain ");
    dns_type_print(event->question.type, &line);
    buffer_add_char(&line, ' ');
    dns_name_print(event->question.name, &line);
    buffer_add_text(&line, ": ");
    words_say_kept(event->outcome, &line);
    buffer_add_text(&line, ", ");
    buffer_add_unsigned(&line, event->elapsed_ms);
    buffer_add_text(&line, " ms");
    message_print(buffer_text(&line));
    buffer_free(&line);
}

static void warn_of_stripping(void *context, const struct server *server)
{
    (void)context;
    message_say(SAY_RUN_RESOLVER_STRIPS(server->text));
}

static enum status session_read_anchors(const struct options *options, struct session *session, struct problem *problem)
{
    session->anchors = anchors_iana;
    if (options->where.no_dnssec)
        return STATUS_OK;
    if (options->where.trust_anchor)
        return anchor_file_read(options->where.trust_anchor, session->claims, &session->arena, &session->anchors,
                                problem);
    if (!options->recording.anchors)
        return STATUS_OK;
    return anchor_text_read(options->where.replay, options->recording.anchors, &session->arena, &session->anchors,
                            problem);
}

static enum status session_read_hints(const struct options *options, struct session *session, struct problem *problem)
{
    if (!options_iterate(&options->where))
        return STATUS_OK;
    if (options->where.root_hints || !options->recording.hints)
        return root_hints_read(options->where.root_hints, session->claims, &session->arena, &session->root, problem);
    return root_hints_text_read(options->where.replay, options->recording.hints, &session->arena, &session->root,
                                problem);
}

static void add_place(const struct options *options, const char *label, const struct resolver_settings *settings,
                      struct session *session)
{
    struct resolver *resolver = resolver_new(settings);
    session->resolvers[session->place_count] = resolver;
    session->places[session->place_count++] =
        (struct audit_place){.label = label,
                             .lookups = resolver->lookups,
                             .trust = resolver->trust,
                             .surveyed = options->where.every_server && resolver->iterating ? resolver : NULL,
                             .authoritative = resolver->iterating,
                             .resolving = settings->exchanger && !settings->iterate,
                             .zones = session->zones,
                             .parents = known_parents_new()};
}

/* `check` shows where zones are cut. */
static bool tells_zones(const struct options *options)
{
    return options->command == COMMAND_CHECK;
}

/* A place on the network, under the zone files. */
static void open_place(const struct options *options, const struct options_place *wanted, struct session *session)
{
    const struct iterate_settings iterate = {.root = &session->root,
                                             .port = (uint16_t)options->where.port,
                                             .v6 = net_loop_has_v6(session->loop),
                                             .reachable = net_loop_reaches,
                                             .context = session->loop,
                                             .timeout_ms = session->timeout_ms};
    const struct resolver_settings settings = {.exchanger = session->exchanger,
                                               .zones = session->zones,
                                               .iterate = wanted->iterate ? &iterate : NULL,
                                               .servers = wanted->servers,
                                               .server_count = wanted->server_count,
                                               .anchors = options->where.no_dnssec ? NULL : &session->anchors,
                                               .patience_ms = session->context.entry_timeout_ms,
                                               .tells_zones = tells_zones(options)};
    add_place(options, wanted->label, &settings, session);
}

/* Records or replays, or neither. */
static enum status open_transport(const struct options *options, const struct recording_facts *facts,
                                  struct session *session, struct problem *problem)
{
    struct buffer settings = {0};
    if (options->recording.tap)
        net_loop_replay(session->loop, options->recording.tap);
    if (!options->where.record)
        return STATUS_OK;
    if (options->report.baseline) /* a report may take its place, a recording must not */
        file_claims_read(session->claims, options->report.baseline);
    enum status status = file_claims_write(session->claims, options->where.record, problem);
    if (status != STATUS_OK)
        return status;
    recording_write(options, facts, &settings);
    const struct net_recording recording = {.path = options->where.record,
                                            .version = "caa-audit " CAA_AUDIT_VERSION,
                                            .settings = buffer_text(&settings),
                                            .timeout_ms = facts->timeout_ms,
                                            .v6 = net_has_v6()};
    status = recording_load(recording.path, problem);
    if (status == STATUS_OK)
        status = net_loop_record(session->loop, &recording, problem);
    buffer_free(&settings);
    return status;
}

/* One question's tries must have the time that they need. */
static enum status set_times(const struct options *options, struct session *session, struct problem *problem)
{
    const struct resolv_conf *conf = &session->conf;
    session->retries = options->how.has_retries ? options->how.retries
                       : conf->attempts         ? conf->attempts - 1
                                                : OPTIONS_RETRIES;
    session->timeout_ms = options->how.timeout_ms ? options->how.timeout_ms
                          : conf->timeout_s       ? conf->timeout_s * 1000u
                                                  : OPTIONS_TIMEOUT_MS;
    unsigned tries = exchange_tries(session->retries);
    uint64_t least = tries * session->timeout_ms, given = options->how.entry_timeout_ms;
    session->context.entry_timeout_ms = given                                  ? given
                                        : OPTIONS_ENTRY_TIMEOUT_MS > 2 * least ? OPTIONS_ENTRY_TIMEOUT_MS
                                                                               : 2 * least;
    if (!given || given >= least)
        return STATUS_OK;
    problem_set(problem, SAY_OPTION_ENTRY_TIMEOUT((double)given / 1000, (double)least / 1000,
                                                  (double)session->timeout_ms / 1000, tries));
    return STATUS_INPUT;
}

static time_t wall_clock(void *context)
{
    return net_loop_wall(context);
}

static void open_exchanger(const struct options *options, struct session *session)
{
    const struct exchange_settings settings = {
        .concurrency = options->how.concurrency,
        .timeout_ms = session->timeout_ms,
        .retries = session->retries,
        .rate = options->recording.tap ? 0 : options->how.rate,
        .random = net_loop_random,
        .wall = wall_clock,
        .foresee = options->recording.tap ? net_loop_foresee : NULL,
        .told = net_loop_is_told,
        .validating = !options->where.no_dnssec,
        .observe = options->screen.verbose ? print_event : NULL,
        .stripped = warn_of_stripping,
        .accepts = caa_rdata_is_acceptable,
        .context = session->loop,
    };
    session->exchanger = exchanger_new(net_loop_transport(session->loop), &settings);
}

/* The places, or the one place that the options name, or the system's resolvers. */
static enum status read_network(const struct options *options, struct session *session, struct problem *problem)
{
    enum status status = session_read_anchors(options, session, problem);
    if (status == STATUS_OK && !options->where.place_count && !options->where.server_count && !options->where.iterate) {
        file_claims_read(session->claims, RESOLV_CONF);
        status = resolv_conf_read(RESOLV_CONF, (uint16_t)options->where.port, &session->conf, problem);
    }
    if (status == STATUS_OK)
        status = session_read_hints(options, session, problem);
    return status == STATUS_OK ? set_times(options, session, problem) : status;
}

static enum status start_network(const struct options *options, struct session *session, struct problem *problem)
{
    struct resolv_conf *conf = &session->conf;
    const struct options_place only = {.servers = conf->server_count ? conf->servers : options->where.servers,
                                       .server_count =
                                           conf->server_count ? conf->server_count : options->where.server_count,
                                       .iterate = options->where.iterate};
    const struct recording_facts facts = {.timeout_ms = session->timeout_ms,
                                          .entry_timeout_ms = session->context.entry_timeout_ms,
                                          .retries = session->retries,
                                          .servers = conf->servers,
                                          .server_count = conf->server_count,
                                          .anchors = options->where.no_dnssec ? (struct anchors){0} : session->anchors,
                                          .root = options_iterate(&options->where) ? &session->root : NULL,
                                          .zones = buffer_text(&session->zone_copies)};
    enum status status = open_transport(options, &facts, session, problem);
    if (status != STATUS_OK)
        return status;
    open_exchanger(options, session);
    for (size_t i = 0; i < options->where.place_count; i++)
        open_place(options, &options->where.places[i], session);
    if (!options->where.place_count)
        open_place(options, &only, session);
    return STATUS_OK;
}

static enum status start_zones(const struct options *options, struct session *session, struct problem *problem)
{
    const struct recording_facts facts = {.timeout_ms = OPTIONS_TIMEOUT_MS,
                                          .entry_timeout_ms = OPTIONS_ENTRY_TIMEOUT_MS,
                                          .retries = OPTIONS_RETRIES,
                                          .zones = buffer_text(&session->zone_copies)};
    const struct resolver_settings settings = {.zones = session->zones, .tells_zones = tells_zones(options)};
    add_place(options, NULL, &settings, session);
    return open_transport(options, &facts, session, problem);
}

static bool has_zones(const struct options *options)
{
    return options->where.zones.count || options->recording.zones;
}

static bool is_offline(const struct options *options)
{
    return has_zones(options) && !options->where.server_count && !options->where.iterate && !options->where.place_count;
}

enum status session_open(const struct options *options, struct file_claims *claims, struct session *ret_session,
                         struct problem *ret_problem)
{
    const size_t most = options->where.place_count + 1;
    *ret_session = (struct session){
        .claims = claims,
        .context.policy = {.cas = {options->how.cas.items, options->how.cas.count},
                           .known_tags = {options->how.known_tags.items, options->how.known_tags.count},
                           .account = options->how.account,
                           .method = options->how.method},
        .context.require_dnssec = options->where.require_dnssec,
        .resolvers = memory_zero(most * sizeof(struct resolver *)),
        .places = memory_zero(most * sizeof *ret_session->places)};
    enum status status = net_loop_new(&ret_session->loop, ret_problem);
    if (status == STATUS_OK && has_zones(options))
        status = open_zones(options, ret_session, ret_problem);
    if (status == STATUS_OK && is_offline(options)) {
        status = set_times(options, ret_session, ret_problem);
        ret_session->context.entry_timeout_ms = 0; /* nothing is waited for */
    } else if (status == STATUS_OK) {
        status = read_network(options, ret_session, ret_problem);
    }
    return status;
}

/* How many of the OTHERS must agree with the first. With mpic, one of 2 to 5 may be missing, and two of more (BR
 * 3.2.2.9). */
static size_t quorum_of(const struct options *options, size_t others)
{
    enum { ONE_MISSING_FROM = 2, TWO_MISSING_FROM = 6 };
    if (options->where.mpic)
        return others - (others >= ONE_MISSING_FROM) - (others >= TWO_MISSING_FROM);
    return options->where.quorum ? options->where.quorum : others;
}

enum status session_start(const struct options *options, struct session *session, struct problem *ret_problem)
{
    enum status status = (is_offline(options) ? start_zones : start_network)(options, session, ret_problem);
    session->context.places = session->places;
    session->context.place_count = session->place_count;
    session->context.quorum = quorum_of(options, session->place_count - 1);
    return status;
}

void session_close(struct session *session)
{
    for (size_t i = 0; i < session->place_count; i++) {
        known_parents_free(session->places[i].parents);
        resolver_free(session->resolvers[i]);
    }
    exchanger_free(session->exchanger);
    free(session->resolvers);
    free(session->places);
    arena_free(&session->arena);
    buffer_free(&session->zone_copies);
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

time_t session_wall(const struct session *session)
{
    return net_loop_wall(session->loop);
}

static void read_clocks(struct session *session)
{
    session->context.walks.now = session_now(session);
    session->context.now_wall = session_wall(session);
}

static enum net_turn session_take_turn(void *context)
{
    struct turn *turn = context;
    struct session *session = turn->session;
    read_clocks(session);
    enum run_state state = run_turn(turn->run);
    if (turn->plan->tick)
        turn->plan->tick(turn->plan->settings.context);
    if (state == RUN_DONE)
        return NET_TURN_DONE;
    if (state == RUN_AGAIN)
        return NET_TURN_AGAIN;
    if (state == RUN_INPUT && !net_loop_watch(session->loop, turn->plan->input_fd(turn->plan->settings.context)))
        return NET_TURN_AGAIN;
    bool many = session->exchanger && exchanger_counters(session->exchanger)->in_flight > GATHER_FROM;
    if (!turn->plan->gather || !many)
        return NET_TURN_WAIT;
    return exchanger_is_slow(session->exchanger) ? NET_TURN_GATHER_SLOW : NET_TURN_GATHER;
}

/* A place where the zone of an anchor does not fit it, or NULL. */
static const struct trust *mismatched(const struct session *session)
{
    for (size_t i = 0; i < session->place_count; i++)
        if (session->resolvers[i]->trust && trust_state(session->resolvers[i]->trust) == TRUST_MISMATCH)
            return session->resolvers[i]->trust;
    return NULL;
}

/* Why no answer is worth anything, or was to be had; false where neither is so. WHOLE: every entry has its result. */
static bool tell_defeat(const struct session *session, bool whole, struct problem *ret_problem)
{
    const struct trust *trust = mismatched(session);
    if (trust) {
        const struct saying_value why = saying_kept(trust_mismatch(trust));
        problem_set(ret_problem, trust_mismatch_is_of_dates(trust) ? SAY_RUN_CLOCK(why) : SAY_RUN_NO_VALIDATION(why));
    } else if (!whole && session->exchanger && exchanger_is_unheard(session->exchanger)) {
        struct buffer servers = {0};
        exchanger_say_unheard(session->exchanger, &servers);
        problem_set(ret_problem, SAY_RUN_NO_SERVER(saying_kept(buffer_text(&servers))));
        buffer_free(&servers);
    } else {
        return false;
    }
    return true;
}

enum status session_run(struct session *session, const struct session_run *run, struct problem *ret_problem)
{
    struct turn turn = {.session = session, .plan = run};
    turn.run = run_new(&run->settings, &session->context, session->exchanger);
    net_loop_pulse(session->loop, SESSION_PULSE_MS);
    enum status status = net_loop_run(session->loop, session_take_turn, &turn);
    bool whole = run_is_whole(turn.run);
    run_free(turn.run);
    if (status == STATUS_OK || status == STATUS_OUTPUT) {
        enum status written = net_loop_record_end(session->loop, ret_problem);
        status = written == STATUS_OK ? status : written;
    }
    return status == STATUS_OK && tell_defeat(session, whole, ret_problem) ? STATUS_SYSTEM : status;
}

struct exchange_counters session_counters(const struct session *session)
{
    return session->exchanger ? *exchanger_counters(session->exchanger) : (struct exchange_counters){0};
}
