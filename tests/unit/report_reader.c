/* SPDX-License-Identifier: Apache-2.0 */
#include "report/report_reader.h"
#include "said.h"

#include "report_sample.h"

#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A file with CONTENT, and the report that its rows make when they are written again. */
struct rewriting {
    const struct report_settings *settings;
    struct report *report;
    struct buffer out;
    unsigned rows, most; /* MOST: how many are wanted; 0: all */
    unsigned validations[AUDIT_CHECKED + 1];
    struct problem problem;
};

static void begin(void *context, struct text_list further)
{
    struct rewriting *rewriting = context;
    struct report_settings settings = *rewriting->settings;
    settings.further = further;
    rewriting->report = report_new(&settings);
    report_begin(rewriting->report, &rewriting->out);
}

static bool take(void *context, struct column_row *row)
{
    struct rewriting *rewriting = context;
    assert_int_equal(row->outcome.failure != FAILURE_NONE, row->values[COLUMN_FAILURE].size > 0);
    report_add_row(rewriting->report, row, &rewriting->out);
    rewriting->validations[row->outcome.validation]++;
    return ++rewriting->rows != rewriting->most;
}

static enum status rewrite(const char *ending, const char *content, size_t size, struct rewriting *rewriting)
{
    char path[64];
    snprintf(path, sizeof path, "/tmp/unit-reader-XXXXXX%s", ending);
    int fd = mkstemps(path, (int)strlen(ending));
    assert_true(fd >= 0 && write(fd, content, size) == (ssize_t)size);
    close(fd);
    const struct report_reading reading = {
        .path = path, .context = rewriting, .begin = begin, .take = take, .problem = &rewriting->problem};
    enum status status = report_read(&reading);
    unlink(path);
    return status;
}

static void rewriting_free(struct rewriting *rewriting)
{
    report_free(rewriting->report);
    buffer_free(&rewriting->out);
}

/* Rows of many forms, as a report of the format has them. */
static void write_samples(const struct report_settings *settings, struct buffer *out)
{
    static const char *const cells[] = {"a; b, \"c\"", "=1+1\n\tx"};
    const struct {
        const char *domain, *institution;
        caa_kinds kinds;
        const struct sample_answer *lines;
    } cases[] = {
        {"a.example.ac.jp", "", CAA_KINDS_ALL, SAMPLE_LINES({.at = "jp"})},
        {"*.例示大学.jp", "架空, 大学 \"x\"", CAA_KINDS_ALL, SAMPLE_LINES({.at = "jp", .set = "0 issue ca.example"})},
        {"=cmd|x", "-x", CAA_KINDS_ALL, SAMPLE_LINES({.at = NULL})},
        {"", "+1", 0, SAMPLE_LINES({.at = NULL})},
        {"b.jp", "-", CAA_KINDS_ALL,
         SAMPLE_LINES({.at = "b.jp", .set = "0 issue ca.example; x=\"; y | 128 tbs a; b", .aliases = {"c.jp"}})},
        {"x\\\"y.ac.jp", "a record's owner has a quote", CAA_KINDS_ALL,
         SAMPLE_LINES({.at = "x\\\"y.ac.jp", .set = "0 issue ca.example | 0 issuemail ;"})},
        {"c.jp", "@", CAA_KINDS_ALL, SAMPLE_LINES({.at = "c.jp", .failure = FAILURE_TIMEOUT, .detail = "a; b, \"c\""})},
    };
    struct report *report = report_new(settings);
    report_begin(report, out);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample;
        sample_run(&sample, cases[i].domain, cases[i].kinds, cases[i].lines);
        sample.entry.institution = cases[i].institution;
        sample.entry.further = (struct text_list){cells, COUNT_OF(cells)};
        sample.result.dnssec = i ? DNSSEC_UNCHECKED : DNSSEC_SECURE;
        report_add_result(report, &sample.result, out);
        sample_free(&sample);
    }
    report_free(report);
}

static const struct {
    const char *name, *ending;
    enum report_format format;
    bool excel;
} formats[] = {
    {"csv", ".csv", REPORT_FORMAT_CSV, false},
    {"csv by its first line", "", REPORT_FORMAT_CSV, false},
    {"excel", ".csv", REPORT_FORMAT_CSV, true},
    {"tsv", ".tsv", REPORT_FORMAT_TSV, false},
    {"tsv by its first line", ".x", REPORT_FORMAT_TSV, false},
    {"jsonl", ".jsonl", REPORT_FORMAT_JSONL, false},
    {"jsonl by its first line", "", REPORT_FORMAT_JSONL, false},
};

static const char *const further[] = {"domain", "備考"};

