/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets as a reply: what it says, its RRsets, its names, the delegation and the addresses that it may hold, whose
 * its names are, and what there is to say of keys that nobody vouches for. */
#include "fuzz.h"

#include "dns/anchor.h"
#include "dns/delegation.h"
#include "dns/public_key.h"
#include "dns/reply.h"
#include "dns/rrset.h"
#include "dns/vouching.h"

enum { VOUCHERS_MAX = 6 };

static void expect_name(const uint8_t *wire)
{
    struct buffer text = {0};
    struct dns_name again;
    expect(dns_name_size(wire) <= DNS_NAME_MAX && dns_name_labels(wire) <= DNS_LABELS_MAX);
    dns_name_print_absolute(wire, &text);
    expect(dns_name_parse(text.data, text.size, &again));
    expect(dns_name_equal(wire, again.wire) && dns_name_compare(wire, again.wire) == 0);
    buffer_free(&text);
}

static bool lies_within(const uint8_t *message, size_t size, struct dns_rdata rdata)
{
    return rdata.bytes >= message && rdata.size <= size && (size_t)(rdata.bytes - message) <= size - rdata.size;
}

static void expect_reply(const struct dns_reply *reply, const uint8_t *message, size_t size, const uint8_t *zone)
{
    struct buffer words = {0};
    expect(reply->detail && reply->alias_count <= DNS_ALIASES_MAX);
    expect((reply->kind == REPLY_SET) == (reply->record_count > 0));
    expect(reply->kind != REPLY_FAILED || reply->failure != FAILURE_NONE);
    expect(reply->kind != REPLY_REFERRAL || (zone && dns_name_within(reply->cut, zone)));
    for (size_t i = 0; i < reply->record_count; i++)
        expect(lies_within(message, size, reply->records[i]));
    for (size_t i = 0; i < reply->alias_count; i++)
        expect_name(reply->aliases[i]);
    if (reply->kind == REPLY_SET)
        expect_name(reply->owner);
    dns_reply_outcome(reply, &words);
    expect(words.size > 0);
    buffer_free(&words);
}

/* What may not be asked is nobody's but this machine's. */
static void expect_addresses(const struct delegation_address *addresses, size_t count)
{
    expect(count <= DELEGATION_ADDRESSES_MAX);
    for (size_t i = 0; i < count; i++) {
        expect(delegation_may_be_asked(&addresses[i], false) || delegation_is_private(&addresses[i]));
        expect(!delegation_is_loopback(&addresses[i]) || delegation_may_be_asked(&addresses[i], true));
    }
}

static void expect_delegation(const struct delegation *delegation)
{
    expect(delegation->server_count > 0 && delegation->server_count <= DELEGATION_SERVERS_MAX);
    expect(delegation->ttl <= DELEGATION_TTL_MAX);
    for (size_t i = 0; i < delegation->server_count; i++) {
        expect_name(delegation->servers[i].name);
        expect_addresses(delegation->servers[i].addresses, delegation->servers[i].address_count);
    }
}

/* ZONE is NULL for a resolver's reply. */
static void classify(const uint8_t *message, size_t size, struct dns_question question, const uint8_t *zone)
{
    struct arena arena = {0};
    struct dns_reply reply;
    struct delegation delegation;
    dns_reply_classify_from(zone, message, size, question, &arena, &reply);
    expect_reply(&reply, message, size, zone);
    if (reply.kind == REPLY_REFERRAL && delegation_read(message, size, zone, reply.cut, &arena, &delegation))
        expect_delegation(&delegation);
    if (zone && delegation_read(message, size, zone, question.name, &arena, &delegation))
        expect_delegation(&delegation);
    if (reply.kind == REPLY_SET) {
        struct delegation_address addresses[DELEGATION_ADDRESSES_MAX];
        bool v6 = question.type == DNS_TYPE_AAAA;
        expect_addresses(addresses, delegation_addresses(reply.records, reply.record_count, v6, addresses));
    }
    const uint8_t *shown = dns_reply_zone(&reply, question, &arena);
    expect(!shown || dns_name_within(question.name, shown));
    arena_free(&arena);
}

/* As trust.c tells usable ones from malformed ones. */
static void vouch(struct vouching *vouching, struct voucher *vouchers, struct dns_rdata ds)
{
    if (ds.size <= DS_FIXED_SIZE)
        return;
    size_t digest = anchor_digest_size(ds.bytes[3]);
    if (digest && ds.size - DS_FIXED_SIZE != digest && !vouching->malformed.size)
        vouching->malformed = ds;
    if (digest && ds.size - DS_FIXED_SIZE == digest && vouching->count < VOUCHERS_MAX)
        vouchers[vouching->count++] = (struct voucher){DNS_TYPE_DS, ds};
}

static void say_mismatch(const struct dns_rrsets *sets, const struct dns_rrset *keys, struct arena *arena)
{
    struct voucher vouchers[VOUCHERS_MAX];
    struct vouching vouching = {.zone = keys->owner, .vouchers = vouchers};
    for (size_t i = 0; i < sets->count; i++)
        for (const struct dns_record *ds = sets->sets[i].type == DNS_TYPE_DS ? sets->sets[i].records : NULL; ds;
             ds = ds->next)
            vouch(&vouching, vouchers, (struct dns_rdata){sets->message + ds->rdata_at, ds->rdata_size});
    if (!vouching.count && !vouching.malformed.size)
        return;
    expect(*vouching_say_mismatch(&vouching, sets, keys, arena));
    vouching.anchor = vouching.count;
    expect(*vouching_say_mismatch(&vouching, sets, keys, arena));
}

static void read_sets(const uint8_t *message, size_t size)
{
    struct arena arena = {0};
    struct dns_rrsets sets;
    struct dns_rrsig rrsig;
    struct dns_name name;
    bool whole = dns_rrsets_read(message, size, &arena, &sets);
    for (size_t i = 0; whole && i < sets.count; i++) {
        const struct dns_rrset *set = &sets.sets[i];
        expect_name(set->owner);
        if (set->type == DNS_TYPE_DNSKEY && set->record_count)
            say_mismatch(&sets, set, &arena);
        expect(set->signature_count <= DNS_SIGNATURES_MAX && set->record_count + set->signature_count > 0);
        for (const struct dns_record *record = set->records; record; record = record->next)
            if (dns_rdata_name(&sets, record, &name))
                expect_name(name.wire);
        for (const struct dns_record *record = set->signatures; record; record = record->next) {
            expect(dns_rrsig_read(&sets, record, &rrsig));
            expect_name(rrsig.signer.wire);
        }
    }
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *message = fuzz_copy(data, size);
    struct dns_name name;
    struct dns_question question;
    read_sets(message, size);
    if (fuzz_question(message, size, &name, &question) &&
        dns_reply_matches(message, size, question, dns_message_id(message))) {
        classify(message, size, question, NULL);
        classify(message, size, question, (const uint8_t *)"");
        classify(message, size, question, dns_name_is_root(name.wire) ? name.wire : dns_name_parent(name.wire));
    }
    free(message);
    return 0;
}
