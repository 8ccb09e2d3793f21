/* SPDX-License-Identifier: Apache-2.0 */
#include "fake_source.h"

#include "audit/testing.h"

#include <stdio.h>

enum { ENTRIES_MAX = 2000 };

/* A list in memory, its results checked as they come. */
struct bench {
    struct fake_source *fake;
    struct trust *trust; /* NULL: nothing is validated */
    struct waits waits;
    struct audit_place place;
    struct audit_context context;
    struct run *run;
    size_t entries, given, later_at; /* entries in all, handed in so far, where the input pauses once */
    size_t late_from;                /* from this entry on the input is late, until: */
    uint64_t late_until;             /* ms */
    size_t results, stop_after;
    enum reason reasons[ENTRIES_MAX];
    enum failure failures[ENTRIES_MAX];
    size_t most_waiting;
};

static enum run_input give(void *context, struct audit_entry *entry, struct arena *arena)
{
    struct bench *bench = context;
    char text[64];
    if (bench->given == bench->entries)
        return RUN_INPUT_END;
    if (bench->given == bench->later_at) {
        bench->later_at = SIZE_MAX;
        return RUN_INPUT_LATER;
    }
    if (bench->given >= bench->late_from && bench->context.walks.now < bench->late_until)
        return RUN_INPUT_LATER;
    /* Every tenth entry is no name. */
    const char *form = bench->given % 10 == 9 ? "http://n%zu/" : "n%zu.shared.example";
    snprintf(text, sizeof text, form, bench->given++);
    *entry = (struct audit_entry){
        .domain = arena_text(arena, text, strlen(text)), .institution = "", .contact = "", .kinds = CAA_KINDS_ALL};
    struct subject subject;
    audit_entry_take_name(entry, subject_parse(text, strlen(text), &subject), &subject, arena);
    return RUN_INPUT_ENTRY;
}

static bool take(void *context, const struct audit_result *result)
{
    struct bench *bench = context;
    char number[32];
    snprintf(number, sizeof number, "n%zu%s", bench->results, bench->results % 10 == 9 ? "/" : ".");
    if (!strstr(result->entry->domain, number))
        fail_msg("%s came in place %zu", result->entry->domain, bench->results);
    bench->failures[bench->results] = result->failure ? result->failure->failure : FAILURE_NONE;
    bench->reasons[bench->results++] = result->reasons[CAA_KIND_SERVER];
    return bench->results != bench->stop_after;
}

static void bench_start(struct bench *bench, size_t entries, unsigned concurrency)
{
    static const char *const cas[] = {"secomtrust.net"};
    *bench = (struct bench){.fake = fake_source_new(), .entries = entries, .later_at = SIZE_MAX, .late_from = SIZE_MAX};
    bench->place.lookups =
        lookup_table_new(&(struct lookup_settings){.source = &bench->fake->source, .waits = &bench->waits});
    bench->place.parents = known_parents_new();
    bench->context =
        (struct audit_context){.places = &bench->place, .place_count = 1, .policy.cas = {cas, 1}, .walks.now = 1000};
    const struct run_settings settings = {.concurrency = concurrency, .next = give, .result = take, .context = bench};
    bench->run = run_new(&settings, &bench->context, NULL);
}

/* What follows is validated, and each lookup has so much time; 0: without end. */
static void bench_settle(struct bench *bench, const struct anchors *anchors, uint64_t patience_ms)
{
    lookup_table_free(bench->place.lookups);
    bench->trust = anchors ? trust_new(anchors) : NULL;
    bench->place.trust = bench->trust;
    bench->place.lookups = lookup_table_new(&(struct lookup_settings){
        .source = &bench->fake->source, .trust = bench->trust, .waits = &bench->waits, .patience_ms = patience_ms});
}

static void bench_free(struct bench *bench)
{
    run_free(bench->run);
    known_parents_free(bench->place.parents);
    lookup_table_free(bench->place.lookups);
    trust_free(bench->trust);
    test_free(bench->fake);
}

static enum run_state turn(struct bench *bench)
{
    enum run_state state = run_turn(bench->run);
    size_t waiting = run_waiting(bench->run);
    bench->most_waiting = waiting > bench->most_waiting ? waiting : bench->most_waiting;
    return state;
}

