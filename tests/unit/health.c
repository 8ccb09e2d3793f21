/* SPDX-License-Identifier: Apache-2.0 */
#include "fake_transport.h"
#include "said.h"

#include "resolve/health.h"

enum { TIMEOUT_MS = 1000, LIST = 100, WINDOW = 16, BEGIN_WALL = 1796083200 /* 2026-12-01T00:00:00Z */ };

/* What one exchange came to. */
struct outcome {
    bool done;
    enum reply_kind kind;
    enum failure failure;
    time_t silent_since;
    char detail[256];
};

/* A place of up to two servers, which answer or not, and what is asked of it. */
struct bench {
    struct fake *fake;
    struct exchanger *exchanger;
    struct server servers[2];
    struct server *place[2];
    size_t server_count;
    struct health health;
    bool dead[2];         /* of the servers: they answer nothing */
    const char *dead_for; /* names that begin so get no answer from anybody */
    size_t seen, probes;  /* of what was sent */
    struct outcome outcomes[LIST];
};

static void count_up(void *context, void *bytes, size_t size)
{
    static uint16_t next;
    (void)context;
    for (size_t i = 0; i + 1 < size; i += 2, next++) {
        ((uint8_t *)bytes)[i] = (uint8_t)(next >> 8);
        ((uint8_t *)bytes)[i + 1] = (uint8_t)next;
    }
}

static time_t wall(void *context)
{
    (void)context;
    return BEGIN_WALL;
}

static struct bench *bench_new(size_t server_count)
{
    static const struct exchange_settings settings = {
        .concurrency = WINDOW, .timeout_ms = TIMEOUT_MS, .retries = 1, .random = count_up, .wall = wall};
    struct bench *bench = test_calloc(1, sizeof *bench);
    bench->fake = fake_new();
    bench->exchanger = exchanger_new(&bench->fake->transport, &settings);
    bench->server_count = server_count;
    for (uint8_t i = 0; i < 2; i++) {
        const struct net_address address = {.port = 53, .bytes = {192, 0, 2, i}};
        exchanger_init_server(bench->exchanger, &bench->servers[i], &address);
        bench->place[i] = &bench->servers[i];
    }
    health_init(&bench->health, bench->exchanger, NULL, bench->place, &bench->server_count);
    return bench;
}

static void bench_free(struct bench *bench)
{
    exchanger_free(bench->exchanger);
    health_end(&bench->health);
    fake_free(bench->fake);
    test_free(bench);
}

static void keep(void *user, const struct dns_reply *reply)
{
    struct outcome *outcome = user;
    assert_false(outcome->done);
    *outcome = (struct outcome){true, reply->kind, reply->failure, reply->cause.silent_since, ""};
    strncpy(outcome->detail, said(reply->detail), sizeof outcome->detail - 1);
}

/* Asks for number I of the list, `xI`, of which LETTER is the x. */
static void ask(struct bench *bench, char letter, unsigned i)
{
    static struct dns_name names[LIST];
    const char text[] = {letter, (char)('0' + i / 10), (char)('0' + i % 10), '\0'};
    names[i] = name_of(text);
    const struct exchange_order order = {.question = dns_question_of(names[i].wire, DNS_TYPE_CAA),
                                         .servers = bench->place,
                                         .server_count = bench->server_count,
                                         .health = &bench->health};
    bench->outcomes[i] = (struct outcome){0};
    exchange_start(bench->exchanger, &order, keep, &bench->outcomes[i]);
}

static void ask_all(struct bench *bench, char letter, unsigned first, unsigned end)
{
    for (unsigned i = first; i < end; i++)
        ask(bench, letter, i);
}

static bool is_probe(const struct fake_sent *sent)
{
    const uint8_t *question = sent->message + DNS_HEADER_SIZE;
    return question[0] == 0 && question[2] == DNS_TYPE_SOA;
}

/* Time passes by 10 ms each, in which the servers that live answer what they were asked. */
static void pass(struct bench *bench, uint64_t ms)
{
    exchanger_turn(bench->exchanger, UINT64_MAX);
    for (uint64_t until = bench->fake->now + ms; bench->fake->now < until;) {
        bench->fake->now += 10;
        for (size_t sent = bench->fake->sent_count; bench->seen < sent; bench->seen++) {
            const struct fake_sent *query = &bench->fake->sent[bench->seen];
            bool dead = bench->dead_for && query->message[DNS_HEADER_SIZE + 1] == (uint8_t)*bench->dead_for;
            bench->probes += is_probe(query);
            if (!bench->dead[query->to.bytes[3]] && (!dead || is_probe(query)))
                fake_answer(bench->fake, bench->seen, DNS_RCODE_NXDOMAIN);
        }
        exchanger_turn(bench->exchanger, UINT64_MAX);
    }
}

static unsigned count_done(const struct bench *bench, enum reply_kind kind)
{
    unsigned count = 0;
    for (unsigned i = 0; i < LIST; i++)
        count += bench->outcomes[i].done && bench->outcomes[i].kind == kind;
    return count;
}

