/* SPDX-License-Identifier: Apache-2.0 */
#include "report_sample.h"

#include "report/words.h"

#define SERVER CAA_KINDS_OF(CAA_KIND_SERVER)
#define WILDCARD CAA_KINDS_OF(CAA_KIND_WILDCARD)
#define SMIME CAA_KINDS_OF(CAA_KIND_SMIME)
#define CHANGE_ONE "Add the record listed under add at a.jp, beside the existing ones; replace none."

static const char *advice_of(const struct audit_result *result, struct buffer *out)
{
    buffer_clear(out);
    words_advice(result, out);
    for (size_t i = 0; i < out->size; i++)
        if ((unsigned char)out->data[i] < 0x20 || out->data[i] == '{')
            fail_msg("not one line of filled words: %s", buffer_text(out));
    return buffer_text(out);
}

static void test_sets(void **state)
{
    static const struct {
        const char *name, *set;
        caa_kinds kinds;
        const char *advice;
    } cases[] = {
        {"listed", "0 issue secomtrust.net", CAA_KINDS_ALL, ""},
        {"denied for what is not asked", "0 issue ca.example", SMIME, ""},
        {"not listed", "0 issue ca.example", SERVER,
         "The CAA properties that decide (issue) at a.jp name other CAs only. " CHANGE_ONE},
        {"some kinds only", "0 issue ca.example", CAA_KINDS_ALL,
         "server, wildcard: The CAA properties that decide (issue) at a.jp name other CAs only. " CHANGE_ONE},
        {"two tags", "0 issue ca.example | 0 issuemail ca.example", CAA_KINDS_ALL,
         "The CAA properties that decide (issue, issuemail) at a.jp name other CAs only. Add the 2 records listed "
         "under add at a.jp, beside the existing ones; replace none."},
        {"two reasons", "0 issue ca.example | 0 issuemail ;", SERVER | SMIME,
         "server: The CAA properties that decide (issue) at a.jp name other CAs only. smime: Every CAA property that "
         "decides (issuemail) at a.jp has an empty issuer, which forbids all CAs to issue; where a certificate is "
         "wanted all the same, the CA has to be named beside it. Add the 2 records listed under add at a.jp, beside "
         "the existing ones; replace none."},
        {"conditions that are not met", "0 issue secomtrust.net; validationmethods= | 0 issue ca.example", SERVER,
         "The CAA properties that decide (issue) at a.jp name other CAs, or the CA under conditions that are not met "
         "(validationmethods=). " CHANGE_ONE},
        {"two accounts", "0 issue secomtrust.net; accounturi=1; AccountURI=2; a=b", SERVER,
         "The CAA properties that decide (issue) at a.jp name other CAs, or the CA under conditions that are not met "
         "(accounturi=1, AccountURI=2). " CHANGE_ONE},
        {"conditions of another CA", "0 issue ca.example; accounturi=1", SERVER,
         "The CAA properties that decide (issue) at a.jp name other CAs only. " CHANGE_ONE},
        {"many conditions",
         "0 issue secomtrust.net; accounturi=1 | 0 issue secomtrust.net; accounturi=2 | 0 issue secomtrust.net; "
         "accounturi=1 | 0 issue secomtrust.net; accounturi=3 | 0 issue secomtrust.net; accounturi=4 | "
         "0 issuemail secomtrust.net; accounturi=5 | 0 issue secomtrust.net; accounturi=6",
         SERVER,
         "At a.jp the CA is named under conditions only (accounturi=1, accounturi=2, accounturi=3, accounturi=4, ...): "
         "whether it may issue depends on who applies, and how. Audit with --account, giving the account that will "
         "apply. From 2027-03-15 CAs must process these parameters for server certificates."},
        {"conditions of another tag", "0 issue ca.example | 0 issuewild secomtrust.net; accounturi=x", SERVER,
         "The CAA properties that decide (issue) at a.jp name other CAs only. " CHANGE_ONE},
        {"an identifier of old", "0 issue certs.nii.ac.jp", SERVER,
         "The CAA properties that decide (issue) at a.jp name other CAs only. certs.nii.ac.jp authorised the CA until "
         "2020-12-24 only; since then it has to be named as in the record to add. " CHANGE_ONE},
        {"an identifier of old for what is not asked", "0 issue ca.example | 0 issuemail certs.nii.ac.jp", SERVER,
         "The CAA properties that decide (issue) at a.jp name other CAs only. " CHANGE_ONE},
        {"a misspelling", "0 issue secom-trust.net", SERVER,
         "The CAA properties that decide (issue) at a.jp name other CAs only. secom-trust.net is close to the CA's "
         "name, but another name: perhaps a misspelling. " CHANGE_ONE},
        {"malformed", "0 issue %%%", SERVER,
         "A CAA property at a.jp cannot be parsed, and so names nobody: 0 issue \"%%%\". " CHANGE_ONE},
        {"a trailing dot", "0 issue secomtrust.net. | 0 issuemail a b", SERVER,
         "A CAA property at a.jp cannot be parsed, and so names nobody: 0 issue \"secomtrust.net.\". No dot may stand "
         "behind the issuer's name. " CHANGE_ONE},
        {"a trailing semicolon", "0 issue secomtrust.net; a=b;", SERVER,
         "A CAA property at a.jp cannot be parsed, and so names nobody: 0 issue \"secomtrust.net; a=b;\". No semicolon "
         "may stand behind the last parameter. " CHANGE_ONE},
        {"blanks", "0 issue ca.example a=b", SERVER,
         "A CAA property at a.jp cannot be parsed, and so names nobody: 0 issue \"ca.example a=b\". No blank may stand "
         "between words: parameters are separated by semicolons. " CHANGE_ONE},
        {"control octets", "0 issue \\027[31m", SERVER,
         "A CAA property at a.jp cannot be parsed, and so names nobody: 0 issue \"\\027[31m\". " CHANGE_ONE},
        {"a critical tag", "128 isue secomtrust.net | 0 issue secomtrust.net", SERVER,
         "At a.jp stands a CAA property with the critical flag (128) and a tag that is not known (isue), so no CA may "
         "issue; without the critical flag the same property stops nobody. isue is perhaps a misspelt tag. At a.jp, "
         "withdraw what is listed under remove (1) and publish what is listed under add (1) in one step; all other "
         "records stay as they are."},
        {"the same without the flag is there", "128 x y | 0 x y", SERVER,
         "At a.jp stands a CAA property with the critical flag (128) and a tag that is not known (x), so no CA may "
         "issue; without the critical flag the same property stops nobody. At a.jp, withdraw what is listed under "
         "remove (1); all other records stay as they are."},
        {"many critical tags", "128 t1 | 128 t2 | 128 T1 | 128 t3 | 128 t4 | 128 t5", SERVER,
         "At a.jp stands a CAA property with the critical flag (128) and a tag that is not known (T1, t2, t3, t4, "
         "...), "
         "so no CA may issue; without the critical flag the same property stops nobody. At a.jp, withdraw what is "
         "listed under remove (6) and publish what is listed under add (6) in one step; all other records stay as they "
         "are."},
        {"a critical tag with a control octet", "128 t\\027 x", SERVER,
         "At a.jp stands a CAA property with the critical flag (128) and a tag that is not known (t\\027), so no CA "
         "may "
         "issue; without the critical flag the same property stops nobody. At a.jp, withdraw what is listed under "
         "remove (1) and publish what is listed under add (1) in one step; all other records stay as they are."},
        {"a critical tag without a character", "#8000", SERVER,
         "At a.jp stands a CAA property with the critical flag (128) and a tag that is not known (\"\"), so no CA may "
         "issue; without the critical flag the same property stops nobody. At a.jp, withdraw what is listed under "
         "remove (1) and publish what is listed under add (1) in one step; all other records stay as they are."},
        {"a critical tag that a CA may know", "128 issuevmc ca.example", SERVER,
         "At a.jp stands a CAA property with the critical flag (128) and a tag that a CA need not know (issuevmc): ask "
         "the CA whether it knows the tag. If so, audit with --known-tag; if not, publish the same property again "
         "without the critical flag."},
        {"an account", "0 issue secomtrust.net; accounturi=https://x.example/1; a=b", SERVER,
         "At a.jp the CA is named under conditions only (accounturi=https://x.example/1): whether it may issue depends "
         "on who applies, and how. Audit with --account, giving the account that will apply. From 2027-03-15 CAs must "
         "process these parameters for server certificates."},
        {"a method", "0 issue secomtrust.net; validationmethods=dns-01", SERVER,
         "At a.jp the CA is named under conditions only (validationmethods=dns-01): whether it may issue depends on "
         "who applies, and how. Audit with --method, giving the validation method that will be used. From 2027-03-15 "
         "CAs must process these parameters for server certificates."},
        {"both, for mail", "0 issuemail secomtrust.net; accounturi=1; validationmethods=x", SMIME,
         "At a.jp the CA is named under conditions only (accounturi=1, validationmethods=x): whether it may issue "
         "depends on who applies, and how. Audit with --account and --method, giving the account that will apply and "
         "the validation method."},
    };
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample;
        sample_run(&sample, "a.jp", cases[i].kinds, SAMPLE_LINES({.at = "a.jp", .set = cases[i].set}));
        expect_text(cases[i].name, advice_of(&sample.result, &out), cases[i].advice);
        sample_free(&sample);
    }
    buffer_free(&out);
}

