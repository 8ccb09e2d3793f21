/* SPDX-License-Identifier: Apache-2.0 */
#include "expect.h"
#include "message_builder.h"
#include "said.h"

#include "dns/reply.h"

#include <stdio.h>

/* What a classification is expected to be, in one line. */
static const char *summary_of(const struct dns_reply *reply, char *out, size_t size)
{
    static const char *const kinds[] = {"set",      "nodata",    "nxdomain", "alias",
                                        "referral", "truncated", "no-edns",  "failed"};
    struct buffer text = {0};
    buffer_add_text(&text, kinds[reply->kind]);
    if (reply->failure) {
        buffer_add_char(&text, ' ');
        buffer_add_text(&text, failure_code(reply->failure));
    }
    if (reply->record_count) {
        buffer_add_text(&text, " records=");
        buffer_add_unsigned(&text, reply->record_count);
        buffer_add_text(&text, " owner=");
        dns_name_print(reply->owner, &text);
    }
    if (!reply->failure && (reply->kind == REPLY_SET || reply->kind == REPLY_NODATA || reply->kind == REPLY_NXDOMAIN)) {
        buffer_add_text(&text, " ttl=");
        buffer_add_unsigned(&text, reply->ttl);
    }
    for (size_t i = 0; i < reply->alias_count; i++) {
        buffer_add_text(&text, " >");
        dns_name_print(reply->aliases[i], &text);
    }
    if (reply->remarks.stale)
        buffer_add_text(&text, " stale");
    snprintf(out, size, "%s", buffer_text(&text));
    buffer_free(&text);
    return out;
}

static struct dns_reply classify(const struct builder *message, const char *name, struct arena *arena)
{
    struct dns_name wire = name_of(name);
    struct dns_reply reply;
    const uint8_t *lent = arena_dup(arena, wire.wire, wire.size);
    dns_reply_classify(message->bytes, message->size, dns_question_of(lent, DNS_TYPE_CAA), arena, &reply);
    return reply;
}

static void expect(const struct builder *message, const char *expected)
{
    struct arena arena = {0};
    char text[2048];
    struct dns_reply reply = classify(message, "www.example", &arena);
    assert_string_equal(summary_of(&reply, text, sizeof text), expected);
    arena_free(&arena);
}

static void test_plain_answers(void **state)
{
    (void)state;
    struct builder message = reply_to("www.example", 1, 0);
    add_caa(&message, "WWW.example", 3600, "issue", "a");
    add_caa(&message, "www.example", 60, "issue", "b");
    add_caa(&message, "other.example", 5, "issue", "c");
    expect(&message, "set records=2 owner=www.example ttl=60");

    message = reply_to("www.example", 1, 0);
    add_soa(&message, "example", 900, 300);
    expect(&message, "nodata ttl=300");

    message = reply_to("www.example", 1, DNS_RCODE_NXDOMAIN);
    add_soa(&message, "example", 100, 300);
    expect(&message, "nxdomain ttl=100");

    message = reply_to("www.example", 1, 0);
    expect(&message, "nodata ttl=0");

    message = reply_to("www.example", 1, 0);
    add_soa(&message, "elsewhere", 900, 300);
    expect(&message, "nodata ttl=0");
}

