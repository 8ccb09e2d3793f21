/* SPDX-License-Identifier: Apache-2.0 */
#include "expect.h"
#include "fake_transport.h"

/* What one exchange came to. */
struct outcome {
    bool done;
    enum reply_kind kind;
    enum failure failure;
};

struct bench {
    struct fake *fake;
    struct exchanger *exchanger;
    struct server servers[2];
};

static struct server *const *both(const struct bench *bench)
{
    static struct server *servers[2];
    for (size_t i = 0; i < 2; i++)
        servers[i] = (struct server *)(uintptr_t)&bench->servers[i];
    return servers;
}

static void count_up(void *context, void *bytes, size_t size)
{
    (void)context;
    static uint16_t next;
    for (size_t i = 0; i + 1 < size; i += 2) {
        ((uint8_t *)bytes)[i] = (uint8_t)(next >> 8);
        ((uint8_t *)bytes)[i + 1] = (uint8_t)next;
        next++;
    }
}

static struct bench bench_new_at_rate(unsigned concurrency, unsigned retries, unsigned rate)
{
    struct bench bench = {.fake = fake_new()};
    const struct exchange_settings settings = {
        .concurrency = concurrency, .timeout_ms = 1000, .rate = rate, .retries = retries, .random = count_up};
    bench.exchanger = exchanger_new(&bench.fake->transport, &settings);
    for (uint8_t i = 0; i < 2; i++) {
        const struct net_address address = {.port = 53, .bytes = {192, 0, 2, i}};
        exchanger_init_server(bench.exchanger, &bench.servers[i], &address);
    }
    return bench;
}

static struct bench bench_new(unsigned concurrency, unsigned retries)
{
    return bench_new_at_rate(concurrency, retries, 0);
}

static void bench_free(struct bench *bench)
{
    exchanger_free(bench->exchanger);
    fake_free(bench->fake);
}

static void pass(struct bench *bench, uint64_t ms)
{
    bench->fake->now += ms;
    exchanger_turn(bench->exchanger, UINT64_MAX);
}

/* What was told of replies and lost tries, a line each. */
static void observe(void *context, const struct exchange_event *event)
{
    buffer_add_text(context, event->outcome);
    buffer_add_char(context, event->tcp ? '+' : ' ');
    buffer_add_unsigned(context, event->elapsed_ms);
    buffer_add_char(context, '\n');
}

static void keep(void *user, const struct dns_reply *reply)
{
    struct outcome *outcome = user;
    assert_false(outcome->done);
    *outcome = (struct outcome){true, reply->kind, reply->failure};
}

/* Another one each time, as equal questions wait for each other. */
static const uint8_t *fresh_name(const struct dns_name *below)
{
    static struct dns_name names[FAKE_SENT_MAX];
    static size_t count;
    const uint8_t label[] = {2, (uint8_t)('a' + count / 26 % 26), (uint8_t)('a' + count % 26), 0};
    struct dns_name *name = &names[count++ % FAKE_SENT_MAX];
    assert_true(dns_name_join(label, 1, below->wire, name));
    return name->wire;
}

static struct exchange *ask(struct bench *bench, const struct dns_name *name, size_t servers, struct outcome *outcome)
{
    *outcome = (struct outcome){0};
    const struct exchange_order order = {
        .question = dns_question_of(fresh_name(name), DNS_TYPE_CAA), .servers = both(bench), .server_count = servers};
    return exchange_start(bench->exchanger, &order, keep, outcome);
}

static void test_answered(void **state)
{
    (void)state;
    struct bench bench = bench_new(10, 1);
    struct dns_name name = name_of("www.example");
    struct outcome outcome;
    ask(&bench, &name, 1, &outcome);
    assert_int_equal(bench.fake->sent_count, 0); /* nothing leaves before the turn */
    pass(&bench, 0);
    assert_int_equal(bench.fake->sent_count, 1);
    fake_answer(bench.fake, 0, DNS_RCODE_NXDOMAIN);
    assert_true(outcome.done);
    assert_int_equal(outcome.kind, REPLY_NXDOMAIN);
    assert_int_equal(bench.fake->sockets_open, 0); /* the next query gets a fresh port */
    bench_free(&bench);
}

enum { MANY = 200 };