/* Answers one open request, chosen by chance; false where there is none. */
static bool answer_one(struct bench *bench, uint32_t *seed)
{
    size_t open[ENTRIES_MAX], count = 0;
    for (size_t i = 0; i < bench->fake->count; i++)
        if (bench->fake->requests[i])
            open[count++] = i;
    if (!count)
        return false;
    *seed = *seed * 1664525u + 1013904223u;
    fake_reply_kind(bench->fake, open[*seed / 65536 % count], REPLY_NXDOMAIN, 3600);
    return true;
}

static void test_order(void **state)
{
    uint32_t seed = 8659;
    struct bench bench;
    (void)state;
    bench_start(&bench, 500, 40);
    bench.place.resolving = true;
    bench.later_at = 100;
    bool waited_for_input = false;
    for (enum run_state now = turn(&bench); now != RUN_DONE; now = turn(&bench)) {
        waited_for_input = waited_for_input || now == RUN_INPUT;
        answer_one(&bench, &seed);
    }
    assert_true(waited_for_input);
    assert_int_equal(bench.results, 500);
    assert_int_equal(bench.most_waiting, 40);
    for (size_t i = 0; i < 500; i++)
        assert_int_equal(bench.reasons[i], i % 10 == 9 ? REASON_INVALID_NAME : REASON_NO_CAA);
    assert_int_equal(bench.fake->count, 450 + 2); /* each name, and its two parents once */
    bench_free(&bench);
}

static void test_slow_head(void **state)
{
    uint32_t seed = 1;
    struct bench bench;
    (void)state;
    bench_start(&bench, 1000, 20);
    turn(&bench);
    struct source_request *head = bench.fake->requests[0];
    bench.fake->requests[0] = NULL; /* not answered with the others */
    while (turn(&bench) != RUN_DONE && answer_one(&bench, &seed))
        continue;
    assert_int_equal(bench.results, 0);
    assert_int_equal(run_waiting(bench.run), 1);
    bench.fake->requests[0] = head;
    fake_reply_kind(bench.fake, 0, REPLY_NXDOMAIN, 3600);
    while (turn(&bench) != RUN_DONE)
        continue;
    assert_int_equal(bench.results, 1000);
    bench_free(&bench);
}

/* What a result holds when it is done, more than when it was begun, is given back with it: the window stays open. */
static void test_results_that_grow(void **state)
{
    struct bench bench;
    (void)state;
    bench_start(&bench, 400, 20);
    for (size_t next = 0; turn(&bench) != RUN_DONE; next++) {
        if (bench.given < bench.entries)
            assert_int_equal(run_waiting(bench.run), 20);
        fake_reply_issue(bench.fake, next, 86400, "secomtrust.net.; accounturi=https://ca.example");
    }
    assert_int_equal(bench.results, 400);
    assert_int_equal(bench.context.held, 0);
    bench_free(&bench);
}

/* What is done and waits for one before it is counted with all that it holds by then, such as a lot of notes: by that
 * the window is bounded. */
static void test_results_that_wait(void **state)
{
    enum { NOTES = 50 };
    char value[1000] = "secomtrust.net";
    struct bench bench;
    (void)state;
    for (unsigned i = 0; i < NOTES; i++)
        snprintf(value + strlen(value), sizeof value - strlen(value), "; odd%u=x", i);
    bench_start(&bench, 60, 20);
    turn(&bench);
    size_t begun = bench.context.held / 20, count = bench.fake->count, done = 0;
    for (size_t next = 1; next < count; next++) {
        size_t before = bench.context.held;
        if (fake_request(bench.fake, next)->question.name[1] != 'n') /* what they have in common */
            continue;
        fake_reply_issue(bench.fake, next, 86400, value);
        turn(&bench);
        assert_in_range(bench.context.held - before, begun + NOTES * sizeof(struct caa_note), 10 * begun);
        done++;
    }
    assert_int_equal(done, 19);
    assert_int_equal(bench.results, 0);
    bench_free(&bench);
    assert_int_equal(bench.context.held, 0);
}

