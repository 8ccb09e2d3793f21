#include "fake_source.h"
#include "message_builder.h"

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

static void test_kept_as_long_as_it_lives(void **state)
{
    static const struct {
        enum reply_kind kind;
        uint32_t ttl, kept; /* seconds */
    } cases[] = {
        {REPLY_NODATA, 60, 60},
        {REPLY_NXDOMAIN, 60, 60},
        {REPLY_NXDOMAIN, 1000000, LOOKUP_NEGATIVE_TTL_MAX},
        {REPLY_NODATA, 0, 0},
        {REPLY_FAILED, 0, LOOKUP_FAILURE_TTL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct bench bench = bench_new();
        struct asker asker = {0};
        ask(&bench, "www.example", &asker);
        fake_reply_kind(bench.fake, 0, cases[i].kind, cases[i].ttl);
        lookup_table_drain(bench.table, bench.now, 0);
        assert_int_equal(asker.told, 1);
        bench.now += cases[i].kept ? (uint64_t)cases[i].kept * 1000 - 1 : 0;
        assert_int_equal(ask(&bench, "www.example", &asker), cases[i].kept > 0);
        bench.now += 1;
        if (cases[i].kept)
            assert_false(ask(&bench, "www.example", &asker));
        assert_int_equal(bench.fake->count, 2);
        forget(&asker, 1);
        bench_free(&bench);
    }
}

/* A chain of LENGTH aliases handed out one by one, h0 being asked for. */
static void answer_chain(struct bench *bench, unsigned length)
{
    char from[16], to[16];
    for (unsigned i = 0; i < length && bench->fake->count == i + 1; i++) {
        snprintf(from, sizeof from, "h%u", i);
        snprintf(to, sizeof to, "h%u", i + 1);
        fake_reply_alias(bench->fake, fake_find(bench->fake, from), to);
        lookup_table_drain(bench->table, bench->now, 0);
    }
}

static void test_chain_is_followed(void **state)
{
    (void)state;
    struct bench bench = bench_new();
    struct asker asker = {0}, second = {0};
    ask(&bench, "h0", &asker);
    answer_chain(&bench, DNS_ALIASES_MAX);
    fake_reply_issue(bench.fake, fake_find(bench.fake, "h16"), 60, "ca.example");
    lookup_table_drain(bench.table, bench.now, 0);
    assert_int_equal(asker.answer->kind, ANSWER_SET);
    assert_int_equal(asker.answer->alias_count, DNS_ALIASES_MAX);
    struct dns_name last = name_of("h16");
    assert_true(dns_name_equal(asker.answer->aliases[DNS_ALIASES_MAX - 1], last.wire));
    assert_true(dns_name_equal(asker.answer->owner, last.wire));
    assert_true(ask(&bench, "h9", &second)); /* each name of the chain is known now */
    assert_int_equal(second.answer->alias_count, 7);
    forget(&asker, 1);
    forget(&second, 1);
    bench_free(&bench);
}

static void test_chain_that_is_too_long(void **state)
{
    (void)state;
    struct bench bench = bench_new();
    struct asker asker = {0}, second = {0};
    ask(&bench, "h0", &asker);
    answer_chain(&bench, DNS_ALIASES_MAX + 1);
    assert_int_equal(asker.answer->failure, FAILURE_ALIAS_TOO_LONG);
    struct dns_name first = name_of("h0");
    assert_true(dns_name_equal(asker.answer->failed_name, first.wire));
    assert_false(ask(&bench, "h15", &second)); /* which is near enough to the end by itself */
    forget(&asker, 1);
    forget(&second, 1);
    bench_free(&bench);
}

static void test_circles(void **state)
{
    (void)state;
    for (unsigned length = 1; length <= 3; length++) {
        struct bench bench = bench_new();
        struct asker askers[2] = {0};
        ask(&bench, "h0", &askers[0]);
        if (length > 1)
            ask(&bench, "h1", &askers[1]);
        for (unsigned i = 0; i < length; i++) {
            char from[16], to[16];
            snprintf(from, sizeof from, "h%u", i);
            snprintf(to, sizeof to, "h%u", (i + 1) % length);
            fake_reply_alias(bench.fake, fake_find(bench.fake, from), to);
            lookup_table_drain(bench.table, bench.now, 0);
        }
        assert_int_equal(askers[0].answer->failure, FAILURE_ALIAS_LOOP);
        if (length > 1)
            assert_int_equal(askers[1].answer->failure, FAILURE_ALIAS_LOOP);
        forget(askers, 2);
        bench_free(&bench);
    }
}

static void test_target_is_shared(void **state)
{
    (void)state;
    struct bench bench = bench_new();
    struct asker askers[2] = {0};
    ask(&bench, "a", &askers[0]);
    ask(&bench, "b", &askers[1]);
    fake_reply_alias(bench.fake, 0, "t");
    fake_reply_alias(bench.fake, 1, "t");
    lookup_table_drain(bench.table, bench.now, 0);
    assert_int_equal(bench.fake->count, 3);
    fake_reply_kind(bench.fake, 2, REPLY_FAILED, 0);
    lookup_table_drain(bench.table, bench.now, 0);
    struct dns_name target = name_of("t");
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(askers[i].answer->failure, FAILURE_SERVFAIL);
        assert_true(dns_name_equal(askers[i].answer->failed_name, target.wire));
    }
    forget(askers, 2);
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

/* Validation, as far as it needs no signatures: the chains themselves are tested in chain.c. */

struct validating {
    struct bench bench;
    struct trust *trust;
    struct asker asker;
};

static void validating_start(struct validating *validating, const struct anchors *anchors)
{
    *validating = (struct validating){.bench = {.fake = fake_source_new(), .now = 1000}};
    validating->trust = trust_new(anchors);
    validating->bench.table = lookup_table_new(&validating->bench.fake->source, validating->trust);
    ask(&validating->bench, "www.example", &validating->asker);
}

static void validating_end(struct validating *validating)
{
    forget(&validating->asker, 1);
    bench_free(&validating->bench);
    trust_free(validating->trust);
}

static void drain(struct validating *validating)
{
    lookup_table_drain(validating->bench.table, validating->bench.now, 1795350896);
}

static size_t last_request(const struct validating *validating, const char *name, uint16_t type)
{
    const struct fake_source *fake = validating->bench.fake;
    struct dns_name expected = name_of(name);
    size_t last = fake->count - 1;
    assert_non_null(fake->requests[last]);
    assert_true(dns_name_equal(fake->requests[last]->question.name, expected.wire));
    assert_int_equal(fake->requests[last]->question.type, type);
    return last;
}

static void reply_nodata(struct validating *validating, const char *name, uint16_t type)
{
    struct builder message = reply_to(name, 0, DNS_RCODE_NOERROR);
    add_soa(&message, ".", 60, 60);
    fake_reply_message(validating->bench.fake, last_request(validating, name, type), message.bytes, message.size);
    drain(validating);
}

static const struct anchors no_anchors;

static void test_without_an_anchor(void **state)
{
    (void)state;
    struct validating validating;
    validating_start(&validating, &no_anchors);
    reply_nodata(&validating, "www.example", DNS_TYPE_CAA);
    assert_int_equal(validating.asker.answer->kind, ANSWER_NODATA);
    assert_int_equal(validating.asker.answer->dnssec, DNSSEC_INDETERMINATE);
    validating_end(&validating);
}

static void test_anchor_without_signatures(void **state)
{
    (void)state;
    struct validating validating;
    validating_start(&validating, &anchors_iana);
    reply_nodata(&validating, "www.example", DNS_TYPE_CAA);
    assert_int_equal(validating.asker.told, 0);
    assert_true(validating.bench.fake->requests[1]->anchor);
    reply_nodata(&validating, ".", DNS_TYPE_DNSKEY);
    assert_int_equal(validating.asker.told, 1);
    assert_ptr_equal(validating.asker.answer, dns_answer_absent(ANSWER_NODATA, DNSSEC_UNCHECKED));
    validating_end(&validating);
}

static void test_anchor_that_cannot_be_asked(void **state)
{
    (void)state;
    struct validating validating;
    validating_start(&validating, &anchors_iana);
    reply_nodata(&validating, "www.example", DNS_TYPE_CAA);
    fake_fail(validating.bench.fake, last_request(&validating, ".", DNS_TYPE_DNSKEY), FAILURE_TIMEOUT, "silence");
    drain(&validating);
    const struct dns_answer *answer = validating.asker.answer;
    assert_int_equal(answer->kind, ANSWER_FAILED);
    assert_int_equal(answer->failure, FAILURE_TIMEOUT);
    assert_int_equal(answer->dnssec, DNSSEC_INDETERMINATE);
    assert_true(dns_name_is_root(answer->failed_name));
    assert_string_equal(answer->detail, "the DNSKEY of . cannot be had: timeout: silence");
    validating_end(&validating);
}

/* A reply without its octets holds nothing that could be validated: it is bogus, and asked for again. */
static void test_bogus_is_asked_for_again(void **state)
{
    (void)state;
    struct validating validating;
    validating_start(&validating, &no_anchors);
    fake_reply_issue(validating.bench.fake, 0, 60, "ca.example");
    drain(&validating);
    assert_int_equal(validating.asker.told, 0);
    assert_int_equal(validating.bench.fake->count, 2);
    assert_true(validating.bench.fake->requests[1]->checked);
    fake_fail(validating.bench.fake, 1, FAILURE_SERVFAIL, "SERVFAIL; extended error 7");
    drain(&validating);
    const struct dns_answer *answer = validating.asker.answer;
    assert_int_equal(answer->kind, ANSWER_BOGUS);
    assert_int_equal(answer->dnssec, DNSSEC_BOGUS);
    assert_string_equal(answer->detail, "the message holds more than is looked at; the resolver says: SERVFAIL; "
                                        "extended error 7");
    validating_end(&validating);
}

static void test_a_better_second_answer(void **state)
{
    (void)state;
    struct validating validating;
    validating_start(&validating, &no_anchors);
    fake_reply_issue(validating.bench.fake, 0, 60, "ca.example");
    drain(&validating);
    reply_nodata(&validating, "www.example", DNS_TYPE_CAA);
    assert_int_equal(validating.asker.answer->kind, ANSWER_NODATA);
    validating_end(&validating);
}

static void test_bogus_twice(void **state)
{
    (void)state;
    struct validating validating;
    validating_start(&validating, &no_anchors);
    fake_reply_issue(validating.bench.fake, 0, 60, "ca.example");
    drain(&validating);
    fake_reply_issue(validating.bench.fake, 1, 60, "ca.example");
    drain(&validating);
    assert_int_equal(validating.asker.answer->kind, ANSWER_BOGUS);
    assert_string_equal(validating.asker.answer->detail, "the message holds more than is looked at");
    assert_int_equal(validating.bench.fake->count, 2);
    validating_end(&validating);
}

static void test_failure_behind_an_alias(void **state)
{
    (void)state;
    struct validating validating;
    validating_start(&validating, &no_anchors);
    fake_fail(validating.bench.fake, 0, FAILURE_SERVFAIL, "");
    drain(&validating);
    struct builder message = reply_to("www.example", 0, DNS_RCODE_NOERROR);
    add_name_record(&message, SECTION_ANSWER, "www.example", DNS_TYPE_CNAME, "target.example");
    fake_reply_message(validating.bench.fake, last_request(&validating, "www.example", DNS_TYPE_CNAME), message.bytes,
                       message.size);
    drain(&validating);
    fake_fail(validating.bench.fake, last_request(&validating, "target.example", DNS_TYPE_CAA), FAILURE_TIMEOUT, "");
    drain(&validating);
    fake_fail(validating.bench.fake, last_request(&validating, "target.example", DNS_TYPE_CNAME), FAILURE_TIMEOUT, "");
    drain(&validating);
    const struct dns_answer *answer = validating.asker.answer;
    struct dns_name target = name_of("target.example");
    assert_int_equal(answer->failure, FAILURE_TIMEOUT);
    assert_int_equal(answer->alias_count, 1);
    assert_true(dns_name_equal(answer->failed_name, target.wire));
    validating_end(&validating);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shared_in_flight),
        cmocka_unit_test(test_kept_as_long_as_it_lives),
        cmocka_unit_test(test_chain_is_followed),
        cmocka_unit_test(test_chain_that_is_too_long),
        cmocka_unit_test(test_circles),
        cmocka_unit_test(test_target_is_shared),
        cmocka_unit_test(test_cancel_and_ask_while_told),
        cmocka_unit_test(test_cache_is_bounded),
        cmocka_unit_test(test_free_in_flight),
        cmocka_unit_test(test_without_an_anchor),
        cmocka_unit_test(test_anchor_without_signatures),
        cmocka_unit_test(test_anchor_that_cannot_be_asked),
        cmocka_unit_test(test_bogus_is_asked_for_again),
        cmocka_unit_test(test_a_better_second_answer),
        cmocka_unit_test(test_bogus_twice),
        cmocka_unit_test(test_failure_behind_an_alias),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
