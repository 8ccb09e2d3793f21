/* SPDX-License-Identifier: Apache-2.0 */
/* Datagrams to a resolver that are answered late, or never.
 *
 * One that takes far longer than what left after it is late: most likely it is lost, and its server's window counts it
 * no more. After LATE_AGAIN_MS, and not before the server's round trip times allow it (RFC 6298: at least a second),
 * its next try leaves before its time, from the same port with the same id, so that whichever is answered ends the
 * question. That is done once for a question, for it may be slow and not lost, and again, after twice as long, where
 * the server loses others; and never at a server that has answered nothing since, which is silent rather. What was lost
 * together does not leave again together: it waits until the server is not asked too much, and leaves at a quarter of
 * the rate that the window allows. The time that such a try would have had goes on to be the question's: as many
 * datagrams leave as ever, and it fails when it would have failed.
 *
 * Where a rate is set, everything leaves at its own time; and a recording knows by itself what was answered. */
#include "internal.h"

#include "util/saying.h"

#include <utlist.h>

static void insert_by_time(struct exchange **line, struct exchange *exchange)
{
    struct exchange *before = *line ? (*line)->repeat.prev : NULL; /* the last one */
    while (before && before->trial.again_at > exchange->trial.again_at)
        before = before == *line ? NULL : before->repeat.prev;
    if (before)
        DL_APPEND_ELEM2(*line, before, exchange, repeat.prev, repeat.next);
    else
        DL_PREPEND2(*line, exchange, repeat.prev, repeat.next);
}

static void leave_again_line(struct exchange *exchange)
{
    if (exchange->trial.again != LATE_AGAIN_NOT)
        DL_DELETE2(exchange->exchanger->lines.watching, exchange, repeat.prev, repeat.next);
    exchange->trial.again = LATE_AGAIN_NOT;
}

static bool may_leave_again(const struct exchange *exchange)
{
    const struct exchange_settings *settings = &exchange->exchanger->settings;
    if (exchange->exchanger->pace_us || (settings->told && settings->told(settings->context)))
        return false;
    return exchange_has_try(exchange, exchange->trial.server_at);
}

static void late_watch(struct exchange *exchange, uint64_t at, enum late_again again)
{
    if (at >= exchange->trial.due || !may_leave_again(exchange))
        return;
    exchange->trial.again_at = at;
    exchange->trial.again = again;
    insert_by_time(&exchange->exchanger->lines.watching, exchange);
}

static void late_count(struct exchange *exchange)
{
    exchange->trial.counted = true;
    DL_APPEND2(exchange->trial.server->counted, exchange, counted.prev, counted.next);
}

static void count_no_more(struct exchange *exchange)
{
    if (exchange->trial.counted)
        DL_DELETE2(exchange->trial.server->counted, exchange, counted.prev, counted.next);
    exchange->trial.counted = false;
}

static void become_late(struct exchange *exchange)
{
    struct server *server = exchange->trial.server;
    if (!exchange->trial.counted)
        return;
    count_no_more(exchange);
    exchange->trial.late = true;
    server->late++;
    server_lost(server, exchange->so_far.tries_made == 1, exchange->trial.left_at, exchanger_now(exchange->exchanger));
}

void late_begin(struct exchange *exchange)
{
    struct exchanger *exchanger = exchange->exchanger;
    exchange->trial.left_at = exchange->trial.sent_at;
    exchange->trial.left_again = false;
    if (exchange->order.zone || exchange->order.probe_tries) /* they have limits of their own */
        return;
    late_count(exchange);
    if (!exchanger->lines.unseen)
        exchanger->lines.unseen = exchange;
}

void late_answered(const struct exchange *exchange)
{
    if (exchange->trial.late && !exchange->trial.left_again)
        pace_found(&exchange->trial.server->pace, exchange->so_far.tries_made == 1, exchange->trial.sent_at);
}

void late_end(struct exchange *exchange)
{
    struct exchanger *exchanger = exchange->exchanger;
    if (exchanger->lines.unseen == exchange)
        exchanger->lines.unseen = exchange->next;
    count_no_more(exchange);
    leave_again_line(exchange);
    exchange->trial.server->late -= exchange->trial.late;
    exchange->trial.late = false;
}

void late_find(struct server *server, uint64_t now)
{
    while (server->counted && server_is_late(server, server->counted->trial.left_at, now))
        become_late(server->counted);
}

static void send_again(struct exchange *exchange)
{
    struct exchanger *exchanger = exchange->exchanger;
    struct server *server = exchange->trial.server;
    uint8_t query[DNS_QUERY_MAX];
    exchange->each[exchange->trial.server_at].tries++;
    exchange->so_far.tries_made++;
    exchange->so_far.early++;
    exchanger->counters.queries++;
    exchanger->counters.retries++;
    server->tries++;
    size_t size = exchange_write_query(exchange, query);
    exchanger->transport->ops->send(exchanger->transport, exchange->trial.port->socket, &server->address, query, size);
}

