/* SPDX-License-Identifier: Apache-2.0 */
#include "report_sample.h"

#include "report/words.h"
#include "words/language.h"

#define SERVER CAA_KINDS_OF(CAA_KIND_SERVER)
#define SMIME CAA_KINDS_OF(CAA_KIND_SMIME)
#define GRAMMAR                                                                                                        \
    "The value must be the domain name of a CA, followed by a semicolon and parameters (key=value) if there are any. "
#define CHANGE_ONE "Add the record below to a.jp and keep the existing ones."

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
        {"not listed", "0 issue ca.example", SERVER, "The CAA records at a.jp allow only ca.example. " CHANGE_ONE},
        {"some kinds only", "0 issue ca.example", CAA_KINDS_ALL,
         "server, wildcard: The CAA records at a.jp allow only ca.example. " CHANGE_ONE},
        {"two tags", "0 issue ca.example | 0 issuemail ca.example", CAA_KINDS_ALL,
         "The CAA records at a.jp allow only ca.example. Add the 2 records below to a.jp and keep the existing ones."},
        {"two reasons", "0 issue ca.example | 0 issuemail ;", SERVER | SMIME,
         "server: The CAA records at a.jp allow only ca.example. smime: The CAA records at a.jp forbid every CA to "
         "issue (\";\"). If you do need a certificate, allow SECOM Trust Systems beside that record. Add the 2 records "
         "below to a.jp and keep the existing ones."},
        {"misspelt, beside another", "0 issue secom-trust.net | 0 issue letsencrypt.org | 0 issue digicert.com", SERVER,
         "The CAA records at a.jp allow only secom-trust.net, Let's Encrypt and DigiCert. secom-trust.net looks like a "
         "misspelling of secomtrust.net. Once the right record is there, the misspelt one can go: it authorises "
         "anyone who registers that name. " CHANGE_ONE},
        {"many CAs",
         "0 issue a.example | 0 issue b.example | 0 issue A.EXAMPLE | 0 issue c.example | 0 issue d.example | 0 issue "
         "e.example",
         SERVER,
         "The CAA records at a.jp allow only a.example, b.example, c.example, d.example and others. " CHANGE_ONE},
        {"from a document", "0 issue \\226\\128\\156secomtrust.net\\226\\128\\157 | 0 issue secomtrust.net\\194\\160",
         SERVER,
         "The CAA record 0 issue \"\\226\\128\\156secomtrust.net\\226\\128\\157\" at a.jp is malformed, so it allows "
         "no CA. The value contains U+201C, U+201D (typographic quotation mark): retype it in plain ASCII. Once the "
         "right record is there, "
         "this one can go or be corrected: as it is, it authorises nobody. The CAA record 0 issue "
         "\"secomtrust.net\\194\\160\" at a.jp is malformed, so it allows no CA. The value contains U+00A0 (no-break "
         "space): retype it in plain ASCII. Once the right record is there, this one can go or be corrected: as it is, "
         "it authorises nobody. “secomtrust.net” looks like a misspelling of secomtrust.net. secomtrust.net<U+00A0> "
         "looks "
         "like a misspelling of secomtrust.net. " CHANGE_ONE},
        {"conditions that are not met", "0 issue secomtrust.net; validationmethods= | 0 issue ca.example", SERVER,
         "The CAA records at a.jp allow SECOM Trust Systems only under these conditions: validationmethods=. Nobody "
         "can meet them. From 2027-03-15 every CA must process these parameters for server certificates (ballot "
         "SC-098). To get the record to add, audit again with --method. As a last resort, 0 issue \"secomtrust.net\" "
         "would lift these conditions, at a price: any account and any validation method could then obtain "
         "certificates from SECOM Trust Systems."},
        {"two accounts", "0 issue secomtrust.net; accounturi=1; AccountURI=2; a=b", SERVER,
         "The CAA records at a.jp allow SECOM Trust Systems only under these conditions: accounturi=1, AccountURI=2. "
         "Nobody can meet them. From 2027-03-15 every CA must process these parameters for server certificates (ballot "
         "SC-098). To get the record to add, audit again with --account. As a last resort, 0 issue \"secomtrust.net\" "
         "would lift these conditions, at a price: any account and any validation method could then obtain "
         "certificates from SECOM Trust Systems."},
        {"conditions of another CA", "0 issue ca.example; accounturi=1", SERVER,
         "The CAA records at a.jp allow only ca.example. " CHANGE_ONE},
        {"many conditions",
         "0 issue secomtrust.net; accounturi=1 | 0 issue secomtrust.net; accounturi=2 | 0 issue secomtrust.net; "
         "accounturi=1 | 0 issue secomtrust.net; accounturi=3 | 0 issue secomtrust.net; accounturi=4 | "
         "0 issuemail secomtrust.net; accounturi=5 | 0 issue secomtrust.net; accounturi=6",
         SERVER,
         "The CAA records at a.jp allow SECOM Trust Systems only under these conditions: accounturi=1, accounturi=2, "
         "accounturi=3, accounturi=4, .... To know whether they are met, audit again with --account. From 2027-03-15 "
         "every CA must process these parameters for server certificates (ballot SC-098)."},
        {"conditions of another tag", "0 issue ca.example | 0 issuewild secomtrust.net; accounturi=x", SERVER,
         "server: The CAA records at a.jp allow only ca.example. " CHANGE_ONE},
        {"forbidden for mail alone", "0 issue secomtrust.net | 0 issuemail ;", SMIME,
         "smime: The CAA records at a.jp forbid every CA to issue (\";\"). If you do need a certificate, allow SECOM "
         "Trust Systems beside that record. " CHANGE_ONE},
        {"an identifier of old", "0 issue certs.nii.ac.jp", SERVER,
         "The CAA records at a.jp allow only certs.nii.ac.jp. certs.nii.ac.jp was the CA's identifier until "
         "2020-12-24; today it is secomtrust.net. Once the new record is there, the old one can go: it no longer "
         "authorises SECOM Trust Systems. " CHANGE_ONE},
        {"an identifier of old for what is not asked", "0 issue ca.example | 0 issuemail certs.nii.ac.jp", SERVER,
         "server: The CAA records at a.jp allow only ca.example. " CHANGE_ONE},
        {"a misspelling", "0 issue secom-trust.net", SERVER,
         "The CAA records at a.jp allow only secom-trust.net. secom-trust.net looks like a misspelling of "
         "secomtrust.net. Once the right record is there, the misspelt one can go: it authorises anyone who "
         "registers that name. " CHANGE_ONE},
        {"malformed", "0 issue %%%", SERVER,
         "The CAA record 0 issue \"%%%\" at a.jp is malformed, so it allows no CA. " GRAMMAR
         "Once the right record is there, this one can go or be corrected: as it is, it authorises "
         "nobody. " CHANGE_ONE},
        {"malformed and meant for the CA, beside another", "0 issue ca.example | 0 issue secomtrust.net. | 0 issue %",
         SERVER,
         "The CAA records at a.jp allow only ca.example. The CAA record 0 issue \"secomtrust.net.\" at a.jp is "
         "malformed, so it allows no CA. The issuer name must not end with a dot. Once the right record is there, this "
         "one can go or be corrected: as it is, it authorises nobody. " CHANGE_ONE},
        {"two CAs in one record", "0 issue secomtrust.net, ca.example", SERVER,
         "The CAA record 0 issue \"secomtrust.net, ca.example\" at a.jp is malformed, so it allows no CA. A record "
         "names one CA: publish one record for each. Once the right record is there, this one can go or be corrected: "
         "as it is, it authorises nobody. " CHANGE_ONE},
        {"a misspelt tag", "0 issue ca.example | 0 isue secomtrust.net", SERVER,
         "The CAA records at a.jp allow only ca.example. isue looks like a misspelt tag. Once the right record is "
         "there, "
         "the one with that tag can go: CAs ignore it. " CHANGE_ONE},
        {"a misspelt tag of another kind", "0 issue ca.example | 0 isuemail secomtrust.net", SERVER,
         "The CAA records at a.jp allow only ca.example. " CHANGE_ONE},
        {"a misspelt tag of another CA", "0 issue ca.example | 0 isue other.example", SERVER,
         "The CAA records at a.jp allow only ca.example. " CHANGE_ONE},
        {"a full stop", "0 issue secomtrust\\227\\128\\130net", SERVER,
         "The CAA record 0 issue \"secomtrust\\227\\128\\130net\" at a.jp is malformed, so it allows no CA. The "
         "value contains U+3002 (Japanese punctuation): retype it in plain ASCII. Once the right record is there, this "
         "one can go or be corrected: as it is, it authorises nobody. secomtrust。net looks like a misspelling of "
         "secomtrust.net. " CHANGE_ONE},
        {"a trailing dot", "0 issue secomtrust.net. | 0 issuemail a b", SERVER,
         "The CAA record 0 issue \"secomtrust.net.\" at a.jp is malformed, so it allows no CA. The issuer name must "
         "not end with a dot. Once the right record is there, this one can go or be corrected: as it is, it authorises "
         "nobody. " CHANGE_ONE},
        {"a trailing semicolon", "0 issue secomtrust.net; a=b;", SERVER,
         "The CAA record 0 issue \"secomtrust.net; a=b;\" at a.jp is malformed, so it allows no CA. A semicolon must "
         "not follow the last parameter. Once the right record is there, this one can go or be corrected: as it is, it "
         "authorises nobody. " CHANGE_ONE},
        {"blanks", "0 issue ca.example a=b", SERVER,
         "The CAA record 0 issue \"ca.example a=b\" at a.jp is malformed, so it allows no CA. Spaces are not allowed "
         "between words; parameters are separated by semicolons. Once the right record is there, this one can go or be "
         "corrected: as it is, it authorises nobody. " CHANGE_ONE},
        {"control octets", "0 issue \\027[31m", SERVER,
         "The CAA record 0 issue \"\\027[31m\" at a.jp is malformed, so it allows no CA. " GRAMMAR
         "Once the right record is there, this one can go or be corrected: as it is, it authorises "
         "nobody. " CHANGE_ONE},
        {"a critical tag", "128 isue secomtrust.net | 0 issue secomtrust.net", SERVER,
         "The CAA record at a.jp with the unknown tag isue is marked critical (128), so no CA may issue. Publish it "
         "without the critical flag. isue looks like a misspelt tag. If it was meant to restrict issuance, correct the "
         "tag as well: without the flag, CAs ignore an unknown one. At a.jp, replace the records to remove (1) with "
         "those to add (1) in one step, and keep all others."},
        {"a critical tag before another value", "128 isue ca.example", SERVER,
         "The CAA record at a.jp with the unknown tag isue is marked critical (128), so no CA may issue. Publish it "
         "without the critical flag. isue looks like a misspelt tag. At a.jp, replace the records to remove (1) with "
         "those to add (1) in one step, and keep all others."},
        {"the same without the flag is there", "128 x y | 0 x y", SERVER,
         "The CAA record at a.jp with the unknown tag x is marked critical (128), so no CA may issue. Publish it "
         "without the critical flag. At a.jp, remove the records below (1) and keep all others."},
        {"many critical tags", "128 t1 | 128 t2 | 128 T1 | 128 t3 | 128 t4 | 128 t5", SERVER,
         "Several CAA records at a.jp with an unknown tag (T1, t2, t3, t4, ...) are marked critical (128), so no CA "
         "may "
         "issue. Publish them without the critical flag. At a.jp, replace the records to remove (6) with those to add "
         "(5) in one step, and keep all others."},
        {"a critical tag with a control octet", "128 t\\027 x", SERVER,
         "The CAA record at a.jp with the unknown tag t\\027 is marked critical (128), so no CA may issue. Publish it "
         "without the critical flag. At a.jp, replace the records to remove (1) with those to add (1) in one step, and "
         "keep all others."},
        {"a critical tag without a character", "#8000", SERVER,
         "The CAA record at a.jp with the unknown tag \"\" is marked critical (128), so no CA may issue. Publish it "
         "without the critical flag. At a.jp, replace the records to remove (1) with those to add (1) in one step, and "
         "keep all others."},
        {"a critical tag that a CA may know", "128 issuevmc ca.example", SERVER,
         "The CAA record at a.jp with the tag issuevmc is marked critical (128), and CAs are not required to know that "
         "tag. Ask "
         "SECOM Trust Systems whether it does. If so, audit with --known-tag; if not, publish the record without the "
         "critical flag."},
        {"critical tags, one of which is not known", "128 issuevmc ca.example | 128 x y", SERVER,
         "The CAA record at a.jp with the unknown tag x is marked critical (128), so no CA may issue. Publish it "
         "without the critical flag. At a.jp, replace the records to remove (2) with those to add (2) in one step, and "
         "keep all others."},
        {"two records of one critical tag", "128 x y | 128 x z", SERVER,
         "Several CAA records at a.jp with an unknown tag (x) are marked critical (128), so no CA may issue. Publish "
         "them without the critical flag. At a.jp, replace the records to remove (2) with those to add (2) in one "
         "step, and keep all others."},
        {"critical tags that a CA may know", "128 issuevmc ca.example | 128 contactemail a@a.jp", SERVER,
         "Several CAA records at a.jp are marked critical (128), and CAs are not required to know their tags "
         "(issuevmc, contactemail). Ask SECOM Trust Systems whether it does. Audit with --known-tag for each tag that "
         "it knows; publish the other records without the critical flag."},
        {"an account", "0 issue secomtrust.net; accounturi=https://x.example/1; a=b", SERVER,
         "The CAA records at a.jp allow SECOM Trust Systems only under these conditions: "
         "accounturi=https://x.example/1. To know whether they are met, audit again with --account. From 2027-03-15 "
         "every CA must process these parameters for server certificates (ballot SC-098)."},
        {"a method", "0 issue secomtrust.net; validationmethods=dns-01", SERVER,
         "The CAA records at a.jp allow SECOM Trust Systems only under these conditions: validationmethods=dns-01. To "
         "know whether they are met, audit again with --method. From 2027-03-15 every CA must process these parameters "
         "for server certificates (ballot SC-098)."},
        {"both, for mail", "0 issuemail secomtrust.net; accounturi=1; validationmethods=x", SMIME,
         "The CAA records at a.jp allow SECOM Trust Systems only under these conditions: accounturi=1, "
         "validationmethods=x. To know whether they are met, audit again with --account and --method."},
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

