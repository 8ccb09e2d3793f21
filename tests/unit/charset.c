/* SPDX-License-Identifier: Apache-2.0 */
#include "files/charset.h"

#include "expect.h"

#define LOST "\xEF\xBF\xBD"

static const struct {
    const char *name, *encoding;
    const char *text;
    size_t size;
    const char *expected;
    size_t misfits;
    unsigned char first;
} cases[] = {
#define TEXT(bytes) (bytes), sizeof(bytes) - 1
    {"empty", "CP932", TEXT(""), "", 0, 0},
    {"ASCII", "CP932", TEXT("a.example"), "a.example", 0, 0},
    {"cp932", "CP932", TEXT("\x93\x8c\x8b\x9e"), "東京", 0, 0},
    {"second octet is a backslash", "CP932", TEXT("\x95\x5c"), "表", 0, 0},
    {"NEC special character", "CP932", TEXT("\x87\x40"), "①", 0, 0},
    {"half-width", "CP932", TEXT("\xb1"), "ｱ", 0, 0},
    {"bad octet", "CP932",
     TEXT("a\xFF"
          "b"),
     "a" LOST "b", 1, 0xFF},
    {"incomplete at the end", "CP932", TEXT("a\x93"), "a" LOST, 1, 0x93},
    {"bad second octet", "CP932", TEXT("\x93,b"), LOST ",b", 1, 0x93},
    {"EUC-JP", "EUC-JP", TEXT("\xc5\xec\xb5\xfe"), "東京", 0, 0},
    {"ISO-2022-JP keeps its state", "ISO-2022-JP", TEXT("\x1b$BEl5~\x1b(B!"), "東京!", 0, 0},
    {"UTF-16 with a byte order mark", "UTF-16",
     TEXT("\xff\xfe"
          "a\0\x71\x67"),
     "a東", 0, 0},
    {"UTF-16, half a character", "UTF-16LE", TEXT("a\0b"), "a" LOST, 1, 'b'},
    {"UTF-16, a surrogate alone", "UTF-16LE",
     TEXT("a\0\0\xD8"
          "b\0\x71\x67\0\xDC"
          "c\0"),
     "a" LOST "b東" LOST "c", 2, 0},
    {"UTF-16 with a mark, a surrogate alone", "UTF-16", TEXT("\xFE\xFF\xDC\1\0b"), LOST "b", 1, 0xDC},
    {"UTF-32, beyond Unicode", "UTF-32BE", TEXT("\0\x11\0\0\0\0\0b"), LOST "b", 1, 0},
    {"ISO-2022-JP, an octet of another encoding", "ISO-2022-JP", TEXT("\x1b$BEl\xFF\x1b(B!"), "東" LOST "!", 1, 0xFF},
    {"UTF-8", "UTF-8", TEXT("東\xff京\xFE"), "東" LOST "京" LOST, 2, 0xFF},
    {"base and combining character", "SHIFT_JISX0213", TEXT("\x82\xa9"), "か", 0, 0},
};

/* In pieces of STEP octets. */
static void check_pieces(size_t index, struct charset *charset, size_t step)
{
    struct buffer out = {0};
    struct charset_misfits misfits = {0};
    for (size_t at = 0; at < cases[index].size; at += step) {
        size_t left = cases[index].size - at;
        charset_convert(charset, cases[index].text + at, left < step ? left : step, &out, &misfits);
    }
    charset_finish(charset, &out, &misfits);
    expect_text(cases[index].name, buffer_text(&out), cases[index].expected);
    expect_number(cases[index].name, misfits.count, cases[index].misfits);
    expect_number(cases[index].name, misfits.first, cases[index].first);
    buffer_free(&out);
}

static void test_cases_at_every_step(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        for (size_t step = 1; step <= 8; step++) {
            struct charset *charset = charset_new(cases[i].encoding, LOST);
            assert_non_null(charset);
            check_pieces(i, charset, step);
            charset_free(charset);
        }
}

static void test_converter_is_used_again(void **state)
{
    (void)state;
    struct charset *charset = charset_new("ISO-2022-JP", LOST);
    struct charset_misfits misfits = {0};
    struct buffer out = {0};
    charset_convert(charset, "\x1b$BEl", 5, &out, &misfits);
    charset_finish(charset, &out, &misfits);
    charset_convert(charset, "El", 2, &out, &misfits);
    charset_finish(charset, &out, &misfits);
    assert_int_equal(misfits.count, 0);
    assert_string_equal(buffer_text(&out), "東El");
    buffer_free(&out);
    charset_free(charset);
}

static void test_long_text(void **state)
{
    (void)state;
    struct charset *charset = charset_new("CP932", LOST);
    struct charset_misfits misfits = {0};
    struct buffer text = {0}, out = {0};
    for (int i = 0; i < 10000; i++)
        buffer_add(&text, "\xb1", 1);
    charset_convert(charset, text.data, text.size, &out, &misfits);
    assert_int_equal(misfits.count, 0);
    assert_int_equal(out.size, 30000);
    assert_memory_equal(out.data + 29997, "ｱ", 3);
    buffer_free(&text);
    buffer_free(&out);
    charset_free(charset);
}

static void test_unknown_encoding(void **state)
{
    (void)state;
    assert_null(charset_new("no-such-encoding", LOST));
    charset_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases_at_every_step),
        cmocka_unit_test(test_converter_is_used_again),
        cmocka_unit_test(test_long_text),
        cmocka_unit_test(test_unknown_encoding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
