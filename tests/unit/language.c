/* SPDX-License-Identifier: Apache-2.0 */
#include "words/language.h"

#include "expect.h"

#include "words/terms.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const environment[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

static void test_environment(void **state)
{
    static const struct {
        const char *name, *values[3]; /* of LC_ALL, LC_MESSAGES, LANG; NULL: not set */
        enum language language;
    } cases[] = {
        {"nothing", {NULL, NULL, NULL}, LANGUAGE_EN},
        {"LANG", {NULL, NULL, "ja_JP.UTF-8"}, LANGUAGE_JA},
        {"a language alone", {NULL, NULL, "ja"}, LANGUAGE_JA},
        {"a codeset", {NULL, NULL, "ja.UTF-8"}, LANGUAGE_JA},
        {"a modifier", {NULL, NULL, "ja@x"}, LANGUAGE_JA},
        {"another language that begins so", {NULL, NULL, "jam_JM"}, LANGUAGE_EN},
        {"LC_MESSAGES before LANG", {NULL, "en_US.UTF-8", "ja_JP.UTF-8"}, LANGUAGE_EN},
        {"LC_MESSAGES, Japanese", {NULL, "ja_JP.UTF-8", "C"}, LANGUAGE_JA},
        {"LC_ALL before all", {"C", "ja_JP.UTF-8", "ja_JP.UTF-8"}, LANGUAGE_EN},
        {"empty is not set", {"", "", "ja_JP.UTF-8"}, LANGUAGE_JA},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (size_t j = 0; j < COUNT_OF(environment); j++)
            if (cases[i].values[j])
                setenv(environment[j], cases[i].values[j], 1);
            else
                unsetenv(environment[j]);
        if (language_of_environment() != cases[i].language)
            fail_msg("%s", cases[i].name);
    }
}

static void test_words(void **state)
{
    enum language language = LANGUAGE_EN;
    (void)state;
    assert_true(language_parse("ja", &language) && language == LANGUAGE_JA);
    assert_true(language_parse("en", &language) && language == LANGUAGE_EN);
    assert_false(language_parse("ja_JP", &language) || language_parse("", &language) ||
                 language_parse("de", &language));
}

/* What codes are called. */
static void test_terms(void **state)
{
    (void)state;
    for (unsigned reason = 0; reason < REASON_COUNT; reason++)
        assert_true(*words_of_reason(reason));
    for (unsigned failure = 0; failure < FAILURE_COUNT; failure++)
        assert_true(*words_of_failure(failure));
    language_set(LANGUAGE_JA);
    expect_text("a reason", words_of_reason(REASON_LISTED), "CAAレコードが認証局を指定している");
    expect_text("a kind", words_of_kind(CAA_KIND_SERVER), "サーバ証明書");
    expect_text("a verdict", words_of_verdict(VERDICT_DENIED), "発行不可");
    language_set(LANGUAGE_EN);
    expect_text("a reason", words_of_reason(REASON_NOT_LISTED), "the CAA records do not allow the CA");
    expect_text("a failure", words_of_failure(FAILURE_NETWORK), "the server cannot be reached");
    expect_text("no error", words_of_subject_error(SUBJECT_ERROR_NONE), "");
}

/* ---- both texts say the same ---- */

/* Whether each `{slot}` of TEXT stands in OTHER. */
static bool has_slots_of(const char *text, const char *other)
{
    for (const char *at = text; (at = strchr(at, '{')); at++) {
        size_t size = strcspn(at, "}") + 1;
        char slot[64];
        if (at[1] == '{') { /* itself */
            at++;
            continue;
        }
        snprintf(slot, sizeof slot, "%.*s", (int)size, at);
        if (!strstr(other, slot))
            return false;
    }
    return true;
}

enum { CONVERSIONS_MAX = 9 };

/* The conversions of printf by the argument that they take, joined: `%2$s` takes the second. */
static void list_conversions(const char *text, char out[static 128])
{
    char found[CONVERSIONS_MAX][16] = {{0}};
    size_t next = 0, size = 0;
    for (const char *at = text; (at = strchr(at, '%'));) {
        size_t length = strcspn(at + 1, "diouxXeEfgGcspm%") + 2;
        const char *dollar = memchr(at, '$', length);
        size_t place = dollar ? (size_t)(at[1] - '1') : next++;
        const char *rest = dollar ? dollar + 1 : at + 1;
        assert_true(place < CONVERSIONS_MAX);
        snprintf(found[place], sizeof found[place], "%%%.*s", (int)(at + length - rest), rest);
        at += length;
    }
    for (size_t i = 0; i < CONVERSIONS_MAX; i++)
        size += (size_t)snprintf(out + size, 128 - size, "%s", found[i]);
}

static bool has_letter_beyond_ascii(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text >= 0x80)
            return true;
    return false;
}

/* Whether there is more in it than slots, conversions and signs. */
static bool has_words(const char *text)
{
    for (; *text; text++)
        if (*text == '{')
            text += strcspn(text, "}");
        else if (*text == '%')
            text += strcspn(text, "diouxXeEfgGcspm");
        else if ((*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z'))
            return true;
    return false;
}

static void test_table(void **state)
{
    const char *japanese, *english;
    (void)state;
    for (unsigned i = 0; (japanese = language_entry(i, &english)); i++) {
        char wanted[128], found[128];
        list_conversions(english, wanted);
        list_conversions(japanese, found);
        expect_text(english, found, wanted);
        if (!has_slots_of(english, japanese) || !has_slots_of(japanese, english))
            fail_msg("other slots: %s", english);
        if (!has_letter_beyond_ascii(japanese) && has_words(english))
            fail_msg("no Japanese: %s", japanese);
        size_t size = strlen(english), other = strlen(japanese);
        if ((size && english[size - 1] == '\n') != (other && japanese[other - 1] == '\n'))
            fail_msg("another end: %s", english);
    }
}

static void test_no_text_stands_twice(void **state)
{
    const char *english, *other;
    (void)state;
    for (unsigned i = 0; language_entry(i, &english); i++)
        for (unsigned j = i + 1; language_entry(j, &other); j++)
            if (strcmp(english, other) == 0)
                fail_msg("twice: %s", english);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_environment),          cmocka_unit_test(test_words), cmocka_unit_test(test_table),
        cmocka_unit_test(test_no_text_stands_twice), cmocka_unit_test(test_terms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