static void test_observed(void **state)
{
    struct bench bench = {.fake = fake_new()};
    struct buffer told = {0};
    struct outcome outcome = {0};
    struct dns_name name = name_of("a.example");
    (void)state;
    const struct exchange_settings settings = {
        .concurrency = 10, .timeout_ms = 1000, .random = count_up, .observe = observe, .context = &told};
    bench.exchanger = exchanger_new(&bench.fake->transport, &settings);
    exchanger_init_server(bench.exchanger, &bench.servers[0],
                          &(struct net_address){.port = 53, .bytes = {192, 0, 2, 1}});
    ask(&bench, &name, 1, &outcome);
    pass(&bench, 0);
    bench.fake->now += 7;
    struct builder reply = fake_reply(bench.fake, 0, DNS_RCODE_REFUSED);
    fake_deliver(bench.fake, 0, &reply);
    pass(&bench, 0);
    expect_text("a refusal", buffer_text(&told), "refused: REFUSED 7\n");
    buffer_free(&told);
    bench_free(&bench);
}

static void ask_many(struct bench *bench, const struct dns_name *name, struct outcome *outcomes)
{
    for (size_t i = 0; i < MANY; i++)
        ask(bench, name, 1, &outcomes[i]);
    pass(bench, 0);
}

static void test_ports_and_ids(void **state)
{
    (void)state;
    struct bench bench = bench_new(MANY, 1);
    struct dns_name name = name_of("www.example");
    struct outcome outcomes[MANY];
    bench.servers[0].pace.window = MANY;
    ask_many(&bench, &name, outcomes);
    assert_int_equal(bench.fake->sent_count, MANY);
    assert_int_equal(bench.fake->sockets_opened, (MANY + EXCHANGE_PORT_QUERIES - 1) / EXCHANGE_PORT_QUERIES);
    for (size_t i = 0; i < MANY; i++)
        for (size_t j = 0; j < i; j++)
            if (bench.fake->sent[i].socket == bench.fake->sent[j].socket)
                assert_int_not_equal(dns_message_id(bench.fake->sent[i].message),
                                     dns_message_id(bench.fake->sent[j].message));
    for (size_t i = MANY; i-- > 0;)
        fake_answer(bench.fake, i, DNS_RCODE_NXDOMAIN);
    for (size_t i = 0; i < MANY; i++)
        assert_true(outcomes[i].done);
    bench_free(&bench);
}

/* RFC 5452 9.2: a server learns the ports from which it is asked itself, and no others. */
static void test_a_port_is_one_servers(void **state)
{
    (void)state;
    struct bench bench = bench_new(MANY, 1);
    struct dns_name names[4] = {name_of("a.example"), name_of("b.example"), name_of("c.example"), name_of("d.example")};
    struct server *servers[2] = {&bench.servers[0], &bench.servers[1]};
    struct outcome outcomes[4] = {{0}};
    for (size_t i = 0; i < 4; i++) {
        const struct exchange_order order = {
            .question = dns_question_of(names[i].wire, DNS_TYPE_CAA), .servers = &servers[i % 2], .server_count = 1};
        exchange_start(bench.exchanger, &order, keep, &outcomes[i]);
    }
    pass(&bench, 0);
    assert_int_equal(bench.fake->sent_count, 4);
    assert_int_equal(bench.fake->sockets_opened, 2);
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < i; j++)
            assert_int_equal(bench.fake->sent[i].socket == bench.fake->sent[j].socket,
                             net_address_equal(&bench.fake->sent[i].to, &bench.fake->sent[j].to));
    for (size_t i = 0; i < 4; i++)
        fake_answer(bench.fake, i, DNS_RCODE_NXDOMAIN);
    assert_int_equal(bench.fake->sockets_open, 0);
    bench_free(&bench);
}

/* RFC 5452 5: two equal questions in the air are two to hit. Also where the same server is known twice, as by two
 * perspectives. */
