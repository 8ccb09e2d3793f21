/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/shard.h"

#include "expect.h"

#include <stdio.h>

static unsigned part_of(const char *text, unsigned count)
{
    unsigned found = 0;
    for (unsigned i = 1; i <= count; i++) {
        const struct audit_shard shard = {i, count};
        if (!audit_shard_holds(&shard, text))
            continue;
        assert_int_equal(found, 0);
        found = i;
    }
    assert_int_not_equal(found, 0);
    return found;
}

/* Whatever is on a line belongs to one part. */
static void test_each_is_in_one_part(void **state)
{
    static const char *const texts[] = {"",    ".",   "..",      "a",         "a.",        "*.",  "@",
                                        "://", "a//", "a:b/c@d", "\xFF.\xFE", "192.0.2.1", "*.a", "a..b"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        for (unsigned count = 1; count <= 9; count++)
            part_of(texts[i], count);
    assert_true(audit_shard_holds(&(struct audit_shard){0, 0}, "a"));
}

/* Names that ask for the same are in the same part, however they are written. */
static void test_names_of_one_organisation(void **state)
{
    static const char *const alike[][4] = {
        {"example.com", "www.example.com", "a.b.example.com.", "WWW.Example.COM"},
        {"n.ac.jp", "www.n.ac.jp", "*.n.ac.jp", "https://host.n.ac.jp/path"},
        {"x.co.uk", "user@x.co.uk", "http://y.x.co.uk", "A.X.CO.UK"},
        {"test", "test.", "*.test", "TEST"},
        {"kek.jp", "www.kek.jp", "a.b.kek.jp.", "KEK.JP"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(alike); i++)
        for (size_t k = 1; k < 4; k++)
            assert_int_equal(part_of(alike[i][k], 997), part_of(alike[i][0], 997));
    assert_int_not_equal(part_of("a.ac.jp", 997), part_of("b.ac.jp", 997));
    assert_int_not_equal(part_of("a.com", 997), part_of("b.com", 997));
    assert_int_not_equal(part_of("a.CO.UK", 997), part_of("b.CO.UK", 997));
}

/* The parts are of one size, and on every machine the same. */
static void test_parts_are_even(void **state)
{
    enum { NAMES = 16000, PARTS = 16 };
    unsigned sizes[PARTS + 1] = {0};
    char name[32];
    (void)state;
    for (unsigned i = 0; i < NAMES; i++) {
        snprintf(name, sizeof name, "n%07u.jp", i);
        sizes[part_of(name, PARTS)]++;
    }
    for (unsigned i = 1; i <= PARTS; i++)
        assert_in_range(sizes[i], NAMES / PARTS * 9 / 10, NAMES / PARTS * 11 / 10);
    assert_int_equal(part_of("example.com", 1000), 491);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_is_in_one_part),
        cmocka_unit_test(test_names_of_one_organisation),
        cmocka_unit_test(test_parts_are_even),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
