/* SPDX-License-Identifier: Apache-2.0 */
#include "dns/trust.h"
#include "dns/testing.h"

#include "util/memory.h"
#include "util/saying.h"
#include "util/table.h"
#include "vouching.h"

#include <stdlib.h>
#include <string.h>

#include <utlist.h>

enum { DS_MAX = 32 /* digests of one zone that are looked at */ };

/* A link as the table holds it; its texts and vouchers are in its own arena. */
struct entry {
    struct trust_link link;
    unsigned references;
    UT_hash_handle hh;
    struct entry *prev, *next; /* least recently wanted first */
    bool tabled;               /* in the table, which then holds a reference */
    bool anchor;               /* never expires, never goes */
    time_t expires;
    struct voucher *vouchers; /* SIGNED: room for DS_MAX; none where each DS is malformed */
    size_t voucher_count;
    struct dns_rdata malformed; /* SIGNED: the first DS whose digest has the wrong length, if any */
    size_t size;                /* octets, for the table's limit */
    struct arena arena;
};

struct trust {
    const struct anchors *anchors;
    enum trust_state state;
    char *mismatch;
    bool mismatch_is_of_dates;
    struct signature_memory *signatures;
    struct nsec3_memory *hashes;
    struct entry *by_name, *in_order;
    size_t bytes;
};

/* ---- links and the table ---- */

static struct entry *trust_entry_of(const struct trust_link *link)
{
    return (struct entry *)(uintptr_t)link; /* the first member */
}

const struct trust_link *trust_link_take(const struct trust_link *link)
{
    trust_entry_of(link)->references++;
    return link;
}

void trust_link_drop(const struct trust_link *link)
{
    struct entry *entry = trust_entry_of(link);
    if (!entry || --entry->references)
        return;
    zone_keys_free(entry->link.keys);
    trust_link_drop(entry->link.zone);
    arena_free(&entry->arena);
    free(entry);
}

static struct entry *entry_new(enum trust_kind kind, const uint8_t *name)
{
    struct entry *entry = memory_zero(sizeof *entry);
    entry->references = 1;
    entry->link.kind = kind;
    entry->link.name = arena_dup(&entry->arena, name, dns_name_size(name));
    return entry;
}

static struct entry *entry_find(struct trust *trust, const uint8_t *name)
{
    struct entry *entry;
    HASH_FIND(hh, trust->by_name, name, dns_name_size(name), entry);
    return entry;
}

static void table_remove(struct trust *trust, struct entry *entry)
{
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): what is tabled has neighbours, or is alone */
    HASH_DELETE(hh, trust->by_name, entry);
    DL_DELETE(trust->in_order, entry);
    trust->bytes -= entry->size;
    entry->tabled = false;
    trust_link_drop(&entry->link);
}

/* Drops what was not wanted for longest; anchors stay. */
static void trust_table_shrink(struct trust *trust)
{
    struct entry *entry, *following;
    DL_FOREACH_SAFE(trust->in_order, entry, following)
    {
        if (trust->bytes <= TRUST_BYTES)
            return;
        if (!entry->anchor)
            table_remove(trust, entry);
    }
}

/* Takes over the caller's reference; what was known of the same name goes. */
static void table_put(struct trust *trust, struct entry *entry, uint32_t ttl, time_t now)
{
    struct entry *old = entry_find(trust, entry->link.name);
    if (old)
        table_remove(trust, old);
    if (ttl > TRUST_TTL_MAX)
        ttl = TRUST_TTL_MAX;
    if (ttl < TRUST_TTL_LEAST)
        ttl = TRUST_TTL_LEAST;
    entry->expires = now + (time_t)ttl;
    entry->size = sizeof *entry + entry->arena.held + (entry->link.keys ? zone_keys_size(entry->link.keys) : 0);
    entry->tabled = true;
    HASH_ADD_KEYPTR(hh, trust->by_name, entry->link.name, dns_name_size(entry->link.name), entry);
    DL_APPEND(trust->in_order, entry);
    trust->bytes += entry->size;
    trust_table_shrink(trust);
}

