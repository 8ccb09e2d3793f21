/* SPDX-License-Identifier: Apache-2.0 */
/* Connections over TCP (RFC 7766): one for each server as long as it bears that, used by all questions to it at once;
 * one that has died is given up after one timeout, one that nobody uses is closed. A server that answers one question
 * and closes, or hears nothing more, gets a connection for each from then on. As a name that is slow looks the same, it
 * is taken for such a one when that was so with two questions, and it has never answered more. */
#include "internal.h"

#include "util/memory.h"

#include <stdlib.h>
#include <utlist.h>

enum { CONNECTION_IDLE_MS = 10000 /* RFC 7766 6.2.3: a few seconds */ };

static bool takes_more(const struct connection *connection)
{
    return !connection->dead && !connection->alone && !(connection->server->stream.one_question && connection->asked);
}

struct connection *connection_to(struct exchanger *exchanger, struct server *server, bool alone)
{
    struct connection *connection;
    DL_FOREACH(exchanger->connections, connection)
    if (!alone && connection->server == server && takes_more(connection))
        return connection;
    connection = memory_zero(sizeof *connection);
    connection->exchanger = exchanger;
    connection->server = server;
    connection->alone = alone;
    connection->stream = exchanger->transport->ops->connect(exchanger->transport, &server->address, connection);
    DL_APPEND(exchanger->connections, connection);
    return connection;
}

void connection_hold(struct connection *connection, struct exchange *exchange)
{
    struct exchange *other;
    bool taken;
    do {
        exchange->trial.id = exchanger_chance(connection->exchanger);
        taken = false;
        DL_FOREACH2(connection->waiting, other, peer.next)
        taken = taken || other->trial.id == exchange->trial.id;
    } while (taken);
    exchange->trial.connection = connection;
    connection->asked++;
    DL_APPEND2(connection->waiting, exchange, peer.prev, peer.next);
}

void connection_release(struct exchange *exchange)
{
    struct connection *connection = exchange->trial.connection;
    DL_DELETE2(connection->waiting, exchange, peer.prev, peer.next);
    exchange->trial.connection = NULL;
    connection->idle_since = exchanger_now(connection->exchanger);
}

bool connection_is_shared(const struct connection *connection)
{
    return connection->asked > 1;
}

void connection_answers(struct connection *connection)
{
    struct server *server = connection->server;
    connection->answered++;
    server->stream.many = server->stream.many || connection->answered > 1;
}

void connection_leaves(struct connection *connection, const struct exchange *exchange)
{
    struct server *server = connection->server;
    uint16_t question = exchange->hash % QUESTION_BUCKETS + 1;
    if (connection->answered != 1 || server->stream.many)
        return;
    if (server->stream.left_over && server->stream.left_over != question)
        server->stream.one_question = true;
    server->stream.left_over = question;
}

struct exchange *connection_give_up(struct connection *connection)
{
    struct exchange *others = NULL, *exchange, *following;
    connection->dead = true;
    DL_FOREACH_SAFE2(connection->waiting, exchange, following, peer.next)
    {
        connection_release(exchange);
        DL_APPEND2(others, exchange, peer.prev, peer.next);
    }
    return others;
}

void connection_free(struct connection *connection)
{
    DL_DELETE(connection->exchanger->connections, connection);
    free(connection);
}

static void close_connection(struct connection *connection)
{
    struct transport *transport = connection->exchanger->transport;
    transport->ops->stream_close(transport, connection->stream);
    connection_free(connection);
}

/* Nothing more is expected of it. */
static bool connections_is_over(const struct connection *connection, uint64_t now)
{
    return !connection->waiting && (!takes_more(connection) || now - connection->idle_since >= CONNECTION_IDLE_MS);
}

void connections_turn(struct exchanger *exchanger)
{
    uint64_t now = exchanger_now(exchanger);
    struct connection *connection, *following;
    DL_FOREACH_SAFE(exchanger->connections, connection, following)
    if (connections_is_over(connection, now))
        close_connection(connection);
}

void connections_end(struct exchanger *exchanger)
{
    while (exchanger->connections)
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): what is closed left the list */
        close_connection(exchanger->connections);
}

void exchanger_forget_server(struct exchanger *exchanger, const struct server *server)
{
    struct connection *connection, *following;
    DL_FOREACH_SAFE(exchanger->connections, connection, following)
    if (connection->server == server)
        close_connection(connection);
}
