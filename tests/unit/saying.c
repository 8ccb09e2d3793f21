/* SPDX-License-Identifier: Apache-2.0 */
#include "util/saying.h"

#include "expect.h"

#include "words/language.h"
#include "words/words.h"

#include <errno.h>

static struct arena arena;

static void expect_said(const char *name, const char *kept, const char *expected)
{
    struct buffer out = {0};
    words_say_kept(kept, &out);
    expect_text(name, buffer_text(&out), expected);
    buffer_free(&out);
}

/* A kept saying and one that is said at once come out alike. */
static void expect_saying(const char *name, struct saying saying, const char *expected)
{
    struct buffer out = {0};
    words_say(saying, &out);
    expect_text(name, buffer_text(&out), expected);
    buffer_free(&out);
    expect_said(name, saying_keep(&arena, saying), expected);
}

static void test_slots(void **state)
{
    (void)state;
    expect_saying("none", SAY_LEVEL_NXDOMAIN(), "no such name");
    expect_saying("a text", SAY_LOOKED_UP("a.jp"), "looked up: a.jp");
    expect_saying("a number", SAY_ENTRIES((size_t)12), "12 entries");
    expect_saying("the largest number", SAY_ENTRIES(UINTMAX_MAX), "18446744073709551615 entries");
    expect_saying("the smallest number", SAY_ENTRIES(INTMAX_MIN), "-9223372036854775808 entries");
    expect_saying("a short number", SAY_ENTRIES((uint8_t)200), "200 entries");
    expect_saying("a fraction", SAY_ENTRIES(2.5), "2.5 entries");
    expect_saying("in alphabetical order", SAY_LEVEL_FAILED_AT("a.jp", "timeout"),
                  "the lookup of a.jp failed: timeout");
    expect_saying("an errno", SAY_LEVEL_FAILED(saying_error(ENOENT)), "the lookup failed: No such file or directory");
    expect_saying("another saying", SAY_LEVEL_FAILED(SAY_LOOKED_UP("a.jp")), "the lookup failed: looked up: a.jp");
    expect_saying("a kept saying", SAY_LEVEL_FAILED(saying_kept(saying_keep(&arena, SAY_LOOKED_UP("a.jp")))),
                  "the lookup failed: looked up: a.jp");
    expect_saying("an empty text", SAY_LOOKED_UP(""), "looked up: ");
}

/* The other language has another order. */
static void test_japanese(void **state)
{
    (void)state;
    language_set(LANGUAGE_JA);
    expect_saying("nested", SAY_LEVEL_FAILED_AT("a.jp", SAY_LEVEL_NXDOMAIN()),
                  "a.jpの問い合わせに失敗：名前が存在しない");
    expect_saying("an errno", SAY_LEVEL_FAILED(saying_error(ENOENT)),
                  "問い合わせに失敗：ファイルやフォルダがありません");
    language_set(LANGUAGE_EN);
}

/* What comes from a file or the network is text, whatever it holds. */
static void test_hostile(void **state)
{
    static const char text[] = "\001\0021\002x\003\004\004A{name}\005\037";
    (void)state;
    expect_saying("control octets", SAY_LOOKED_UP(text), "looked up: \001\0021\002x\003\004\004A{name}\005\037");
    expect_saying("within another", SAY_LEVEL_FAILED_AT(text, SAY_LOOKED_UP(text)),
                  "the lookup of \001\0021\002x\003\004\004A{name}\005\037 failed: looked up: "
                  "\001\0021\002x\003\004\004A{name}\005\037");
}

static void test_joined(void **state)
{
    struct buffer kept = {0};
    (void)state;
    saying_add(SAY_LEVEL_NXDOMAIN(), &kept);
    saying_add_text("; ", &kept);
    saying_add(SAY_LOOKED_UP("a.jp"), &kept);
    expect_said("joined", buffer_text(&kept), "no such name; looked up: a.jp");
    expect_said("a text", "as it is", "as it is");
    expect_said("nothing", "", "");
    buffer_free(&kept);
}

/* A saying in too small a place loses its end, and nothing else. */
static void test_cut_off(void **state)
{
    const char *whole = saying_keep(&arena, SAY_LEVEL_FAILED_AT("a\001.jp", SAY_LEVEL_FAILED(saying_error(EACCES))));
    (void)state;
    for (size_t size = 0; size <= strlen(whole); size++) {
        struct buffer out = {0};
        words_say_kept(arena_text(&arena, whole, size), &out);
        buffer_free(&out);
    }
    expect_said("an id that is not there", "\00199999999\002x\003y", "xy");
    expect_said("marks without a beginning", "x\002\003y", "x\002\003y");
}

/* What pretends to be sentences within sentences, each of which says its slot three times, ends all the same. */
static void test_nested(void **state)
{
    enum { DEPTH = 60 };
    const char *nested = "x";
    struct buffer out = {0};
    (void)state;
    for (unsigned depth = 0; depth < DEPTH; depth++)
        nested = saying_keep(&arena, SAY_BOGUS_ALIAS(saying_kept(nested), "jp"));
    words_say_kept(nested, &out);
    if (out.size > 1 << 20)
        fail_msg("%zu octets", out.size);
    buffer_clear(&out);
    nested = "x";
    for (unsigned depth = 0; depth < 8; depth++)
        nested = saying_keep(&arena, SAY_LOOKED_UP(saying_kept(nested)));
    expect_said("deeper than any of ours", nested,
                "looked up: looked up: looked up: looked up: looked up: looked up: looked up: looked up: x");
    buffer_free(&out);
}

static int free_arena(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slots),  cmocka_unit_test(test_japanese), cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_joined), cmocka_unit_test(test_cut_off),  cmocka_unit_test(test_nested),
    };
    return cmocka_run_group_tests(tests, NULL, free_arena);
}
