/* SPDX-License-Identifier: Apache-2.0 */
#include "resolve/health.h"

#include "internal.h"
#include "util/memory.h"
#include "util/saying.h"

#include <stdlib.h>
#include <utlist.h>

/* One question to one server of the place. */
struct health_probe {
    struct health *health;
    struct exchange *exchange; /* NULL: answered, or given up */
    bool lost;                 /* a try of it went unanswered */
};

static bool is_told(const struct exchanger *exchanger)
{
    const struct exchange_settings *settings = &exchanger->settings;
    return settings->told && settings->told(settings->context);
}

static void health_watch(struct health *health)
{
    if (!health->watched)
        DL_APPEND(health->exchanger->watched, health);
    health->watched = true;
}

static void unwatch(struct health *health)
{
    DL_DELETE(health->exchanger->watched, health);
    health->watched = false;
}

/* ---- probes ---- */

static void probe_done(void *user, const struct dns_reply *reply)
{
    struct health_probe *probe = user;
    (void)reply; /* any answer was heard when it came */
    probe->exchange = NULL;
    probe->health->probing.open--;
}

/* Of resolvers, each has as many tries as any question would; name servers share those of one question. */
static unsigned probe_tries(const struct health *health)
{
    unsigned tries = health->exchanger->settings.retries + 1;
    unsigned share = EXCHANGE_ZONE_TRIES / (unsigned)*health->server_count;
    if (health->zone && share < tries)
        tries = share ? share : 1;
    return tries;
}

static void start_probes(struct health *health)
{
    static const uint8_t root[] = {0};
    health->wanted = false;
    health->probing.count = health->probing.open = *health->server_count;
    health->probing.items = memory_resize(health->probing.items, health->probing.count, sizeof *health->probing.items);
    for (size_t i = 0; i < health->probing.count; i++) {
        struct health_probe *probe = &health->probing.items[i];
        const struct exchange_order order = {.question =
                                                 dns_question_of(health->zone ? health->zone : root, DNS_TYPE_SOA),
                                             .servers = &health->servers[i],
                                             .server_count = 1,
                                             .zone = health->zone,
                                             .health = health,
                                             .probe_tries = probe_tries(health)};
        *probe = (struct health_probe){.health = health,
                                       .exchange = exchange_start(health->exchanger, &order, probe_done, probe)};
    }
}

static void end_probes(struct health *health)
{
    for (size_t i = 0; health->probing.open && i < health->probing.count; i++)
        if (health->probing.items[i].exchange)
            exchange_cancel(health->probing.items[i].exchange);
    free(health->probing.items);
    health->probing.items = NULL;
    health->probing.count = health->probing.open = 0;
}

/* ---- what is heard, and what is not ---- */

void health_asked(struct exchange *exchange)
{
    struct exchanger *exchanger = exchange->exchanger;
    struct health *health = exchange->order.health;
    if (exchanger->counters.answers)
        return;
    if (exchange->trial.server->tries == 1 && exchanger->unheard_count++ < UNHEARD_NAMED_MAX)
        exchanger->unheard[exchanger->unheard_count - 1] = exchange->trial.server;
    if (exchanger->counters.queries == 1)
        exchanger->asked_at = exchange->trial.sent_at;
    if (!health || health->awaited || health->state != HEALTH_GOOD)
        return;
    health->awaited = true;
    exchanger->awaited++;
}

/* Whether none of the servers answers at once; that one does not is no silence of the place. */
static bool all_are_lost(const struct health *health)
{
    for (size_t i = 0; i < health->probing.count; i++)
        if (!health->probing.items[i].lost)
            return false;
    return health->probing.count;
}

void health_heard(struct exchange *exchange)
{
    struct health *health = exchange->order.health;
    exchange->exchanger->counters.answers++;
    if (!health)
        return;
    bool was_silent = health->state == HEALTH_SILENT || all_are_lost(health);
    if (exchange->order.probe_tries && !was_silent)
        server_cleared(exchange->trial.server, exchanger_now(exchange->exchanger));
    health->heard = true;
    health->unanswered = 0;
    if (exchange->trial.sent_at > health->answered_sent)
        health->answered_sent = exchange->trial.sent_at;
    if (health->state == HEALTH_SUSPECT || health->state == HEALTH_SILENT) {
        health->state = was_silent ? HEALTH_RETURNED : HEALTH_CLEARED;
        health_watch(health);
    }
}

/* At none of the servers, as they said last. */
static bool nobody_listens(const struct health *health)
{
    for (size_t i = 0; i < *health->server_count; i++)
        if (!health->servers[i]->error)
            return false;
    return true;
}

static void suspect(struct health *health)
{
    health->state = HEALTH_SUSPECT;
    health_watch(health);
}

