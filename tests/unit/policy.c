/* SPDX-License-Identifier: Apache-2.0 */
#include "caa_set.h"
#include "judged.h"

static const char *const our_ca[] = {"secomtrust.net"};

struct judged {
    const char *name, *set;
    const char *server, *wildcard, *smime;
};

/* `SERVER WILDCARD SMIME` reasons. */
static const char *show_reasons(const struct caa_policy *policy, const char *text, struct buffer *out)
{
    struct caa_set set = caa_set_of(text);
    buffer_clear(out);
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++) {
        if (kind)
            buffer_add_char(out, ' ');
        buffer_add_text(out, reason_word(judged(policy, kind, set.records, set.count)));
    }
    caa_set_free(&set);
    return buffer_text(out);
}

static void expect_judged(const struct caa_policy *policy, const struct judged *cases, size_t count)
{
    struct buffer out = {0};
    for (size_t i = 0; i < count; i++) {
        char expected[128];
        snprintf(expected, sizeof expected, "%s %s %s", cases[i].server, cases[i].wildcard, cases[i].smime);
        expect_text(cases[i].name, show_reasons(policy, cases[i].set, &out), expected);
    }
    buffer_free(&out);
}

/* Short names for the tables. */
#define CAA "no-caa"
#define NR "no-restriction"
#define OK "listed"
#define NOT "not-listed"
#define FORB "forbidden"
#define MALF "malformed"
#define CRIT "critical-unknown"
#define COND "conditional"
#define UNC "critical-uncertain"
#define US "secomtrust.net"