static void table_put_anchor(struct trust *trust, const uint8_t *zone)
{
    struct entry *entry = entry_new(TRUST_SIGNED, zone);
    entry->vouchers = arena_alloc(&entry->arena, DS_MAX * sizeof *entry->vouchers);
    for (size_t i = 0; i < trust->anchors->count && entry->voucher_count < DS_MAX; i++) {
        const struct anchor *anchor = &trust->anchors->items[i];
        if (dns_name_equal(anchor->zone, zone))
            entry->vouchers[entry->voucher_count++] = (struct voucher){anchor->type, anchor->rdata};
    }
    entry->anchor = true;
    table_put(trust, entry, TRUST_TTL_MAX, 0);
}

bool trust_is_anchor(const struct trust *trust, const uint8_t *zone)
{
    for (size_t i = 0; i < trust->anchors->count; i++)
        if (dns_name_equal(trust->anchors->items[i].zone, zone))
            return true;
    return false;
}

/* What was learnt of a part by the keys of its zone ends with them: what they say of names further down is judged by
 * keys that are valid then. */
static bool trust_is_over(const struct entry *entry, time_t now)
{
    return entry->expires <= now ||
           (entry->link.kind == TRUST_PART && trust_entry_of(entry->link.zone)->expires <= now);
}

/* The entry of this very name, if it still holds; an anchor whose keys have expired is as it was at first. */
static struct entry *table_get(struct trust *trust, const uint8_t *name, time_t now)
{
    struct entry *entry = entry_find(trust, name);
    if (entry && !entry->anchor && trust_is_over(entry, now)) {
        table_remove(trust, entry);
        entry = NULL;
    }
    if (!entry && trust_is_anchor(trust, name)) {
        table_put_anchor(trust, name);
        entry = entry_find(trust, name);
    }
    return entry;
}

const struct trust_link *trust_find(struct trust *trust, const uint8_t *name, time_t now)
{
    struct entry *entry;
    while (!(entry = table_get(trust, name, now))) {
        if (dns_name_is_root(name))
            return NULL;
        name = dns_name_parent(name);
    }
    DL_DELETE(trust->in_order, entry);
    DL_APPEND(trust->in_order, entry);
    return trust_link_take(&entry->link);
}

struct trust *trust_new(const struct anchors *anchors)
{
    struct trust *trust = memory_zero(sizeof *trust);
    trust->anchors = anchors;
    trust->signatures = signature_memory_new();
    trust->hashes = nsec3_memory_new();
    return trust;
}

void trust_free(struct trust *trust)
{
    struct entry *entry, *following;
    if (!trust)
        return;
    DL_FOREACH_SAFE(trust->in_order, entry, following)
    table_remove(trust, entry);
    signature_memory_free(trust->signatures);
    nsec3_memory_free(trust->hashes);
    free(trust->mismatch);
    free(trust);
}

enum trust_state trust_state(const struct trust *trust)
{
    return trust->state;
}

const char *trust_mismatch(const struct trust *trust)
{
    return trust->mismatch;
}

bool trust_mismatch_is_of_dates(const struct trust *trust)
{
    return trust->mismatch_is_of_dates;
}

struct signature_memory *trust_signatures(struct trust *trust)
{
    return trust->signatures;
}

/* ---- what lessons share ---- */

static const char *trust_time_text(const struct trust_lesson *lesson, time_t time)
{
    struct buffer out = {0};
    buffer_add_time(&out, time);
    const char *text = arena_text(lesson->arena, out.data, out.size);
    buffer_free(&out);
    return text;
}

static const char *say_dates(const struct trust_lesson *lesson, const struct dns_rrset *set,
                             const struct signature_result *result)
{
    struct buffer type = {0};
    dns_type_print(set->type, &type);
    const char *kept = saying_keep(
        lesson->arena, SAY_DNSSEC_CLOCK(trust_time_text(lesson, result->from), dns_name_text(set->owner, lesson->arena),
                                        trust_time_text(lesson, lesson->now), buffer_text(&type),
                                        trust_time_text(lesson, result->until)));
    buffer_free(&type);
    return kept;
}

static bool is_of_dates(enum dnssec_fault fault)
{
    return fault == DNSSEC_FAULT_EXPIRED || fault == DNSSEC_FAULT_NOT_YET_VALID;
}

