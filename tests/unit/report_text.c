/* SPDX-License-Identifier: Apache-2.0 */
#include "report_sample.h"

#include "report/layout.h"
#include "report/report.h"
#include "report/text.h"

static void expect_report(const char *name, const struct audit_result *result, const struct audit_summary *summary,
                          const char *expected)
{
    struct report *report = report_new(&(struct report_settings){.format = REPORT_FORMAT_TEXT});
    struct buffer out = {0};
    report_begin(report, &out);
    if (result)
        report_add_result(report, result, &out);
    if (summary)
        report_end(report, &(struct report_totals){.summary = summary}, &out);
    expect_text(name, buffer_text(&out), expected);
    report_free(report);
    buffer_free(&out);
}

static void expect_entry(const char *name, const char *domain, caa_kinds kinds, const struct sample_answer *lines,
                         const char *expected)
{
    struct sample sample;
    sample_run(&sample, domain, kinds, lines);
    sample.entry.institution = "Sample \033 University";
    expect_report(name, &sample.result, NULL, expected);
    sample_free(&sample);
}

static void test_entries(void **state)
{
    (void)state;
    expect_entry("nothing to do", "a.example.jp", CAA_KINDS_ALL, SAMPLE_LINES({.at = "jp"}),
                 "a.example.jp\n"
                 "  server               allowed  no-caa  no CAA record up to the top-level domain\n"
                 "  wildcard             allowed  no-caa  no CAA record up to the top-level domain\n"
                 "  smime                allowed  no-caa  no CAA record up to the top-level domain\n"
                 "  Institution          Sample \\027 University\n"
                 "\n");
    expect_entry("a record to add", "user@EXAMPLE.jp", CAA_KINDS_ALL,
                 SAMPLE_LINES({.at = "example.jp", .set = "0 issuemail ; | 0 issue ca.example"}),
                 "user@EXAMPLE.jp (example.jp)\n"
                 "  smime                denied   forbidden  the CAA records forbid all CAs to\n"
                 "                                           issue\n"
                 "  Institution          Sample \\027 University\n"
                 "  CAA found at         example.jp\n"
                 "  Current records      0 issue \"ca.example\"\n"
                 "                       0 issuemail \";\"\n"
                 "  What to do           smime: The CAA records at example.jp forbid every CA to\n"
                 "                       issue (\";\"). If you do need a certificate, allow SECOM\n"
                 "                       Trust Systems beside that record. Add the record below to\n"
                 "                       example.jp and keep the existing ones.\n"
                 "  Records to add       example.jp. 3600 IN CAA 0 issuemail \"secomtrust.net\"\n"
                 "\n");
    expect_entry("no name", "\xFF\xFE", CAA_KINDS_OF(CAA_KIND_SERVER), SAMPLE_LINES({.at = "jp"}),
                 "\\255\\254\n"
                 "  server               unknown  invalid-name  not a DNS name\n"
                 "  Institution          Sample \\027 University\n"
                 "  What to do           the text is not valid in its encoding\n"
                 "\n");
    expect_entry("no text", "", CAA_KINDS_OF(CAA_KIND_SERVER), SAMPLE_LINES({.at = "jp"}),
                 "(empty)\n"
                 "  server               unknown  invalid-name  not a DNS name\n"
                 "  Institution          Sample \\027 University\n"
                 "  What to do           the cell is empty: write a host name, a zone, *.name or\n"
                 "                       user@name\n"
                 "\n");
}

