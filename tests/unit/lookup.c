/* SPDX-License-Identifier: Apache-2.0 */
/* `unit_lookup [ROUNDS [SEED]]`: as many random networks, from that seed on. */
#include "fake_source.h"
#include "said.h"
#include "signed_world.h"

#include "resolve/lookup.h"
#include "resolve/patience.h"

#include <stdio.h>
#include <stdlib.h>

enum { STEP = 1000, PATIENCE = PATIENCE_STEPS * STEP };

static unsigned long rounds = 1500, first_seed = 12;

struct bench {
    struct fake_source *fake;
    struct trust *trust;
    struct waits waits;
    struct lookup_table *table;
    uint64_t now, patience; /* ms; patience 0: without end */
};

/* Somebody who waits for one answer at a time. */
struct asker {
    struct lookup_waiter waiter;
    unsigned told;
    const struct dns_answer *answer; /* a reference is held */
    uint32_t ttl;
};

static void bench_open(struct bench *bench)
{
    bench->table = lookup_table_new(&(struct lookup_settings){
        .source = &bench->fake->source, .trust = bench->trust, .waits = &bench->waits, .patience_ms = bench->patience});
}

/* ANCHORS: NULL where nothing is validated. */
static void bench_start(struct bench *bench, const struct anchors *anchors)
{
    *bench = (struct bench){.fake = fake_source_new(), .now = 1000, .patience = PATIENCE};
    bench->trust = anchors ? trust_new(anchors) : NULL;
    bench_open(bench);
}

static void bench_end(struct bench *bench)
{
    lookup_table_free(bench->table);
    trust_free(bench->trust);
    test_free(bench->fake);
}

static void drain(struct bench *bench)
{
    lookup_table_drain(bench->table, bench->now, NOW);
}

/* Time passes, and the table is drained whenever that is due. */
static void wait_until(struct bench *bench, uint64_t then)
{
    for (; lookup_table_due(bench->table) <= then; drain(bench))
        bench->now = lookup_table_due(bench->table) > bench->now ? lookup_table_due(bench->table) : bench->now;
    bench->now = then;
}

static void keep(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl)
{
    struct asker *asker = (struct asker *)waiter;
    dns_answer_drop(asker->answer);
    asker->answer = answer;
    asker->ttl = ttl;
    asker->told++;
}

static bool ask_as(struct bench *bench, const struct lookup_order *order, struct asker *asker)
{
    asker->waiter.done = keep;
    const struct dns_answer *answer = lookup_ask(bench->table, order, bench->now, &asker->waiter);
    if (answer)
        keep(&asker->waiter, answer, asker->waiter.ttl);
    return answer;
}

/* Whether the answer is known at once; it is kept then, too. */
static bool ask(struct bench *bench, const char *text, struct asker *asker)
{
    struct dns_name name = name_of(text);
    return ask_as(bench, &(struct lookup_order){.question = dns_question_of(name.wire, DNS_TYPE_CAA), .whole = true},
                  asker);
}

/* For the first step of a path alone. */
static bool ask_step(struct bench *bench, const char *text, struct asker *asker)
{
    struct dns_name name = name_of(text);
    return ask_as(bench, &(struct lookup_order){.question = dns_question_of(name.wire, DNS_TYPE_CAA)}, asker);
}

static void forget(struct asker *askers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        lookup_cancel(&askers[i].waiter);
        dns_answer_drop(askers[i].answer);
    }
}

static void expect_told(const struct asker *asker, const char *words)
{
    if (!asker->answer)
        fail_msg("not told: %s", words);
    expect_text("told", describe(asker->answer), words);
}

/* ---- shared, and kept ---- */

static void test_shared_in_flight(void **state)
{
    (void)state;
    struct bench bench;
    struct asker askers[3] = {0};
    bench_start(&bench, NULL);
    for (size_t i = 0; i < 3; i++)
        assert_false(ask(&bench, "www.example", &askers[i]));
    assert_int_equal(bench.fake->count, 1);
    lookup_cancel(&askers[1].waiter);
    fake_reply_issue(bench.fake, 0, 60, "ca.example");
    assert_int_equal(askers[0].told, 0); /* nobody is told from within the source's call */
    assert_true(lookup_table_ready(bench.table));
    assert_true(lookup_table_drain(bench.table, bench.now, NOW));
    assert_false(lookup_table_ready(bench.table));
    assert_false(lookup_table_drain(bench.table, bench.now, NOW));
    assert_int_equal(askers[0].told + askers[2].told, 2);
    assert_int_equal(askers[1].told, 0);
    assert_ptr_equal(askers[0].answer, askers[2].answer);
    assert_int_equal(askers[0].ttl, 60);
    forget(askers, 3);
    bench_end(&bench);
}