void health_lost(struct exchange *exchange)
{
    struct health *health = exchange->order.health;
    if (!health || exchange->trial.sent_at <= health->answered_sent)
        return;
    if (exchange->order.probe_tries) {
        ((struct health_probe *)exchange->user)->lost = true;
        return;
    }
    if (!health->unanswered++)
        health->since = exchange->trial.sent_at;
    const bool never = !health->zone && !health->heard && nobody_listens(health);
    const unsigned enough = never ? HEALTH_REFUSED_TRIES : HEALTH_SUSPECT_TRIES;
    bool suspicious = health->unanswered >= enough && !is_told(exchange->exchanger);
    if (health->state == HEALTH_GOOD && suspicious)
        suspect(health);
}

/* ---- those who would ask ---- */

/* Servers may have been found since the place fell silent. */
static bool covers(const struct health *health, const struct exchange_order *order)
{
    return order->servers + order->server_count <= health->servers + health->probing.silent;
}

enum health_advice health_advise(struct exchange *exchange)
{
    struct health *health = exchange->order.health;
    if (!health || exchange->order.probe_tries || health->state != HEALTH_SILENT)
        return HEALTH_ASK;
    health_watch(health);
    if (!covers(health, &exchange->order)) {
        health->unanswered = 0;
        health->state = HEALTH_CLEARED;
        return HEALTH_ASK;
    }
    health->wanted = true;
    return exchanger_now(exchange->exchanger) < health->wait_until ? HEALTH_PARK : HEALTH_FAIL;
}

/* The resolvers, or the root: those without whom nothing can be known. */
static bool is_indispensable(const struct health *health)
{
    return !health->zone || dns_name_is_root(health->zone);
}

bool health_may_help(struct exchange *exchange)
{
    struct health *health = exchange->order.health;
    bool unanswered = exchange->so_far.failure == FAILURE_TIMEOUT || exchange->so_far.failure == FAILURE_NETWORK;
    if (!health || exchange->order.probe_tries || exchange->again || !unanswered)
        return false;
    if (health->state == HEALTH_GOOD && !health->heard && is_indispensable(health) && !is_told(exchange->exchanger))
        suspect(health);
    return health->state == HEALTH_SUSPECT ||
           (health->state == HEALTH_SILENT && exchanger_now(exchange->exchanger) < health->wait_until);
}

/* Everybody gets back in line, and is told there what to do. */
static void release_parked(struct health *health)
{
    while (health->parked) {
        struct exchange *exchange = health->parked;
        exchange_leave_line(exchange);
        exchange->again = exchange->again || health->state == HEALTH_RETURNED;
        exchange_line_up(exchange);
    }
}

/* Nobody listened, and now somebody does. */
static void release_pausing(struct health *health)
{
    struct exchange *exchange, *following;
    DL_FOREACH_SAFE(health->exchanger->lines.pausing, exchange, following)
    if (exchange->order.health == health && exchange->so_far.failure == FAILURE_NETWORK && !exchange->trial.slot_of) {
        exchange_leave_line(exchange);
        exchange_line_up(exchange);
    }
}

/* ---- turns ---- */

/* What one question may take at one server. */
static uint64_t tries_ms(const struct exchanger *exchanger)
{
    return exchanger->settings.timeout_ms * (exchanger->settings.retries + 1);
}

/* Those who wait for room at the servers will not get any. */
static void call_back(struct health *health)
{
    struct exchange *exchange;
    DL_FOREACH2(health->exchanger->lines.all, exchange, all.next)
    if (exchange->order.health == health && exchange->state == EXCHANGE_WAITING) {
        exchange_leave_line(exchange);
        exchange_line_up(exchange);
    }
}

/* It is not expected to come back any more. */
static void stop_waiting(struct health *health)
{
    if (health->awaited) {
        health->exchanger->awaited--;
        health->exchanger->silent++;
    }
    health->awaited = false;
    release_parked(health);
}

/* ms: how long resolvers are waited for that have never answered. */
static uint64_t first_wait(const struct health *health)
{
    const uint64_t tries = tries_ms(health->exchanger);
    return nobody_listens(health) && tries > HEALTH_REFUSED_MS ? HEALTH_REFUSED_MS : tries;
}

static void fall_silent(struct health *health)
{
    struct exchanger *exchanger = health->exchanger;
    uint64_t now = exchanger_now(exchanger), longer = 2 * tries_ms(exchanger);
    uint64_t wait_ms = longer > HEALTH_WAIT_MS ? longer : HEALTH_WAIT_MS;
    if (!health->heard)
        wait_ms = health->zone ? 0 : first_wait(health);
    health->state = HEALTH_SILENT;
    health->since_wall = exchanger->settings.wall(exchanger->settings.context) - (time_t)((now - health->since) / 1000);
    health->wait_until = health->since + wait_ms;
    health->probing.at = now + HEALTH_PROBE_MS;
    health->probing.silent = health->probing.count;
    call_back(health);
    if (now >= health->wait_until)
        stop_waiting(health);
}

