/* SPDX-License-Identifier: Apache-2.0 */
/* An exchange is in one place at a time:
 *
 *   PENDING   in line to be started
 *   WAITING   in line at a server that has no room now
 *   PAUSING   every server has failed it once more; it gets back in line when the pause is over
 *   HELD      the same question is in the air to the same server; it gets back in line when that one has landed
 *   PARKED    its servers are silent, or seem to be; it gets back in line when they answer, or are not waited for
 *   DATAGRAM  a try is in the air, held by a slot of a port
 *   STREAM    a try is on a connection
 *
 * Tries of both kinds have the same timeout, so those in the air stand in one line in order of their deadlines. An
 * exchange that is done is first taken out of everything, then reported. */
#include "internal.h"

#include "util/memory.h"
#include "util/saying.h"

#include <stdlib.h>
#include <string.h>
#include <utlist.h>

enum { SERVERS_OF_POOLED = 8 /* exchanges with as many servers at most come from the pool */ };

/* One try more or less is in the air. */
static void count_flying(struct exchange *exchange, int more)
{
    struct exchanger *exchanger = exchange->exchanger;
    exchanger->counters.in_flight += (unsigned)more;
    exchanger->probing += exchange->order.probe_tries ? (unsigned)more : 0;
}

/* Whatever is sent at once, as a second try over TCP is, takes the slot of a later question. */
static void use_slot(struct exchange *exchange)
{
    const uint64_t pace_us = exchange->exchanger->pace_us;
    struct server *server = exchange->trial.server;
    if (pace_us && exchange->trial.slot_of != server)
        server_take_slot(server, pace_us, exchanger_now(exchange->exchanger));
    exchange->trial.slot_of = NULL;
}

void exchange_fly(struct exchange *exchange, enum exchange_state state)
{
    struct exchanger *exchanger = exchange->exchanger;
    use_slot(exchange);
    exchange->state = state;
    exchange->trial.sent_at = exchanger_now(exchanger);
    exchange->trial.due = exchange->trial.sent_at + exchanger->settings.timeout_ms;
    DL_APPEND(exchanger->lines.flying, exchange);
    server_begin(exchange->trial.server, exchange->trial.sent_at);
    count_flying(exchange, 1);
    exchanger->counters.queries++;
    health_asked(exchange);
}

/* Takes a try out of the air; the caller tells the server how it ended. */
void exchange_land(struct exchange *exchange)
{
    struct exchanger *exchanger = exchange->exchanger;
    late_end(exchange);
    DL_DELETE(exchanger->lines.flying, exchange);
    count_flying(exchange, -1);
    if (exchange->state == EXCHANGE_DATAGRAM)
        port_release(exchange);
    else if (exchange->trial.connection)
        connection_release(exchange);
}

/* ---- tries ---- */

size_t exchange_write_query(const struct exchange *exchange, uint8_t *out)
{
    const struct dns_query query = {.question = exchange->order.question,
                                    .id = exchange->trial.id,
                                    .edns = exchange->trial.edns,
                                    .checking_disabled =
                                        exchange->exchanger->settings.validating && !exchange->order.checked,
                                    .iterative = exchange->order.zone};
    return dns_query_write(out, &query);
}

static void send_datagram(struct exchange *exchange, struct port *port)
{
    struct exchanger *exchanger = exchange->exchanger;
    uint8_t query[DNS_QUERY_MAX];
    exchange->trial.edns = !exchange->each[exchange->trial.server_at].plain;
    port_hold(port, exchange);
    exchange_fly(exchange, EXCHANGE_DATAGRAM);
    late_begin(exchange);
    size_t size = exchange_write_query(exchange, query);
    exchanger->transport->ops->send(exchanger->transport, port->socket, &exchange->trial.server->address, query, size);
}

static size_t exchange_size(size_t server_count)
{
    return sizeof(struct exchange) + server_count * sizeof(struct exchange_server);
}