static void test_equal_questions_wait_for_each_other(void **state)
{
    (void)state;
    struct bench bench = bench_new(MANY, 1);
    struct dns_name name = name_of("www.example"), other = name_of("other.example");
    struct server again = bench.servers[0];
    struct server *servers[] = {&bench.servers[0], &again, &bench.servers[1]};
    const struct {
        const struct dns_name *name;
        uint16_t type;
        size_t server;
    } questions[] = {{&name, DNS_TYPE_CAA, 0}, {&name, DNS_TYPE_CAA, 1},  {&name, DNS_TYPE_CAA, 0},
                     {&name, DNS_TYPE_CAA, 2}, {&other, DNS_TYPE_CAA, 0}, {&name, DNS_TYPE_A, 0}};
    struct outcome outcomes[COUNT_OF(questions)] = {{0}};
    struct exchange *exchanges[COUNT_OF(questions)];
    for (size_t i = 0; i < COUNT_OF(questions); i++) {
        const struct exchange_order order = {.question = dns_question_of(questions[i].name->wire, questions[i].type),
                                             .servers = &servers[questions[i].server],
                                             .server_count = 1};
        exchanges[i] = exchange_start(bench.exchanger, &order, keep, &outcomes[i]);
    }
    pass(&bench, 0);
    assert_int_equal(bench.fake->sent_count, 4); /* 0, 3, 4 and 5 */
    fake_answer(bench.fake, 0, DNS_RCODE_NXDOMAIN);
    pass(&bench, 0);
    assert_int_equal(bench.fake->sent_count, 5);
    exchange_cancel(exchanges[1]); /* in the air: the last one may go */
    pass(&bench, 0);
    assert_int_equal(bench.fake->sent_count, 6);
    const struct exchange_order more = {
        .question = dns_question_of(name.wire, DNS_TYPE_CAA), .servers = servers, .server_count = 1};
    struct outcome last = {0};
    exchange_start(bench.exchanger, &more, keep, &last);
    pass(&bench, 0);
    assert_int_equal(bench.fake->sent_count, 6);
    pass(&bench, 1000); /* one of the two after the other, again */
    assert_int_equal(bench.fake->sent_count, 10);
    bench_free(&bench); /* one is held */
}

static void test_concurrency(void **state)
{
    (void)state;
    struct bench bench = bench_new(7, 1);
    struct dns_name name = name_of("www.example");
    struct outcome outcomes[MANY];
    ask_many(&bench, &name, outcomes);
    for (size_t answered = 0; answered < MANY; answered++) {
        assert_int_equal(exchanger_counters(bench.exchanger)->in_flight, MANY - answered < 7 ? MANY - answered : 7);
        fake_answer(bench.fake, answered, DNS_RCODE_NXDOMAIN);
        pass(&bench, 1);
    }
    assert_int_equal(exchanger_counters(bench.exchanger)->queries, MANY);
    bench_free(&bench);
}

/* How many fresh names came between what was sent first and number I. */
static int names_between(const struct fake *fake, size_t i)
{
    const uint8_t *first = fake->sent[0].message + DNS_HEADER_SIZE + 1, *label = first + sizeof *fake->sent * i;
    return (label[0] - first[0]) * 26 + label[1] - first[1];
}

/* A second try is not overtaken by the first one of a name that came later, and is itself behind older ones. */
static void test_tries_go_in_order_of_age(void **state)
{
    enum { LIST = 40, WINDOW = 8 };
    (void)state;
    struct bench bench = bench_new(WINDOW, 1);
    struct dns_name name = name_of("www.example");
    struct outcome outcomes[LIST];
    for (int i = 0; i < LIST; i++)
        ask(&bench, &name, 1, &outcomes[i]);
    pass(&bench, 0);
    for (int round = 1; round <= LIST / WINDOW; round++) {
        pass(&bench, 1000); /* their first tries end, then their second ones */
        pass(&bench, 1000);
        for (int i = 0; i < LIST; i++)
            assert_int_equal(outcomes[i].done, i < round * WINDOW);
    }
    for (int i = 0; i < 2 * LIST; i++)
        assert_int_equal((names_between(bench.fake, (size_t)i) + 676) % 676, i / (2 * WINDOW) * WINDOW + i % WINDOW);
    bench_free(&bench);
}

/* HEALTHY answers, 20 ms each, from a server with WINDOW questions in flight; what goes out afterwards stays open. */
static void answer_healthily(struct bench *bench, size_t healthy)
{
    for (size_t answered = 0; answered < healthy;) {
        size_t sent = bench->fake->sent_count;
        bench->fake->now += 20;
        while (answered < sent && answered < healthy)
            fake_answer(bench->fake, answered++, DNS_RCODE_NXDOMAIN);
        exchanger_turn(bench->exchanger, UINT64_MAX);
    }
}

/* A server that answers nothing any more gets fewer questions at once, from the first timeout on, however much it
 * answered just before; and more again once it answers. */
