/* SPDX-License-Identifier: Apache-2.0 */
#include "report_sample.h"

#include "report/history_page.h"
#include "report/history_report.h"

enum { DAY = 86400, START = 1790000000 - 1790000000 % DAY /* 2026-09-21T00:00:00Z */ };

static const struct sample_answer ours[] = {{.at = "a.jp", .set = "0 issue secomtrust.net"}, {.at = NULL}};
static const struct sample_answer other[] = {{.at = "a.jp", .set = "0 issue ca.example"}, {.at = NULL}};
static const struct sample_answer unsure[] = {{.at = "a.jp", .set = "0 issue secomtrust.net; validationmethods=dns-01"},
                                              {.at = NULL}};

static void take(struct history *history, const char *domain, caa_kinds kinds, const struct sample_answer *lines,
                 time_t at)
{
    struct sample sample;
    struct column_row row = {0};
    sample_run(&sample, domain, kinds, lines);
    sample.entry.kinds = kinds;
    sample.result.checked_at = at;
    columns_take_result(&row, &sample.result, &report_head_unknown);
    history_take_row(history, &row);
    sample_free(&sample);
}

static bool go_on(void *context)
{
    return !context;
}

static void expect_written(const struct history *history, enum report_format format, bool by_day, const char *expected)
{
    struct buffer out = {0};
    history_report_write(&(struct history_settings){.format = format, .by_day = by_day}, history, &out, go_on, NULL);
    expect_text(by_day ? "days" : "lines", buffer_text(&out), expected);
    buffer_free(&out);
}

/* SIGNS: a report for each, a day apart: + allowed, - denied, ? unknown, . the entry is not in it. */
static struct history *history_of(const char *signs)
{
    struct history *history = history_new();
    for (time_t at = START; *signs; signs++, at += DAY) {
        history_begin_report(history);
        if (*signs != '.')
            take(history, "a.jp", CAA_KINDS_OF(CAA_KIND_SERVER),
                 *signs == '+'   ? ours
                 : *signs == '-' ? other
                                 : unsure,
                 at + 3600);
    }
    return history;
}

#define CSV_HEADER "domain,name,institution,kind,verdict,reason,since,changes,reports,first,last\n"