static void test_output_stops_it(void **state)
{
    uint32_t seed = 1;
    struct bench bench;
    (void)state;
    bench_start(&bench, 100, 10);
    bench.stop_after = 7;
    while (turn(&bench) != RUN_DONE)
        answer_one(&bench, &seed);
    assert_int_equal(bench.results, 7);
    bench_free(&bench); /* with entries that still wait */
}

static bool is_asked(const struct bench *bench, const char *name)
{
    struct dns_name wire;
    assert_true(dns_name_parse(name, strlen(name), &wire));
    for (size_t i = 0; i < bench->fake->count; i++)
        if (bench->fake->requests[i] && dns_name_equal(bench->fake->requests[i]->question.name, wire.wire))
            return true;
    return false;
}

/* What two entries have above them is asked for with the second one, where that goes through a resolver; no question is
 * asked twice for it, and nobody waits for what nobody wants, or is told that it has failed. */
static void test_asked_ahead(void **state)
{
    (void)state;
    for (int resolving = 0; resolving < 2; resolving++) {
        struct bench bench;
        bench_start(&bench, 3, 3);
        bench.place.resolving = resolving;
        turn(&bench);
        assert_int_equal(bench.fake->count, resolving ? 5 : 3);
        assert_int_equal(is_asked(&bench, "shared.example"), resolving);
        assert_int_equal(is_asked(&bench, "example"), resolving);
        if (resolving)
            fake_fail(bench.fake, fake_find(bench.fake, "shared.example"), FAILURE_SERVFAIL, "");
        for (size_t i = 0; i < 3; i++) {
            char name[32];
            snprintf(name, sizeof name, "n%zu.shared.example", i);
            fake_reply_issue(bench.fake, fake_find(bench.fake, name), 60, "secomtrust.net");
        }
        assert_int_equal(turn(&bench), RUN_DONE);
        for (size_t i = 0; i < 3; i++)
            assert_int_equal(bench.reasons[i], REASON_LISTED);
        bench_free(&bench);
    }
}

/* One name, level by level: what stands where, and what is found. */
static void test_what_decides(void **state)
{
    static const struct {
        const char *what;
        enum reply_kind at_name, at_parent; /* REPLY_TRUNCATED: not answered, and not waited for */
        enum reason reason;
    } cases[] = {
        {"nothing anywhere", REPLY_NODATA, REPLY_NXDOMAIN, REASON_NO_CAA},
        {"a set at the name", REPLY_SET, REPLY_TRUNCATED, REASON_LISTED},
        {"a set at the parent", REPLY_NODATA, REPLY_SET, REASON_LISTED},
        {"a failure at the name", REPLY_FAILED, REPLY_TRUNCATED, REASON_LOOKUP_FAILED},
        {"a failure at the parent", REPLY_NODATA, REPLY_FAILED, REASON_LOOKUP_FAILED},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const enum reply_kind kinds[] = {cases[i].at_name, cases[i].at_parent};
        static const char *const names[] = {"n0.shared.example", "shared.example"};
        struct bench bench;
        bench_start(&bench, 1, 1);
        for (size_t level = 0; level < 2 && kinds[level] != REPLY_TRUNCATED; level++) {
            turn(&bench);
            size_t request = fake_find(bench.fake, names[level]);
            if (kinds[level] == REPLY_SET)
                fake_reply_issue(bench.fake, request, 60, "secomtrust.net");
            else if (kinds[level] == REPLY_FAILED)
                fake_fail(bench.fake, request, FAILURE_LAME, "");
            else
                fake_reply_kind(bench.fake, request, kinds[level], 60);
        }
        if (cases[i].reason == REASON_NO_CAA)
            fake_reply_kind(bench.fake, fake_find(bench.fake, "example"), REPLY_NXDOMAIN, 60);
        if (turn(&bench) != RUN_DONE || bench.reasons[0] != cases[i].reason)
            fail_msg("%s: %s", cases[i].what, reason_word(bench.reasons[0]));
        bench_free(&bench);
    }
}

/* ---- time ---- */

