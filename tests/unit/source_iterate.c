/* SPDX-License-Identifier: Apache-2.0 */
/* Which addresses of name servers are asked, in a network in memory. */
#include "expect.h"
#include "fake_transport.h"

#include "resolve/resolver.h"

#include <arpa/inet.h>
#include <stdio.h>

enum { ROUNDS = 32 };

static const char *way; /* what stands before the addresses that the system has a way to */

static void count_up(void *context, void *bytes, size_t size)
{
    (void)context;
    static uint8_t next;
    for (size_t i = 0; i < size; i++)
        ((uint8_t *)bytes)[i] = next++;
}

static struct delegation_address address_of(const char *text)
{
    struct delegation_address address = {.v6 = strchr(text, ':')};
    assert_int_equal(inet_pton(address.v6 ? AF_INET6 : AF_INET, text, address.bytes), 1);
    return address;
}

static const char *text_of(const struct net_address *address)
{
    static char text[INET6_ADDRSTRLEN];
    return inet_ntop(address->v6 ? AF_INET6 : AF_INET, address->bytes, text, sizeof text);
}

static bool reaches(void *context, const struct net_address *address)
{
    (void)context;
    assert_true(address->v6);
    return strncmp(text_of(address), way, strlen(way)) == 0;
}

static void be_done(struct source_request *request, const struct dns_reply *reply)
{
    (void)reply;
    request->state = NULL;
}

/* From a name server: no recursion. */
static struct builder reply_of(const struct fake *fake, size_t i)
{
    struct builder reply = fake_reply(fake, i, DNS_RCODE_NOERROR);
    reply.bytes[3] = 0;
    return reply;
}

struct bench {
    struct fake *fake;
    struct exchanger *exchanger;
    struct resolver *resolver;
    struct source *source; /* the resolver's */
};

static time_t wall(void *context)
{
    (void)context;
    return 1;
}

/* The root is at ROOT. */
static struct bench bench_new(const char *root)
{
    struct bench bench = {.fake = fake_new()};
    const struct exchange_settings exchange = {
        .concurrency = 10, .timeout_ms = 1000, .retries = 1, .random = count_up, .wall = wall};
    struct dns_name top = name_of("."), host = name_of("ns.root");
    struct delegation hints = {.zone = top.wire, .ttl = 3600, .server_count = 1};
    hints.servers[0] =
        (struct delegation_server){.name = host.wire, .address_count = 1, .addresses = {address_of(root)}};
    const struct iterate_settings settings = {
        .root = &hints, .port = 53, .v6 = true, .reachable = reaches, .timeout_ms = 1000};
    bench.exchanger = exchanger_new(&bench.fake->transport, &exchange);
    bench.resolver = resolver_new(&(struct resolver_settings){.exchanger = bench.exchanger, .iterate = &settings});
    bench.source = bench.resolver->source;
    return bench;
}

static void end_request(const struct bench *bench, struct source_request *request)
{
    bench->source->ops->cancel(bench->source, request);
    effort_drop(request->effort);
}

static void bench_free(struct bench *bench)
{
    resolver_free(bench->resolver);
    exchanger_free(bench->exchanger);
    fake_free(bench->fake);
}

/* The root at ROOT refers `test` to servers with these addresses, separated by blanks, of which none answers; those
 * that are asked are written to ASKED, each once, in the order of the glue. */
