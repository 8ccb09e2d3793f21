/* SPDX-License-Identifier: Apache-2.0 */
#include "resolve/source_zone.h"

#include "caa/property.h"
#include "expect.h"
#include "zone_answer.h"

enum { TYPE_A = DNS_TYPE_A, TYPE_TXT = 16, TYPE_NSEC = 47, SOA_MINIMUM = 900 };

static struct dns_rdata rdata_of(const void *bytes, size_t size)
{
    return (struct dns_rdata){bytes, size};
}

static enum zone_add_result add(struct zone *zone, const char *owner, uint16_t type, uint32_t ttl,
                                struct dns_rdata rdata)
{
    struct dns_name name = name_of(owner);
    return zone_add(zone, name.wire, type, ttl, rdata);
}

/* A record that holds one name, or only its owner. */
static enum zone_add_result add_target(struct zone *zone, const char *owner, uint16_t type, uint32_t ttl,
                                       const char *target)
{
    struct dns_name name = name_of(target);
    return add(zone, owner, type, ttl, rdata_of(name.wire, name.size));
}

static enum zone_add_result add_a(struct zone *zone, const char *owner)
{
    return add(zone, owner, TYPE_A, 60, rdata_of("\xC0\0\2\1", 4));
}

/* `0 issue VALUE` */
static enum zone_add_result add_caa(struct zone *zone, const char *owner, uint32_t ttl, const char *value)
{
    struct buffer bytes = {0};
    buffer_add(&bytes, "\0\5issue", 7);
    buffer_add_text(&bytes, value);
    enum zone_add_result result = add(zone, owner, DNS_TYPE_CAA, ttl, rdata_of(bytes.data, bytes.size));
    buffer_free(&bytes);
    return result;
}

static struct zone *zone_of(struct zone_store *store, const char *apex)
{
    struct dns_name name = name_of(apex);
    return zone_store_zone(store, name.wire);
}

static void fill_parent(struct zone_store *store)
{
    static const uint8_t soa[22] = {[20] = SOA_MINIMUM >> 8, [21] = SOA_MINIMUM & 255};
    struct zone *zone = zone_of(store, "example");
    add(zone, "example", DNS_TYPE_SOA, 7200, rdata_of(soa, sizeof soa));
    add_target(zone, "example", DNS_TYPE_NS, 300, "ns.example");
    add_caa(zone, "example", 300, "apex");
    add_caa(zone, "www.example", 300, "b");
    add_caa(zone, "www.example", 100, "a");
    add_caa(zone, "www.example", 200, "a");
    add_a(zone, "a.example");
    add_a(zone, "deep.in.the.tree.example");
    add_target(zone, "alias.example", DNS_TYPE_CNAME, 30, "Target.Elsewhere");
    add_target(zone, "loop.example", DNS_TYPE_CNAME, 30, "loop.example");

    /* Cuts: to a zone that is not held, and to one that is. */
    add_target(zone, "cut.example", DNS_TYPE_NS, 300, "ns.cut.example");
    add_caa(zone, "cut.example", 300, "occluded");
    add_a(zone, "ns.cut.example");
    add_caa(zone, "under.cut.example", 300, "occluded");
    add_target(zone, "child.example", DNS_TYPE_NS, 300, "ns.child.example");
    add_caa(zone, "www.child.example", 300, "parent's");

    /* RFC 4592 */
    add_caa(zone, "*.wild.example", 300, "wild");
    add_a(zone, "host.wild.example");
    add_a(zone, "sub.empty.wild.example");
    add_target(zone, "*.walias.example", DNS_TYPE_CNAME, 30, "target.example");
    add_a(zone, "*.wnone.example");
    add_caa(zone, "star.*.wild.example", 300, "below the asterisk");

    /* RFC 6672 */
    add_target(zone, "d.example", DNS_TYPE_DNAME, 40, "other.test");
    add_caa(zone, "d.example", 300, "owner");
    add_caa(zone, "hidden.d.example", 300, "occluded");
    add_target(zone, "droot.example", DNS_TYPE_DNAME, 40, ".");
    add_target(zone, "e.example", DNS_TYPE_DNAME, 40, "e.e.example");

    /* RDATA that is none */
    add(zone, "short.example", DNS_TYPE_CAA, 300, rdata_of("\0", 1));
    add(zone, "overrun.example", DNS_TYPE_CAA, 300, rdata_of("\0\6issue", 7));
    add_caa(zone, "overrun.example", 300, "good");
    add(zone, "barealias.example", DNS_TYPE_CNAME, 300, rdata_of("\3ab", 3));
    add(zone, "longalias.example", DNS_TYPE_CNAME, 300, rdata_of("\1a\0x", 4));
    add(zone, "emptydname.example", DNS_TYPE_DNAME, 300, rdata_of("", 0));
}

