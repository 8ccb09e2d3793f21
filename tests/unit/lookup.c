#include "fake_source.h"

#include "resolve/lookup.h"

#include <stdio.h>

struct bench {
    struct fake_source *fake;
    struct lookup_table *table;
    uint64_t now;
};

/* Somebody who waits for one answer at a time. */
struct asker {
    struct lookup_waiter waiter;
    unsigned told;
    const struct dns_answer *answer; /* a reference is held */
};

static struct bench bench_new(void)
{
    struct bench bench = {.fake = fake_source_new(), .now = 1000};
    bench.table = lookup_table_new(&bench.fake->source, NULL);
    return bench;
}

static void bench_free(struct bench *bench)
{
    lookup_table_free(bench->table);
    test_free(bench->fake);
}

static void keep(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl)
{
    struct asker *asker = (struct asker *)waiter;
    (void)ttl;
    dns_answer_drop(asker->answer);
    asker->answer = answer;
    asker->told++;
}

/* Whether the answer is known at once; it is kept then, too. */
static bool ask(struct bench *bench, const char *text, struct asker *asker)
{
    struct dns_name name = name_of(text);
    asker->waiter.done = keep;
    const struct dns_answer *answer =
        lookup_ask(bench->table, (struct dns_question){name.wire, DNS_TYPE_CAA}, false, bench->now, &asker->waiter);
    if (!answer)
        return false;
    keep(&asker->waiter, answer, 0);
    return true;
}

static void forget(struct asker *askers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        lookup_cancel(&askers[i].waiter);
        dns_answer_drop(askers[i].answer);
    }
}

static void test_shared_in_flight(void **state)
{
    (void)state;
    struct bench bench = bench_new();
    struct asker askers[3] = {0};
    for (size_t i = 0; i < 3; i++)
        assert_false(ask(&bench, "www.example", &askers[i]));
    assert_int_equal(bench.fake->count, 1);
    lookup_cancel(&askers[1].waiter);
    fake_reply_issue(bench.fake, 0, 60, "ca.example");
    assert_int_equal(askers[0].told, 0); /* nobody is told from within the source's call */
    assert_true(lookup_table_ready(bench.table));
    assert_true(lookup_table_drain(bench.table, bench.now, 0));
    assert_false(lookup_table_drain(bench.table, bench.now, 0));
    assert_int_equal(askers[0].told + askers[2].told, 2);
    assert_int_equal(askers[1].told, 0);
    assert_ptr_equal(askers[0].answer, askers[2].answer);
    forget(askers, 3);
    bench_free(&bench);
}

/* One who, when told, cancels another and asks on. */
struct meddler {
    struct asker asker;
    struct bench *bench;
    struct asker *victim, *second;
};

static void meddle(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl)
{
    struct meddler *meddler = (struct meddler *)waiter;
    keep(waiter, answer, ttl);
    lookup_cancel(&meddler->victim->waiter);
    ask(meddler->bench, "www.example", meddler->second);
    ask(meddler->bench, "other.example", meddler->victim);
}

static void test_cancel_and_ask_while_told(void **state)
{
    (void)state;
    struct bench bench = bench_new();
    struct asker others[2] = {0};
    struct meddler meddler = {.bench = &bench, .victim = &others[0], .second = &others[1]};
    ask(&bench, "www.example", &meddler.asker);
    meddler.asker.waiter.done = meddle;
    ask(&bench, "www.example", &others[0]);
    fake_reply_kind(bench.fake, 0, REPLY_NXDOMAIN, 0);
    lookup_table_drain(bench.table, bench.now, 0);
    assert_int_equal(meddler.asker.told, 1);
    assert_int_equal(others[0].told, 0);
    assert_int_equal(others[1].told, 1);
    fake_reply_kind(bench.fake, fake_find(bench.fake, "other.example"), REPLY_NXDOMAIN, 0);
    lookup_table_drain(bench.table, bench.now, 0);
    assert_int_equal(others[0].told, 1);
    forget(others, 2);
    forget(&meddler.asker, 1);
    bench_free(&bench);
}

static void test_cache_is_bounded(void **state)
{
    (void)state;
    struct bench bench = bench_new();
    struct asker asker = {0};
    bench.fake->answers_at_once = true;
    for (unsigned i = 0; i < 50000; i++) {
        char name[32];
        snprintf(name, sizeof name, "n%u.example", i);
        ask(&bench, name, &asker);
        lookup_table_drain(bench.table, bench.now, 0);
    }
    assert_true(ask(&bench, "n49999.example", &asker));
    assert_false(ask(&bench, "n0.example", &asker));
    forget(&asker, 1);
    bench_free(&bench);
}

static void test_free_in_flight(void **state)
{
    (void)state;
    struct bench bench = bench_new();
    struct asker askers[2] = {0};
    ask(&bench, "a", &askers[0]);
    ask(&bench, "b", &askers[1]);
    fake_reply_alias(bench.fake, 0, "t");
    lookup_table_drain(bench.table, bench.now, 0);
    forget(askers, 2);
    lookup_table_free(bench.table);
    assert_int_equal(bench.fake->cancelled, 2); /* b, and t that a waits for */
    test_free(bench.fake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shared_in_flight),
        cmocka_unit_test(test_cancel_and_ask_while_told),
        cmocka_unit_test(test_cache_is_bounded),
        cmocka_unit_test(test_free_in_flight),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
