/* SPDX-License-Identifier: Apache-2.0 */
#include "resolve/server.h"

/* A lost answer says little: the name may be dead behind a healthy resolver. Only where a good part of the tries stays
 * unanswered is the server itself taken to suffer. One that answers nothing any more is told from that by the times at
 * which tries left: a loss is known a timeout later than an answer, so that counts of what ended lately would call it
 * healthy for as long again. The window then falls at once, as TCP's does when its timer runs out (RFC 5681 3.1). */
enum { LOST_THAT_MATTER = 4, SHARE_THAT_MATTERS = 4 /* one in four */, RTT_MAX_MS = 12000 };

static const double steady_growth = 0.25;

void server_init(struct server *server, const struct net_address *address, unsigned window_most, uint64_t period_ms)
{
    *server = (struct server){.address = *address,
                              .window_most = window_most,
                              .threshold = window_most,
                              .period_ms = period_ms,
                              .rtt_ms = SERVER_RTT_UNKNOWN_MS};
    const double first = SERVER_WINDOW_FIRST;
    server->window = window_most < first ? window_most : first;
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
    if (server->silent >= SERVER_SILENT_TRIES && now >= server->probe_at)
        server->probe_at = now + SERVER_PROBE_MS;
}

uint64_t server_take_slot(struct server *server, uint64_t pace_us, uint64_t now)
{
    const uint64_t slot = server->slots_us > now * 1000 ? server->slots_us : now * 1000;
    server->slots_us = slot + pace_us;
    return slot;
}

static void turn_period(struct server *server, uint64_t now)
{
    if (now - server->period_start < server->period_ms)
        return;
    bool adjacent = now - server->period_start < 2 * server->period_ms;
    server->answered[1] = adjacent ? server->answered[0] : 0;
    server->lost[1] = adjacent ? server->lost[0] : 0;
    server->answered[0] = server->lost[0] = 0;
    server->period_start = now;
}

static bool loses_much(const struct server *server)
{
    unsigned lost = server->lost[0] + server->lost[1], answered = server->answered[0] + server->answered[1];
    return lost >= LOST_THAT_MATTER && lost * SHARE_THAT_MATTERS > lost + answered;
}

static void take_rtt(struct server *server, uint64_t rtt_ms)
{
    if (rtt_ms > RTT_MAX_MS)
        rtt_ms = RTT_MAX_MS;
    server->rtt_ms = (7 * server->rtt_ms + (unsigned)rtt_ms) / 8;
}

static double window_least(const struct server *server)
{
    const double least = SERVER_WINDOW_LEAST;
    return server->window_most < least ? server->window_most : least;
}

static void cut_to(struct server *server, double window, uint64_t now)
{
    double least = window_least(server);
    server->window = window > least ? window : least;
    server->cut_at = now;
}

void server_answered(struct server *server, uint64_t sent, uint64_t now)
{
    take_rtt(server, now - sent);
    turn_period(server, now);
    server->in_flight--;
    server->silent = 0;
    server->window_before = 0;
    server->error = 0;
    if (sent > server->answered_sent)
        server->answered_sent = sent;
    server->answered[0]++;
    server->window += server->window < server->threshold ? 1 : steady_growth;
    if (server->window > server->window_most)
        server->window = server->window_most;
}

static void count_lost(struct server *server, uint64_t sent, uint64_t now)
{
    turn_period(server, now);
    server->in_flight--;
    server->silent += sent > server->answered_sent;
    server->lost[0]++;
}

void server_unreachable(struct server *server, int error, uint64_t sent, uint64_t now)
{
    server->error = error;
    count_lost(server, sent, now);
}

void server_timed_out(struct server *server, uint64_t sent, uint64_t now)
{
    count_lost(server, sent, now);
    take_rtt(server, 2 * (now - sent));
    /* Tries that left before the last cut tell of the time before it. */
    if (sent < server->cut_at)
        return;
    if (server->silent >= SERVER_QUIET_TRIES) {
        if (server->window > window_least(server)) { /* else it is cut already, and these stay (RFC 5681 3.1) */
            server->window_before = server->window;
            server->threshold = server->window / 2;
        }
        cut_to(server, 0, now);
    } else if (sent < server->answered_sent && loses_much(server)) { /* it did answer what left later */
        cut_to(server, server->window / 2, now);
        server->threshold = server->window;
    }
}

void server_given_up(struct server *server)
{
    server->in_flight--;
}

void server_cleared(struct server *server, uint64_t now)
{
    if (server->window < server->window_before)
        server->window = server->threshold = server->window_before;
    server->window_before = 0;
    server->silent = 0;
    server->cut_at = now;
}