void trust_mismatched(struct trust *trust, const struct trust_fault *fault)
{
    trust->state = TRUST_MISMATCH;
    trust->mismatch_is_of_dates = is_of_dates(fault->fault);
    free(trust->mismatch);
    trust->mismatch = memory_text(fault->detail, strlen(fault->detail));
}

/* What the root signs is never dated ahead, so that this machine's clock is slow: no name can be judged by it. */
static bool shows_slow_clock(const struct zone_keys *keys, const struct signature_result *result)
{
    return result->genuine && dns_name_is_root(zone_keys_zone(keys));
}

struct signature_result trust_verify(struct trust *trust, const struct trust_lesson *lesson, struct zone_keys *keys,
                                     const struct dns_rrset *set)
{
    const struct signature_check check = {.sets = lesson->sets,
                                          .keys = keys,
                                          .memory = trust->signatures,
                                          .budget = lesson->budget,
                                          .arena = lesson->arena,
                                          .now = lesson->now};
    struct signature_result result = signature_verify(&check, set);
    if (shows_slow_clock(keys, &result))
        trust_mismatched(trust, &(struct trust_fault){result.fault, set->owner, say_dates(lesson, set, &result)});
    return result;
}

void trust_learn_broken(struct trust *trust, const uint8_t *name, const struct trust_fault *fault, time_t now)
{
    struct entry *entry = entry_new(TRUST_BOGUS, name);
    entry->link.fault =
        (struct trust_fault){fault->fault, arena_dup(&entry->arena, fault->zone, dns_name_size(fault->zone)),
                             arena_text(&entry->arena, fault->detail, strlen(fault->detail))};
    table_put(trust, entry, TRUST_TTL_BOGUS, now);
}

static const struct trust_fault no_fault;

static struct dns_rdata trust_rdata_of(const struct dns_rrsets *sets, const struct dns_record *record)
{
    return (struct dns_rdata){sets->message + record->rdata_at, record->rdata_size};
}

/* ---- proofs ---- */

static bool is_signed_by(const struct dns_rrsets *sets, const struct dns_rrset *set, const uint8_t *zone)
{
    struct dns_rrsig rrsig;
    for (const struct dns_record *record = set->signatures; record; record = record->next)
        if (dns_rrsig_read(sets, record, &rrsig) && dns_name_equal(rrsig.signer.wire, zone))
            return true;
    return false;
}

/* Whether SET is one that a proof by ZONE consists of, or its SOA, whose signature must hold as well. An NSEC at a zone
 * cut may be either side's; an NSEC3 belongs to the zone that its hash is in, whatever signer its RRSIG names (RFC
 * 5155 3): what is wrong with it is wrong with the proof, also where an opt-out span alone would be enough. */
static bool belongs_to_proof(const struct dns_rrsets *sets, const struct dns_rrset *set, const uint8_t *zone)
{
    if (!set->authority || !set->record_count || !dns_name_within(set->owner, zone))
        return false;
    if (set->type == DNS_TYPE_SOA)
        return dns_name_equal(set->owner, zone);
    if (set->type == DNS_TYPE_NSEC3)
        return !dns_name_is_root(set->owner) && dns_name_equal(dns_name_parent(set->owner), zone);
    return set->type == DNS_TYPE_NSEC && is_signed_by(sets, set, zone);
}

struct signature_result trust_gather_proofs(struct trust *trust, const struct trust_lesson *lesson,
                                            const struct trust_link *zone, struct denial_proofs *ret_proofs)
{
    struct signature_result all = {.detail = "", .ttl = UINT32_MAX};
    ret_proofs->zone = zone->name;
    ret_proofs->hashes = trust->hashes;
    ret_proofs->count = 0;
    for (size_t i = 0; i < lesson->sets->count && ret_proofs->count < DENIAL_RECORDS_MAX; i++) {
        const struct dns_rrset *set = &lesson->sets->sets[i];
        if (!belongs_to_proof(lesson->sets, set, zone->name))
            continue;
        struct signature_result result = trust_verify(trust, lesson, zone->keys, set);
        if (result.fault) {
            all = all.fault ? all : result;
            continue;
        }
        all.ttl = result.ttl < all.ttl ? result.ttl : all.ttl;
        all.sha1 = all.sha1 || result.sha1;
        /* A proof that was itself expanded from a DNS wildcard proves nothing. */
        if (set->type == DNS_TYPE_SOA || result.labels != signature_labels(set->owner))
            continue;
        ret_proofs->records[ret_proofs->count++] =
            (struct denial_record){set->owner, set->type, trust_rdata_of(lesson->sets, set->records)};
    }
    return all;
}

