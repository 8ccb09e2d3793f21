/* SPDX-License-Identifier: Apache-2.0 */
#include "resolve/address.h"

#include "expect.h"

static const struct {
    const char *text, *printed; /* NULL: refused */
} cases[] = {
    {"192.0.2.1", "192.0.2.1@53"},
    {"192.0.2.1@5353", "192.0.2.1@5353"},
    {"192.0.2.1:5353", "192.0.2.1@5353"},
    {"[192.0.2.1]:5353", "192.0.2.1@5353"},
    {"2001:db8::1", "2001:db8::1@53"},
    {"2001:DB8:0:0::1@1", "2001:db8::1@1"},
    {"[2001:db8::1]", "2001:db8::1@53"},
    {"[2001:db8::1]:65535", "2001:db8::1@65535"},
    {"2001:db8::1:53", "2001:db8::1:53@53"}, /* an address, not a port */
    {"::ffff:192.0.2.1@53", "::ffff:192.0.2.1@53"},
    {"fe80::1%lo@53", "fe80::1%lo@53"},
    {"[fe80::1%lo]:53", "fe80::1%lo@53"},
    {"fe80::1%1", "fe80::1%lo@53"},
    {"fe80::1%4000000", "fe80::1%4000000@53"},
    {"", NULL},
    {"localhost", NULL},
    {"192.0.2", NULL},
    {"192.0.2.256", NULL},
    {"192.0.2.01x", NULL},
    {"192.0.2.1@", NULL},
    {"192.0.2.1@0", NULL},
    {"192.0.2.1@65536", NULL},
    {"192.0.2.1@99999999999999999999", NULL},
    {"192.0.2.1@-1", NULL},
    {"192.0.2.1@ 53", NULL},
    {"192.0.2.1#53", NULL},
    {"192.0.2.1:53@53", NULL},
    {"192.0.2.1%lo", NULL},
    {"[::1", NULL},
    {"::1]", NULL},
    {"[::1]53", NULL},
    {"[::1]@53", NULL},
    {"[]", NULL},
    {"[]:53", NULL},
    {"2001:db8::1%lo", NULL},
    {"fe80::1%", NULL},
    {"fe80::1%0", NULL},
    {"fe80::1%nosuchlink", NULL},
    {"fe80::1%4294967296", NULL},
    {"192.0.2.1 ", NULL},
};

static void test_parse(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct net_address address = {.port = 7};
        char text[NET_ADDRESS_TEXT_MAX];
        bool parsed = net_address_parse(cases[i].text, 53, &address);
        expect_text(cases[i].text, parsed ? net_address_print(&address, text) : "refused",
                    cases[i].printed ? cases[i].printed : "refused");
        if (!parsed)
            expect_number(cases[i].text, address.port, 7);
    }
}

static void test_long_texts_are_refused(void **state)
{
    (void)state;
    char text[4096];
    struct net_address address;
    memset(text, '1', sizeof text);
    text[sizeof text - 1] = '\0';
    assert_false(net_address_parse(text, 53, &address));
    text[0] = '[';
    assert_false(net_address_parse(text, 53, &address));
    memcpy(text, "fe80::1%", 8);
    assert_false(net_address_parse(text, 53, &address));
}

static bool equal(const char *a, const char *b)
{
    struct net_address x, y;
    assert_true(net_address_parse(a, 53, &x));
    assert_true(net_address_parse(b, 53, &y));
    return net_address_equal(&x, &y);
}

static void test_equal(void **state)
{
    (void)state;
    assert_true(equal("192.0.2.1", "192.0.2.1:53"));
    assert_true(equal("2001:db8::1", "[2001:db8:0::1]:53"));
    assert_false(equal("192.0.2.1", "192.0.2.2"));
    assert_false(equal("192.0.2.1", "192.0.2.1@54"));
    assert_false(equal("192.0.2.1", "::ffff:192.0.2.1"));
    assert_false(equal("fe80::1%4000000", "fe80::1%4000001"));
    assert_false(equal("2001:db8::1", "2001:db8::2"));
}

static void test_what_lies_behind_an_ipv4_address_does_not_matter(void **state)
{
    (void)state;
    struct net_address a = {.port = 53, .bytes = {192, 0, 2, 1, 9}}, b = {.port = 53, .bytes = {192, 0, 2, 1}};
    assert_true(net_address_equal(&a, &b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_long_texts_are_refused),
        cmocka_unit_test(test_equal),
        cmocka_unit_test(test_what_lies_behind_an_ipv4_address_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