static struct exchange *exchange_obtain(struct exchanger *exchanger, size_t server_count)
{
    size_t size = exchange_size(server_count);
    return memset(pool_take(&exchanger->exchanges, size), 0, size);
}

static void exchange_free(struct exchange *exchange)
{
    struct exchanger *exchanger = exchange->exchanger;
    DL_DELETE2(exchanger->lines.all, exchange, all.prev, all.next);
    free(exchange->so_far.detail);
    free(exchange->so_far.empty);
    pool_give(&exchanger->exchanges, exchange, exchange_size(exchange->order.server_count));
}

/* The exchange is in no line, port or connection any more. */
static void exchange_finish(struct exchange *exchange, const struct dns_reply *reply)
{
    exchange_done *done = exchange->done;
    void *user = exchange->user;
    done(user, reply);
    exchange_free(exchange);
}

const struct server *exchange_server(const struct exchange *exchange)
{
    return exchange->trial.server;
}

static void finish_failed(struct exchange *exchange)
{
    if (exchange->so_far.empty) {
        struct dns_reply empty;
        dns_reply_classify_from(exchange->order.zone, exchange->so_far.empty, exchange->so_far.empty_size,
                                exchange->order.question, &exchange->exchanger->arena, &empty);
        exchange_finish(exchange, &empty);
        return;
    }
    const struct health *health = exchange->order.health;
    time_t since = health && health->state == HEALTH_SILENT ? health->since_wall : 0;
    struct buffer detail = {0};
    const struct dns_reply reply = {.kind = REPLY_FAILED,
                                    .failure = exchange->so_far.failure ? exchange->so_far.failure : FAILURE_TIMEOUT,
                                    .cause.clue = exchange->so_far.over_tcp ? CLUE_TCP : CLUE_NONE,
                                    .cause.silent_since = since,
                                    .detail = exchange_say(exchange, since, &detail)};
    exchange_finish(exchange, &reply);
    buffer_free(&detail);
}

/* ms, before the servers are asked again, all of which have failed. A resolver at which nobody listens may be about to
 * come back: the last try leaves when that of a silent one would. */
static uint64_t pause_after(const struct exchange *exchange, enum failure failure, unsigned tries)
{
    const struct exchange_settings *settings = &exchange->exchanger->settings;
    const uint64_t silent = settings->timeout_ms * tries, past = (uint64_t)EXCHANGE_CONNECT_PAUSE_MS * (tries - 1);
    if (failure != FAILURE_NETWORK)
        return EXCHANGE_PAUSE_MS;
    bool may_return = exchange->state == EXCHANGE_DATAGRAM && !exchange->order.zone && !exchange->order.probe_tries;
    bool last = tries >= settings->retries;
    return may_return && last && silent > past + EXCHANGE_CONNECT_PAUSE_MS ? silent - past : EXCHANGE_CONNECT_PAUSE_MS;
}

void exchange_try_failed(struct exchange *exchange, enum failure failure, const char *detail)
{
    exchange_remember_failure(exchange, failure, detail);
    if (exchange->order.faults && failure != FAILURE_TIMEOUT &&
        exchange->order.faults[exchange->trial.server_at] < UINT8_MAX)
        exchange->order.faults[exchange->trial.server_at]++;
    size_t next;
    bool any = exchange_choose(exchange, &next);
    if (!any && health_may_help(exchange))
        exchange_park(exchange);
    else if (!any)
        finish_failed(exchange);
    else if (failure == FAILURE_TIMEOUT || !exchange->each[next].tries)
        exchange_line_up(exchange);
    else
        exchange_pause(exchange, pause_after(exchange, failure, exchange->each[next].tries));
}

/* ---- replies, and what comes instead ---- */

void exchange_observe_failure(const struct exchange *exchange, enum failure failure, const char *detail)
{
    exchange_observe(exchange, &(struct dns_reply){.kind = REPLY_FAILED, .failure = failure, .detail = detail});
}

