/* SPDX-License-Identifier: Apache-2.0 */
#include "answer_of_kind.h"

#include "caa/climb.h"

struct fixture {
    struct arena arena;
    struct dns_name name;
    struct climb climb;
};

static void fixture_start(struct fixture *fixture, const char *name)
{
    *fixture = (struct fixture){.name = name_of(name)};
    climb_init(&fixture->climb, fixture->name.wire, &fixture->arena);
}

static void fixture_end(struct fixture *fixture)
{
    climb_finish(&fixture->climb);
    arena_free(&fixture->arena);
}

/* Expects that these COUNT levels from FIRST on are asked for now, and no more. */
static void expect_asks(struct climb *climb, size_t first, size_t count)
{
    size_t level = 0;
    for (size_t i = 0; i < count; i++) {
        if (!climb_next(climb, &level))
            fail_msg("level %zu is not asked for", first + i);
        assert_int_equal(level, first + i);
    }
    if (climb_next(climb, &level))
        fail_msg("level %zu is asked for, nothing was expected", level);
}

static void feed(struct climb *climb, size_t level, enum answer_kind kind)
{
    climb_feed(climb, level, answer_of_kind(kind));
}

static void expect_end(const struct climb *climb, enum climb_state state, size_t level)
{
    assert_int_equal(climb->state, state);
    assert_int_equal(climb->level, level);
}

static void test_levels_end_below_the_root(void **state)
{
    struct fixture f;
    (void)state;
    fixture_start(&f, "www.example.ac.jp");
    assert_int_equal(f.climb.level_count, 4);
    assert_true(dns_name_equal(f.climb.levels[0].name, f.name.wire));
    assert_true(dns_name_equal(f.climb.levels[3].name, name_of("jp").wire));
    fixture_end(&f);
}

static void test_found_at_the_name(void **state)
{
    struct fixture f;
    (void)state;
    fixture_start(&f, "www.example.jp");
    expect_asks(&f.climb, 0, 1);
    feed(&f.climb, 0, ANSWER_SET);
    expect_end(&f.climb, CLIMB_FOUND, 0);
    expect_asks(&f.climb, 0, 0);
    fixture_end(&f);
}

static void test_empty_up_to_the_top(void **state)
{
    struct fixture f;
    (void)state;
    fixture_start(&f, "www.example.jp");
    expect_asks(&f.climb, 0, 1);
    feed(&f.climb, 0, ANSWER_NXDOMAIN);
    expect_asks(&f.climb, 1, 2);
    feed(&f.climb, 2, ANSWER_NXDOMAIN);
    assert_int_equal(f.climb.state, CLIMB_WAITING);
    feed(&f.climb, 1, ANSWER_NODATA);
    expect_end(&f.climb, CLIMB_EMPTY, 3);
    expect_asks(&f.climb, 0, 0);
    fixture_end(&f);
}

static void test_top_level_domain_alone(void **state)
{
    struct fixture f;
    (void)state;
    fixture_start(&f, "jp");
    expect_asks(&f.climb, 0, 1);
    feed(&f.climb, 0, ANSWER_NODATA);
    expect_end(&f.climb, CLIMB_EMPTY, 1);
    fixture_end(&f);
}

static void test_parents_in_any_order(void **state)
{
    struct fixture f;
    (void)state;
    fixture_start(&f, "a.b.c.jp");
    expect_asks(&f.climb, 0, 1);
    feed(&f.climb, 0, ANSWER_NODATA);
    expect_asks(&f.climb, 1, 3);
    feed(&f.climb, 3, ANSWER_SET);
    assert_int_equal(f.climb.state, CLIMB_WAITING);
    feed(&f.climb, 2, ANSWER_SET);
    assert_int_equal(f.climb.state, CLIMB_WAITING);
    feed(&f.climb, 1, ANSWER_NODATA);
    expect_end(&f.climb, CLIMB_FOUND, 2);
    fixture_end(&f);
}

static void test_found_without_waiting_for_parents(void **state)
{
    struct fixture f;
    (void)state;
    fixture_start(&f, "a.b.c.jp");
    expect_asks(&f.climb, 0, 1);
    feed(&f.climb, 0, ANSWER_NODATA);
    expect_asks(&f.climb, 1, 3);
    feed(&f.climb, 1, ANSWER_SET);
    expect_end(&f.climb, CLIMB_FOUND, 1);
    feed(&f.climb, 2, ANSWER_FAILED);
    expect_end(&f.climb, CLIMB_FOUND, 1);
    fixture_end(&f);
}

static void test_failure_above_a_set_does_not_count(void **state)
{
    struct fixture f;
    (void)state;
    fixture_start(&f, "a.b.jp");
    expect_asks(&f.climb, 0, 1);
    feed(&f.climb, 0, ANSWER_NODATA);
    expect_asks(&f.climb, 1, 2);
    feed(&f.climb, 2, ANSWER_FAILED);
    assert_int_equal(f.climb.state, CLIMB_WAITING);
    feed(&f.climb, 1, ANSWER_SET);
    expect_end(&f.climb, CLIMB_FOUND, 1);
    fixture_end(&f);
}

