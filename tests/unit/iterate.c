/* SPDX-License-Identifier: Apache-2.0 */
#include "message_builder.h"

#include "dns/delegation.h"
#include "dns/iterate.h"

#include <stdio.h>

/* After ten labels told one by one the rest is told at once (RFC 9156 2.3). */
static void test_minimisation_ends(void **state)
{
    struct dns_name name = name_of("1.2.3.4.5.6.7.8.9.10.11.12.13.14.15");
    struct iteration iteration;
    struct dns_question asked;
    unsigned parts = 0;
    (void)state;
    iterate_start(&iteration, dns_question_of(name.wire, DNS_TYPE_CAA), (const uint8_t *)"", 0);
    while (iterate_next(&iteration, &asked) && asked.type == DNS_TYPE_A) {
        assert_int_equal(iterate_feed(&iteration, &(struct dns_reply){.kind = REPLY_NODATA}), ITERATE_PART);
        parts++;
    }
    assert_int_equal(parts, ITERATE_MINIMISE_MAX);
    assert_true(dns_name_equal(asked.name, name.wire));
}

static void test_questions_are_bounded(void **state)
{
    struct dns_name name = name_of("a.b");
    struct iteration iteration;
    struct dns_question asked;
    unsigned questions = 0;
    (void)state;
    iterate_start(&iteration, dns_question_of(name.wire, DNS_TYPE_CAA), (const uint8_t *)"", 0);
    for (; iterate_next(&iteration, &asked); questions++)
        iterate_feed(&iteration, &(struct dns_reply){.kind = REPLY_FAILED});
    assert_int_equal(questions, ITERATE_QUESTIONS_MAX);
}

/* ---- delegations ---- */

static void add_address(struct builder *message, const char *owner, const char *octets, size_t size)
{
    add_record(message, SECTION_ADDITIONAL, owner, size == 4 ? DNS_TYPE_A : DNS_TYPE_AAAA, 300, octets, size);
}

/* `ns1.example.jp 2; ns.other 0` */
static const char *summary_of(const struct delegation *delegation, struct buffer *out)
{
    buffer_clear(out);
    for (size_t i = 0; i < delegation->server_count; i++) {
        buffer_add_text(out, i ? "; " : "");
        dns_name_print(delegation->servers[i].name, out);
        buffer_add_char(out, ' ');
        buffer_add_unsigned(out, delegation->servers[i].address_count);
    }
    return buffer_text(out);
}

static void test_delegation(void **state)
{
    struct builder message = reply_to("www.example.jp", 0, DNS_RCODE_NOERROR);
    struct dns_name above = name_of("jp"), cut = name_of("example.jp"), elsewhere = name_of("other.jp");
    struct arena arena = {0};
    struct buffer text = {0};
    struct delegation delegation;
    (void)state;
    add_name_record(&message, SECTION_AUTHORITY, "example.jp", DNS_TYPE_NS, "ns1.example.jp");
    add_name_record(&message, SECTION_AUTHORITY, "example.jp", DNS_TYPE_NS, "NS1.example.jp");
    add_name_record(&message, SECTION_AUTHORITY, "example.jp", DNS_TYPE_NS, "ns.other.jp");
    add_name_record(&message, SECTION_AUTHORITY, "example.jp", DNS_TYPE_NS, "ns.example.com");
    add_name_record(&message, SECTION_AUTHORITY, "unasked.jp", DNS_TYPE_NS, "ns.unasked.jp");
    add_address(&message, "ns1.example.jp", "\1\2\3\4", 4);
    add_address(&message, "ns1.example.jp", "0123456789abcdef", 16);
    add_address(&message, "ns.other.jp", "\1\2\3\5", 4);
    add_address(&message, "ns.example.com", "\6\6\6\6", 4); /* jp has no standing to tell */
    add_address(&message, "ns.unasked.jp", "\6\6\6\6", 4);
    add_record(&message, SECTION_ADDITIONAL, "ns.other.jp", DNS_TYPE_A, 300, "\1\2\3", 3);
    assert_true(delegation_read(message.bytes, message.size, above.wire, cut.wire, &arena, &delegation));
    assert_string_equal(summary_of(&delegation, &text), "ns1.example.jp 2; ns.other.jp 1; ns.example.com 0");
    assert_int_equal(delegation.ttl, 300);
    assert_true(delegation.servers[0].addresses[1].v6);
    assert_memory_equal(delegation.servers[1].addresses[0].bytes, "\1\2\3\5", 4);
    assert_false(delegation_read(message.bytes, message.size, above.wire, elsewhere.wire, &arena, &delegation));
    for (size_t size = 0; size < message.size; size++)
        delegation_read(message.bytes, size, above.wire, cut.wire, &arena, &delegation);
    buffer_free(&text);
    arena_free(&arena);
}

static void test_many_servers(void **state)
{
    struct builder message = reply_to("example.jp", 0, DNS_RCODE_NOERROR);
    struct dns_name above = name_of("jp"), cut = name_of("example.jp");
    struct arena arena = {0};
    struct delegation delegation;
    char text[32];
    (void)state;
    for (int i = 0; i < 30; i++) {
        snprintf(text, sizeof text, "ns%d.jp", i);
        add_name_record(&message, SECTION_AUTHORITY, "example.jp", DNS_TYPE_NS, text);
    }
    for (int i = 0; i < 30; i++)
        add_address(&message, "ns0.jp", (const char[]){1, 2, 3, (char)i}, 4);
    assert_true(delegation_read(message.bytes, message.size, above.wire, cut.wire, &arena, &delegation));
    assert_int_equal(delegation.server_count, DELEGATION_SERVERS_MAX);
    assert_int_equal(delegation.servers[0].address_count, DELEGATION_ADDRESSES_MAX);
    arena_free(&arena);
}

/* Networks that the world cannot reach, and their neighbours that it can (RFC 1918, RFC 6598, RFC 4193). */
static void test_private(void **state)
{
    static const struct {
        uint8_t bytes[16];
        bool v6, private;
    } cases[] = {
        {{9, 255, 255, 255}, false, false},  {{10, 0, 0, 1}, false, true},         {{11, 0, 0, 1}, false, false},
        {{172, 15, 255, 255}, false, false}, {{172, 16, 0, 0}, false, true},       {{172, 31, 255, 255}, false, true},
        {{172, 32, 16, 16}, false, false},   {{192, 167, 255, 255}, false, false}, {{192, 168, 0, 0}, false, true},
        {{192, 169, 0, 0}, false, false},    {{100, 63, 255, 255}, false, false},  {{100, 64, 0, 0}, false, true},
        {{100, 127, 255, 255}, false, true}, {{100, 128, 0, 0}, false, false},     {{127, 0, 0, 1}, false, true},
        {{169, 254, 0, 1}, false, true},     {{0xFB, 0xFF}, true, false},          {{0xFC, 0}, true, true},
        {{0xFD, 0xFF}, true, true},          {{0x20, 1, 0x0D, 0xB8}, true, false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct delegation_address address = {.v6 = cases[i].v6};
        memcpy(address.bytes, cases[i].bytes, sizeof cases[i].bytes);
        if (delegation_is_private(&address) != cases[i].private)
            fail_msg("%u.%u.%u.%u", address.bytes[0], address.bytes[1], address.bytes[2], address.bytes[3]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_minimisation_ends), cmocka_unit_test(test_questions_are_bounded),
        cmocka_unit_test(test_delegation),        cmocka_unit_test(test_private),
        cmocka_unit_test(test_many_servers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