static void test_places(void **state)
{
    static const struct {
        const char *name;
        struct sample_answer line;
        const char *part; /* of the advice, or what must not be in it where ABSENT */
        bool absent;
    } cases[] = {
        {"at the name itself", {.at = "www.a.jp"}, "is an alias", true},
        {"at the name itself", {.at = "www.a.jp"}, "lies above", true},
        {"at the name itself", {.at = "www.a.jp"}, "DNS wildcard", true},
        {"at a parent",
         {.at = "a.jp"},
         " under add at a.jp, beside the existing ones; replace none. a.jp lies above www.a.jp: its records, and so "
         "the change, count for every name below it that has none nearer.",
         false},
        {"by way of an alias within the domain",
         {.at = "www.a.jp", .aliases = {"x.example", "y.a.jp"}},
         " under add at y.a.jp, beside the existing ones; replace none. www.a.jp is an alias: the records are at "
         "y.a.jp, in a zone that perhaps somebody else runs, who then has to be asked.",
         false},
        {"by way of an alias into other hands",
         {.at = "www.a.jp", .aliases = {"x.example", "y.example"}},
         " under add at y.example, beside the existing ones; replace none. www.a.jp is an alias: the records are at "
         "y.example, which is in other hands than www.a.jp. Whoever runs y.example has to be asked. At www.a.jp itself "
         "nothing can be published beside the alias (RFC 1034 3.6.2): if they refuse, the alias has to be replaced by "
         "the records that it leads to, and a set of its own published beside them.",
         false},
        {"below an alias into other hands",
         {.at = "a.jp", .aliases = {"y.example"}},
         " a.jp is an alias: the records are at y.example, which is in other hands than www.a.jp. Publish a set of "
         "your own at www.a.jp: all that is listed under add (2), nothing less, as it takes the place of the other "
         "set, whose records it repeats so that nobody loses anything. It counts for every name below www.a.jp that "
         "has no set nearer, and for names elsewhere that are aliases of www.a.jp. Later changes of the other set "
         "have to be followed by hand. If what else is found at www.a.jp comes from a DNS wildcard, publish that at "
         "www.a.jp as well: ",
         false},
        {"below an alias into other hands", {.at = "a.jp", .aliases = {"y.example"}}, "www.a.jp is an alias", true},
        {"below a public suffix",
         {.at = "jp"},
         " jp is in other hands than www.a.jp: names of many holders are registered below it. Publish a set of your "
         "own at a.jp: all ",
         false},
        {"at the apex of the domain", {.at = "jp"}, "DNS wildcard", true},
        {"below a public suffix", {.at = "jp"}, "lies above", true},
        {"below a public suffix", {.at = "jp"}, "replace none", true},
        {"the wildcard of a public suffix",
         {.at = "www.a.jp", .owner = "*.jp"},
         " replace none. *.jp is in other hands than www.a.jp: names of many holders are registered below it. Whoever "
         "runs *.jp has to be asked.",
         false},
        {"the wildcard of a public suffix", {.at = "www.a.jp", .owner = "*.jp"}, "the alias", true},
        {"by way of a DNS wildcard",
         {.at = "www.a.jp", .owner = "*.a.jp"},
         " under add at *.a.jp, beside the existing ones; replace none. *.a.jp is a DNS wildcard: the change counts "
         "for every name that it stands for.",
         false},
    };
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample;
        struct sample_answer line = cases[i].line;
        line.set = "0 issue ca.example";
        sample_run(&sample, "www.a.jp", SERVER, SAMPLE_LINES(line));
        const char *advice = advice_of(&sample.result, &out);
        if (!cases[i].absent)
            expect_part(cases[i].name, advice, cases[i].part);
        else if (strstr(advice, cases[i].part))
            fail_msg("%s: %s", cases[i].name, advice);
        sample_free(&sample);
    }
    buffer_free(&out);
}