static void test_summary(void **state)
{
    struct audit_summary summary = {.entries = 3, .verdicts = {[VERDICT_ALLOWED] = 1, [VERDICT_DENIED] = 2}};
    (void)state;
    summary.reasons[CAA_KIND_SERVER][REASON_NO_CAA] = 1;
    summary.reasons[CAA_KIND_SERVER][REASON_NOT_LISTED] = 1;
    summary.reasons[CAA_KIND_SERVER][REASON_MALFORMED] = 1;
    summary.reasons[CAA_KIND_SMIME][REASON_INVALID_NAME] = 1;
    expect_report("three", NULL, &summary,
                  "3 entries: 1 allowed, 2 denied, 0 unknown\n"
                  "  server               allowed 1 (no-caa 1); denied 2 (not-listed 1, malformed 1)\n"
                  "  smime                unknown 1 (invalid-name 1)\n");
    expect_report("none", NULL, &(struct audit_summary){0}, "0 entries: 0 allowed, 0 denied, 0 unknown\n");
    expect_report("one", NULL, &(struct audit_summary){.entries = 1, .verdicts = {1}},
                  "1 entry: 1 allowed, 0 denied, 0 unknown\n");
    expect_report("not covered", NULL, &(struct audit_summary){.entries = 3, .not_covered = 2, .verdicts = {1}},
                  "3 entries: 1 allowed, 0 denied, 0 unknown, 2 not covered by CAA\n");
}

static void count(struct audit_summary *summary, const char *domain, caa_kinds kinds, enum dnssec_status dnssec)
{
    struct sample sample;
    sample_run(&sample, domain, kinds, SAMPLE_LINES({.at = "jp"}));
    sample.result.dnssec = dnssec;
    const struct audit_outcome outcome = audit_result_outcome(&sample.result);
    audit_summary_count(summary, &outcome);
    sample_free(&sample);
}

/* A certificate that ended more than 30 days ago is not going to be renewed: its entry asks for nothing. */
static void test_ended(void **state)
{
    static const struct {
        time_t expires;
        bool ended;
    } cases[] = {
        {0, false}, {SAMPLE_TIME, false}, {SAMPLE_TIME - 30 * 86400, false}, {SAMPLE_TIME - 30 * 86400 - 1, true},
        {1, true},
    };
    struct audit_summary summary = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample;
        sample_run(&sample, "a.jp", CAA_KINDS_ALL, SAMPLE_LINES({.at = "jp", .set = "0 issue ca.example"}));
        sample.entry.expires = cases[i].expires;
        audit_entry_end(&sample.entry, SAMPLE_TIME);
        assert_int_equal(sample.entry.kinds, cases[i].ended ? 0 : CAA_KINDS_ALL);
        const struct audit_outcome outcome = audit_result_outcome(&sample.result);
        assert_int_equal(outcome.ended, cases[i].ended);
        audit_summary_count(&summary, &outcome);
        sample_free(&sample);
    }
    struct buffer out = {0};
    text_add_counts(&summary, &out);
    expect_text("counts", buffer_text(&out),
                "5 entries: 0 allowed, 3 denied, 0 unknown, 2 expired more than 30 days ago");
    assert_int_equal(summary.first_denied_expiry, SAMPLE_TIME - 30 * 86400);
    assert_int_equal(summary.not_covered, 0);
    buffer_free(&out);
}

/* What nobody validated is told of where validation was to be; what is no name has nothing to validate. */
static void test_unchecked(void **state)
{
    (void)state;
    for (unsigned unchecked = 0; unchecked <= 2; unchecked++)
        for (unsigned validating = 0; validating <= 1; validating++) {
            static const char *const lines[] = {"", "1 entry was not validated (dnssec: unchecked)\n",
                                                "2 entries were not validated (dnssec: unchecked)\n"};
            struct audit_summary summary = {.validating = validating};
            struct buffer expected = {0};
            count(&summary, "a.jp", CAA_KINDS_OF(CAA_KIND_SERVER), DNSSEC_SECURE);
            count(&summary, "b.jp", CAA_KINDS_OF(CAA_KIND_SERVER), DNSSEC_INDETERMINATE);
            count(&summary, "192.0.2.1", CAA_KINDS_OF(CAA_KIND_SERVER), DNSSEC_UNCHECKED);
            count(&summary, "c.jp", 0, DNSSEC_UNCHECKED);
            for (unsigned i = 0; i < unchecked; i++)
                count(&summary, "d.jp", CAA_KINDS_OF(CAA_KIND_SERVER), DNSSEC_UNCHECKED);
            buffer_add_unsigned(&expected, 4 + unchecked);
            buffer_add_text(&expected, " entries: ");
            buffer_add_unsigned(&expected, 2 + unchecked);
            buffer_add_text(&expected,
                            " allowed, 0 denied, 1 unknown, 1 not covered by CAA\n  server               allowed ");
            buffer_add_unsigned(&expected, 2 + unchecked);
            buffer_add_text(&expected, " (no-caa ");
            buffer_add_unsigned(&expected, 2 + unchecked);
            buffer_add_text(&expected, "); unknown 1 (invalid-name 1)\n");
            buffer_add_text(&expected, validating ? lines[unchecked] : "");
            expect_report("unchecked", NULL, &summary, buffer_text(&expected));
            buffer_free(&expected);
        }
}

