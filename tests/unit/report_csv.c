/* SPDX-License-Identifier: Apache-2.0 */
#include "report_sample.h"

#include "report/csv.h"
#include "report/report.h"

#include <stdlib.h>

#define COLUMNS_LINE(separator)                                                                                        \
    "domain" separator "name" separator "institution" separator "contact" separator "kinds" separator                  \
    "server" separator "wildcard" separator "smime" separator "server_reason" separator "wildcard_reason" separator    \
    "smime_reason" separator "caa_name" separator "caa" separator "conditions" separator "aliases" separator           \
    "ttl" separator "dnssec" separator "failure" separator "failed_name" separator "failure_detail" separator          \
    "notes" separator "perspectives" separator "advice" separator "add" separator "remove" separator                   \
    "checked_at" separator "elapsed_ms" separator "line" separator "ca" separator "source" separator                   \
    "expires" separator "since" separator "shard"

static const char *report_of(const struct report_settings *settings, const struct audit_result *result,
                             struct buffer *out)
{
    struct report *report = report_new(settings);
    buffer_clear(out);
    if (!result)
        report_begin(report, out);
    else
        report_add_result(report, result, out);
    report_end(report, &(struct report_totals){.summary = &(struct audit_summary){0}}, out);
    report_free(report);
    return buffer_text(out);
}

static void test_cells(void **state)
{
    static const struct {
        const char *name, *text;
        size_t size; /* where NULs are meant; 0: that of the text */
        const char *csv, *tsv, *excel;
    } cases[] = {
        {"empty", "", 0, "", "", ""},
        {"plain", "www.example.ac.jp", 0, "www.example.ac.jp", "www.example.ac.jp", "www.example.ac.jp"},
        {"a comma", "a,b", 0, "\"a,b\"", "a,b", "\"a,b\""},
        {"a quote within", "a\"b", 0, "\"a\"\"b\"", "a\"b", "\"a\"\"b\""},
        {"a quote first", "\"a", 0, "\"\"\"a\"", "\"\"\"a\"", "\"\"\"a\""},
        {"a line feed", "a\nb", 0, "\"a\nb\"", "\"a\nb\"", "\"a\nb\""},
        {"a carriage return", "a\rb", 0, "\"a\rb\"", "\"a\rb\"", "\"a\rb\""},
        {"a tab", "a\tb", 0, "\"a\tb\"", "\"a\tb\"", "\"a\tb\""},
        {"a blank first", " a", 0, "\" a\"", "\" a\"", "\" a\""},
        {"a blank last", "a ", 0, "\"a \"", "\"a \"", "\"a \""},
        {"a blank within", "a b", 0, "a b", "a b", "a b"},
        {"control octets", "a\033[31mb\177\a", 0, "a\\027[31mb\\127\\007", "a\\027[31mb\\127\\007",
         "a\\027[31mb\\127\\007"},
        {"a control octet and a line feed", "a\001\nb", 0, "\"a\\001\nb\"", "\"a\\001\nb\"", "\"a\\001\nb\""},
        {"a character of two octets", "é", 0, "é", "é", "é"},
        {"Japanese", "架空大学", 0, "架空大学", "架空大学", "架空大学"},
        {"Japanese with a comma", "架,空", 0, "\"架,空\"", "架,空", "\"架,空\""},
        {"no UTF-8", "a\xFF\xE6\x9E", 0, "a\\255\\230\\158", "a\\255\\230\\158", "a\\255\\230\\158"},
        {"a C1 control", "a\xC2\x9B", 0, "a\\194\\155", "a\\194\\155", "a\\194\\155"},
        {"a direction", "a\u202Eb", 0, "a\u202Eb", "a\u202Eb", "a\u202Eb"},
        {"an item", "a\0", 2, "a", "a", "a"},
        {"items", "a\0b, c\0d\0", 9, "\"a; b, c; d\"", "a; b, c; d", "\"a; b, c; d\""},
        {"an empty item", "\0b\0", 3, "; b", "; b", "; b"},
        {"an equals sign", "=1+1", 0, "=1+1", "=1+1", "'=1+1"},
        {"a plus", "+1", 0, "+1", "+1", "'+1"},
        {"a minus", "-1", 0, "-1", "-1", "'-1"},
        {"an at sign", "@x,y", 0, "\"@x,y\"", "@x,y", "\"'@x,y\""},
        {"a tab first", "\tx", 0, "\"\tx\"", "\"\tx\"", "\"'\tx\""},
        {"a carriage return first", "\rx", 0, "\"\rx\"", "\"\rx\"", "\"'\rx\""},
        {"a full-width equals sign", "＝1", 0, "＝1", "＝1", "'＝1"},
        {"a full-width at sign", "＠x", 0, "＠x", "＠x", "'＠x"},
        {"an equals sign within", "a=1", 0, "a=1", "a=1", "a=1"},
    };
    struct csv_writer writers[] = {{.separator = ','}, {.separator = '\t'}, {.separator = ',', .excel = true}};
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *const expected[] = {cases[i].csv, cases[i].tsv, cases[i].excel};
        size_t size = cases[i].size ? cases[i].size : strlen(cases[i].text);
        for (size_t j = 0; j < COUNT_OF(writers); j++) {
            buffer_clear(&out);
            buffer_add_text(&out, "|");
            buffer_add(&out, cases[i].text, size);
            csv_finish_cell(&writers[j], 1, &out);
            expect_text(cases[i].name, buffer_text(&out) + 1, expected[j]);
        }
    }
    for (size_t j = 0; j < COUNT_OF(writers); j++)
        buffer_free(&writers[j].scratch);
    buffer_free(&out);
}