static uint64_t next_due(const struct bench *bench)
{
    uint64_t due = walks_due(&bench->context.walks), other = audit_next_deadline(&bench->context);
    due = other < due ? other : due;
    other = lookup_table_due(bench->place.lookups);
    return other < due ? other : due;
}

/* Time passes, with a turn whenever one is due, and at the end. */
static void wait_until(struct bench *bench, uint64_t then)
{
    for (uint64_t due = next_due(bench); due <= then; due = next_due(bench)) {
        bench->context.walks.now = due > bench->context.walks.now ? due : bench->context.walks.now;
        turn(bench);
    }
    bench->context.walks.now = then;
    turn(bench);
}

static size_t open_requests(const struct bench *bench)
{
    size_t count = 0;
    for (size_t i = 0; i < bench->fake->count; i++)
        count += bench->fake->requests[i] != NULL;
    return count;
}

/* All that is asked for from now on does not exist. */
static void answer_the_rest(struct bench *bench)
{
    uint32_t chance = 1;
    while (turn(bench) != RUN_DONE && answer_one(bench, &chance))
        continue;
}

static void expect_timeout(const struct bench *bench, size_t i)
{
    if (bench->reasons[i] != REASON_LOOKUP_FAILED || bench->failures[i] != FAILURE_TIMEOUT)
        fail_msg("entry %zu: %s %s", i, reason_word(bench->reasons[i]), failure_code(bench->failures[i]));
}

/* What a moment may mend is asked for once more, a second later and not before; then it counts. */
static void test_passing_failures(void **state)
{
    static const enum failure passing[] = {FAILURE_TIMEOUT, FAILURE_NETWORK, FAILURE_SERVFAIL, FAILURE_REFUSED};
    (void)state;
    for (size_t i = 0; i < 2 * COUNT_OF(passing); i++) {
        bool lasts = i % 2;
        struct bench bench;
        bench_start(&bench, 1, 1);
        turn(&bench);
        uint64_t failed = bench.context.walks.now += 300;
        assert_false(bench.fake->requests[0]->last_chance);
        fake_fail(bench.fake, 0, passing[i / 2], "");
        turn(&bench);
        assert_int_equal(walks_due(&bench.context.walks), failed + WALK_REST_MS);
        wait_until(&bench, failed + WALK_REST_MS - 1);
        assert_int_equal(bench.fake->count, 1);
        assert_int_equal(bench.results, 0);
        wait_until(&bench, failed + WALK_REST_MS);
        assert_int_equal(bench.fake->count, 2);
        assert_true(bench.fake->requests[1]->last_chance);
        if (lasts)
            fake_fail(bench.fake, 1, passing[i / 2], "");
        else
            fake_reply_issue(bench.fake, 1, 60, "secomtrust.net");
        bool weighed = lasts && passing[i / 2] == FAILURE_SERVFAIL; /* whether the level above is answered */
        if (weighed)
            answer_the_rest(&bench);
        assert_int_equal(turn(&bench), RUN_DONE);
        assert_int_equal(bench.reasons[0], lasts ? REASON_LOOKUP_FAILED : REASON_LISTED);
        assert_int_equal(bench.failures[0], lasts ? passing[i / 2] : FAILURE_NONE);
        assert_int_equal(bench.fake->count, weighed ? 3 : 2);
        bench_free(&bench);
    }
}

/* One for want of effort is one of them, whatever it is called. */
static void test_spent_failure(void **state)
{
    struct bench bench;
    (void)state;
    bench_start(&bench, 1, 1);
    turn(&bench);
    fake_reply(bench.fake, 0,
               &(struct dns_reply){.kind = REPLY_FAILED, .failure = FAILURE_LAME, .cause.spent = true, .detail = ""});
    turn(&bench);
    wait_until(&bench, bench.context.walks.now + WALK_REST_MS);
    assert_int_equal(bench.fake->count, 2);
    fake_reply_issue(bench.fake, 1, 60, "secomtrust.net");
    assert_int_equal(turn(&bench), RUN_DONE);
    assert_int_equal(bench.reasons[0], REASON_LISTED);
    bench_free(&bench);
}