static void ask(const char *root, const char *glue, char *asked, size_t size)
{
    struct bench bench = bench_new(root);
    struct fake *fake = bench.fake;
    struct dns_name name = name_of("www.test");
    struct source_request request = {.question = dns_question_of(name.wire, DNS_TYPE_CAA), .done = be_done};
    bench.source->ops->start(bench.source, &request);
    exchanger_turn(bench.exchanger, UINT64_MAX);
    assert_int_equal(fake->sent_count, 1);
    struct builder referral = reply_of(fake, 0);
    add_name_record(&referral, SECTION_AUTHORITY, "test", DNS_TYPE_NS, "ns.test");
    char copy[1024], *state;
    snprintf(copy, sizeof copy, "%s", glue);
    for (char *text = strtok_r(copy, " ", &state); text; text = strtok_r(NULL, " ", &state)) {
        struct delegation_address address = address_of(text);
        add_record(&referral, SECTION_ADDITIONAL, "ns.test", address.v6 ? DNS_TYPE_AAAA : DNS_TYPE_A, 60, address.bytes,
                   address.v6 ? 16 : 4);
    }
    fake_deliver(fake, 0, &referral);
    for (int round = 0; round < ROUNDS; round++) {
        exchanger_turn(bench.exchanger, UINT64_MAX);
        lookup_table_drain(bench.resolver->lookups, fake->now, 0);
        fake->now += 1000;
    }
    struct buffer all = {0};
    snprintf(copy, sizeof copy, "%s", glue);
    for (char *text = strtok_r(copy, " ", &state); text; text = strtok_r(NULL, " ", &state)) {
        bool found = false;
        for (size_t i = 1; i < fake->sent_count; i++)
            found = found || strcmp(text_of(&fake->sent[i].to), text) == 0;
        if (!found)
            continue;
        buffer_add_text(&all, all.size ? " " : "");
        buffer_add_text(&all, text);
    }
    snprintf(asked, size, "%s", buffer_text(&all));
    buffer_free(&all);
    end_request(&bench, &request);
    bench_free(&bench);
}