static void test_wrapping(void **state)
{
    static const struct {
        const char *name, *text;
        size_t indent;
        const char *wrapped;
    } cases[] = {
        {"empty", "", 70, ""},
        {"short", "a bc", 70, "a bc"},
        {"to the edge", "1234567 90", 70, "1234567 90"},
        {"over the edge", "1234567 901", 70,
         "1234567\n"
         "                                                                      901"},
        {"a long word", "12345678901234567890 a", 76,
         "12345678901234567890\n"
         "                                                                            a"},
        {"wide characters", "架空大学 架空大学", 63, "架空大学 架空大学"},
        {"wide characters over the edge", "架空大学 架空大学", 64,
         "架空大学 架空大\n"
         "                                                                学"},
        {"no line begins with a full stop", "あいう。", 73,
         "あい\n"
         "                                                                         う。"},
        {"no line begins with a colon", "名（略）：カナカナカ", 62,
         "名（略）：カナカナ\n"
         "                                                              カ"},
        {"nor with a mark behind another one", "架空（略）、のカナカナカナカナカ", 60,
         "架空（略）、の\n"
         "                                                            カナカナカナカナカ"},
        {"a name is not broken", "名前xn--a-b.jpは", 67,
         "名前\n"
         "                                                                   xn--a-b.jpは"},
        {"nor is a record", "The record 0 issue \"a; b=c d\" is it", 64,
         "The record\n"
         "                                                                0 issue \"a; b=c d\"\n"
         "                                                                is it"},
        {"in Japanese", "記録「128 issue \"a b\"」です", 66,
         "記録\n"
         "                                                                  「128 issue \"a b\"」\n"
         "                                                                  です"},
        {"with an escaped quote", "a 0 issue \"\\\" b\\\\\" c", 72,
         "a\n"
         "                                                                        0 issue \"\\\" b\\\\\"\n"
         "                                                                        c"},
        {"that has no end", "a 0 issue \"b c", 76,
         "a\n"
         "                                                                            0 issue \"b c"},
        {"what begins like one", "a 10 issues a", 76,
         "a 10\n"
         "                                                                            issues\n"
         "                                                                            a"},
        {"blanks in what goes to the next line", "例は、.a .b .cd", 66,
         "例は、\n"
         "                                                                  .a .b .cd"},
        {"control octets", "a\033 \nb", 0, "a\\027 \\010b"},
        {"blanks", "a  b", 0, "a  b"},
    };
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        buffer_clear(&out);
        layout_add_wrapped(cases[i].text, cases[i].indent, &out);
        expect_text(cases[i].name, buffer_text(&out), cases[i].wrapped);
    }
    buffer_clear(&out);
    layout_add_padded("架空", 4, &out);
    layout_add_padded("long", 4, &out);
    expect_text("padded", buffer_text(&out), "架空 long ");
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_entries), cmocka_unit_test(test_summary),
                                       cmocka_unit_test(test_ended), cmocka_unit_test(test_unchecked),
                                       cmocka_unit_test(test_wrapping)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
