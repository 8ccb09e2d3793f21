/* SPDX-License-Identifier: Apache-2.0 */
#include "caa_set.h"

#include "caa/conditions.h"

#define US "secomtrust.net"

static const char *const our_ca[] = {US};

static const char *show_conditions(const struct caa_policy *policy, const char *text, struct buffer *out)
{
    struct arena arena = {0};
    struct caa_set set = caa_set_of(text);
    struct text_list list = caa_conditions(policy, set.records, set.count, &arena);
    buffer_clear(out);
    for (size_t i = 0; i < list.count; i++) {
        if (i)
            buffer_add_text(out, "; ");
        buffer_add_text(out, list.items[i]);
    }
    caa_set_free(&set);
    arena_free(&arena);
    return buffer_text(out);
}

static void test_conditions(void **state)
{
    static const struct {
        const char *name, *set, *conditions;
    } cases[] = {
        {"no set", "", ""},
        {"no parameters", "0 issue " US, ""},
        {"one", "0 issue " US "; policy=ev", "policy=ev"},
        {"a method", "0 issue " US "; validationmethods=dns-01", "validationmethods=dns-01"},
        {"blanks are not part of it", "0 issue " US "; a = b ; c=", "a=b; c="},
        {"tags as received", "0 issue " US "; AccountURI=X", "AccountURI=X"},
        {"one property suffices", "0 issue " US "; accounturi=U | 0 issue " US, ""},
        {"it suffices for its tag only", "0 issue " US " | 0 issue " US "; a=b | 0 issuewild " US "; c=d", "c=d"},
        {"each once, in the order of the records",
         "0 issuemail " US "; b=2 | 0 issue " US "; a=1; b=2 | 0 issuewild " US "; a=1; c=3", "b=2; a=1; c=3"},
        {"one text begins another", "0 issue " US "; a=11; a=1; a=111", "a=11; a=1; a=111"},
        {"other CAs do not count", "0 issue ca.example; a=b", ""},
        {"nor do malformed values", "0 issue " US "; a=b;", ""},
        {"nor other tags", "0 issuevmc " US "; a=b | 0 iodef " US "; a=b", ""},
        {"nor what nobody can satisfy", "0 issue " US "; accounturi=1; accounturi=2", ""},
    };
    const struct caa_policy policy = policy_of(our_ca);
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_text(cases[i].name, show_conditions(&policy, cases[i].set, &out), cases[i].conditions);
    buffer_free(&out);
}

static void test_conditions_of_who_applies(void **state)
{
    static const struct {
        const char *name, *set, *conditions;
    } cases[] = {
        {"our account", "0 issue " US "; accounturi=U", "accounturi=U"},
        {"another account's property does not name the CA", "0 issue " US "; accounturi=V", ""},
        {"another method's does", "0 issue " US "; validationmethods=http-01", "validationmethods=http-01"},
    };
    struct caa_policy policy = policy_of(our_ca);
    struct buffer out = {0};
    (void)state;
    policy.account = "U";
    policy.method = "dns-01";
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_text(cases[i].name, show_conditions(&policy, cases[i].set, &out), cases[i].conditions);
    buffer_free(&out);
}

static void test_bounded(void **state)
{
    struct buffer text = {0};
    struct arena arena = {0};
    const struct caa_policy policy = policy_of(our_ca);
    (void)state;
    buffer_add_text(&text, "0 issue " US);
    for (unsigned i = 0; i < 500; i++) {
        buffer_add_text(&text, "; a=");
        buffer_add_unsigned(&text, i);
    }
    struct caa_set set = caa_set_of(buffer_text(&text));
    struct text_list list = caa_conditions(&policy, set.records, set.count, &arena);
    expect_number("texts", list.count, CAA_CONDITIONS_MAX);
    expect_text("the last", list.items[list.count - 1], "a=63");
    caa_set_free(&set);
    arena_free(&arena);
    buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conditions),
        cmocka_unit_test(test_conditions_of_who_applies),
        cmocka_unit_test(test_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