static void test_pace(void **state)
{
    enum { LIST = 2000, WINDOW = 64 };
    static const size_t healthy[] = {0, WINDOW, 1000};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(healthy); i++) {
        struct bench bench = bench_new(WINDOW, 9);
        struct dns_name name = name_of("www.example");
        struct outcome *outcomes = test_calloc(LIST, sizeof *outcomes);
        for (size_t n = 0; n < LIST; n++)
            ask(&bench, &name, 1, &outcomes[n]);
        pass(&bench, 0);
        answer_healthily(&bench, healthy[i]);
        const unsigned in_flight = exchanger_counters(bench.exchanger)->in_flight;
        assert_int_equal(in_flight, WINDOW);
        for (unsigned timeouts = 1; timeouts <= 4; timeouts++) {
            pass(&bench, 1000);
            assert_int_equal(exchanger_counters(bench.exchanger)->in_flight, PACE_LEAST);
            assert_int_equal(bench.fake->sent_count, healthy[i] + WINDOW + timeouts * PACE_LEAST);
        }
        for (unsigned in_air = PACE_LEAST; in_air < WINDOW / 2; in_air *= 2) { /* RFC 5681 3.1: slow start */
            size_t first = bench.fake->sent_count - in_air;
            for (size_t n = 0; n < in_air; n++)
                fake_answer(bench.fake, first + n, DNS_RCODE_NXDOMAIN);
            pass(&bench, 1);
            assert_int_equal(exchanger_counters(bench.exchanger)->in_flight, 2 * in_air);
        }
        bench_free(&bench);
        test_free(outcomes);
    }
}

/* With a rate, questions to one server leave evenly, whatever its window allows; the wait is a wait in line. */
static void test_rate(void **state)
{
    enum { LIST = 40, WINDOW = 32 };
    static const struct {
        unsigned rate;
        uint64_t step_ms;
        size_t sent; /* in each step */
    } cases[] = {{10, 100, 1}, {50, 20, 1}, {4000, 1, 4}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct bench bench = bench_new_at_rate(WINDOW, 1, cases[i].rate);
        struct dns_name name = name_of("www.example");
        struct outcome outcomes[LIST] = {{0}};
        size_t answered = 0;
        for (size_t n = 0; n < LIST; n++)
            ask(&bench, &name, 1, &outcomes[n]);
        for (size_t steps = 1; bench.fake->sent_count < LIST; steps++) {
            pass(&bench, steps > 1 ? cases[i].step_ms : 0);
            assert_in_range(bench.fake->sent_count, steps > 1 ? (steps - 1) * cases[i].sent : 1, steps * cases[i].sent);
            for (; answered < bench.fake->sent_count; answered++)
                fake_answer(bench.fake, answered, DNS_RCODE_NXDOMAIN);
        }
        pass(&bench, 0);
        for (size_t n = 0; n < LIST; n++)
            assert_true(outcomes[n].done);
        assert_int_equal(exchanger_counters(bench.exchanger)->queries, LIST);
        bench_free(&bench);
    }
}

/* At least one more, and no more than RFC 9520 3.1 has it. */
static void test_tries(void **state)
{
    static const unsigned expected[] = {2, 2, 3, 3, 3};
    (void)state;
    for (unsigned retries = 0; retries < COUNT_OF(expected); retries++)
        assert_int_equal(exchange_tries(retries), expected[retries]);
    assert_int_equal(exchange_tries(100), EXCHANGE_TRIES_MAX);
}

/* A few dead names behind a healthy resolver are no reason to slow down. */
static void test_pace_bears_a_few_losses(void **state)
{
    (void)state;
    struct bench bench = bench_new(64, 5);
    struct dns_name name = name_of("www.example");
    struct outcome outcomes[MANY];
    ask_many(&bench, &name, outcomes);
    for (size_t i = 0; i < bench.fake->sent_count; i++)
        if (i % 10)
            fake_answer(bench.fake, i, DNS_RCODE_NXDOMAIN);
    pass(&bench, 1000);
    assert_int_equal(exchanger_counters(bench.exchanger)->in_flight, 64);
    bench_free(&bench);
}

