/* SPDX-License-Identifier: Apache-2.0 */
/* Which server comes next: those that pass signatures on first, those that answer before the silent ones, then those
 * asked least, then any but the one to avoid, then those with the fewest wrong answers about the zone, then those with
 * room, then the quick ones, then in the order in which they were given; of name servers, in any. */
#include "internal.h"

#include <limits.h>

enum { RTT_STEP_MS = 50, RTT_STEPS = 256, EXPLORE_ONE_IN = 20, FAULTS_STEPS = 4 };

/* Of name servers, the quicker ones come first, by steps of RTT_STEP_MS; one time in EXPLORE_ONE_IN all count alike, so
 * that a server that was slow once is not slow for ever. */
static unsigned rank_by_rtt(const struct exchange *exchange, const struct server *server, bool exploring)
{
    unsigned step = server->rtt_ms / RTT_STEP_MS;
    if (!exchange->order.zone || exploring)
        return 0;
    return step < RTT_STEPS - 1 ? step : RTT_STEPS - 1;
}

/* Wrong answers of a server about this zone, up to the point where more make no difference. */
static unsigned known_faults(const struct exchange *exchange, size_t i)
{
    unsigned faults = exchange->order.faults ? exchange->order.faults[i] : 0;
    return faults < FAULTS_STEPS ? faults : FAULTS_STEPS - 1;
}

static unsigned tries_of_each(const struct exchange *exchange)
{
    unsigned tries = exchange->order.last_chance ? 1 : exchange->exchanger->settings.retries + 1;
    return exchange->order.probe_tries ? exchange->order.probe_tries : tries + exchange->again;
}

bool exchange_has_try(const struct exchange *exchange, size_t at)
{
    return exchange->each[at].tries < tries_of_each(exchange);
}

/* Where the network is known beforehand, the server whose try is in it; false where chance is to decide. */
static bool foreseen_server(const struct exchange *exchange, size_t *ret_at)
{
    const struct exchange_settings *settings = &exchange->exchanger->settings;
    uint64_t best = UINT64_MAX;
    for (size_t i = 0; settings->foresee && i < exchange->order.server_count; i++) {
        if (!exchange_has_try(exchange, i))
            continue;
        uint64_t place =
            settings->foresee(settings->context, &exchange->order.servers[i]->address, exchange->order.question);
        if (place < best) {
            best = place;
            *ret_at = i;
        }
    }
    return best != UINT64_MAX;
}

bool exchange_choose(const struct exchange *exchange, size_t *ret_at)
{
    struct exchanger *exchanger = exchange->exchanger;
    size_t count = exchange->order.server_count;
    uint64_t at = exchanger_now(exchanger);
    unsigned best_rank = UINT_MAX, chance = exchange->order.zone ? exchanger_chance(exchanger) : 0;
    if (exchange->order.zone && exchange->so_far.tries_made >= EXCHANGE_ZONE_TRIES + (unsigned)exchange->again)
        return false;
    if (count == 1) {
        *ret_at = 0;
        return exchange_has_try(exchange, 0);
    }
    if (foreseen_server(exchange, ret_at))
        return true;
    for (size_t n = 0; n < count; n++) {
        size_t i = (n + chance) % count;
        const struct server *server = exchange->order.servers[i];
        if (!exchange_has_try(exchange, i))
            continue;
        unsigned rank = exchanger->settings.validating && server->signing == SERVER_SIGNING_STRIPS;
        rank = rank * 2 + server_is_silent(server, at);
        rank = rank * (SERVERS_TRIES_MAX + 1) + exchange->each[i].tries;
        rank = rank * 2 + (server == exchange->order.avoid);
        rank = rank * FAULTS_STEPS + known_faults(exchange, i);
        rank = rank * 2 + !server_has_room(server);
        rank = rank * RTT_STEPS + rank_by_rtt(exchange, server, chance && chance % EXPLORE_ONE_IN == 0);
        if (rank < best_rank) {
            best_rank = rank;
            *ret_at = i;
        }
    }
    return best_rank != UINT_MAX;
}