static void test_failures(void **state)
{
    static const struct {
        enum failure failure;
        const char *part;
    } cases[] = {
        {FAILURE_TIMEOUT, "No answer came in time for b.jp: the servers may be down, or a firewall"},
        {FAILURE_SERVFAIL, "The lookup of b.jp ended with SERVFAIL: "},
        {FAILURE_REFUSED, "The server refused to answer for b.jp (REFUSED): "},
        {FAILURE_FORMERR, "The server did not understand the question for b.jp (FORMERR): "},
        {FAILURE_NOTIMP, "The server does not know type CAA (257), as it says for b.jp (NOTIMP): "},
        {FAILURE_NETWORK, "The servers that were asked for b.jp cannot be reached: "},
        {FAILURE_BAD_RESPONSE, "The answer for b.jp is malformed: "},
        {FAILURE_ALIAS_LOOP, "The aliases at b.jp lead in a circle: "},
        {FAILURE_ALIAS_TOO_LONG, "The chain of aliases by way of b.jp is too long: "},
        {FAILURE_LAME, "The server that was asked for b.jp is not responsible for its zone: "},
        {FAILURE_OTHER_RCODE, "The server answered for b.jp with an unusual code; "},
    };
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample;
        sample_run(&sample, "a.jp", CAA_KINDS_ALL,
                   SAMPLE_LINES({.at = "a.jp", .failure = cases[i].failure, .failed_name = "b.jp"}));
        const char *advice = advice_of(&sample.result, &out);
        expect_start(failure_code(cases[i].failure), advice, cases[i].part);
        expect_part(failure_code(cases[i].failure), advice, ". Whether the zone is signed was not checked: ");
        sample_free(&sample);
    }
    buffer_free(&out);
}