static void test_kept_as_long_as_it_lives(void **state)
{
    static const struct {
        struct dns_reply reply;
        uint32_t kept; /* seconds */
    } cases[] = {
        {{.kind = REPLY_NODATA, .ttl = 60, .detail = ""}, 60},
        {{.kind = REPLY_NXDOMAIN, .ttl = 60, .detail = ""}, 60},
        {{.kind = REPLY_NXDOMAIN, .ttl = 1000000, .detail = ""}, LOOKUP_NEGATIVE_TTL_MAX},
        {{.kind = REPLY_NODATA, .ttl = 0, .detail = ""}, 0},
        {{.kind = REPLY_FAILED, .failure = FAILURE_SERVFAIL, .ttl = 60, .detail = ""}, LOOKUP_FAILURE_TTL},
        {{.kind = REPLY_FAILED, .failure = FAILURE_BAD_RESPONSE, .detail = ""}, LOOKUP_FAILURE_TTL},
        {{.kind = REPLY_FAILED, .failure = FAILURE_TIMEOUT, .cause.spent = true, .ttl = 60, .detail = ""}, 0},
        {{.kind = REPLY_FAILED, .failure = FAILURE_TIMEOUT, .cause.silent_since = NOW, .detail = ""}, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct bench bench;
        struct asker asker = {0};
        bench_start(&bench, NULL);
        ask(&bench, "www.example", &asker);
        fake_reply(bench.fake, 0, &cases[i].reply);
        drain(&bench);
        assert_int_equal(asker.told, 1);
        assert_int_equal(asker.answer->cause.spent, cases[i].reply.cause.spent);
        bench.now += cases[i].kept ? (uint64_t)cases[i].kept * 1000 - 1 : 0;
        assert_int_equal(ask(&bench, "www.example", &asker), cases[i].kept > 0);
        bench.now += 1;
        if (cases[i].kept)
            assert_false(ask(&bench, "www.example", &asker));
        assert_int_equal(bench.fake->count, 2);
        forget(&asker, 1);
        bench_end(&bench);
    }
}

static void test_links_are_kept_for_seconds(void **state)
{
    (void)state;
    struct bench bench;
    struct asker asker = {0};
    struct dns_name name = name_of("example");
    const struct lookup_order order = {.question = dns_question_of(name.wire, DNS_TYPE_DS)};
    bench_start(&bench, &anchors_iana);
    assert_false(ask_as(&bench, &order, &asker));
    fake_reply_kind(bench.fake, 0, REPLY_NODATA, 0);
    drain(&bench);
    bench.now += LOOKUP_LINK_TTL * 1000 - 1;
    assert_true(ask_as(&bench, &order, &asker));
    bench.now += 1;
    assert_false(ask_as(&bench, &order, &asker));
    assert_int_equal(bench.fake->count, 2);
    forget(&asker, 1);
    bench_end(&bench);
}

static void test_cache_is_bounded(void **state)
{
    (void)state;
    struct bench bench;
    struct asker asker = {0};
    bench_start(&bench, NULL);
    bench.fake->answers_at_once = true;
    for (unsigned i = 0; i < 50000; i++) {
        char name[32];
        snprintf(name, sizeof name, "n%u.example", i);
        ask(&bench, name, &asker);
        drain(&bench);
    }
    assert_true(ask(&bench, "n49999.example", &asker));
    assert_false(ask(&bench, "n0.example", &asker));
    forget(&asker, 1);
    bench_end(&bench);
}

/* How a question is asked belongs to it: another attempt is another lookup. */
static void test_attempts_are_lookups_of_their_own(void **state)
{
    (void)state;
    struct bench bench;
    struct asker askers[2 * CHAIN_ATTEMPTS] = {0};
    struct dns_name name = name_of("example");
    bench_start(&bench, &anchors_iana);
    for (size_t i = 0; i < COUNT_OF(askers); i++) {
        const struct lookup_order order = {.question = dns_question_of(name.wire, DNS_TYPE_DS),
                                           .attempt = (enum chain_attempt)(i % CHAIN_ATTEMPTS)};
        assert_false(ask_as(&bench, &order, &askers[i]));
    }
    assert_int_equal(bench.fake->count, CHAIN_ATTEMPTS);
    for (size_t i = 0; i < CHAIN_ATTEMPTS; i++) {
        assert_int_equal(bench.fake->requests[i]->attempt, i);
        fake_reply_kind(bench.fake, i, i % 2 ? REPLY_NXDOMAIN : REPLY_NODATA, 60);
    }
    drain(&bench);
    for (size_t i = 0; i < COUNT_OF(askers); i++)
        assert_int_equal(askers[i].answer->kind, i % CHAIN_ATTEMPTS % 2 ? ANSWER_NXDOMAIN : ANSWER_NODATA);
    forget(askers, COUNT_OF(askers));
    bench_end(&bench);
}

/* Who answered one attempt is known to the next, which asks somebody else. */
static void test_the_next_attempt_knows_who_answered(void **state)
{
    static const char first = 0, second = 0;
    (void)state;
    struct bench bench;
    struct asker asker = {0};
    struct dns_name name = name_of("example");
    struct lookup_order order = {.question = dns_question_of(name.wire, DNS_TYPE_DS)};
    bench_start(&bench, &anchors_iana);
    ask_as(&bench, &order, &asker);
    assert_null(bench.fake->requests[0]->answered);
    bench.fake->requests[0]->answered = &first;
    fake_reply_kind(bench.fake, 0, REPLY_NODATA, 60);
    drain(&bench);
    order.attempt = CHAIN_ATTEMPT_ELSEWHERE;
    ask_as(&bench, &order, &asker);
    assert_ptr_equal(bench.fake->requests[1]->answered, &first);
    bench.fake->requests[1]->answered = &second;
    fake_reply_kind(bench.fake, 1, REPLY_NODATA, 60);
    drain(&bench);
    order.attempt = CHAIN_ATTEMPT_CHECKED;
    ask_as(&bench, &order, &asker);
    assert_ptr_equal(bench.fake->requests[2]->answered, &second);
    name = name_of("www.example");
    ask_as(&bench, &order, &asker); /* another name's is not */
    assert_null(bench.fake->requests[3]->answered);
    forget(&asker, 1);
    bench_end(&bench);
}

/* Whether it has failed before belongs to it for as long as it is in flight. */
static void test_last_chance_is_handed_on(void **state)
{
    (void)state;
    struct bench bench;
    struct asker askers[2] = {0};
    struct dns_name name = name_of("www.example");
    struct lookup_order order = {
        .question = dns_question_of(name.wire, DNS_TYPE_CAA), .whole = true, .last_chance = true};
    bench_start(&bench, NULL);
    ask_as(&bench, &order, &askers[0]);
    assert_true(bench.fake->requests[0]->last_chance);
    fake_reply_alias(bench.fake, 0, "target.example");
    drain(&bench);
    assert_true(bench.fake->requests[1]->last_chance);
    order.last_chance = false;
    name = name_of("other.example");
    ask_as(&bench, &order, &askers[1]);
    assert_false(bench.fake->requests[2]->last_chance);
    forget(askers, 2);
    bench_end(&bench);
}

/* ---- told ---- */

static void test_target_is_shared(void **state)
{
    (void)state;
    struct bench bench;
    struct asker askers[2] = {0};
    bench_start(&bench, NULL);
    ask(&bench, "a", &askers[0]);
    ask(&bench, "b", &askers[1]);
    fake_reply_alias(bench.fake, 0, "t");
    fake_reply_alias(bench.fake, 1, "t");
    drain(&bench);
    assert_int_equal(bench.fake->count, 3);
    fake_reply_kind(bench.fake, 2, REPLY_FAILED, 0);
    drain(&bench);
    for (size_t i = 0; i < 2; i++)
        expect_told(&askers[i], "failed servfail for t unchecked via t");
    forget(askers, 2);
    bench_end(&bench);
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
    struct bench bench;
    struct asker others[2] = {0};
    struct meddler meddler = {.bench = &bench, .victim = &others[0], .second = &others[1]};
    bench_start(&bench, NULL);
    ask(&bench, "www.example", &meddler.asker);
    meddler.asker.waiter.done = meddle;
    ask(&bench, "www.example", &others[0]);
    fake_reply_kind(bench.fake, 0, REPLY_NXDOMAIN, 0);
    drain(&bench);
    assert_int_equal(meddler.asker.told, 1);
    assert_int_equal(others[0].told, 0);
    assert_int_equal(others[1].told, 1);
    fake_reply_kind(bench.fake, fake_find(bench.fake, "other.example"), REPLY_NXDOMAIN, 0);
    drain(&bench);
    assert_int_equal(others[0].told, 1);
    forget(others, 2);
    forget(&meddler.asker, 1);
    bench_end(&bench);
}

static void test_free_in_flight(void **state)
{
    (void)state;
    struct bench bench;
    struct asker askers[2] = {0};
    bench_start(&bench, NULL);
    ask(&bench, "a", &askers[0]);
    ask(&bench, "b", &askers[1]);
    fake_reply_alias(bench.fake, 0, "t");
    drain(&bench);
    forget(askers, 2);
    lookup_table_free(bench.table);
    assert_int_equal(bench.fake->cancelled, 2); /* b, and t that a waits for */
    bench.table = NULL;
    bench_end(&bench);
}

/* ---- paths ---- */

/* A chain of LENGTH aliases handed out one by one, h0 being asked for. */
static void answer_chain(struct bench *bench, unsigned length)
{
    char from[16], to[16];
    for (unsigned i = 0; i < length && bench->fake->count == i + 1; i++) {
        snprintf(from, sizeof from, "h%u", i);
        snprintf(to, sizeof to, "h%u", i + 1);
        fake_reply_alias(bench->fake, fake_find(bench->fake, from), to);
        drain(bench);
    }
}

static void test_chain_is_followed(void **state)
{
    (void)state;
    struct bench bench;
    struct asker asker = {0}, second = {0};
    bench_start(&bench, NULL);
    ask(&bench, "h0", &asker);
    answer_chain(&bench, DNS_ALIASES_MAX);
    fake_reply_issue(bench.fake, fake_find(bench.fake, "h16"), 60, "ca.example");
    drain(&bench);
    assert_int_equal(asker.answer->kind, ANSWER_SET);
    assert_int_equal(asker.answer->alias_count, DNS_ALIASES_MAX);
    assert_int_equal(asker.ttl, 60);
    struct dns_name last = name_of("h16");
    assert_true(dns_name_equal(asker.answer->aliases[DNS_ALIASES_MAX - 1], last.wire));
    assert_true(dns_name_equal(asker.answer->owner, last.wire));
    if (!ask(&bench, "h9", &second)) /* each name of the chain is known now, though nobody has put it together yet */
        drain(&bench);
    assert_int_equal(second.answer->alias_count, 7);
    assert_int_equal(bench.fake->count, DNS_ALIASES_MAX + 1);
    forget(&asker, 1);
    forget(&second, 1);
    bench_end(&bench);
}

/* For one path, and not for another that begins nearer to its end. */
static void test_chain_that_is_too_long(void **state)
{
    (void)state;
    for (int second_first = 0; second_first < 2; second_first++) {
        struct bench bench;
        struct asker first = {0}, second = {0};
        bench_start(&bench, NULL);
        if (second_first)
            ask(&bench, "h2", &second);
        ask(&bench, "h0", &first);
        if (!second_first)
            ask(&bench, "h2", &second);
        for (unsigned i = 0; i < 18; i++) {
            char from[16], to[16];
            snprintf(from, sizeof from, "h%u", i);
            snprintf(to, sizeof to, "h%u", i + 1);
            fake_reply_alias(bench.fake, fake_find(bench.fake, from), to);
            drain(&bench);
        }
        fake_reply_issue(bench.fake, fake_find(bench.fake, "h18"), 60, "ca.example");
        drain(&bench);
        assert_int_equal(first.answer->failure, FAILURE_ALIAS_TOO_LONG);
        assert_true(dns_name_equal(first.answer->cause.name, name_of("h0").wire));
        assert_int_equal(second.answer->kind, ANSWER_SET);
        assert_int_equal(second.answer->alias_count, 16);
        forget(&first, 1);
        forget(&second, 1);
        bench_end(&bench);
    }
}

static void test_circles(void **state)
{
    (void)state;
    for (unsigned length = 1; length <= 3; length++) {
        struct bench bench;
        struct asker askers[2] = {0};
        bench_start(&bench, NULL);
        ask(&bench, "h0", &askers[0]);
        if (length > 1)
            ask(&bench, "h1", &askers[1]);
        for (unsigned i = 0; i < length; i++) {
            char from[16], to[16];
            snprintf(from, sizeof from, "h%u", i);
            snprintf(to, sizeof to, "h%u", (i + 1) % length);
            fake_reply_alias(bench.fake, fake_find(bench.fake, from), to);
            drain(&bench);
        }
        assert_int_equal(bench.fake->count, length);
        assert_int_equal(askers[0].answer->failure, FAILURE_ALIAS_LOOP);
        if (length > 1)
            assert_int_equal(askers[1].answer->failure, FAILURE_ALIAS_LOOP);
        forget(askers, 2);
        bench_end(&bench);
    }
}

/* Before the reply, once the path is known, once the whole is: each is told what he asked for. */
static void test_steps_and_wholes_in_any_order(void **state)
{
    (void)state;
    for (unsigned order = 0; order < 1 << 6; order++) { /* bit I: asker I wants the whole */
        struct bench bench;
        struct asker askers[6] = {0};
        bench_start(&bench, NULL);
        for (unsigned i = 0; i < 6; i++) {
            bool whole = order >> i & 1;
            if (whole)
                ask(&bench, "a", &askers[i]);
            else
                ask_step(&bench, "a", &askers[i]);
            if (i == 1)
                fake_reply_alias(bench.fake, 0, "t");
            drain(&bench);
            if (i == 3 && bench.fake->count == 2)
                fake_reply_issue(bench.fake, 1, 60, "ca.example");
            drain(&bench);
        }
        if (bench.fake->count == 2 && bench.fake->requests[1])
            fake_reply_issue(bench.fake, 1, 60, "ca.example");
        drain(&bench);
        assert_int_equal(bench.fake->count, order ? 2 : 1); /* nothing is asked that nobody wants to know */
        for (unsigned i = 0; i < 6; i++) {
            assert_int_equal(askers[i].told, 1);
            expect_told(&askers[i], order >> i & 1 ? "set unchecked via t at t" : "alias unchecked via t");
        }
        forget(askers, 6);
        bench_end(&bench);
    }
}

/* Whoever wants a step is not kept waiting by what lies behind it. */
static void test_a_step_does_not_wait_for_the_whole(void **state)
{
    (void)state;
    struct bench bench;
    struct asker whole = {0}, step = {0};
    bench_start(&bench, NULL);
    ask(&bench, "a", &whole);
    ask_step(&bench, "a", &step);
    fake_reply_alias(bench.fake, 0, "t");
    drain(&bench);
    assert_int_equal(step.told, 1);
    assert_int_equal(whole.told, 0);
    assert_true(ask_step(&bench, "a", &step)); /* while the whole is being looked for */
    assert_int_equal(step.ttl, 60);
    fake_fail(bench.fake, 1, FAILURE_TIMEOUT, "");
    drain(&bench);
    expect_told(&whole, "failed timeout for t unchecked via t");
    expect_told(&step, "alias unchecked via t");
    forget(&whole, 1);
    forget(&step, 1);
    bench_end(&bench);
}

/* What was held and is gone on with lives no longer for that. */
static void test_a_path_that_is_gone_on_with_lives_no_longer(void **state)
{
    (void)state;
    struct bench bench;
    struct asker step = {0}, whole = {0};
    bench_start(&bench, NULL);
    ask_step(&bench, "a", &step);
    fake_reply_alias(bench.fake, 0, "t");
    drain(&bench);
    assert_int_equal(step.ttl, 60);
    bench.now += 50000;
    assert_false(ask(&bench, "a", &whole));
    drain(&bench);
    fake_reply_issue(bench.fake, 1, 3600, "ca.example");
    drain(&bench);
    assert_int_equal(whole.ttl, 10);
    assert_true(ask_step(&bench, "a", &step));
    assert_int_equal(step.ttl, 10);
    bench.now += 10000;
    assert_false(ask_step(&bench, "a", &step));
    forget(&step, 1);
    forget(&whole, 1);
    bench_end(&bench);
}

/* ---- random networks ---- */

/* Whose names are n0, n1 ... Each has an alias, or an end; the server of each puts so many aliases into a message. */
enum { NAMES = 14, LEADS_NOWHERE = NAMES, ASKERS = 40 };

struct network {
    size_t count;
    size_t alias[NAMES]; /* LEADS_NOWHERE: none */
    enum reply_kind end[NAMES];
    size_t most[NAMES]; /* aliases in one message */
};

static uint64_t seed, chance;

static unsigned pick(unsigned below)
{
    chance = chance * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(chance >> 33) % below;
}

static const char *name_text(size_t number)
{
    static char texts[NAMES][24];
    snprintf(texts[number], sizeof texts[number], "n%zu", number);
    return texts[number];
}

static void make_network(struct network *network)
{
    static const enum reply_kind ends[] = {REPLY_SET, REPLY_NODATA, REPLY_NXDOMAIN, REPLY_FAILED};
    *network = (struct network){.count = 1 + pick(NAMES)};
    unsigned shape = pick(3); /* mostly ends, mostly aliases to anywhere, mostly to the next one */
    for (size_t i = 0; i < network->count; i++) {
        bool alias = pick(4) > (shape ? 0u : 2u);
        size_t next = (i + 1) % network->count;
        network->alias[i] = !alias ? LEADS_NOWHERE : shape == 2 ? next : pick((unsigned)network->count);
        network->end[i] = ends[pick(COUNT_OF(ends))];
        network->most[i] = 1 + pick(3);
    }
}

/* What a name is told to be: by its server, or by all of them together. */
struct said {
    enum reply_kind kind;
    enum failure failure;
    size_t failed;
    size_t aliases[DNS_ALIASES_MAX], alias_count;
};

static bool holds(const struct said *said, size_t first, size_t name)
{
    for (size_t i = 0; i < said->alias_count; i++)
        if (said->aliases[i] == name)
            return true;
    return name == first;
}

static struct said say_of(const struct network *network, size_t name)
{
    struct said said = {.kind = REPLY_ALIAS};
    size_t at = name;
    while (network->alias[at] != LEADS_NOWHERE && said.alias_count < network->most[name]) {
        if (holds(&said, name, network->alias[at]))
            return (struct said){.kind = REPLY_FAILED, .failure = FAILURE_ALIAS_LOOP, .failed = name};
        at = said.aliases[said.alias_count++] = network->alias[at];
    }
    if (network->alias[at] != LEADS_NOWHERE || (network->end[at] == REPLY_FAILED && said.alias_count))
        return said;
    said.kind = network->end[at];
    said.failure = said.kind == REPLY_FAILED ? FAILURE_SERVFAIL : FAILURE_NONE;
    said.failed = name;
    return said;
}

/* What somebody is told who is alone in the world. */
static struct said whole_of(const struct network *network, size_t name)
{
    struct said path = say_of(network, name);
    while (path.kind == REPLY_ALIAS) {
        const struct said onward = say_of(network, path.aliases[path.alias_count - 1]);
        enum failure failure =
            path.alias_count + onward.alias_count > DNS_ALIASES_MAX ? FAILURE_ALIAS_TOO_LONG : FAILURE_NONE;
        for (size_t i = 0; i < onward.alias_count && !failure; i++)
            failure = holds(&path, name, onward.aliases[i]) ? FAILURE_ALIAS_LOOP : FAILURE_NONE;
        path.kind = failure ? REPLY_FAILED : onward.kind;
        path.failure = failure ? failure : onward.failure;
        path.failed = failure ? name : onward.failed;
        for (size_t i = 0; i < onward.alias_count && !failure; i++)
            path.aliases[path.alias_count++] = onward.aliases[i];
    }
    return path;
}

/* In the words of `describe`. */
static const char *words_of(const struct said *said, size_t name)
{
    static const char *const kinds[] = {[REPLY_SET] = "set",
                                        [REPLY_NODATA] = "nodata",
                                        [REPLY_ALIAS] = "alias",
                                        [REPLY_NXDOMAIN] = "nxdomain",
                                        [REPLY_FAILED] = "failed"};
    static char words[256];
    size_t at = 0, last = said->alias_count ? said->aliases[said->alias_count - 1] : name;
    at += (size_t)snprintf(words, sizeof words, "%s", kinds[said->kind]);
    if (said->kind == REPLY_FAILED)
        at += (size_t)snprintf(words + at, sizeof words - at, " %s for %s", failure_code(said->failure),
                               name_text(said->failed));
    at += (size_t)snprintf(words + at, sizeof words - at, " unchecked");
    for (size_t i = 0; i < said->alias_count; i++)
        at += (size_t)snprintf(words + at, sizeof words - at, "%s%s", i ? ", " : " via ", name_text(said->aliases[i]));
    if (said->kind == REPLY_SET)
        snprintf(words + at, sizeof words - at, " at %s", name_text(last));
    return words;
}

static size_t number_of(const uint8_t *name)
{
    for (size_t i = 0; i < NAMES; i++)
        if (dns_name_equal(name_of(name_text(i)).wire, name))
            return i;
    fail_msg("seed %lu: a name that is none", (unsigned long)seed);
    return 0;
}

static void answer_truly(struct bench *bench, const struct network *network, size_t i)
{
    static const struct dns_rdata record = {(const uint8_t *)"\0\5issueca.example", 17};
    const struct said said = say_of(network, number_of(fake_request(bench->fake, i)->question.name));
    struct dns_name names[DNS_ALIASES_MAX];
    const uint8_t *aliases[DNS_ALIASES_MAX];
    for (size_t k = 0; k < said.alias_count; k++) {
        names[k] = name_of(name_text(said.aliases[k]));
        aliases[k] = names[k].wire;
    }
    bool set = said.kind == REPLY_SET;
    const struct dns_reply reply = {.kind = said.kind,
                                    .failure = said.failure,
                                    .ttl = 60,
                                    .path_ttl = 60,
                                    .alias_count = said.alias_count,
                                    .aliases = aliases,
                                    .record_count = set,
                                    .records = (struct dns_rdata *)(uintptr_t)&record,
                                    .owner = !set               ? NULL
                                             : said.alias_count ? aliases[said.alias_count - 1]
                                                                : bench->fake->requests[i]->question.name,
                                    .detail = ""};
    fake_reply(bench->fake, i, &reply);
}

/* Answers one open request, chosen by chance; false where there is none. */
static bool answer_one(struct bench *bench, const struct network *network)
{
    size_t open[NAMES * 2], count = 0;
    for (size_t i = 0; i < bench->fake->count && count < COUNT_OF(open); i++)
        if (bench->fake->requests[i])
            open[count++] = i;
    if (count)
        answer_truly(bench, network, open[pick((unsigned)count)]);
    return count;
}

struct one {
    struct asker asker;
    size_t name;
    bool whole, cancelled;
};

static void begin_one(struct bench *bench, const struct network *network, struct one *one)
{
    *one = (struct one){.name = pick((unsigned)network->count), .whole = pick(2)};
    if (one->whole)
        ask(bench, name_text(one->name), &one->asker);
    else
        ask_step(bench, name_text(one->name), &one->asker);
}

static void cancel_one(struct one *one)
{
    one->cancelled = one->cancelled || one->asker.waiter.lookup;
    lookup_cancel(&one->asker.waiter);
}

static void check_one(const struct network *network, const struct one *one)
{
    struct said said = one->whole ? whole_of(network, one->name) : say_of(network, one->name);
    if (one->cancelled)
        return;
    if (one->asker.told != 1)
        fail_msg("seed %lu: %s was told %u times", (unsigned long)seed, name_text(one->name), one->asker.told);
    const char *words = words_of(&said, one->name);
    struct buffer told = {0};
    answer_print(one->asker.answer, &told);
    if (strcmp(buffer_text(&told), words) != 0)
        fail_msg("seed %lu: %s of %s:\n  came     %s\n  expected %s", (unsigned long)seed,
                 one->whole ? "the whole" : "a step", name_text(one->name), buffer_text(&told), words);
    buffer_free(&told);
}

/* PASSES: time does, and what is kept ends. */
static void try_network(struct bench *bench, bool passes)
{
    static struct one ones[ASKERS];
    struct network network;
    size_t begun = 0;
    make_network(&network);
    bench->fake->count = 0;
    bench_open(bench);
    while (begun < ASKERS) {
        unsigned turn = pick(8);
        if (turn < 3)
            begin_one(bench, &network, &ones[begun++]);
        else if (turn == 3 && begun)
            cancel_one(&ones[pick((unsigned)begun)]);
        else if (turn == 4 && passes)
            bench->now += 1000 * pick(10);
        else
            answer_one(bench, &network);
        if (turn != 7)
            drain(bench);
    }
    do
        drain(bench);
    while (answer_one(bench, &network));
    if (!passes && bench->fake->count > network.count)
        fail_msg("seed %lu: %zu names, %zu questions", (unsigned long)seed, network.count, bench->fake->count);
    for (size_t i = 0; i < ASKERS; i++) {
        check_one(&network, &ones[i]);
        forget(&ones[i].asker, 1);
    }
    lookup_table_free(bench->table);
}

/* Everybody is told what he would be told if he were alone, whoever else asks for what, and when; nobody waits for
 * ever. */
static void test_random_networks(void **state)
{
    (void)state;
    struct bench bench = {.fake = fake_source_new(), .now = 1000, .patience = 0};
    print_message("%lu networks, the first from seed %lu\n", rounds, first_seed);
    for (seed = first_seed; seed < first_seed + rounds; seed++) {
        chance = seed;
        try_network(&bench, seed % 2);
    }
    test_free(bench.fake);
}

/* ---- patience ---- */

static void expect_given_up(const struct asker *asker, const char *name)
{
    char words[128];
    snprintf(words, sizeof words, "failed timeout for %s unchecked spent", name);
    expect_told(asker, words);
    assert_int_equal(asker->ttl, 0);
}

static void test_patience_ends_a_lookup(void **state)
{
    (void)state;
    struct bench bench;
    struct asker askers[2] = {0};
    bench_start(&bench, NULL);
    uint64_t end = bench.now + PATIENCE;
    ask(&bench, "a", &askers[0]);
    wait_until(&bench, end - 1);
    ask(&bench, "a", &askers[1]); /* the lookup's time does not begin anew for who comes later */
    assert_int_equal(askers[0].told, 0);
    wait_until(&bench, end);
    expect_given_up(&askers[0], "a");
    expect_given_up(&askers[1], "a");
    assert_int_equal(bench.fake->cancelled, 1);
    assert_int_equal(lookup_table_due(bench.table), UINT64_MAX);
    assert_false(ask(&bench, "a", &askers[0])); /* nothing is kept of that */
    fake_reply_issue(bench.fake, 1, 60, "ca.example");
    drain(&bench);
    expect_told(&askers[0], "set unchecked at a");
    forget(askers, 2);
    bench_end(&bench);
}

static void test_patience_without_end(void **state)
{
    (void)state;
    struct bench bench;
    struct asker asker = {0};
    bench_start(&bench, NULL);
    lookup_table_free(bench.table);
    bench.patience = 0;
    bench_open(&bench);
    ask(&bench, "a", &asker);
    assert_int_equal(lookup_table_due(bench.table), UINT64_MAX);
    bench.now += (uint64_t)1 << 40;
    drain(&bench);
    assert_int_equal(asker.told, 0);
    forget(&asker, 1);
    bench_end(&bench);
}

/* A lookup that waits for another one is ended, too, and the other one goes on. */
static void test_patience_ends_what_waits_for_others(void **state)
{
    (void)state;
    struct bench bench;
    struct asker askers[2] = {0};
    bench_start(&bench, NULL);
    uint64_t begun = bench.now;
    ask(&bench, "a", &askers[0]);
    wait_until(&bench, begun + PATIENCE / 2);
    fake_reply_alias(bench.fake, 0, "t");
    drain(&bench);
    ask(&bench, "t", &askers[1]);
    wait_until(&bench, begun + PATIENCE);
    expect_given_up(&askers[0], "a");
    assert_int_equal(askers[1].told, 0);
    assert_int_equal(bench.fake->cancelled, 0);
    fake_reply_issue(bench.fake, 1, 60, "ca.example");
    drain(&bench);
    expect_told(&askers[1], "set unchecked at t");
    forget(askers, 2);
    bench_end(&bench);
}

/* What has come is looked at before it is too late for it; what is needed after that is too late. */
static void test_what_comes_with_the_last_step(void **state)
{
    (void)state;
    struct bench bench;
    struct asker askers[2] = {0};
    bench_start(&bench, NULL);
    uint64_t begun = bench.now;
    ask(&bench, "a", &askers[0]);
    ask(&bench, "b", &askers[1]);
    wait_until(&bench, begun + PATIENCE - 1);
    fake_reply_issue(bench.fake, 0, 60, "ca.example");
    fake_reply_alias(bench.fake, 1, "t");
    wait_until(&bench, begun + PATIENCE);
    expect_told(&askers[0], "set unchecked at a");
    assert_int_equal(askers[1].told, 0);
    wait_until(&bench, begun + PATIENCE + STEP);
    expect_given_up(&askers[1], "b");
    forget(askers, 2);
    bench_end(&bench);
}

static void test_time_in_line_does_not_count(void **state)
{
    (void)state;
    struct bench bench;
    struct asker asker = {0};
    bench_start(&bench, NULL);
    uint64_t begun = bench.now;
    ask(&bench, "a", &asker);
    assert_false(lookup_is_in_line(&asker.waiter));
    fake_stand_in_line(bench.fake, 0, true);
    assert_true(lookup_is_in_line(&asker.waiter));
    wait_until(&bench, begun + 20 * PATIENCE);
    fake_stand_in_line(bench.fake, 0, false);
    wait_until(&bench, begun + 20 * PATIENCE + STEP);
    fake_reply_alias(bench.fake, 0, "t");
    drain(&bench);
    assert_false(lookup_is_in_line(&asker.waiter));
    fake_stand_in_line(bench.fake, 1, true); /* the lookup of the target, and so who waits for it */
    assert_true(lookup_is_in_line(&asker.waiter));
    wait_until(&bench, begun + 40 * PATIENCE + STEP);
    fake_stand_in_line(bench.fake, 1, false);
    wait_until(&bench, begun + 41 * PATIENCE - 1);
    assert_int_equal(asker.told, 0);
    wait_until(&bench, begun + 41 * PATIENCE);
    expect_given_up(&asker, "a");
    assert_false(lookup_is_in_line(&asker.waiter));
    forget(&asker, 1);
    bench_end(&bench);
}

/* Each in its own time, however long it and the others stood in line. */
static void test_many_that_stood_in_line(void **state)
{
    enum { COUNT = 8 };
    (void)state;
    struct bench bench;
    struct asker askers[COUNT] = {0};
    uint64_t leaves[COUNT], ends[COUNT];
    bench_start(&bench, NULL);
    for (uint32_t i = 0; i < COUNT; i++) {
        uint64_t in_line = (uint64_t)(i * 5 + 3) % COUNT * 3;
        ask(&bench, name_text(i), &askers[i]);
        fake_stand_in_line(bench.fake, i, true);
        leaves[i] = bench.now + in_line * STEP + STEP / 2;
        ends[i] = bench.now + in_line * STEP + PATIENCE;
        bench.now += 10;
    }
    while (lookup_table_due(bench.table) != UINT64_MAX) {
        bench.now = lookup_table_due(bench.table);
        for (size_t i = 0; i < COUNT; i++)
            if (bench.fake->requests[i])
                fake_stand_in_line(bench.fake, i, bench.now < leaves[i]);
        drain(&bench);
        for (size_t i = 0; i < COUNT; i++)
            if ((askers[i].told > 0) != (ends[i] <= bench.now))
                fail_msg("%s at %lu: %s, its end is %lu", name_text(i), (unsigned long)bench.now,
                         askers[i].told ? "told" : "not told", (unsigned long)ends[i]);
    }
    for (size_t i = 0; i < COUNT; i++)
        expect_given_up(&askers[i], name_text(i));
    forget(askers, COUNT);
    bench_end(&bench);
}

/* ---- circles that are no aliases ---- */

/* A question that the source of the lookup before has to ask for: the address of a name server, a link. */
struct need {
    const char *name;
    uint16_t type;
};

/* Each needs the next one, and the last one the first. */
static void test_needs_in_a_circle(void **state)
{
    static const struct need circles[][4] = {
        {{"ns.a", DNS_TYPE_A}},
        {{"ns.a", DNS_TYPE_A}, {"ns.b", DNS_TYPE_A}},
        {{"ns.a", DNS_TYPE_A}, {"b", DNS_TYPE_DNSKEY}},
        {{"a", DNS_TYPE_DS}, {"ns.b", DNS_TYPE_AAAA}, {"c", DNS_TYPE_DNSKEY}},
        {{"www.a", DNS_TYPE_CAA}, {"ns.b", DNS_TYPE_AAAA}, {"c", DNS_TYPE_DNSKEY}, {"ns.d", DNS_TYPE_A}},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(circles); i++) {
        struct bench bench;
        struct asker askers[COUNT_OF(circles[0]) + 1] = {0};
        size_t count = 0;
        bench_start(&bench, NULL);
        for (; count < COUNT_OF(circles[0]) && circles[i][count].name; count++) {
            struct dns_name name = name_of(circles[i][count].name);
            const struct lookup_order order = {.question = dns_question_of(name.wire, circles[i][count].type),
                                               .whole = true,
                                               .asker = count ? &bench.fake->requests[count - 1]->node : NULL};
            assert_false(ask_as(&bench, &order, &askers[count]));
        }
        struct dns_name name = name_of(circles[i][0].name);
        const struct lookup_order order = {.question = dns_question_of(name.wire, circles[i][0].type),
                                           .whole = true,
                                           .asker = &bench.fake->requests[count - 1]->node};
        askers[count].waiter.ttl = 1;
        assert_true(ask_as(&bench, &order, &askers[count])); /* at once: nobody waits for it */
        assert_true(askers[count].answer->cause.spent);
        assert_int_equal(askers[count].answer->kind, ANSWER_FAILED);
        assert_int_equal(askers[count].answer->failure, FAILURE_SERVFAIL); /* as whoever asked a resolver would hear */
        assert_int_equal(askers[count].ttl, 0);
        assert_int_equal(bench.fake->count, count);
        while (count--) { /* which goes on without that one */
            fake_reply_kind(bench.fake, count, REPLY_NODATA, 60);
            drain(&bench);
            assert_int_equal(askers[count].told, 1);
            assert_int_equal(askers[count].answer->kind, ANSWER_NODATA);
        }
        forget(askers, COUNT_OF(askers));
        bench_end(&bench);
    }
}

struct payer {
    struct lookup_waiter waiter; /* first */
    struct bench *bench;
    unsigned told;
};

/* Who is told that somebody else had nothing left asks again, and pays himself. */
static void pay(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl)
{
    struct payer *payer = (struct payer *)waiter;
    struct dns_name name = name_of("ns.example");
    const struct lookup_order order = {.question = dns_question_of(name.wire, DNS_TYPE_A), .whole = true};
    (void)ttl;
    payer->told++;
    if (answer->cause.spent)
        assert_null(lookup_ask(payer->bench->table, &order, payer->bench->now, &payer->waiter));
    dns_answer_drop(answer);
}

static void test_a_spent_lookup_is_not_joined_again(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench, NULL);
    struct payer payers[2] = {{{.done = pay}, &bench, 0}, {{.done = pay}, &bench, 0}};
    struct dns_name name = name_of("ns.example");
    const struct lookup_order order = {.question = dns_question_of(name.wire, DNS_TYPE_A), .whole = true};
    for (size_t i = 0; i < COUNT_OF(payers); i++)
        assert_null(lookup_ask(bench.table, &order, bench.now, &payers[i].waiter));
    fake_spend(bench.fake, 0);
    drain(&bench);
    assert_int_equal(bench.fake->count, 2); /* one for both */
    for (size_t i = 0; i < COUNT_OF(payers); i++)
        assert_int_equal(payers[i].told, 1);
    fake_reply_kind(bench.fake, 1, REPLY_NODATA, 60);
    drain(&bench);
    for (size_t i = 0; i < COUNT_OF(payers); i++)
        assert_int_equal(payers[i].told, 2);
    bench_end(&bench);
}

