/* SPDX-License-Identifier: Apache-2.0 */
#include "report_sample.h"

#include "report/picture.h"

static unsigned count_of(const char *text, const char *part)
{
    unsigned count = 0;
    for (; (text = strstr(text, part)); text += strlen(part))
        count++;
    return count;
}

struct counts {
    unsigned levels, nodata, nxdomain, set, failed, not_asked, aliases;
};

static void expect_picture(const char *name, const char *domain, const struct sample_answer *lines,
                           const struct counts *expected)
{
    struct sample sample;
    struct buffer out = {0};
    sample_run(&sample, domain, CAA_KINDS_ALL, lines);
    picture_add(&sample.result, &out);
    const char *text = buffer_text(&out);
    const unsigned came[] = {count_of(text, "<g class=\"level "),        count_of(text, "class=\"level nodata\""),
                             count_of(text, "class=\"level nxdomain\""), count_of(text, "class=\"level set\""),
                             count_of(text, "class=\"level failed\""),   count_of(text, "class=\"level not-asked\""),
                             count_of(text, "class=\"alias\"")};
    const unsigned wanted[] = {expected->levels, expected->nodata,    expected->nxdomain, expected->set,
                               expected->failed, expected->not_asked, expected->aliases};
    for (size_t i = 0; i < COUNT_OF(came); i++)
        if (came[i] != wanted[i])
            fail_msg("%s: %u for %u in place %zu of\n%s", name, came[i], wanted[i], i, text);
    assert_int_equal(count_of(text, "↳ "), expected->aliases);
    assert_int_equal(count_of(text, "<text "), count_of(text, "</text>"));
    if (sample.result.climb)
        assert_int_equal(count_of(text, "<line "), expected->levels - 1);
    buffer_free(&out);
    sample_free(&sample);
}

/* Each level, alias and set once, and nothing else. */
static void test_levels(void **state)
{
    (void)state;
    expect_picture("no record anywhere", "www.a.example.jp", SAMPLE_LINES({.at = "www.a.example.jp", .nxdomain = true}),
                   &(struct counts){.levels = 4, .nodata = 3, .nxdomain = 1});
    expect_picture("a set at the parent", "www.a.jp",
                   SAMPLE_LINES({.at = "a.jp", .set = "0 issue ca.example", .aliases = {"b.jp", "c.jp"}}),
                   &(struct counts){.levels = 3, .nodata = 1, .set = 1, .not_asked = 1, .aliases = 2});
    expect_picture("a failure", "www.a.jp", SAMPLE_LINES({.at = "www.a.jp", .failure = FAILURE_TIMEOUT}),
                   &(struct counts){.levels = 3, .failed = 1, .not_asked = 2});
    expect_picture("no name", "a..b", SAMPLE_LINES({.at = "jp"}), &(struct counts){0});
}

/* What it shows it says, too; and text is text. */
static void test_words(void **state)
{
    struct sample sample;
    struct buffer out = {0};
    (void)state;
    sample_run(&sample, "www.a\\060b.jp", CAA_KINDS_ALL,
               SAMPLE_LINES({.at = "jp", .set = "0 issue ca.example", .owner = "*.jp"}));
    picture_add(&sample.result, &out);
    const char *text = buffer_text(&out);
    expect_part("title", text, "<title>How the climb for www.a");
    expect_part("description", text, "jp: CAA records here decide, unchecked</desc>");
    expect_part("owner", text, "published at *.jp");
    assert_null(strstr(text, "a<b"));
    buffer_free(&out);
    sample_free(&sample);
}

/* Whether a zone failed, or nothing is known of it; seen and said. */
static void test_zones_at_fault(void **state)
{
    static const struct {
        const char *label;
        bool bogus;
        const char *words, *others;
    } cases[] = {
        {"bogus", true, "validation fails in zone a.jp", "could not be validated"},
        {"doubt", false, "zone a.jp could not be validated", "validation fails"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample;
        struct buffer out = {0};
        sample_run(&sample, "www.a.jp", CAA_KINDS_ALL,
                   SAMPLE_LINES({.at = "www.a.jp",
                                 .aliases = {"b.jp", "c.jp"},
                                 .failure = FAILURE_TIMEOUT,
                                 .bogus = cases[i].bogus,
                                 .fault_zone = "a.jp"}));
        picture_add(&sample.result, &out);
        const char *text = buffer_text(&out);
        assert_int_equal(count_of(text, cases[i].words), 2);
        assert_null(strstr(text, cases[i].others));
        assert_int_equal(count_of(text, "alias: b.jp, alias: c.jp, "), 1);
        buffer_free(&out);
        sample_free(&sample);
    }
}

/* The name is written within its frame, what was found in the line below it. */
static void test_places(void **state)
{
    struct sample sample;
    struct buffer out = {0};
    unsigned levels = 0, frame, name, outcome;
    (void)state;
    sample_run(&sample, "www.a.jp", CAA_KINDS_ALL, SAMPLE_LINES({.at = "jp"}));
    picture_add(&sample.result, &out);
    for (const char *at = buffer_text(&out); (at = strstr(at, "<g class=\"level ")); levels++) {
        const char *y = strstr(at, " y=\"");
        assert_int_equal(sscanf(y, " y=\"%u", &frame), 1);
        y = strstr(strstr(at, "<text"), " y=\"");
        assert_int_equal(sscanf(y, " y=\"%u", &name), 1);
        y = strstr(strstr(y, "<text"), " y=\"");
        assert_int_equal(sscanf(y, " y=\"%u", &outcome), 1);
        assert_int_equal(name - frame, 16);
        assert_int_equal(outcome - frame, 33);
        at++;
    }
    assert_int_equal(levels, 3);
    buffer_free(&out);
    sample_free(&sample);
}

/* A name of 255 octets stays within the picture. */
static void test_long_names(void **state)
{
    char name[256] = "";
    struct sample sample;
    struct buffer out = {0};
    (void)state;
    for (unsigned label = 0; label < 120; label++)
        strcat(name, "a.");
    strcat(name, "jp");
    sample_run(&sample, name, CAA_KINDS_ALL, SAMPLE_LINES({.at = "jp"}));
    picture_add(&sample.result, &out);
    assert_int_equal(count_of(buffer_text(&out), "<g class=\"level "), 121);
    assert_null(strstr(buffer_text(&out), ">a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.jp<"));
    buffer_free(&out);
    sample_free(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_levels), cmocka_unit_test(test_words),
                                       cmocka_unit_test(test_zones_at_fault), cmocka_unit_test(test_long_names),
                                       cmocka_unit_test(test_places)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
