/* SPDX-License-Identifier: Apache-2.0 */
/* What datagrams go out on: a random port for each batch. */
#include "internal.h"

#include "util/hash.h"
#include "util/memory.h"
#include "util/prefetch.h"

#include <stdlib.h>
#include <utlist.h>

/* ---- questions in the air ---- */

static bool is_same_question(const struct exchange *a, const struct exchange *b)
{
    return a->hash == b->hash && a->order.question.type == b->order.question.type &&
           net_address_equal(&a->trial.server->address, &b->trial.server->address) &&
           dns_name_equal(a->order.question.name, b->order.question.name);
}

uint32_t question_hash(struct dns_question question)
{
    return question.name_size ? question.name_hash : hash_octets(0, question.name, dns_name_size(question.name));
}

static struct exchange **bucket_of(const struct exchange *exchange)
{
    return &exchange->exchanger->asked[exchange->hash % QUESTION_BUCKETS];
}

bool question_is_asked(const struct exchange *exchange)
{
    const struct exchange *other;
    DL_FOREACH2(*bucket_of(exchange), other, peer.next)
    if (is_same_question(exchange, other))
        return true;
    return false;
}

void question_wait(struct exchange *exchange)
{
    exchange->state = EXCHANGE_HELD;
    DL_APPEND(exchange->exchanger->lines.held, exchange);
}

/* Those who wait for the question of LANDED get back in line. */
static void ports_let_go(const struct exchange *landed)
{
    struct exchanger *exchanger = landed->exchanger;
    struct exchange *exchange, *following;
    DL_FOREACH_SAFE(exchanger->lines.held, exchange, following)
    if (is_same_question(exchange, landed)) {
        DL_DELETE(exchanger->lines.held, exchange);
        exchange_line_up(exchange);
    }
}

/* ---- ports ---- */

static void port_close(struct port *port)
{
    struct exchanger *exchanger = port->exchanger;
    if (port->server->port == port)
        port->server->port = NULL;
    exchanger->transport->ops->close(exchanger->transport, port->socket);
    free(port);
}

static struct port *port_open(struct exchanger *exchanger, struct server *server)
{
    struct port *port = memory_zero(sizeof *port);
    port->exchanger = exchanger;
    port->server = server;
    port->socket = exchanger->transport->ops->open(exchanger->transport, server->address.v6, port);
    if (port->socket)
        return port;
    free(port);
    return NULL;
}

struct port *port_for_query(struct exchanger *exchanger, struct server *server)
{
    if (!server->port || server->port->used == EXCHANGE_PORT_QUERIES)
        server->port = port_open(exchanger, server);
    return server->port;
}

/* One more than the slot of an id; 0: it has none. No two are the same, and the compiler looks at many at a time. */
static unsigned slot_of(const struct port *port, uint16_t id)
{
    const uint16_t used = (uint16_t)port->used, room = EXCHANGE_PORT_QUERIES;
    uint16_t slot = 0;
    for (uint16_t i = 0; i < room; i++)
        slot |= (uint16_t)(((i < used) & (port->ids[i] == id)) ? i + 1 : 0);
    return slot;
}

void port_hold(struct port *port, struct exchange *exchange)
{
    do
        exchange->trial.id = exchanger_chance(port->exchanger);
    while (slot_of(port, exchange->trial.id));
    exchange->trial.port = port;
    exchange->trial.slot = port->used++;
    port->ids[exchange->trial.slot] = exchange->trial.id;
    port->holders[exchange->trial.slot] = exchange;
    port->waiting++;
    DL_APPEND2(*bucket_of(exchange), exchange, peer.prev, peer.next);
}

void port_release(struct exchange *exchange)
{
    struct port *port = exchange->trial.port;
    DL_DELETE2(*bucket_of(exchange), exchange, peer.prev, peer.next);
    ports_let_go(exchange);
    port->holders[exchange->trial.slot] = NULL;
    exchange->trial.port = NULL;
    if (--port->waiting == 0)
        port_close(port);
}

struct exchange *port_find(struct port *port, const struct net_address *from, const uint8_t *message, size_t size)
{
    if (size < DNS_HEADER_SIZE)
        return NULL;
    unsigned slot = slot_of(port, dns_message_id(message));
    struct exchange *holder = slot ? port->holders[slot - 1] : NULL;
    prefetch(holder, sizeof *holder);
    return holder && net_address_equal(&holder->trial.server->address, from) ? holder : NULL;
}
