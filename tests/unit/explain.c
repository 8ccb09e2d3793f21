/* SPDX-License-Identifier: Apache-2.0 */
#include "report_sample.h"

#include "report/explain.h"

#define SERVER CAA_KINDS_OF(CAA_KIND_SERVER)

static const char *explained(const struct audit_result *result, bool colour, struct buffer *out)
{
    const struct explain_settings settings = {.colour = colour};
    buffer_clear(out);
    explain_result(&settings, result, out);
    return buffer_text(out);
}

static void test_by_way_of_an_alias(void **state)
{
    struct sample sample;
    struct buffer out = {0};
    (void)state;
    sample_run(&sample, "*.www.Example.jp", CAA_KINDS_ALL,
               SAMPLE_LINES({.at = "www.example.jp", .nxdomain = true},
                            {.at = "example.jp",
                             .set = "0 issue ca.example | 0 iodef mailto:a@ca.example",
                             .aliases = {"x.example", "cdn.example"}}));
    expect_start("whole", explained(&sample.result, false, &out),
                 "*.www.Example.jp\n"
                 "  looked up: www.example.jp\n"
                 "  server    denied   not-listed      the CAA records do not allow the CA (not\n"
                 "                                     asked for)\n"
                 "  wildcard  denied   not-listed      the CAA records do not allow the CA\n"
                 "  smime     allowed  no-restriction  the CAA records do not restrict this kind\n"
                 "                                     (not asked for)\n"
                 "\n"
                 "How it was found\n"
                 "  www.example.jp  no such name\n"
                 "  example.jp      alias of x.example, cdn.example: 2 CAA records, which decide (TTL 3600)\n"
                 "      0 iodef \"mailto:a@ca.example\"\n"
                 "      0 issue \"ca.example\"\n"
                 "  jp              not asked\n"
                 "  DNSSEC: unchecked (nothing was validated)\n"
                 "\n"
                 "Notes\n"
                 "  from-alias              the records were found through an alias\n"
                 "\n"
                 "What to do\n"
                 "  The CAA records at cdn.example allow only ca.example. example.jp is an alias:\n"
                 "  the records are at cdn.example, in another domain. Publish 3 CAA records of\n"
                 "  your own at www.example.jp, shown below: they repeat the existing ones so that\n"
                 "  no CA loses anything. They then decide for www.example.jp, for every name\n"
                 "  below it that has no closer CAA records, and for aliases of www.example.jp.\n"
                 "  Copy later changes at cdn.example by hand.\n"
                 "\n"
                 "Add at www.example.jp\n"
                 "  www.example.jp. 3600 IN CAA 0 iodef \"mailto:a@ca.example\"\n"
                 "  www.example.jp. 3600 IN CAA 0 issue \"ca.example\"\n"
                 "  www.example.jp. 3600 IN CAA 0 issue \"secomtrust.net\"\n"
                 "  if your DNS software does not know CAA or the tag, use this form (RFC 3597):\n"
                 "  www.example.jp. 3600 IN TYPE257 \\# 26 0005696f6465666d61696c746f3a614063612e6578616d706c65\n"
                 "  www.example.jp. 3600 IN TYPE257 \\# 17 0005697373756563612e6578616d706c65\n"
                 "  www.example.jp. 3600 IN TYPE257 \\# 21 000569737375657365636f6d74727573742e6e6574\n"
                 "\n"
                 "The same for DNS panels and tools\n"
                 "  Relative names below assume the zone is example.jp. Adjust them if yours is\n"
                 "  different.\n"
                 "  Route 53: add to the existing CAA record's value:\n"
                 "    0 iodef \"mailto:a@ca.example\"\n"
                 "    0 issue \"ca.example\"\n"
                 "    0 issue \"secomtrust.net\"\n"
                 "  Route 53, change-resource-record-sets --change-batch: replaces the whole set,\n"
                 "  existing records included. Do not use it if the set has changed since:\n"
                 "    {\"Changes\":[{\"Action\":\"UPSERT\",\"ResourceRecordSet\":{\"Name\":\"www.example.jp.\","
                 "\"Type\":\"CAA\",\"TTL\":3600,\"ResourceRecords\":[{\"Value\":\"0 iodef "
                 "\\\"mailto:a@ca.example\\\"\"},{\"Value\":\"0 issue \\\"ca.example\\\"\"},{\"Value\":\"0 issue "
                 "\\\"secomtrust.net\\\"\"}]}}]}\n"
                 "  Cloudflare API: ");
    expect_part("Azure", buffer_text(&out),
                "\n  Azure CLI (replace RESOURCE_GROUP):\n"
                "    az network dns record-set caa add-record --resource-group RESOURCE_GROUP --zone-name example.jp "
                "--record-set-name www --flags 0 --tag iodef --value 'mailto:a@ca.example'\n");
    expect_part("dnscontrol", buffer_text(&out), "\n    CAA(\"www\", \"issue\", \"secomtrust.net\")\n");
    sample_free(&sample);
    buffer_free(&out);
}