/* A server that says nothing, not even that the zone is its own, is believed where no other one says more. */
/* Where answers take long, the loop may wait a little longer for more of them. */
static void test_slow_answers_are_known(void **state)
{
    static const struct {
        uint64_t took;
        bool slow;
    } cases[] = {{0, false}, {EXCHANGE_SLOW_MS - 1, false}, {EXCHANGE_SLOW_MS, true}, {100, true}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct bench bench = bench_new(10, 1);
        struct dns_name name = name_of("www.example");
        struct outcome outcome;
        ask(&bench, &name, 1, &outcome);
        pass(&bench, 0);
        assert_false(exchanger_is_slow(bench.exchanger));
        pass(&bench, cases[i].took);
        fake_answer(bench.fake, 0, DNS_RCODE_NXDOMAIN);
        assert_true(outcome.done);
        assert_int_equal(exchanger_is_slow(bench.exchanger), cases[i].slow);
        bench_free(&bench);
    }
}

static void test_empty_answers(void **state)
{
    enum second { SECOND_KNOWS, SECOND_IS_EMPTY, SECOND_FAILS, SECOND_IS_SILENT };
    static const enum reply_kind kinds[] = {REPLY_NXDOMAIN, REPLY_NODATA, REPLY_NODATA, REPLY_NODATA};
    static const size_t tries[] = {2, 2, 3, 3}; /* with one retry of the second server; the first is not asked again */
    (void)state;
    for (enum second second = SECOND_KNOWS; second <= SECOND_IS_SILENT; second++) {
        struct bench bench = bench_new(10, 1);
        struct dns_name name = name_of("www.example"), zone = name_of("example");
        struct outcome outcome = {0};
        uint8_t faults[2] = {0};
        const struct exchange_order order = {.question = dns_question_of(name.wire, DNS_TYPE_CAA),
                                             .servers = both(&bench),
                                             .server_count = 2,
                                             .zone = zone.wire,
                                             .faults = faults};
        exchange_start(bench.exchanger, &order, keep, &outcome);
        pass(&bench, 0);
        struct builder empty = fake_reply(bench.fake, 0, DNS_RCODE_NOERROR);
        empty.bytes[3] = 0;
        fake_deliver(bench.fake, 0, &empty);
        size_t first = bench.fake->sent[0].to.bytes[3];
        assert_false(outcome.done);
        assert_int_equal(faults[first], 1);
        for (size_t i = 1; i < 4 && !outcome.done; i++) {
            pass(&bench, i > 1 ? 1000 : 0);
            if (outcome.done)
                break;
            assert_int_equal(bench.fake->sent_count, i + 1);
            assert_int_not_equal(bench.fake->sent[i].to.bytes[3], first);
            struct builder reply = fake_reply(bench.fake, i,
                                              second == SECOND_KNOWS   ? DNS_RCODE_NXDOMAIN
                                              : second == SECOND_FAILS ? DNS_RCODE_SERVFAIL
                                                                       : DNS_RCODE_NOERROR);
            reply.bytes[3] &= 0x0F;
            if (second != SECOND_IS_SILENT)
                fake_deliver(bench.fake, i, &reply);
        }
        assert_true(outcome.done);
        assert_int_equal(outcome.kind, kinds[second]);
        assert_int_equal(bench.fake->sent_count, tries[second]);
        bench_free(&bench);
    }
}

/* Questions of which only as many are in the air as one port takes. */
static void ask_with_one_socket(struct bench *bench, const struct dns_name *name, struct outcome *outcomes)
{
    bench->fake->sockets_allowed = 1;
    ask_many(bench, name, outcomes);
}

static void test_no_sockets_left(void **state)
{
    (void)state;
    struct bench bench = bench_new(MANY, 1);
    struct dns_name name = name_of("www.example");
    struct outcome outcomes[MANY];
    ask_with_one_socket(&bench, &name, outcomes);
    assert_int_equal(bench.fake->sent_count, EXCHANGE_PORT_QUERIES);
    for (size_t i = 0; i < bench.fake->sent_count; i++) {
        fake_answer(bench.fake, i, DNS_RCODE_NXDOMAIN);
        pass(&bench, 1);
    }
    assert_int_equal(bench.fake->sent_count, MANY);
    bench.fake->sockets_allowed = 0;
    struct outcome outcome;
    ask(&bench, &name, 1, &outcome);
    pass(&bench, 0);
    pass(&bench, EXCHANGE_CONNECT_PAUSE_MS);
    assert_int_equal(outcome.failure, FAILURE_NETWORK);
    bench_free(&bench);
}

