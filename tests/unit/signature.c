/* SPDX-License-Identifier: Apache-2.0 */
#include "said.h"
#include "signed_zone.h"

#include "dns/message.h"
#include "dns/signature.h"
#include "dns/testing.h"

/* ---- what a check needs ---- */

struct bench {
    struct arena arena;
    struct signature_memory *memory;
    struct signature_budget budget;
    struct zone_keys *keys;
    time_t now;
};

static struct dns_rrsets read_sets(struct arena *arena, struct dns_rdata octets)
{
    struct dns_rrsets sets;
    assert_true(dns_rrsets_read(octets.bytes, octets.size, arena, &sets));
    return sets;
}

static struct zone_keys *keys_of(const char *zone, const struct dns_rdata *dnskeys, size_t count)
{
    struct dns_name name = name_of(zone);
    struct arena arena = {0};
    struct message message = message_to(name.wire, DNS_TYPE_DNSKEY, 0);
    for (size_t i = 0; i < count; i++)
        message_add(&message, ANSWER, name.wire, DNS_TYPE_DNSKEY, 3600, dnskeys[i]);
    struct dns_rrsets sets = read_sets(&arena, message_end(&message));
    struct zone_keys *keys = zone_keys_new(name.wire, &sets, dns_rrsets_find(&sets, false, name.wire, DNS_TYPE_DNSKEY));
    arena_free(&arena);
    return keys;
}

static struct bench bench_with(const struct dns_rdata *dnskeys, size_t count)
{
    return (struct bench){.memory = signature_memory_new(),
                          .budget = signature_budget_whole(),
                          .keys = keys_of("example", dnskeys, count),
                          .now = NOW};
}

static struct bench bench_of(enum key_id key)
{
    const struct dns_rdata dnskey = dnskey_of(key);
    return bench_with(&dnskey, 1);
}

static void bench_free(struct bench *bench)
{
    signature_memory_free(bench->memory);
    zone_keys_free(bench->keys);
    arena_free(&bench->arena);
}

/* Checks the only set of a message, or that of the type given. */
static struct signature_result check_type(struct bench *bench, struct dns_rdata octets, uint16_t type)
{
    struct dns_rrsets sets = read_sets(&bench->arena, octets);
    const struct signature_check check = {.sets = &sets,
                                          .keys = bench->keys,
                                          .memory = bench->memory,
                                          .budget = &bench->budget,
                                          .arena = &bench->arena,
                                          .now = bench->now};
    for (size_t i = 0; i < sets.count; i++)
        if (!type || sets.sets[i].type == type)
            return signature_verify(&check, &sets.sets[i]);
    fail_msg("no set of type %u", type);
    return (struct signature_result){.fault = DNSSEC_FAULT_NO_SIGNATURE};
}

static struct signature_result check(struct bench *bench, struct dns_rdata octets)
{
    return check_type(bench, octets, 0);
}

/* OWNER as it goes on the wire: capitals, or what a wildcard stands for. */
static struct dns_rdata message_of(const char *owner, const struct record_set *set, struct dns_rdata rrsig)
{
    struct dns_rdata wire = wire_of(owner);
    struct message message = message_to(name_of(owner).wire, set->type, 0);
    message_add_set(&message, ANSWER, wire.bytes, set);
    if (rrsig.size)
        message_add_signature(&message, ANSWER, wire.bytes, set->ttl, rrsig);
    return message_end(&message);
}

static struct record_set some_set(const char *owner)
{
    struct record_set set = set_of(owner, DNS_TYPE_CAA);
    set_add(&set, rdata_of_text("CAA", "0 issue \"ca.example\""));
    set_add(&set, rdata_of_text("CAA", "0 iodef \"mailto:a@example\""));
    return set;
}

static void expect_fault(const char *label, struct signature_result result, enum dnssec_fault fault)
{
    expect_text(label, fault_word(result.fault), fault_word(fault));
}

/* The result for a set of www.example, signed in this way, judged with this key. */
static struct signature_result result_of(struct signing signing, enum key_id judged_with)
{
    struct bench bench = bench_of(judged_with);
    struct record_set set = some_set("www.example");
    signing.signer = signing.signer ? signing.signer : "example";
    struct signature_result result = check(&bench, message_of("www.example", &set, sign(&signing, &set)));
    result.detail = said(result.detail);
    bench_free(&bench);
    return result;
}

/* ---- algorithms ---- */

static void test_algorithms(void **state)
{
    (void)state;
    for (enum key_id key = KEY_P256; key < KEY_COUNT; key++) {
        char label[32];
        snprintf(label, sizeof label, "algorithm %u", algorithm_of(key));
        struct bench bench = bench_of(key);
        struct record_set set = some_set("www.example");
        struct dns_rdata rrsig = sign(&(struct signing){.key = key, .signer = "example"}, &set);
        struct signature_result result = check(&bench, message_of("www.example", &set, rrsig));
        expect_fault(label, result, DNSSEC_FAULT_NONE);
        expect_number(label, result.labels, 2);
        expect_number(label, result.ttl, 3600);
        expect_number(label, result.sha1, key == KEY_RSASHA1 || key == KEY_RSASHA1_NSEC3);

        uint8_t *forged = arena_dup(&made, rrsig.bytes, rrsig.size);
        forged[rrsig.size - 1] ^= 1;
        result = check(&bench, message_of("www.example", &set, (struct dns_rdata){forged, rrsig.size}));
        expect_fault(label, result, DNSSEC_FAULT_BAD_SIGNATURE);

        for (size_t size = rrsig.size - 1; size > 18; size -= 7) {
            bench.budget.failed_checks = SIGNATURE_FAILED_CHECKS_MAX;
            result = check(&bench, message_of("www.example", &set, (struct dns_rdata){rrsig.bytes, size}));
            assert_int_not_equal(result.fault, DNSSEC_FAULT_NONE);
        }
        struct buffer longer = {0};
        buffer_add(&longer, rrsig.bytes, rrsig.size);
        put_u8(&longer, 0);
        result = check(&bench, message_of("www.example", &set, octets_of(&longer)));
        expect_fault(label, result, DNSSEC_FAULT_BAD_SIGNATURE);

        struct record_set other = some_set("www.example");
        other.records[0] = rdata_of_text("CAA", "0 issue \"evil.example\"");
        result = check(&bench, message_of("www.example", &other, rrsig));
        expect_fault(label, result, DNSSEC_FAULT_BAD_SIGNATURE);
        other = some_set("www.example");
        set_add(&other, rdata_of_text("CAA", "0 issue \"evil.example\""));
        result = check(&bench, message_of("www.example", &other, rrsig));
        expect_fault(label, result, DNSSEC_FAULT_BAD_SIGNATURE);
        other = some_set("www.example");
        other.count--;
        result = check(&bench, message_of("www.example", &other, rrsig));
        expect_fault(label, result, DNSSEC_FAULT_BAD_SIGNATURE);
        bench_free(&bench);
    }
}

