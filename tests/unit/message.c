/* SPDX-License-Identifier: Apache-2.0 */
#include "message_builder.h"

static void test_query(void **state)
{
    static const uint8_t expected[] = "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x01"
                                      "\3www\2jp\0\x01\x01\x00\x01"
                                      "\x00\x00\x29\x04\xD0\x00\x00\x80\x00\x00";
    uint8_t query[DNS_QUERY_MAX];
    struct dns_name name = name_of("www.jp");
    (void)state;
    struct dns_query wanted = {.question = dns_question_of(name.wire, DNS_TYPE_CAA), .id = 0x1234, .edns = true};
    assert_int_equal(dns_query_write(query, &wanted), sizeof expected);
    assert_memory_equal(query, expected, sizeof expected); /* the last octet is that of the literal's end */
    wanted.edns = false;
    wanted.checking_disabled = true;
    size_t plain = dns_query_write(query, &wanted);
    assert_int_equal(plain, sizeof expected - 11);
    assert_int_equal(query[11], 0);
    assert_int_equal(query[3], 0x10);
}

static void test_matching(void **state)
{
    struct dns_name name = name_of("www.jp");
    const struct dns_question question = dns_question_of(name.wire, DNS_TYPE_CAA);
    static const struct {
        const char *what;
        size_t at; /* octet that is changed */
        uint8_t to;
        bool matches;
    } cases[] = {
        {"as it is", 0, 0x12, true},        {"another id", 1, 0x35, false},   {"a query", 2, 0x01, false},
        {"another opcode", 2, 0xA1, false}, {"two questions", 5, 2, false},   {"no question", 5, 0, false},
        {"upper case", 13, 'W', true},      {"another name", 13, 'x', false}, {"another type", 20, 2, false},
        {"another class", 22, 3, false},    {"SERVFAIL", 3, 0x82, true},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct builder reply = reply_to("www.jp", 0x1234, 0);
        reply.bytes[cases[i].at] = cases[i].to;
        if (dns_reply_matches(reply.bytes, reply.size, question, 0x1234) != cases[i].matches)
            fail_msg("%s", cases[i].what);
    }
    struct builder reply = reply_to("www.jp", 0x1234, DNS_RCODE_FORMERR);
    reply.bytes[5] = 0;
    assert_true(dns_reply_matches(reply.bytes, DNS_HEADER_SIZE, question, 0x1234));
    for (size_t size = 0; size < reply.size; size++) /* cut anywhere */
        dns_reply_matches(reply.bytes, size, question, 0x1234);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_query), cmocka_unit_test(test_matching)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