/* RULES 9; the number is the row's. */
static void test_decision_table(void **state)
{
    static const struct judged cases[] = {
        {"1 no set", "", CAA, CAA, CAA},
        {"2 iodef only", "0 iodef mailto:a@b", NR, NR, NR},
        {"3 ours", "0 issue " US, OK, OK, NR},
        {"4 other", "0 issue ca.example", NOT, NOT, NR},
        {"5 semicolon", "0 issue ;", FORB, FORB, NR},
        {"5 empty", "0 issue ", FORB, FORB, NR},
        {"5 no value octets", "#00056973737565", FORB, FORB, NR},
        {"6 malformed", "0 issue %%%%%", MALF, MALF, NR},
        {"7 forbidden and ours", "0 issue ; | 0 issue " US, OK, OK, NR},
        {"7 malformed and ours", "0 issue %%%%% | 0 issue " US, OK, OK, NR},
        {"7 ours and malformed", "0 issue " US " | 0 issue %%%%%", OK, OK, NR},
        {"8 other and ours", "0 issue ca.example | 0 issue " US, OK, OK, NR},
        {"9 issuewild ours", "0 issuewild " US, NR, OK, NR},
        {"10 issuewild other", "0 issuewild ca.example", NR, NOT, NR},
        {"10 issuewild forbidden", "0 issuewild ;", NR, FORB, NR},
        {"10 issuewild malformed", "0 issuewild a..b", NR, MALF, NR},
        {"11 ours, issuewild other", "0 issue " US " | 0 issuewild ca.example", OK, NOT, NR},
        {"11 ours, issuewild forbidden", "0 issue " US " | 0 issuewild ;", OK, FORB, NR},
        {"11 ours, issuewild malformed", "0 issue " US " | 0 issuewild %", OK, MALF, NR},
        {"12 other, issuewild ours", "0 issue ca.example | 0 issuewild " US, NOT, OK, NR},
        {"12 forbidden, issuewild ours", "0 issue ; | 0 issuewild " US, FORB, OK, NR},
        {"13 issuemail ours", "0 issuemail " US, NR, NR, OK},
        {"14 issuemail other", "0 issuemail ca.example", NR, NR, NOT},
        {"14 issuemail forbidden", "0 issuemail ;", NR, NR, FORB},
        {"14 issuemail malformed", "0 issuemail %%%%%", NR, NR, MALF},
        {"15 other, issuemail ours", "0 issue ca.example | 0 issuemail " US, NOT, NOT, OK},
        {"16 ours, issuemail other", "0 issue " US " | 0 issuemail ca.example", OK, OK, NOT},
        {"17 unknown, 128", "128 mystery x | 0 issue " US, CRIT, CRIT, CRIT},
        {"17 unknown, 129", "129 mystery x", CRIT, CRIT, CRIT},
        {"17 unknown, 255", "0 issue " US " | 255 mystery x", CRIT, CRIT, CRIT},
        {"17 misspelt, 128", "128 isue " US, CRIT, CRIT, CRIT},
        {"17 auth is reserved", "128 auth x", CRIT, CRIT, CRIT},
        {"18 unknown, 0", "0 mystery x", NR, NR, NR},
        {"18 unknown, 0, beside other", "0 mystery x | 0 issue ca.example", NOT, NOT, NR},
        {"19 unknown, 1", "1 mystery x", NR, NR, NR},
        {"19 unknown, 127", "127 mystery x | 0 issue " US, OK, OK, NR},
        {"20 128 issue", "128 issue " US, OK, OK, NR},
        {"20 128 issue other", "128 issue ca.example", NOT, NOT, NR},
        {"20 128 iodef", "128 iodef mailto:a@b", NR, NR, NR},
        {"20 128 issuewild", "128 issuewild " US, NR, OK, NR},
        {"21 128 issuemail is known", "128 issuemail " US, NR, NR, OK},
        {"21 128 issuevmc", "128 issuevmc " US " | 0 issue " US, UNC, UNC, UNC},
        {"21 128 contactemail", "128 contactemail a@b", UNC, UNC, UNC},
        {"21 128 contactphone", "128 ContactPhone 1", UNC, UNC, UNC},
        {"21 uncertain before unknown", "128 contactphone 1 | 128 x y", CRIT, CRIT, CRIT},
        {"21 unknown before uncertain", "128 x y | 128 contactphone 1", CRIT, CRIT, CRIT},
        {"21 not critical", "0 issuevmc ; | 0 contactemail a@b", NR, NR, NR},
        {"22 accounturi", "0 issue " US "; accounturi=U", COND, COND, NR},
        {"22 two accounturi", "0 issue " US "; accounturi=U; accounturi=V", NOT, NOT, NR},
        {"23 validationmethods", "0 issue " US "; validationmethods=dns-01", COND, COND, NR},
        {"24 another parameter", "0 issue " US "; foo=bar", OK, OK, NR},
        {"25 semicolon behind the issuer", "0 issue " US ";", OK, OK, NR},
        {"25 blanks", "0 issue  " US "\\032", OK, OK, NR},
        {"26 semicolon at the end", "0 issue " US "; a=b;", MALF, MALF, NR},
        {"26 blank before the parameter", "0 issue " US " a=b", MALF, MALF, NR},
        {"27 upper case", "0 issue SecomTrust.NET | 0 issuemail SECOMTRUST.net", OK, OK, OK},
        {"28 upper case tags", "0 ISSUE " US " | 0 IssueWild ; | 0 ISSUEMAIL ;", OK, FORB, FORB},
        {"29 trailing dot", "0 issue " US ".", MALF, MALF, NR},
        {"29 trailing dot, issuemail", "0 issuemail " US ".", NR, NR, MALF},
        {"30 below", "0 issue www." US, NOT, NOT, NR},
        {"30 secom.co.jp", "0 issue secom.co.jp", NOT, NOT, NR},
        {"30 legacy", "0 issue certs.nii.ac.jp", NOT, NOT, NR},
        {"30 a prefix only", "0 issue " US ".example", NOT, NOT, NR},
        {"30 a suffix only", "0 issue xsecomtrust.net", NOT, NOT, NR},
        {"30 a NUL behind", "0 issue " US "\\000", MALF, MALF, NR},
        {"47 U-label issuer", "0 issue \\230\\151\\165.jp", MALF, MALF, NR},
        {"50 tag of length 0", "#0000 | 0 issue ;", FORB, FORB, NR},
        {"50 tag of length 0, critical", "#8000", CRIT, CRIT, CRIT},
        {"50 hyphenated tag", "0 issue-wild ;", NR, NR, NR},
        {"50 hyphenated tag, critical", "128 issue-wild ; | 0 issue " US, CRIT, CRIT, CRIT},
    };
    const struct caa_policy policy = policy_of(our_ca);
    (void)state;
    expect_judged(&policy, cases, COUNT_OF(cases));
}

