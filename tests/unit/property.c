/* SPDX-License-Identifier: Apache-2.0 */
#include "caa_set.h"

static void test_read(void **state)
{
    static const struct {
        const char *name, *record; /* hexadecimal */
        bool read;
        unsigned flags;
        size_t tag_size, value_size;
    } cases[] = {
        {"no octet", "#", false, 0, 0, 0},
        {"one octet", "#00", false, 0, 0, 0},
        {"a tag of length 0", "#8000", true, 128, 0, 0},
        {"a tag of length 0 and a value", "#800061", true, 128, 0, 1},
        {"a tag that ends the RDATA", "#00056973737565", true, 0, 5, 0},
        {"a tag that overruns by one", "#00066973737565", false, 0, 0, 0},
        {"a tag of 255 that overruns", "#00ff69", false, 0, 0, 0},
        {"a NUL in the value", "#000569737375650061", true, 0, 5, 2},
        {"all flags", "#ff056973737565ff", true, 255, 5, 1},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct caa_set set = caa_set_of(cases[i].record);
        struct caa_property property = {0};
        expect_number(cases[i].name, caa_property_read(set.records[0], &property), cases[i].read);
        expect_number(cases[i].name, property.flags, cases[i].flags);
        expect_number(cases[i].name, property.tag_size, cases[i].tag_size);
        expect_number(cases[i].name, property.value_size, cases[i].value_size);
        caa_set_free(&set);
    }
}

static void test_refused_is_untouched(void **state)
{
    static const uint8_t overrun[] = {1, 2, 'a'};
    struct caa_property property = {.flags = 77};
    (void)state;
    assert_false(caa_property_read((struct dns_rdata){overrun, sizeof overrun}, &property));
    assert_int_equal(property.flags, 77);
    assert_false(caa_property_read((struct dns_rdata){NULL, 0}, &property));
    assert_int_equal(property.flags, 77);
}

static void test_tag(void **state)
{
    static const struct {
        const char *record;
        enum caa_tag tag;
    } cases[] = {
        {"0 issue x", CAA_TAG_ISSUE},
        {"0 IsSuE x", CAA_TAG_ISSUE},
        {"0 ISSUEWILD x", CAA_TAG_ISSUEWILD},
        {"128 IssueMail x", CAA_TAG_ISSUEMAIL},
        {"0 iodef x", CAA_TAG_IODEF},
        {"0 issuevmc x", CAA_TAG_ISSUEVMC},
        {"0 ContactEmail x", CAA_TAG_CONTACTEMAIL},
        {"0 contactphone x", CAA_TAG_CONTACTPHONE},
        {"0 policy x", CAA_TAG_OTHER},
        {"0 issu x", CAA_TAG_OTHER},
        {"0 issues x", CAA_TAG_OTHER},
        {"0 issue\\000 x", CAA_TAG_OTHER},
        {"0 issue-wild x", CAA_TAG_OTHER},
        {"#0000", CAA_TAG_OTHER},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct caa_set set = caa_set_of(cases[i].record);
        struct caa_property property = property_of(&set, 0);
        expect_number(cases[i].record, caa_property_tag(&property), cases[i].tag);
        caa_set_free(&set);
    }
}

