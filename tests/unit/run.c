#include "fake_source.h"

#include "audit/run.h"

#include <stdio.h>

enum { ENTRIES_MAX = 2000 };

/* A list in memory, its results checked as they come. */
struct bench {
    struct fake_source *fake;
    struct audit_place place;
    struct audit_context context;
    struct run *run;
    size_t entries, given, later_at; /* entries in all, handed in so far, where the input pauses once */
    size_t results, stop_after;
    enum reason reasons[ENTRIES_MAX];
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
    /* Every tenth entry is no name. */
    const char *form = bench->given % 10 == 9 ? "http://n%zu/" : "n%zu.shared.example";
    snprintf(text, sizeof text, form, bench->given++);
    *entry = (struct audit_entry){
        .domain = arena_text(arena, text, strlen(text)), .institution = "", .contact = "", .kinds = CAA_KINDS_ALL};
    entry->error = subject_parse(text, strlen(text), &entry->subject);
    return RUN_INPUT_ENTRY;
}

static bool take(void *context, const struct audit_result *result)
{
    struct bench *bench = context;
    char number[32];
    snprintf(number, sizeof number, "n%zu%s", bench->results, bench->results % 10 == 9 ? "/" : ".");
    if (!strstr(result->entry->domain, number))
        fail_msg("%s came in place %zu", result->entry->domain, bench->results);
    bench->reasons[bench->results++] = result->reasons[CAA_KIND_SERVER];
    return bench->results != bench->stop_after;
}

static void bench_start(struct bench *bench, size_t entries, unsigned concurrency)
{
    static const char *const cas[] = {"secomtrust.net"};
    *bench = (struct bench){.fake = fake_source_new(), .entries = entries, .later_at = SIZE_MAX};
    bench->place = (struct audit_place){.lookups = lookup_table_new(&bench->fake->source, NULL)};
    bench->context =
        (struct audit_context){.places = &bench->place, .place_count = 1, .policy.cas = {cas, 1}, .now = 1000};
    const struct run_settings settings = {.concurrency = concurrency, .next = give, .result = take, .context = bench};
    bench->run = run_new(&settings, &bench->context, NULL);
}

static void bench_free(struct bench *bench)
{
    run_free(bench->run);
    lookup_table_free(bench->place.lookups);
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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_order), cmocka_unit_test(test_slow_head),
                                       cmocka_unit_test(test_results_that_grow), cmocka_unit_test(test_output_stops_it),
                                       cmocka_unit_test(test_what_decides)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