static void test_failure_below_a_set_stops(void **state)
{
    struct fixture f;
    (void)state;
    fixture_start(&f, "a.b.jp");
    expect_asks(&f.climb, 0, 1);
    feed(&f.climb, 0, ANSWER_NODATA);
    expect_asks(&f.climb, 1, 2);
    feed(&f.climb, 2, ANSWER_SET);
    feed(&f.climb, 1, ANSWER_FAILED);
    expect_end(&f.climb, CLIMB_FAILED, 1);
    fixture_end(&f);
}

static void test_failure_at_the_name(void **state)
{
    struct fixture f;
    (void)state;
    fixture_start(&f, "a.b.jp");
    expect_asks(&f.climb, 0, 1);
    feed(&f.climb, 0, ANSWER_FAILED);
    expect_end(&f.climb, CLIMB_FAILED, 0);
    expect_asks(&f.climb, 0, 0);
    fixture_end(&f);
}

static void test_strangers_are_dropped(void **state)
{
    struct fixture f;
    (void)state;
    fixture_start(&f, "a.b.jp");
    feed(&f.climb, 0, ANSWER_SET);
    assert_int_equal(f.climb.state, CLIMB_WAITING);
    expect_asks(&f.climb, 0, 1);
    feed(&f.climb, 1, ANSWER_SET);
    feed(&f.climb, 3, ANSWER_SET);
    feed(&f.climb, (size_t)-1, ANSWER_SET);
    assert_int_equal(f.climb.state, CLIMB_WAITING);
    feed(&f.climb, 0, ANSWER_NODATA);
    feed(&f.climb, 0, ANSWER_SET);
    expect_end(&f.climb, CLIMB_WAITING, 1);
    expect_asks(&f.climb, 1, 2);
    feed(&f.climb, 1, ANSWER_SET);
    feed(&f.climb, 1, ANSWER_FAILED);
    expect_end(&f.climb, CLIMB_FOUND, 1);
    assert_int_equal(f.climb.levels[0].answer->kind, ANSWER_NODATA);
    fixture_end(&f);
}

static void test_a_deep_name_is_no_burst(void **state)
{
    char text[2 * DNS_LABELS_MAX];
    struct fixture f;
    (void)state;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = i % 2 ? '.' : 'a';
    text[sizeof text - 1] = '\0';
    fixture_start(&f, text);
    assert_int_equal(f.climb.level_count, DNS_LABELS_MAX);
    expect_asks(&f.climb, 0, 1);
    feed(&f.climb, 0, ANSWER_NODATA);
    expect_asks(&f.climb, 1, CLIMB_AT_ONCE);
    feed(&f.climb, 3, ANSWER_NODATA);
    expect_asks(&f.climb, 0, 0);
    feed(&f.climb, 1, ANSWER_NODATA);
    expect_asks(&f.climb, 1 + CLIMB_AT_ONCE, 1);
    feed(&f.climb, 2, ANSWER_NODATA);
    expect_asks(&f.climb, 2 + CLIMB_AT_ONCE, 2);
    for (size_t level = 4; level < DNS_LABELS_MAX; level++) {
        size_t ignored;
        while (climb_next(&f.climb, &ignored))
            continue;
        feed(&f.climb, level, ANSWER_NXDOMAIN);
    }
    expect_end(&f.climb, CLIMB_EMPTY, DNS_LABELS_MAX);
    fixture_end(&f);
}

static void test_finish_drops_what_came_early(void **state)
{
    struct fixture f;
    const struct dns_answer *shared = answer_of_kind(ANSWER_SET);
    (void)state;
    fixture_start(&f, "a.b.c.jp");
    expect_asks(&f.climb, 0, 1);
    feed(&f.climb, 0, ANSWER_NODATA);
    expect_asks(&f.climb, 1, 3);
    climb_feed(&f.climb, 3, dns_answer_take(shared));
    assert_int_equal(shared->references, 2);
    climb_finish(&f.climb);
    assert_int_equal(shared->references, 1);
    climb_finish(&f.climb);
    assert_int_equal(shared->references, 1);
    dns_answer_drop(shared);
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_levels_end_below_the_root),
        cmocka_unit_test(test_found_at_the_name),
        cmocka_unit_test(test_empty_up_to_the_top),
        cmocka_unit_test(test_top_level_domain_alone),
        cmocka_unit_test(test_parents_in_any_order),
        cmocka_unit_test(test_found_without_waiting_for_parents),
        cmocka_unit_test(test_failure_above_a_set_does_not_count),
        cmocka_unit_test(test_failure_below_a_set_stops),
        cmocka_unit_test(test_failure_at_the_name),
        cmocka_unit_test(test_strangers_are_dropped),
        cmocka_unit_test(test_a_deep_name_is_no_burst),
        cmocka_unit_test(test_finish_drops_what_came_early),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