static void stay_silent(struct health *health, uint64_t now)
{
    if (now >= health->wait_until)
        stop_waiting(health);
    if (health->probing.open)
        return;
    bool wanted = health->wanted || health->parked || health->awaited;
    if (wanted && now >= health->probing.at) {
        health->probing.at = now + HEALTH_PROBE_MS;
        start_probes(health);
    } else if (!wanted) {
        end_probes(health);
        unwatch(health);
    }
}

static void see_to(struct health *health, uint64_t now)
{
    switch (health->state) {
    case HEALTH_GOOD:
        unwatch(health);
        break;
    case HEALTH_SUSPECT:
        if (!health->probing.items)
            start_probes(health);
        else if (!health->probing.open)
            fall_silent(health);
        break;
    case HEALTH_SILENT:
        stay_silent(health, now);
        break;
    case HEALTH_CLEARED:
    case HEALTH_RETURNED:
        end_probes(health);
        release_parked(health);
        if (health->state == HEALTH_RETURNED)
            release_pausing(health);
        health->state = HEALTH_GOOD;
        unwatch(health);
    }
}

void health_turn(struct exchanger *exchanger)
{
    struct health *health, *following;
    uint64_t now = exchanger_now(exchanger);
    bool told = exchanger->watched && is_told(exchanger);
    DL_FOREACH_SAFE(exchanger->watched, health, following)
    {
        if (told)
            health->state = HEALTH_CLEARED;
        see_to(health, now);
    }
}

static uint64_t wake_of(const struct health *health)
{
    uint64_t wake = health->parked || health->awaited ? health->wait_until : UINT64_MAX;
    switch (health->state) {
    case HEALTH_SUSPECT:
        return health->probing.open ? UINT64_MAX : 0;
    case HEALTH_SILENT:
        return !health->probing.open && health->probing.at < wake ? health->probing.at : wake;
    case HEALTH_GOOD:
    case HEALTH_CLEARED:
    case HEALTH_RETURNED:
        break;
    }
    return 0;
}

static uint64_t unheard_until(const struct exchanger *exchanger)
{
    uint64_t longer = tries_ms(exchanger);
    return exchanger->asked_at + (longer > HEALTH_UNHEARD_MS ? longer : HEALTH_UNHEARD_MS);
}

uint64_t health_wake(const struct exchanger *exchanger)
{
    uint64_t wake = UINT64_MAX;
    const struct health *health;
    DL_FOREACH(exchanger->watched, health)
    {
        uint64_t own = wake_of(health);
        wake = own < wake ? own : wake;
    }
    bool unheard = exchanger->counters.queries && exchanger_is_unheard(exchanger);
    if (exchanger->lines.all && unheard && unheard_until(exchanger) < wake)
        wake = unheard_until(exchanger);
    return wake;
}

/* ---- nobody at all ---- */

bool exchanger_is_unheard(const struct exchanger *exchanger)
{
    return exchanger->started && !exchanger->counters.answers && !is_told(exchanger);
}

bool exchanger_is_deaf(const struct exchanger *exchanger)
{
    if (!exchanger_is_unheard(exchanger) || !exchanger->counters.queries)
        return false;
    return (exchanger->silent && !exchanger->awaited) || exchanger_now(exchanger) >= unheard_until(exchanger);
}

static void say_unheard(const struct server *server, struct buffer *out)
{
    struct buffer tries = {0};
    exchange_say_tries(server->tries, server->text, &tries);
    const struct saying_value why = server->error ? saying_error(server->error) : saying_kept(SAID_LOOKUP_NO_ANSWER);
    saying_add(SAY_RUN_SERVER_TRIED(saying_kept(buffer_text(&tries)), why), out);
    buffer_free(&tries);
}

void exchanger_say_unheard(const struct exchanger *exchanger, struct buffer *out)
{
    struct buffer servers = {0};
    size_t count = exchanger->unheard_count, named = count < UNHEARD_NAMED_MAX ? count : UNHEARD_NAMED_MAX;
    for (size_t i = 0; i < named; i++) {
        buffer_add_text(&servers, i ? SAID_CLAUSE_JOINT : "");
        say_unheard(exchanger->unheard[i], &servers);
    }
    if (count > named)
        saying_add(SAY_RUN_MORE_SERVERS(count - named, saying_kept(buffer_text(&servers))), out);
    else
        buffer_add(out, servers.data, servers.size);
    buffer_free(&servers);
}

/* ---- its life ---- */

void health_init(struct health *health, struct exchanger *exchanger, const uint8_t *zone, struct server *const *servers,
                 const size_t *server_count)
{
    *health = (struct health){.exchanger = exchanger, .zone = zone, .servers = servers, .server_count = server_count};
}

void health_end(struct health *health)
{
    end_probes(health);
    if (health->watched)
        unwatch(health);
}

void health_forget_all(struct exchanger *exchanger)
{
    while (exchanger->watched) {
        struct health *health = exchanger->watched;
        end_probes(health);
        unwatch(health);
    }
}