/* Which reason is given where several would do (caa-audit-report(5): the first that holds). */
static void test_order_of_reasons(void **state)
{
    static const struct judged cases[] = {
        {"other before malformed", "0 issue %% | 0 issue ca.example", NOT, NOT, NR},
        {"other before forbidden", "0 issue ; | 0 issue ca.example", NOT, NOT, NR},
        {"malformed before forbidden", "0 issue ; | 0 issue %%", MALF, MALF, NR},
        {"unsatisfiable before malformed", "0 issue %% | 0 issue " US "; accounturi=", NOT, NOT, NR},
        {"listed before conditional", "0 issue " US "; accounturi=U | 0 issue " US, OK, OK, NR},
        {"conditional before other", "0 issue ca.example | 0 issue " US "; accounturi=U", COND, COND, NR},
        {"conditional before unsatisfiable", "0 issue " US "; accounturi= | 0 issue " US "; accounturi=U", COND, COND,
         NR},
        {"critical before all", "0 issue " US " | 0 issuemail " US " | 128 x y", CRIT, CRIT, CRIT},
        {"issuewild does not speak for issue", "0 issue %% | 0 issuewild ca.example", MALF, NOT, NR},
        {"issuewild hides issue", "0 issue ca.example | 0 issuewild ;", NOT, FORB, NR},
    };
    const struct caa_policy policy = policy_of(our_ca);
    (void)state;
    expect_judged(&policy, cases, COUNT_OF(cases));
}