/* A record that is none makes the whole answer unusable: what is left of the set would be judged (RFC 8659 4.1). */
static void refuse_broken_records(const struct exchange *exchange, struct dns_reply *reply)
{
    const struct exchange_settings *settings = &exchange->exchanger->settings;
    if (!settings->accepts || reply->kind != REPLY_SET)
        return;
    for (size_t i = 0; i < reply->record_count; i++)
        if (!settings->accepts(exchange->order.question.type, reply->records[i])) {
            *reply = (struct dns_reply){
                .kind = REPLY_FAILED, .failure = FAILURE_BAD_RESPONSE, .detail = SAID_LOOKUP_NO_CAA_RECORD};
            return;
        }
}

/* EDNS was refused: once for each exchange it is left away. It is one more datagram for this server. */
static bool may_ask_plainly(struct exchange *exchange)
{
    struct exchange_server *each = &exchange->each[exchange->trial.server_at];
    bool refused = exchange->trial.edns && !each->plain;
    each->plain = each->plain || refused;
    return refused && each->tries < EXCHANGE_TRIES_MAX;
}

/* Keys come with their signature only where it was asked for: about any other set a zone's servers may add one, which
 * shows nothing of who passes it on. */
static void learn_signing(struct server *server, struct dns_question question, const struct dns_reply *reply)
{
    if (server->signing == SERVER_SIGNING_UNKNOWN && question.type == DNS_TYPE_DNSKEY && reply->manner.has_signatures)
        server->signing = SERVER_SIGNING_PASSES;
}

static void ask_plainly(struct exchange *exchange)
{
    struct port *port = port_for_query(exchange->exchanger, exchange->trial.server);
    if (!port) {
        exchange_line_up(exchange);
        return;
    }
    exchange->each[exchange->trial.server_at].tries++;
    exchange->so_far.tries_made++;
    send_datagram(exchange, port);
}

/* One that knows the zone says so; where none does, that there is nothing is the answer. */
static void take_empty(struct exchange *exchange, const struct dns_reply *reply)
{
    if (!exchange->so_far.empty) {
        exchange->so_far.empty = memory_dup(reply->message, reply->message_size);
        exchange->so_far.empty_size = reply->message_size;
    }
    exchange->each[exchange->trial.server_at].tries = SERVERS_TRIES_MAX;
    exchange_try_failed(exchange, FAILURE_LAME, SAID_LOOKUP_EMPTY);
}

/* SENT_AT: when the try left, which has landed. A resolver with more questions than it cares for refuses some. */
static void tell_server(struct exchange *exchange, const struct dns_reply *reply, uint64_t sent_at)
{
    struct server *server = exchange->trial.server;
    const uint64_t now = exchanger_now(exchange->exchanger);
    const bool refused = reply->kind == REPLY_FAILED && reply->failure == FAILURE_REFUSED;
    if (refused && !exchange->order.zone) {
        server_refused(server, sent_at, now);
        return;
    }
    server_answered(server, sent_at, now);
    const bool timed = exchange->state == EXCHANGE_DATAGRAM && !exchange->trial.left_again;
    if (timed) { /* RFC 6298 3: else which was answered? */
        pace_took(&server->pace, now - sent_at);
        exchange->exchanger->slow = server->pace.returns.round_ms >= EXCHANGE_SLOW_MS;
    }
    late_find(server, now);
}