/* The server of an alias's target has the alias for its name. */
static void test_a_need_behind_an_alias(void **state)
{
    (void)state;
    struct bench bench;
    struct asker first = {0}, back = {0};
    struct dns_name name = name_of("ns.a");
    bench_start(&bench, NULL);
    ask_as(&bench, &(struct lookup_order){.question = dns_question_of(name.wire, DNS_TYPE_A), .whole = true}, &first);
    fake_reply_alias(bench.fake, 0, "ns.b");
    drain(&bench);
    const struct lookup_order order = {
        .question = dns_question_of(name.wire, DNS_TYPE_A), .whole = true, .asker = &fake_request(bench.fake, 1)->node};
    assert_true(ask_as(&bench, &order, &back));
    assert_true(back.answer->cause.spent);
    fake_fail(bench.fake, 1, FAILURE_SERVFAIL, "");
    drain(&bench);
    expect_told(&first, "failed servfail for ns.b unchecked via ns.b");
    forget(&first, 1);
    forget(&back, 1);
    bench_end(&bench);
}

/* What cannot be waited for now can be once the circle is open. */
static void test_a_circle_that_opens(void **state)
{
    (void)state;
    struct bench bench;
    struct asker first = {0}, second = {0}, third = {0};
    struct dns_name a = name_of("ns.a"), b = name_of("ns.b");
    bench_start(&bench, NULL);
    ask_as(&bench, &(struct lookup_order){.question = dns_question_of(a.wire, DNS_TYPE_A), .whole = true}, &first);
    ask_as(&bench,
           &(struct lookup_order){
               .question = dns_question_of(b.wire, DNS_TYPE_A), .whole = true, .asker = &bench.fake->requests[0]->node},
           &second);
    const struct lookup_order back = {
        .question = dns_question_of(a.wire, DNS_TYPE_A), .whole = true, .asker = &bench.fake->requests[1]->node};
    assert_true(ask_as(&bench, &back, &third));
    lookup_cancel(&second.waiter);
    assert_false(ask_as(&bench, &back, &third));
    fake_reply_kind(bench.fake, 0, REPLY_NODATA, 60);
    drain(&bench);
    assert_int_equal(third.answer->kind, ANSWER_NODATA);
    forget(&first, 1);
    forget(&second, 1);
    forget(&third, 1);
    bench_end(&bench);
}