static void test_addresses_that_are_asked(void **state)
{
    static const struct {
        const char *label, *root, *way, *glue, *asked;
    } cases[] = {
        {"public ones", "192.0.2.1", "", "192.0.2.2 198.51.100.3 2001:db8::1", "192.0.2.2 198.51.100.3 2001:db8::1"},
        {"private ones may be meant", "192.0.2.1", "", "10.0.0.1 192.168.0.1 fd00::1", "10.0.0.1 192.168.0.1 fd00::1"},
        {"this machine", "192.0.2.1", "", "127.0.0.1 127.53.0.1 0.0.0.0 0.1.2.3 ::1 :: 192.0.2.2", "192.0.2.2"},
        {"links and many at once", "192.0.2.1", "",
         "169.254.1.1 224.0.0.251 239.1.1.1 255.255.255.255 fe80::1 febf::1 ff02::fb 192.0.2.2", "192.0.2.2"},
        {"IPv4 in another dress", "192.0.2.1", "", "::ffff:127.0.0.1 ::ffff:192.0.2.3 ::192.0.2.3 192.0.2.2",
         "192.0.2.2"},
        {"beside them", "192.0.2.1", "", "126.255.255.255 128.0.0.1 1.0.0.0 223.255.255.255 ::1:0:0:1",
         "126.255.255.255 128.0.0.1 1.0.0.0 223.255.255.255 ::1:0:0:1"},
        {"a root on this machine", "127.0.0.1", "", "127.0.0.2 ::1 0.0.0.0 224.0.0.1", "127.0.0.2 ::1"},
        {"a root on this machine, IPv6", "::1", "", "127.0.0.2 fe80::1", "127.0.0.2"},
        {"IPv6 leads to some", "192.0.2.1", "fd00:", "fd00::1 2001:db8::1 192.0.2.2", "fd00::1 192.0.2.2"},
        {"IPv6 leads nowhere", "192.0.2.1", "none", "fd00::1 2001:db8::1 192.0.2.2", "192.0.2.2"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char asked[1024];
        way = cases[i].way;
        ask(cases[i].root, cases[i].glue, asked, sizeof asked);
        expect_text(cases[i].label, asked, cases[i].asked);
    }
}

static void add_signed_ds(struct builder *referral, uint32_t ttl)
{
    struct builder ds = {.size = 0}, rrsig = {.size = 0};
    for (unsigned i = 0; i < 36; i++)
        builder_u8(&ds, i);
    builder_u16(&rrsig, DNS_TYPE_DS);
    for (unsigned i = 0; i < 16; i++)
        builder_u8(&rrsig, i);
    builder_name(&rrsig, ".");
    builder_u32(&rrsig, 0);
    add_record(referral, SECTION_AUTHORITY, "test", DNS_TYPE_DS, ttl, ds.bytes, ds.size);
    add_record(referral, SECTION_AUTHORITY, "test", DNS_TYPE_RRSIG, ttl, rrsig.bytes, rrsig.size);
}

/* What a referral says of the DS need not be asked for, as long as it lives. */
static void test_ds_of_a_referral(void **state)
{
    struct bench bench = bench_new("192.0.2.1");
    struct dns_name name = name_of("www.test"), zone = name_of("test");
    struct source_request request = {.question = dns_question_of(name.wire, DNS_TYPE_CAA), .done = be_done};
    (void)state;
    bench.source->ops->start(bench.source, &request);
    exchanger_turn(bench.exchanger, UINT64_MAX);
    struct builder referral = reply_of(bench.fake, 0);
    add_name_record(&referral, SECTION_AUTHORITY, "test", DNS_TYPE_NS, "ns.test"); /* for 300 seconds */
    add_signed_ds(&referral, 60);
    add_record(&referral, SECTION_ADDITIONAL, "ns.test", DNS_TYPE_A, 300, "\xC0\0\2\2", 4);
    fake_deliver(bench.fake, 0, &referral);
    end_request(&bench, &request);
    size_t sent = bench.fake->sent_count;
    for (int later = 0; later < 2; later++) {
        bench.fake->now += later ? 2000 : 59000;
        struct source_request ds = {.question = dns_question_of(zone.wire, DNS_TYPE_DS), .done = be_done};
        bench.source->ops->start(bench.source, &ds);
        exchanger_turn(bench.exchanger, UINT64_MAX);
        assert_int_equal(bench.fake->sent_count - sent, later);
        end_request(&bench, &ds);
    }
    bench_free(&bench);
}

/* Who answered the whole question is remembered, so that an answer that does not validate is asked of another one; who
 * answered for a part of it is not. */
static void test_who_answered(void **state)
{
    struct bench bench = bench_new("192.0.2.1");
    struct dns_name name = name_of("www.test");
    struct source_request request = {.question = dns_question_of(name.wire, DNS_TYPE_CAA), .done = be_done};
    (void)state;
    bench.source->ops->start(bench.source, &request);
    for (size_t i = 0; i < 2; i++) {
        exchanger_turn(bench.exchanger, UINT64_MAX);
        assert_int_equal(bench.fake->sent_count, i + 1);
        assert_null(request.answered);
        struct builder reply = reply_of(bench.fake, i);
        reply.bytes[2] |= 0x04; /* AA */
        add_soa(&reply, ".", 60, 60);
        fake_deliver(bench.fake, i, &reply);
    }
    assert_null(request.state);
    assert_non_null(request.answered);
    end_request(&bench, &request);
    bench_free(&bench);
}

static size_t count_asked(const struct fake *fake, const char *text)
{
    const struct dns_name name = name_of(text);
    size_t count = 0;
    for (size_t i = 0; i < fake->sent_count; i++)
        count += dns_name_equal(fake->sent[i].message + DNS_HEADER_SIZE, name.wire);
    return count;
}

/* Two names below one that is still to be asked for: that one of them has a single try left costs the other none. */
static void test_a_last_chance_is_nobody_elses(void **state)
{
    (void)state;
    struct bench bench = bench_new("192.0.2.1");
    struct dns_name names[] = {name_of("a.www.test"), name_of("b.www.test")};
    struct source_request requests[2];
    for (size_t i = 0; i < 2; i++) {
        requests[i] = (struct source_request){
            .question = dns_question_of(names[i].wire, DNS_TYPE_CAA), .last_chance = i == 0, .done = be_done};
        bench.source->ops->start(bench.source, &requests[i]);
    }
    for (int round = 0; round < ROUNDS; round++) {
        exchanger_turn(bench.exchanger, UINT64_MAX);
        bench.fake->now += 1000;
    }
    assert_int_equal(count_asked(bench.fake, "test"), 3);
    for (size_t i = 0; i < 2; i++)
        end_request(&bench, &requests[i]);
    bench_free(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_addresses_that_are_asked),
                                       cmocka_unit_test(test_ds_of_a_referral), cmocka_unit_test(test_who_answered),
                                       cmocka_unit_test(test_a_last_chance_is_nobody_elses)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