static void test_tag_is_valid(void **state)
{
    static const struct {
        const char *tag;
        bool valid;
    } cases[] = {
        {"issue", true}, {"a1B", true}, {"7", true},    {"", false},         {"issue-wild", false}, {"a_b", false},
        {"a ", false},   {" ", false},  {"a.b", false}, {"\303\251", false}, {"@", false},          {"[", false},
        {"`", false},    {"{", false},  {"/", false},   {":", false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_number(cases[i].tag, caa_tag_is_valid((const uint8_t *)cases[i].tag, strlen(cases[i].tag)),
                      cases[i].valid);
}

/* `ISSUER?TAG=VALUE?TAG=VALUE...`, or `malformed`. */
static const char *show_value(const struct caa_property *property, struct buffer *out)
{
    struct caa_issue_value value = caa_issue_value_read(property);
    struct caa_parameter parameter;
    buffer_clear(out);
    if (!value.well_formed) {
        assert_false(caa_parameter_next(&value, &parameter));
        assert_int_equal(value.issuer_size, 0);
        return "malformed";
    }
    buffer_add(out, value.issuer, value.issuer_size);
    while (caa_parameter_next(&value, &parameter)) {
        buffer_add_char(out, '?');
        buffer_add(out, parameter.tag, parameter.tag_size);
        buffer_add_char(out, '=');
        buffer_add(out, parameter.value, parameter.value_size);
    }
    return buffer_text(out);
}

/* RFC 8659 4.2, rule by rule; values are those of the record's text form in caa_set.h. */
static void test_issue_value(void **state)
{
    static const struct {
        const char *value, *parsed;
    } cases[] = {
        /* nobody is named */
        {"", ""},
        {" ", ""},
        {"\\009 ", ""},
        {";", ""},
        {" ; ", ""},
        {"; a=b", "?a=b"},
        {";a=b", "?a=b"},
        /* the issuer */
        {"ca.ex", "ca.ex"},
        {"CA.Ex", "CA.Ex"},
        {" ca.ex\\009", "ca.ex"},
        {"  secomtrust.net  ", "secomtrust.net"},
        {"ca--x.ex", "ca--x.ex"},
        {"xn--wgv71a119e.jp", "xn--wgv71a119e.jp"},
        {"localhost", "localhost"},
        {"1", "1"},
        {"1.2.3.4", "1.2.3.4"},
        {"ca.ex.", "malformed"},
        {".ca.ex", "malformed"},
        {".", "malformed"},
        {"ca..ex", "malformed"},
        {"-ca.ex", "malformed"},
        {"ca-.ex", "malformed"},
        {"ca.-ex", "malformed"},
        {"ca.ex-", "malformed"},
        {"-", "malformed"},
        {"_ca.ex", "malformed"},
        {"c_a.ex", "malformed"},
        {"*.ca.ex", "malformed"},
        {"https://ca.ex", "malformed"},
        {"ca.ex/", "malformed"},
        {"\"ca.ex\"", "malformed"},
        {"ca.ex, ca2.ex", "malformed"},
        {"ca.ex ca2.ex", "malformed"},
        {"%%%%%", "malformed"},
        {"=1+1", "malformed"},
        {"ca.ex\\000", "malformed"},
        {"\\000", "malformed"},
        {"ca.ex\\010", "malformed"},
        {"ca.ex\\127", "malformed"},
        {"\\230\\151\\165.jp", "malformed"},
        /* the semicolon */
        {"ca.ex;", "ca.ex"},
        {"ca.ex ; ", "ca.ex"},
        {"  ca.ex ;\\009 ", "ca.ex"},
        {"ca.ex;;", "malformed"},
        {";;", "malformed"},
        {"ca.ex; ;", "malformed"},
        /* parameters */
        {"ca.ex; a=b; c=d", "ca.ex?a=b?c=d"},
        {"ca.ex;a=b;c=d", "ca.ex?a=b?c=d"},
        {"ca.ex; a=b ;\\009c=d \\009", "ca.ex?a=b?c=d"},
        {"ca.ex; a = b", "ca.ex?a=b"},
        {"ca.ex; a\\009=\\009b", "ca.ex?a=b"},
        {"ca.ex; a=", "ca.ex?a="},
        {"ca.ex; a= ; b=c", "ca.ex?a=?b=c"},
        {"ca.ex; foo=; baz = bar", "ca.ex?foo=?baz=bar"},
        {"ca.ex; a=x=y", "ca.ex?a=x=y"},
        {"ca.ex; a==", "ca.ex?a=="},
        {"ca.ex; 1=2; a-b=c", "ca.ex?1=2?a-b=c"},
        {"ca.ex; a=!:<~", "ca.ex?a=!:<~"},
        {"ca.ex; a=\"b\"", "ca.ex?a=\"b\""},
        {"ca.ex; a=b; a=b", "ca.ex?a=b?a=b"},
        {"ca.ex; validationmethods=dns-01,http-01", "ca.ex?validationmethods=dns-01,http-01"},
        {"ca.ex; a=b;", "malformed"},
        {"ca.ex; a=b; ", "malformed"},
        {"ca.ex; a=b;; c=d", "malformed"},
        {"ca.ex; a", "malformed"},
        {"ca.ex; a; b=c", "malformed"},
        {"ca.ex; =b", "malformed"},
        {"ca.ex; -a=b", "malformed"},
        {"ca.ex; a-=b", "malformed"},
        {"ca.ex; a_b=c", "malformed"},
        {"ca.ex; a.b=c", "malformed"},
        {"ca.ex a=b", "malformed"},
        {"ca.ex; a=b c=d", "malformed"},
        {"ca.ex; a=b c", "malformed"},
        {"ca.ex; a=b\\009c", "malformed"},
        {"ca.ex; a b=c", "malformed"},
        {"ca.ex; a=\\000", "malformed"},
        {"ca.ex; a=\\127", "malformed"},
        {"ca.ex; a=123f\\246ur5", "malformed"},
        {"a=b", "malformed"},
    };
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint8_t octets[128];
        const struct caa_property property = {
            .value = octets, .value_size = octets_of_text(cases[i].value, strlen(cases[i].value), octets)};
        expect_text(cases[i].value, show_value(&property, &out), cases[i].parsed);
    }
    buffer_free(&out);
}

/* A value is not a character-string: it has no length octet of its own. */
static void test_long_value(void **state)
{
    static uint8_t octets[2000] = "ca.ex; note=";
    (void)state;
    memset(octets + 12, 'x', sizeof octets - 12);
    const struct caa_property property = {.value = octets, .value_size = sizeof octets};
    struct caa_issue_value value = caa_issue_value_read(&property);
    struct caa_parameter parameter;
    assert_true(value.well_formed);
    assert_true(caa_parameter_next(&value, &parameter));
    assert_int_equal(parameter.value_size, sizeof octets - 12);
    assert_false(caa_parameter_next(&value, &parameter));
}

static void test_print(void **state)
{
    static const struct {
        const char *record, *printed;
    } cases[] = {
        {"0 issue secomtrust.net", "0 issue \"secomtrust.net\""},
        {"128 IsSuE ;", "128 IsSuE \";\""},
        {"255 tag123 x", "255 tag123 \"x\""},
        {"0 issue ", "0 issue \"\""},
        {"#00056973737565", "0 issue \"\""},
        {"0 issue a\"b\\092c", "0 issue \"a\\\"b\\\\c\""},
        {"0 issue \\000\\009\\031 ~\\127\\128\\255", "0 issue \"\\000\\009\\031 ~\\127\\128\\255\""},
        {"0 issue \\230\\151\\165", "0 issue \"\\230\\151\\165\""},
        {"#000a69737375652d77696c643b", "\\# 13 000a69737375652d77696c643b"},
        {"#8000ff", "\\# 3 8000ff"},
        {"#00", "\\# 1 00"},
        {"#", "\\# 0"},
        {"#00ff41", "\\# 3 00ff41"},
    };
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct caa_set set = caa_set_of(cases[i].record);
        buffer_clear(&out);
        caa_rdata_print(set.records[0], &out);
        expect_text(cases[i].record, buffer_text(&out), cases[i].printed);
        caa_set_free(&set);
    }
    buffer_free(&out);
}