void exchange_take_reply(struct exchange *exchange, const uint8_t *message, size_t size)
{
    struct exchanger *exchanger = exchange->exchanger;
    struct server *server = exchange->trial.server;
    bool stream = exchange->state == EXCHANGE_STREAM;
    const uint64_t sent_at = exchange->trial.sent_at;
    struct dns_reply reply;
    dns_reply_classify_from(exchange->order.zone, message, size, exchange->order.question, &exchanger->arena, &reply);
    refuse_broken_records(exchange, &reply);
    exchange_observe(exchange, &reply);
    late_answered(exchange);
    exchange_land(exchange);
    health_heard(exchange);
    tell_server(exchange, &reply, sent_at);
    server_call(server);
    if (exchange->order.probe_tries) {
        exchange_finish(exchange, &reply);
    } else if (reply.kind == REPLY_TRUNCATED && !stream) {
        exchange_send_on_stream(exchange);
    } else if (reply.kind == REPLY_TRUNCATED) {
        exchange_try_failed(exchange, FAILURE_BAD_RESPONSE, SAID_LOOKUP_TRUNCATED_TCP);
    } else if (reply.kind == REPLY_NO_EDNS && may_ask_plainly(exchange)) {
        ask_plainly(exchange);
    } else if (reply.kind == REPLY_NO_EDNS) { /* NOLINT(bugprone-branch-clone): the first case that fits counts */
        exchange_try_failed(exchange, reply.failure, reply.detail);
    } else if (failure_is_of_aliases(reply.failure)) { /* which asking again does not change */
        exchange_remember_failure(exchange, reply.failure, reply.detail);
        finish_failed(exchange);
    } else if (reply.kind == REPLY_FAILED) {
        exchange_try_failed(exchange, reply.failure, reply.detail);
    } else if (reply.is_empty) {
        take_empty(exchange, &reply);
    } else {
        learn_signing(server, exchange->order.question, &reply);
        reply.remarks.stripped = server->signing == SERVER_SIGNING_STRIPS;
        reply.manner.refused_edns = exchange->each[exchange->trial.server_at].plain;
        exchange_finish(exchange, &reply);
    }
    arena_reset(&exchanger->arena);
}

static void receive_datagram(void *user, const struct net_address *from, const uint8_t *message, size_t size)
{
    struct port *port = user;
    struct exchange *exchange = port_find(port, from, message, size);
    if (!exchange || !dns_reply_matches(message, size, exchange->order.question, exchange->trial.id))
        port->exchanger->counters.ignored++;
    else
        exchange_take_reply(exchange, message, size);
}

const char *exchange_say_error(int error, struct buffer *out)
{
    if (error == TRANSPORT_NOT_RECORDED)
        return SAID_REPLAY_NOT_RECORDED;
    saying_add_value(saying_error(error), out);
    return buffer_text(out);
}

static void receive_unreachable(void *user, const struct net_address *to, const uint8_t *message, size_t size,
                                int error)
{
    struct exchange *exchange = port_find(user, to, message, size);
    if (!exchange)
        return;
    struct buffer error_said = {0};
    const char *detail = exchange_say_error(error, &error_said);
    exchange_observe_failure(exchange, FAILURE_NETWORK, detail);
    exchange_land(exchange);
    server_unreachable(exchange->trial.server, error, exchange->trial.sent_at);
    health_lost(exchange);
    server_call(exchange->trial.server);
    exchange_try_failed(exchange, FAILURE_NETWORK, detail);
    buffer_free(&error_said);
}

/* ---- turns ---- */

static void give_up_datagram(struct exchange *exchange)
{
    struct exchanger *exchanger = exchange->exchanger;
    const char *detail = SAID_LOOKUP_NO_ANSWER;
    const bool late = exchange->trial.late;
    exchange_observe_failure(exchange, FAILURE_TIMEOUT, detail);
    exchange_land(exchange);
    server_timed_out(exchange->trial.server, exchange->trial.sent_at, exchanger_now(exchanger));
    if (!late)
        late_lost(exchange, exchange->trial.sent_at);
    health_lost(exchange);
    server_call(exchange->trial.server);
    exchange_try_failed(exchange, FAILURE_TIMEOUT, detail);
}

static void exchange_give_up_overdue(struct exchanger *exchanger)
{
    while (exchanger->lines.flying && exchanger->lines.flying->trial.due <= exchanger_now(exchanger)) {
        exchanger->counters.timeouts++;
        if (exchanger->lines.flying->state == EXCHANGE_STREAM)
            exchange_give_up_on_stream(exchanger->lines.flying);
        else if (late_has_time(exchanger->lines.flying))
            late_go_on(exchanger->lines.flying);
        else
            give_up_datagram(exchanger->lines.flying);
    }
}