/* ---- DS ---- */

static struct dns_rdata keep_rdata(struct entry *entry, struct dns_rdata rdata)
{
    return (struct dns_rdata){arena_dup(&entry->arena, rdata.bytes, rdata.size), rdata.size};
}

static bool is_better_than_sha1(struct dns_rdata ds)
{
    return anchor_is_usable(DNS_TYPE_DS, ds) && ds.bytes[3] != DS_DIGEST_SHA1;
}

/* The digests that can be followed: SHA-1 only where there is nothing better (RFC 4509 3). False where none is of an
 * algorithm and a digest type that are known, which is as good as none at all (RFC 4035 5.2). */
static bool take_vouchers(struct entry *entry, const struct dns_rrsets *sets, const struct dns_rrset *ds)
{
    bool better = false, any = false;
    entry->vouchers = arena_alloc(&entry->arena, DS_MAX * sizeof *entry->vouchers);
    for (const struct dns_record *record = ds->records; record; record = record->next)
        better = better || is_better_than_sha1(trust_rdata_of(sets, record));
    for (const struct dns_record *record = ds->records; record; record = record->next) {
        struct dns_rdata rdata = trust_rdata_of(sets, record);
        if (!anchor_is_supported(DNS_TYPE_DS, rdata) || (better && rdata.bytes[3] == DS_DIGEST_SHA1))
            continue;
        any = true;
        if (anchor_is_usable(DNS_TYPE_DS, rdata) && entry->voucher_count < DS_MAX)
            entry->vouchers[entry->voucher_count++] = (struct voucher){DNS_TYPE_DS, keep_rdata(entry, rdata)};
        else if (!anchor_is_usable(DNS_TYPE_DS, rdata) && !entry->malformed.size)
            entry->malformed = keep_rdata(entry, rdata);
    }
    entry->link.sha1 = entry->link.sha1 || (any && !better);
    return any;
}

static struct entry *entry_below(enum trust_kind kind, const uint8_t *name, const struct trust_link *zone, bool sha1)
{
    struct entry *entry = entry_new(kind, name);
    entry->link.parent = arena_dup(&entry->arena, zone->name, dns_name_size(zone->name));
    entry->link.sha1 = zone->sha1 || sha1;
    return entry;
}

static struct trust_fault learn_delegation(struct trust *trust, const struct trust_lesson *lesson,
                                           const struct trust_link *zone, const struct dns_rrset *ds)
{
    struct signature_result result = trust_verify(trust, lesson, zone->keys, ds);
    if (!result.fault && result.labels != signature_labels(ds->owner)) {
        result.fault = DNSSEC_FAULT_NO_DENIAL;
        result.detail =
            saying_keep(lesson->arena, SAY_DNSSEC_DS_FROM_WILDCARD(dns_name_text(ds->owner, lesson->arena)));
    }
    if (result.fault)
        return (struct trust_fault){result.fault, zone->name, result.detail};
    struct entry *entry = entry_below(TRUST_SIGNED, ds->owner, zone, result.sha1);
    if (!take_vouchers(entry, lesson->sets, ds))
        entry->link.kind = TRUST_INSECURE;
    table_put(trust, entry, result.ttl, lesson->now);
    return no_fault;
}

static void learn_insecure(struct trust *trust, const struct trust_lesson *lesson, const struct trust_link *zone,
                           const uint8_t *name, bool guessed, const struct signature_result *proof)
{
    struct entry *entry = entry_below(TRUST_INSECURE, name, zone, proof->sha1);
    entry->link.guessed = guessed;
    table_put(trust, entry, proof->ttl, lesson->now);
}

struct found {
    bool nothing_below, alias;
};