/* Each level of the climb has its second asking. */
static void test_failures_at_two_levels(void **state)
{
    static const char *const names[] = {"n0.shared.example", "shared.example"};
    struct bench bench;
    (void)state;
    bench_start(&bench, 1, 1);
    turn(&bench);
    for (size_t i = 0; i < 2; i++) {
        fake_fail(bench.fake, fake_find(bench.fake, names[i]), FAILURE_TIMEOUT, "");
        turn(&bench);
        wait_until(&bench, bench.context.walks.now + WALK_REST_MS);
        fake_reply_kind(bench.fake, fake_find(bench.fake, names[i]), REPLY_NODATA, 60);
        turn(&bench);
    }
    answer_the_rest(&bench);
    assert_int_equal(bench.reasons[0], REASON_NO_CAA);
    bench_free(&bench);
}

/* What will not be otherwise in a second counts at once. */
static void test_lasting_failures(void **state)
{
    static const enum failure lasting[] = {FAILURE_LAME,       FAILURE_BAD_RESPONSE, FAILURE_FORMERR,
                                           FAILURE_NOTIMP,     FAILURE_ALIAS_LOOP,   FAILURE_ALIAS_TOO_LONG,
                                           FAILURE_OTHER_RCODE};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lasting); i++) {
        struct bench bench;
        bench_start(&bench, 1, 1);
        turn(&bench);
        fake_fail(bench.fake, 0, lasting[i], "");
        if (turn(&bench) != RUN_DONE)
            fail_msg("%s is asked for once more", failure_code(lasting[i]));
        assert_int_equal(bench.reasons[0], REASON_LOOKUP_FAILED);
        assert_int_equal(bench.failures[0], lasting[i]);
        bench_free(&bench);
    }
}

/* Servers that are silent were waited for already. */
static void test_silence_is_not_waited_for_again(void **state)
{
    struct bench bench;
    (void)state;
    bench_start(&bench, 1, 1);
    turn(&bench);
    fake_reply(bench.fake, 0,
               &(struct dns_reply){
                   .kind = REPLY_FAILED, .failure = FAILURE_TIMEOUT, .cause.silent_since = 1767225600, .detail = ""});
    assert_int_equal(turn(&bench), RUN_DONE);
    expect_timeout(&bench, 0);
    bench_free(&bench);
}

/* Bogus twice is so: by what the replies hold, not by when they came. */
static void test_bogus_is_not_asked_for_later(void **state)
{
    struct bench bench;
    (void)state;
    bench_start(&bench, 1, 1);
    bench_settle(&bench, &anchors_iana, 0);
    turn(&bench);
    for (size_t i = 0; i < 2; i++) { /* without octets nothing can be validated */
        fake_reply_issue(bench.fake, i, 60, "secomtrust.net");
        turn(&bench);
    }
    assert_int_equal(bench.results, 1);
    assert_int_equal(bench.reasons[0], REASON_DNSSEC_BOGUS);
    assert_int_equal(bench.fake->count, 2);
    bench_free(&bench);
}

/* Those who rest before they ask once more leave their place to others. */
static void test_resting_entries_hold_nobody_back(void **state)
{
    struct bench bench;
    (void)state;
    bench_start(&bench, 8, 2);
    turn(&bench);
    uint64_t began = bench.context.walks.now;
    for (size_t i = 0; i < 6; i++) { /* nobody answers these two by two; all of them rest at last */
        assert_int_equal(run_waiting(bench.run), 2);
        fake_fail(bench.fake, i, FAILURE_TIMEOUT, "");
        turn(&bench);
    }
    assert_int_equal(bench.fake->count, 8);
    assert_int_equal(run_waiting(bench.run), 2);
    assert_int_equal(bench.results, 0);
    for (size_t i = 6; i < 8; i++)
        fake_reply_issue(bench.fake, i, 60, "secomtrust.net");
    turn(&bench);
    assert_int_equal(run_waiting(bench.run), 0);
    assert_int_equal(bench.results, 0); /* in the order of the list */
    wait_until(&bench, began + WALK_REST_MS);
    assert_int_equal(run_waiting(bench.run), 6);
    for (size_t i = 8; i < 14; i++)
        fake_reply_issue(bench.fake, i, 60, "secomtrust.net");
    assert_int_equal(turn(&bench), RUN_DONE);
    assert_int_equal(bench.results, 8);
    assert_int_equal(bench.context.walks.resting_count, 0);
    bench_free(&bench);
}