static void end_pauses(struct exchanger *exchanger)
{
    while (exchanger->lines.pausing && exchanger->lines.pausing->trial.due <= exchanger_now(exchanger)) {
        struct exchange *exchange = exchanger->lines.pausing;
        DL_DELETE(exchanger->lines.pausing, exchange);
        exchange_line_up(exchange);
    }
}

/* Whether the exchange, which is in no line, is to make a try now; if not, it is parked or done. */
static bool is_to_try(struct exchange *exchange, size_t *ret_server_at)
{
    enum health_advice advice = health_advise(exchange);
    if (advice == HEALTH_PARK)
        exchange_park(exchange);
    else if (advice == HEALTH_FAIL || !exchange_choose(exchange, ret_server_at))
        finish_failed(exchange);
    else
        return true;
    return false;
}

/* With a rate: whether the exchange has to wait until it may ask; it then does. Probes are few, and do not. */
static bool waits_for_slot(struct exchange *exchange)
{
    struct exchanger *exchanger = exchange->exchanger;
    struct server *server = exchange->trial.server;
    if (!exchanger->pace_us || exchange->order.probe_tries || exchange->trial.slot_of == server)
        return false;
    const uint64_t slot_ms = (server_take_slot(server, exchanger->pace_us, exchanger_now(exchanger)) + 999) / 1000;
    exchange->trial.slot_of = server;
    if (slot_ms <= exchanger_now(exchanger))
        return false;
    exchange_pause(exchange, slot_ms - exchanger_now(exchanger));
    return true;
}

/* Begins the try of an exchange in no line, or puts it in the one where it can wait for that; false where the system
 * has no socket for it now. */
static bool begin_try(struct exchange *exchange)
{
    struct exchanger *exchanger = exchange->exchanger;
    struct server *server = exchange->trial.server;
    if (!server_has_room(server) && !exchange->order.probe_tries) {
        exchange->trial.slot_of = NULL;
        exchange_wait_for_room(exchange);
        return true;
    }
    if (waits_for_slot(exchange)) {
        server_call(server);
        return true;
    }
    if (question_is_asked(exchange)) {
        question_wait(exchange);
        server_call(server);
        return true;
    }
    struct port *port = port_for_query(exchanger, server);
    if (!port && exchanger->counters.in_flight) {
        exchange_line_up(exchange);
        return false;
    }
    exchanger->counters.retries += exchange->so_far.tries_made > 0;
    exchange->so_far.tries_made++;
    exchange->each[exchange->trial.server_at].tries++;
    if (port) {
        send_datagram(exchange, port);
    } else {
        server_call(server);
        exchange_try_failed(exchange, FAILURE_NETWORK, SAID_LOOKUP_NO_SOCKET);
    }
    return true;
}

/* The exchange at the head of the line; false where the system has no socket for it now. */
static bool start_first(struct exchanger *exchanger)
{
    struct exchange *exchange = exchanger->lines.pending;
    struct server *called_by = exchange->called ? exchange->trial.server : NULL;
    exchange_leave_line(exchange);
    size_t at;
    bool tries = is_to_try(exchange, &at);
    if (called_by && !(tries && exchange->order.servers[at] == called_by)) /* the room is the next one's */
        server_call(called_by);
    if (!tries)
        return true;
    exchange->trial.server_at = at;
    exchange->trial.server = exchange->order.servers[at];
    return begin_try(exchange);
}

/* Probes are few and take no slot, nor does what is late: those of many silent places, and many dead names, would take
 * them all, and then nothing else would ever get one. */
static bool may_start(const struct exchanger *exchanger)
{
    const struct exchange *first = exchanger->lines.pending;
    const unsigned taken = exchanger->counters.in_flight - exchanger->probing - exchanger->late;
    return first && (first->order.probe_tries || taken < exchanger->settings.concurrency);
}