/* FOUND: what there is instead of a zone cut. */
static void learn_part(struct trust *trust, const struct trust_lesson *lesson, const struct trust_link *zone,
                       const uint8_t *name, struct found found, const struct signature_result *proof)
{
    struct entry *entry = entry_below(TRUST_PART, name, zone, proof->sha1);
    entry->link.zone = trust_link_take(zone);
    entry->link.bottom = found.nothing_below;
    entry->link.alias = found.alias;
    table_put(trust, entry, proof->ttl, lesson->now);
}

/* Whether nothing closer to its owner exists than the DNS wildcard that SET was made from (RFC 4035 5.3.4). */
static enum denial denial_of_closer_than(struct trust *trust, const struct trust_lesson *lesson,
                                         const struct trust_link *zone, const struct dns_rrset *set, unsigned labels)
{
    struct denial_proofs proofs;
    if (labels == signature_labels(set->owner))
        return DENIAL_PROVEN;
    if (trust_gather_proofs(trust, lesson, zone, &proofs).fault)
        return DENIAL_NONE;
    return denial_of_closer(&proofs, set->owner, labels);
}

/* No zone begins at an alias, nor below a DNAME. */
static bool learn_alias(struct trust *trust, const struct trust_lesson *lesson, const struct trust_link *zone,
                        const uint8_t *name)
{
    for (size_t i = 0; i < lesson->sets->count; i++) {
        const struct dns_rrset *set = &lesson->sets->sets[i];
        bool cname = set->type == DNS_TYPE_CNAME && dns_name_equal(set->owner, name);
        bool dname = set->type == DNS_TYPE_DNAME && dns_name_within(name, set->owner) &&
                     !dns_name_equal(name, set->owner) && dns_name_within(set->owner, zone->name);
        if (set->authority || !set->record_count || (!cname && !dname))
            continue;
        struct signature_result result = trust_verify(trust, lesson, zone->keys, set);
        if (result.fault || denial_of_closer_than(trust, lesson, zone, set, result.labels) != DENIAL_PROVEN)
            continue;
        learn_part(trust, lesson, zone, name, (struct found){.nothing_below = dname, .alias = true}, &result);
        return true;
    }
    return false;
}

/* Here the records that deny are enough: the SOA that comes with them tells how long (RFC 2308 5), not whether. */
static struct trust_fault learn_no_ds(struct trust *trust, const struct trust_lesson *lesson,
                                      const struct trust_link *zone, const uint8_t *name)
{
    struct denial_proofs proofs;
    struct signature_result gathered = trust_gather_proofs(trust, lesson, zone, &proofs);
    bool exists = true;
    enum denial denial = denial_of_ds(&proofs, name, &exists);
    switch (denial) {
    case DENIAL_PROVEN:
        learn_part(trust, lesson, zone, name, (struct found){.nothing_below = !exists}, &gathered);
        return no_fault;
    case DENIAL_INSECURE:
    case DENIAL_DELEGATION:
        learn_insecure(trust, lesson, zone, name, denial == DENIAL_INSECURE, &gathered);
        return no_fault;
    case DENIAL_NONE:
        break;
    }
    if (gathered.fault)
        return (struct trust_fault){gathered.fault, zone->name, gathered.detail};
    return (struct trust_fault){
        DNSSEC_FAULT_NO_DENIAL, zone->name,
        saying_keep(lesson->arena, SAY_DNSSEC_NO_PROOF_OF_TYPE(dns_name_text(name, lesson->arena), "DS"))};
}

struct trust_fault trust_learn_ds(struct trust *trust, const struct trust_lesson *lesson,
                                  const struct trust_link *above, const uint8_t *name)
{
    const struct trust_link *zone = trust_link_zone(above);
    const struct dns_rrset *ds = dns_rrsets_find(lesson->sets, false, name, DNS_TYPE_DS);
    if (!ds) /* a referral has it beside the NS records (RFC 4035 3.1.4.1) */
        ds = dns_rrsets_find(lesson->sets, true, name, DNS_TYPE_DS);
    if (ds)
        return learn_delegation(trust, lesson, zone, ds);
    if (learn_alias(trust, lesson, zone, name))
        return no_fault;
    return learn_no_ds(trust, lesson, zone, name);
}