static void test_freed_while_it_rests(void **state)
{
    struct bench bench;
    (void)state;
    bench_start(&bench, 2, 2);
    turn(&bench);
    fake_fail(bench.fake, 0, FAILURE_TIMEOUT, "");
    turn(&bench);
    bench_free(&bench);
}

/* ---- the end of an entry's time ---- */

enum { STEP = 1000, ENTRY_TIMEOUT = PATIENCE_STEPS * STEP };

/* The first of three gets no answer, the others do, though later; whether lookups have an end of their own or not. */
static void test_an_entry_ends(void **state)
{
    (void)state;
    for (uint64_t patience = 0; patience <= ENTRY_TIMEOUT; patience += ENTRY_TIMEOUT) {
        struct bench bench;
        bench_start(&bench, 3, 3);
        bench_settle(&bench, NULL, patience);
        bench.context.entry_timeout_ms = ENTRY_TIMEOUT;
        turn(&bench);
        uint64_t began = bench.context.walks.now;
        wait_until(&bench, began + ENTRY_TIMEOUT - 2);
        fake_reply_kind(bench.fake, 1, REPLY_NODATA, 60);
        turn(&bench);
        size_t shared = fake_find(bench.fake, "shared.example");
        fake_reply_issue(bench.fake, shared, 60, "secomtrust.net");
        fake_reply_issue(bench.fake, 2, 60, "other.example");
        wait_until(&bench, began + ENTRY_TIMEOUT - 1);
        assert_int_equal(bench.results, 0);
        wait_until(&bench, began + ENTRY_TIMEOUT);
        assert_int_equal(bench.results, 3);
        expect_timeout(&bench, 0);
        assert_int_equal(bench.reasons[1], REASON_LISTED);
        assert_int_equal(bench.reasons[2], REASON_NOT_LISTED);
        bench_free(&bench);
    }
}

/* An entry that began later waits on for what an earlier one has given up. */
static void test_what_one_gives_up_another_waits_for(void **state)
{
    struct bench bench;
    (void)state;
    bench_start(&bench, 2, 2);
    bench.context.entry_timeout_ms = ENTRY_TIMEOUT;
    uint64_t began = bench.context.walks.now;
    bench.late_from = 1;
    bench.late_until = began + ENTRY_TIMEOUT / 2;
    turn(&bench);
    fake_reply_kind(bench.fake, 0, REPLY_NODATA, 60);
    turn(&bench);
    size_t shared = fake_find(bench.fake, "shared.example");
    wait_until(&bench, began + ENTRY_TIMEOUT / 2);
    fake_reply_kind(bench.fake, fake_find(bench.fake, "n1.shared.example"), REPLY_NODATA, 60);
    wait_until(&bench, began + ENTRY_TIMEOUT);
    assert_int_equal(bench.results, 1);
    expect_timeout(&bench, 0);
    fake_reply_issue(bench.fake, shared, 60, "secomtrust.net");
    turn(&bench);
    assert_int_equal(bench.results, 2);
    assert_int_equal(bench.reasons[1], REASON_LISTED);
    bench_free(&bench);
}

/* Also while it rests before the second asking. */
static void test_an_entry_ends_while_it_rests(void **state)
{
    struct bench bench;
    (void)state;
    bench_start(&bench, 1, 1);
    bench.context.entry_timeout_ms = ENTRY_TIMEOUT;
    turn(&bench);
    uint64_t began = bench.context.walks.now;
    wait_until(&bench, began + ENTRY_TIMEOUT - WALK_REST_MS / 2);
    fake_fail(bench.fake, 0, FAILURE_SERVFAIL, "");
    wait_until(&bench, began + ENTRY_TIMEOUT);
    assert_int_equal(bench.results, 1);
    expect_timeout(&bench, 0);
    assert_int_equal(bench.context.walks.resting_count, 0);
    assert_int_equal(open_requests(&bench), 0);
    bench_free(&bench);
}