/* The examples of the RFCs, made by others. */
static void test_published_examples(void **state)
{
    static const struct {
        const char *label, *zone, *dnskey, *owner, *type, *rdata, *rrsig;
        time_t now;
    } cases[] = {
        {"RFC 5702 6.1", "example.net",
         "256 3 8 AwEAAcFcGsaxxdgiuuGmCkVImy4h99CqT7jwY3pexPGcnUFtR2Fh36BponcwtkZ4cAgtvd4Qs8PkxUdp6p/DlUmObdk=",
         "www.example.net", "A", "192.0.2.91",
         "A 8 3 3600 20300101000000 20000101000000 9033 example.net. "
         "kRCOH6u7l0QGy9qpC9l1sLncJcOKFLJ7GhiUOibu4teYp5VE9RncriShZNz85mwlMgNEacFYK/lPtPiVYP4bwg==",
         NOW},
        {"RFC 6605 6.1", "example.net",
         "257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==",
         "www.example.net", "A", "192.0.2.1",
         "A 13 3 3600 20100909100439 20100812100439 55648 example.net. "
         "qx6wLYqmh+l9oCKTN6qIc+bw6ya+KJ8oMz0YP107epXAyGmt+3SNruPFKG7tZoLBLlUzGGus7ZwmwWep666VCw==",
         1283000000},
        {"RFC 6605 6.2", "example.net",
         "257 3 14 xKYaNhWdGOfJ+nPrL8/arkwf2EY3MDJ+SErKivBVSum1w/egsXvSADtNJhyem5RCOpgQ6K8X1DRSEkrbYQ+OB+v8/uX45NBw"
         "Y8rp65F6Glur8I/mlVNgF6W/qTI37m40",
         "www.example.net", "A", "192.0.2.1",
         "A 14 3 3600 20100909102025 20100812102025 10771 example.net. "
         "/L5hDKIvGDyI1fcARX3z65qrmPsVz73QD1Mr5CEqOiLP95hxQouuroGCeZOvzFaxsT8Glr74hbavRKayJNuydCuzWTSSPdz7wnqXL5bdcJzu"
         "sdnI0RSMROxxwGipWcJm",
         1283000000},
        {"RFC 8080 6.1", "example.com", "257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=", "example.com", "MX",
         "10 mail.example.com.",
         "MX 15 2 3600 20150819220000 20150729220000 3613 example.com. "
         "oL9krJun7xfBOIWcGHi7mag5/hdZrKWw15jPGrHpjQeRAvTdszaPD+QLs3fx8A4M3e23mRZ9VrbpMngwcrqNAg==",
         1439000000},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct bench bench = {
            .memory = signature_memory_new(), .budget = signature_budget_whole(), .now = cases[i].now};
        const struct dns_rdata dnskey = rdata_of_text("DNSKEY", cases[i].dnskey);
        bench.keys = keys_of(cases[i].zone, &dnskey, 1);
        struct record_set set = set_of(cases[i].owner, type_of(cases[i].type));
        set_add(&set, rdata_of_text(cases[i].type, cases[i].rdata));
        struct signature_result result =
            check(&bench, message_of(cases[i].owner, &set, rdata_of_text("RRSIG", cases[i].rrsig)));
        expect_fault(cases[i].label, result, DNSSEC_FAULT_NONE);
        bench_free(&bench);
    }
}

/* An algorithm that nobody knows is as good as no signature. */
static void test_unknown_algorithms(void **state)
{
    static const uint8_t numbers[] = {0, 1, 3, 6, 12, 17, 23, 252, 253, 254, 255};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        struct dns_rdata dnskey = dnskey_of(KEY_P256);
        uint8_t *other = arena_dup(&made, dnskey.bytes, dnskey.size);
        other[3] = numbers[i];
        dnskey.bytes = other;
        struct bench bench = bench_with(&dnskey, 1);
        struct record_set set = some_set("www.example");
        const struct signing signing = {.key = KEY_P256, .signer = "example", .dnskey = dnskey};
        struct signature_result result = check(&bench, message_of("www.example", &set, sign(&signing, &set)));
        expect_fault("unknown algorithm", result, DNSSEC_FAULT_NO_SIGNATURE);
        expect_text("unknown algorithm", said(result.detail), "no RRSIG by example (CAA of www.example)");
        assert_int_equal(signature_memory_computed(bench.memory), 0);
        bench_free(&bench);
    }
}

/* One algorithm's number on another's key or signature. */
static void test_confused_algorithms(void **state)
{
    (void)state;
    for (enum key_id key = KEY_P256; key < KEY_COUNT; key++)
        for (enum key_id claimed = KEY_P256; claimed < KEY_COUNT; claimed++) {
            if (algorithm_of(key) == algorithm_of(claimed))
                continue;
            struct dns_rdata dnskey = dnskey_of(key);
            uint8_t *other = arena_dup(&made, dnskey.bytes, dnskey.size);
            other[3] = algorithm_of(claimed);
            dnskey.bytes = other;
            struct bench bench = bench_with(&dnskey, 1);
            struct record_set set = some_set("www.example");
            const struct signing signing = {.key = key, .signer = "example", .dnskey = dnskey};
            struct signature_result result = check(&bench, message_of("www.example", &set, sign(&signing, &set)));
            bool same_maths = (key == KEY_RSASHA1 && claimed == KEY_RSASHA1_NSEC3) ||
                              (key == KEY_RSASHA1_NSEC3 && claimed == KEY_RSASHA1);
            expect_fault("confused", result, same_maths ? DNSSEC_FAULT_NONE : DNSSEC_FAULT_BAD_SIGNATURE);
            bench_free(&bench);
        }
}

/* ---- keys ---- */