/* What is read and written again is the same, octet for octet. */
static void test_round_trips(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        const struct report_settings settings = {
            .format = formats[i].format, .excel = formats[i].excel, .further = {further, COUNT_OF(further)}};
        struct rewriting rewriting = {.settings = &settings};
        struct buffer report = {0};
        write_samples(&settings, &report);
        enum status status = rewrite(formats[i].ending, report.data, report.size, &rewriting);
        expect_text(formats[i].name, told(rewriting.problem.text), "");
        assert_int_equal(status, STATUS_OK);
        expect_text(formats[i].name, buffer_text(&rewriting.out), buffer_text(&report));
        assert_int_equal(rewriting.validations[AUDIT_NOTHING_TO_VALIDATE], 2); /* what is no name */
        assert_int_equal(rewriting.validations[AUDIT_UNCHECKED], 4);
        assert_int_equal(rewriting.validations[AUDIT_CHECKED], 1);
        rewriting_free(&rewriting);
        buffer_free(&report);
    }
}

/* A report in one format, read back, is the report in another. */
static void test_other_formats(void **state)
{
    (void)state;
    for (size_t from = 0; from < COUNT_OF(formats); from++)
        for (size_t to = 0; to < COUNT_OF(formats); to++) {
            const struct report_settings before = {
                .format = formats[from].format, .excel = formats[from].excel, .further = {further, COUNT_OF(further)}};
            const struct report_settings after = {
                .format = formats[to].format, .excel = formats[to].excel, .further = {further, COUNT_OF(further)}};
            struct rewriting rewriting = {.settings = &after};
            struct buffer report = {0}, expected = {0};
            write_samples(&before, &report);
            write_samples(&after, &expected);
            assert_int_equal(rewrite(formats[from].ending, report.data, report.size, &rewriting), STATUS_OK);
            expect_text(formats[from].name, buffer_text(&rewriting.out), buffer_text(&expected));
            rewriting_free(&rewriting);
            buffer_free(&report);
            buffer_free(&expected);
        }
}

static void test_put_together(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        const struct report_settings settings = {
            .format = formats[i].format, .excel = formats[i].excel, .further = {further, COUNT_OF(further)}};
        struct rewriting rewriting = {.settings = &settings};
        struct buffer report = {0};
        write_samples(&settings, &report);
        write_samples(&settings, &report);
        assert_int_equal(rewrite(formats[i].ending, report.data, report.size, &rewriting), STATUS_OK);
        assert_int_equal(rewriting.rows, 14);
        rewriting_free(&rewriting);
        buffer_free(&report);
    }
}

/* A report of an empty list has begun, too. */
static void test_empty(void **state)
{
    (void)state;
    const struct report_settings settings = {.format = REPORT_FORMAT_CSV};
    struct rewriting rewriting = {.settings = &settings};
    assert_int_equal(rewrite(".jsonl", "", 0, &rewriting), STATUS_OK);
    assert_int_equal(rewriting.rows, 0);
    expect_part("heading", buffer_text(&rewriting.out), "domain,name,");
    rewriting_free(&rewriting);
}