/* RFC 8657, for who applies with this account and this method. */
static void test_parameters(void **state)
{
    static const struct {
        const char *name, *account, *method, *parameters, *reason;
    } cases[] = {
        {"account not given", NULL, NULL, "accounturi=U", COND},
        {"account given", "U", NULL, "accounturi=U", OK},
        {"another account", "V", NULL, "accounturi=U", NOT},
        {"account in another case", "u", NULL, "accounturi=U", NOT},
        {"a longer account", "UU", NULL, "accounturi=U", NOT},
        {"a shorter account", "U", NULL, "accounturi=UU", NOT},
        {"empty accounturi", NULL, NULL, "accounturi=", NOT},
        {"empty accounturi, account given", "", NULL, "accounturi=", NOT},
        {"two accounturi", "U", NULL, "accounturi=U; accounturi=U", NOT},
        {"two accounturi in two cases", NULL, NULL, "accounturi=U; AccountURI=V", NOT},
        {"tag in another case", "V", NULL, "ACCOUNTURI=U", NOT},
        {"an account alone restricts nothing", "U", NULL, "foo=bar", OK},
        {"method not given", NULL, NULL, "validationmethods=dns-01", COND},
        {"method given", NULL, "dns-01", "validationmethods=dns-01", OK},
        {"the second of two methods", NULL, "dns-01", "validationmethods=http-01,dns-01", OK},
        {"another method", NULL, "dns-01", "validationmethods=http-01", NOT},
        {"a part of a method", NULL, "dns", "validationmethods=dns-01", NOT},
        {"more than a method", NULL, "dns-01x", "validationmethods=dns-01", NOT},
        {"method in another case", NULL, "dns-01", "validationmethods=DNS-01", NOT},
        {"tag in another case, method", NULL, "dns-01", "ValidationMethods=http-01", NOT},
        {"ca-tbr", NULL, "ca-tbr-7", "validationmethods=ca-tbr-7", OK},
        {"empty list", NULL, NULL, "validationmethods=", NOT},
        {"empty list, method given", NULL, "dns-01", "validationmethods=", NOT},
        {"empty list, empty method", NULL, "", "validationmethods=", NOT},
        {"two lists", NULL, "dns-01", "validationmethods=dns-01; validationmethods=dns-01", NOT},
        {"comma at the start", NULL, "dns-01", "validationmethods=,dns-01", NOT},
        {"comma at the end", NULL, "dns-01", "validationmethods=dns-01,", NOT},
        {"two commas", NULL, NULL, "validationmethods=dns-01,,http-01", NOT},
        {"only a comma", NULL, NULL, "validationmethods=,", NOT},
        {"no label", NULL, NULL, "validationmethods=dns_01", NOT},
        {"both, none given", NULL, NULL, "accounturi=U; validationmethods=dns-01", COND},
        {"both, account given", "U", NULL, "accounturi=U; validationmethods=dns-01", COND},
        {"both, method given", NULL, "dns-01", "accounturi=U; validationmethods=dns-01", COND},
        {"both, both given", "U", "dns-01", "accounturi=U; validationmethods=dns-01", OK},
        {"both, another account", "V", NULL, "accounturi=U; validationmethods=dns-01", NOT},
        {"both, another account, good method", "V", "dns-01", "accounturi=U; validationmethods=dns-01", NOT},
        {"both, another method", NULL, "tls-alpn-01", "accounturi=U; validationmethods=dns-01", NOT},
        {"both, empty list", NULL, NULL, "accounturi=U; validationmethods=", NOT},
        {"a further parameter", "U", NULL, "foo=bar; accounturi=U; policy=ev", OK},
    };
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char set[256], expected[128];
        struct caa_policy policy = policy_of(our_ca);
        policy.account = cases[i].account;
        policy.method = cases[i].method;
        snprintf(set, sizeof set, "0 issue %s; %s | 0 issuemail %s; %s", US, cases[i].parameters, US,
                 cases[i].parameters);
        snprintf(expected, sizeof expected, "%s %s %s", cases[i].reason, cases[i].reason, cases[i].reason);
        expect_text(cases[i].name, show_reasons(&policy, set, &out), expected);
    }
    buffer_free(&out);
}

/* Parameters bind only at the CA that is named; another property of ours may do. */
static void test_several_properties(void **state)
{
    static const struct judged cases[] = {
        {"the second account is ours", "0 issue " US "; accounturi=V | 0 issue " US "; accounturi=U", OK, OK, NR},
        {"none is ours", "0 issue " US "; accounturi=V | 0 issue " US "; accounturi=W", NOT, NOT, NR},
        {"one depends on the method",
         "0 issue " US "; accounturi=V | 0 issue " US "; accounturi=U; validationmethods=dns-01", COND, COND, NR},
        {"another CA's parameters", "0 issue ca.example; accounturi=U", NOT, NOT, NR},
    };
    struct caa_policy policy = policy_of(our_ca);
    (void)state;
    policy.account = "U";
    expect_judged(&policy, cases, COUNT_OF(cases));
}

static void test_several_names_and_tags(void **state)
{
    static const char *const cas[] = {"ca.example", "Other.Example"}, *const tags[] = {"issuevmc", "Security"};
    static const struct judged cases[] = {
        {"the first name", "0 issue ca.example", OK, OK, NR},
        {"the second name, in another case", "0 issue other.example", OK, OK, NR},
        {"neither", "0 issue secomtrust.net", NOT, NOT, NR},
        {"a registered tag that is known", "128 issuevmc ;", NR, NR, NR},
        {"a registered tag that is not", "128 contactemail a@b", UNC, UNC, UNC},
        {"a further tag that is known", "128 SECURITY x | 0 issue ca.example", OK, OK, NR},
        {"a further tag that is not", "128 securit x", CRIT, CRIT, CRIT},
    };
    const struct caa_policy policy = {.cas = {cas, 2}, .known_tags = {tags, 2}};
    (void)state;
    expect_judged(&policy, cases, COUNT_OF(cases));
}

