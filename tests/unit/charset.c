#include "files/charset.h"

#include "expect.h"

#define LOST "\xEF\xBF\xBD"

static const struct {
    const char *name, *encoding;
    const char *text;
    size_t size;
    const char *expected;
    bool fits;
} cases[] = {
#define TEXT(bytes) (bytes), sizeof(bytes) - 1
    {"empty", "CP932", TEXT(""), "", true},
    {"ASCII", "CP932", TEXT("a.example"), "a.example", true},
    {"cp932", "CP932", TEXT("\x93\x8c\x8b\x9e"), "東京", true},
    {"second octet is a backslash", "CP932", TEXT("\x95\x5c"), "表", true},
    {"NEC special character", "CP932", TEXT("\x87\x40"), "①", true},
    {"half-width", "CP932", TEXT("\xb1"), "ｱ", true},
    {"bad octet", "CP932",
     TEXT("a\xFF"
          "b"),
     "a" LOST "b", false},
    {"incomplete at the end", "CP932", TEXT("a\x93"), "a" LOST, false},
    {"bad second octet", "CP932", TEXT("\x93,b"), LOST ",b", false},
    {"EUC-JP", "EUC-JP", TEXT("\xc5\xec\xb5\xfe"), "東京", true},
    {"ISO-2022-JP keeps its state", "ISO-2022-JP", TEXT("\x1b$BEl5~\x1b(B!"), "東京!", true},
    {"UTF-16 with a byte order mark", "UTF-16",
     TEXT("\xff\xfe"
          "a\0\x71\x67"),
     "a東", true},
    {"UTF-16, half a character", "UTF-16LE", TEXT("a\0b"), "a" LOST, false},
    {"UTF-8", "UTF-8", TEXT("東\xff京"), "東" LOST "京", false},
    {"base and combining character", "SHIFT_JISX0213", TEXT("\x82\xa9"), "か", true},
};

/* In pieces of STEP octets. */
static void check_pieces(size_t index, struct charset *charset, size_t step)
{
    struct buffer out = {0};
    bool fits = true;
    for (size_t at = 0; at < cases[index].size; at += step) {
        size_t left = cases[index].size - at;
        if (!charset_convert(charset, cases[index].text + at, left < step ? left : step, &out))
            fits = false;
    }
    if (!charset_finish(charset, &out))
        fits = false;
    expect_text(cases[index].name, buffer_text(&out), cases[index].expected);
    expect_number(cases[index].name, fits, cases[index].fits);
    buffer_free(&out);
}

static void test_cases_at_every_step(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        for (size_t step = 1; step <= 8; step++) {
            struct charset *charset = charset_new(cases[i].encoding);
            assert_non_null(charset);
            check_pieces(i, charset, step);
            charset_free(charset);
        }
}

static void test_converter_is_used_again(void **state)
{
    (void)state;
    struct charset *charset = charset_new("ISO-2022-JP");
    struct buffer out = {0};
    assert_true(charset_convert(charset, "\x1b$BEl", 5, &out));
    assert_true(charset_finish(charset, &out));
    assert_true(charset_convert(charset, "El", 2, &out));
    assert_true(charset_finish(charset, &out));
    assert_string_equal(buffer_text(&out), "東El");
    buffer_free(&out);
    charset_free(charset);
}

static void test_long_text(void **state)
{
    (void)state;
    struct charset *charset = charset_new("CP932");
    struct buffer text = {0}, out = {0};
    for (int i = 0; i < 10000; i++)
        buffer_add(&text, "\xb1", 1);
    assert_true(charset_convert(charset, text.data, text.size, &out));
    assert_int_equal(out.size, 30000);
    assert_memory_equal(out.data + 29997, "ｱ", 3);
    buffer_free(&text);
    buffer_free(&out);
    charset_free(charset);
}

static void test_unknown_encoding(void **state)
{
    (void)state;
    assert_null(charset_new("no-such-encoding"));
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