/* Who is to ask without EDNS, and has no socket for that, asks once there is one. */
static void test_no_socket_for_a_plain_question(void **state)
{
    (void)state;
    struct bench bench = bench_new(MANY, 1);
    struct dns_name name = name_of("www.example");
    struct outcome outcomes[MANY];
    ask_with_one_socket(&bench, &name, outcomes);
    fake_answer(bench.fake, 0, DNS_RCODE_FORMERR);
    pass(&bench, 1);
    assert_int_equal(bench.fake->sent_count, EXCHANGE_PORT_QUERIES);
    for (size_t i = 1; i < EXCHANGE_PORT_QUERIES; i++)
        fake_answer(bench.fake, i, DNS_RCODE_NXDOMAIN);
    pass(&bench, 1);
    assert_false(outcomes[0].done);
    fake_answer(bench.fake, EXCHANGE_PORT_QUERIES, DNS_RCODE_NXDOMAIN);
    assert_true(outcomes[0].done);
    bench_free(&bench);
}

/* One that was called to a server's free room, and has no socket, leaves it to the next one. */
static void test_no_socket_and_others_in_line(void **state)
{
    enum { WAITING = 8 };
    (void)state;
    struct bench bench = bench_new(MANY, 1);
    struct dns_name name = name_of("www.example");
    struct outcome flying[EXCHANGE_PORT_QUERIES], waiting[WAITING];
    for (size_t i = 0; i < EXCHANGE_PORT_QUERIES; i++)
        ask(&bench, &name, 1, &flying[i]);
    pass(&bench, 0);
    assert_int_equal(bench.fake->sockets_opened, 1);
    for (size_t i = 0; i + 1 < EXCHANGE_PORT_QUERIES; i++)
        fake_answer(bench.fake, i, DNS_RCODE_NXDOMAIN);
    bench.servers[0].pace.window = 1;
    for (size_t i = 0; i < WAITING; i++)
        ask(&bench, &name, 1, &waiting[i]);
    pass(&bench, 0);
    assert_int_equal(bench.fake->sent_count, EXCHANGE_PORT_QUERIES);
    bench.fake->sockets_allowed = 0;
    fake_answer(bench.fake, EXCHANGE_PORT_QUERIES - 1, DNS_RCODE_NXDOMAIN);
    for (size_t i = 0; i < 2 * WAITING; i++)
        pass(&bench, EXCHANGE_CONNECT_PAUSE_MS);
    for (size_t i = 0; i < WAITING; i++) {
        assert_true(waiting[i].done);
        assert_int_equal(waiting[i].failure, FAILURE_NETWORK);
    }
    bench_free(&bench);
}

static void test_cancel(void **state)
{
    (void)state;
    struct bench bench = bench_new(1, 1);
    struct dns_name name = name_of("www.example");
    struct outcome outcomes[3];
    struct exchange *flying = ask(&bench, &name, 1, &outcomes[0]), *waiting = ask(&bench, &name, 1, &outcomes[1]);
    pass(&bench, 0);
    struct builder late = fake_reply(bench.fake, 0, DNS_RCODE_NXDOMAIN);
    exchange_cancel(flying);
    exchange_cancel(waiting);
    fake_deliver(bench.fake, 0, &late);
    ask(&bench, &name, 1, &outcomes[2]);
    pass(&bench, 0);
    fake_answer(bench.fake, 1, DNS_RCODE_NXDOMAIN);
    assert_false(outcomes[0].done || outcomes[1].done);
    assert_true(outcomes[2].done);
    bench_free(&bench);
}

/* ---- over TCP ---- */

/* Says that number I is to be asked over TCP, and returns the number of that. */
static size_t truncate_reply(struct bench *bench, size_t i)
{
    struct builder reply = fake_reply(bench->fake, i, DNS_RCODE_NOERROR);
    reply.bytes[2] |= 0x02; /* TC */
    fake_deliver(bench->fake, i, &reply);
    return bench->fake->sent_count - 1;
}

static void answer_on_stream(struct bench *bench, size_t i)
{
    struct builder reply = fake_reply(bench->fake, i, DNS_RCODE_NXDOMAIN);
    bench->fake->transport.receiver->stream_message(bench->fake->sent[i].stream->user, reply.bytes, reply.size);
}

static size_t ask_over_tcp(struct bench *bench, const struct dns_name *name, struct outcome *outcome)
{
    ask(bench, name, 1, outcome);
    pass(bench, 0);
    return truncate_reply(bench, bench->fake->sent_count - 1);
}