/* ---- validation, as far as it takes no more than one zone: the rest is tested in resolution.c and chain.c ---- */

static struct world world;

static int make_world(void **state)
{
    (void)state;
    zone_new(&world, (struct test_zone){.name = ".", .key = KEY_P256},
             "example CAA 0 issue \"ca.example\"\nalias CNAME example.");
    return 0;
}

static size_t last_request(const struct bench *bench, const char *name, const char *type)
{
    size_t last = bench->fake->count - 1;
    const struct source_request *request = fake_request(bench->fake, last);
    assert_true(dns_name_equal(request->question.name, name_of(name).wire));
    assert_int_equal(request->question.type, type_of(type));
    return last;
}

/* The last request, which is for this, is answered truly. */
static void reply_truly(struct bench *bench, const char *name, const char *type)
{
    const struct dns_rdata octets = world_octets(&world, name, type);
    fake_reply_message(bench->fake, last_request(bench, name, type), octets.bytes, octets.size);
    drain(bench);
}

/* Without records, of which nobody knows anything then. */
static void reply_bare(struct bench *bench, const char *name, const char *type)
{
    struct message message = message_to(name_of(name).wire, type_of(type), 0);
    const struct dns_rdata octets = message_end(&message);
    fake_reply_message(bench->fake, last_request(bench, name, type), octets.bytes, octets.size);
    drain(bench);
}

