/* SPDX-License-Identifier: Apache-2.0 */
#include "report_sample.h"

#include "report/jsonl.h"
#include "report/report.h"

#include <jansson.h>

/* The object of one row; the caller drops it. */
static json_t *row_of(struct text_list further, const struct audit_result *result)
{
    struct report *report = report_new(&(struct report_settings){.format = REPORT_FORMAT_JSONL, .further = further});
    struct buffer out = {0};
    json_error_t error;
    report_begin(report, &out);
    report_add_result(report, result, &out);
    report_end(report, &(struct report_totals){.summary = &(struct audit_summary){0}}, &out);
    const char *text = buffer_text(&out);
    const char *end = strchr(text, '\n');
    if (!end || end[1])
        fail_msg("not one line: %s", text);
    json_t *row = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (!row)
        fail_msg("%s at %d of %s", error.text, error.position, text);
    report_free(report);
    buffer_free(&out);
    return row;
}

static void expect_member(const json_t *row, const char *key, const char *expected)
{
    const json_t *value = json_object_get(row, key);
    if (!json_is_string(value))
        fail_msg("%s is no string", key);
    expect_text(key, json_string_value(value), expected);
}

static void expect_items(const json_t *row, const char *key, const char *joined)
{
    const json_t *value = json_object_get(row, key);
    struct buffer text = {0};
    if (!json_is_array(value))
        fail_msg("%s is no array", key);
    for (size_t i = 0; i < json_array_size(value); i++) {
        if (i)
            buffer_add_text(&text, " | ");
        buffer_add_text(&text, json_string_value(json_array_get(value, i)));
    }
    expect_text(key, buffer_text(&text), joined);
    buffer_free(&text);
}

static void expect_null(const json_t *row, const char *key)
{
    if (!json_is_null(json_object_get(row, key)))
        fail_msg("%s is not null", key);
}

static void test_keys(void **state)
{
    struct sample sample;
    (void)state;
    sample_run(&sample, "a.jp", CAA_KINDS_ALL, SAMPLE_LINES({.at = "jp"}));
    json_t *row = row_of((struct text_list){0}, &sample.result);
    void *at = json_object_iter(row);
    assert_string_equal(json_object_iter_key(at), "schema");
    assert_int_equal(json_integer_value(json_object_iter_value(at)), 1);
    at = json_object_iter_next(row, at);
    for (size_t i = 0; i < COLUMN_COUNT; i++, at = json_object_iter_next(row, at))
        assert_string_equal(json_object_iter_key(at), columns_table[i].name);
    assert_string_equal(json_object_iter_key(at), "input");
    assert_null(json_object_iter_next(row, at));
    json_decref(row);
    sample_free(&sample);
}

static void test_absent_values(void **state)
{
    static const char *const nulls[] = {"institution", "contact",        "caa_name",     "ttl",    "failure",
                                        "failed_name", "failure_detail", "perspectives", "advice", "line",
                                        "ca",          "source",         "expires",      "shard"};
    static const char *const lists[] = {"caa", "conditions", "aliases", "notes", "add", "remove"};
    struct sample sample;
    (void)state;
    sample_run(&sample, "a.jp", CAA_KINDS_ALL, SAMPLE_LINES({.at = "jp"}));
    json_t *row = row_of((struct text_list){0}, &sample.result);
    for (size_t i = 0; i < COUNT_OF(nulls); i++)
        expect_null(row, nulls[i]);
    for (size_t i = 0; i < COUNT_OF(lists); i++)
        expect_items(row, lists[i], "");
    expect_member(row, "dnssec", "unchecked");
    assert_int_equal(json_object_size(json_object_get(row, "input")), 0);
    json_decref(row);
    sample_free(&sample);
    sample_run(&sample, "", CAA_KINDS_ALL, SAMPLE_LINES({.at = "jp"}));
    row = row_of((struct text_list){0}, &sample.result);
    expect_null(row, "domain");
    expect_null(row, "name");
    json_decref(row);
    sample_free(&sample);
}

