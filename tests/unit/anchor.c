/* SPDX-License-Identifier: Apache-2.0 */
#include "signed_zone.h"

#include "dns/anchor.h"

/* The root's key signing keys, as the root zone publishes them. */
static const char *const root_keys[] = {
    "257 3 8 "
    "AwEAAaz/tAm8yTn4Mfeh5eyI96WSVexTBAvkMgJzkKTOiW1vkIbzxeF3+/4RgWOq7HrxRixHlFlExOLAJr5emLvN7SWXgnLh4+B5xQlNVz8Og8kv"
    "ArMtNROxVQuCaSnIDdD5LKyWbRd2n9WGe2R8PzgCmr3EgVLrjyBxWezF0jLHwVN8efS3rCj/EWgvIWgb9tarpVUDK/b58Da+sqqls3eNbuv7pr+e"
    "oZG+SrDK6nWeL3c6H5Apxz7LjVc1uTIdsIXxuOLYA4/ilBmSVIzuDWfdRUfhHdY6+cn8HFRm+2hM8AnXGXws9555KrUB5qihylGa8subX2Nn6UwN"
    "R1AkUTV74bU=",
    "257 3 8 "
    "AwEAAa96jeuknZlaeSrvyAJj6ZHv28hhOKkx3rLGXVaC6rXTsDc449/cidltpkyGwCJNnOAlFNKF2jBosZBU5eeHspaQWOmOElZsjICMQMC3aeHb"
    "GiShvZsx4wMYSjH8e7Vrhbu6irwCzVBApESjbUdpWWmEnhathWu1jo+siFUiRAAxm9qyJNg/wOZqqzL/dL/q8PkcRU5oUKEpUge71M3ej2/7CPqp"
    "dVwuMoTvoB+ZOT4YeGyxMvHmbrxlFzGOHOijtzN+u1TQNatX2XBuzZNQ1K+s2CXkPIZo7s6JgZyvaBevYtxPvYLw4z9mR7K2vaF18UYH9Z9GNUUe"
    "ayffKC73PYc="};

static const uint8_t root[] = {0};

static void test_anchors_of_iana(void **state)
{
    static const uint16_t tags[] = {20326, 38696};
    (void)state;
    assert_int_equal(anchors_iana.count, COUNT_OF(root_keys));
    for (size_t i = 0; i < anchors_iana.count; i++) {
        const struct anchor *anchor = &anchors_iana.items[i];
        assert_true(dns_name_is_root(anchor->zone));
        assert_int_equal(anchor->type, DNS_TYPE_DS);
        assert_true(anchor_is_usable(anchor->type, anchor->rdata));
        assert_int_equal(anchor_key_tag(anchor->type, anchor->rdata), tags[i]);
        for (size_t k = 0; k < COUNT_OF(root_keys); k++) {
            struct dns_rdata key = rdata_of_text("DNSKEY", root_keys[k]);
            assert_int_equal(anchor_key_tag(DNS_TYPE_DNSKEY, key), tags[k]);
            assert_int_equal(anchor_fits(anchor->type, anchor->rdata, root, key), i == k);
            assert_false(anchor_fits(anchor->type, anchor->rdata, name_of("jp").wire, key));
        }
    }
}

