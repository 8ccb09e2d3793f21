/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include "report/further.h"
#include "util/buffer.h"

static struct buffer joined(struct text_list texts)
{
    struct buffer out = {0};
    for (size_t i = 0; i < texts.count; i++) {
        buffer_add_text(&out, i ? " " : "");
        buffer_add_text(&out, texts.items[i]);
    }
    return out;
}

static void test_each_name_is_made_another(void **state)
{
    static const struct {
        const char *name, *names[6];
        size_t count;
        const char *headings, *keys;
    } cases[] = {
        {"none", {NULL}, 0, "", ""},
        {"names of their own", {"a", "b"}, 2, "a b", "a b"},
        {"a report's", {"ca", "a", "line"}, 3, "input_ca a input_line", "ca a line"},
        {"the same", {"a", "a", "a"}, 3, "a input_a input_input_a", "a a_2 a_3"},
        {"a report's twice", {"ca", "ca"}, 2, "input_ca input_input_ca", "ca ca_2"},
        {"one that is called so", {"input_a", "a", "a"}, 3, "input_a a input_input_a", "input_a a a_2"},
        {"one that comes to be called so", {"a", "a", "input_a"}, 3, "a input_a input_input_a", "a a_2 input_a"},
        {"a key that is called so", {"a_2", "a", "a", "a"}, 4, "a_2 a input_a input_input_a", "a_2 a a_3 a_4"},
        {"shown alike", {"a\xE1", "a\\225", "a\x01"}, 3, "a\\225 input_a\\225 a\\001", "a\\225 a\\225_2 a\\001"},
        {"of two lines", {"a\nb", "a\\010b"}, 2, "a\nb a\\010b", "a\nb a\\010b"},
        {"empty ones", {"", "", "input_"}, 3, " input_ input_input_", " _2 input_"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena = {0};
        const struct text_list names = {(const char **)(uintptr_t)cases[i].names, cases[i].count};
        struct buffer headings = joined(further_headings(names, &arena)), keys = joined(further_keys(names, &arena));
        assert_string_equal(buffer_text(&headings), cases[i].headings);
        assert_string_equal(buffer_text(&keys), cases[i].keys);
        buffer_free(&headings);
        buffer_free(&keys);
        arena_free(&arena);
    }
}

/* What is tried for each name is not kept: 512 of one name would take 200 MiB. */
static void test_many_of_one_name_take_little(void **state)
{
    const char *names[512];
    struct arena arena = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        names[i] = "x";
    const struct text_list headings = further_headings((struct text_list){names, COUNT_OF(names)}, &arena);
    assert_int_equal(strlen(headings.items[511]), strlen("x") + 511 * strlen("input_"));
    assert_in_range(arena.held, 1, 2 << 20);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_each_name_is_made_another),
                                       cmocka_unit_test(test_many_of_one_name_take_little)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