static void test_values(void **state)
{
    struct sample sample;
    (void)state;
    sample_run(&sample, "a.jp", CAA_KINDS_ALL,
               SAMPLE_LINES({.at = "a.jp",
                             .set = "0 issue secomtrust.net; validationmethods=dns-01 | 128 x \\255\"",
                             .aliases = {"b.jp", "c.jp"}}));
    sample.entry.institution = "架空\"大学\"\\";
    json_t *row = row_of((struct text_list){0}, &sample.result);
    expect_member(row, "institution", "架空\"大学\"\\");
    expect_items(row, "kinds", "server | wildcard | smime");
    expect_member(row, "server_reason", "critical-unknown");
    expect_items(row, "caa", "0 issue \"secomtrust.net; validationmethods=dns-01\" | 128 x \"\\255\\\"\"");
    expect_items(row, "conditions", "validationmethods=dns-01");
    expect_items(row, "aliases", "b.jp | c.jp");
    expect_items(row, "notes", "from-alias");
    expect_items(row, "remove", "c.jp. 3600 IN CAA 128 x \"\\255\\\"\"");
    expect_member(row, "checked_at", "2026-11-22T12:34:56Z");
    assert_int_equal(json_integer_value(json_object_get(row, "ttl")), 3600);
    assert_int_equal(json_integer_value(json_object_get(row, "elapsed_ms")), 12);
    json_decref(row);
    sample_free(&sample);
}

static void test_input(void **state)
{
    static const char *const names[] = {"ttl", "note", "note", "note_2", "a\"b", "last"};
    static const char *const cells[] = {"1", "two", "three", "four", "\001"};
    struct sample sample;
    (void)state;
    sample_run(&sample, "a.jp", CAA_KINDS_ALL, SAMPLE_LINES({.at = "jp"}));
    sample.entry.further = (struct text_list){cells, COUNT_OF(cells)};
    json_t *row = row_of((struct text_list){names, COUNT_OF(names)}, &sample.result);
    const json_t *input = json_object_get(row, "input");
    assert_int_equal(json_object_size(input), COUNT_OF(names));
    expect_member(input, "ttl", "1");
    expect_member(input, "note", "two");
    expect_member(input, "note_2", "three");
    expect_member(input, "note_2_2", "four");
    expect_member(input, "a\"b", "\001");
    expect_member(input, "last", "");
    json_decref(row);
    sample_free(&sample);
}

static void test_escapes(void **state)
{
    static const struct {
        const char *name;
        enum column_shape shape;
        const char *value;
        size_t size;
        const char *json;
    } cases[] = {
        {"plain", COLUMN_TEXT, "abc", 3, "\"abc\""},
        {"a quote and a backslash", COLUMN_TEXT, "a\"b\\c", 5, "\"a\\\"b\\\\c\""},
        {"controls", COLUMN_TEXT, "\t\n\r\033\177", 5, "\"\\u0009\\u000a\\u000d\\u001b\\u007f\""},
        {"a C1 control", COLUMN_TEXT, "\xC2\x9B", 2, "\"\\u009b\""},
        {"Japanese", COLUMN_TEXT, "架空", 6, "\"架空\""},
        {"a direction", COLUMN_TEXT, "a\u202Eb", 5, "\"a\\u202eb\""},
        {"beyond 16 bits", COLUMN_TEXT, "\U000E0041", 4, "\"\\udb40\\udc41\""},
        {"the form of an ideograph", COLUMN_TEXT, "葛\U000E0100", 7, "\"葛\U000E0100\""},
        {"no UTF-8", COLUMN_TEXT, "a\xFF\xC3", 3, "\"a\\\\255\\\\195\""},
        {"cut short", COLUMN_TEXT, "\xE6\x9E", 2, "\"\\\\230\\\\158\""},
        {"an overlong form", COLUMN_TEXT, "\xC0\x80", 2, "\"\\\\192\\\\128\""},
        {"no text", COLUMN_TEXT, "", 0, "null"},
        {"no word", COLUMN_WORD, "", 0, "null"},
        {"a number", COLUMN_NUMBER, "12", 2, "12"},
        {"no number", COLUMN_NUMBER, "", 0, "null"},
        {"no items", COLUMN_LIST, "", 0, "[]"},
        {"an item", COLUMN_LIST, "a\0", 2, "[\"a\"]"},
        {"items", COLUMN_LIST, "a\0\0\"\0", 5, "[\"a\",\"\",\"\\\"\"]"},
        {"no members", COLUMN_OBJECT, "", 0, "null"},
        {"members", COLUMN_OBJECT, "a=b/c=d\0e\0", 10, "{\"a\":\"b/c=d\",\"e\":\"\"}"},
    };
    struct buffer value = {0}, out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        buffer_clear(&value);
        buffer_clear(&out);
        buffer_add(&value, cases[i].value, cases[i].size);
        jsonl_add_value(cases[i].shape, &value, &out);
        expect_text(cases[i].name, buffer_text(&out), cases[i].json);
    }
    buffer_free(&value);
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_keys), cmocka_unit_test(test_absent_values),
                                       cmocka_unit_test(test_values), cmocka_unit_test(test_input),
                                       cmocka_unit_test(test_escapes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