/* A record that names the CA for an account or a method: what it asks for, what is given, what is missing, and what it
 * costs to do without. */
static void test_bound(void **state)
{
    static const struct {
        const char *set, *account, *method, *parts[4];
    } cases[] = {
        {"0 issue secomtrust.net; accounturi=U",
         "V",
         NULL,
         {"allow SECOM Trust Systems only under these conditions: accounturi=U. The account to be used (V) is a "
          "different "
          "one. From 2027-03-15 every CA ",
          CHANGE_ONE " As a last resort, 0 issue \"secomtrust.net\" would lift these conditions, at a price: any "
                     "account and any validation method could then obtain certificates from SECOM Trust Systems."}},
        {"0 issue secomtrust.net; validationmethods=dns-01,x",
         NULL,
         "http-01",
         {"conditions: validationmethods=dns-01,x. The validation method to be used (http-01) is not among them. ",
          CHANGE_ONE " As a last resort"}},
        {"0 issue secomtrust.net; accounturi=U; validationmethods=dns-01",
         NULL,
         "http-01",
         {"The validation method to be used (http-01) is not among them. ",
          "To get the record to add, audit again with --account as well. As a last resort"}},
        {"0 issue secomtrust.net; accounturi=U; validationmethods=dns-01",
         "V",
         "http-01",
         {"The account to be used (V) is a different one. The validation method to be used (http-01) is not among "
          "them. ",
          CHANGE_ONE}},
    };
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample;
        sample_run_for(&sample, cases[i].account, cases[i].method, "a.jp", SERVER,
                       SAMPLE_LINES({.at = "a.jp", .set = cases[i].set}));
        for (size_t k = 0; k < COUNT_OF(cases[i].parts) && cases[i].parts[k]; k++)
            expect_part(cases[i].set, advice_of(&sample.result, &out), cases[i].parts[k]);
        if (strstr(buffer_text(&out), "allow only"))
            fail_msg("%s: other CAs are named: %s", cases[i].set, buffer_text(&out));
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
        {"at the name itself", {.at = "www.a.jp"}, "apply to every name below", true},
        {"at the name itself", {.at = "www.a.jp"}, "DNS wildcard", true},
        {"at a parent",
         {.at = "a.jp"},
         " Add the record below to a.jp and keep the existing ones. The records at a.jp apply to every name below it "
         "that has no closer CAA records, so this change affects all of them.",
         false},
        {"by way of an alias within the domain",
         {.at = "www.a.jp", .aliases = {"x.example", "y.a.jp"}},
         " Add the record below to y.a.jp and keep the existing ones. www.a.jp is an alias: the records are at y.a.jp, "
         "in a zone that someone else may run. In that case, ask its operator.",
         false},
        {"by way of an alias into other hands",
         {.at = "www.a.jp", .aliases = {"x.example", "y.example"}},
         " Add the record below to y.example and keep the existing ones. www.a.jp is an alias: the records are at "
         "y.example, in another domain. Ask the operator of y.example. Nothing can be published beside the alias "
         "at www.a.jp (RFC 1034 3.6.2). If the operator declines, replace the alias with the records it leads to, and "
         "publish CAA records beside them.",
         false},
        {"below an alias into other hands",
         {.at = "a.jp", .aliases = {"y.example"}},
         " a.jp is an alias: the records are at y.example, in another domain. Publish 2 CAA records of your own "
         "at www.a.jp, shown below: they repeat the existing ones so that no CA loses anything. They then decide for "
         "www.a.jp, for every name below it that has no closer CAA records, and for aliases of www.a.jp. Copy later "
         "changes at y.example by hand.",
         false},
        {"below an alias into other hands", {.at = "a.jp", .aliases = {"y.example"}}, "wildcard", true},
        {"below an alias into other hands", {.at = "a.jp", .aliases = {"y.example"}}, "www.a.jp is an alias", true},
        {"below a public suffix",
         {.at = "jp"},
         " jp belongs to a registry: the names of many holders are registered below it. Publish 2 CAA records of your "
         "own at a.jp, shown below: they repeat ",
         false},
        {"at the apex of the domain", {.at = "jp"}, "DNS wildcard", true},
        {"below a public suffix", {.at = "jp"}, "apply to every name below", true},
        {"below a public suffix", {.at = "jp"}, "keep the existing", true},
        {"the wildcard of a public suffix",
         {.at = "www.a.jp", .owner = "*.jp"},
         " keep the existing ones. *.jp belongs to a registry: the names of many holders are registered below it. Ask "
         "the operator of *.jp.",
         false},
        {"the wildcard of a public suffix", {.at = "www.a.jp", .owner = "*.jp"}, "the alias", true},
        {"by way of a DNS wildcard",
         {.at = "www.a.jp", .owner = "*.a.jp"},
         " Add the record below to *.a.jp and keep the existing ones. *.a.jp is a DNS wildcard: the change applies to "
         "every name it covers.",
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

/* What was asked aside: there is a DNS wildcard that the other records may come from. */
static void test_a_covered_place(void **state)
{
    const struct sample_answer line = {.at = "a.jp", .aliases = {"y.example"}, .set = "0 issue ca.example"};
    const struct dns_name wildcard = name_of("*.a.jp");
    struct sample sample;
    struct buffer out = {0};
    (void)state;
    sample_run(&sample, "www.a.jp", SERVER, SAMPLE_LINES(line));
    sample.result.aside = AUDIT_WILDCARD_COVERS;
    sample.result.aside_name = wildcard.wire;
    expect_part("covered", advice_of(&sample.result, &out),
                " by hand. If the other records of www.a.jp come from a DNS wildcard (*.a.jp), "
                "publish them at www.a.jp too: ");
    sample_free(&sample);
    buffer_free(&out);
}

static void test_failures(void **state)
{
    static const struct {
        enum failure failure;
        const char *part;
    } cases[] = {
        {FAILURE_TIMEOUT, "No answer for b.jp arrived in time: its servers may be down, or a firewall"},
        {FAILURE_SERVFAIL, "The lookup of b.jp ended with SERVFAIL. "},
        {FAILURE_REFUSED, "The server refused to answer for b.jp (REFUSED). "},
        {FAILURE_FORMERR, "The server did not understand the question for b.jp (FORMERR). "},
        {FAILURE_NOTIMP, "The server says for b.jp that it does not know type CAA (257) (NOTIMP). "},
        {FAILURE_NETWORK, "The servers of b.jp cannot be reached. "},
        {FAILURE_BAD_RESPONSE, "The answer for b.jp is malformed. "},
        {FAILURE_ALIAS_LOOP, "The aliases at b.jp form a loop. "},
        {FAILURE_ALIAS_TOO_LONG, "The chain of aliases through b.jp is too long. "},
        {FAILURE_LAME, "The server asked for b.jp does not serve its zone. "},
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
        expect_part(failure_code(cases[i].failure), advice, ". This run did not check whether the zone is signed. ");
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
         ". The zone is provably unsigned, so a CA may issue despite the failure, but does not have to."},
        {REASON_LOOKUP_FAILED, DNSSEC_UNCHECKED,
         ". This run did not check whether the zone is signed. Unless the CA can prove it unsigned, it must refuse."},
        {REASON_LOOKUP_FAILED, DNSSEC_INDETERMINATE,
         ". It could not be determined whether the zone is signed. Unless the CA can prove it unsigned, it must "
         "refuse."},
        {REASON_LOOKUP_FAILED_SIGNED, DNSSEC_SECURE, ". The zone is signed: no CA may issue while the lookup fails."},
        {REASON_DNSSEC_BOGUS, DNSSEC_BOGUS,
         "The answer for a.jp does not validate, and no CA may issue until it does. The operator of the zone must "
         "repair "
         "its DNSSEC."},
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
        {DNSSEC_FAULT_EXPIRED, "have expired. Its operator must sign it anew"},
        {DNSSEC_FAULT_NOT_YET_VALID, "are not valid yet. Its operator must correct the clock"},
        {DNSSEC_FAULT_NO_SIGNATURE, "every name server has the signed zone"},
        {DNSSEC_FAULT_BAD_SIGNATURE, "A signature of b.jp does not match"},
        {DNSSEC_FAULT_NO_KEY, "b.jp is signed with a key that it does not publish"},
        {DNSSEC_FAULT_WRONG_SIGNER, "Records of b.jp are signed by a different zone"},
        {DNSSEC_FAULT_DS_MISMATCH, "The parent zone publishes a DS for b.jp that matches none of its keys"},
        {DNSSEC_FAULT_NO_DNSKEY, "The parent zone publishes a DS for b.jp, which has no keys"},
        {DNSSEC_FAULT_DNSKEY_LOOKUP, "The keys of b.jp cannot be fetched"},
        {DNSSEC_FAULT_NO_DENIAL, "b.jp does not prove that what is missing does not exist"},
        {DNSSEC_FAULT_TOO_COSTLY, "Validating b.jp takes more work"},
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
                                         .cause.name = sample.result.name,
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
                                .cause.name = sample.result.name,
                                .detail = ""};
    sample.result.failure = &failed;
    sample.result.dnssec = DNSSEC_INDETERMINATE;
    expect_start(
        "DS", advice_of(&sample.result, &out),
        "It could not be determined whether a.jp is signed: the servers of jp, or the resolver, do not answer for its "
        "DS. It could not be determined whether the zone is signed");
    failed.fault = DNSSEC_FAULT_NO_ANCHOR;
    expect_start("anchor", advice_of(&sample.result, &out),
                 "Could not fetch the keys that validation starts from (DNSKEY of jp)");
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
    expect_start("perspectives", advice_of(&sample.result, &out), "The places asked come to different");
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
    expect_part("cut short", advice_of(&sample.result, &out), "%%%... at a.jp is malformed");
    assert_true(out.size < 600);
    sample_free(&sample);
    sample_run(&sample, "a.jp", SERVER,
               SAMPLE_LINES({.at = "a.jp", .set = "0 issue %1 | 0 issue %2 | 0 issue %3 | 0 issue %4"}));
    expect_part("three", advice_of(&sample.result, &out),
                "\"%3\" at a.jp is malformed, so it allows no CA. Once the right record is there, this one can go or "
                "be corrected: as it is, it authorises nobody. Add the record");
    sample_free(&sample);
    buffer_free(&out);
}

/* Rows one after the other of one opinion: each is told what it would be told if there were no other. */
static void expect_told_alike(struct sample *sample, struct caa_opinion **opinion)
{
    struct buffer kept = {0}, anew = {0};
    struct audit_result *result = &sample->result;
    if (result->opinion && *opinion) {
        caa_opinion_drop(result->opinion);
        result->opinion = caa_opinion_take(*opinion);
        result->policy = (*opinion)->policy;
        result->notes = caa_notes_copy(&(*opinion)->notes, &sample->arena);
        caa_notes_of_answer(&result->notes, result->caa_name, result->set, &sample->arena);
        const struct caa_advice *change = caa_opinion_change(*opinion, sample->entry.kinds);
        result->advice = caa_advice_for_climb(change, &sample->climb, NULL, &sample->arena);
    } else if (result->opinion) {
        *opinion = caa_opinion_take(result->opinion);
    }
    for (unsigned aside = 0; aside <= AUDIT_WILDCARD_HIDDEN; aside++) {
        struct dns_name wildcard = name_of("*.w.example");
        buffer_clear(&kept);
        buffer_clear(&anew);
        buffer_add_text(&kept, "x");
        buffer_add_text(&anew, "x");
        result->aside = aside;
        result->aside_name = aside ? wildcard.wire : NULL;
        if (aside == AUDIT_WILDCARD_SET && result->opinion)
            result->advice = caa_advice_for_climb(caa_opinion_change(result->opinion, sample->entry.kinds),
                                                  &sample->climb, wildcard.wire, &sample->arena);
        words_advice(result, &kept);
        words_advice_anew(result, NULL, &anew);
        expect_text(sample->entry.domain, buffer_text(&kept), buffer_text(&anew));
    }
    buffer_free(&kept);
    buffer_free(&anew);
}

static void test_kept_words(void **state)
{
    static const char *const sets[] = {
        "0 issue ca.example",
        "0 issue ca.example | 0 issuemail ;",
        "0 issue ; | 0 issuewild secomtrust.net",
        "0 issue secom-trust.net | 0 issue {name}",
        "0 issue certs.nii.ac.jp; accounturi=u",
        "0 issue secomtrust.net; accounturi=u",
        "0 issue secomtrust.net. | 0 issuemail a b",
        "128 tbs x | 0 issue \\001\\002",
        "128 issuevmc x",
        "0 issue secomtrust.net",
    };
    static const struct {
        const char *domain, *at, *owner, *alias;
    } rows[] = {
        {"a.jp", "a.jp", NULL, NULL},
        {"b.jp", "b.jp", NULL, NULL},
        {"www.c.jp", "c.jp", NULL, NULL},
        {"x.y.d.jp", "d.jp", NULL, NULL},
        {"a\\010\\\"b.d.jp", "d.jp", NULL, NULL},
        {"e_e.jp", "e_e.jp", NULL, NULL},
        {"f.jp", "f.jp", "*.jp", NULL},
        {"g.jp", "g.jp", NULL, "h.jp"},
        {"i.co.jp", "co.jp", NULL, NULL},
        {"jp", "jp", NULL, NULL},
        {"*.k.jp", "k.jp", NULL, NULL},
        {"u@l.jp", "l.jp", NULL, NULL},
        {"www.m.jp", "m.jp", NULL, NULL},
    };
    enum { ROWS = sizeof rows / sizeof *rows };
    (void)state;
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        struct sample samples[ROWS * 2];
        struct caa_opinion *opinion = NULL;
        for (size_t row = 0; row < ROWS * 2; row++) {
            size_t at = row % ROWS;
            language_set(row < ROWS ? LANGUAGE_EN : LANGUAGE_JA);
            sample_run(&samples[row], rows[at].domain, row % 3 ? CAA_KINDS_ALL : SERVER,
                       SAMPLE_LINES(
                           {.at = rows[at].at, .set = sets[i], .owner = rows[at].owner, .aliases = {rows[at].alias}}));
            expect_told_alike(&samples[row], &opinion);
        }
        for (size_t row = 0; row < ROWS * 2; row++)
            sample_free(&samples[row]);
        caa_opinion_drop(opinion);
    }
    language_set(LANGUAGE_EN);
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
        cmocka_unit_test(test_sets),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_a_covered_place),
        cmocka_unit_test(test_failures),
        cmocka_unit_test(test_zones),
        cmocka_unit_test(test_notes),
        cmocka_unit_test(test_kept_words),
        cmocka_unit_test(test_other_reasons),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_links_that_could_not_be_asked),
        cmocka_unit_test(test_long_records),
        cmocka_unit_test(test_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
