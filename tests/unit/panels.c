/* SPDX-License-Identifier: Apache-2.0 */
#include "caa_set.h"

#include "report/columns.h"
#include "report/panels.h"

#define AZURE_ADD "az network dns record-set caa add-record --resource-group RESOURCE_GROUP --zone-name a.jp "

static const char *form_of(enum panel panel, const char *owner, const char *rdata, bool remove, struct buffer *out)
{
    struct caa_set set = caa_set_of(rdata);
    struct dns_name name = name_of(owner);
    const struct caa_record record = {name.wire, 3600, set.records[0]};
    buffer_clear(out);
    size_t left_out = panels_add_forms(panel, &record, 1, remove, out);
    expect_number(rdata, left_out, out->size == 0);
    caa_set_free(&set);
    return buffer_text(out);
}

/* Each form, or NULL where the panel has none. */
static void test_forms(void **state)
{
    static const struct {
        const char *owner, *record, *forms[PANEL_COUNT];
    } cases[] = {
        {"a.jp",
         "0 issue secomtrust.net",
         {"0 issue \"secomtrust.net\"",
          "{\"type\":\"CAA\",\"name\":\"a.jp\",\"ttl\":3600,\"data\":{\"flags\":0,\"tag\":\"issue\",\"value\":"
          "\"secomtrust.net\"}}",
          AZURE_ADD "--record-set-name @ --flags 0 --tag issue --value secomtrust.net",
          "CAA(\"@\", \"issue\", \"secomtrust.net\")"}},
        {"*.b._c.a.jp",
         "128 issuewild ;",
         {"128 issuewild \";\"",
          "{\"type\":\"CAA\",\"name\":\"*.b._c.a.jp\",\"ttl\":3600,\"data\":{\"flags\":128,\"tag\":\"issuewild\","
          "\"value\":\";\"}}",
          AZURE_ADD "--record-set-name '*.b._c' --flags 128 --tag issuewild --value ';'",
          "CAA(\"*.b._c\", \"issuewild\", \";\", CAA_CRITICAL)"}},
        {"-x.a.jp",
         "0 iodef -y",
         {"0 iodef \"-y\"",
          "{\"type\":\"CAA\",\"name\":\"-x.a.jp\",\"ttl\":3600,\"data\":{\"flags\":0,\"tag\":\"iodef\",\"value\":"
          "\"-y\"}}",
          AZURE_ADD "--record-set-name=-x --flags 0 --tag iodef --value=-y", "CAA(\"-x\", \"iodef\", \"-y\")"}},
        {"a.jp",
         "0 issue a\"b\\092c'd$(e)`f`",
         {NULL,
          "{\"type\":\"CAA\",\"name\":\"a.jp\",\"ttl\":3600,\"data\":{\"flags\":0,\"tag\":\"issue\",\"value\":"
          "\"a\\\"b\\\\c'd$(e)`f`\"}}",
          AZURE_ADD "--record-set-name @ --flags 0 --tag issue --value 'a\"b\\c'\\''d$(e)`f`'",
          "CAA(\"@\", \"issue\", \"a\\\"b\\\\c'd$(e)`f`\")"}},
        {"a.jp",
         "1 issue ",
         {"1 issue \"\"",
          "{\"type\":\"CAA\",\"name\":\"a.jp\",\"ttl\":3600,\"data\":{\"flags\":1,\"tag\":\"issue\",\"value\":\"\"}}",
          AZURE_ADD "--record-set-name @ --flags 1 --tag issue --value ''", NULL}},
        {"a.jp",
         "0 ISSUE x",
         {"0 ISSUE \"x\"",
          "{\"type\":\"CAA\",\"name\":\"a.jp\",\"ttl\":3600,\"data\":{\"flags\":0,\"tag\":\"ISSUE\",\"value\":\"x\"}}",
          AZURE_ADD "--record-set-name @ --flags 0 --tag ISSUE --value x", NULL}},
        {"a.jp",
         "0 issue @/etc/passwd",
         {"0 issue \"@/etc/passwd\"",
          "{\"type\":\"CAA\",\"name\":\"a.jp\",\"ttl\":3600,\"data\":{\"flags\":0,\"tag\":\"issue\",\"value\":"
          "\"@/etc/passwd\"}}",
          NULL, "CAA(\"@\", \"issue\", \"@/etc/passwd\")"}},
        {"a.jp",
         "0 issue x; a=@b",
         {"0 issue \"x; a=@b\"",
          "{\"type\":\"CAA\",\"name\":\"a.jp\",\"ttl\":3600,\"data\":{\"flags\":0,\"tag\":\"issue\",\"value\":"
          "\"x; a=@b\"}}",
          NULL, "CAA(\"@\", \"issue\", \"x; a=@b\")"}},
        {"a.jp", "0 issue a\\010b", {NULL}},
        {"a.jp", "0 issue a\\127", {NULL}},
        {"a.jp", "0 issue \\195\\169", {NULL}},
        {"a.jp", "0 is-sue x", {NULL}},
        {"a.jp", "#8000", {NULL}},
        {"a.jp", "#", {NULL}},
        {"x\\\".a.jp", "0 issue x", {NULL}},
        {"b.*.a.jp", "0 issue x", {NULL}},
        {".", "0 issue x", {NULL}},
    };
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        for (unsigned panel = 0; panel <= PANEL_DNSCONTROL; panel++)
            expect_text(cases[i].record, form_of(panel, cases[i].owner, cases[i].record, false, &out),
                        cases[i].forms[panel] ? cases[i].forms[panel] : "");
    buffer_free(&out);
}