static void test_aliases(void **state)
{
    (void)state;
    struct builder message = reply_to("www.example", 1, 0);
    add_caa(&message, "c.net", 60, "issue", "b");
    add_name_record(&message, SECTION_ANSWER, "b.net", DNS_TYPE_CNAME, "c.net");
    add_name_record(&message, SECTION_ANSWER, "www.example", DNS_TYPE_CNAME, "b.net");
    expect(&message, "set records=1 owner=c.net ttl=60 >b.net >c.net");

    message = reply_to("www.example", 1, 0);
    add_name_record(&message, SECTION_ANSWER, "www.example", DNS_TYPE_CNAME, "b.net");
    expect(&message, "alias >b.net");
    add_soa(&message, "example", 60, 60); /* says nothing about the target */
    expect(&message, "alias >b.net");
    add_soa(&message, "net", 60, 50);
    expect(&message, "nodata ttl=50 >b.net");

    message = reply_to("www.example", 1, DNS_RCODE_NXDOMAIN);
    add_name_record(&message, SECTION_ANSWER, "www.example", DNS_TYPE_CNAME, "b.net");
    expect(&message, "nxdomain ttl=0 >b.net");

    message = reply_to("www.example", 1, 0);
    add_name_record(&message, SECTION_ANSWER, "example", DNS_TYPE_DNAME, "t.net");
    expect(&message, "alias >www.t.net");
    add_name_record(&message, SECTION_ANSWER, "www.example", DNS_TYPE_CNAME, "www.t.net");
    add_caa(&message, "www.t.net", 9, "issue", "b");
    expect(&message, "set records=1 owner=www.t.net ttl=9 >www.t.net");

    message = reply_to("www.example", 1, 0); /* a DNAME does not redirect its owner (RFC 6672 2.3) */
    add_name_record(&message, SECTION_ANSWER, "www.example", DNS_TYPE_DNAME, "t.net");
    add_soa(&message, "example", 60, 60);
    expect(&message, "nodata ttl=60");
}

/* RFC 2181 10.1, RFC 6672 2.4. */
static void test_torn_aliases(void **state)
{
    static const struct {
        const char *label, *expected;
        struct {
            const char *owner;
            uint16_t type;
            const char *target;
        } records[4];
    } cases[] = {
        {"two CNAMEs",
         "failed bad-response",
         {{"www.example", DNS_TYPE_CNAME, "a.net"}, {"www.example", DNS_TYPE_CNAME, "b.net"}}},
        {"two further on",
         "failed bad-response >a.net",
         {{"www.example", DNS_TYPE_CNAME, "a.net"},
          {"a.net", DNS_TYPE_CNAME, "b.net"},
          {"a.net", DNS_TYPE_CNAME, "c.net"}}},
        {"one twice",
         "alias >a.net",
         {{"www.example", DNS_TYPE_CNAME, "a.net"}, {"WWW.example", DNS_TYPE_CNAME, "A.net"}}},
        {"two elsewhere",
         "alias >a.net",
         {{"www.example", DNS_TYPE_CNAME, "a.net"},
          {"other.net", DNS_TYPE_CNAME, "b.net"},
          {"other.net", DNS_TYPE_CNAME, "c.net"}}},
        {"two DNAMEs",
         "failed bad-response",
         {{"example", DNS_TYPE_DNAME, "a.net"}, {"example", DNS_TYPE_DNAME, "b.net"}}},
        {"the second with its CNAME",
         "failed bad-response",
         {{"example", DNS_TYPE_DNAME, "a.net"},
          {"www.example", DNS_TYPE_CNAME, "www.b.net"},
          {"example", DNS_TYPE_DNAME, "b.net"}}},
        {"one twice, DNAME",
         "alias >www.a.net",
         {{"example", DNS_TYPE_DNAME, "a.net"}, {"example", DNS_TYPE_DNAME, "a.net"}}},
        {"at two owners",
         "failed bad-response",
         {{"example", DNS_TYPE_DNAME, "a.net"}, {".", DNS_TYPE_DNAME, "a.net"}}},
        {"at two, to the same end",
         "failed bad-response",
         {{"example", DNS_TYPE_DNAME, "a"}, {".", DNS_TYPE_DNAME, "a.example"}}},
        {"one leads below another",
         "alias >www.b.net >www.c.org",
         {{"example", DNS_TYPE_DNAME, "b.net"}, {"b.net", DNS_TYPE_DNAME, "c.org"}}},
        {"and between two names",
         "alias >www.a.b.net >www.a.c.org",
         {{"example", DNS_TYPE_DNAME, "a.b.net"}, {"b.net", DNS_TYPE_DNAME, "c.org"}}},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena = {0};
        char text[2048];
        struct builder message = reply_to("www.example", 1, 0);
        for (size_t k = 0; k < COUNT_OF(cases[i].records) && cases[i].records[k].owner; k++)
            add_name_record(&message, SECTION_ANSWER, cases[i].records[k].owner, cases[i].records[k].type,
                            cases[i].records[k].target);
        struct dns_reply reply = classify(&message, "www.example", &arena);
        expect_text(cases[i].label, summary_of(&reply, text, sizeof text), cases[i].expected);
        arena_free(&arena);
    }
    struct builder message = reply_to("www.example", 1, 0);
    add_record(&message, SECTION_ANSWER, "www.example", DNS_TYPE_CNAME, 300, "\1a\0\0", 4);
    expect(&message, "failed bad-response");
}