static void test_deciding_tag(void **state)
{
    static const struct {
        const char *set;
        enum caa_kind kind;
        enum caa_tag tag;
    } cases[] = {
        {"0 issue x | 0 issuewild y", CAA_KIND_SERVER, CAA_TAG_ISSUE},
        {"0 issuewild y", CAA_KIND_SERVER, CAA_TAG_ISSUE},
        {"0 issue x", CAA_KIND_WILDCARD, CAA_TAG_ISSUE},
        {"0 issue x | 0 IssueWild y", CAA_KIND_WILDCARD, CAA_TAG_ISSUEWILD},
        {"0 iodef x", CAA_KIND_WILDCARD, CAA_TAG_ISSUE},
        {"0 issue x", CAA_KIND_SMIME, CAA_TAG_ISSUEMAIL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct caa_set set = caa_set_of(cases[i].set);
        expect_number(cases[i].set, caa_policy_deciding_tag(cases[i].kind, set.records, set.count), cases[i].tag);
        caa_set_free(&set);
    }
}

static void test_names_ca(void **state)
{
    static const struct {
        const char *set;
        bool names, can_apply;
    } cases[] = {
        {"0 issue " US, true, true},
        {"0 issue SECOMTRUST.NET; foo=bar", true, true},
        {"0 issue " US "; accounturi=U; validationmethods=http-01", true, true},
        {"0 issue " US "; accounturi=V", true, false},
        {"0 issue " US "; accounturi=U; accounturi=U", true, false},
        {"0 issue " US "; validationmethods=", true, false},
        {"0 issue " US ".", false, false},
        {"0 issue ;", false, false},
        {"0 issue ca.example", false, false},
    };
    struct caa_policy policy = policy_of(our_ca);
    (void)state;
    policy.account = "U";
    policy.method = "dns-01";
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct caa_set set = caa_set_of(cases[i].set);
        struct caa_property property = property_of(&set, 0);
        struct caa_issue_value value = caa_issue_value_read(&property);
        expect_number(cases[i].set, caa_policy_names_ca(&policy, &value), cases[i].names);
        expect_number(cases[i].set, caa_policy_can_apply(&policy, &value), cases[i].can_apply);
        caa_set_free(&set);
    }
}

static void test_words(void **state)
{
    enum caa_kind kind;
    (void)state;
    for (unsigned i = 0; i < CAA_KIND_COUNT; i++) {
        const char *word = caa_kind_word(i);
        assert_true(caa_kind_parse(word, strlen(word), &kind));
        assert_int_equal(kind, i);
    }
    kind = CAA_KIND_SMIME;
    assert_false(caa_kind_parse("serve", 5, &kind));
    assert_false(caa_kind_parse("server ", 7, &kind));
    assert_false(caa_kind_parse("", 0, &kind));
    assert_int_equal(kind, CAA_KIND_SMIME);
    assert_string_equal(reason_word(REASON_LOOKUP_FAILED_SIGNED), "lookup-failed-signed");
    assert_string_equal(verdict_word(reason_verdict(REASON_LISTED)), "allowed");
    assert_string_equal(verdict_word(reason_verdict(REASON_FORBIDDEN)), "denied");
    assert_string_equal(verdict_word(reason_verdict(REASON_CONDITIONAL)), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decision_table),
        cmocka_unit_test(test_order_of_reasons),
        cmocka_unit_test(test_parameters),
        cmocka_unit_test(test_several_properties),
        cmocka_unit_test(test_several_names_and_tags),
        cmocka_unit_test(test_deciding_tag),
        cmocka_unit_test(test_names_ca),
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