static const struct anchors no_anchors;

static void test_without_an_anchor(void **state)
{
    (void)state;
    struct bench bench;
    struct asker asker = {0};
    bench_start(&bench, &no_anchors);
    ask(&bench, "www.example", &asker);
    reply_truly(&bench, "www.example", "CAA");
    expect_told(&asker, "nxdomain indeterminate");
    forget(&asker, 1);
    bench_end(&bench);
}

/* A link is asked for again of others, and what is known then is asked for no more. */
static void test_links_are_asked_for(void **state)
{
    (void)state;
    struct bench bench;
    struct asker askers[2] = {0};
    bench_start(&bench, &world.anchors);
    ask(&bench, "example", &askers[0]);
    reply_truly(&bench, "example", "CAA");
    assert_int_equal(fake_request(bench.fake, 1)->attempt, CHAIN_ATTEMPT_FIRST);
    reply_bare(&bench, ".", "DNSKEY");
    assert_int_equal(fake_request(bench.fake, 2)->attempt, CHAIN_ATTEMPT_ELSEWHERE);
    reply_truly(&bench, ".", "DNSKEY");
    reply_truly(&bench, "example", "DS");
    expect_told(&askers[0], "set secure at example");
    ask(&bench, "alias", &askers[1]);
    reply_truly(&bench, "alias", "CAA");
    reply_truly(&bench, "alias", "DS");
    expect_told(&askers[1], "set secure via example at example");
    assert_int_equal(bench.fake->count, 6);
    forget(askers, 2);
    bench_end(&bench);
}

