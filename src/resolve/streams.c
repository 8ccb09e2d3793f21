/* SPDX-License-Identifier: Apache-2.0 */
/* Tries over TCP (RFC 7766). A connection ends in three ways: it is closed, it cannot be made, or a question on it goes
 * unanswered for the whole of its time. Where it was shared, nobody can tell for whose question, so that none of them
 * has lost a try by that; one that is asked by itself pays for what it meets. */
#include "internal.h"

#include "util/saying.h"

#include <utlist.h>

enum { STRAYS_MAX = 32 /* on one connection, beside late answers to what was asked on it */ };

void exchange_send_on_stream(struct exchange *exchange)
{
    struct exchanger *exchanger = exchange->exchanger;
    struct connection *connection = connection_to(exchanger, exchange->trial.server, exchange->so_far.alone);
    uint8_t query[DNS_QUERY_MAX];
    connection_hold(connection, exchange);
    exchange_fly(exchange, EXCHANGE_STREAM);
    exchanger->counters.tcp++;
    size_t size = exchange_write_query(exchange, query);
    exchanger->transport->ops->stream_send(exchanger->transport, connection->stream, query, size);
}

/* Whatever an ended connection leaves unanswered is asked again, and that is no failed try (RFC 7766 6.2.4): on another
 * one that is shared, where most likely some other question was at fault, and by itself the second time, or where
 * ALONE. Then it shows whose fault it is. */
static void ask_again(struct exchange *exchange, bool alone)
{
    exchange->so_far.alone = exchange->so_far.alone || alone || exchange->so_far.left;
    exchange->so_far.left = true;
    exchange_send_on_stream(exchange);
}

static void move_to_another(struct exchange *exchange, bool alone)
{
    exchange_land(exchange);
    server_given_up(exchange->trial.server);
    ask_again(exchange, alone);
}

static void stream_failed(struct exchange *exchange, enum failure failure, const char *words)
{
    struct buffer detail = {0};
    buffer_add_text(&detail, "TCP: ");
    buffer_add_text(&detail, words);
    exchange_observe_failure(exchange, failure, buffer_text(&detail));
    exchange_land(exchange);
    server_given_up(exchange->trial.server);
    server_call(exchange->trial.server);
    exchange_try_failed(exchange, failure, buffer_text(&detail));
    buffer_free(&detail);
}

/* The connection is at its end, and its stream is gone. */
static void connection_ended(struct connection *connection, enum failure failure, const char *detail)
{
    const bool shared = connection_is_shared(connection);
    connection->dead = true;
    if (connection->waiting)
        connection_leaves(connection, connection->waiting);
    while (connection->waiting) {
        if (shared)
            move_to_another(connection->waiting, !connection->answered);
        else
            stream_failed(connection->waiting, failure, detail);
    }
    connection_free(connection);
}

void exchange_receive_closed(void *user, int error)
{
    struct buffer error_said = {0};
    connection_ended(user, FAILURE_NETWORK, error ? exchange_say_error(error, &error_said) : SAID_LOOKUP_CLOSED);
    buffer_free(&error_said);
}

/* A server that goes on sending what answers nothing would keep us busy with that for as long as it is waited for. */
static void take_stray(struct connection *connection)
{
    struct transport *transport = connection->exchanger->transport;
    connection->exchanger->counters.ignored++;
    if (++connection->strays <= connection->asked + STRAYS_MAX)
        return;
    transport->ops->stream_close(transport, connection->stream);
    connection_ended(connection, FAILURE_BAD_RESPONSE, SAID_LOOKUP_STRAYS_TCP);
}

void exchange_receive_on_stream(void *user, const uint8_t *message, size_t size)
{
    struct connection *connection = user;
    struct exchange *exchange;
    DL_FOREACH2(connection->waiting, exchange, peer.next)
    if (dns_reply_matches(message, size, exchange->order.question, exchange->trial.id)) {
        connection_answers(connection);
        exchange_take_reply(exchange, message, size);
        return;
    }
    take_stray(connection);
}

/* The connection has died, or the server reads no more of it. It may have died of another question. */
void exchange_give_up_on_stream(struct exchange *exchange)
{
    struct exchanger *exchanger = exchange->exchanger;
    struct connection *connection = exchange->trial.connection;
    const char *detail = SAID_LOOKUP_NO_ANSWER_TCP;
    const bool shared = connection_is_shared(connection);
    exchange_observe_failure(exchange, FAILURE_TIMEOUT, detail);
    exchange_land(exchange);
    server_timed_out(exchange->trial.server, exchange->trial.sent_at, exchanger_now(exchanger));
    health_lost(exchange);
    connection_leaves(connection, exchange);
    struct exchange *others = connection_give_up(connection), *other, *following;
    DL_FOREACH_SAFE2(others, other, following, peer.next)
    {
        DL_DELETE2(others, other, peer.prev, peer.next);
        move_to_another(other, connection->answered == 1);
    }
    if (shared) {
        ask_again(exchange, true);
        return;
    }
    server_call(exchange->trial.server);
    exchange_try_failed(exchange, FAILURE_TIMEOUT, detail);
}
