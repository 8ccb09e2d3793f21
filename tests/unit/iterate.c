#include "message_builder.h"

#include "dns/delegation.h"
#include "dns/iterate.h"

#include <stdio.h>

/* What comes back for a question, and what the machine makes of it. */
struct turn {
    const char *asks; /* `name type` that must be asked, of the servers of */
    const char *zone;
    enum reply_kind kind;
    const char *cut; /* REPLY_REFERRAL */
    enum iterate_step step;
};

struct story {
    const char *name, *question;
    uint16_t type;
    const char *known; /* the deepest zone known */
    size_t told;
    struct turn turns[12];
};

static const char *type_text(uint16_t type)
{
    return type == DNS_TYPE_A ? "A" : type == DNS_TYPE_DS ? "DS" : "CAA";
}

static void play(const struct story *story)
{
    struct dns_name question = name_of(story->question), known = name_of(story->known);
    struct iteration iteration;
    struct dns_question asked;
    iterate_start(&iteration, (struct dns_question){question.wire, story->type}, known.wire, story->told);
    for (const struct turn *turn = story->turns; turn->asks; turn++) {
        struct buffer text = {0};
        assert_true(iterate_next(&iteration, &asked));
        dns_name_print(asked.name, &text);
        buffer_add_char(&text, ' ');
        buffer_add_text(&text, type_text(asked.type));
        if (strcmp(buffer_text(&text), turn->asks) != 0)
            fail_msg("%s: asks '%s' instead of '%s'", story->name, buffer_text(&text), turn->asks);
        struct dns_name zone = name_of(turn->zone), cut = name_of(turn->cut ? turn->cut : ".");
        if (!dns_name_equal(iteration.zone.wire, zone.wire))
            fail_msg("%s: '%s' is not asked of %s", story->name, turn->asks, turn->zone);
        const struct dns_reply reply = {.kind = turn->kind, .cut = cut.wire, .detail = ""};
        assert_int_equal(iterate_feed(&iteration, &reply), turn->step);
        buffer_free(&text);
    }
}

static void test_stories(void **state)
{
    static const struct story stories[] = {
        {"down from the root",
         "www.example.ac.jp",
         DNS_TYPE_CAA,
         ".",
         0,
         {{"jp A", ".", REPLY_REFERRAL, "jp", ITERATE_CUT},
          {"ac.jp A", "jp", REPLY_NODATA, NULL, ITERATE_PART},
          {"example.ac.jp A", "jp", REPLY_REFERRAL, "example.ac.jp", ITERATE_CUT},
          {"www.example.ac.jp CAA", "example.ac.jp", REPLY_SET, NULL, ITERATE_COMPLETE}}},
        {"a part that is known",
         "example.ac.jp",
         DNS_TYPE_CAA,
         "jp",
         2,
         {{"example.ac.jp CAA", "jp", REPLY_REFERRAL, "example.ac.jp", ITERATE_CUT},
          {"example.ac.jp CAA", "example.ac.jp", REPLY_NODATA, NULL, ITERATE_COMPLETE}}},
        {"several cuts at once",
         "a.b.c.jp",
         DNS_TYPE_CAA,
         "jp",
         1,
         {{"c.jp A", "jp", REPLY_REFERRAL, "c.jp", ITERATE_CUT},
          {"b.c.jp A", "c.jp", REPLY_REFERRAL, "b.c.jp", ITERATE_CUT},
          {"a.b.c.jp CAA", "b.c.jp", REPLY_NXDOMAIN, NULL, ITERATE_COMPLETE}}},
        {"NXDOMAIN for an empty non-terminal",
         "a.b.jp",
         DNS_TYPE_CAA,
         "jp",
         1,
         {{"b.jp A", "jp", REPLY_NXDOMAIN, NULL, ITERATE_AGAIN},
          {"a.b.jp CAA", "jp", REPLY_SET, NULL, ITERATE_COMPLETE}}},
        {"an error for an empty non-terminal",
         "a.b.jp",
         DNS_TYPE_CAA,
         "jp",
         1,
         {{"b.jp A", "jp", REPLY_FAILED, NULL, ITERATE_AGAIN},
          {"a.b.jp CAA", "jp", REPLY_REFERRAL, "b.jp", ITERATE_CUT},
          {"a.b.jp CAA", "b.jp", REPLY_FAILED, NULL, ITERATE_COMPLETE}}},
        {"an alias on the way",
         "a.b.jp",
         DNS_TYPE_CAA,
         "jp",
         1,
         {{"b.jp A", "jp", REPLY_ALIAS, NULL, ITERATE_PART},
          {"a.b.jp CAA", "jp", REPLY_ALIAS, NULL, ITERATE_COMPLETE}}},
        {"a DS is the parent's to tell",
         "b.jp",
         DNS_TYPE_DS,
         "jp",
         1,
         {{"b.jp DS", "jp", REPLY_NODATA, NULL, ITERATE_COMPLETE}}},
        {"a parent that does not know that",
         "b.jp",
         DNS_TYPE_DS,
         "jp",
         1,
         {{"b.jp DS", "jp", REPLY_REFERRAL, "b.jp", ITERATE_COMPLETE}}},
        {"a DS below a cut",
         "a.b.jp",
         DNS_TYPE_DS,
         "jp",
         1,
         {{"b.jp A", "jp", REPLY_REFERRAL, "b.jp", ITERATE_CUT},
          {"a.b.jp DS", "b.jp", REPLY_SET, NULL, ITERATE_COMPLETE}}},
        {"the root itself", ".", DNS_TYPE_CAA, ".", 0, {{". CAA", ".", REPLY_NODATA, NULL, ITERATE_COMPLETE}}},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(stories); i++)
        play(&stories[i]);
}

/* After ten labels told one by one the rest is told at once (RFC 9156 2.3). */
static void test_minimisation_ends(void **state)
{
    struct dns_name name = name_of("1.2.3.4.5.6.7.8.9.10.11.12.13.14.15");
    struct iteration iteration;
    struct dns_question asked;
    unsigned parts = 0;
    (void)state;
    iterate_start(&iteration, (struct dns_question){name.wire, DNS_TYPE_CAA}, (const uint8_t *)"", 0);
    while (iterate_next(&iteration, &asked) && asked.type == DNS_TYPE_A) {
        iterate_feed(&iteration, &(struct dns_reply){.kind = REPLY_NODATA});
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
    iterate_start(&iteration, (struct dns_question){name.wire, DNS_TYPE_CAA}, (const uint8_t *)"", 0);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stories),
        cmocka_unit_test(test_minimisation_ends),
        cmocka_unit_test(test_questions_are_bounded),
        cmocka_unit_test(test_delegation),
        cmocka_unit_test(test_many_servers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