static bool share_a_connection(struct bench *bench, const struct dns_name *name)
{
    struct outcome outcomes[2];
    size_t first = ask_over_tcp(bench, name, &outcomes[0]), second = ask_over_tcp(bench, name, &outcomes[1]);
    const struct fake_sent *sent = bench->fake->sent;
    bool shared = sent[first].stream == sent[second].stream;
    answer_on_stream(bench, first);
    answer_on_stream(bench, second);
    assert_true(outcomes[0].done && outcomes[1].done);
    return shared;
}

/* A question is answered, and the other one on its connection is not. */
static void leave_one(struct bench *bench, const struct dns_name *name)
{
    struct outcome answered, left;
    answer_on_stream(bench, ask_over_tcp(bench, name, &answered));
    const size_t shared = ask_over_tcp(bench, name, &left);
    pass(bench, 1000); /* it is asked by itself, which is no further try */
    const struct fake_sent *sent = bench->fake->sent;
    const size_t last = bench->fake->sent_count - 1;
    assert_true(last > shared && sent[last].stream && sent[last].stream != sent[shared].stream);
    pass(bench, 1000);
    pass(bench, 1000); /* the second try, which is silence over UDP */
    assert_true(answered.done && left.done);
}

/* One name that is slow over TCP does not show that a server takes one question from each connection; that it has left
 * two of them does, unless it has answered more on another one. */
static void test_one_question_of_each_connection(void **state)
{
    struct dns_name name = name_of("www.example");
    (void)state;
    struct bench bench = bench_new(10, 0);
    leave_one(&bench, &name);
    assert_true(share_a_connection(&bench, &name));
    leave_one(&bench, &name);
    leave_one(&bench, &name);
    assert_true(share_a_connection(&bench, &name));
    bench_free(&bench);

    bench = bench_new(10, 0);
    leave_one(&bench, &name);
    leave_one(&bench, &name);
    assert_false(share_a_connection(&bench, &name));
    bench_free(&bench);
}

static void send_strays(struct bench *bench, size_t i, unsigned count)
{
    static const uint8_t nothing[1] = {0};
    void *user = bench->fake->sent[i].stream->user;
    for (; count; count--)
        bench->fake->transport.receiver->stream_message(user, nothing, 0);
}

/* Some messages that answer nothing are borne; a server that goes on with them is not listened to any more. */
static void test_strays_over_tcp(void **state)
{
    enum { BORNE = 32 };
    struct dns_name name = name_of("www.example");
    struct outcome outcomes[2];
    (void)state;
    struct bench bench = bench_new(10, 0);
    const struct fake_sent *sent = bench.fake->sent;
    size_t first = ask_over_tcp(&bench, &name, &outcomes[0]), second = ask_over_tcp(&bench, &name, &outcomes[1]);
    send_strays(&bench, first, BORNE + 2); /* and as many as were asked there */
    answer_on_stream(&bench, first);
    assert_true(outcomes[0].done && sent[first].stream->open);
    send_strays(&bench, first, 1);
    assert_true(!sent[first].stream->open && !outcomes[1].done);
    size_t again = bench.fake->sent_count - 1; /* on a connection of its own; whose fault it was is not known */
    assert_true(again > second && sent[again].stream != sent[first].stream);
    send_strays(&bench, again, BORNE + 2);
    assert_false(sent[again].stream->open);
    pass(&bench, 1000);
    pass(&bench, 1000); /* the second try, which is silence over UDP */
    assert_true(outcomes[1].done);
    bench_free(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strays_over_tcp),
        cmocka_unit_test(test_one_question_of_each_connection),
        cmocka_unit_test(test_answered),
        cmocka_unit_test(test_observed),
        cmocka_unit_test(test_tries),
        cmocka_unit_test(test_ports_and_ids),
        cmocka_unit_test(test_a_port_is_one_servers),
        cmocka_unit_test(test_equal_questions_wait_for_each_other),
        cmocka_unit_test(test_concurrency),
        cmocka_unit_test(test_tries_go_in_order_of_age),
        cmocka_unit_test(test_pace),
        cmocka_unit_test(test_rate),
        cmocka_unit_test(test_pace_bears_a_few_losses),
        cmocka_unit_test(test_slow_answers_are_known),
        cmocka_unit_test(test_empty_answers),
        cmocka_unit_test(test_no_sockets_left),
        cmocka_unit_test(test_no_socket_for_a_plain_question),
        cmocka_unit_test(test_no_socket_and_others_in_line),
        cmocka_unit_test(test_cancel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