static void test_zones(void **state)
{
    static const struct {
        enum reason reason;
        enum dnssec_status dnssec;
        const char *end;
    } cases[] = {
        {REASON_LOOKUP_FAILED, DNSSEC_INSECURE,
         ". The zone is proven to be unsigned: a CA may issue in spite of the failure, but need not."},
        {REASON_LOOKUP_FAILED, DNSSEC_UNCHECKED,
         ". Whether the zone is signed was not checked: a CA that learns no more must refuse."},
        {REASON_LOOKUP_FAILED, DNSSEC_INDETERMINATE,
         ". Whether the zone is signed could not be found out: a CA that learns no more must refuse."},
        {REASON_LOOKUP_FAILED_SIGNED, DNSSEC_SECURE, ". The zone is signed: no CA may issue while the lookup fails."},
        {REASON_DNSSEC_BOGUS, DNSSEC_BOGUS,
         "The answer for a.jp does not validate, and no CA may issue until it does. Whoever runs the zone has to mend "
         "its "
         "DNSSEC."},
    };
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample;
        sample_run(&sample, "a.jp", CAA_KINDS_ALL, SAMPLE_LINES({.at = "a.jp", .failure = FAILURE_SERVFAIL}));
        sample_set_reasons(&sample.result, cases[i].reason);
        sample.result.dnssec = cases[i].dnssec;
        const char *advice = advice_of(&sample.result, &out);
        size_t size = strlen(cases[i].end);
        if (out.size < size || strcmp(advice + out.size - size, cases[i].end) != 0)
            fail_msg("%s: %s", cases[i].end, advice);
        sample_free(&sample);
    }
    buffer_free(&out);
}