/* What universities run. */
static void test_own_servers(void **state)
{
    static const char name_and_quote[] = "0 issue a\"b;c";
    struct buffer out = {0};
    (void)state;
    expect_text("nsupdate", form_of(PANEL_NSUPDATE, "*.b.a.jp", "0 issue x", false, &out),
                "update add *.b.a.jp. 3600 IN CAA 0 issue \"x\"");
    expect_text("nsupdate, removal", form_of(PANEL_NSUPDATE, "a.jp", name_and_quote, true, &out),
                "update delete a.jp. IN CAA 0 issue \"a\\\"b;c\"");
    expect_text("Windows", form_of(PANEL_WINDOWS, "b.a.jp", "0 issue x", false, &out),
                "Add-DnsServerResourceRecord -ZoneName 'a.jp' -Name 'b' -Unknown -Type 257 -RecordData "
                "'0005697373756578' -TimeToLive 0.01:00:00");
    expect_text("Windows, removal", form_of(PANEL_WINDOWS, "a.jp", "0 issue x", true, &out),
                "Get-DnsServerResourceRecord -ZoneName 'a.jp' -Name '@' -Type 257 | Where-Object { "
                "$_.RecordData.Data -eq '0005697373756578' } | Remove-DnsServerResourceRecord -ZoneName 'a.jp' -Force");
    expect_text("no odd octets", form_of(PANEL_NSUPDATE, "a.jp", "0 issue \\010", false, &out), "");
    buffer_free(&out);
}

static void test_whole_sets(void **state)
{
    static const struct {
        const char *set, *gcloud, *terraform;
    } cases[] = {
        {"0 issue x; a=b | 0 iodef y",
         "gcloud dns record-sets update '*.a.jp.' --zone=MANAGED_ZONE --type=CAA --ttl=60 --rrdatas='0 issue \"x; "
         "a=b\"','0 iodef \"y\"'",
         "{\"resource\":{\"aws_route53_record\":{\"caa\":{\"zone_id\":\"ZONE_ID\",\"name\":\"*.a.jp\",\"type\":"
         "\"CAA\",\"ttl\":60,\"records\":[\"0 issue \\\"x; a=b\\\"\",\"0 iodef \\\"y\\\"\"]}}}}"},
        {"0 issue '$(x),", "",
         "{\"resource\":{\"aws_route53_record\":{\"caa\":{\"zone_id\":\"ZONE_ID\",\"name\":\"*.a.jp\",\"type\":"
         "\"CAA\",\"ttl\":60,\"records\":[\"0 issue \\\"'$(x),\\\"\"]}}}}"},
        {"0 issue ${x}%{y}",
         "gcloud dns record-sets update '*.a.jp.' --zone=MANAGED_ZONE --type=CAA --ttl=60 --rrdatas='0 issue "
         "\"${x}%{y}\"'",
         "{\"resource\":{\"aws_route53_record\":{\"caa\":{\"zone_id\":\"ZONE_ID\",\"name\":\"*.a.jp\",\"type\":"
         "\"CAA\",\"ttl\":60,\"records\":[\"0 issue \\\"$${x}%%{y}\\\"\"]}}}}"},
        {"0 issue \"", "", ""},
    };
    struct dns_name owner = name_of("*.a.jp");
    struct buffer gcloud = {0}, terraform = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct caa_set set = caa_set_of(cases[i].set);
        struct caa_record records[2];
        for (size_t j = 0; j < set.count; j++)
            records[j] = (struct caa_record){owner.wire, 60, set.records[j]};
        buffer_clear(&gcloud);
        buffer_clear(&terraform);
        panels_add_gcloud(records, set.count, true, &gcloud);
        panels_add_terraform(records, set.count, &terraform);
        expect_text(cases[i].set, buffer_text(&gcloud), cases[i].gcloud);
        expect_text(cases[i].set, buffer_text(&terraform), cases[i].terraform);
        caa_set_free(&set);
    }
    buffer_free(&gcloud);
    buffer_free(&terraform);
}