static void test_headers(void **state)
{
    static const char *const names[] = {"note", "ttl", "note", "a,b", "input_ttl", "note"};
    const struct text_list further = {names, COUNT_OF(names)};
    struct buffer out = {0};
    (void)state;
    struct report_settings settings = {.format = REPORT_FORMAT_CSV};
    expect_text("CSV", report_of(&settings, NULL, &out), COLUMNS_LINE(",") "\n");
    settings.further = further;
    expect_text("further columns", report_of(&settings, NULL, &out),
                COLUMNS_LINE(",") ",note,input_ttl,input_note,\"a,b\",input_input_ttl,input_input_note\n");
    settings.excel = true;
    settings.further.count = 1;
    expect_text("for spreadsheets", report_of(&settings, NULL, &out), "\xEF\xBB\xBF" COLUMNS_LINE(",") ",note\r\n");
    settings.format = REPORT_FORMAT_TSV;
    expect_text("TSV", report_of(&settings, NULL, &out), COLUMNS_LINE("\t") "\tnote\n");
    buffer_free(&out);
}

static void expect_row(const char *name, const char *domain, const struct sample_answer *lines, const char *expected)
{
    const struct report_settings settings = {.format = REPORT_FORMAT_CSV};
    struct sample sample;
    struct buffer out = {0};
    sample_run(&sample, domain, CAA_KINDS_ALL, lines);
    expect_text(name, report_of(&settings, &sample.result, &out), expected);
    buffer_free(&out);
    sample_free(&sample);
}

static void test_rows(void **state)
{
    (void)state;
    expect_row("nothing found", "WWW.example.ac.jp.", SAMPLE_LINES({.at = "jp"}),
               "WWW.example.ac.jp.,www.example.ac.jp,,,server; wildcard; smime,allowed,allowed,allowed,no-caa,no-caa,"
               "no-caa,,,,,,unchecked,,,,,,,,,2026-11-22T12:34:56Z,12,,,,,2026-11-22T12:34:56Z,\n");
    expect_row("records, sorted", "*.example.ac.jp",
               SAMPLE_LINES({.at = "ac.jp", .set = "0 issuewild secomtrust.net; a=b | 0 issue ;", .aliases = {"x.jp"}}),
               "*.example.ac.jp,example.ac.jp,,,wildcard,denied,allowed,allowed,forbidden,listed,no-restriction,ac.jp,"
               "\"0 issue \"\";\"\"; 0 issuewild \"\"secomtrust.net; a=b\"\"\",a=b,x.jp,3600,unchecked,,,,"
               "unknown-parameter=a; set-at-public-suffix; "
               "from-alias,,,,,2026-11-22T12:34:56Z,12,,,,,2026-11-22T12:34:56Z,\n");
    expect_row("no name", "192.0.2.1", SAMPLE_LINES({.at = "jp"}),
               "192.0.2.1,,,,server; wildcard; smime,unknown,unknown,unknown,invalid-name,invalid-name,invalid-name,"
               ",,,,,unchecked,,,,,,this is an IP address: CAA covers DNS names "
               "only,,,2026-11-22T12:34:56Z,12,,,,,2026-11-22T12:34:56Z,\n");
}