/* Whoever has to act is named, and told what to do: each fault in its own words. */
static void test_faults(void **state)
{
    static const struct {
        enum dnssec_fault fault;
        const char *part;
    } cases[] = {
        {DNSSEC_FAULT_EXPIRED, "have expired: whoever runs b.jp has to sign it anew"},
        {DNSSEC_FAULT_NOT_YET_VALID, "are not valid yet: whoever runs b.jp has to set the clock"},
        {DNSSEC_FAULT_NO_SIGNATURE, "each of its name servers has the signed zone"},
        {DNSSEC_FAULT_BAD_SIGNATURE, "A signature of b.jp does not fit"},
        {DNSSEC_FAULT_NO_KEY, "b.jp is signed with a key that it does not publish"},
        {DNSSEC_FAULT_WRONG_SIGNER, "Records of b.jp are signed by another zone"},
        {DNSSEC_FAULT_DS_MISMATCH, "The zone above publishes a DS for b.jp that fits none of its keys"},
        {DNSSEC_FAULT_NO_DNSKEY, "The zone above publishes a DS for b.jp, which has no keys"},
        {DNSSEC_FAULT_DNSKEY_LOOKUP, "The keys of b.jp cannot be fetched"},
        {DNSSEC_FAULT_NO_DENIAL, "b.jp does not prove what it says does not exist"},
        {DNSSEC_FAULT_TOO_COSTLY, "To validate b.jp takes more work"},
    };
    struct buffer out = {0};
    struct dns_name zone = name_of("b.jp");
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample;
        sample_run(&sample, "a.jp", CAA_KINDS_ALL, SAMPLE_LINES({.at = "a.jp", .failure = FAILURE_SERVFAIL}));
        const struct dns_answer bogus = {.kind = ANSWER_BOGUS,
                                         .fault = cases[i].fault,
                                         .fault_zone = zone.wire,
                                         .failed_name = sample.result.name,
                                         .detail = ""};
        sample_set_reasons(&sample.result, REASON_DNSSEC_BOGUS);
        sample.result.failure = &bogus;
        sample.result.dnssec = DNSSEC_BOGUS;
        const char *advice = advice_of(&sample.result, &out);
        expect_start(cases[i].part, advice,
                     "The answer for a.jp does not validate, and no CA may issue until it does. ");
        expect_part(cases[i].part, advice, cases[i].part);
        sample_free(&sample);
    }
    buffer_free(&out);
}