static void leave_again(struct exchange *exchange)
{
    leave_again_line(exchange);
    exchange->trial.server->late--;
    exchange->trial.late = false;
    exchange->trial.left_at = exchanger_now(exchange->exchanger);
    exchange->trial.left_again = true;
    late_count(exchange);
    send_again(exchange);
    late_watch(exchange, exchange->trial.left_at + (uint64_t)2 * LATE_AGAIN_MS, LATE_AGAIN_WATCHED); /* RFC 6298 5.5 */
}

/* When it is its turn to leave. */
static uint64_t late_take_turn(struct server *server, uint64_t now)
{
    const double at = server->again_at > (double)now ? server->again_at : (double)now;
    server->again_at = at + pace_gap(&server->pace);
    return (uint64_t)at;
}

/* It has been watched for as long as was to be. */
static void late_decide(struct exchange *exchange, uint64_t now)
{
    struct server *server = exchange->trial.server;
    const uint64_t patience = pace_patience(&server->pace);
    const bool promised = exchange->trial.again == LATE_AGAIN_PROMISED;
    leave_again_line(exchange);
    if (promised) {
        leave_again(exchange);
    } else if (now - exchange->trial.left_at < patience) {
        late_watch(exchange, exchange->trial.left_at + patience, LATE_AGAIN_WATCHED);
    } else if (exchange->trial.left_again && !pace_is_lossy(&server->pace)) {
        late_watch(exchange, now + LATE_AGAIN_MS, LATE_AGAIN_WATCHED);
    } else if (!pace_is_calm(&server->pace, server_counted(server))) {
        late_watch(exchange, now + PACE_SPAN_MS, LATE_AGAIN_WATCHED);
    } else if (server->answered_at > exchange->trial.left_at) {
        become_late(exchange);
        late_watch(exchange, late_take_turn(server, now), LATE_AGAIN_PROMISED);
    }
}

/* ms: when one that is in the air is looked at for the first time. */
static uint64_t seen_at(const struct exchange *exchange)
{
    const struct pace *pace = &exchange->trial.server->pace;
    const uint64_t patience = pace_patience(pace) + 1;
    const bool sooner = pace_is_timed(pace) && patience < LATE_AGAIN_MS;
    return exchange->trial.sent_at + (sooner ? patience : LATE_AGAIN_MS);
}

/* Few are still there then: what is in the air is in the order in which it left. */
static void look(struct exchange *exchange, uint64_t now)
{
    struct server *server = exchange->trial.server;
    late_find(server, now);
    server_call(server);
    late_watch(exchange, exchange->trial.sent_at + LATE_AGAIN_MS, LATE_AGAIN_WATCHED);
}

void late_turn(struct exchanger *exchanger)
{
    const uint64_t now = exchanger_now(exchanger);
    while (exchanger->lines.unseen) {
        struct exchange *exchange = exchanger->lines.unseen;
        const bool watched = exchange->state == EXCHANGE_DATAGRAM && (exchange->trial.counted || exchange->trial.late);
        if (watched && seen_at(exchange) > now)
            break;
        exchanger->lines.unseen = exchange->next;
        if (watched && exchange->trial.again == LATE_AGAIN_NOT)
            look(exchange, now);
    }
    while (exchanger->lines.watching && exchanger->lines.watching->trial.again_at <= now)
        late_decide(exchanger->lines.watching, now);
}

uint64_t late_wake(const struct exchanger *exchanger)
{
    const uint64_t watched = exchanger->lines.watching ? exchanger->lines.watching->trial.again_at : UINT64_MAX;
    const uint64_t seen = exchanger->lines.unseen ? seen_at(exchanger->lines.unseen) : UINT64_MAX;
    return seen < watched ? seen : watched;
}

bool late_has_time(const struct exchange *exchange)
{
    size_t next;
    return exchange->so_far.early && (!exchange_choose(exchange, &next) || next == exchange->trial.server_at);
}

void late_go_on(struct exchange *exchange)
{
    struct exchanger *exchanger = exchange->exchanger;
    struct server *server = exchange->trial.server;
    const uint64_t now = exchanger_now(exchanger);
    exchange->so_far.early--;
    exchange_observe_failure(exchange, FAILURE_TIMEOUT, SAID_LOOKUP_NO_ANSWER);
    server_timed_out(server, exchange->trial.sent_at, now);
    server->in_flight++;
    health_lost(exchange);
    if (exchanger->lines.unseen == exchange)
        exchanger->lines.unseen = exchange->next;
    DL_DELETE(exchanger->lines.flying, exchange);
    exchange->trial.due = now + exchanger->settings.timeout_ms;
    DL_APPEND(exchanger->lines.flying, exchange);
}
