/* SPDX-License-Identifier: Apache-2.0 */
/* Characters that nobody sees, and those that turn others round: people are shown their code points wherever text may
 * come from a list or the network; files for programs keep them. */
#include "report_sample.h"
#include "said.h"

#include "util/saying.h"

#include "expect.h"
#include "report/change_report.h"
#include "report/explain.h"
#include "report/letter.h"
#include "report/nagios.h"
#include "report/report.h"
#include "util/problem.h"
#include "util/utf8.h"

#include <jansson.h>
#include <stdlib.h>

#define MARKS8 "\u0300\u0301\u0302\u0303\u0300\u0301\u0489\u20DD"

static void test_texts(void **state)
{
    static const struct {
        const char *name, *text, *visible, *escaped;
    } cases[] = {
        {"empty", "", "", ""},
        {"ASCII", "a.example <b>", "a.example <b>", "a.example <b>"},
        {"control octets", "a\033[31m\n\177", "a\\027[31m\\010\\127", "a\\027[31m\\010\\127"},
        {"no UTF-8", "\xFF\xE6\x9E", "\\255\\230\\158", "\\255\\230\\158"},
        {"a C1 control", "\xC2\x9B", "<U+009B>", "\\194\\155"},
        {"right to left override", "a\u202Egpj.jp", "a<U+202E>gpj.jp", "a\u202Egpj.jp"},
        {"embeddings and isolates", "\u202A\u202C\u2066\u2069", "<U+202A><U+202C><U+2066><U+2069>",
         "\u202A\u202C\u2066\u2069"},
        {"marks of direction", "\u200E\u200F\u061C", "<U+200E><U+200F><U+061C>", "\u200E\u200F\u061C"},
        {"no width", "\u200B\u200C\u200D\u2060\uFEFF", "<U+200B><U+200C><U+200D><U+2060><U+FEFF>",
         "\u200B\u200C\u200D\u2060\uFEFF"},
        {"a soft hyphen", "a\u00ADb", "a<U+00AD>b", "a\u00ADb"},
        {"a Mongolian separator", "\u180E", "<U+180E>", "\u180E"},
        {"line and paragraph separators", "\u2028\u2029", "<U+2028><U+2029>", "\u2028\u2029"},
        {"tags", "\U000E0001\U000E0061", "<U+E0001><U+E0061>", "\U000E0001\U000E0061"},
        {"not assigned, and ignored", "\u2065\U000E0FFF", "<U+2065><U+E0FFF>", "\u2065\U000E0FFF"},
        {"fillers", "\u115F\u3164\uFFA0\u034F", "<U+115F><U+3164><U+FFA0><U+034F>", "\u115F\u3164\uFFA0\u034F"},
        {"Japanese", "架空　大学ｶﾞ\u304B\u3099ー。①〜", "架空　大学ｶﾞ\u304B\u3099ー。①〜",
         "架空　大学ｶﾞ\u304B\u3099ー。①〜"},
        {"the form of an ideograph", "葛\U000E0100城市 神\uFE00", "葛\U000E0100城市 神\uFE00",
         "葛\U000E0100城市 神\uFE00"},
        {"the form of nothing", "a\U000E0100\uFE0F", "a<U+E0100><U+FE0F>", "a\U000E0100\uFE0F"},
        {"two forms of one ideograph", "葛\U000E0100\U000E0101", "葛\U000E0100<U+E0101>", "葛\U000E0100\U000E0101"},
        {"the form of a lost ideograph", "\xE8\x91\U000E0100", "\\232\\145<U+E0100>", "\\232\\145\U000E0100"},
        {"a blank that is a symbol", "a\u2800b", "a<U+2800>b", "a\u2800b"},
        {"marks upon a letter", "a" MARKS8 "b" MARKS8 "a\xFF" MARKS8, "a" MARKS8 "b" MARKS8 "a\\255" MARKS8,
         "a" MARKS8 "b" MARKS8 "a\\255" MARKS8},
        {"marks upon marks", "a" MARKS8 "\u0301\u20DDb\u0301", "a" MARKS8 "<U+0301><U+20DD>b\u0301",
         "a" MARKS8 "\u0301\u20DDb\u0301"},
        {"other scripts", "é ע \U0001F600 \uE000", "é ע \U0001F600 \uE000", "é ע \U0001F600 \uE000"},
        {"lost", "\uFFFD", "\uFFFD", "\uFFFD"},
    };
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        buffer_clear(&out);
        buffer_add_visible(&out, cases[i].text, strlen(cases[i].text));
        expect_text(cases[i].name, buffer_text(&out), cases[i].visible);
        buffer_clear(&out);
        buffer_add_escaped(&out, cases[i].text, strlen(cases[i].text));
        expect_text(cases[i].name, buffer_text(&out), cases[i].escaped);
    }
    buffer_free(&out);
}

