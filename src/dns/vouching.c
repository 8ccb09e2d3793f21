/* SPDX-License-Identifier: Apache-2.0 */
#include "vouching.h"

#include "dns/anchor.h"
#include "dns/name.h"
#include "dns/public_key.h"
#include "util/saying.h"

enum {
    TOLD_MAX = 4 /* keys of a zone, and vouchers, that are told */
};

static struct dns_rdata dnskey_of(const struct dns_rrsets *sets, const struct dns_record *record)
{
    return (struct dns_rdata){sets->message + record->rdata_at, record->rdata_size};
}

static const char *vouching_say_malformed(const struct vouching *vouching, struct arena *arena)
{
    const struct dns_rdata ds = vouching->malformed;
    return saying_keep(arena, SAY_DNSSEC_DS_DIGEST_SIZE(ds.bytes[3], anchor_digest_size(ds.bytes[3]),
                                                        ds.size - DS_FIXED_SIZE, anchor_key_tag(DNS_TYPE_DS, ds),
                                                        dns_name_text(vouching->zone, arena)));
}

/* `TAG (ALGORITHM), ...` */
static void add_keys(const struct dns_rrsets *sets, const struct dns_rrset *set, struct buffer *out)
{
    unsigned told = 0;
    for (const struct dns_record *record = set->records; record; record = record->next, told++) {
        const struct dns_rdata key = dnskey_of(sets, record);
        buffer_add_text(out, told ? ", " : "");
        if (told == TOLD_MAX || key.size < DNSKEY_FIXED_SIZE) {
            buffer_add_text(out, "...");
            return;
        }
        buffer_add_unsigned(out, anchor_key_tag(DNS_TYPE_DNSKEY, key));
        buffer_add_text(out, " (");
        public_key_algorithm_print(key.bytes[3], out);
        buffer_add_char(out, ')');
    }
}

static void add_ds(struct dns_rdata ds, struct buffer *out)
{
    struct buffer algorithm = {0};
    public_key_algorithm_print(ds.bytes[2], &algorithm);
    saying_add(SAY_DNSSEC_DS(buffer_text(&algorithm), ds.bytes[3], anchor_key_tag(DNS_TYPE_DS, ds)), out);
    buffer_free(&algorithm);
}

static void add_vouchers(const struct vouching *vouching, struct buffer *out)
{
    for (size_t i = 0; i < vouching->count; i++) {
        buffer_add_text(out, i ? SAID_CLAUSE_JOINT : "");
        if (i == TOLD_MAX) {
            buffer_add_text(out, "...");
            return;
        }
        add_ds(vouching->vouchers[i].rdata, out);
    }
}

/* The key that the DS has the tag and the algorithm of; or NULL. */
static const struct dns_record *key_meant(const struct dns_rrsets *sets, const struct dns_rrset *set,
                                          struct dns_rdata ds)
{
    for (const struct dns_record *record = set->records; record; record = record->next) {
        const struct dns_rdata key = dnskey_of(sets, record);
        if (key.size > DNSKEY_FIXED_SIZE && key.bytes[3] == ds.bytes[2] &&
            anchor_key_tag(DNS_TYPE_DNSKEY, key) == anchor_key_tag(DNS_TYPE_DS, ds))
            return record;
    }
    return NULL;
}

/* A digest that was typed wrongly, beside that of the key that was meant; NULL where there is no such key. */
static const char *say_digests(const struct vouching *vouching, const struct dns_rrsets *sets,
                               const struct dns_rrset *set, struct arena *arena)
{
    const struct dns_rdata ds = vouching->vouchers[0].rdata;
    const struct dns_record *key = key_meant(sets, set, ds);
    uint8_t digest[ANCHOR_DIGEST_MAX];
    struct buffer of_ds = {0}, of_key = {0};
    if (!key || !anchor_digest(ds.bytes[3], vouching->zone, dnskey_of(sets, key), digest))
        return NULL;
    buffer_add_hex(&of_ds, ds.bytes + DS_FIXED_SIZE, ds.size - DS_FIXED_SIZE);
    buffer_add_hex(&of_key, digest, anchor_digest_size(ds.bytes[3]));
    const char *kept = saying_keep(arena, SAY_DNSSEC_DS_DIGEST(buffer_text(&of_ds), buffer_text(&of_key),
                                                               anchor_key_tag(DNS_TYPE_DS, ds), ds.bytes[3],
                                                               dns_name_text(vouching->zone, arena)));
    buffer_free(&of_ds);
    buffer_free(&of_key);
    return kept;
}

static const char *say_ds(const struct vouching *vouching, const struct dns_rrsets *sets, const struct dns_rrset *set,
                          struct arena *arena)
{
    struct buffer vouchers = {0}, keys = {0};
    const char *digests = vouching->count == 1 ? say_digests(vouching, sets, set, arena) : NULL;
    if (digests)
        return digests;
    add_vouchers(vouching, &vouchers);
    add_keys(sets, set, &keys);
    const char *kept =
        saying_keep(arena, SAY_DNSSEC_DS_MISMATCH(saying_kept(buffer_text(&vouchers)), buffer_text(&keys),
                                                  dns_name_text(vouching->zone, arena)));
    buffer_free(&vouchers);
    buffer_free(&keys);
    return kept;
}

static const char *say_anchors(const struct vouching *vouching, struct arena *arena)
{
    struct buffer tags = {0};
    for (size_t i = 0; i < vouching->count; i++) {
        buffer_add_text(&tags, i ? ", " : "");
        buffer_add_unsigned(&tags, anchor_key_tag(vouching->vouchers[i].type, vouching->vouchers[i].rdata));
    }
    const char *listed = buffer_text(&tags), *zone = dns_name_text(vouching->zone, arena);
    const char *kept = saying_keep(arena, vouching->count == 1 ? SAY_DNSSEC_ANCHOR_MISMATCH_ONE(listed, zone)
                                                               : SAY_DNSSEC_ANCHOR_MISMATCH(listed, zone));
    buffer_free(&tags);
    return kept;
}

const char *vouching_say_mismatch(const struct vouching *vouching, const struct dns_rrsets *sets,
                                  const struct dns_rrset *set, struct arena *arena)
{
    if (!vouching->count && vouching->malformed.size)
        return vouching_say_malformed(vouching, arena);
    return vouching->anchor ? say_anchors(vouching, arena) : say_ds(vouching, sets, set, arena);
}
