/* SPDX-License-Identifier: Apache-2.0 */
/* Long lists at a resolver of some kind, in a world of its own, in steps of a millisecond. */
#include "fake_transport.h"
#include "weak_link.h"

#include "resolve/health.h"

#include <stdio.h>

enum {
    WINDOW = 512,
    TIMEOUT_MS = 5000,
    RETRIES = 2,
    ROUND_MS = 50,
    SECOND = 1000,
    FLYING_MAX = 1 << 15,
    OPEN_MAX = 1 << 16
};

struct world;

/* One question, until it is answered or given up. */
struct asked {
    struct world *world;
    struct dns_name name;
    struct asked *next; /* of those that are free */
};

/* An answer on its way. */
struct flying {
    struct fake_sent query;
    uint64_t due;
};

struct world {
    struct weak_link link;
    struct fake *fake;
    struct exchanger *exchanger;
    struct server server, *place[1];
    size_t server_count;
    struct health health;
    struct asked asked[OPEN_MAX], *free;
    unsigned open;
    struct flying flying[FLYING_MAX];
    size_t first, end;
    unsigned begun, answered, lost;
};

static void at_random(void *context, void *bytes, size_t size)
{
    static uint64_t state = 7;
    (void)context;
    for (size_t i = 0; i < size; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        ((uint8_t *)bytes)[i] = (uint8_t)(state >> 56);
    }
}

static time_t wall(void *context)
{
    (void)context;
    return 0;
}

static struct world *world_new(struct weak_link link)
{
    static const struct exchange_settings settings = {
        .concurrency = WINDOW, .timeout_ms = TIMEOUT_MS, .retries = RETRIES, .random = at_random, .wall = wall};
    static const struct net_address address = {.port = 53};
    struct world *world = test_calloc(1, sizeof *world);
    world->link = weak_link_begin(link);
    world->fake = fake_new();
    world->exchanger = exchanger_new(&world->fake->transport, &settings);
    exchanger_init_server(world->exchanger, &world->server, &address);
    world->place[0] = &world->server;
    world->server_count = 1;
    health_init(&world->health, world->exchanger, NULL, world->place, &world->server_count);
    for (size_t i = 0; i < OPEN_MAX; i++) {
        world->asked[i] = (struct asked){.world = world, .next = world->free};
        world->free = &world->asked[i];
    }
    return world;
}

static void world_free(struct world *world)
{
    exchanger_free(world->exchanger);
    health_end(&world->health);
    fake_free(world->fake);
    test_free(world);
}

static void keep(void *user, const struct dns_reply *reply)
{
    struct asked *asked = user;
    struct world *world = asked->world;
    world->answered += reply->kind == REPLY_NXDOMAIN;
    world->lost += reply->kind != REPLY_NXDOMAIN && asked->name.wire[1] != 'd';
    asked->next = world->free;
    world->open--;
    world->free = asked;
}

/* As a run does, so many names at once. */
static void ask(struct world *world)
{
    while (world->free && world->open - exchanger_late(world->exchanger) < WINDOW) {
        world->open++;
        struct asked *asked = world->free;
        char text[16];
        world->free = asked->next;
        snprintf(text, sizeof text, "%c%u", weak_link_one_of_1000(&world->link, world->link.dead_of_1000) ? 'd' : 'n',
                 world->begun++);
        asked->name = name_of(text);
        const struct exchange_order order = {.question = dns_question_of(asked->name.wire, DNS_TYPE_CAA),
                                             .servers = world->place,
                                             .server_count = 1,
                                             .health = &world->health};
        exchange_start(world->exchanger, &order, keep, asked);
    }
}

static bool lets_through(struct world *world, const struct fake_sent *query)
{
    struct weak_link *link = &world->link;
    if (query->message[DNS_HEADER_SIZE + 1] == 'd' || weak_link_one_of_1000(link, link->lost_of_1000))
        return false;
    return weak_link_has_token(link);
}

static void take_queries(struct world *world)
{
    for (size_t i = 0; i < world->fake->sent_count; i++) {
        if (!lets_through(world, &world->fake->sent[i]))
            continue;
        assert_true(world->end - world->first < FLYING_MAX);
        world->flying[world->end++ % FLYING_MAX] = (struct flying){world->fake->sent[i], world->fake->now + ROUND_MS};
    }
    world->fake->sent_count = 0;
}

static void answer_what_is_due(struct world *world)
{
    while (world->first < world->end && world->flying[world->first % FLYING_MAX].due <= world->fake->now) {
        world->fake->sent[FAKE_SENT_MAX - 1] = world->flying[world->first++ % FLYING_MAX].query;
        fake_answer(world->fake, FAKE_SENT_MAX - 1, DNS_RCODE_NXDOMAIN);
    }
}

static void pass(struct world *world, uint64_t ms)
{
    for (uint64_t end = world->fake->now + ms; world->fake->now < end; world->fake->now++) {
        weak_link_fill(&world->link);
        answer_what_is_due(world);
        ask(world);
        exchanger_turn(world->exchanger, UINT64_MAX);
        take_queries(world);
    }
}

/* For so many SECONDS, it answers at least SHARE questions a second; of names that live, LOST at most are unknown. */
static void expect(struct weak_link link, unsigned seconds, unsigned share, unsigned lost)
{
    struct world *world = world_new(link);
    pass(world, 15 * SECOND);
    world->lost = 0;
    for (unsigned i = 0; i < seconds; i += 5) {
        world->answered = 0;
        pass(world, 5 * SECOND);
        if (world->answered / 5 < share)
            fail_msg("rate %u, %u lost, %u dead of 1000: after %u s %u/s, window %.0f", link.per_second,
                     link.lost_of_1000, link.dead_of_1000, 15 + i, world->answered / 5, world->server.pace.window);
    }
    assert_in_range(world->lost, 0, lost);
    world_free(world);
}

/* Names that nobody answers for, each of which is waited for for long, keep nobody from asking for others. */
static void test_dead_names(void **state)
{
    (void)state;
    for (unsigned dead = 10; dead <= 30; dead += 20)
        expect((struct weak_link){.dead_of_1000 = dead}, 25, 8000, 0);
}

/* Nor does what chance loses, until it is asked again. */
static void test_lost_by_chance(void **state)
{
    (void)state;
    expect((struct weak_link){.lost_of_1000 = 50}, 10, 9000, 5);
}

/* What the resolver lets through is used, and nothing is lost for good; dead names are not taken for what it does not
 * let through. */
static void test_limited(void **state)
{
    static const unsigned rates[] = {300, 1000, 2500};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rates); i++)
        for (unsigned dead = 0; dead <= 10; dead += 10)
            expect((struct weak_link){.per_second = rates[i], .dead_of_1000 = dead}, 60, rates[i] * 8 / 10,
                   rates[i] * 60 / 3000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dead_names),
        cmocka_unit_test(test_lost_by_chance),
        cmocka_unit_test(test_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