static void test_failure(void **state)
{
    const struct report_settings settings = {.format = REPORT_FORMAT_TSV};
    struct sample sample;
    struct buffer out = {0};
    (void)state;
    sample_run(
        &sample, "a.jp", CAA_KINDS_ALL,
        SAMPLE_LINES({.at = "a.jp", .failure = FAILURE_SERVFAIL, .failed_name = "b.jp", .detail = "SER\nV\033"}));
    sample.result.dnssec = DNSSEC_INSECURE;
    expect_part("as a server said", report_of(&settings, &sample.result, &out),
                "\tinsecure\tservfail\tb.jp\tSER\\010V\\027\t");
    sample_free(&sample);
    sample_run(&sample, "a.jp", CAA_KINDS_ALL, SAMPLE_LINES({.at = "a.jp", .failure = FAILURE_TIMEOUT}));
    expect_part("in our words", report_of(&settings, &sample.result, &out),
                "\tunchecked\ttimeout\ta.jp\tno answer came in time\t");
    sample_free(&sample);
    buffer_free(&out);
}

static const struct report_head head = {.ca = "secomtrust.net; ca.example",
                                        .kinds = "server",
                                        .list = "list.csv",
                                        .source = "zone; 192.0.2.1",
                                        .shard = "3/8",
                                        .version = "1"};

static void test_the_run(void **state)
{
    const struct report_settings settings = {.format = REPORT_FORMAT_CSV, .head = &head};
    struct sample sample;
    struct buffer out = {0};
    (void)state;
    sample_run(&sample, "a.jp", CAA_KINDS_ALL, SAMPLE_LINES({.at = "jp"}));
    sample.entry.list = "list.csv";
    sample.entry.line = 7;
    sample.entry.expires = SAMPLE_TIME + 86400;
    expect_part("line, ca, source, expires, since, shard", report_of(&settings, &sample.result, &out),
                ",12,list.csv:7,secomtrust.net; ca.example,zone; 192.0.2.1,2026-11-23T12:34:56Z,2026-11-22T12:34:56Z,"
                "3/8\n");
    sample_free(&sample);
    buffer_free(&out);
}

static void test_changes(void **state)
{
    const struct report_settings settings = {.format = REPORT_FORMAT_TSV};
    struct sample sample;
    struct buffer out = {0};
    (void)state;
    sample_run(&sample, "a.jp", CAA_KINDS_ALL,
               SAMPLE_LINES({.at = "a.jp", .set = "128 x y | 0 issue ca.example", .owner = "*.jp"}));
    expect_part("add and remove", report_of(&settings, &sample.result, &out),
                "\t*.jp. 3600 IN CAA 0 x \"y\"; *.jp. 3600 IN CAA 0 issue \"secomtrust.net\""
                "\t*.jp. 3600 IN CAA 128 x \"y\"\t2026-");
    sample_free(&sample);
    buffer_free(&out);
}

static void test_further_cells(void **state)
{
    static const char *const names[] = {"note", "x"}, *const cells[] = {"a, b"};
    const struct report_settings settings = {.format = REPORT_FORMAT_CSV, .further = {names, COUNT_OF(names)}};
    struct sample sample;
    struct buffer out = {0};
    (void)state;
    sample_run(&sample, "a.jp", CAA_KINDS_ALL, SAMPLE_LINES({.at = "jp"}));
    sample.entry.further = (struct text_list){cells, COUNT_OF(cells)};
    expect_part("a cell, and one that is missing", report_of(&settings, &sample.result, &out), "Z,,\"a, b\",\n");
    sample_free(&sample);
    buffer_free(&out);
}