/* The anchor's keys, three times without any: what was answered can neither be believed nor called bogus, and the run
 * goes on validating. */
static void test_anchor_without_signatures(void **state)
{
    (void)state;
    struct bench bench;
    struct asker asker = {0};
    bench_start(&bench, &world.anchors);
    ask(&bench, "example", &asker);
    reply_truly(&bench, "example", "CAA");
    for (size_t i = 0; i < CHAIN_ATTEMPTS; i++) {
        assert_int_equal(fake_request(bench.fake, 1 + i)->attempt, i);
        reply_bare(&bench, ".", "DNSKEY");
    }
    expect_told(&asker, "failed bad-response for . indeterminate NO_ANCHOR of .");
    bench.now += LOOKUP_LINK_TTL * 1000;
    ask(&bench, "example", &asker);
    reply_truly(&bench, "example", "CAA");
    reply_truly(&bench, ".", "DNSKEY");
    reply_truly(&bench, "example", "DS");
    expect_told(&asker, "set secure at example");
    forget(&asker, 1);
    bench_end(&bench);
}

static void test_anchor_that_cannot_be_asked(void **state)
{
    (void)state;
    struct bench bench;
    struct asker asker = {0};
    bench_start(&bench, &world.anchors);
    ask(&bench, "example", &asker);
    reply_truly(&bench, "example", "CAA");
    fake_fail(bench.fake, last_request(&bench, ".", "DNSKEY"), FAILURE_TIMEOUT, "silence");
    drain(&bench);
    expect_told(&asker, "failed timeout for . indeterminate NO_ANCHOR of .");
    assert_string_equal(said(asker.answer->detail), "could not fetch the DNSKEY of .: timeout: silence");
    forget(&asker, 1);
    bench_end(&bench);
}