/* What a report must never become again, whatever stands in it. */
static void test_refusals(void **state)
{
    static const char header[] = "domain,name,kinds,server,wildcard,smime,server_reason,wildcard_reason,"
                                 "smime_reason,caa_name,caa,failure,dnssec,ttl,since\n";
    static const struct {
        const char *name, *rows, *problem;
    } cases[] = {
        {"a kind", "a,a,x,allowed,allowed,allowed,listed,listed,listed,,,,,,\n", ":2: the column 'kinds' contains 'x'"},
        {"a verdict", "a,a,,x,allowed,allowed,listed,listed,listed,,,,,,\n", ":2: the column 'server' contains 'x'"},
        {"a reason", "a,a,,allowed,allowed,allowed,listed,listed,x,,,,,,\n",
         ":2: the column 'smime_reason' contains 'x'"},
        {"a failure", "a,a,,allowed,allowed,allowed,listed,listed,listed,,,x,,,\n",
         ":2: the column 'failure' contains 'x'"},
        {"a formula for a word", "a,a,,allowed,allowed,allowed,listed,listed,listed,,,,=1,,\n",
         ":2: the column 'dnssec' contains '=1'"},
        {"a quote in a word", "a,a,,allowed,allowed,allowed,listed,listed,listed,,,,\"a\"\"b\",,\n",
         ":2: the column 'dnssec' contains 'a\"b'"},
        {"no number", "a,a,,allowed,allowed,allowed,listed,listed,listed,,,,,1e9,\n",
         ":2: the column 'ttl' contains '1e9'"},
        {"a number that JSON cannot hold",
         "a,a,,allowed,allowed,allowed,listed,listed,listed,,,,,9999999999999999999,\n",
         ":2: the column 'ttl' contains '9999999999999999999'"},
        {"a number that JSON does not know", "a,a,,allowed,allowed,allowed,listed,listed,listed,,,,,060,\n",
         ":2: the column 'ttl' contains '060'"},
        {"no time", "a,a,,allowed,allowed,allowed,listed,listed,listed,,,,,,2026-13-01T00:00:00Z\n",
         ":2: the column 'since' contains '2026-13-01T00:00:00Z'"},
        {"no day", "a,a,,allowed,allowed,allowed,listed,listed,listed,,,,,,2026-02-31T00:00:00Z\n",
         ":2: the column 'since' contains '2026-02-31T00:00:00Z'"},
        {"a short row", "a,a,,allowed\n", ":2: the row has 4 cells, the first line 15"},
        {"two rows in a line",
         "a,a,,allowed,allowed,allowed,listed,listed,listed,,,,,,\rb,b,,allowed,allowed,allowed,listed,listed,listed,,,"
         ","
         ",,\n",
         ":2: a carriage return ends a row within the line"},
        {"a row and a part of the next one in a line",
         "a,a,,allowed,allowed,allowed,listed,listed,listed,,,,,,\rother,\"\n",
         ":2: a carriage return ends a row within the line"},
        {"an open quote", "a,\"a,,allowed\n", ":2: a cell begins with \" and is not closed"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct report_settings settings = {.format = REPORT_FORMAT_CSV};
        struct rewriting rewriting = {.settings = &settings};
        struct buffer report = {0};
        buffer_add_text(&report, header);
        buffer_add_text(&report, cases[i].rows);
        assert_int_equal(rewrite(".csv", report.data, report.size, &rewriting), STATUS_INPUT);
        if (!strstr(told(rewriting.problem.text), cases[i].problem))
            fail_msg("%s: %s", cases[i].name, told(rewriting.problem.text));
        assert_int_equal(rewriting.rows, 0);
        rewriting_free(&rewriting);
        buffer_free(&report);
    }
}

/* Members of an object in JSON. */
static void test_perspectives(void **state)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz-_.1234=x";
    static const struct {
        const char *cell, *refused; /* NULL: it is not */
    } cases[] = {
        {"tokyo=allowed/allowed/unknown; A.b-c_1=denied", NULL},
        {letters + 1, NULL},
        {letters, letters},
        {"a=x; b=x; a=y", "a=y"},
        {"a=x; b", "b"},
        {"=x", "=x"},
        {"a\xE1=x", "a\\225=x"},
        {"a b=x", "a b=x"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct report_settings settings = {.format = REPORT_FORMAT_JSONL};
        struct rewriting rewriting = {.settings = &settings};
        struct buffer report = {0}, problem = {0};
        buffer_add_text(&report, "domain,name,kinds,server,wildcard,smime,server_reason,wildcard_reason,smime_reason,"
                                 "caa_name,caa,perspectives\na,a,,allowed,allowed,allowed,listed,listed,listed,,,");
        buffer_add_text(&report, cases[i].cell);
        buffer_add_char(&report, '\n');
        enum status status = rewrite(".csv", report.data, report.size, &rewriting);
        assert_int_equal(status, cases[i].refused ? STATUS_INPUT : STATUS_OK);
        if (cases[i].refused) {
            buffer_add_text(&problem, ":2: the column 'perspectives' contains '");
            buffer_add_text(&problem, cases[i].refused);
            buffer_add_text(&problem, "': expected each perspective once");
            expect_part(cases[i].cell, told(rewriting.problem.text), buffer_text(&problem));
        }
        rewriting_free(&rewriting);
        buffer_free(&report);
        buffer_free(&problem);
    }
}

static void test_no_reports(void **state)
{
    static const struct {
        const char *name, *ending, *content;
        size_t size;
        const char *problem;
    } cases[] = {
        {"an empty table", ".csv", "", 0, ": the file is empty"},
        {"another table", ".csv", "a,b\n1,2\n", 8, ":1: the first line has no column 'domain'"},
        {"a NUL", ".csv", "dom\0ain\n", 8, ":1: a NUL octet"},
        {"no object", ".jsonl", "[1]\n", 4, ":1: the line is not a JSON object"},
        {"half an object", ".jsonl", "{\"domain\":\"a\"", 13, ":1: the line is not a JSON object"},
        {"a later schema", ".jsonl", "{\"schema\":2,\"domain\":\"a\"}\n", 26, ":1: the report has a schema that"},
        {"another object", ".jsonl", "\n{\"x\":1}\n", 9, ":2: the line has no 'domain'"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct report_settings settings = {.format = REPORT_FORMAT_CSV};
        struct rewriting rewriting = {.settings = &settings};
        assert_int_equal(rewrite(cases[i].ending, cases[i].content, cases[i].size, &rewriting), STATUS_INPUT);
        if (!strstr(told(rewriting.problem.text), cases[i].problem))
            fail_msg("%s: %s", cases[i].name, told(rewriting.problem.text));
        rewriting_free(&rewriting);
    }
}

/* A report that an earlier version wrote: the columns that came later are empty, and the kinds of JSON Lines are a
 * text. */
static void test_reports_of_before(void **state)
{
    static const struct {
        const char *name, *ending, *content;
        const char *further; /* NULL: `note` */
    } cases[] = {
        {"csv", ".csv",
         "domain,name,institution,contact,kinds,server,wildcard,smime,server_reason,wildcard_reason,smime_reason,"
         "caa_name,caa,conditions,aliases,ttl,dnssec,failure,failed_name,failure_detail,notes,perspectives,advice,add,"
         "remove,checked_at,elapsed_ms,note\n"
         "a.jp,a.jp,,,server; smime,allowed,allowed,allowed,no-caa,no-caa,no-caa,,,,,,insecure,,,,,,,,,"
         "2026-11-22T12:34:56Z,12,x\n",
         NULL},
        {"csv with a column of the list whose name is ours today", ".csv",
         "domain,name,kinds,server,wildcard,smime,server_reason,wildcard_reason,smime_reason,caa_name,caa,dnssec,"
         "checked_at,elapsed_ms,expires\n"
         "a.jp,a.jp,server; smime,allowed,allowed,allowed,no-caa,no-caa,no-caa,,,insecure,"
         "2026-11-22T12:34:56Z,12,x\n",
         "expires"},
        {"jsonl", ".jsonl",
         "{\"domain\":\"a.jp\",\"name\":\"a.jp\",\"institution\":null,\"contact\":null,\"kinds\":\"server; smime\","
         "\"server\":\"allowed\",\"wildcard\":\"allowed\",\"smime\":\"allowed\",\"server_reason\":\"no-caa\","
         "\"wildcard_reason\":\"no-caa\",\"smime_reason\":\"no-caa\",\"caa_name\":null,\"caa\":[],"
         "\"conditions\":[],\"aliases\":[],\"ttl\":null,\"dnssec\":\"insecure\",\"failure\":null,"
         "\"failed_name\":null,\"failure_detail\":null,\"notes\":[],\"perspectives\":null,\"advice\":null,"
         "\"add\":[],\"remove\":[],\"checked_at\":\"2026-11-22T12:34:56Z\",\"elapsed_ms\":12,"
         "\"input\":{\"note\":\"x\"}}\n",
         NULL},
    };
    static const char now[] =
        "{\"schema\":1,\"domain\":\"a.jp\",\"name\":\"a.jp\",\"institution\":null,\"contact\":null,\"kinds\":"
        "[\"server\",\"smime\"],\"server\":\"allowed\",\"wildcard\":\"allowed\",\"smime\":\"allowed\",\"server_"
        "reason\":"
        "\"no-caa\",\"wildcard_reason\":\"no-caa\",\"smime_reason\":\"no-caa\",\"caa_name\":null,\"caa\":[],"
        "\"conditions\":[],\"aliases\":[],\"ttl\":null,\"dnssec\":\"insecure\",\"failure\":null,\"failed_name\":null,"
        "\"failure_detail\":null,\"notes\":[],\"perspectives\":null,\"advice\":null,\"add\":[],\"remove\":[],"
        "\"checked_at\":\"2026-11-22T12:34:56Z\",\"elapsed_ms\":12,\"line\":null,\"ca\":null,\"source\":null,"
        "\"expires\":null,\"since\":null,\"shard\":null,\"input\":{\"";
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct report_settings settings = {.format = REPORT_FORMAT_JSONL};
        struct rewriting rewriting = {.settings = &settings};
        struct buffer expected = {0};
        enum status status = rewrite(cases[i].ending, cases[i].content, strlen(cases[i].content), &rewriting);
        expect_text(cases[i].name, told(rewriting.problem.text), "");
        assert_int_equal(status, STATUS_OK);
        buffer_add_text(&expected, now);
        buffer_add_text(&expected, cases[i].further ? cases[i].further : "note");
        buffer_add_text(&expected, "\":\"x\"}}\n");
        expect_text(cases[i].name, buffer_text(&rewriting.out), buffer_text(&expected));
        buffer_free(&expected);
        rewriting_free(&rewriting);
    }
}

/* The bound is that of a row, not of a report. */
static void test_more_than_a_row_may_have(void **state)
{
    static const char header[] =
        "domain,name,kinds,server,wildcard,smime,server_reason,wildcard_reason,smime_reason,caa_name,caa,dnssec,"
        "checked_at,elapsed_ms,note\n";
    static const char row[] = "a.jp,a.jp,server; smime,allowed,allowed,allowed,no-caa,no-caa,no-caa,,,insecure,"
                              "2026-11-22T12:34:56Z,12,";
    enum { LARGE = REPORT_ROW_MAX / 2 };
    (void)state;
    for (unsigned rows = 1; rows <= 2; rows++) {
        const struct report_settings settings = {.format = REPORT_FORMAT_CSV};
        struct rewriting rewriting = {.settings = &settings};
        struct buffer text = {0};
        buffer_add_text(&text, header);
        for (unsigned i = 0; i < rows; i++) {
            size_t note = rows == 1 ? REPORT_ROW_MAX : LARGE; /* which is too much with what is before it */
            buffer_add_text(&text, row);
            memset(buffer_reserve(&text, note), 'x', note);
            text.size += note;
            buffer_add_char(&text, '\n');
        }
        enum status status = rewrite(".csv", text.data, text.size, &rewriting);
        assert_int_equal(status, rows == 1 ? STATUS_INPUT : STATUS_OK);
        assert_int_equal(rewriting.rows, rows == 1 ? 0 : rows);
        rewriting_free(&rewriting);
        buffer_free(&text);
    }
}

/* A row without quotes is cut by another way than one with them. */
static void test_quotes(void **state)
{
    static const struct {
        const char *separator, *ending;
    } ways[] = {{",", ".csv"}, {"\t", ".tsv"}};
    static const char *const cells[] = {"a.test",  "a.test", "",       "",       "server", "allowed", "allowed",
                                        "allowed", "no-caa", "no-caa", "no-caa", "",       ""};
    static const char *const around[][2] = {{"", ""}, {"\"", "\""}, {" ", "  "}, {"", " "}, {"  \"", "\" "}};
    (void)state;
    for (size_t way = 0; way < COUNT_OF(ways); way++)
        for (size_t i = 0; i < COUNT_OF(around) * 2; i++) {
            const struct report_settings settings = {.format = REPORT_FORMAT_TSV};
            struct rewriting rewriting = {.settings = &settings};
            struct buffer report = {0};
            const char *const *edges = around[i / 2];
            for (size_t row = 0; row < 2; row++)
                for (size_t cell = 0; cell < COUNT_OF(cells); cell++) {
                    buffer_add_text(&report, row ? edges[0] : "");
                    buffer_add_text(&report, row ? cells[cell] : columns_table[cell].name);
                    buffer_add_text(&report, row ? edges[1] : "");
                    buffer_add_text(&report, cell + 1 < COUNT_OF(cells) ? ways[way].separator : i % 2 ? "\r\n" : "\n");
                }
            assert_int_equal(rewrite(ways[way].ending, report.data, report.size, &rewriting), STATUS_OK);
            assert_int_equal(rewriting.rows, 1);
            const char *row = strchr(buffer_text(&rewriting.out), '\n');
            assert_non_null(row);
            static const char expected[] =
                "\na.test\ta.test\t\t\tserver\tallowed\tallowed\tallowed\tno-caa\tno-caa\tno-caa\t\t\t";
            assert_memory_equal(row, expected, strlen(expected));
            buffer_free(&report);
            rewriting_free(&rewriting);
        }
}

static void test_no_more_is_wanted(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        const struct report_settings settings = {.format = formats[i].format, .excel = formats[i].excel};
        struct rewriting rewriting = {.settings = &settings, .most = 2};
        struct buffer report = {0};
        write_samples(&settings, &report);
        buffer_add_text(&report, "what is no row");
        assert_int_equal(rewrite(formats[i].ending, report.data, report.size, &rewriting), STATUS_OK);
        assert_int_equal(rewriting.rows, 2);
        rewriting_free(&rewriting);
        buffer_free(&report);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_other_formats),
        cmocka_unit_test(test_put_together),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_perspectives),
        cmocka_unit_test(test_no_reports),
        cmocka_unit_test(test_no_more_is_wanted),
        cmocka_unit_test(test_reports_of_before),
        cmocka_unit_test(test_more_than_a_row_may_have),
        cmocka_unit_test(test_quotes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