static void test_climbs(void **state)
{
    static const struct {
        const char *name;
        struct sample_answer line;
        const char *part;
    } cases[] = {
        {"nothing",
         {.at = "x"},
         "  a.jp  no CAA record (the name exists)\n  jp    no CAA record (the name exists)\n  DNSSEC: unchecked "
         "(nothing was validated)\n"},
        {"a name that does not exist", {.at = "a.jp", .nxdomain = true}, "  a.jp  no such name\n"},
        {"an alias to nothing", {.at = "a.jp", .aliases = {"b.jp"}}, "  a.jp  alias of b.jp: no CAA record there\n"},
        {"an alias to no name",
         {.at = "a.jp", .aliases = {"b.jp"}, .nxdomain = true},
         "  a.jp  alias of b.jp: no such name\n"},
        {"data that has expired",
         {.at = "a.jp", .stale = true, .aliases = {"b.jp"}},
         "  a.jp  alias of b.jp: no CAA record there, from data that has expired\n"},
        {"one record",
         {.at = "a.jp", .set = "0 issue secomtrust.net"},
         "  a.jp  1 CAA record, which decides (TTL 3600)\n      0 issue \"secomtrust.net\"\n  jp    not asked\n"},
        {"a DNS wildcard",
         {.at = "a.jp", .set = "0 issue x", .owner = "*.jp", .stale = true},
         "  a.jp  1 CAA record, which decides (TTL 3600), published at *.jp, from data that has expired\n"},
        {"a failure",
         {.at = "a.jp", .failure = FAILURE_TIMEOUT},
         "  a.jp  the lookup failed: no answer came in time\n  jp    not asked\n"},
        {"a failure elsewhere",
         {.at = "a.jp", .failure = FAILURE_LAME, .aliases = {"b.jp"}, .failed_name = "b.jp", .detail = "\033[0m"},
         "  a.jp  alias of b.jp: the lookup of b.jp failed: the server is not responsible for the zone (\\027[0m)\n"},
        {"a failure above",
         {.at = "jp", .failure = FAILURE_SERVFAIL},
         "  jp    the lookup failed: the server could not answer (SERVFAIL)\n  DNSSEC: unchecked (nothing was "
         "validated)\n"},
        {"conditions",
         {.at = "a.jp", .set = "0 issue secomtrust.net; validationmethods=x"},
         "\nConditions under which the CA is named\n  validationmethods=x\n"},
        {"a note with words",
         {.at = "a.jp", .set = "1 issue secomtrust.net"},
         "\nNotes\n  flag-1                  undefined flag bits"},
        {"a note that is wide",
         {.at = "a.jp", .set = "0 issue secomtrust.net | 0 issue secom-trust.net"},
         "\nNotes\n  issuer-typo=secom-trust.net\n                          looks like a misspelling of the CA's name; "
         "once "
         "the\n                          right record is there, it can go"},
        {"records to withdraw",
         {.at = "a.jp", .set = "128 x y"},
         "\nRemove at a.jp\n  a.jp. 3600 IN CAA 128 x \"y\"\n"},
    };
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample;
        sample_run(&sample, "a.jp", SERVER, SAMPLE_LINES(cases[i].line));
        expect_part(cases[i].name, explained(&sample.result, false, &out), cases[i].part);
        sample_free(&sample);
    }
    buffer_free(&out);
}