/* A link for want of effort: nothing is kept of the answer, nor of the link. */
static void test_a_spent_link(void **state)
{
    (void)state;
    struct bench bench;
    struct asker asker = {0};
    bench_start(&bench, &world.anchors);
    for (size_t i = 0; i < 2; i++) {
        assert_false(ask(&bench, "example", &asker));
        reply_truly(&bench, "example", "CAA");
        fake_spend(bench.fake, last_request(&bench, ".", "DNSKEY"));
        drain(&bench);
        expect_told(&asker, "failed servfail for . indeterminate DS_LOOKUP of . spent");
    }
    forget(&asker, 1);
    bench_end(&bench);
}

/* A reply without its octets holds nothing that could be validated: it is bogus, and asked for again. */
static void test_bogus_is_asked_for_again(void **state)
{
    (void)state;
    struct bench bench;
    struct asker asker = {0};
    bench_start(&bench, &world.anchors);
    ask(&bench, "www.example", &asker);
    fake_reply_issue(bench.fake, 0, 60, "ca.example");
    drain(&bench);
    assert_int_equal(asker.told, 0);
    assert_int_equal(bench.fake->count, 2);
    assert_int_equal(bench.fake->requests[1]->attempt, CHAIN_ATTEMPT_CHECKED);
    fake_fail(bench.fake, 1, FAILURE_SERVFAIL, "SERVFAIL; extended error 7");
    drain(&bench);
    expect_told(&asker, "bogus for www.example TOO_COSTLY");
    assert_string_equal(said(asker.answer->detail),
                        "the message contains more than can be checked; the resolver says: SERVFAIL; extended error 7");
    assert_true(ask(&bench, "www.example", &asker)); /* kept as a failure is */
    bench.now += LOOKUP_FAILURE_TTL * 1000;
    assert_false(ask(&bench, "www.example", &asker));
    assert_int_equal(bench.fake->requests[2]->attempt, CHAIN_ATTEMPT_FIRST);
    forget(&asker, 1);
    bench_end(&bench);
}