static void test_lines(void **state)
{
    static const struct {
        const char *signs, *csv;
    } cases[] = {
        {"", ""},
        {"...", ""},
        {"+", "a.jp,a.jp,,server,allowed,listed,2026-09-21T01:00:00Z,0,1,2026-09-21T01:00:00Z,2026-09-21T01:00:00Z\n"},
        {"++++",
         "a.jp,a.jp,,server,allowed,listed,2026-09-21T01:00:00Z,0,4,2026-09-21T01:00:00Z,2026-09-24T01:00:00Z\n"},
        {"++--", "a.jp,a.jp,,server,denied,not-listed,2026-09-23T01:00:00Z,1,4,2026-09-21T01:00:00Z,"
                 "2026-09-24T01:00:00Z\n"},
        {"+-?+",
         "a.jp,a.jp,,server,allowed,listed,2026-09-24T01:00:00Z,3,4,2026-09-21T01:00:00Z,2026-09-24T01:00:00Z\n"},
        {".-..-.", "a.jp,a.jp,,server,denied,not-listed,2026-09-22T01:00:00Z,0,2,2026-09-22T01:00:00Z,"
                   "2026-09-25T01:00:00Z\n"},
        {"-..?", "a.jp,a.jp,,server,unknown,conditional,2026-09-24T01:00:00Z,1,2,2026-09-21T01:00:00Z,"
                 "2026-09-24T01:00:00Z\n"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct history *history = history_of(cases[i].signs);
        struct buffer expected = {0};
        buffer_add_text(&expected, CSV_HEADER);
        buffer_add_text(&expected, cases[i].csv);
        expect_written(history, REPORT_FORMAT_CSV, false, buffer_text(&expected));
        buffer_free(&expected);
        history_free(history);
    }
}

/* Of entries that are alike, the first of one report is the first of the other. */
static void test_entries_that_are_alike(void **state)
{
    struct history *history = history_new();
    (void)state;
    for (unsigned report = 0; report < 3; report++) {
        history_begin_report(history);
        take(history, "a.jp", CAA_KINDS_OF(CAA_KIND_SERVER), ours, START + report);
        take(history, "a.jp", CAA_KINDS_OF(CAA_KIND_SERVER), other, START + report);
        if (report == 1)
            take(history, "a.jp", CAA_KINDS_OF(CAA_KIND_SERVER), unsure, START + report);
    }
    expect_written(
        history, REPORT_FORMAT_CSV, false,
        CSV_HEADER
        "a.jp,a.jp,,server,allowed,listed,2026-09-21T00:00:00Z,0,3,2026-09-21T00:00:00Z,2026-09-21T00:00:02Z\n"
        "a.jp,a.jp,,server,denied,not-listed,2026-09-21T00:00:00Z,0,3,2026-09-21T00:00:00Z,"
        "2026-09-21T00:00:02Z\n"
        "a.jp,a.jp,,server,unknown,conditional,2026-09-21T00:00:01Z,0,1,2026-09-21T00:00:01Z,"
        "2026-09-21T00:00:01Z\n");
    history_free(history);
}

/* A day is as its last report has it. */
static void test_days(void **state)
{
    struct history *history = history_new();
    (void)state;
    history_begin_report(history);
    take(history, "a.jp", CAA_KINDS_OF(CAA_KIND_SERVER), other, START + 3600);
    history_begin_report(history);
    take(history, "a.jp", CAA_KINDS_OF(CAA_KIND_SERVER), ours, START + 7200);
    take(history, "b.jp", 0, ours, START + 7200);
    history_begin_report(history); /* without a row */
    history_begin_report(history);
    take(history, "a.jp", CAA_KINDS_OF(CAA_KIND_SERVER), unsure, START + 3 * DAY - 1);
    take(history, "b.jp", CAA_KINDS_OF(CAA_KIND_SERVER), other, START + 3 * DAY);
    expect_written(history, REPORT_FORMAT_TSV, true,
                   "day\tentries\tallowed\tdenied\tunknown\n2026-09-21\t2\t1\t0\t0\n2026-09-23\t2\t1\t0\t1\n");
    expect_written(history, REPORT_FORMAT_JSONL, true,
                   "{\"day\":\"2026-09-21\",\"entries\":2,\"allowed\":1,\"denied\":0,\"unknown\":0}\n"
                   "{\"day\":\"2026-09-23\",\"entries\":2,\"allowed\":1,\"denied\":0,\"unknown\":1}\n");
    expect_written(history, REPORT_FORMAT_TEXT, true,
                   "2026-09-21  2 entries: 1 allowed, 0 denied, 0 unknown, 1 not covered by CAA\n"
                   "2026-09-23  2 entries: 1 allowed, 0 denied, 1 unknown\n");
    assert_int_equal(history_reports(history), 4);
    history_free(history);
}

static void test_for_people(void **state)
{
    struct history *history = history_of("+--");
    (void)state;
    expect_written(history, REPORT_FORMAT_TEXT, false,
                   "Not allowed at present, by certificate expiry\na.jp\n"
                   "  server    denied   not-listed  since 2026-09-22 01:00 UTC; changes: 1; reports: 3 "
                   "(2026-09-21 to 2026-09-23)\n");
    expect_written(
        history, REPORT_FORMAT_JSONL, false,
        "{\"domain\":\"a.jp\",\"name\":\"a.jp\",\"institution\":null,\"kind\":\"server\",\"verdict\":\"denied\","
        "\"reason\":\"not-listed\",\"since\":\"2026-09-22T01:00:00Z\",\"changes\":1,\"reports\":3,"
        "\"first\":\"2026-09-21T01:00:00Z\",\"last\":\"2026-09-23T01:00:00Z\"}\n");
    history_free(history);
}

/* What is known of an entry beside its name. */
static void test_heading(void **state)
{
    struct sample sample;
    struct column_row row = {0};
    struct history *history = history_new();
    (void)state;
    sample_run(&sample, "*.a.jp", CAA_KINDS_OF(CAA_KIND_WILDCARD), other);
    sample.entry.kinds = CAA_KINDS_OF(CAA_KIND_WILDCARD);
    sample.entry.institution = "架空大学";
    sample.entry.expires = START + 30 * DAY;
    sample.result.checked_at = START;
    columns_take_result(&row, &sample.result, &report_head_unknown);
    history_begin_report(history);
    history_take_row(history, &row);
    sample_free(&sample);
    expect_written(history, REPORT_FORMAT_TEXT, false,
                   "Not allowed at present, by certificate expiry\n"
                   "*.a.jp  架空大学  (looked up: a.jp)  certificate expires 2026-10-21\n"
                   "  wildcard  denied   not-listed  since 2026-09-21 00:00 UTC; changes: 0; reports: 1 "
                   "(2026-09-21 to 2026-09-21)\n");
    history_free(history);
}

static void count_points(void *context, const struct history_line *line)
{
    unsigned *count = context;
    for (const struct history_point *point = line->state->points; point; point = point->before, (*count)++)
        if (point->before && point->before->verdict == point->verdict)
            fail_msg("two points alike");
    assert_int_equal(line->state->changes, 299);
    assert_int_equal(line->state->points->at, START + 299 * DAY + 3600);
}

/* All changes are counted, and the last ones are held. */
static void test_bounds(void **state)
{
    char signs[301] = "";
    unsigned count = 0;
    (void)state;
    for (size_t i = 0; i < 300; i++)
        signs[i] = i % 2 ? '-' : '+';
    struct history *history = history_of(signs);
    history_walk(history, count_points, &count);
    assert_int_equal(count, HISTORY_POINTS_MAX);
    history_free(history);
    history_free(NULL);
}

static unsigned count_of(const char *text, const char *part)
{
    unsigned count = 0;
    for (; (text = strstr(text, part)); text += strlen(part))
        count++;
    return count;
}

/* A bar for each verdict that it had, a line in words, and a curve for each bad verdict of the whole. */
static void test_page(void **state)
{
    struct history *history = history_of("+-?++");
    struct buffer out = {0};
    (void)state;
    history_page_write(history, &out);
    const char *page = buffer_text(&out);
    expect_part("words", page, "2026-09-21 allowed, 2026-09-22 denied, 2026-09-23 unknown, 2026-09-24 allowed");
    assert_int_equal(count_of(page, "<rect "), 4);
    assert_int_equal(count_of(page, "<polyline "), 2);
    expect_part("since", page, "<time datetime=\"2026-09-24T01:00:00Z\">2026-09-24</time>");
    buffer_clear(&out);
    struct history *nothing = history_of("");
    history_page_write(nothing, &out);
    expect_part("nothing", buffer_text(&out), "The reports contain no entries.");
    buffer_free(&out);
    history_free(nothing);
    history_free(history);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),   cmocka_unit_test(test_entries_that_are_alike),
        cmocka_unit_test(test_days),    cmocka_unit_test(test_for_people),
        cmocka_unit_test(test_bounds),  cmocka_unit_test(test_page),
        cmocka_unit_test(test_heading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