static void test_which_keys_may_sign(void **state)
{
    static const struct {
        const char *label;
        unsigned flags, protocol;
        bool may;
    } cases[] = {
        {"zone key", KEY_ZONE, 3, true},
        {"entry point", KEY_ENTRY_POINT, 3, true},
        {"further flags", KEY_ENTRY_POINT | 0x0200, 3, true},
        {"no zone key (RFC 4034 2.1.1)", 0, 3, false},
        {"entry point and no zone key", 1, 3, false},
        {"revoked (RFC 5011 2.1)", KEY_ENTRY_POINT | KEY_REVOKED, 3, false},
        {"protocol 2 (RFC 4034 2.1.2)", KEY_ENTRY_POINT, 2, false},
        {"protocol 255", KEY_ENTRY_POINT, 255, false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct dns_rdata dnskey = dnskey_with(KEY_P256, cases[i].flags, cases[i].protocol);
        struct bench bench = bench_with(&dnskey, 1);
        struct record_set set = some_set("www.example");
        const struct signing signing = {.key = KEY_P256, .signer = "example", .dnskey = dnskey};
        struct signature_result result = check(&bench, message_of("www.example", &set, sign(&signing, &set)));
        expect_fault(cases[i].label, result, cases[i].may ? DNSSEC_FAULT_NONE : DNSSEC_FAULT_NO_KEY);
        expect_number(cases[i].label, zone_keys_count(bench.keys), cases[i].may);
        if (cases[i].may)
            expect_number(cases[i].label, zone_keys_tag(bench.keys, 0), tag_of(dnskey));
        bench_free(&bench);
    }
}

static void test_malformed_keys(void **state)
{
    static const char *const keys[] = {
        "0101030d",                     /* nothing behind the algorithm */
        "0101030d00",                   /* an octet */
        "01010308",                     /* RSA of nothing */
        "0101030800",                   /* a long exponent's length, cut */
        "010103080000",                 /* cut */
        "01010308000000",               /* an exponent of nothing */
        "0101030801",                   /* no exponent */
        "010103080103",                 /* no modulus */
        "01010308ff0102",               /* more exponent than octets */
        "0101030800ffff01",             /* the same, in the long form */
        "01010308010001",               /* an exponent of 0 */
        "0101030801030000000000000000", /* a modulus of 0 */
        "0101030f0102",                 /* half a key */
        "010103100102",
        "0101",
        "010103",
        "",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        struct dns_rdata dnskey = octets_of_hex(keys[i]);
        struct bench bench = bench_with(&dnskey, 1);
        struct record_set set = some_set("www.example");
        struct buffer rrsig = {0};
        struct dns_rdata good = sign(&(struct signing){.key = KEY_P256, .signer = "example"}, &set);
        buffer_add(&rrsig, good.bytes, good.size);
        if (dnskey.size > 3) {
            rrsig.data[2] = (char)dnskey.bytes[3];
            rrsig.data[16] = (char)(tag_of(dnskey) >> 8);
            rrsig.data[17] = (char)tag_of(dnskey);
        }
        struct signature_result result = check(&bench, message_of("www.example", &set, octets_of(&rrsig)));
        expect_fault(keys[i], result, dnskey.size > 4 ? DNSSEC_FAULT_BAD_SIGNATURE : DNSSEC_FAULT_NO_KEY);
        bench_free(&bench);
    }
}

static bool accepts_tag(void *context, struct dns_rdata dnskey)
{
    return tag_of(dnskey) == *(const uint16_t *)context;
}

static void test_keys_are_kept(void **state)
{
    const struct dns_rdata all[] = {dnskey_of(KEY_P256), dnskey_of(KEY_ED25519), dnskey_of(KEY_RSASHA256)};
    uint16_t wanted = tag_of(all[1]);
    (void)state;
    struct zone_keys *keys = keys_of("example", all, COUNT_OF(all));
    assert_int_equal(zone_keys_count(keys), 3);
    assert_true(zone_keys_size(keys) >= all[0].size + all[1].size + all[2].size);
    assert_int_equal(zone_keys_keep(keys, accepts_tag, &wanted), 1);
    assert_int_equal(zone_keys_count(keys), 1);
    assert_int_equal(zone_keys_tag(keys, 0), wanted);
    wanted++;
    assert_int_equal(zone_keys_keep(keys, accepts_tag, &wanted), 0);
    zone_keys_free(keys);
    zone_keys_free(NULL);
}

static void test_other_keys(void **state)
{
    (void)state;
    expect_fault("another key", result_of((struct signing){.key = KEY_P256}, KEY_P256_OTHER), DNSSEC_FAULT_NO_KEY);
    expect_fault("its tag on another's signature",
                 result_of((struct signing){.key = KEY_P256, .dnskey = dnskey_of(KEY_P256_OTHER)}, KEY_P256_OTHER),
                 DNSSEC_FAULT_BAD_SIGNATURE);
    struct signature_result result = result_of((struct signing){.key = KEY_ED25519}, KEY_P256);
    expect_fault("another algorithm", result, DNSSEC_FAULT_NO_KEY);
    expect_part("another algorithm", said(result.detail), "no DNSKEY of example with tag ");
    expect_part("another algorithm", said(result.detail), " for the RRSIG (CAA of www.example, algorithm 15 ED25519)");
}

/* ---- who signed what ---- */

static void test_signers(void **state)
{
    static const struct {
        const char *signer;
        enum dnssec_fault fault;
    } cases[] = {
        {"example", DNSSEC_FAULT_NONE},
        {".", DNSSEC_FAULT_WRONG_SIGNER},
        {"www.example", DNSSEC_FAULT_WRONG_SIGNER},
        {"elsewhere", DNSSEC_FAULT_WRONG_SIGNER},
        {"xexample", DNSSEC_FAULT_WRONG_SIGNER},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct signature_result result =
            result_of((struct signing){.key = KEY_P256, .signer = cases[i].signer}, KEY_P256);
        expect_fault(cases[i].signer, result, cases[i].fault);
    }
}

static void test_labels(void **state)
{
    static const struct {
        const char *label, *signed_as, *owner;
        int more;
        enum dnssec_fault fault;
        unsigned labels;
    } cases[] = {
        {"as it stands", "www.example", "www.example", 0, DNSSEC_FAULT_NONE, 2},
        {"a wildcard", "*.example", "www.example", 0, DNSSEC_FAULT_NONE, 1},
        {"a wildcard, three labels down", "*.example", "c.b.a.example", 0, DNSSEC_FAULT_NONE, 1},
        {"the wildcard itself", "*.example", "*.example", 0, DNSSEC_FAULT_NONE, 1},
        {"a name below the wildcard's own", "*.example", "a.*.example", 0, DNSSEC_FAULT_NONE, 1},
        {"a wildcard for itself one level down", "*.example", "*.a.example", 0, DNSSEC_FAULT_NONE, 1},
        {"more labels than the owner (RFC 4035 5.3.1)", "www.example", "www.example", 1, DNSSEC_FAULT_BAD_SIGNATURE, 0},
        {"255 labels", "www.example", "www.example", 253, DNSSEC_FAULT_BAD_SIGNATURE, 0},
        {"fewer, though it was no wildcard", "www.example", "www.example", -1, DNSSEC_FAULT_BAD_SIGNATURE, 0},
        {"none", "www.example", "www.example", -2, DNSSEC_FAULT_BAD_SIGNATURE, 0},
        {"a wildcard elsewhere", "*.a.example", "www.example", -1, DNSSEC_FAULT_BAD_SIGNATURE, 0},
        {"another name's", "mail.example", "www.example", 0, DNSSEC_FAULT_BAD_SIGNATURE, 0},
        {"the wildcard's owner counted as one", "*.example", "*.example", 1, DNSSEC_FAULT_BAD_SIGNATURE, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct bench bench = bench_of(KEY_P256);
        struct record_set set = some_set(cases[i].signed_as);
        const struct signing signing = {.key = KEY_P256, .signer = "example", .more_labels = cases[i].more};
        struct signature_result result = check(&bench, message_of(cases[i].owner, &set, sign(&signing, &set)));
        expect_fault(cases[i].label, result, cases[i].fault);
        if (!result.fault)
            expect_number(cases[i].label, result.labels, cases[i].labels);
        bench_free(&bench);
    }
    assert_int_equal(signature_labels(name_of(".").wire), 0);
    assert_int_equal(signature_labels(name_of("*").wire), 0);
    assert_int_equal(signature_labels(name_of("*.a.b").wire), 2);
    assert_int_equal(signature_labels(name_of("*a.a.b").wire), 3);
    assert_int_equal(signature_labels(name_of("a.*.b").wire), 3);
}

/* ---- time ---- */

/* RFC 4034 3.1.5: the two times are compared with now by serial number arithmetic (RFC 1982). */
static void test_dates(void **state)
{
    static const time_t in_2106 = (time_t)1 << 32; /* where 32 bits end */
    static const time_t in_2038 = (time_t)1 << 31;
    const struct {
        const char *label;
        time_t now, from, until;
        enum dnssec_fault fault;
    } cases[] = {
        {"within", NOW, NOW - 10, NOW + 10, DNSSEC_FAULT_NONE},
        {"the first second", NOW, NOW, NOW + 10, DNSSEC_FAULT_NONE},
        {"the last second", NOW, NOW - 10, NOW, DNSSEC_FAULT_NONE},
        {"one too late", NOW, NOW - 10, NOW - 1, DNSSEC_FAULT_EXPIRED},
        {"one too early", NOW, NOW + 1, NOW + 10, DNSSEC_FAULT_NOT_YET_VALID},
        {"years too late", NOW, NOW - 9000 * DAY, NOW - 8000 * DAY, DNSSEC_FAULT_EXPIRED},
        {"the ends in the wrong order", NOW, NOW + 10, NOW - 10, DNSSEC_FAULT_EXPIRED},
        {"over 2038", in_2038, in_2038 - 10, in_2038 + 10, DNSSEC_FAULT_NONE},
        {"2038 come", in_2038 + 11, in_2038 - 10, in_2038 + 10, DNSSEC_FAULT_EXPIRED},
        {"2038 to come", in_2038 - 11, in_2038 - 10, in_2038 + 10, DNSSEC_FAULT_NOT_YET_VALID},
        {"over 2106", in_2106, in_2106 - 10, in_2106 + 10, DNSSEC_FAULT_NONE},
        {"over 2106, before it", in_2106 - 5, in_2106 - 10, in_2106 + 10, DNSSEC_FAULT_NONE},
        {"2106 come", in_2106 + 11, in_2106 - 10, in_2106 + 10, DNSSEC_FAULT_EXPIRED},
        {"2106 to come", in_2106 - 11, in_2106 - 10, in_2106 + 10, DNSSEC_FAULT_NOT_YET_VALID},
        {"after 2106", in_2106 + 1000, in_2106 + 990, in_2106 + 1010, DNSSEC_FAULT_NONE},
        {"of 1970, after 2106", in_2106 + 1000, 990, 1010, DNSSEC_FAULT_NONE},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct bench bench = bench_of(KEY_P256);
        struct record_set set = some_set("www.example");
        bench.now = cases[i].now;
        const struct signing signing = {
            .key = KEY_P256, .signer = "example", .from = (uint32_t)cases[i].from, .until = (uint32_t)cases[i].until};
        struct dns_rdata rrsig = sign(&signing, &set);
        struct signature_result result = check(&bench, message_of("www.example", &set, rrsig));
        expect_fault(cases[i].label, result, cases[i].fault);
        bench_free(&bench);
    }
    struct signature_result result = result_of((struct signing){.key = KEY_P256, .until = NOW - 1}, KEY_P256);
    expect_part("words", said(result.detail),
                " of example expired 2025-12-31T23:59:59Z (CAA of www.example, algorithm 13 ");
    result = result_of((struct signing){.key = KEY_P256, .from = NOW + 1}, KEY_P256);
    expect_part("words", said(result.detail),
                " of example is not valid before 2026-01-01T00:00:01Z (CAA of www.example,");
}

/* Dates are looked at before anything is computed. */
static void test_dates_cost_nothing(void **state)
{
    struct bench bench = bench_of(KEY_P256);
    struct record_set set = some_set("www.example");
    (void)state;
    const struct signing signing = {.key = KEY_P256, .signer = "example", .until = NOW - 1};
    check(&bench, message_of("www.example", &set, sign(&signing, &set)));
    assert_int_equal(signature_memory_computed(bench.memory), 0);
    bench_free(&bench);
}

/* RFC 4035 5.3.3: no longer than the TTL as it came, as it was signed, and as the signature. */
static void test_ttl(void **state)
{
    static const struct {
        uint32_t came, signed_as, left, expected;
    } cases[] = {{3600, 3600, 9999, 3600}, {60, 3600, 9999, 60}, {7200, 3600, 9999, 3600},   {3600, 3600, 30, 30},
                 {0, 3600, 9999, 0},       {3600, 3600, 0, 0},   {0x80000000, 3600, 9999, 0}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct bench bench = bench_of(KEY_P256);
        struct record_set set = some_set("www.example");
        const struct signing signing = {
            .key = KEY_P256, .signer = "example", .ttl = cases[i].signed_as, .until = NOW + cases[i].left};
        struct dns_rdata rrsig = sign(&signing, &set);
        set.ttl = cases[i].came;
        struct signature_result result = check(&bench, message_of("www.example", &set, rrsig));
        expect_fault("TTL", result, DNSSEC_FAULT_NONE);
        expect_number("TTL", result.ttl, cases[i].expected);
        bench_free(&bench);
    }
}

/* ---- canonical form ---- */

/* The set as it is signed, and as it comes. */
static void expect_good(const char *label, const struct record_set *set, struct dns_rdata octets)
{
    struct bench bench = bench_of(KEY_P256);
    expect_fault(label, check_type(&bench, octets, set->type), DNSSEC_FAULT_NONE);
    bench_free(&bench);
}

static struct dns_rdata sign_plainly(const struct record_set *set)
{
    return sign(&(struct signing){.key = KEY_P256, .signer = "example"}, set);
}

static void test_any_order_and_duplicates(void **state)
{
    struct record_set set = set_of("www.example", DNS_TYPE_CAA), shuffled = set_of("www.example", DNS_TYPE_CAA);
    static const char *const values[] = {"0 issue \"a\"",    "0 issue \"ab\"", "0 issue \"b\"", "128 issue \"a\"",
                                         "0 issuewild \"\"", "0 i \"\"",       "255 z \"zzz\""};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(values); i++)
        set_add(&set, rdata_of_text("CAA", values[i]));
    struct dns_rdata rrsig = sign_plainly(&set);
    uint32_t seed = 1;
    for (int round = 0; round < 50; round++) {
        shuffled.count = 0;
        bool used[COUNT_OF(values)] = {false};
        while (shuffled.count < COUNT_OF(values)) {
            seed = seed * 1664525u + 1013904223u;
            size_t pick = (seed >> 16) % COUNT_OF(values);
            if (!used[pick])
                set_add(&shuffled, set.records[pick]);
            used[pick] = true;
        }
        if (round % 2) /* RFC 4034 6.3: one of two equal records is not there */
            set_add(&shuffled, set.records[seed % COUNT_OF(values)]);
        expect_good("shuffled", &set, message_of("www.example", &shuffled, rrsig));
    }
}

static void test_capitals(void **state)
{
    static const struct {
        const char *label, *owner, *came, *type, *rdata, *rdata_came;
    } cases[] = {
        {"in the owner", "www.example", "WWW.Example", "CAA", "0 issue \"ca.example\"", "0 issue \"ca.example\""},
        {"in a CNAME", "www.example", "www.example", "CNAME", "target.example.", "Target.EXAMPLE."},
        {"in a DNAME", "www.example", "www.example", "DNAME", "target.example.", "Target.EXAMPLE."},
        {"in NS", "example", "eXample", "NS", "ns.example.", "NS.EXAMPLE."},
        {"in SOA", "example", "example", "SOA", "ns.example. host.example. 1 2 3 4 5",
         "NS.EXAMPLE. Host.Example. 1 2 3 4 5"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct record_set set = set_of(cases[i].owner, type_of(cases[i].type)), came = set;
        set_add(&set, rdata_of_text(cases[i].type, cases[i].rdata));
        set_add(&came, rdata_of_text(cases[i].type, cases[i].rdata_came));
        expect_good(cases[i].label, &set, message_of(cases[i].came, &came, sign_plainly(&set)));
        expect_good(cases[i].label, &set, message_of(cases[i].came, &came, sign_plainly(&came)));
    }
}

/* RFC 4034 6.3: records that differ in capitals or compression alone are one. */
static void test_duplicates_in_other_forms(void **state)
{
    struct record_set set = set_of("example", DNS_TYPE_NS), came = set;
    (void)state;
    set_add(&set, rdata_of_text("NS", "ns.example."));
    set_add(&came, rdata_of_text("NS", "NS.example."));
    set_add(&came, rdata_of_text("NS", "ns.example."));
    set_add(&came, octets_of_hex("026e73c00c"));
    expect_good("one of three", &set, message_of("example", &came, sign_plainly(&set)));
}

/* CAA values are no names, and the next name of an NSEC record keeps its capitals (RFC 6840 5.1). */
static void test_capitals_that_count(void **state)
{
    struct bench bench = bench_of(KEY_P256);
    (void)state;
    struct record_set set = set_of("www.example", DNS_TYPE_CAA), came = set;
    set_add(&set, rdata_of_text("CAA", "0 issue \"ca.example\""));
    set_add(&came, rdata_of_text("CAA", "0 issue \"CA.example\""));
    expect_fault("CAA", check(&bench, message_of("www.example", &came, sign_plainly(&set))),
                 DNSSEC_FAULT_BAD_SIGNATURE);
    expect_good("CAA", &came, message_of("www.example", &came, sign_plainly(&came)));
    set = set_of("a.example", DNS_TYPE_NSEC);
    came = set;
    set_add(&set, rdata_of_text("NSEC", "b.example. A"));
    set_add(&came, rdata_of_text("NSEC", "B.example. A"));
    expect_fault("NSEC", check(&bench, message_of("a.example", &came, sign_plainly(&set))), DNSSEC_FAULT_BAD_SIGNATURE);
    expect_good("NSEC", &came, message_of("a.example", &came, sign_plainly(&came)));
    bench_free(&bench);
}

/* The signer's name is signed in lower case, and may come in capitals. */
static void test_capitals_in_the_signer(void **state)
{
    struct record_set set = some_set("www.example");
    struct dns_rdata rrsig = sign_plainly(&set);
    uint8_t *copy = arena_dup(&made, rrsig.bytes, rrsig.size);
    (void)state;
    for (size_t at = 19; at < 19 + strlen("example"); at++)
        copy[at] = (uint8_t)(copy[at] - 32);
    assert_int_equal(copy[19], 'E');
    expect_good("EXAMPLE", &set, message_of("www.example", &set, (struct dns_rdata){copy, rrsig.size}));
}

/* Names in RDATA may be compressed in types that RFC 1035 knows. */
static void test_compressed_names(void **state)
{
    struct record_set set = set_of("www.example", DNS_TYPE_CNAME), came = set;
    (void)state;
    set_add(&set, rdata_of_text("CNAME", "t.example."));
    set_add(&came, octets_of_hex("0174c010")); /* `example` of the question */
    expect_good("compressed", &set, message_of("www.example", &came, sign_plainly(&set)));
    set = set_of("example", DNS_TYPE_SOA);
    came = set;
    set_add(&set, rdata_of_text("SOA", "ns.example. host.example. 1 2 3 4 5"));
    set_add(&came, octets_of_hex("026e73c00c04686f7374c00c0000000100000002000000030000000400000005"));
    expect_good("compressed", &set, message_of("example", &came, sign_plainly(&set)));
}

/* Records that no parser likes are signed octets like any others. */
static void test_odd_records(void **state)
{
    static const char *const rdata[] = {
        "00056973737565",             /* an empty value */
        "0000",                       /* an empty tag */
        "0005697373756500",           /* a value of NUL */
        "000f69737375",               /* a tag that overruns */
        "00",                         /* half a record */
        "ff0241ff41",                 /* a tag that is none */
        "000569737375650a0d09ffc00c", /* a value of anything, what looks like a pointer too */
        "",                           /* nothing */
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rdata); i++) {
        struct record_set set = set_of("www.example", DNS_TYPE_CAA);
        set_add(&set, octets_of_hex(rdata[i]));
        expect_good(rdata[i], &set, message_of("www.example", &set, sign_plainly(&set)));
    }
    struct record_set set = set_of("www.example", 65280);
    set_add(&set, octets_of_hex("0401020304c00c"));
    expect_good("an unknown type", &set, message_of("www.example", &set, sign_plainly(&set)));
}

static void test_a_large_set(void **state)
{
    struct record_set set = set_of("www.example", DNS_TYPE_CAA);
    (void)state;
    for (unsigned i = 0; i < 1500; i++) {
        char text[64];
        snprintf(text, sizeof text, "0 issue \"ca%u.example\"", i);
        set_add(&set, rdata_of_text("CAA", text));
    }
    expect_good("1500 records", &set, message_of("www.example", &set, sign_plainly(&set)));
}

/* ---- several signatures ---- */

/* One good signature is enough; of many failures the most telling is told. */
static void test_several_signatures(void **state)
{
    enum { GOOD, BAD, OLD, YOUNG, STRANGER, SIGNER, UNKNOWN, KINDS };
    static const struct {
        int kinds[3];
        enum dnssec_fault fault;
    } cases[] = {
        {{BAD, STRANGER, GOOD}, DNSSEC_FAULT_NONE},
        {{OLD, YOUNG, GOOD}, DNSSEC_FAULT_NONE},
        {{SIGNER, UNKNOWN, GOOD}, DNSSEC_FAULT_NONE},
        {{BAD, OLD, STRANGER}, DNSSEC_FAULT_EXPIRED},
        {{BAD, YOUNG, STRANGER}, DNSSEC_FAULT_NOT_YET_VALID},
        {{SIGNER, STRANGER, BAD}, DNSSEC_FAULT_BAD_SIGNATURE},
        {{SIGNER, STRANGER, UNKNOWN}, DNSSEC_FAULT_NO_KEY},
        {{SIGNER, UNKNOWN, SIGNER}, DNSSEC_FAULT_WRONG_SIGNER},
        {{UNKNOWN, UNKNOWN, UNKNOWN}, DNSSEC_FAULT_NO_SIGNATURE},
    };
    (void)state;
    struct record_set set = some_set("www.example"), other = some_set("mail.example");
    struct dns_rdata unknown = dnskey_of(KEY_P256), signatures[KINDS];
    uint8_t *copy = arena_dup(&made, unknown.bytes, unknown.size);
    copy[3] = 253;
    unknown.bytes = copy;
    signatures[GOOD] = sign_plainly(&set);
    signatures[BAD] = sign_plainly(&other);
    signatures[OLD] = sign(&(struct signing){.key = KEY_P256, .signer = "example", .until = NOW - 1}, &set);
    signatures[YOUNG] = sign(&(struct signing){.key = KEY_P256, .signer = "example", .from = NOW + 1}, &set);
    signatures[STRANGER] = sign(&(struct signing){.key = KEY_P256_OTHER, .signer = "example"}, &set);
    signatures[SIGNER] = sign(&(struct signing){.key = KEY_P256, .signer = "elsewhere"}, &set);
    signatures[UNKNOWN] = sign(&(struct signing){.key = KEY_P256, .signer = "example", .dnskey = unknown}, &set);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        for (size_t first = 0; first < 3; first++) {
            struct bench bench = bench_of(KEY_P256);
            struct message message = message_to(set.owner, set.type, 0);
            message_add_set(&message, ANSWER, set.owner, &set);
            for (size_t k = 0; k < 3; k++)
                message_add_signature(&message, ANSWER, set.owner, 60, signatures[cases[i].kinds[(first + k) % 3]]);
            expect_fault("several", check(&bench, message_end(&message)), cases[i].fault);
            bench_free(&bench);
        }
}

/* Signatures over another type, class or owner are not this set's. */
static void test_signatures_of_others(void **state)
{
    struct bench bench = bench_of(KEY_P256);
    struct record_set set = some_set("www.example");
    struct dns_rdata good = sign_plainly(&set);
    uint8_t *of_a = arena_dup(&made, good.bytes, good.size);
    (void)state;
    of_a[0] = 0;
    of_a[1] = DNS_TYPE_A;
    struct message message = message_to(set.owner, set.type, 0);
    message_add_set(&message, ANSWER, set.owner, &set);
    message_add_signature(&message, ANSWER, set.owner, 60, (struct dns_rdata){of_a, good.size});
    message_add_signature(&message, ANSWER, name_of("mail.example").wire, 60, good);
    message_add_signature(&message, AUTHORITY, set.owner, 60, good);
    expect_fault("others", check(&bench, message_end(&message)), DNSSEC_FAULT_NO_SIGNATURE);
    bench_free(&bench);
}

/* ---- cost ---- */

static void test_keys_of_one_tag(void **state)
{
    (void)state;
    for (unsigned before = 0; before < 8; before++) {
        struct dns_rdata keys[9];
        for (unsigned i = 0; i < before; i++)
            keys[i] = dnskey_of_tag(13, tag_of(dnskey_of(KEY_P256)), i + 1);
        keys[before] = dnskey_of(KEY_P256);
        struct bench bench = bench_with(keys, before + 1);
        struct record_set set = some_set("www.example");
        struct signature_result result = check(&bench, message_of("www.example", &set, sign_plainly(&set)));
        bool tried = before < SIGNATURE_KEYS_OF_TAG_MAX;
        expect_fault("keys of one tag", result, tried ? DNSSEC_FAULT_NONE : DNSSEC_FAULT_BAD_SIGNATURE);
        assert_int_equal(signature_memory_computed(bench.memory), tried ? before + 1 : SIGNATURE_KEYS_OF_TAG_MAX);
        bench_free(&bench);
    }
}

static void test_number_of_keys(void **state)
{
    struct dns_rdata keys[100];
    (void)state;
    for (unsigned i = 0; i < COUNT_OF(keys); i++)
        keys[i] = dnskey_of_tag(13, (uint16_t)(1000 + i), i + 1);
    struct zone_keys *found = keys_of("example", keys, COUNT_OF(keys));
    assert_int_equal(zone_keys_count(found), SIGNATURE_KEYS_MAX);
    zone_keys_free(found);
}

/* A set with a hundred signatures, the good one last. */
static void test_number_of_signatures(void **state)
{
    struct bench bench = bench_of(KEY_P256);
    struct record_set set = some_set("www.example");
    struct message message = message_to(set.owner, set.type, 0);
    (void)state;
    message_add_set(&message, ANSWER, set.owner, &set);
    for (uint32_t i = 0; i < 100; i++) {
        const struct signing old = {.key = KEY_P256, .signer = "example", .until = NOW - 1 - i};
        message_add_signature(&message, ANSWER, set.owner, 60, sign(&old, &set));
    }
    message_add_signature(&message, ANSWER, set.owner, 60, sign_plainly(&set));
    struct dns_rdata octets = message_end(&message);
    struct dns_rrsets sets = read_sets(&bench.arena, octets);
    assert_int_equal(sets.sets[0].signature_count, DNS_SIGNATURES_MAX);
    expect_fault("100 signatures", check(&bench, octets), DNSSEC_FAULT_EXPIRED);
    bench_free(&bench);
}

static struct dns_rdata forged_message(const struct record_set *set, unsigned forgeries)
{
    struct dns_rdata good = sign_plainly(set);
    struct message message = message_to(set->owner, set->type, 0);
    message_add_set(&message, ANSWER, set->owner, set);
    for (unsigned i = 0; i < forgeries; i++) {
        uint8_t *copy = arena_dup(&made, good.bytes, good.size);
        copy[good.size - 1 - i] ^= 1;
        message_add_signature(&message, ANSWER, set->owner, 60, (struct dns_rdata){copy, good.size});
    }
    message_add_signature(&message, ANSWER, set->owner, 60, good);
    return message_end(&message);
}

static void test_budget(void **state)
{
    struct record_set set = some_set("www.example");
    (void)state;
    struct bench bench = bench_of(KEY_P256);
    bench.budget = (struct signature_budget){10, 3};
    expect_fault("two fail", check(&bench, forged_message(&set, 2)), DNSSEC_FAULT_NONE);
    assert_int_equal(bench.budget.checks, 7);
    assert_int_equal(bench.budget.failed_checks, 1);
    bench_free(&bench);

    bench = bench_of(KEY_P256);
    bench.budget = (struct signature_budget){10, 3};
    struct signature_result result = check(&bench, forged_message(&set, 3));
    expect_fault("three fail", result, DNSSEC_FAULT_TOO_COSTLY);
    expect_text("three fail", said(result.detail), "too many signatures to check (CAA of www.example)");
    assert_int_equal(signature_memory_computed(bench.memory), 3);
    bench_free(&bench);

    bench = bench_of(KEY_P256);
    bench.budget = (struct signature_budget){0, 3};
    expect_fault("no checks left", check(&bench, forged_message(&set, 0)), DNSSEC_FAULT_TOO_COSTLY);
    bench.budget = (struct signature_budget){1, 3};
    expect_fault("one left", check(&bench, forged_message(&set, 0)), DNSSEC_FAULT_NONE);
    bench_free(&bench);
}

static void test_memory(void **state)
{
    struct bench bench = bench_of(KEY_P256);
    struct record_set set = some_set("www.example"), other = some_set("www.example");
    struct dns_rdata octets = message_of("www.example", &set, sign_plainly(&set));
    (void)state;
    for (unsigned i = 0; i < 5; i++) {
        expect_fault("good", check(&bench, octets), DNSSEC_FAULT_NONE);
        assert_int_equal(signature_memory_computed(bench.memory), 1);
        assert_int_equal(signature_memory_recalled(bench.memory), i);
    }
    assert_int_equal(bench.budget.checks, SIGNATURE_CHECKS_MAX - 5);

    set_add(&other, rdata_of_text("CAA", "0 issue \"evil.example\""));
    struct dns_rdata forged = message_of("www.example", &other, sign_plainly(&set));
    bench.budget = signature_budget_whole();
    for (unsigned i = 0; i < 3; i++)
        expect_fault("what fails is remembered, too", check(&bench, forged), DNSSEC_FAULT_BAD_SIGNATURE);
    assert_int_equal(signature_memory_computed(bench.memory), 2);
    assert_int_equal(signature_memory_recalled(bench.memory), 6);
    assert_int_equal(bench.budget.failed_checks, SIGNATURE_FAILED_CHECKS_MAX - 3); /* and charged as if it were not */
    assert_int_equal(bench.budget.checks, SIGNATURE_CHECKS_MAX - 3);

    bench.now = NOW + 2000 * (time_t)DAY;
    expect_fault("what is remembered expires all the same", check(&bench, octets), DNSSEC_FAULT_EXPIRED);
    assert_int_equal(signature_memory_recalled(bench.memory), 6);

    bench.now = NOW;
    zone_keys_free(bench.keys);
    const struct dns_rdata revoked = dnskey_with(KEY_P256, KEY_ENTRY_POINT | KEY_REVOKED, 3);
    bench.keys = keys_of("example", &revoked, 1);
    expect_fault("a key that may sign no more", check(&bench, octets), DNSSEC_FAULT_NO_KEY);
    bench_free(&bench);
    signature_memory_free(NULL);
}

static struct dns_rdata with_inserted(struct dns_rdata octets, size_t at, const char *piece, size_t size)
{
    struct buffer out = {0};
    buffer_add(&out, octets.bytes, at);
    buffer_add(&out, piece, size);
    buffer_add(&out, octets.bytes + at, octets.size - at);
    return octets_of(&out);
}

/* What ends the key is no part of the signature: one check is not taken for the other. FFFF leaves the tag as it is. */
static void test_memory_tells_key_from_signature(void **state)
{
    static const char piece[] = {(char)0xFF, (char)0xFF};
    const struct dns_rdata key = dnskey_of(KEY_P256), longer = with_inserted(key, key.size, piece, sizeof piece);
    struct record_set set = some_set("www.example");
    struct dns_rdata rrsig = sign_plainly(&set), moved = with_inserted(rrsig, rrsig.size - 64, piece, sizeof piece);
    struct bench bench = bench_with(&key, 1);
    (void)state;
    assert_int_equal(tag_of(key), tag_of(longer));
    expect_fault("key", check(&bench, message_of("www.example", &set, moved)), DNSSEC_FAULT_BAD_SIGNATURE);
    zone_keys_free(bench.keys);
    bench.keys = keys_of("example", &longer, 1);
    expect_fault("longer key", check(&bench, message_of("www.example", &set, rrsig)), DNSSEC_FAULT_BAD_SIGNATURE);
    assert_int_equal(signature_memory_computed(bench.memory), 2);
    assert_int_equal(signature_memory_recalled(bench.memory), 0);
    bench_free(&bench);
}

/* ---- reading messages ---- */

static void test_sections_stay_apart(void **state)
{
    struct arena arena = {0};
    struct record_set set = some_set("www.example");
    struct message message = message_to(set.owner, set.type, 0);
    (void)state;
    message_add_set(&message, AUTHORITY, set.owner, &set);
    message_add_set(&message, ANSWER, set.owner, &set);
    struct dns_rrsets sets = read_sets(&arena, message_end(&message));
    assert_int_equal(sets.count, 2);
    assert_false(dns_rrsets_find(&sets, false, set.owner, set.type)->authority);
    assert_true(dns_rrsets_find(&sets, true, set.owner, set.type)->authority);
    assert_int_equal(dns_rrsets_find(&sets, true, set.owner, set.type)->record_count, 2);
    assert_null(dns_rrsets_find(&sets, true, set.owner, DNS_TYPE_A));
    assert_null(dns_rrsets_find(&sets, true, name_of("example").wire, set.type));
    arena_free(&arena);
}

/* An RRSIG cut anywhere, or with any octet changed, is no good signature, and nothing is read beyond it. */
static void test_changed_signatures(void **state)
{
    struct record_set set = some_set("www.example");
    struct dns_rdata good = sign_plainly(&set);
    (void)state;
    struct bench bench = bench_of(KEY_P256);
    for (size_t at = 0; at < good.size; at++)
        for (unsigned bit = 0; bit < 8; bit++) {
            uint8_t *copy = arena_dup(&made, good.bytes, good.size);
            copy[at] = (uint8_t)(copy[at] ^ 1u << bit);
            bench.budget = (struct signature_budget){10, 3};
            if (signature_memory_computed(bench.memory) > 200) {
                bench_free(&bench);
                bench = bench_of(KEY_P256);
            }
            struct dns_rdata octets = message_of("www.example", &set, (struct dns_rdata){copy, good.size});
            bool capital = at >= 19 && at < 19 + strlen("example") && bit == 5;
            struct dns_rrsets sets = read_sets(&bench.arena, octets);
            if (dns_rrsets_find(&sets, false, set.owner, set.type) == NULL)
                fail_msg("no set, octet %zu", at);
            struct signature_result result = check_type(&bench, octets, set.type);
            if (!result.fault != capital)
                fail_msg("octet %zu, bit %u: %s", at, bit, fault_word(result.fault));
        }
    for (size_t size = 0; size < good.size; size++) {
        bench.budget = (struct signature_budget){10, 3};
        struct dns_rdata octets = message_of("www.example", &set, (struct dns_rdata){good.bytes, size + !size});
        assert_int_not_equal(check_type(&bench, octets, set.type).fault, DNSSEC_FAULT_NONE);
    }
    bench_free(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_algorithms),
        cmocka_unit_test(test_published_examples),
        cmocka_unit_test(test_unknown_algorithms),
        cmocka_unit_test(test_confused_algorithms),
        cmocka_unit_test(test_which_keys_may_sign),
        cmocka_unit_test(test_malformed_keys),
        cmocka_unit_test(test_keys_are_kept),
        cmocka_unit_test(test_other_keys),
        cmocka_unit_test(test_signers),
        cmocka_unit_test(test_labels),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_dates_cost_nothing),
        cmocka_unit_test(test_ttl),
        cmocka_unit_test(test_any_order_and_duplicates),
        cmocka_unit_test(test_capitals),
        cmocka_unit_test(test_duplicates_in_other_forms),
        cmocka_unit_test(test_capitals_that_count),
        cmocka_unit_test(test_capitals_in_the_signer),
        cmocka_unit_test(test_compressed_names),
        cmocka_unit_test(test_odd_records),
        cmocka_unit_test(test_a_large_set),
        cmocka_unit_test(test_several_signatures),
        cmocka_unit_test(test_signatures_of_others),
        cmocka_unit_test(test_keys_of_one_tag),
        cmocka_unit_test(test_number_of_keys),
        cmocka_unit_test(test_number_of_signatures),
        cmocka_unit_test(test_budget),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_memory_tells_key_from_signature),
        cmocka_unit_test(test_sections_stay_apart),
        cmocka_unit_test(test_changed_signatures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
