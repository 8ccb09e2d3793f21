/* SPDX-License-Identifier: Apache-2.0 */
/* The window against servers of some kinds, in a world of its own, in steps of a millisecond. */
#include "support.h"
#include "weak_link.h"

#include "resolve/server.h"

enum { TRIES = 80000, ROUND_MS = 50, SECOND = 1000, REFUSED_AT_ONCE = 20 /* the others pause */ };

struct world {
    struct weak_link link;
    struct server server;
    uint64_t now, left[TRIES], due[TRIES];
    enum { FLYING, ANSWERED, LATE } state[TRIES];
    bool lets_through[TRIES];
    size_t begun, oldest; /* all before that have ended */
    unsigned answered, lost, refused;
};

static unsigned takes_longer(struct world *world)
{
    return (unsigned)weak_link_chance(&world->link) % (world->link.varies_ms + 1);
}

static bool lets_through(struct world *world)
{
    struct weak_link *link = &world->link;
    if (weak_link_one_of_1000(link, link->lost_of_1000) || weak_link_one_of_1000(link, link->dead_of_1000))
        return false;
    return weak_link_has_token(link);
}

static void answer_what_is_due(struct world *world)
{
    for (size_t i = world->oldest; i < world->begun && world->left[i] + ROUND_MS <= world->now; i++) {
        if (world->state[i] == ANSWERED || !world->lets_through[i] || world->due[i] > world->now)
            continue;
        if (world->state[i] == LATE) {
            pace_found(&world->server.pace, world->left[i]);
            world->server.in_flight++;
        }
        world->state[i] = ANSWERED;
        world->answered++;
        server_answered(&world->server, world->left[i], world->now);
        pace_took(&world->server.pace, world->now - world->left[i]);
    }
}

static void find_late(struct world *world)
{
    for (size_t i = world->oldest; i < world->begun; i++) {
        if (world->state[i] != FLYING || !server_is_late(&world->server, world->left[i], world->now))
            continue;
        world->state[i] = LATE;
        world->lost++;
        world->server.in_flight--; /* it is asked for elsewhere */
        server_lost(&world->server, world->left[i], world->now);
    }
    while (world->oldest < world->begun && world->state[world->oldest] != FLYING &&
           world->due[world->oldest] <= world->now)
        world->oldest++;
}

static void ask(struct world *world)
{
    const unsigned refused = world->refused;
    while (world->begun < TRIES && server_has_room(&world->server)) {
        if (world->link.at_once && world->server.in_flight >= world->link.at_once) {
            server_begin(&world->server, world->now);
            server_refused(&world->server, world->now, world->now);
            if (++world->refused > refused + REFUSED_AT_ONCE)
                return;
            continue;
        }
        world->left[world->begun] = world->now;
        world->lets_through[world->begun] = lets_through(world);
        world->due[world->begun] = world->now + ROUND_MS + takes_longer(world);
        server_begin(&world->server, world->now);
        world->begun++;
    }
}

static void pass(struct world *world, uint64_t ms)
{
    world->answered = world->lost = 0;
    for (uint64_t end = world->now + ms; world->now < end; world->now++) {
        weak_link_fill(&world->link);
        answer_what_is_due(world);
        find_late(world);
        ask(world);
    }
}

static struct world *world_new(struct weak_link link)
{
    static const struct net_address address = {.port = 53};
    struct world *world = test_calloc(1, sizeof *world);
    world->link = weak_link_begin(link);
    world->now = SECOND;
    server_init(&world->server, &address, 512);
    return world;
}

/* It is asked what it lets through, and little more. */
static void test_limited(void **state)
{
    static const unsigned rates[] = {300, 1000, 3000};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rates); i++) {
        struct world *world = world_new((struct weak_link){.per_second = rates[i]});
        pass(world, 2 * SECOND);
        pass(world, 5 * SECOND);
        assert_in_range(world->answered, 5 * rates[i] * 9 / 10, 5 * rates[i] * 102 / 100 + 50);
        assert_in_range(world->lost, 0, 5 * rates[i] / 6);
        test_free(world);
    }
}