/* ---- DNSKEY ---- */

struct candidate {
    const struct entry *entry;
};

static bool is_vouched_for(void *context, struct dns_rdata dnskey)
{
    const struct entry *entry = ((struct candidate *)context)->entry;
    for (size_t i = 0; i < entry->voucher_count; i++)
        if (anchor_fits(entry->vouchers[i].type, entry->vouchers[i].rdata, entry->link.name, dnskey))
            return true;
    return false;
}

static const char *say_no_keys(const struct trust_lesson *lesson, const struct entry *entry)
{
    const char *name = dns_name_text(entry->link.name, lesson->arena);
    if (entry->anchor)
        return saying_keep(lesson->arena, SAY_DNSSEC_NO_DNSKEY_AT_ANCHOR(name));
    return saying_keep(lesson->arena, SAY_DNSSEC_NO_DNSKEY(name));
}

static const char *say_mismatch(const struct trust_lesson *lesson, const struct entry *entry,
                                const struct dns_rrset *set)
{
    const struct vouching vouching = {.zone = entry->link.name,
                                      .vouchers = entry->vouchers,
                                      .count = entry->voucher_count,
                                      .malformed = entry->malformed,
                                      .anchor = entry->anchor};
    return vouching_say_mismatch(&vouching, lesson->sets, set, lesson->arena);
}

/* Whether the DNSKEY RRset is signed by a key that the DS or the anchor stands for. */
static struct signature_result check_keys(struct trust *trust, const struct trust_lesson *lesson,
                                          const struct entry *entry, const struct dns_rrset *set)
{
    struct candidate candidate = {entry};
    struct zone_keys *vouched = zone_keys_new(entry->link.name, lesson->sets, set);
    struct signature_result result = {.fault = DNSSEC_FAULT_DS_MISMATCH};
    if (zone_keys_keep(vouched, is_vouched_for, &candidate))
        result = trust_verify(trust, lesson, vouched, set);
    else
        result.detail = say_mismatch(lesson, entry, set);
    zone_keys_free(vouched);
    return result;
}

static void learn_secure(struct trust *trust, const struct trust_lesson *lesson, const struct entry *signed_entry,
                         const struct dns_rrset *set, const struct signature_result *result)
{
    const struct trust_link *link = &signed_entry->link;
    struct entry *entry = entry_new(TRUST_SECURE, link->name);
    if (link->parent)
        entry->link.parent = arena_dup(&entry->arena, link->parent, dns_name_size(link->parent));
    entry->link.keys = zone_keys_new(link->name, lesson->sets, set);
    entry->link.sha1 = link->sha1 || result->sha1;
    uint32_t ttl = result->ttl;
    if (signed_entry->anchor)
        trust->state = TRUST_READY;
    else if (signed_entry->expires - lesson->now < (time_t)ttl) /* the keys are vouched for no longer than that */
        ttl = signed_entry->expires > lesson->now ? (uint32_t)(signed_entry->expires - lesson->now) : 0;
    table_put(trust, entry, ttl, lesson->now);
}

struct trust_fault trust_learn_keys(struct trust *trust, const struct trust_lesson *lesson,
                                    const struct trust_link *link)
{
    const struct entry *entry = trust_entry_of(link);
    const char *name = dns_name_text(link->name, lesson->arena);
    const struct dns_rrset *set = dns_rrsets_find(lesson->sets, false, link->name, DNS_TYPE_DNSKEY);
    if (!set)
        return (struct trust_fault){DNSSEC_FAULT_NO_DNSKEY, link->name, say_no_keys(lesson, entry)};
    if (entry->anchor && !set->signature_count)
        return (struct trust_fault){DNSSEC_FAULT_NO_SIGNATURE, link->name,
                                    saying_keep(lesson->arena, SAY_DNSSEC_DNSKEY_UNSIGNED(name))};
    struct signature_result result = check_keys(trust, lesson, entry, set);
    if (entry->anchor && is_of_dates(result.fault))
        result.detail = say_dates(lesson, set, &result);
    if (result.fault)
        return (struct trust_fault){result.fault, link->name, result.detail};
    learn_secure(trust, lesson, entry, set, &result);
    return no_fault;
}
