/* SPDX-License-Identifier: Apache-2.0 */
/* The lines in which exchanges stand while no try of theirs is in the air. The one to be started next, and those at
 * servers, are in order of age: a second try is not overtaken by the first one of a name that came later. */
#include "internal.h"

#include <utlist.h>

/* Most come as the youngest; one that comes back is among the oldest. */
static void insert_by_age(struct exchange **line, struct exchange *exchange)
{
    struct exchange *behind = *line;
    if (behind && behind->prev->number < exchange->number) {
        DL_APPEND(*line, exchange);
        return;
    }
    while (behind && behind->number < exchange->number)
        behind = behind->next;
    if (behind)
        DL_PREPEND_ELEM(*line, behind, exchange);
    else
        DL_APPEND(*line, exchange);
}

bool exchange_is_in_line(const struct exchange *exchange)
{
    return exchange->state == EXCHANGE_PENDING || exchange->state == EXCHANGE_WAITING ||
           (exchange->state == EXCHANGE_PAUSING && exchange->trial.slot_of);
}

void exchange_line_up(struct exchange *exchange)
{
    exchange->state = EXCHANGE_PENDING;
    insert_by_age(&exchange->exchanger->lines.pending, exchange);
}

void exchange_wait_for_room(struct exchange *exchange)
{
    exchange->state = EXCHANGE_WAITING;
    insert_by_age(&exchange->trial.server->waiting, exchange);
}

void server_call(struct server *server)
{
    if (server->repeats.promised)
        late_call(server);
    for (unsigned room = server_room(server); room && server->waiting; room--) {
        struct exchange *exchange = server->waiting;
        DL_DELETE(server->waiting, exchange);
        exchange->called = true;
        server->called++;
        exchange_line_up(exchange);
    }
}

void exchange_pause(struct exchange *exchange, uint64_t pause_ms)
{
    struct exchanger *exchanger = exchange->exchanger;
    exchange->state = EXCHANGE_PAUSING;
    exchange->trial.due = exchanger_now(exchanger) + pause_ms;
    struct exchange *before = exchanger->lines.pausing ? exchanger->lines.pausing->prev : NULL; /* the last one */
    while (before && before->trial.due > exchange->trial.due)
        before = before == exchanger->lines.pausing ? NULL : before->prev;
    if (before)
        DL_APPEND_ELEM(exchanger->lines.pausing, before, exchange);
    else
        DL_PREPEND(exchanger->lines.pausing, exchange);
}

void exchange_park(struct exchange *exchange)
{
    exchange->state = EXCHANGE_PARKED;
    insert_by_age(&exchange->order.health->parked, exchange);
}

void exchange_leave_line(struct exchange *exchange)
{
    struct exchanger *exchanger = exchange->exchanger;
    switch (exchange->state) {
    case EXCHANGE_PENDING:
        DL_DELETE(exchanger->lines.pending, exchange);
        break;
    case EXCHANGE_WAITING:
        DL_DELETE(exchange->trial.server->waiting, exchange);
        break;
    case EXCHANGE_PAUSING:
        DL_DELETE(exchanger->lines.pausing, exchange);
        break;
    case EXCHANGE_HELD:
        DL_DELETE(exchanger->lines.held, exchange);
        break;
    case EXCHANGE_PARKED:
        DL_DELETE(exchange->order.health->parked, exchange);
        break;
    case EXCHANGE_DATAGRAM:
    case EXCHANGE_STREAM:
        break;
    }
    if (exchange->called)
        exchange->trial.server->called--;
    exchange->called = false;
}