static void expect_digits(uint64_t number, struct buffer *out)
{
    char expected[32];
    snprintf(expected, sizeof expected, "|%llu", (unsigned long long)number);
    buffer_clear(out);
    buffer_add_char(out, '|');
    buffer_add_unsigned(out, number);
    expect_text("a number", buffer_text(out), expected);
}

/* Each of up to five digits, and those at which there is one digit more. */
static void test_numbers(void **state)
{
    struct buffer out = {0};
    (void)state;
    for (uint64_t number = 0; number < 100000; number++)
        expect_digits(number, &out);
    for (uint64_t limit = 10; limit <= UINT64_MAX / 10; limit *= 10) {
        expect_digits(limit * 10 - 1, &out);
        expect_digits(limit * 10, &out);
        expect_digits(limit * 10 + 1, &out);
    }
    expect_digits(UINT64_MAX - 1, &out);
    expect_digits(UINT64_MAX, &out);
    buffer_free(&out);
}

/* ---- random texts, everywhere ---- */

static const char *const hidden[] = {"\u202E", "\u202A", "\u2066",     "\u2069", "\u200B", "\u200D",
                                     "\u200F", "\uFEFF", "\u00AD",     "\u061C", "\u180E", "\u2028",
                                     "\u2060", "\u2065", "\U000E0041", "\u3164", "\u034F"};
static const char *const seen[] = {"葛\U000E0100", "大学", "ガ", "か\u3099", "a", "xyz", "9", " b"};

/* Begins and ends with a letter, so that no quotes are due in a table. */
static const char *random_text(struct buffer *text)
{
    buffer_clear(text);
    buffer_add_char(text, 'a');
    for (int count = rand() % 20 + 1; count; count--) {
        buffer_add_text(text, hidden[(size_t)rand() % COUNT_OF(hidden)]);
        buffer_add_text(text, seen[(size_t)rand() % COUNT_OF(seen)]);
    }
    buffer_add_char(text, 'z');
    return buffer_text(text);
}

static void expect_visible(const char *name, struct buffer *out)
{
    const char *text = buffer_text(out);
    if (!utf8_valid(text, out->size))
        fail_msg("%s: no UTF-8 in\n%s", name, text);
    for (size_t i = 0; i < COUNT_OF(hidden); i++)
        if (strstr(text, hidden[i]))
            fail_msg("%s: the hidden character %zu stands in\n%s", name, i, text);
    buffer_clear(out);
}

static void expect_kept(const char *name, struct buffer *out, const char *text)
{
    expect_part(name, buffer_text(out), text);
    buffer_clear(out);
}

/* Texts that a list and a server have chosen. */
struct hostile {
    struct buffer domain, institution, contact, detail, cell;
    struct buffer kept; /* the detail as a saying */
    const char *cells[1];
};

static void hostile_choose(struct hostile *hostile)
{
    random_text(&hostile->institution);
    random_text(&hostile->contact);
    random_text(&hostile->detail);
    buffer_clear(&hostile->kept);
    saying_add_text(buffer_text(&hostile->detail), &hostile->kept);
    hostile->cells[0] = random_text(&hostile->cell);
}

static void hostile_free(struct hostile *hostile)
{
    buffer_free(&hostile->domain);
    buffer_free(&hostile->institution);
    buffer_free(&hostile->contact);
    buffer_free(&hostile->detail);
    buffer_free(&hostile->kept);
    buffer_free(&hostile->cell);
}

static void hostile_run(struct hostile *hostile, struct sample *sample, const char *domain,
                        const struct sample_answer *lines)
{
    sample_run(sample, domain, CAA_KINDS_ALL, lines);
    sample->entry.institution = buffer_text(&hostile->institution);
    sample->entry.contact = buffer_text(&hostile->contact);
    sample->entry.further = (struct text_list){hostile->cells, 1};
}

static void add_report(const struct hostile *hostile, enum report_format format, const struct audit_result *result,
                       struct buffer *out)
{
    const struct audit_outcome outcome = audit_result_outcome(result);
    struct audit_summary summary = {0};
    const struct report_settings settings = {
        .format = format, .further = {hostile->cells, 1}, .about = hostile->cells[0]};
    struct report *report = report_new(&settings);
    audit_summary_count(&summary, &outcome);
    report_begin(report, out);
    report_add_result(report, result, out);
    report_end(report, &(struct report_totals){.summary = &summary}, out);
    report_free(report);
}

static void add_letter(const struct hostile *hostile, const struct audit_result *result, struct buffer *out)
{
    struct letter *letter = letter_new();
    struct column_row row = {0};
    columns_take_result(&row, result, &report_head_unknown);
    letter_take_row(letter, &row);
    if (letter_is_due(letter))
        letter_write(letter, &(struct letter_settings){.institution = hostile->institution.data}, out);
    letter_free(letter);
}

struct telling {
    struct change_report *report;
    struct buffer *out;
};