/* RFC 6891 6.1.1, 6.1.3: twelve bits; one OPT record, at the root, in the additional section. */
static void test_opt(void **state)
{
    static const unsigned uppers[] = {1, 0x0F, 0x7F, 0x80, 0xF0, 0xFF};
    (void)state;
    for (unsigned rcode = 0; rcode < 16; rcode++)
        for (size_t i = 0; i < COUNT_OF(uppers); i++) {
            struct arena arena = {0};
            struct builder message = reply_to("www.example", 1, rcode);
            add_opt(&message, uppers[i], -1, "");
            struct dns_reply reply = classify(&message, "www.example", &arena);
            assert_int_equal(reply.rcode, uppers[i] << 4 | rcode);
            assert_int_equal(reply.kind, reply.rcode == DNS_RCODE_BADVERS ? REPLY_NO_EDNS : REPLY_FAILED);
            assert_int_equal(reply.failure, FAILURE_OTHER_RCODE);
            arena_free(&arena);
        }

    struct builder message = reply_to("www.example", 1, 0);
    add_record(&message, SECTION_ADDITIONAL, ".", DNS_TYPE_OPT, 0x00FF8000, "", 0); /* another version, and DO */
    expect(&message, "nodata ttl=0");
    add_opt(&message, 0, -1, "");
    expect(&message, "failed bad-response");

    for (enum section section = SECTION_ANSWER; section <= SECTION_AUTHORITY; section++) {
        message = reply_to("www.example", 1, 0);
        add_record(&message, section, ".", DNS_TYPE_OPT, 0x80000000, "", 0);
        expect(&message, "failed bad-response");
    }
    message = reply_to("www.example", 1, 0);
    add_record(&message, SECTION_ADDITIONAL, "www.example", DNS_TYPE_OPT, 0, "", 0);
    expect(&message, "failed bad-response");
}

static void test_alias_limits(void **state)
{
    char from[32], to[32];
    (void)state;
    for (unsigned length = 16; length <= 17; length++) {
        struct builder message = reply_to("www.example", 1, 0);
        add_name_record(&message, SECTION_ANSWER, "www.example", DNS_TYPE_CNAME, "h1");
        for (unsigned i = 1; i < length; i++) {
            snprintf(from, sizeof from, "h%u", i);
            snprintf(to, sizeof to, "h%u", i + 1);
            add_name_record(&message, SECTION_ANSWER, from, DNS_TYPE_CNAME, to);
        }
        snprintf(to, sizeof to, "h%u", length);
        add_caa(&message, to, 9, "issue", "b");
        struct arena arena = {0};
        struct dns_reply reply = classify(&message, "www.example", &arena);
        assert_int_equal(reply.kind, length == 16 ? REPLY_SET : REPLY_FAILED);
        assert_int_equal(reply.failure, length == 16 ? FAILURE_NONE : FAILURE_ALIAS_TOO_LONG);
        arena_free(&arena);
    }
    struct builder message = reply_to("www.example", 1, 0);
    add_name_record(&message, SECTION_ANSWER, "www.example", DNS_TYPE_CNAME, "b.net");
    add_name_record(&message, SECTION_ANSWER, "b.net", DNS_TYPE_CNAME, "www.example");
    expect(&message, "failed alias-loop >b.net");
}