/* What is withdrawn has its forms as well, and what a panel cannot express is said to be left out. */
static void test_panels(void **state)
{
    struct sample sample;
    struct buffer out = {0};
    (void)state;
    sample_run(&sample, "a.jp", SERVER, SAMPLE_LINES({.at = "a.jp", .set = "128 x y | 129 x \\255"}));
    expect_part("Route 53", explained(&sample.result, false, &out),
                "    0 x \"y\"\n    (1 left out: this tool cannot express them exactly; use the zone file lines\n"
                "    or the RFC 3597 form)\n"
                "  Route 53: remove from that value:\n    128 x \"y\"\n    (1 left out: ");
    expect_part(
        "Azure", buffer_text(&out),
        "\n  Azure CLI: then remove:\n    az network dns record-set caa remove-record --resource-group RESOURCE_GROUP "
        "--zone-name a.jp --record-set-name @ --flags 128 --tag x --value y\n");
    expect_part("dnscontrol", buffer_text(&out), "\n  dnscontrol: remove from dnsconfig.js:\n    (2 left out: ");
    assert_null(strstr(buffer_text(&out), "change-batch"));
    sample_free(&sample);
    buffer_free(&out);
}

/* Parents are asked at once: what comes from above the set that decides is not needed. */
static void test_levels_above(void **state)
{
    struct sample sample;
    struct buffer out = {0};
    (void)state;
    sample_run(&sample, "a.b.jp", SERVER, SAMPLE_LINES({.at = "b.jp", .set = "0 issue x"}));
    sample.climb.levels[2].asked = true;
    sample.climb.levels[2].answer = &dns_answer_nodata;
    expect_part("asked and answered", explained(&sample.result, false, &out), "\n  jp      not needed\n");
    sample_free(&sample);
    buffer_free(&out);
}

static void test_bogus(void **state)
{
    struct sample sample;
    struct buffer out = {0};
    (void)state;
    sample_run(&sample, "a.jp", SERVER, SAMPLE_LINES({.at = "a.jp", .failure = FAILURE_SERVFAIL}));
    const struct dns_answer bogus = {.kind = ANSWER_BOGUS, .cause.name = sample.result.name, .detail = "a \033 check"};
    const struct dns_answer *held = sample.climb.levels[0].answer;
    sample.climb.levels[0].answer = &bogus;
    sample.result.failure = &bogus;
    sample.result.dnssec = DNSSEC_BOGUS;
    expect_part("level", explained(&sample.result, false, &out), "\n  a.jp  does not validate: a \\027 check\n");
    expect_part("status", buffer_text(&out), "\n  DNSSEC: bogus (validation failed)\n");
    sample.climb.levels[0].answer = held;
    sample_free(&sample);
    buffer_free(&out);
}

static void test_no_name(void **state)
{
    struct sample sample;
    struct buffer out = {0};
    (void)state;
    sample_run(&sample, "\033[31m:", SERVER, SAMPLE_LINES({.at = "jp"}));
    expect_start("visible", explained(&sample.result, false, &out), "\\027[31m:\n  server    unknown  invalid-name  ");
    expect_part("advice", buffer_text(&out), "\n\nWhat to do\n  ");
    assert_null(strstr(buffer_text(&out), "How it was found"));
    sample_free(&sample);
    sample_run(&sample, "", SERVER, SAMPLE_LINES({.at = "jp"}));
    expect_start("no text", explained(&sample.result, false, &out), "(empty)\n");
    sample_free(&sample);
    buffer_free(&out);
}

static void test_colour(void **state)
{
    struct sample sample;
    struct buffer out = {0};
    (void)state;
    sample_run(&sample, "a.jp", CAA_KINDS_ALL & ~CAA_KINDS_OF(CAA_KIND_WILDCARD),
               SAMPLE_LINES({.at = "a.jp", .set = "0 issue x"}));
    sample.result.reasons[CAA_KIND_SMIME] = REASON_LOOKUP_FAILED;
    explained(&sample.result, true, &out);
    expect_start("heading", buffer_text(&out), "\033[1ma.jp\033[0m\n");
    expect_part("denied", buffer_text(&out), "  server    \033[31mdenied   \033[0mnot-listed");
    expect_part("unknown", buffer_text(&out), "  smime     \033[33munknown  \033[0mlookup-failed");
    expect_part("not asked for", buffer_text(&out), "\033[2m  wildcard  denied   not-listed ");
    sample.result.reasons[CAA_KIND_SMIME] = REASON_NO_CAA;
    expect_part("allowed", explained(&sample.result, true, &out), "  smime     \033[32mallowed  \033[0mno-caa");
    assert_null(strchr(explained(&sample.result, false, &out), '\033'));
    sample_free(&sample);
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_by_way_of_an_alias),
                                       cmocka_unit_test(test_climbs),
                                       cmocka_unit_test(test_panels),
                                       cmocka_unit_test(test_levels_above),
                                       cmocka_unit_test(test_bogus),
                                       cmocka_unit_test(test_no_name),
                                       cmocka_unit_test(test_colour)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