static void fill_child(struct zone_store *store)
{
    struct zone *zone = zone_of(store, "child.example");
    add_caa(zone, "www.child.example", 300, "child's");
    add_caa(zone, "example", 300, "out of zone");
    add_a(zone, "x.under.d.child.example");
    zone_of(store, "held.cut.example");
}

static const struct {
    const char *name, *question;
    uint16_t type;
    const char *expected;
} cases[] = {
    {"set at the apex", "example", DNS_TYPE_CAA, "set 300 example 0:issue=apex"},
    {"smallest TTL, one copy, in order", "www.example", DNS_TYPE_CAA, "set 100 www.example 0:issue=b 0:issue=a"},
    {"another type there", "www.example", TYPE_A, "nodata 900"},
    {"no data", "a.example", DNS_TYPE_CAA, "nodata 900"},
    {"types that are not kept", "a.example", TYPE_A, "nodata 900"},
    {"NS at the apex is no cut", "example", DNS_TYPE_NS, "set 300 example 026e73076578616d706c6500"},
    {"empty non-terminal", "the.tree.example", DNS_TYPE_CAA, "nodata 900"},
    {"no such name", "nowhere.example", DNS_TYPE_CAA, "nxdomain 900"},
    {"no such name below one that is", "x.www.example", DNS_TYPE_CAA, "nxdomain 900"},
    {"outside all zones", "www.test", DNS_TYPE_CAA, "outside 3600"},
    {"the root", ".", DNS_TYPE_CAA, "outside 3600"},
    {"above the zone", "notexample", DNS_TYPE_CAA, "outside 3600"},

    {"CNAME, its target in lower case", "alias.example", DNS_TYPE_CAA, "alias 30 target.elsewhere"},
    {"CNAME to itself", "loop.example", DNS_TYPE_CAA, "alias 30 loop.example"},
    {"the CNAME itself", "alias.example", DNS_TYPE_CNAME, "set 30 alias.example 0674617267657409656c7365776865726500"},
    {"below a CNAME", "x.alias.example", DNS_TYPE_CAA, "nxdomain 900"},

    {"at a cut", "cut.example", DNS_TYPE_CAA, "outside 900"},
    {"below a cut", "under.cut.example", DNS_TYPE_CAA, "outside 900"},
    {"glue", "ns.cut.example", DNS_TYPE_CAA, "outside 900"},
    {"deep below a cut", "a.b.c.cut.example", DNS_TYPE_CAA, "outside 900"},
    {"a zone held below a cut", "held.cut.example", DNS_TYPE_CAA, "nodata 3600"},
    {"a zone below, held", "www.child.example", DNS_TYPE_CAA, "set 300 www.child.example 0:issue=child's"},
    {"its apex", "child.example", DNS_TYPE_CAA, "nodata 3600"},
    {"a name that it has not", "x.child.example", DNS_TYPE_CAA, "nxdomain 3600"},

    {"wildcard", "x.wild.example", DNS_TYPE_CAA, "set 300 *.wild.example 0:issue=wild"},
    {"wildcard, two labels", "x.y.wild.example", DNS_TYPE_CAA, "set 300 *.wild.example 0:issue=wild"},
    {"wildcard, another type", "x.wild.example", TYPE_A, "nodata 900"},
    {"a name that exists", "host.wild.example", DNS_TYPE_CAA, "nodata 900"},
    {"below a name that exists", "x.host.wild.example", DNS_TYPE_CAA, "nxdomain 900"},
    {"an empty non-terminal", "empty.wild.example", DNS_TYPE_CAA, "nodata 900"},
    {"below an empty non-terminal", "x.empty.wild.example", DNS_TYPE_CAA, "nxdomain 900"},
    {"the asterisk itself", "*.wild.example", DNS_TYPE_CAA, "set 300 *.wild.example 0:issue=wild"},
    {"below the asterisk", "x.*.wild.example", DNS_TYPE_CAA, "nxdomain 900"},
    {"found below the asterisk", "star.*.wild.example", DNS_TYPE_CAA,
     "set 300 star.*.wild.example 0:issue=below the asterisk"},
    {"the owner of a wildcard", "wild.example", DNS_TYPE_CAA, "nodata 900"},
    {"wildcard CNAME", "x.walias.example", DNS_TYPE_CAA, "alias 30 target.example"},
    {"wildcard without the type", "x.wnone.example", DNS_TYPE_CAA, "nodata 900"},

    {"the owner of a DNAME", "d.example", DNS_TYPE_CAA, "set 300 d.example 0:issue=owner"},
    {"the DNAME itself", "d.example", DNS_TYPE_DNAME, "set 40 d.example 056f74686572047465737400"},
    {"below a DNAME", "www.d.example", DNS_TYPE_CAA, "alias 40 www.other.test"},
    {"deep below a DNAME", "a.b.c.d.example", DNS_TYPE_CAA, "alias 40 a.b.c.other.test"},
    {"a record that a DNAME hides", "hidden.d.example", DNS_TYPE_CAA, "alias 40 hidden.other.test"},
    {"DNAME to the root", "a.b.droot.example", DNS_TYPE_CAA, "alias 40 a.b"},
    {"DNAME that grows", "x.e.example", DNS_TYPE_CAA, "alias 40 x.e.e.example"},
    {"the owner of a DNAME, no data", "e.example", DNS_TYPE_CAA, "nodata 900"},

    {"one octet", "short.example", DNS_TYPE_CAA,
     "bad-response the RDATA is not a CAA record: it is too short for its tag"},
    {"one of two overruns", "overrun.example", DNS_TYPE_CAA,
     "bad-response the RDATA is not a CAA record: it is too short for its tag"},
    {"a target that overruns", "barealias.example", DNS_TYPE_CAA, "bad-response the RDATA of an alias is not a name"},
    {"something behind the target", "longalias.example", DNS_TYPE_CAA,
     "bad-response the RDATA of an alias is not a name"},
    {"no target", "x.emptydname.example", DNS_TYPE_CAA, "bad-response the RDATA of an alias is not a name"},
};