/* Nobody is waited for who never answered: a timeout, and one question's tries for the probe, is all that it takes. */
static void test_silent_from_the_start(void **state)
{
    (void)state;
    struct bench *bench = bench_new(2);
    bench->dead[0] = bench->dead[1] = true;
    ask_all(bench, 'a', 0, LIST);
    assert_true(exchanger_is_unheard(bench->exchanger));
    pass(bench, 3 * TIMEOUT_MS - 10);
    assert_int_equal(bench->probes, 4); /* both servers, side by side */
    assert_false(exchanger_is_deaf(bench->exchanger));
    pass(bench, 20);
    assert_true(exchanger_is_deaf(bench->exchanger));
    assert_true(count_done(bench, REPLY_FAILED) >= LIST - WINDOW);
    assert_string_equal(bench->outcomes[LIST - 1].detail,
                        "not asked: 192.0.2.0@53, 192.0.2.1@53 silent since 2026-11-30T23:59:57Z");
    assert_int_equal(bench->outcomes[LIST - 1].silent_since, BEGIN_WALL - 3);
    assert_int_equal(bench->outcomes[LIST - 1].failure, FAILURE_TIMEOUT);
    bench_free(bench);
}

/* Before anything was sent, for want of a socket, there is nobody to be heard by then. */
static void test_nothing_sent_yet(void **state)
{
    (void)state;
    struct bench *bench = bench_new(1);
    bench->fake->now = 100000;
    bench->fake->sockets_allowed = 0;
    ask(bench, 'a', 0);
    exchanger_turn(bench->exchanger, UINT64_MAX);
    assert_int_equal(bench->fake->sent_count, 0);
    assert_false(bench->outcomes[0].done);
    assert_true(bench->fake->wake_by > bench->fake->now);
    assert_true(bench->fake->wake_by < UINT64_MAX);
    bench_free(bench);
}

/* A single question is enough to learn that nobody is there, and that somebody is. */
static void test_one_question(void **state)
{
    (void)state;
    for (int alive = 0; alive < 2; alive++) {
        struct bench *bench = bench_new(1);
        bench->dead[0] = !alive;
        bench->dead_for = "a";
        ask(bench, 'a', 0);
        pass(bench, 2 * TIMEOUT_MS + 50);
        assert_int_equal(bench->outcomes[0].done, alive);
        pass(bench, 2 * TIMEOUT_MS);
        assert_string_equal(bench->outcomes[0].detail,
                            alive ? "no answer in time; 2 tries at 192.0.2.0@53"
                                  : "no answer in time; 2 tries at 192.0.2.0@53, silent since 2026-11-30T23:59:56Z");
        assert_int_equal(exchanger_is_unheard(bench->exchanger), !alive);
        assert_int_equal(exchanger_is_deaf(bench->exchanger), !alive);
        bench_free(bench);
    }
}

/* Whoever waits when it comes back is asked, those as well whose tries had ended. */
static void test_one_that_returns(void **state)
{
    (void)state;
    struct bench *bench = bench_new(1);
    ask_all(bench, 'a', 0, 20);
    pass(bench, 100);
    assert_int_equal(count_done(bench, REPLY_NXDOMAIN), 20);
    bench->dead[0] = true;
    ask_all(bench, 'a', 20, LIST);
    pass(bench, HEALTH_WAIT_MS - 1000);
    assert_int_equal(bench->health.state, HEALTH_SILENT);
    assert_int_equal(count_done(bench, REPLY_FAILED), 0);
    size_t sent = bench->fake->sent_count;
    assert_true(sent - bench->probes < 100);
    bench->dead[0] = false;
    pass(bench, 3000);
    assert_int_equal(count_done(bench, REPLY_NXDOMAIN), LIST);
    bench_free(bench);
}

/* One that does not return in time is waited for no more; who comes later fails at once, and is asked once it does. */
static void test_one_that_returns_late(void **state)
{
    (void)state;
    struct bench *bench = bench_new(1);
    ask_all(bench, 'a', 0, 20);
    pass(bench, 100);
    bench->dead[0] = true;
    ask_all(bench, 'a', 20, 60);
    pass(bench, HEALTH_WAIT_MS + 10);
    assert_int_equal(count_done(bench, REPLY_FAILED), 40);
    ask_all(bench, 'a', 60, 80);
    pass(bench, 10);
    assert_int_equal(count_done(bench, REPLY_FAILED), 60);
    size_t probes = bench->probes;
    pass(bench, 10 * TIMEOUT_MS); /* nobody wants to know */
    assert_true(bench->probes - probes <= 4);
    bench->dead[0] = false;
    ask(bench, 'a', 80);
    pass(bench, HEALTH_PROBE_MS + 100);
    assert_true(bench->outcomes[80].done);
    ask_all(bench, 'a', 81, LIST);
    pass(bench, 100);
    assert_int_equal(count_done(bench, REPLY_NXDOMAIN), 20 + LIST - 81);
    bench_free(bench);
}