static void test_zones(void **state)
{
    static const struct {
        const char *owner, *form;
    } cases[] = {
        {"jp", "CAA(\"@\", \"issue\", \"x\")"},           {"*.ac.jp", "CAA(\"*\", \"issue\", \"x\")"},
        {"b.a.ac.jp", "CAA(\"b\", \"issue\", \"x\")"},    {"*.a.ac.jp", "CAA(\"*\", \"issue\", \"x\")"},
        {"c.b.a.t.ck", "CAA(\"c.b\", \"issue\", \"x\")"},
    };
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_text(cases[i].owner, form_of(PANEL_DNSCONTROL, cases[i].owner, "0 issue x", false, &out), cases[i].form);
    buffer_free(&out);
}

static void test_removal(void **state)
{
    struct buffer out = {0};
    (void)state;
    expect_start("Azure", form_of(PANEL_AZURE, "a.jp", "0 issue x", true, &out),
                 "az network dns record-set caa remove-record --resource-group ");
    expect_text("Route 53", form_of(PANEL_ROUTE53, "a.jp", "0 issue x", true, &out), "0 issue \"x\"");
    buffer_free(&out);
}

static void test_change_batch(void **state)
{
    static const struct {
        const char *set, *batch;
    } cases[] = {
        {"0 issue x | 0 iodef y",
         "{\"Changes\":[{\"Action\":\"UPSERT\",\"ResourceRecordSet\":{\"Name\":\"*.a.jp.\",\"Type\":\"CAA\",\"TTL\":60,"
         "\"ResourceRecords\":[{\"Value\":\"0 issue \\\"x\\\"\"},{\"Value\":\"0 iodef \\\"y\\\"\"}]}}]}"},
        {"0 issue x | 0 issue \\010", ""},
        {"0 issue x | 0 issue \"", ""},
    };
    struct dns_name owner = name_of("*.a.jp");
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct caa_set set = caa_set_of(cases[i].set);
        struct caa_record records[2];
        for (size_t j = 0; j < set.count; j++)
            records[j] = (struct caa_record){owner.wire, 60, set.records[j]};
        buffer_clear(&out);
        expect_number(cases[i].set, panels_add_change_batch(records, set.count, &out), *cases[i].batch != '\0');
        expect_text(cases[i].set, buffer_text(&out), cases[i].batch);
        caa_set_free(&set);
    }
    buffer_free(&out);
}

static void test_read(void **state)
{
    static const char lines[] = "a.jp. 3600 IN CAA 0 issue \"x\"\0no line\0b.jp. 60 IN TYPE257 \\# 2 8000";
    struct arena arena = {0};
    struct buffer column = {0};
    size_t count;
    (void)state;
    buffer_add(&column, lines, sizeof lines);
    const struct caa_record *records = panels_read(&column, &arena, &count);
    assert_int_equal(count, 2);
    assert_int_equal(records[0].ttl, 3600);
    assert_int_equal(records[1].rdata.size, 2);
    buffer_free(&column);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),      cmocka_unit_test(test_zones),   cmocka_unit_test(test_own_servers),
        cmocka_unit_test(test_whole_sets), cmocka_unit_test(test_removal), cmocka_unit_test(test_change_batch),
        cmocka_unit_test(test_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