static void test_print_octets(void **state)
{
    struct buffer out = {0};
    (void)state;
    for (unsigned octet = 0; octet < 256; octet++) {
        const uint8_t bytes[] = {0, 5, 'i', 's', 's', 'u', 'e', 'a', (uint8_t)octet, 'b'};
        bool plain = octet >= ' ' && octet < 0x7F, escaped = octet == '"' || octet == '\\';
        char expected[32];
        snprintf(expected, sizeof expected, plain ? "0 issue \"a%s%cb\"" : "0 issue \"a%s\\%03ub\"",
                 escaped ? "\\" : "", octet);
        buffer_clear(&out);
        caa_rdata_print((struct dns_rdata){bytes, sizeof bytes}, &out);
        expect_text("an octet", buffer_text(&out), expected);
    }
    buffer_free(&out);
}

static void test_print_record(void **state)
{
    static const struct {
        const char *owner, *record, *printed;
    } cases[] = {
        {"example.ac.jp", "0 issue secomtrust.net", "example.ac.jp. 3600 IN CAA 0 issue \"secomtrust.net\""},
        {"*.a\\.b.jp", "0 issuewild ;", "*.a\\.b.jp. 3600 IN CAA 0 issuewild \";\""},
        {"jp", "#8000ff", "jp. 3600 IN TYPE257 \\# 3 8000ff"},
    };
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct caa_set set = caa_set_of(cases[i].record);
        struct dns_name owner = name_of(cases[i].owner);
        buffer_clear(&out);
        caa_record_print(owner.wire, 3600, set.records[0], &out);
        expect_text(cases[i].owner, buffer_text(&out), cases[i].printed);
        caa_set_free(&set);
    }
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),         cmocka_unit_test(test_refused_is_untouched),
        cmocka_unit_test(test_tag),          cmocka_unit_test(test_tag_is_valid),
        cmocka_unit_test(test_issue_value),  cmocka_unit_test(test_long_value),
        cmocka_unit_test(test_print),        cmocka_unit_test(test_print_record),
        cmocka_unit_test(test_print_octets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