static void test_failures(void **state)
{
    static const struct {
        unsigned rcode;
        const char *expected;
    } cases[] = {
        {DNS_RCODE_FORMERR, "no-edns formerr"},     {DNS_RCODE_SERVFAIL, "failed servfail"},
        {DNS_RCODE_NOTIMP, "no-edns notimp"},       {DNS_RCODE_REFUSED, "failed refused"},
        {DNS_RCODE_YXDOMAIN, "failed other-rcode"}, {9, "failed other-rcode"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct builder message = reply_to("www.example", 1, cases[i].rcode);
        expect(&message, cases[i].expected);
    }
    struct builder message = reply_to("www.example", 1, 0);
    add_opt(&message, DNS_RCODE_BADVERS >> 4, -1, "");
    expect(&message, "no-edns other-rcode");

    message = reply_to("www.example", 1, 0);
    add_name_record(&message, SECTION_AUTHORITY, "example", DNS_TYPE_NS, "ns.example");
    expect(&message, "failed lame");

    message = reply_to("www.example", 1, 0);
    add_record(&message, SECTION_ANSWER, "www.example", DNS_TYPE_A, 60, "\1\2\3\4", 4);
    expect(&message, "failed bad-response");

    message = reply_to("www.example", 1, 0);
    message.bytes[2] |= 2;
    expect(&message, "truncated");

    message = reply_to("www.example", 1, 0);
    message.bytes[7] = 1; /* counts an answer that is not there */
    expect(&message, "failed bad-response");
}

static void test_extended_errors(void **state)
{
    struct arena arena = {0};
    (void)state;
    struct builder message = reply_to("www.example", 1, DNS_RCODE_SERVFAIL);
    add_opt(&message, 0, 22, "down\x1B[31m");
    struct dns_reply reply = classify(&message, "www.example", &arena);
    assert_string_equal(said(reply.detail), "SERVFAIL; extended error 22 (No Reachable Authority): down\\027[31m");
    arena_free(&arena);

    message = reply_to("www.example", 1, 0);
    add_caa(&message, "www.example", 3600, "issue", "a");
    add_opt(&message, 0, 3, "");
    expect(&message, "set records=1 owner=www.example ttl=3600 stale");

    message = reply_to("www.example", 1, DNS_RCODE_NXDOMAIN);
    add_opt(&message, 0, 15, "");
    expect(&message, "failed bad-response");
}

/* What an RRSIG that nobody has validated says of a DNS wildcard is not believed. */
static void test_owner(void **state)
{
    static const uint8_t rrsig[] = {1, 1, 13, 1, 0, 0, 14, 16};
    (void)state;
    struct builder message = reply_to("www.example", 1, 0);
    add_caa(&message, "www.example", 3600, "issue", "a");
    add_record(&message, SECTION_ANSWER, "www.example", DNS_TYPE_RRSIG, 3600, rrsig, sizeof rrsig);
    expect(&message, "set records=1 owner=www.example ttl=3600");
}

/* Any cut and any changed octet ends in some classification, never beyond the message. */
static void test_mutations(void **state)
{
    (void)state;
    struct builder message = reply_to("www.example", 1, 0);
    add_name_record(&message, SECTION_ANSWER, "www.example", DNS_TYPE_CNAME, "b.net");
    add_name_record(&message, SECTION_ANSWER, "net", DNS_TYPE_DNAME, "t.net");
    add_caa(&message, "b.t.net", 3600, "issue", "a");
    add_soa(&message, "net", 1, 2);
    add_opt(&message, 0, 3, "text");
    uint32_t seed = 1;
    for (int round = 0; round < 20000; round++) {
        struct arena arena = {0};
        struct builder mutant = message;
        for (int change = 0; change < 3; change++) {
            seed = seed * 1664525u + 1013904223u;
            mutant.bytes[seed / 65536 % mutant.size] = (uint8_t)(seed >> 8);
        }
        if (round % 2)
            mutant.size = seed / 65536 % mutant.size;
        uint8_t *exact = arena_dup(&arena, mutant.bytes, mutant.size);
        memcpy(mutant.bytes, exact, mutant.size);
        classify(&mutant, "www.example", &arena);
        arena_free(&arena);
    }
}

static uint32_t next_chance(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed / 65536;
}

/* A record whose owner is a pointer into the question, or just before or behind it. */
static void add_pointing(struct builder *message, uint32_t *seed)
{
    static const uint16_t types[] = {DNS_TYPE_CAA, DNS_TYPE_CNAME, DNS_TYPE_DNAME, DNS_TYPE_SOA, DNS_TYPE_NS};
    static const uint8_t soa[22] = {[21] = 9}, target[] = {1, 'b', 3, 'n', 'e', 't', 0};
    enum section section = next_chance(seed) % 2 ? SECTION_ANSWER : SECTION_AUTHORITY;
    uint16_t type = types[next_chance(seed) % 5];
    size_t at = message->size;
    if (type == DNS_TYPE_SOA)
        add_record(message, section, ".", type, 60, soa, sizeof soa);
    else
        add_record(message, section, ".", type, 60, target, sizeof target);
    static const uint8_t labels[] = {12, 12, 12, 16, 24};
    uint32_t chance = next_chance(seed) % 20;
    uint8_t pointer[] = {0xC0, chance < 5 ? labels[chance] : (uint8_t)(6 + chance)}, *owner = message->bytes + at;
    memmove(owner + 2, owner + 1, message->size - at - 1);
    memcpy(owner, pointer, sizeof pointer);
    message->size++;
}

/* It does not matter whether an owner points to what was asked for, or to the same in other letters. */
static void test_owners_point_to_the_question(void **state)
{
    uint32_t seed = 7, sets = 0, absences = 0, aliases = 0;
    (void)state;
    for (int round = 0; round < 20000; round++) {
        struct arena arena = {0};
        struct builder same = reply_to("www.example", 1, 0), other;
        for (uint32_t records = next_chance(&seed) % 4; records; records--)
            add_pointing(&same, &seed);
        other = same;
        for (size_t i = DNS_HEADER_SIZE; i < DNS_HEADER_SIZE + sizeof "\3www\7example" - 1; i++)
            if (other.bytes[i] >= 'a')
                other.bytes[i] -= 'a' - 'A';
        char first[2048], second[2048];
        const struct dns_reply one = classify(&same, "www.example", &arena),
                               two = classify(&other, "www.example", &arena);
        assert_string_equal(summary_of(&one, first, sizeof first), summary_of(&two, second, sizeof second));
        sets += one.kind == REPLY_SET;
        absences += one.kind == REPLY_NODATA && one.ttl;
        aliases += one.alias_count > 0;
        arena_free(&arena);
    }
    assert_true(sets > 200 && absences > 200 && aliases > 200);
}

static struct dns_reply classify_from(const char *zone, const struct builder *message, struct arena *arena)
{
    struct dns_name wire = name_of("www.example.jp"), from = name_of(zone);
    struct dns_reply reply;
    const uint8_t *lent = arena_dup(arena, wire.wire, wire.size);
    dns_reply_classify_from(from.wire, message->bytes, message->size, dns_question_of(lent, DNS_TYPE_CAA), arena,
                            &reply);
    return reply;
}

/* What the name servers of jp say of www.example.jp. */
static void test_name_servers(void **state)
{
    static const struct {
        const char *ns_at;
        enum reply_kind kind;
        enum failure failure;
    } referrals[] = {
        {"example.jp", REPLY_REFERRAL, FAILURE_NONE}, {"www.example.jp", REPLY_REFERRAL, FAILURE_NONE},
        {"jp", REPLY_FAILED, FAILURE_LAME},           {".", REPLY_FAILED, FAILURE_LAME},
        {"other.jp", REPLY_FAILED, FAILURE_LAME},     {"com", REPLY_FAILED, FAILURE_LAME},
    };
    struct arena arena = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(referrals); i++) {
        struct builder message = reply_to("www.example.jp", 0, DNS_RCODE_NOERROR);
        add_name_record(&message, SECTION_AUTHORITY, referrals[i].ns_at, DNS_TYPE_NS, "ns.example");
        message.bytes[3] &= 0x7F; /* RA */
        struct dns_reply reply = classify_from("jp", &message, &arena);
        assert_int_equal(reply.kind, referrals[i].kind);
        assert_int_equal(reply.failure, referrals[i].failure);
    }
    struct builder message = reply_to("www.example.jp", 0, DNS_RCODE_NOERROR);
    add_caa(&message, "www.example.jp", 60, "issue", "x");
    assert_int_equal(classify_from("jp", &message, &arena).failure, FAILURE_LAME); /* RA, and not AA */
    message.bytes[2] |= 0x04;
    assert_int_equal(classify_from("jp", &message, &arena).kind, REPLY_SET);
    arena_free(&arena);
}