/* Names that are dead behind a resolver that lives fail for themselves, each with all its tries, and at full pace. */
static void test_dead_names_are_no_silence(void **state)
{
    (void)state;
    struct bench *bench = bench_new(1);
    bench->dead_for = "d";
    ask_all(bench, 'd', 0, 64);
    ask_all(bench, 'a', 64, LIST);
    pass(bench, 2 * 64 / WINDOW * (TIMEOUT_MS + 20) + 100);
    assert_int_equal(count_done(bench, REPLY_FAILED), 64);
    assert_int_equal(count_done(bench, REPLY_NXDOMAIN), LIST - 64);
    for (unsigned i = 0; i < 64; i++)
        assert_string_equal(bench->outcomes[i].detail, "no answer in time; 2 tries at 192.0.2.0@53");
    assert_true(bench->probes <= 64 / WINDOW * 2 + 1);
    bench_free(bench);
}

/* What one zone's servers do not say about it is nothing to another zone, though its servers be the same. */
static void test_another_zone_of_the_same_server(void **state)
{
    (void)state;
    struct bench *bench = bench_new(1);
    struct dns_name hostile = name_of("dead"), victim = name_of("victim"), names[8];
    struct health healths[2];
    struct outcome outcomes[8] = {0};
    bench->dead_for = "d"; /* the SOA of the zone, too: it is no probe of `.` */
    health_init(&healths[0], bench->exchanger, hostile.wire, bench->place, &bench->server_count);
    health_init(&healths[1], bench->exchanger, victim.wire, bench->place, &bench->server_count);
    for (unsigned i = 0; i < 8; i++) {
        const char text[] = {i < 7 ? 'd' : 'v', (char)('0' + i), '\0'};
        names[i] = name_of(text);
        const struct exchange_order order = {.question = dns_question_of(names[i].wire, DNS_TYPE_CAA),
                                             .servers = bench->place,
                                             .server_count = 1,
                                             .zone = i < 7 ? hostile.wire : victim.wire,
                                             .health = &healths[i == 7]};
        if (i == 7)
            pass(bench, 5 * TIMEOUT_MS);
        exchange_start(bench->exchanger, &order, keep, &outcomes[i]);
    }
    assert_int_equal(healths[0].state, HEALTH_SILENT);
    pass(bench, TIMEOUT_MS);
    for (unsigned i = 0; i < 7; i++)
        assert_int_equal(outcomes[i].failure, FAILURE_TIMEOUT);
    assert_int_equal(outcomes[7].failure, FAILURE_LAME); /* it was asked, and answered: this fake is no authority */
    assert_int_equal(healths[1].state, HEALTH_GOOD);
    exchanger_free(bench->exchanger);
    health_end(&healths[0]);
    health_end(&healths[1]);
    health_end(&bench->health);
    fake_free(bench->fake);
    test_free(bench);
}

/* One of two that answers is enough, and the other is not asked first. */
static void test_one_of_two_servers(void **state)
{
    (void)state;
    struct bench *bench = bench_new(2);
    bench->dead[0] = true;
    ask_all(bench, 'a', 0, LIST);
    pass(bench, 20 * TIMEOUT_MS);
    assert_int_equal(count_done(bench, REPLY_NXDOMAIN), LIST);
    assert_int_not_equal(bench->health.state, HEALTH_SILENT);
    bench_free(bench);
}

/* The place goes while it is probed, or somebody waits for it. */
static void test_end(void **state)
{
    (void)state;
    struct bench *bench = bench_new(1);
    struct exchange_order order = {.servers = bench->place, .server_count = 1, .health = &bench->health};
    struct exchange *exchanges[8];
    struct dns_name name[8];
    bench->dead[0] = true;
    for (unsigned i = 0; i < 8; i++) {
        const char text[] = {'a', (char)('0' + i), '\0'};
        name[i] = name_of(text);
        order.question = dns_question_of(name[i].wire, DNS_TYPE_CAA);
        exchanges[i] = exchange_start(bench->exchanger, &order, keep, &bench->outcomes[i]);
    }
    pass(bench, 2 * TIMEOUT_MS + 100); /* all of them wait to hear what becomes of the probe */
    assert_int_equal(bench->health.state, HEALTH_SUSPECT);
    assert_non_null(bench->health.parked);
    for (unsigned i = 0; i < 8; i++)
        exchange_cancel(exchanges[i]);
    assert_null(bench->health.parked);
    health_end(&bench->health);
    pass(bench, 5 * TIMEOUT_MS);
    assert_int_equal(exchanger_counters(bench->exchanger)->in_flight, 0);
    bench_free(bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_silent_from_the_start),
        cmocka_unit_test(test_nothing_sent_yet),
        cmocka_unit_test(test_one_question),
        cmocka_unit_test(test_one_that_returns),
        cmocka_unit_test(test_one_that_returns_late),
        cmocka_unit_test(test_dead_names_are_no_silence),
        cmocka_unit_test(test_another_zone_of_the_same_server),
        cmocka_unit_test(test_one_of_two_servers),
        cmocka_unit_test(test_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