/* What just stands in line has all its time still. */
static void test_time_in_line_does_not_count(void **state)
{
    struct bench bench;
    (void)state;
    bench_start(&bench, 1, 1);
    bench_settle(&bench, NULL, ENTRY_TIMEOUT);
    bench.context.entry_timeout_ms = ENTRY_TIMEOUT;
    turn(&bench);
    uint64_t began = bench.context.walks.now;
    fake_stand_in_line(bench.fake, 0, true);
    wait_until(&bench, began + 10 * ENTRY_TIMEOUT);
    assert_int_equal(bench.results, 0);
    fake_stand_in_line(bench.fake, 0, false);
    wait_until(&bench, began + 11 * ENTRY_TIMEOUT - 1);
    assert_int_equal(bench.results, 0);
    wait_until(&bench, began + 11 * ENTRY_TIMEOUT);
    assert_int_equal(bench.results, 1);
    expect_timeout(&bench, 0);
    bench_free(&bench);
}

/* A place that gives no answer has none of its own; what the other says is not touched. */
static void test_an_entry_ends_at_one_place(void **state)
{
    (void)state;
    for (int failed = 0; failed < 2; failed++) { /* it rests when the time is over */
        struct bench bench;
        struct fake_source *other = fake_source_new();
        bench_start(&bench, 1, 1);
        struct audit_place places[] = {bench.place, {.label = "other"}};
        places[0].label = "first";
        places[1].lookups =
            lookup_table_new(&(struct lookup_settings){.source = &other->source, .waits = &bench.waits});
        bench.context.places = places;
        bench.context.place_count = 2;
        bench.context.quorum = 1;
        bench.context.entry_timeout_ms = ENTRY_TIMEOUT;
        turn(&bench);
        uint64_t began = bench.context.walks.now;
        fake_reply_issue(bench.fake, 0, 60, "secomtrust.net");
        wait_until(&bench, began + ENTRY_TIMEOUT - 1);
        if (failed)
            fake_fail(other, 0, FAILURE_SERVFAIL, "");
        assert_int_equal(bench.results, 0);
        wait_until(&bench, began + ENTRY_TIMEOUT);
        assert_int_equal(bench.results, 1);
        assert_int_equal(bench.failures[0], FAILURE_NONE);
        assert_int_equal(bench.reasons[0], REASON_PERSPECTIVES_DISAGREE);
        assert_int_equal(other->count, 1);
        bench_free(&bench);
        lookup_table_free(places[1].lookups);
        test_free(other);
    }
}

/* Before its time is over nothing is different; without an end it never is. */
static void test_no_end(void **state)
{
    struct bench bench;
    (void)state;
    bench_start(&bench, 1, 1);
    turn(&bench);
    assert_int_equal(next_due(&bench), UINT64_MAX);
    wait_until(&bench, (uint64_t)1 << 40);
    assert_int_equal(bench.results, 0);
    answer_the_rest(&bench);
    assert_int_equal(bench.reasons[0], REASON_NO_CAA);
    bench_free(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_slow_head),
        cmocka_unit_test(test_results_that_grow),
        cmocka_unit_test(test_results_that_wait),
        cmocka_unit_test(test_output_stops_it),
        cmocka_unit_test(test_asked_ahead),
        cmocka_unit_test(test_what_decides),
        cmocka_unit_test(test_passing_failures),
        cmocka_unit_test(test_spent_failure),
        cmocka_unit_test(test_failures_at_two_levels),
        cmocka_unit_test(test_lasting_failures),
        cmocka_unit_test(test_silence_is_not_waited_for_again),
        cmocka_unit_test(test_bogus_is_not_asked_for_later),
        cmocka_unit_test(test_resting_entries_hold_nobody_back),
        cmocka_unit_test(test_freed_while_it_rests),
        cmocka_unit_test(test_an_entry_ends),
        cmocka_unit_test(test_what_one_gives_up_another_waits_for),
        cmocka_unit_test(test_an_entry_ends_while_it_rests),
        cmocka_unit_test(test_time_in_line_does_not_count),
        cmocka_unit_test(test_an_entry_ends_at_one_place),
        cmocka_unit_test(test_no_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