/* An answer without anything, which a server may give that does not know the zone. */
static void test_empty_answers(void **state)
{
    static const struct {
        const char *label, *zone, *soa_at;
        unsigned rcode;
        bool authoritative, caa, is_empty;
    } cases[] = {{"nothing", "jp", NULL, DNS_RCODE_NOERROR, false, false, true},
                 {"AA", "jp", NULL, DNS_RCODE_NOERROR, true, false, false},
                 {"an SOA", "jp", "jp", DNS_RCODE_NOERROR, false, false, false},
                 {"a record", "jp", NULL, DNS_RCODE_NOERROR, false, true, false},
                 {"no such name", "jp", NULL, DNS_RCODE_NXDOMAIN, false, false, false},
                 {"from a resolver", NULL, NULL, DNS_RCODE_NOERROR, false, false, false}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena = {0};
        struct builder message = reply_to("www.example.jp", 0, cases[i].rcode);
        message.bytes[2] |= cases[i].authoritative ? 0x04 : 0;
        message.bytes[3] &= 0x7F; /* RA */
        if (cases[i].soa_at)
            add_soa(&message, cases[i].soa_at, 60, 60);
        if (cases[i].caa)
            add_caa(&message, "www.example.jp", 60, "issue", "x");
        struct dns_reply reply = cases[i].zone ? classify_from(cases[i].zone, &message, &arena)
                                               : classify(&message, "www.example.jp", &arena);
        expect_number(cases[i].label, reply.is_empty, cases[i].is_empty);
        expect_number(cases[i].label, reply.kind,
                      cases[i].caa     ? REPLY_SET
                      : cases[i].rcode ? REPLY_NXDOMAIN
                                       : REPLY_NODATA);
        arena_free(&arena);
    }
}