static void test_a_better_second_answer(void **state)
{
    (void)state;
    struct bench bench;
    struct asker asker = {0};
    bench_start(&bench, &world.anchors);
    ask(&bench, "example", &asker);
    fake_reply_issue(bench.fake, 0, 60, "ca.example");
    drain(&bench);
    reply_truly(&bench, "example", "CAA");
    reply_truly(&bench, ".", "DNSKEY");
    reply_truly(&bench, "example", "DS");
    expect_told(&asker, "set secure at example");
    forget(&asker, 1);
    bench_end(&bench);
}

static void test_bogus_twice(void **state)
{
    (void)state;
    struct bench bench;
    struct asker asker = {0};
    bench_start(&bench, &world.anchors);
    ask(&bench, "www.example", &asker);
    for (size_t i = 0; i < 2; i++) {
        fake_reply_issue(bench.fake, i, 60, "ca.example");
        drain(&bench);
    }
    expect_told(&asker, "bogus for www.example TOO_COSTLY");
    assert_string_equal(said(asker.answer->detail), "the message contains more than can be checked");
    assert_int_equal(bench.fake->count, 2);
    forget(&asker, 1);
    bench_end(&bench);
}

static void test_failure_behind_an_alias(void **state)
{
    (void)state;
    struct bench bench;
    struct asker asker = {0};
    bench_start(&bench, &no_anchors);
    ask(&bench, "alias", &asker);
    fake_fail(bench.fake, 0, FAILURE_SERVFAIL, "");
    drain(&bench);
    reply_truly(&bench, "alias", "CNAME");
    fake_fail(bench.fake, last_request(&bench, "example", "CAA"), FAILURE_TIMEOUT, "");
    drain(&bench);
    fake_fail(bench.fake, last_request(&bench, "example", "CNAME"), FAILURE_TIMEOUT, "");
    drain(&bench);
    expect_told(&asker, "failed timeout for example indeterminate NO_ANCHOR via example");
    forget(&asker, 1);
    bench_end(&bench);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shared_in_flight),
        cmocka_unit_test(test_kept_as_long_as_it_lives),
        cmocka_unit_test(test_links_are_kept_for_seconds),
        cmocka_unit_test(test_cache_is_bounded),
        cmocka_unit_test(test_attempts_are_lookups_of_their_own),
        cmocka_unit_test(test_the_next_attempt_knows_who_answered),
        cmocka_unit_test(test_last_chance_is_handed_on),
        cmocka_unit_test(test_target_is_shared),
        cmocka_unit_test(test_cancel_and_ask_while_told),
        cmocka_unit_test(test_free_in_flight),
        cmocka_unit_test(test_chain_is_followed),
        cmocka_unit_test(test_chain_that_is_too_long),
        cmocka_unit_test(test_circles),
        cmocka_unit_test(test_steps_and_wholes_in_any_order),
        cmocka_unit_test(test_a_step_does_not_wait_for_the_whole),
        cmocka_unit_test(test_a_path_that_is_gone_on_with_lives_no_longer),
        cmocka_unit_test(test_random_networks),
        cmocka_unit_test(test_patience_ends_a_lookup),
        cmocka_unit_test(test_patience_without_end),
        cmocka_unit_test(test_patience_ends_what_waits_for_others),
        cmocka_unit_test(test_what_comes_with_the_last_step),
        cmocka_unit_test(test_time_in_line_does_not_count),
        cmocka_unit_test(test_many_that_stood_in_line),
        cmocka_unit_test(test_needs_in_a_circle),
        cmocka_unit_test(test_a_spent_lookup_is_not_joined_again),
        cmocka_unit_test(test_a_need_behind_an_alias),
        cmocka_unit_test(test_a_circle_that_opens),
        cmocka_unit_test(test_without_an_anchor),
        cmocka_unit_test(test_links_are_asked_for),
        cmocka_unit_test(test_anchor_without_signatures),
        cmocka_unit_test(test_anchor_that_cannot_be_asked),
        cmocka_unit_test(test_a_spent_link),
        cmocka_unit_test(test_bogus_is_asked_for_again),
        cmocka_unit_test(test_a_better_second_answer),
        cmocka_unit_test(test_bogus_twice),
        cmocka_unit_test(test_failure_behind_an_alias),
    };
    rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : rounds;
    first_seed = argc > 2 ? strtoul(argv[2], NULL, 10) : first_seed;
    return cmocka_run_group_tests(tests, make_world, NULL);
}
