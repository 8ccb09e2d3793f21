/* SPDX-License-Identifier: Apache-2.0 */
/* Datagrams to a resolver that are answered late, or never.
 *
 * One that takes far longer than what left after it is late: most likely it is lost, its server's window counts it no
 * more, and it takes nobody's slot: else names that nobody answers for would take them all. After LATE_AGAIN_MS, and
 * not before the server's round trip times allow it (RFC 6298: at least a second), its next try leaves before its time,
 * from the same port with the same id, so that whichever is answered ends the question. That is done once for a
 * question, for it may be slow and not lost, and again, after twice as long, where the server loses others; and never
 * at a server that has answered nothing since, which is silent rather. What was lost together does not leave again
 * together: it waits until the server is not asked too much, and for room in the window, and leaves at a quarter of the
 * rate that the window allows, or at that where nothing else is to be asked. The time that such a try would have had
 * goes on to be the question's: as many datagrams leave as ever, and it fails when it would have failed. Where all
 * tries have left so, and the server loses others, too, there is one more, at least four seconds after the last: that
 * of the second asking, ahead of its time.
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
    if (exchange->trial.again == LATE_AGAIN_DUE)
        DL_DELETE2(exchange->trial.server->repeats.promised, exchange, repeat.prev, repeat.next);
    else if (exchange->trial.again != LATE_AGAIN_NOT)
        DL_DELETE2(exchange->exchanger->lines.watching, exchange, repeat.prev, repeat.next);
    exchange->trial.again = LATE_AGAIN_NOT;
}

/* Whether all tries have left, and the server loses some. */
static bool may_ask_ahead(const struct exchange *exchange)
{
    size_t next;
    const bool asked_again = exchange->order.last_chance || exchange->so_far.ahead;
    return !asked_again && pace_is_lossy(&exchange->trial.server->pace) && !exchange_choose(exchange, &next);
}

static bool may_leave_again(const struct exchange *exchange)
{
    const struct exchange_settings *settings = &exchange->exchanger->settings;
    if (exchange->exchanger->pace_us || (settings->told && settings->told(settings->context)))
        return false;
    return exchange_has_try(exchange, exchange->trial.server_at) || may_ask_ahead(exchange);
}

/* ms: when the present try, and those that have left in its time, have had theirs. */
static uint64_t ends_at(const struct exchange *exchange)
{
    return exchange->trial.due + exchange->so_far.early * exchange->exchanger->settings.timeout_ms;
}