static void test_times(void **state)
{
    static const struct {
        time_t at;
        const char *text;
    } cases[] = {
        {0, ",1970-01-01T00:00:00Z,"},           {0, ",1970-01-01T00:00:00Z,"},
        {SAMPLE_TIME, ",2026-11-22T12:34:56Z,"}, {SAMPLE_TIME + 1, ",2026-11-22T12:34:57Z,"},
        {SAMPLE_TIME, ",2026-11-22T12:34:56Z,"},
    };
    struct report *report = report_new(&(struct report_settings){.format = REPORT_FORMAT_CSV});
    struct sample sample;
    struct buffer out = {0};
    (void)state;
    sample_run(&sample, "a.jp", CAA_KINDS_ALL, SAMPLE_LINES({.at = "jp"}));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        buffer_clear(&out);
        sample.result.checked_at = cases[i].at;
        report_add_result(report, &sample.result, &out);
        expect_part("checked_at", buffer_text(&out), cases[i].text);
    }
    sample_free(&sample);
    report_free(report);
    buffer_free(&out);
}

/* A name is written without a look at it where it is known to be one: also then it may begin as a formula does. */
static void test_names(void **state)
{
    static const struct {
        const char *domain;
        bool excel;
        const char *cells;
    } cases[] = {
        {"a-1_b.example", false, "a-1_b.example,a-1_b.example,,,server"},
        {"a-1_b.example", true, "a-1_b.example,a-1_b.example,,,server"},
        {"-a.example", false, "-a.example,-a.example,,,server"},
        {"-a.example", true, "'-a.example,'-a.example,,,server"},
        {"A.example", true, "A.example,a.example,,,server"},
        {"a\\,b.example", false, "\"a\\,b.example\",\"a\\,b.example\",,,server"},
    };
    struct sample sample;
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct report_settings settings = {.format = REPORT_FORMAT_CSV, .excel = cases[i].excel};
        sample_run(&sample, cases[i].domain, CAA_KINDS_ALL, SAMPLE_LINES({.at = "jp"}));
        report_of(&settings, &sample.result, &out);
        out.size = strlen(cases[i].cells);
        expect_text(cases[i].domain, buffer_text(&out), cases[i].cells);
        sample_free(&sample);
    }
    buffer_free(&out);
}

/* Rows in any order, each as a report would have it that has no other, and that does not know the text for a name's. */
static void test_pieces(void **state)
{
    const struct {
        const char *domain;
        caa_kinds kinds;
        const struct sample_answer *lines;
    } cases[] = {
        {"a.example.jp", CAA_KINDS_ALL, SAMPLE_LINES({.at = "example.jp", .set = "0 issue ca.example"})},
        {"b.example.jp", CAA_KINDS_ALL, SAMPLE_LINES({.at = "example.jp", .set = "0 issue secomtrust.net"})},
        {"c.example.jp", CAA_KINDS_ALL, SAMPLE_LINES({.at = NULL})},
        {"d.example.jp", CAA_KINDS_ALL, SAMPLE_LINES({.at = NULL})},
        {"e.example.jp", CAA_KINDS_OF(CAA_KIND_SMIME), SAMPLE_LINES({.at = NULL})},
        {"f.example.jp", CAA_KINDS_ALL, SAMPLE_LINES({.at = "jp", .failure = FAILURE_TIMEOUT, .detail = ""})},
        {"*.g.example.jp", CAA_KINDS_ALL, SAMPLE_LINES({.at = "example.jp", .set = "0 issue ;"})},
        {"u@h.example.jp", CAA_KINDS_ALL, SAMPLE_LINES({.at = "example.jp", .set = "0 issuemail a.example"})},
        {"a..b", CAA_KINDS_ALL, SAMPLE_LINES({.at = NULL})},
        {"i.example.jp", CAA_KINDS_OF(CAA_KIND_SERVER), SAMPLE_LINES({.at = "jp", .set = "1 issue b.example"})},
        {"jp", CAA_KINDS_ALL, SAMPLE_LINES({.at = NULL})},
        {"k.example.jp", 0, SAMPLE_LINES({.at = NULL})},
    };
    enum { ROWS = 2000 };
    const struct report_settings settings = {.format = REPORT_FORMAT_CSV};
    struct report *shared = report_new(&settings);
    struct buffer alone = {0}, among = {0};
    (void)state;
    srand(1);
    for (unsigned row = 0; row < ROWS; row++) {
        size_t i = (size_t)rand() % COUNT_OF(cases);
        struct sample sample;
        sample_run(&sample, cases[i].domain, cases[i].kinds, cases[i].lines);
        sample.result.dnssec = rand() % 2 ? DNSSEC_UNCHECKED : DNSSEC_SECURE;
        sample.result.checked_at = SAMPLE_TIME + rand() % 40;
        sample.entry.expires = rand() % 2 ? SAMPLE_TIME + rand() % 3 : 0;
        sample.entry.institution = rand() % 4 ? "" : "institution";
        sample.entry.contact = rand() % 4 ? "" : "\"contact\"";
        if (cases[i].domain[0] == 'j')
            caa_notes_add(&sample.result.notes, NOTE_SINGLE_LABEL, &sample.arena);
        buffer_clear(&among);
        report_add_result(shared, &sample.result, &among);
        sample.entry.as_printed = false;
        expect_text(cases[i].domain, buffer_text(&among), report_of(&settings, &sample.result, &alone));
        sample_free(&sample);
    }
    report_free(shared);
    buffer_free(&alone);
    buffer_free(&among);
}