/* Digests that others have published with their keys (RFC 4034 5.4, RFC 4509 2.3, RFC 6605 6, RFC 8080 6.1). */
static void test_published_digests(void **state)
{
    static const char rsa_sha1[] = "256 3 5 AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZ"
                                   "DRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG"
                                   "9DMBmADjFDc2w/rljwvFw==";
    static const struct {
        const char *label, *zone, *dnskey, *ds;
    } cases[] = {
        {"SHA-1", "dskey.example.com", rsa_sha1, "60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118"},
        {"SHA-256", "dskey.example.com", rsa_sha1,
         "60485 5 2 D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A"},
        {"P-256", "example.net",
         "257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==",
         "55648 13 2 b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17"},
        {"Ed25519", "example.com", "257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=",
         "3613 15 2 3aa5ab37efce57f737fc1627013fee07bdf241bd10f3b1964ab55c78e79a304b"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct dns_rdata dnskey = rdata_of_text("DNSKEY", cases[i].dnskey), ds = rdata_of_text("DS", cases[i].ds);
        if (!anchor_fits(DNS_TYPE_DS, ds, name_of(cases[i].zone).wire, dnskey))
            fail_msg("%s does not fit", cases[i].label);
        assert_int_equal(anchor_key_tag(DNS_TYPE_DS, ds), anchor_key_tag(DNS_TYPE_DNSKEY, dnskey));
        assert_false(anchor_fits(DNS_TYPE_DS, ds, name_of("example.org").wire, dnskey));
    }
}

static void test_digests(void **state)
{
    static const uint8_t types[] = {DS_DIGEST_SHA1, DS_DIGEST_SHA256, DS_DIGEST_SHA384};
    const struct dns_name zone = name_of("example.test");
    (void)state;
    for (enum key_id key = KEY_P256; key < KEY_COUNT; key++)
        for (size_t t = 0; t < COUNT_OF(types); t++) {
            struct dns_rdata dnskey = dnskey_of(key), ds = ds_of("example.test", dnskey, types[t]);
            assert_true(anchor_is_usable(DNS_TYPE_DS, ds));
            assert_true(anchor_fits(DNS_TYPE_DS, ds, zone.wire, dnskey));
            assert_false(anchor_fits(DNS_TYPE_DS, ds, name_of("example").wire, dnskey));
            assert_false(anchor_fits(DNS_TYPE_DS, ds, zone.wire, dnskey_with(key, KEY_ZONE, 3)));
            assert_false(
                anchor_fits(DNS_TYPE_DS, ds, zone.wire, dnskey_of(key == KEY_P256 ? KEY_P256_OTHER : KEY_P256)));
        }
}

/* Any octet changed, and any cut, of DS or key. */
static void test_changes(void **state)
{
    const struct dns_name zone = name_of("example.test");
    struct dns_rdata dnskey = dnskey_of(KEY_P256), ds = ds_of("example.test", dnskey, DS_DIGEST_SHA256);
    (void)state;
    for (size_t at = 0; at < ds.size; at++) {
        uint8_t *copy = arena_dup(&made, ds.bytes, ds.size);
        copy[at] ^= 1;
        assert_false(anchor_fits(DNS_TYPE_DS, (struct dns_rdata){copy, ds.size}, zone.wire, dnskey));
    }
    for (size_t at = 0; at < dnskey.size; at++) {
        uint8_t *copy = arena_dup(&made, dnskey.bytes, dnskey.size);
        copy[at] ^= 1;
        assert_false(anchor_fits(DNS_TYPE_DS, ds, zone.wire, (struct dns_rdata){copy, dnskey.size}));
        assert_false(anchor_fits(DNS_TYPE_DNSKEY, dnskey, zone.wire, (struct dns_rdata){copy, dnskey.size}));
    }
    for (size_t size = 0; size < ds.size; size++) {
        assert_false(anchor_is_usable(DNS_TYPE_DS, (struct dns_rdata){ds.bytes, size}));
        assert_false(anchor_fits(DNS_TYPE_DS, (struct dns_rdata){ds.bytes, size}, zone.wire, dnskey));
    }
    for (size_t size = 0; size < dnskey.size; size++) {
        assert_false(anchor_fits(DNS_TYPE_DS, ds, zone.wire, (struct dns_rdata){dnskey.bytes, size}));
        assert_false(anchor_fits(DNS_TYPE_DNSKEY, dnskey, zone.wire, (struct dns_rdata){dnskey.bytes, size}));
    }
}

static void test_which_are_usable(void **state)
{
    static const struct {
        const char *label, *type, *hex;
        bool usable;
    } cases[] = {
        {"SHA-1", "DS", "00010d010102030405060708090a0b0c0d0e0f1011121314", true},
        {"SHA-1, an octet short", "DS", "00010d010102030405060708090a0b0c0d0e0f10111213", false},
        {"SHA-1, an octet long", "DS", "00010d010102030405060708090a0b0c0d0e0f101112131415", false},
        {"SHA-256 of 20 octets", "DS", "00010d020102030405060708090a0b0c0d0e0f1011121314", false},
        {"digest 0", "DS", "00010d000102030405060708090a0b0c0d0e0f1011121314", false},
        {"GOST", "DS", "00010d030102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20", false},
        {"of an unknown algorithm", "DS", "0001fd010102030405060708090a0b0c0d0e0f1011121314", false},
        {"of RSA/MD5", "DS", "000101010102030405060708090a0b0c0d0e0f1011121314", false},
        {"of DSA", "DS", "000103010102030405060708090a0b0c0d0e0f1011121314", false},
        {"no digest", "DS", "00010d01", false},
        {"empty", "DS", "", false},
        {"a key", "DNSKEY", "0101030d01", true},
        {"a key of an unknown algorithm", "DNSKEY", "010103fd01", false},
        {"a key of RSA/MD5", "DNSKEY", "0101030101", false},
        {"a key of nothing", "DNSKEY", "0101030d", false},
        {"empty key", "DNSKEY", "", false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_number(cases[i].label, anchor_is_usable(type_of(cases[i].type), octets_of_hex(cases[i].hex)),
                      cases[i].usable);
}

static void test_keys_as_anchors(void **state)
{
    const struct dns_name zone = name_of("example.test");
    struct dns_rdata dnskey = dnskey_of(KEY_RSASHA256);
    (void)state;
    assert_true(anchor_is_usable(DNS_TYPE_DNSKEY, dnskey));
    assert_true(anchor_fits(DNS_TYPE_DNSKEY, dnskey, zone.wire, dnskey));
    assert_false(anchor_fits(DNS_TYPE_DNSKEY, dnskey, zone.wire, dnskey_with(KEY_RSASHA256, KEY_ZONE, 3)));
    assert_false(anchor_fits(DNS_TYPE_DNSKEY, dnskey, zone.wire, dnskey_of(KEY_P256)));
    assert_int_equal(anchor_key_tag(DNS_TYPE_DNSKEY, dnskey), tag_of(dnskey));
}

/* A key longer than any real one is not digested, nor read beyond any end. */
static void test_huge_keys(void **state)
{
    struct buffer octets = {0};
    (void)state;
    buffer_add(&octets, "\x01\x01\x03\x08", 4);
    while (octets.size < 65535)
        put_u8(&octets, 0x55);
    struct dns_rdata dnskey = octets_of(&octets), ds = ds_of("example.test", dnskey, DS_DIGEST_SHA256);
    assert_false(anchor_fits(DNS_TYPE_DS, ds, name_of("example.test").wire, dnskey));
    assert_true(anchor_fits(DNS_TYPE_DNSKEY, dnskey, name_of("example.test").wire, dnskey));
    char deep[2 * DNS_LABELS_MAX];
    for (size_t i = 0; i < sizeof deep; i++)
        deep[i] = i % 2 ? '.' : 'a';
    deep[sizeof deep - 1] = '\0';
    dnskey.size = 4096;
    ds = ds_of(deep, dnskey, DS_DIGEST_SHA384);
    assert_true(anchor_fits(DNS_TYPE_DS, ds, name_of(deep).wire, dnskey));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_anchors_of_iana),  cmocka_unit_test(test_published_digests),
        cmocka_unit_test(test_digests),          cmocka_unit_test(test_changes),
        cmocka_unit_test(test_which_are_usable), cmocka_unit_test(test_keys_as_anchors),
        cmocka_unit_test(test_huge_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