static void test_links_that_could_not_be_asked(void **state)
{
    struct buffer out = {0};
    struct dns_name zone = name_of("jp");
    struct sample sample;
    (void)state;
    sample_run(&sample, "a.jp", CAA_KINDS_ALL, SAMPLE_LINES({.at = "a.jp", .failure = FAILURE_SERVFAIL}));
    struct dns_answer failed = {.kind = ANSWER_FAILED,
                                .failure = FAILURE_TIMEOUT,
                                .fault = DNSSEC_FAULT_DS_LOOKUP,
                                .fault_zone = zone.wire,
                                .failed_name = sample.result.name,
                                .detail = ""};
    sample.result.failure = &failed;
    sample.result.dnssec = DNSSEC_INDETERMINATE;
    expect_start(
        "DS", advice_of(&sample.result, &out),
        "Whether a.jp is signed could not be asked: the servers of jp, or the resolver, do not tell of its DS. "
        "Whether the zone is signed could not be found out");
    failed.fault = DNSSEC_FAULT_NO_ANCHOR;
    expect_start("anchor", advice_of(&sample.result, &out),
                 "The keys with which all validation begins (DNSKEY of jp) could not be fetched");
    sample_free(&sample);
    buffer_free(&out);
}

static void test_other_reasons(void **state)
{
    struct sample sample;
    struct buffer out = {0};
    (void)state;
    sample_run(&sample, "https://a.jp/", CAA_KINDS_ALL, SAMPLE_LINES({.at = "jp"}));
    expect_text("no name", advice_of(&sample.result, &out), "this is a URL: write only its host name");
    sample_free(&sample);
    sample_run(&sample, "a.jp", CAA_KINDS_ALL, SAMPLE_LINES({.at = "jp"}));
    expect_text("nothing found", advice_of(&sample.result, &out), "");
    sample_set_reasons(&sample.result, REASON_PERSPECTIVES_DISAGREE);
    expect_start("perspectives", advice_of(&sample.result, &out), "The places that were asked come to different");
    sample_set_reasons(&sample.result, REASON_DNSSEC_UNCHECKED);
    expect_start("stripped", advice_of(&sample.result, &out),
                 "The answer for a.jp was not validated, as --require-dnssec demands: the resolver does not pass");
    sample.result.dnssec = DNSSEC_INDETERMINATE;
    expect_start(
        "no anchor", advice_of(&sample.result, &out),
        "The answer for a.jp was not validated, as --require-dnssec demands: no trust anchor covers the name.");
    sample_free(&sample);
    buffer_free(&out);
}

static void test_long_records(void **state)
{
    char record[1000];
    struct sample sample;
    struct buffer out = {0};
    (void)state;
    memset(record, '%', sizeof record);
    memcpy(record, "0 issue ", 8);
    record[sizeof record - 1] = '\0';
    sample_run(&sample, "a.jp", SERVER, SAMPLE_LINES({.at = "a.jp", .set = record}));
    expect_part("cut short", advice_of(&sample.result, &out), "%%%.... Add the record");
    assert_true(out.size < 400);
    sample_free(&sample);
    sample_run(&sample, "a.jp", SERVER,
               SAMPLE_LINES({.at = "a.jp", .set = "0 issue %1 | 0 issue %2 | 0 issue %3 | 0 issue %4"}));
    expect_part("three", advice_of(&sample.result, &out), "\"%3\". Add the record");
    sample_free(&sample);
    buffer_free(&out);
}

static void test_notes(void **state)
{
    struct buffer out = {0};
    (void)state;
    for (unsigned note = 0; note < NOTE_COUNT; note++) {
        buffer_clear(&out);
        words_note(&(struct caa_note){.note = note}, &out);
        if (!out.size)
            fail_msg("%s has no words", caa_note_word(note));
    }
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sets),         cmocka_unit_test(test_places),
        cmocka_unit_test(test_failures),     cmocka_unit_test(test_zones),
        cmocka_unit_test(test_notes),        cmocka_unit_test(test_other_reasons),
        cmocka_unit_test(test_faults),       cmocka_unit_test(test_links_that_could_not_be_asked),
        cmocka_unit_test(test_long_records),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
