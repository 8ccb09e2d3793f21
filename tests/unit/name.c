/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

static void assert_prints(const uint8_t *wire, const char *expected)
{
    struct buffer text = {0};
    dns_name_print(wire, &text);
    assert_string_equal(buffer_text(&text), expected);
    buffer_free(&text);
}

static void test_parse_and_print(void **state)
{
    static const struct {
        const char *text, *printed; /* NULL: no name */
    } cases[] = {
        {"www.Example.AC.jp", "www.example.ac.jp"},
        {"www.example.ac.jp.", "www.example.ac.jp"},
        {".", "."},
        {"a\\.b.c", "a\\.b.c"},
        {"a\\046b.c", "a\\.b.c"},
        {"\\000\\255.c", "\\000\\255.c"},
        {"a\\ b.c", "a\\032b.c"},
        {"\\[x\\].c", "\\091x\\].c"},
        {"*.x", "*.x"},
        {"", NULL},
        {"..", NULL},
        {".a", NULL},
        {"a..b", NULL},
        {"a\\", NULL},
        {"a\\25", NULL},
        {"a\\256.c", NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct dns_name name;
        bool parsed = dns_name_parse(cases[i].text, strlen(cases[i].text), &name);
        if (parsed != (cases[i].printed != NULL))
            fail_msg("'%s': parsed %d", cases[i].text, parsed);
        if (parsed) {
            assert_int_equal(name.size, dns_name_size(name.wire));
            assert_prints(name.wire, cases[i].printed);
        }
    }
}

static void test_limits(void **state)
{
    char text[300];
    struct dns_name name;
    (void)state;
    memset(text, 'x', sizeof text);
    assert_true(dns_name_parse(text, 63, &name));
    assert_false(dns_name_parse(text, 64, &name));
    for (size_t i = 63; i < sizeof text; i += 64)
        text[i] = '.';
    assert_true(dns_name_parse(text, 63 * 3 + 3 + 61, &name));
    assert_int_equal(name.size, DNS_NAME_MAX);
    assert_false(dns_name_parse(text, 63 * 3 + 3 + 62, &name));
    text[63 * 3 + 3 + 61] = '.';
    assert_true(dns_name_parse(text, 63 * 3 + 3 + 62, &name));
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = i % 2 ? '.' : 'a';
    assert_true(dns_name_parse(text, 2 * DNS_LABELS_MAX - 1, &name));
    assert_int_equal(dns_name_labels(name.wire), DNS_LABELS_MAX);
    assert_false(dns_name_parse(text, 2 * DNS_LABELS_MAX + 1, &name));
}

static void test_relations(void **state)
{
    (void)state;
    struct dns_name host = name_of("www.example.jp"), zone = name_of("example.jp"), other = name_of("ample.jp");
    struct dns_name root = name_of(".");
    assert_true(dns_name_within(host.wire, zone.wire));
    assert_true(dns_name_within(zone.wire, zone.wire));
    assert_true(dns_name_within(zone.wire, root.wire));
    assert_false(dns_name_within(zone.wire, host.wire));
    assert_false(dns_name_within(zone.wire, other.wire));
    assert_true(dns_name_equal(dns_name_parent(host.wire), zone.wire));
    assert_int_equal(dns_name_labels(root.wire), 0);
}

/* The example of RFC 4034 6.1. */
static void test_equal(void **state)
{
    static const char *const names[] = {".",         "jp",       "a.jp",     "b.jp",      "ab.jp",    "a.jq",
                                        "a.b.jp",    "a.c.jp",   "b.b.jp",   "aa.jp",     "a\\.b.jp", "a.b",
                                        "www.ab.jp", "www.a.jp", "wwx.a.jp", "www.ab.jq", "www",      "x.www"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        for (size_t j = 0; j < COUNT_OF(names); j++) {
            struct dns_name one = name_of(names[i]), other = name_of(names[j]);
            assert_int_equal(dns_name_equal(one.wire, other.wire), i == j);
        }
}

static void test_canonical_order(void **state)
{
    static const char *const sorted[] = {"example",         "a.example",      "yljkjljk.a.example",
                                         "z.a.example",     "zabc.a.example", "z.example",
                                         "\\001.z.example", "*.z.example",    "\\200.z.example"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(sorted); i++)
        for (size_t j = 0; j < COUNT_OF(sorted); j++) {
            struct dns_name a = name_of(sorted[i]), b = name_of(sorted[j]);
            int order = dns_name_compare(a.wire, b.wire);
            if ((order > 0) - (order < 0) != (i > j) - (i < j))
                fail_msg("%s against %s: %d", sorted[i], sorted[j], order);
        }
}

static void test_join(void **state)
{
    struct dns_name joined, name = name_of("a.b.d"), target = name_of("t.x");
    (void)state;
    assert_true(dns_name_join(name.wire, 2, target.wire, &joined));
    assert_prints(joined.wire, "a.b.t.x");
    char text[251];
    memset(text, 'x', sizeof text);
    for (size_t i = 63; i < sizeof text; i += 64)
        text[i] = '.';
    assert_true(dns_name_parse(text, sizeof text, &target));
    assert_false(dns_name_join(name.wire, 2, target.wire, &joined));
    assert_true(dns_name_join(name.wire, 1, target.wire, &joined));
}

static void test_read_compressed(void **state)
{
    /* 0: a.b, 5: c -> 0, 9: pointer to itself, 11: pointer forwards, 13: reserved label type, 14: cut */
    static const uint8_t message[] = {1, 'A', 1, 'b', 0, 1, 'c', 0xC0, 0, 0xC0, 9, 0xC0, 13, 0x40, 3, 'x'};
    static const struct {
        size_t at, end;
        const char *printed;
    } cases[] = {{0, 5, "a.b"}, {5, 9, "c.a.b"}, {7, 9, "a.b"}, {9, 0, NULL},
                 {11, 0, NULL}, {13, 0, NULL},   {14, 0, NULL}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct reader reader = reader_of(message, sizeof message);
        struct dns_name name;
        reader.at = cases[i].at;
        bool read = dns_name_read(&reader, &name);
        if (read != (cases[i].printed != NULL))
            fail_msg("at %zu: read %d", cases[i].at, read);
        assert_int_equal(reader.failed, !read);
        if (read) {
            assert_int_equal(reader.at, cases[i].end);
            assert_prints(name.wire, cases[i].printed);
        }
    }
}

/* Pointers that each add a label must end at 255 octets. */
static void test_read_too_long(void **state)
{
    uint8_t message[64 * 6 + 2];
    (void)state;
    memset(message, 'x', sizeof message);
    for (size_t i = 0; i < 6; i++)
        message[64 * i] = 63;
    message[64 * 6] = 0;
    for (size_t labels = 1; labels <= 6; labels++) {
        struct reader reader = reader_of(message, sizeof message);
        struct dns_name name;
        reader.at = 64 * (6 - labels);
        assert_int_equal(dns_name_read(&reader, &name), labels <= 3);
    }
}

static void test_skip(void **state)
{
    static const uint8_t message[] = {1, 'a', 0xC0, 0, 7, 2, 'x'};
    (void)state;
    struct reader reader = reader_of(message, sizeof message);
    dns_name_skip(&reader);
    assert_int_equal(reader.at, 4);
    reader.at = 5;
    dns_name_skip(&reader);
    assert_true(reader.failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal),           cmocka_unit_test(test_parse_and_print), cmocka_unit_test(test_limits),
        cmocka_unit_test(test_relations),       cmocka_unit_test(test_canonical_order), cmocka_unit_test(test_join),
        cmocka_unit_test(test_read_compressed), cmocka_unit_test(test_read_too_long),   cmocka_unit_test(test_skip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