/* Two rows with one opinion: the one comes from an alias. */
static void test_aliases_of_one_set(void **state)
{
    static const uint8_t alias[] = "\1x\2jp";
    static const uint8_t *const aliases[] = {alias};
    const struct report_settings settings = {.format = REPORT_FORMAT_CSV};
    struct report *report = report_new(&settings);
    struct sample sample;
    struct buffer out = {0};
    (void)state;
    sample_run(&sample, "a.jp", CAA_KINDS_ALL, SAMPLE_LINES({.at = "jp", .set = "0 issue a.example"}));
    struct dns_answer set = *sample.result.set;
    sample.result.set = &set;
    report_add_result(report, &sample.result, &out);
    expect_part("none", buffer_text(&out), ",jp,\"0 issue \"\"a.example\"\"\",,,3600,");
    set.aliases = aliases;
    set.alias_count = COUNT_OF(aliases);
    buffer_clear(&out);
    report_add_result(report, &sample.result, &out);
    expect_part("an alias", buffer_text(&out), ",jp,\"0 issue \"\"a.example\"\"\",,x.jp,3600,");
    sample_free(&sample);
    report_free(report);
    buffer_free(&out);
}

static void test_formats(void **state)
{
    static const struct {
        const char *word;
        enum report_format format;
    } words[] = {{"csv", REPORT_FORMAT_CSV},
                 {"tsv", REPORT_FORMAT_TSV},
                 {"jsonl", REPORT_FORMAT_JSONL},
                 {"txt", REPORT_FORMAT_TEXT}};
    enum report_format format = REPORT_FORMAT_CSV;
    (void)state;
    for (unsigned i = 0; i < COUNT_OF(words); i++) {
        assert_true(report_format_parse(words[i].word, strlen(words[i].word), &format));
        assert_int_equal(format, words[i].format);
    }
    assert_false(report_format_parse("cs", 2, &format));
    assert_false(report_format_parse("xml", 3, &format));
    assert_int_equal(format, REPORT_FORMAT_TEXT);
    report_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),   cmocka_unit_test(test_headers), cmocka_unit_test(test_rows),
        cmocka_unit_test(test_failure), cmocka_unit_test(test_changes), cmocka_unit_test(test_further_cells),
        cmocka_unit_test(test_times),   cmocka_unit_test(test_formats), cmocka_unit_test(test_the_run),
        cmocka_unit_test(test_pieces),  cmocka_unit_test(test_names),   cmocka_unit_test(test_aliases_of_one_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