static void add_change(void *context, const struct change *change)
{
    struct telling *telling = context;
    change_report_add(telling->report, change, telling->out);
}

/* Of an entry that is new. */
static void add_changes(enum report_format format, const struct audit_result *result, struct buffer *out)
{
    struct comparison *comparison = comparison_new(CAA_KINDS_ALL);
    struct telling telling = {change_report_new(&(struct report_settings){.format = format}, NULL), out};
    struct column_row row = {0};
    columns_take_result(&row, result, &report_head_unknown);
    comparison_add_after(comparison, &row);
    comparison_finish(comparison);
    change_report_begin(telling.report, out);
    comparison_walk(comparison, add_change, &telling);
    change_report_end(telling.report, out);
    assert_true(out->size > 0);
    change_report_free(telling.report);
    comparison_free(comparison);
}

static void add_problem(const char *text, struct buffer *out)
{
    struct problem problem;
    problem_tell_at(&problem, text, 1, saying_of_text(text));
    buffer_add_text(out, told(problem.text));
    nagios_add_problem(text, out);
}

static void check_people(const struct hostile *hostile, const struct audit_result *result)
{
    static const struct explain_settings plain = {.colour = false};
    struct buffer out = {0};
    add_report(hostile, REPORT_FORMAT_TEXT, result, &out);
    expect_visible("text", &out);
    add_report(hostile, REPORT_FORMAT_HTML, result, &out);
    expect_visible("page", &out);
    add_report(hostile, REPORT_FORMAT_NAGIOS, result, &out);
    expect_visible("nagios", &out);
    explain_result(&plain, result, &out);
    expect_visible("explained", &out);
    add_letter(hostile, result, &out);
    expect_visible("letter", &out);
    add_changes(REPORT_FORMAT_TEXT, result, &out);
    expect_visible("changes", &out);
    add_changes(REPORT_FORMAT_HTML, result, &out);
    expect_visible("page of changes", &out);
    add_problem(hostile->cells[0], &out);
    expect_visible("message", &out);
    buffer_free(&out);
}

static void expect_member(const json_t *object, const char *key, const char *text)
{
    expect_text(key, json_string_value(json_object_get(object, key)), text);
}

static void check_json(const struct hostile *hostile, const struct audit_result *result)
{
    struct buffer out = {0};
    add_report(hostile, REPORT_FORMAT_JSONL, result, &out);
    json_t *row = json_loadb(out.data, out.size, 0, NULL);
    assert_non_null(row);
    expect_member(row, "domain", result->entry->domain);
    expect_member(row, "institution", hostile->institution.data);
    expect_member(row, "contact", hostile->contact.data);
    expect_member(json_object_get(row, "input"), hostile->cells[0], hostile->cells[0]);
    if (result->failure)
        expect_member(row, "failure_detail", hostile->detail.data);
    json_decref(row);
    expect_visible("JSON", &out);
    buffer_free(&out);
}

static void check_programs(const struct hostile *hostile, const struct audit_result *result)
{
    static const enum report_format formats[] = {REPORT_FORMAT_CSV, REPORT_FORMAT_TSV};
    struct buffer out = {0};
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        const char *const kept[] = {result->entry->domain, hostile->institution.data, hostile->contact.data,
                                    hostile->cells[0], result->failure ? hostile->detail.data : ""};
        for (size_t j = 0; j < COUNT_OF(kept); j++) {
            add_report(hostile, formats[i], result, &out);
            expect_kept("table", &out, kept[j]);
        }
        add_changes(formats[i], result, &out);
        expect_kept("table of changes", &out, hostile->institution.data);
    }
    buffer_free(&out);
    check_json(hostile, result);
}

static void check(const struct hostile *hostile, const struct audit_result *result)
{
    check_people(hostile, result);
    check_programs(hostile, result);
}

static void test_random_texts_everywhere(void **state)
{
    struct hostile hostile = {0};
    struct sample sample;
    (void)state;
    srand(1);
    for (int times = 0; times < 100; times++) {
        hostile_choose(&hostile);
        random_text(&hostile.domain);
        buffer_add_text(&hostile.domain, "\u202E.jp"); /* of no name */
        hostile_run(&hostile, &sample, buffer_text(&hostile.domain), SAMPLE_LINES({.at = "jp"}));
        check(&hostile, &sample.result);
        sample_free(&sample);
        /* UTS 46 drops some, so that a name is left. */
        hostile_run(&hostile, &sample, "a\u00AD\u200B\u2060.jp", SAMPLE_LINES({.at = "a.jp", .set = "0 issue ;"}));
        check(&hostile, &sample.result);
        sample_free(&sample);
        hostile_run(&hostile, &sample, "b.jp",
                    SAMPLE_LINES({.at = "b.jp", .failure = FAILURE_SERVFAIL, .detail = buffer_text(&hostile.kept)}));
        check(&hostile, &sample.result);
        sample_free(&sample);
    }
    hostile_free(&hostile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_random_texts_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