static void late_watch(struct exchange *exchange, uint64_t at, enum late_again again)
{
    if (at >= ends_at(exchange) || !may_leave_again(exchange))
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

/* One that is late more or less. */
static void count_late(struct exchange *exchange, int more)
{
    exchange->trial.late = more > 0;
    exchange->trial.server->late += (unsigned)more;
    exchange->exchanger->late += (unsigned)more;
}

/* Only that counts as lost: of a name that nobody answers for, all tries would. */
static bool is_first_try(const struct exchange *exchange)
{
    return exchange->so_far.tries_made == 1;
}

void late_lost(const struct exchange *exchange, uint64_t sent)
{
    if (is_first_try(exchange))
        server_lost(exchange->trial.server, sent, exchanger_now(exchange->exchanger));
}

static void become_late(struct exchange *exchange)
{
    if (!exchange->trial.counted)
        return;
    count_no_more(exchange);
    count_late(exchange, 1);
    late_lost(exchange, exchange->trial.left_at);
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
    if (exchange->trial.late && !exchange->trial.left_again && is_first_try(exchange))
        pace_found(&exchange->trial.server->pace, exchange->trial.sent_at);
}

void late_end(struct exchange *exchange)
{
    struct exchanger *exchanger = exchange->exchanger;
    if (exchanger->lines.unseen == exchange)
        exchanger->lines.unseen = exchange->next;
    count_no_more(exchange);
    leave_again_line(exchange);
    if (exchange->trial.late)
        count_late(exchange, -1);
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
    if (exchange_has_try(exchange, exchange->trial.server_at))
        exchange->so_far.early++;
    else
        exchange->so_far.ahead = true;
    exchange->each[exchange->trial.server_at].tries++;
    exchange->so_far.tries_made++;
    exchanger->counters.queries++;
    exchanger->counters.retries++;
    server->tries++;
    server->lull.one_more = false;
    size_t size = exchange_write_query(exchange, query);
    exchanger->transport->ops->send(exchanger->transport, exchange->trial.port->socket, &server->address, query, size);
}

static void leave_again(struct exchange *exchange)
{
    leave_again_line(exchange);
    count_late(exchange, -1);
    exchange->trial.left_at = exchanger_now(exchange->exchanger);
    exchange->trial.left_again = true;
    late_count(exchange);
    send_again(exchange);
    late_watch(exchange, exchange->trial.left_at + ((uint64_t)LATE_AGAIN_MS << exchange->so_far.early),
               LATE_AGAIN_WATCHED); /* RFC 6298 5.5 */
}

void late_call(struct server *server)
{
    while (server->repeats.promised && server_room(server))
        leave_again(server->repeats.promised);
}

static void wait_for_room(struct exchange *exchange)
{
    struct server *server = exchange->trial.server;
    exchange->trial.again = LATE_AGAIN_DUE;
    DL_APPEND2(server->repeats.promised, exchange, repeat.prev, repeat.next);
    late_call(server);
}

/* When it is its turn to leave. */
static uint64_t late_take_turn(struct server *server, uint64_t now)
{
    const double at = server->repeats.next_at > (double)now ? server->repeats.next_at : (double)now;
    server->repeats.next_at = at + pace_gap(&server->pace, server->waiting);
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
        wait_for_room(exchange);
    } else if (now - exchange->trial.left_at < patience) {
        late_watch(exchange, exchange->trial.left_at + patience, LATE_AGAIN_WATCHED);
    } else if (exchange->trial.left_again && !pace_is_lossy(&server->pace)) {
        late_watch(exchange, now + LATE_AGAIN_MS, LATE_AGAIN_WATCHED);
    } else if (!pace_is_calm(&server->pace, server_counted(server))) {
        late_watch(exchange, now + PACE_SPAN_MS, LATE_AGAIN_WATCHED);
    } else if (server->answered.at > exchange->trial.left_at ||
               !exchange_has_try(exchange, exchange->trial.server_at)) {
        become_late(exchange);
        late_watch(exchange, late_take_turn(server, now), LATE_AGAIN_PROMISED);
        server_call(server);
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

/* Whether it is time for one more, after twice as long as for the one before. */
static bool lull_lasts(struct server *server, uint64_t now)
{
    struct server_lull *lull = &server->lull;
    if (server->answered.at > lull->at)
        lull->ms = 0;
    if (now - lull->at < lull->ms)
        return false;
    lull->ms = lull->ms ? 2 * lull->ms : pace_patience(&server->pace);
    lull->at = now;
    return true;
}

/* Where all that left last is lost, no answer shows it: one more leaves, whose answer does (RFC 8985 7). */
static void end_lull(struct exchange *exchange, uint64_t now)
{
    struct server *server = exchange->trial.server;
    const bool unheard = exchange->trial.counted && exchange->trial.left_at >= server->answered.at;
    const bool others_wait = server->waiting || server->repeats.promised;
    if (unheard && others_wait && !server_room(server) && server->answered.at && lull_lasts(server, now))
        server->lull.one_more = true;
}

/* Few are still there then: what is in the air is in the order in which it left. */
static void late_look(struct exchange *exchange, uint64_t now)
{
    struct server *server = exchange->trial.server;
    late_find(server, now);
    end_lull(exchange, now);
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
            late_look(exchange, now);
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
