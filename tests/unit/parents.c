/* SPDX-License-Identifier: Apache-2.0 */
#include "answer_of_kind.h"

#include "audit/parents.h"

struct climber {
    struct arena arena;
    struct dns_name name;
    struct climb climb;
};

/* A climb from NAME, which is known to be empty; what it asks for above that is answered by KINDS, if there are any. */
static void climb(struct climber *climber, const char *name, const enum answer_kind *kinds)
{
    size_t level;
    *climber = (struct climber){.name = name_of(name)};
    climb_init(&climber->climb, climber->name.wire, &climber->arena);
    assert_true(climb_next(&climber->climb, &level));
    climb_feed(&climber->climb, 0, answer_of_kind(ANSWER_NODATA));
    while (kinds && climb_next(&climber->climb, &level))
        climb_feed(&climber->climb, level, answer_of_kind(kinds[level - 1]));
}

static void climber_end(struct climber *climber)
{
    climb_finish(&climber->climb);
    arena_free(&climber->arena);
}

static void learn(struct known_parents *known, const char *name, const enum answer_kind *kinds, uint64_t until)
{
    struct climber climber;
    climb(&climber, name, kinds);
    known_parents_learn(known, &climber.climb, until);
    climber_end(&climber);
}

/* Whether NAME is told at NOW, and what it comes to then. */
static void expect_told(const struct known_parents *known, const char *name, uint64_t now, bool told,
                        enum climb_state state, size_t level)
{
    struct climber climber;
    climb(&climber, name, NULL);
    const struct climb before = climber.climb;
    known_parents_feed(known, &climber.climb, now);
    assert_int_equal(climber.climb.state, told ? state : before.state);
    assert_int_equal(climber.climb.level, told ? level : before.level);
    climber_end(&climber);
}

static const enum answer_kind empty[] = {ANSWER_NODATA, ANSWER_NXDOMAIN, ANSWER_NODATA};
static const enum answer_kind set_above[] = {ANSWER_NODATA, ANSWER_SET, ANSWER_NODATA};
static const enum answer_kind failed[] = {ANSWER_NODATA, ANSWER_FAILED, ANSWER_NODATA};

static void test_told_again_until_it_expires(void **state)
{
    (void)state;
    struct known_parents *known = known_parents_new();
    expect_told(known, "a.example.ac.jp", 0, false, CLIMB_EMPTY, 0);
    learn(known, "a.example.ac.jp", empty, 1000);
    expect_told(known, "b.example.ac.jp", 999, true, CLIMB_EMPTY, 4);
    expect_told(known, "b.example.ac.jp", 1000, false, CLIMB_EMPTY, 0);
    expect_told(known, "b.other.ac.jp", 999, false, CLIMB_EMPTY, 0);
    expect_told(known, "example.ac.jp", 999, false, CLIMB_EMPTY, 0);
    expect_told(known, "b.a.example.ac.jp", 999, false, CLIMB_EMPTY, 0);
    expect_told(known, "jp", 999, false, CLIMB_EMPTY, 0);
    known_parents_free(known);
}

static void test_the_last_climb_counts(void **state)
{
    (void)state;
    struct known_parents *known = known_parents_new();
    learn(known, "a.example.ac.jp", empty, 1000);
    learn(known, "a.other.ac.jp", set_above, 2000);
    expect_told(known, "b.example.ac.jp", 500, false, CLIMB_EMPTY, 0);
    expect_told(known, "b.other.ac.jp", 500, true, CLIMB_FOUND, 2);
    learn(known, "a.example.ac.jp", failed, 3000); /* a failure is nobody else's */
    expect_told(known, "b.example.ac.jp", 500, false, CLIMB_EMPTY, 0);
    expect_told(known, "b.other.ac.jp", 1500, true, CLIMB_FOUND, 2);
    known_parents_free(known);
}

static void test_deep_names_are_not_kept(void **state)
{
    (void)state;
    struct known_parents *known = known_parents_new();
    enum answer_kind nothing[CLIMB_AT_ONCE + 1];
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
        nothing[i] = ANSWER_NODATA;
    learn(known, "a.1.2.3.4.5.6.7.8.9", nothing, 1000);
    expect_told(known, "b.1.2.3.4.5.6.7.8.9", 0, false, CLIMB_EMPTY, 0);
    learn(known, "a.1.2.3.4.5.6.7.8", nothing, 1000);
    expect_told(known, "b.1.2.3.4.5.6.7.8", 0, true, CLIMB_EMPTY, 9);
    known_parents_free(known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_told_again_until_it_expires),
                                       cmocka_unit_test(test_the_last_climb_counts),
                                       cmocka_unit_test(test_deep_names_are_not_kept)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
