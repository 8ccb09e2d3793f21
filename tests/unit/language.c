/* SPDX-License-Identifier: Apache-2.0 */
#include "words/language.h"

#include "expect.h"

#include "words/terms.h"
#include "words/words.h"

#include <errno.h>
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

/* Whether TEXT has `{slot}` or `{slot:one|others}`; SLOT begins with the brace. */
static bool has_slot(const char *text, const char *slot)
{
    for (const char *at = text; (at = strstr(at, slot)); at++)
        if (strchr("}:", at[strlen(slot)]))
            return true;
    return false;
}

/* Whether each slot of TEXT stands in OTHER. */
static bool has_slots_of(const char *text, const char *other)
{
    for (const char *at = text; (at = strchr(at, '{')); at++) {
        size_t size = strcspn(at, ":}");
        char slot[64];
        if (at[1] == '{') { /* itself */
            at++;
            continue;
        }
        snprintf(slot, sizeof slot, "%.*s", (int)size, at);
        if (!has_slot(other, slot))
            return false;
    }
    return true;
}

static bool has_letter_beyond_ascii(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text >= 0x80)
            return true;
    return false;
}

/* Whether there is more in it than slots and signs. */
static bool has_words(const char *text)
{
    for (; *text; text++)
        if (*text == '{')
            text += strcspn(text, "}");
        else if ((*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z'))
            return true;
    return false;
}

static const char *text_in(enum language language, enum words id)
{
    language_set(language);
    const char *text = words_text(id);
    language_set(LANGUAGE_EN);
    return text;
}

static void test_table(void **state)
{
    (void)state;
    for (enum words id = WORDS_NONE + 1; id < WORDS_COUNT; id++) {
        const char *english = words_text(id), *japanese = text_in(LANGUAGE_JA, id);
        if (!has_slots_of(english, japanese) || !has_slots_of(japanese, english))
            fail_msg("other slots: %s", english);
        if (!has_letter_beyond_ascii(japanese) && has_words(english))
            fail_msg("no Japanese: %s", japanese);
        size_t size = strlen(english), other = strlen(japanese);
        if ((size && english[size - 1] == '\n') != (other && japanese[other - 1] == '\n'))
            fail_msg("another end: %s", english);
    }
}

static void fill_with(const void *context, const char *name, size_t size, struct buffer *out)
{
    assert_null(memchr(name, ':', size));
    buffer_add_text(out, context);
}

/* What is said of one, of none, and of many; and each form there is has both. */
static void test_numbers(void **state)
{
    static const struct {
        enum words id;
        const char *none, *one, *more;
    } cases[] = {
        {WORDS_ENTRIES, "0 entries", "1 entry", "21 entries"},
        {WORDS_LEVEL_RECORDS, "0 CAA records, which decide (TTL 0)", "1 CAA record, which decides (TTL 1)",
         "21 CAA records, which decide (TTL 21)"},
        {WORDS_SUMMARY_EXPORT, "0 entries of 0 institutions, 0 messages", "1 entry of 1 institution, 1 message",
         "21 entries of 21 institutions, 21 messages"},
        {WORDS_SUMMARY_UNVALIDATED, "0 entries were not validated (dnssec: unchecked)",
         "1 entry was not validated (dnssec: unchecked)", "21 entries were not validated (dnssec: unchecked)"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const values[] = {"0", "1", "21"}, *const said[] = {cases[i].none, cases[i].one, cases[i].more};
        for (size_t j = 0; j < sizeof values / sizeof *values; j++) {
            struct buffer out = {0};
            words_fill(cases[i].id, fill_with, values[j], &out);
            expect_text("a number", buffer_text(&out), said[j]);
            buffer_free(&out);
        }
    }
}

static void test_no_text_stands_twice(void **state)
{
    (void)state;
    for (enum words id = WORDS_NONE + 1; id < WORDS_COUNT; id++)
        for (enum words other = id + 1; other < WORDS_COUNT; other++)
            if (strcmp(words_text(id), words_text(other)) == 0)
                fail_msg("twice: %s", words_text(id));
}

static const char *error_said(int number)
{
    static struct buffer text;
    buffer_clear(&text);
    words_say(SAY_ERROR_OF_SYSTEM(saying_error(number)), &text);
    return buffer_text(&text);
}

/* In English an error is what the system calls it; what it has no Japanese for stays English. */
static void test_errors(void **state)
{
    (void)state;
    for (int number = 1; number < 134; number++) {
        char expected[80]; /* a number that no error has gets a text that the next call takes away */
        snprintf(expected, sizeof expected, "%s", strerror(number));
        expect_text("an error", error_said(number), expected);
    }
    language_set(LANGUAGE_JA);
    expect_text("an error", error_said(EACCES), "アクセス権がありません");
    expect_text("an error", error_said(EDOM), strerror(EDOM));
    language_set(LANGUAGE_EN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_environment), cmocka_unit_test(test_words),
        cmocka_unit_test(test_table),       cmocka_unit_test(test_no_text_stands_twice),
        cmocka_unit_test(test_errors),      cmocka_unit_test(test_terms),
        cmocka_unit_test(test_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