void exchanger_turn(struct exchanger *exchanger, uint64_t also_by)
{
    exchange_give_up_overdue(exchanger);
    end_pauses(exchanger);
    connections_turn(exchanger);
    health_turn(exchanger);
    late_turn(exchanger);
    while (may_start(exchanger))
        if (!start_first(exchanger))
            break;
    uint64_t wake = health_wake(exchanger), late = late_wake(exchanger);
    wake = late < wake ? late : wake;
    if (exchanger->lines.flying && exchanger->lines.flying->trial.due < wake)
        wake = exchanger->lines.flying->trial.due;
    if (exchanger->lines.pausing && exchanger->lines.pausing->trial.due < wake)
        wake = exchanger->lines.pausing->trial.due;
    exchanger->transport->ops->wake_by(exchanger->transport, also_by < wake ? also_by : wake);
}

struct exchange *exchange_start(struct exchanger *exchanger, const struct exchange_order *order, exchange_done *done,
                                void *user)
{
    struct exchange *exchange = exchange_obtain(exchanger, order->server_count);
    exchange->exchanger = exchanger;
    exchange->order = *order;
    exchange->hash = question_hash(order->question);
    exchange->done = done;
    exchange->user = user;
    exchanger->started++;
    exchange->number = order->probe_tries ? 0 : exchanger->started; /* a probe goes before all others */
    for (size_t i = 0; i < order->server_count; i++)
        exchange->each[i].plain = order->plain;
    DL_APPEND2(exchanger->lines.all, exchange, all.prev, all.next);
    exchange_line_up(exchange);
    return exchange;
}

void exchange_cancel(struct exchange *exchange)
{
    struct server *server = exchange->trial.server;
    if (exchange->state == EXCHANGE_DATAGRAM || exchange->state == EXCHANGE_STREAM) {
        exchange_land(exchange);
        server_given_up(server);
    } else {
        exchange_leave_line(exchange);
    }
    if (server)
        server_call(server);
    exchange_free(exchange);
}

unsigned exchange_tries(unsigned retries)
{
    if (retries < 1)
        return 2;
    return retries < EXCHANGE_TRIES_MAX ? retries + 1 : EXCHANGE_TRIES_MAX;
}

struct exchanger *exchanger_new(struct transport *transport, const struct exchange_settings *settings)
{
    struct exchanger *exchanger = memory_zero(sizeof *exchanger);
    exchanger->transport = transport;
    exchanger->settings = *settings;
    exchanger->exchanges.size = exchange_size(SERVERS_OF_POOLED);
    exchanger->settings.retries = exchange_tries(settings->retries) - 1;
    exchanger->pace_us = settings->rate ? 1000000 / settings->rate : 0;
    exchanger->receiver = (struct transport_receiver){receive_datagram, receive_unreachable, exchange_receive_on_stream,
                                                      exchange_receive_closed};
    transport->receiver = &exchanger->receiver;
    return exchanger;
}

void exchanger_init_server(const struct exchanger *exchanger, struct server *server, const struct net_address *address)
{
    server_init(server, address, exchanger->settings.concurrency);
}

void exchanger_free(struct exchanger *exchanger)
{
    if (!exchanger)
        return;
    health_forget_all(exchanger);
    struct exchange *one, *next;
    DL_FOREACH_SAFE2(exchanger->lines.all, one, next, all.next)
    exchange_cancel(one);
    connections_end(exchanger);
    pool_free(&exchanger->exchanges);
    arena_free(&exchanger->arena);
    free(exchanger);
}

void exchanger_found_stripping(struct exchanger *exchanger, struct server *server)
{
    const struct exchange_settings *settings = &exchanger->settings;
    server->signing = SERVER_SIGNING_STRIPS;
    if (settings->stripped)
        settings->stripped(settings->context, server);
}

bool exchanger_is_slow(const struct exchanger *exchanger)
{
    return exchanger->slow;
}

unsigned exchanger_late(const struct exchanger *exchanger)
{
    return exchanger->late;
}

const struct exchange_counters *exchanger_counters(const struct exchanger *exchanger)
{
    return &exchanger->counters;
}