/* What lies outside the zone is not believed, though it comes along. */
static void test_scrubbing(void **state)
{
    struct builder message = reply_to("www.example.jp", 0, DNS_RCODE_NXDOMAIN);
    struct arena arena = {0};
    (void)state;
    message.bytes[2] |= 0x04;
    add_name_record(&message, SECTION_ANSWER, "www.example.jp", DNS_TYPE_CNAME, "www.example.com");
    add_caa(&message, "www.example.com", 60, "issue", "x");
    struct dns_reply reply = classify_from("jp", &message, &arena);
    assert_int_equal(reply.kind, REPLY_ALIAS);
    assert_int_equal(reply.alias_count, 1);
    arena_free(&arena);
}

/* ---- what a reply shows of its zone, and says in words ---- */

struct zone_case {
    const char *label;
    const char *from;   /* the zone of the server that said it; NULL: a resolver */
    const char *alias;  /* where the name leads, or NULL */
    const char *signer; /* of what is at the name, or NULL: not signed */
    const char *soa;    /* in the authority section, or NULL */
    bool caa;           /* at the name */
    const char *expected;
};

static void test_zone(void **state)
{
    static const struct zone_case cases[] = {
        {"nothing shows it", NULL, NULL, NULL, NULL, true, ""},
        {"where it came from", "jp", NULL, NULL, NULL, true, "jp"},
        {"an absence", NULL, NULL, NULL, "example.jp", false, "example.jp"},
        {"rather than where it came from", "jp", NULL, NULL, "example.jp", false, "example.jp"},
        {"a signer", NULL, NULL, "example.jp", NULL, true, "example.jp"},
        {"a signed alias", NULL, "www.example.com", "example.jp", "example.com", false, "example.jp"},
        {"an alias: the SOA record is about its end", NULL, "www.example.com", NULL, "example.com", false, ""},
        {"an alias within", NULL, "a.jp", NULL, "jp", false, ""},
        {"a zone that does not hold the name", NULL, NULL, NULL, "example.com", false, ""},
        {"a signer that does not", NULL, NULL, "example.com", NULL, true, ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena = {0};
        struct buffer text = {0};
        struct builder message = reply_to("www.example.jp", 0, 0);
        struct dns_name name = name_of("www.example.jp");
        const struct dns_question question = dns_question_of(name.wire, DNS_TYPE_CAA);
        uint16_t type = cases[i].alias ? DNS_TYPE_CNAME : DNS_TYPE_CAA;
        message.bytes[2] |= 0x04;
        if (cases[i].alias)
            add_name_record(&message, SECTION_ANSWER, "www.example.jp", DNS_TYPE_CNAME, cases[i].alias);
        if (cases[i].caa)
            add_caa(&message, "www.example.jp", 60, "issue", "x");
        if (cases[i].signer)
            add_rrsig(&message, "www.example.jp", type, cases[i].signer);
        if (cases[i].soa)
            add_soa(&message, cases[i].soa, 60, 60);
        struct dns_reply reply = classify(&message, "www.example.jp", &arena);
        struct dns_name from = name_of(cases[i].from ? cases[i].from : ".");
        reply.zone = cases[i].from ? from.wire : NULL;
        reply.message = message.bytes;
        reply.message_size = message.size;
        const uint8_t *zone = dns_reply_zone(&reply, question, &arena);
        if (zone)
            dns_name_print(zone, &text);
        expect_text(cases[i].label, buffer_text(&text), cases[i].expected);
        buffer_free(&text);
        arena_free(&arena);
    }
}

static void test_outcome(void **state)
{
    static const struct {
        enum reply_kind kind;
        size_t records;
        const char *expected;
    } cases[] = {
        {REPLY_SET, 1, "1 record"},        {REPLY_SET, 2, "2 records"},
        {REPLY_NODATA, 0, "no data"},      {REPLY_NXDOMAIN, 0, "no such name"},
        {REPLY_ALIAS, 0, "an alias only"}, {REPLY_REFERRAL, 0, "a referral to example.jp"},
        {REPLY_TRUNCATED, 0, "truncated"}, {REPLY_NO_EDNS, 0, "formerr: why"},
        {REPLY_FAILED, 0, "formerr: why"},
    };
    struct dns_name cut = name_of("example.jp");
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer text = {0};
        const struct dns_reply reply = {.kind = cases[i].kind,
                                        .failure = FAILURE_FORMERR,
                                        .record_count = cases[i].records,
                                        .cut = cut.wire,
                                        .detail = "why"};
        dns_reply_outcome(&reply, &text);
        expect_text(cases[i].expected, said(buffer_text(&text)), cases[i].expected);
        buffer_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_answers),
        cmocka_unit_test(test_aliases),
        cmocka_unit_test(test_alias_limits),
        cmocka_unit_test(test_failures),
        cmocka_unit_test(test_extended_errors),
        cmocka_unit_test(test_owner),
        cmocka_unit_test(test_torn_aliases),
        cmocka_unit_test(test_opt),
        cmocka_unit_test(test_empty_answers),
        cmocka_unit_test(test_mutations),
        cmocka_unit_test(test_owners_point_to_the_question),
        cmocka_unit_test(test_name_servers),
        cmocka_unit_test(test_scrubbing),
        cmocka_unit_test(test_zone),
        cmocka_unit_test(test_outcome),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