/* What chance loses, or what is dead, makes it be asked no less. */
static void test_not_limited(void **state)
{
    static const struct weak_link links[] = {{0}, {.lost_of_1000 = 50}, {.lost_of_1000 = 100}, {.dead_of_1000 = 30}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(links); i++) {
        struct world *world = world_new(links[i]);
        pass(world, 2 * SECOND);
        assert_true(world->server.pace.window > 400);
        test_free(world);
    }
}

/* What is slow is not lost: where answers take now so long, now thrice as long, the window is as wide as it may be. */
static void test_slow(void **state)
{
    static const struct net_address address = {.port = 53};
    (void)state;
    struct world *world = world_new((struct weak_link){.varies_ms = 2 * ROUND_MS});
    server_init(&world->server, &address, 4000);
    pass(world, SECOND * 3 / 2);
    for (unsigned i = 0; i < 10 && world->begun < TRIES; i++) {
        assert_true(world->server.pace.window > 3500);
        pass(world, SECOND / 20);
    }
    test_free(world);
}

/* What it refuses is asked no more than a little. */
static void test_refusing(void **state)
{
    (void)state;
    struct world *world = world_new((struct weak_link){.at_once = 150});
    pass(world, 10 * SECOND);
    assert_in_range(world->answered, 10 * 2000, 10 * 3000);
    assert_in_range(world->refused, 0, 10 * 300);
    test_free(world);
}

/* One that has become quick again is asked more, within some seconds. */
static void test_limit_ends(void **state)
{
    (void)state;
    struct world *world = world_new((struct weak_link){.per_second = 300});
    pass(world, 3 * SECOND);
    assert_true(world->server.pace.window < 40);
    world->link.per_second = 0;
    pass(world, 8 * SECOND);
    assert_true(world->server.pace.window > 200);
    test_free(world);
}

/* A round trip makes the first window four times as wide, and then twice, for what left before that counts as well. */
static void test_grows(void **state)
{
    (void)state;
    struct world *world = world_new((struct weak_link){.varies_ms = ROUND_MS});
    server_init(&world->server, &(struct net_address){.port = 53}, 4000);
    pass(world, 2 * ROUND_MS + 5);
    assert_in_range(world->server.pace.window, 4 * PACE_FIRST, 6 * PACE_FIRST);
    pass(world, ROUND_MS);
    assert_in_range(world->server.pace.window, 6 * PACE_FIRST, 12 * PACE_FIRST);
    test_free(world);
}

/* What answers at once is asked no more at once than its buffer holds; what takes its time is. */
static void test_quick(void **state)
{
    static const struct net_address address = {.port = 53};
    (void)state;
    for (uint64_t round_ms = 1; round_ms <= 20; round_ms += 19) {
        struct server server;
        server_init(&server, &address, 512);
        for (uint64_t now = 1000; now < 1000 + 20 * round_ms; now += round_ms) {
            unsigned count = 0;
            for (; server_has_room(&server); count++)
                server_begin(&server, now);
            for (; count; count--) {
                server_answered(&server, now, now + round_ms);
                pace_took(&server.pace, round_ms);
            }
        }
        assert_int_equal((unsigned)server.pace.window, round_ms == 1 ? PACE_FIRST : 512);
    }
}

/* A window that nobody uses does not grow. */
static void test_unused(void **state)
{
    static const struct net_address address = {.port = 53};
    struct server server;
    (void)state;
    server_init(&server, &address, 512);
    for (uint64_t now = 0; now < 10000; now += 10) {
        server_begin(&server, now);
        server_answered(&server, now, now + 10);
    }
    assert_in_range(server.pace.window, 0, PACE_FIRST);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_limited),    cmocka_unit_test(test_not_limited),
                                              cmocka_unit_test(test_slow),       cmocka_unit_test(test_refusing),
                                              cmocka_unit_test(test_limit_ends), cmocka_unit_test(test_grows),
                                              cmocka_unit_test(test_quick),      cmocka_unit_test(test_unused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