static void test_answers(void **state)
{
    (void)state;
    struct zone_store *store = zone_store_new(caa_rdata_is_acceptable);
    struct buffer out = {0};
    fill_parent(store);
    fill_child(store);
    struct source *source = source_zone_new(store);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_text(cases[i].name, ask_zones(source, cases[i].question, cases[i].type, &out), cases[i].expected);
    source->ops->free(source);
    zone_store_free(store);
    buffer_free(&out);
}

static const char label_63[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/* COUNT long labels, each with its dot, before SUFFIX. */
static const char *long_name(struct buffer *out, int count, const char *suffix)
{
    buffer_clear(out);
    for (; count; count--) {
        buffer_add_text(out, label_63);
        buffer_add_char(out, '.');
    }
    buffer_add_text(out, suffix);
    return buffer_text(out);
}

static void test_dname_over_255_octets(void **state)
{
    (void)state;
    struct zone_store *store = zone_store_new(caa_rdata_is_acceptable);
    struct buffer out = {0}, target = {0}, asked = {0};
    struct zone *zone = zone_of(store, "d");
    /* 3 * 64 + 60 + 1 octets below the owner, and 3 (fits) or 4 octets of target. */
    long_name(&asked, 3, label_63 + 4);
    buffer_add_text(&asked, ".d");
    add_target(zone, "d", DNS_TYPE_DNAME, 40, "x");
    struct source *source = source_zone_new(store);
    expect_part("fits", ask_zones(source, buffer_text(&asked), DNS_TYPE_CAA, &out), "alias 40 aaa");

    struct zone_store *longer = zone_store_new(caa_rdata_is_acceptable);
    add_target(zone_of(longer, "d"), "d", DNS_TYPE_DNAME, 40, "xy");
    struct source *other = source_zone_new(longer);
    expect_text("too long", ask_zones(other, buffer_text(&asked), DNS_TYPE_CAA, &out), "other-rcode YXDOMAIN");

    source->ops->free(source);
    other->ops->free(other);
    zone_store_free(store);
    zone_store_free(longer);
    buffer_free(&out);
    buffer_free(&target);
    buffer_free(&asked);
}

static void test_root_zone(void **state)
{
    (void)state;
    struct zone_store *store = zone_store_new(caa_rdata_is_acceptable);
    struct buffer out = {0};
    struct zone *zone = zone_of(store, ".");
    add_caa(zone, "test", 300, "tld");
    add_target(zone, "jp", DNS_TYPE_NS, 300, "a.dns.jp");
    add_caa(zone, "*", 300, "wild");
    struct source *source = source_zone_new(store);
    assert_string_equal(ask_zones(source, "test", DNS_TYPE_CAA, &out), "set 300 test 0:issue=tld");
    assert_string_equal(ask_zones(source, "x.test", DNS_TYPE_CAA, &out), "nxdomain 3600");
    assert_string_equal(ask_zones(source, "ac.jp", DNS_TYPE_CAA, &out), "outside 3600");
    assert_string_equal(ask_zones(source, "a.b", DNS_TYPE_CAA, &out), "set 300 * 0:issue=wild");
    assert_string_equal(ask_zones(source, ".", DNS_TYPE_CAA, &out), "nodata 3600");
    source->ops->free(source);
    zone_store_free(store);
    buffer_free(&out);
}

/* 127 labels: the most that a name can have. */
static void test_longest_name(void **state)
{
    (void)state;
    struct zone_store *store = zone_store_new(caa_rdata_is_acceptable);
    struct buffer out = {0}, name = {0};
    for (int i = 0; i < 127; i++)
        buffer_add_text(&name, i ? ".a" : "a");
    add_caa(zone_of(store, "a"), buffer_text(&name), 300, "deep");
    add_caa(zone_of(store, "a"), "*.a", 300, "wild");
    struct source *source = source_zone_new(store);
    expect_part("deepest", ask_zones(source, buffer_text(&name), DNS_TYPE_CAA, &out), "0:issue=deep");
    name.data[0] = 'b';
    expect_text("beside it", ask_zones(source, buffer_text(&name), DNS_TYPE_CAA, &out), "nxdomain 3600");
    buffer_clear(&name);
    for (int i = 0; i < 127; i++)
        buffer_add_text(&name, i == 0 ? "b" : i < 126 ? ".b" : ".a");
    expect_text("wildcard", ask_zones(source, buffer_text(&name), DNS_TYPE_CAA, &out), "set 300 *.a 0:issue=wild");
    source->ops->free(source);
    zone_store_free(store);
    buffer_free(&out);
    buffer_free(&name);
}

static void test_what_is_not_taken(void **state)
{
    (void)state;
    struct zone_store *store = zone_store_new(caa_rdata_is_acceptable);
    struct zone *zone = zone_of(store, "example");
    assert_int_equal(add_a(zone, "a.test"), ZONE_OUT_OF_ZONE);
    assert_int_equal(add_a(zone, "notexample"), ZONE_OUT_OF_ZONE);
    assert_int_equal(add_a(zone, "."), ZONE_OUT_OF_ZONE);

    assert_int_equal(add_target(zone, "c.example", DNS_TYPE_CNAME, 30, "x"), ZONE_ADDED);
    assert_int_equal(add_target(zone, "c.example", DNS_TYPE_CNAME, 30, "x"), ZONE_ADDED);
    assert_int_equal(add_target(zone, "c.example", DNS_TYPE_CNAME, 30, "y"), ZONE_CNAME_CLASH);
    assert_int_equal(add_a(zone, "c.example"), ZONE_CNAME_CLASH);
    assert_int_equal(add_caa(zone, "c.example", 30, "x"), ZONE_CNAME_CLASH);
    assert_int_equal(add(zone, "c.example", DNS_TYPE_RRSIG, 30, rdata_of("x", 1)), ZONE_ADDED);
    assert_int_equal(add(zone, "c.example", TYPE_NSEC, 30, rdata_of("x", 1)), ZONE_ADDED);

    assert_int_equal(add(zone, "s.example", TYPE_NSEC, 30, rdata_of("x", 1)), ZONE_ADDED);
    assert_int_equal(add_target(zone, "s.example", DNS_TYPE_CNAME, 30, "x"), ZONE_ADDED);
    assert_int_equal(add(zone, "t.example", TYPE_TXT, 30, rdata_of("\1x", 2)), ZONE_ADDED);
    assert_int_equal(add_target(zone, "t.example", DNS_TYPE_CNAME, 30, "x"), ZONE_CNAME_CLASH);
    assert_int_equal(add_target(zone, "d.example", DNS_TYPE_DNAME, 30, "x"), ZONE_ADDED);
    assert_int_equal(add_target(zone, "d.example", DNS_TYPE_DNAME, 30, "x"), ZONE_ADDED);
    assert_int_equal(add_target(zone, "d.example", DNS_TYPE_DNAME, 30, "y"), ZONE_DNAME_CLASH);
    zone_store_free(store);
}

/* 65,535 octets: 12 of the header, 15 of the question (n.example.), and a pointer and 10 octets with each RDATA. */
static void test_a_set_that_no_message_holds(void **state)
{
    enum { RECORDS = (65535 - 12 - 15) / (12 + 4096) };
    static uint8_t rdata[4096];
    size_t left = 65535 - 12 - 15 - RECORDS * (12 + sizeof rdata);
    (void)state;
    struct zone_store *store = zone_store_new(NULL);
    struct zone *zone = zone_of(store, "example");
    for (size_t i = 0; i < RECORDS; i++) {
        rdata[2] = (uint8_t)i;
        assert_int_equal(add(zone, "n.example", DNS_TYPE_CAA, 30, rdata_of(rdata, sizeof rdata)), ZONE_ADDED);
    }
    rdata[2] = RECORDS;
    assert_int_equal(add(zone, "n.example", DNS_TYPE_CAA, 30, rdata_of(rdata, left - 12 + 1)), ZONE_SET_TOO_LARGE);
    assert_int_equal(add(zone, "n.example", DNS_TYPE_CAA, 30, rdata_of(rdata, left - 12)), ZONE_ADDED);
    assert_int_equal(add(zone, "n.example", DNS_TYPE_CAA, 30, rdata_of("", 0)), ZONE_SET_TOO_LARGE);
    rdata[2] = 0;
    assert_int_equal(add(zone, "n.example", DNS_TYPE_CAA, 30, rdata_of(rdata, sizeof rdata)), ZONE_ADDED);
    zone_store_free(store);
}

static void test_zones_of_one_apex_are_one(void **state)
{
    (void)state;
    struct zone_store *store = zone_store_new(caa_rdata_is_acceptable);
    assert_ptr_equal(zone_of(store, "example"), zone_of(store, "EXAMPLE."));
    assert_ptr_not_equal(zone_of(store, "example"), zone_of(store, "a.example"));
    zone_store_free(store);
    zone_store_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_dname_over_255_octets),
        cmocka_unit_test(test_root_zone),
        cmocka_unit_test(test_longest_name),
        cmocka_unit_test(test_what_is_not_taken),
        cmocka_unit_test(test_a_set_that_no_message_holds),
        cmocka_unit_test(test_zones_of_one_apex_are_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
