/* SPDX-License-Identifier: Apache-2.0 */
#include "resolve/server.h"

enum { RTT_MAX_MS = 12000 };

void server_init(struct server *server, const struct net_address *address, unsigned window_most)
{
    *server = (struct server){.address = *address, .rtt_ms = SERVER_RTT_UNKNOWN_MS};
    pace_init(&server->pace, window_most);
    net_address_print(address, server->text);
}

bool server_is_silent(const struct server *server, uint64_t now)
{
    return server->silent >= SERVER_SILENT_TRIES && now < server->probe_at;
}

void server_begin(struct server *server, uint64_t now)
{
    server->in_flight++;
    server->tries++;
    server->lull.one_more = false;
    pace_begin(&server->pace, server_counted(server));
    if (server->silent >= SERVER_SILENT_TRIES && now >= server->probe_at)
        server->probe_at = now + SERVER_PROBE_MS;
}

uint64_t server_take_slot(struct server *server, uint64_t pace_us, uint64_t now)
{
    const uint64_t slot = server->slots_us > now * 1000 ? server->slots_us : now * 1000;
    server->slots_us = slot + pace_us;
    return slot;
}

static void take_rtt(struct server *server, uint64_t rtt_ms)
{
    if (rtt_ms > RTT_MAX_MS)
        rtt_ms = RTT_MAX_MS;
    server->rtt_ms = (7 * server->rtt_ms + (unsigned)rtt_ms) / 8;
}

static void hear(struct server *server, uint64_t sent, uint64_t now)
{
    take_rtt(server, now - sent);
    server->in_flight--;
    server->silent = 0;
    server->error = 0;
    server->answered.at = now;
    if (sent > server->answered.sent)
        server->answered.sent = sent;
}

void server_answered(struct server *server, uint64_t sent, uint64_t now)
{
    hear(server, sent, now);
    pace_answered(&server->pace, server_counted(server), sent, now);
}

void server_refused(struct server *server, uint64_t sent, uint64_t now)
{
    hear(server, sent, now);
    pace_lost(&server->pace, false, sent, now);
}

bool server_is_late(const struct server *server, uint64_t sent, uint64_t now)
{
    return sent <= server->answered.sent && now - sent > pace_patience(&server->pace);
}

void server_lost(struct server *server, uint64_t sent, uint64_t now)
{
    if (sent <= server->answered.sent) /* else it may be silent */
        pace_lost(&server->pace, true, sent, now);
}

static void count_unanswered(struct server *server, uint64_t sent)
{
    server->in_flight--;
    server->silent += sent > server->answered.sent;
}

void server_unreachable(struct server *server, int error, uint64_t sent)
{
    server->error = error;
    count_unanswered(server, sent);
}

/* One that answers nothing any more is told by the times at which tries left: a loss is known a timeout later than an
 * answer. */
void server_timed_out(struct server *server, uint64_t sent, uint64_t now)
{
    count_unanswered(server, sent);
    take_rtt(server, 2 * (now - sent));
    if (server->silent >= SERVER_QUIET_TRIES)
        pace_stop(&server->pace, sent, now);
}

void server_given_up(struct server *server)
{
    server->in_flight--;
}

void server_cleared(struct server *server, uint64_t now)
{
    pace_go_on(&server->pace, now);
    server->silent = 0;
}
