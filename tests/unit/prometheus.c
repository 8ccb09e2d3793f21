/* SPDX-License-Identifier: Apache-2.0 */
#include "report_sample.h"

#include "report/report.h"

static void add_entry(struct report *report, const char *domain, caa_kinds kinds, const struct sample_answer *lines,
                      struct buffer *out)
{
    struct sample sample;
    sample_run(&sample, domain, kinds, lines);
    report_add_result(report, &sample.result, out);
    sample_free(&sample);
}

/* What is told of each name: the kinds that some entry asks for, each once, by the worst verdict. */
static void test_names(void **state)
{
    struct report *report = report_new(&(struct report_settings){.format = REPORT_FORMAT_PROM});
    struct audit_summary summary = {0};
    struct buffer out = {0};
    const caa_kinds server = CAA_KINDS_OF(CAA_KIND_SERVER), both = server | CAA_KINDS_OF(CAA_KIND_SMIME);
    (void)state;
    report_begin(report, &out);
    add_entry(report, "a.jp", server, SAMPLE_LINES({.at = "a.jp", .set = "0 issue ca.example"}), &out);
    add_entry(report, "b.jp", both, SAMPLE_LINES({.at = "jp"}), &out);
    add_entry(report, "b.jp", server, SAMPLE_LINES({.at = "b.jp", .failure = FAILURE_TIMEOUT}), &out);
    report_end(report, &(struct report_totals){.summary = &summary}, &out);
    const char *text = buffer_text(&out), *names = strstr(text, "\n# HELP caa_audit_verdict ");
    assert_non_null(names);
    expect_part("names", names,
                "\n# TYPE caa_audit_verdict gauge\n"
                "caa_audit_verdict{name=\"a.jp\",kind=\"server\"} 2\n"
                "caa_audit_verdict{name=\"b.jp\",kind=\"server\"} 1\n"
                "caa_audit_verdict{name=\"b.jp\",kind=\"smime\"} 0\n"
                "# ");
    const char *info = strstr(text, "\ncaa_audit_info{");
    assert_non_null(info);
    expect_part("what it is about", strstr(info, "\"} "), "\"} 1\n# ");
    buffer_free(&out);
    report_free(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
