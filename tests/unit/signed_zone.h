/* SPDX-License-Identifier: Apache-2.0 */
/* Keys, signatures, NSEC and NSEC3 records, and messages of them, made at run time. Canonical form, labels, hashes and
 * bitmaps are worked out here, apart from the code under test; ldns makes the keys and signs the octets. Everything
 * made lives as long as the process. */
#ifndef TESTS_UNIT_SIGNED_ZONE_H
#define TESTS_UNIT_SIGNED_ZONE_H

#include "answer_words.h"
#include "expect.h"

#include "dns/answer.h"
#include "dns/dnssec.h"
#include "util/arena.h"
#include "util/ascii.h"

#include <ldns/ldns.h>

enum {
    NOW = 1767225600, /* 2026-01-01T00:00:00Z */
    DAY = 86400
};

static struct arena made;

/* ---- octets ---- */

static inline struct dns_rdata octets_of(struct buffer *buffer)
{
    struct dns_rdata octets = {arena_dup(&made, buffer->data ? buffer->data : "", buffer->size), buffer->size};
    buffer_free(buffer);
    return octets;
}

static inline void put_u8(struct buffer *out, unsigned value)
{
    buffer_add_char(out, (char)value);
}

static inline void put_u16(struct buffer *out, unsigned value)
{
    put_u8(out, value >> 8);
    put_u8(out, value & 0xFF);
}

static inline void put_u32(struct buffer *out, uint32_t value)
{
    put_u16(out, value >> 16);
    put_u16(out, value & 0xFFFF);
}

static inline void put_name(struct buffer *out, const uint8_t *name)
{
    buffer_add(out, name, dns_name_size(name));
}

static inline struct dns_rdata octets_of_hex(const char *hex)
{
    struct buffer out = {0};
    for (; *hex; hex += 2) {
        unsigned value;
        assert_int_equal(sscanf(hex, "%2x", &value), 1);
        put_u8(&out, value);
    }
    return octets_of(&out);
}

/* A name as it stands in a text, capitals kept: for the wire only. */
static inline struct dns_rdata wire_of(const char *text)
{
    ldns_rdf *rdf = ldns_dname_new_frm_str(text);
    struct buffer out = {0};
    buffer_add(&out, ldns_rdf_data(rdf), ldns_rdf_size(rdf));
    ldns_rdf_deep_free(rdf);
    return octets_of(&out);
}

static inline uint16_t type_of(const char *mnemonic)
{
    return (uint16_t)ldns_get_rr_type_by_name(mnemonic);
}

/* RDATA in presentation form, as on the wire; capitals in names are kept. */
static inline struct dns_rdata rdata_of_text(const char *type, const char *text)
{
    struct buffer line = {0}, out = {0};
    ldns_rr *rr = NULL;
    buffer_add_text(&line, ". 0 IN ");
    buffer_add_text(&line, type);
    buffer_add_char(&line, ' ');
    buffer_add_text(&line, text);
    if (ldns_rr_new_frm_str(&rr, buffer_text(&line), 0, NULL, NULL) != LDNS_STATUS_OK)
        fail_msg("no record: %s", buffer_text(&line));
    for (size_t i = 0; i < ldns_rr_rd_count(rr); i++)
        buffer_add(&out, ldns_rdf_data(ldns_rr_rdf(rr, i)), ldns_rdf_size(ldns_rr_rdf(rr, i)));
    ldns_rr_free(rr);
    buffer_free(&line);
    return octets_of(&out);
}

/* The labels that an RRSIG counts (RFC 4034 3.1.3). */
static inline unsigned labels_of(const uint8_t *owner)
{
    unsigned labels = owner[0] == 1 && owner[1] == '*' ? (unsigned)-1 : 0;
    for (; *owner; owner += 1 + *owner)
        labels++;
    return labels;
}

/* ---- keys ---- */

enum key_id {
    KEY_NONE,
    KEY_P256,
    KEY_P256_OTHER,
    KEY_P384,
    KEY_ED25519,
    KEY_ED448,
    KEY_RSASHA256,
    KEY_RSASHA512,
    KEY_RSASHA1,
    KEY_RSASHA1_NSEC3,
    KEY_COUNT
};

static inline ldns_key *key_of(enum key_id id)
{
    static ldns_key *keys[KEY_COUNT];
    static const ldns_signing_algorithm algorithms[] = {0,
                                                        LDNS_SIGN_ECDSAP256SHA256,
                                                        LDNS_SIGN_ECDSAP256SHA256,
                                                        LDNS_SIGN_ECDSAP384SHA384,
                                                        LDNS_SIGN_ED25519,
                                                        LDNS_SIGN_ED448,
                                                        LDNS_SIGN_RSASHA256,
                                                        LDNS_SIGN_RSASHA512,
                                                        LDNS_SIGN_RSASHA1,
                                                        LDNS_SIGN_RSASHA1_NSEC3};
    if (!keys[id]) {
        keys[id] = ldns_key_new_frm_algorithm(algorithms[id], id >= KEY_RSASHA256 ? 2048 : 0);
        assert_non_null(keys[id]);
        ldns_key_set_pubkey_owner(keys[id], ldns_dname_new_frm_str("."));
    }
    return keys[id];
}

static inline uint8_t algorithm_of(enum key_id id)
{
    static const uint8_t numbers[KEY_COUNT] = {0, 13, 13, 14, 15, 16, 8, 10, 5, 7};
    return numbers[id];
}

enum { KEY_ZONE = 256, KEY_ENTRY_POINT = 257, KEY_REVOKED = 128, KEY_FLAGS = KEY_ENTRY_POINT };

/* DNSKEY RDATA. */
static inline struct dns_rdata dnskey_with(enum key_id id, unsigned flags, unsigned protocol)
{
    struct buffer out = {0};
    ldns_rr *rr = ldns_key2rr(key_of(id));
    put_u16(&out, flags);
    put_u8(&out, protocol);
    put_u8(&out, algorithm_of(id));
    buffer_add(&out, ldns_rdf_data(ldns_rr_rdf(rr, 3)), ldns_rdf_size(ldns_rr_rdf(rr, 3)));
    ldns_rr_free(rr);
    return octets_of(&out);
}

static inline struct dns_rdata dnskey_of(enum key_id id)
{
    return dnskey_with(id, KEY_FLAGS, 3);
}

/* RFC 4034 appendix B. */
static inline uint16_t tag_of(struct dns_rdata dnskey)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < dnskey.size; i++)
        sum += i & 1 ? dnskey.bytes[i] : (uint32_t)dnskey.bytes[i] << 8;
    return (uint16_t)(sum + (sum >> 16));
}

/* A key that nobody has, with the tag that is wanted: its last two octets make up for the others. */
static inline struct dns_rdata dnskey_of_tag(uint8_t algorithm, uint16_t tag, unsigned seed)
{
    struct buffer out = {0};
    put_u16(&out, KEY_FLAGS);
    put_u8(&out, 3);
    put_u8(&out, algorithm);
    for (unsigned i = 0; i < 62; i++)
        put_u8(&out, (seed = seed * 1103515245u + 12345u) >> 16);
    uint32_t sum = 0, last = 0;
    for (size_t i = 0; i < out.size; i++)
        sum += i & 1 ? (uint8_t)out.data[i] : (uint32_t)(uint8_t)out.data[i] << 8;
    while ((uint16_t)(sum + last + ((sum + last) >> 16)) != tag)
        assert_true(++last < 65536);
    put_u16(&out, last);
    return octets_of(&out);
}

/* DS RDATA (RFC 4034 5.1.4). */
static inline struct dns_rdata ds_of(const char *zone, struct dns_rdata dnskey, uint8_t digest_type)
{
    struct buffer input = {0}, out = {0};
    uint8_t digest[LDNS_SHA384_DIGEST_LENGTH];
    put_name(&input, name_of(zone).wire);
    buffer_add(&input, dnskey.bytes, dnskey.size);
    put_u16(&out, tag_of(dnskey));
    put_u8(&out, dnskey.bytes[3]);
    put_u8(&out, digest_type);
    if (digest_type == 1)
        buffer_add(&out, ldns_sha1((uint8_t *)input.data, (unsigned)input.size, digest), LDNS_SHA1_DIGEST_LENGTH);
    else if (digest_type == 4)
        buffer_add(&out, ldns_sha384((uint8_t *)input.data, (unsigned)input.size, digest), LDNS_SHA384_DIGEST_LENGTH);
    else
        buffer_add(&out, ldns_sha256((uint8_t *)input.data, (unsigned)input.size, digest), LDNS_SHA256_DIGEST_LENGTH);
    buffer_free(&input);
    return octets_of(&out);
}

/* ---- RRsets and their signatures ---- */

/* How a set is signed; what is zero is as it should be. */
struct signing {
    enum key_id key;
    ldns_key *maker;         /* another key than those of the list; with its `dnskey` */
    struct dns_rdata dnskey; /* whose tag and algorithm are written; that of the key with KEY_FLAGS */
    const char *signer;      /* the zone */
    uint32_t from, until;    /* a day ago, three years from now */
    uint32_t ttl;            /* that of the set */
    int more_labels;         /* than the owner has */
};

struct record_set {
    const uint8_t *owner;
    uint16_t type;
    uint32_t ttl;
    struct dns_rdata *records;
    size_t count;
};

static inline void set_add(struct record_set *set, struct dns_rdata rdata)
{
    struct dns_rdata *records = arena_alloc(&made, (set->count + 1) * sizeof *records);
    if (set->count)
        memcpy(records, set->records, set->count * sizeof *records);
    records[set->count++] = rdata;
    set->records = records;
}

static inline struct record_set set_of(const char *owner, uint16_t type)
{
    struct dns_name name = name_of(owner);
    return (struct record_set){.owner = arena_dup(&made, name.wire, name.size), .type = type, .ttl = 3600};
}

/* RFC 4034 6.2 and RFC 6840 5.1: names in NS, CNAME, DNAME and SOA (of what is used here) in lower case. */
static inline struct dns_rdata canonical(uint16_t type, struct dns_rdata rdata)
{
    struct buffer out = {0};
    buffer_add(&out, rdata.bytes, rdata.size);
    size_t names = type == DNS_TYPE_NS || type == DNS_TYPE_CNAME || type == DNS_TYPE_DNAME ? 1
                   : type == DNS_TYPE_SOA                                                  ? 2
                                                                                           : 0;
    for (size_t at = 0; names; names--) {
        while (out.data[at]) {
            size_t end = at + (uint8_t)out.data[at];
            while (at++ < end)
                out.data[at] = (char)ascii_lower((uint8_t)out.data[at]);
        }
        at++;
    }
    return octets_of(&out);
}

static inline int canonical_order(const void *a, const void *b)
{
    const struct dns_rdata *x = a, *y = b;
    int order = memcmp(x->bytes, y->bytes, x->size < y->size ? x->size : y->size);
    return order ? order : (x->size > y->size) - (x->size < y->size);
}

/* The RDATA of an RRSIG over the set (RFC 4034 3.1.8.1). */
static inline struct dns_rdata sign(const struct signing *signing, const struct record_set *set)
{
    struct buffer rrsig = {0}, data = {0};
    struct dns_rdata dnskey = signing->dnskey.bytes ? signing->dnskey : dnskey_of(signing->key);
    uint32_t ttl = signing->ttl ? signing->ttl : set->ttl;
    put_u16(&rrsig, set->type);
    put_u8(&rrsig, dnskey.bytes[3]);
    put_u8(&rrsig, (unsigned)((int)labels_of(set->owner) + signing->more_labels));
    put_u32(&rrsig, ttl);
    put_u32(&rrsig, signing->until ? signing->until : NOW + 1000 * DAY);
    put_u32(&rrsig, signing->from ? signing->from : NOW - DAY);
    put_u16(&rrsig, tag_of(dnskey));
    put_name(&rrsig, name_of(signing->signer).wire);

    struct dns_rdata *records = arena_alloc(&made, (set->count + 1) * sizeof *records);
    for (size_t i = 0; i < set->count; i++)
        records[i] = canonical(set->type, set->records[i]);
    qsort(records, set->count, sizeof *records, canonical_order);
    buffer_add(&data, rrsig.data, rrsig.size);
    for (size_t i = 0; i < set->count; i++) {
        if (i && canonical_order(&records[i - 1], &records[i]) == 0)
            continue;
        put_name(&data, set->owner);
        put_u16(&data, set->type);
        put_u16(&data, 1);
        put_u32(&data, ttl);
        put_u16(&data, (unsigned)records[i].size);
        buffer_add(&data, records[i].bytes, records[i].size);
    }

    ldns_buffer *input = ldns_buffer_new(data.size);
    ldns_buffer_write(input, data.data, data.size);
    ldns_rdf *signature = ldns_sign_public_buffer(input, signing->maker ? signing->maker : key_of(signing->key));
    assert_non_null(signature);
    buffer_add(&rrsig, ldns_rdf_data(signature), ldns_rdf_size(signature));
    ldns_rdf_deep_free(signature);
    ldns_buffer_free(input);
    buffer_free(&data);
    return octets_of(&rrsig);
}

/* ---- denial ---- */

/* A type bitmap (RFC 4034 4.1.2) of mnemonics, one space between them. */
static inline void put_types(struct buffer *out, const char *mnemonics)
{
    uint8_t bits[65536 / 8] = {0};
    char word[32];
    int taken;
    for (; sscanf(mnemonics, " %31s%n", word, &taken) == 1; mnemonics += taken) {
        uint16_t type = type_of(word);
        if (!type)
            fail_msg("no type: %s", word);
        bits[type / 8] |= (uint8_t)(0x80 >> (type & 7));
    }
    for (unsigned window = 0; window < 256; window++) {
        unsigned size = 32;
        while (size && !bits[window * 32 + size - 1])
            size--;
        if (!size)
            continue;
        put_u8(out, window);
        put_u8(out, size);
        buffer_add(out, bits + window * 32, size);
    }
}

static inline struct dns_rdata nsec_rdata(const char *next, const char *types)
{
    struct buffer out = {0};
    put_name(&out, name_of(next).wire);
    put_types(&out, types);
    return octets_of(&out);
}

struct hash_parameters {
    uint8_t algorithm; /* 0 stands for 1 */
    uint8_t flags;
    uint16_t iterations;
    const char *salt; /* in hexadecimal, or NULL */
};

enum { NSEC3_HASH = 20, NSEC3_OPT_OUT = 1 };

/* RFC 5155 5. */
static inline void hash_of(const struct hash_parameters *parameters, const uint8_t *name, uint8_t hash[NSEC3_HASH])
{
    struct dns_rdata salt = octets_of_hex(parameters->salt ? parameters->salt : "");
    struct buffer input = {0};
    put_name(&input, name);
    for (unsigned round = 0; round <= parameters->iterations; round++) {
        buffer_add(&input, salt.bytes, salt.size);
        ldns_sha1((uint8_t *)input.data, (unsigned)input.size, hash);
        buffer_clear(&input);
        buffer_add(&input, hash, NSEC3_HASH);
    }
    buffer_free(&input);
}

static inline const uint8_t *nsec3_owner(const uint8_t hash[NSEC3_HASH], const uint8_t *zone)
{
    char label[64];
    struct buffer out = {0};
    int size = ldns_b32_ntop_extended_hex(hash, NSEC3_HASH, label, sizeof label);
    assert_int_equal(size, 32);
    put_u8(&out, 32);
    for (int i = 0; i < size; i++)
        buffer_add_char(&out, (char)ascii_lower((unsigned char)label[i]));
    put_name(&out, zone);
    return octets_of(&out).bytes;
}

static inline struct dns_rdata nsec3_rdata(const struct hash_parameters *parameters, const uint8_t next[NSEC3_HASH],
                                           const char *types)
{
    struct dns_rdata salt = octets_of_hex(parameters->salt ? parameters->salt : "");
    struct buffer out = {0};
    put_u8(&out, parameters->algorithm ? parameters->algorithm : 1u);
    put_u8(&out, parameters->flags);
    put_u16(&out, parameters->iterations);
    put_u8(&out, (unsigned)salt.size);
    buffer_add(&out, salt.bytes, salt.size);
    put_u8(&out, NSEC3_HASH);
    buffer_add(&out, next, NSEC3_HASH);
    put_types(&out, types);
    return octets_of(&out);
}

/* The number above or below. */
static inline void nsec3_step(uint8_t hash[NSEC3_HASH], int by)
{
    for (size_t i = NSEC3_HASH; i--;) {
        hash[i] = (uint8_t)(hash[i] + by);
        if (hash[i] != (by > 0 ? 0 : 0xFF))
            return;
    }
}

/* ---- messages ---- */

enum part { ANSWER, AUTHORITY };

struct message {
    struct buffer octets; /* header and question */
    struct buffer parts[2];
    const void *said[16]; /* proofs, which one message holds once */
    size_t said_count;
};

/* A reply; names are not compressed. */
static inline struct message message_to(const uint8_t *name, uint16_t type, unsigned rcode)
{
    struct message message = {.octets = {0}};
    put_u16(&message.octets, 0);
    put_u16(&message.octets, 0x8180 | rcode);
    put_u16(&message.octets, 1);
    for (int i = 0; i < 3; i++)
        put_u16(&message.octets, 0);
    put_name(&message.octets, name);
    put_u16(&message.octets, type);
    put_u16(&message.octets, 1);
    return message;
}

/* OWNER as it goes on the wire. */
static inline void message_add(struct message *message, enum part part, const uint8_t *owner, uint16_t type,
                               uint32_t ttl, struct dns_rdata rdata)
{
    uint8_t *count = (uint8_t *)message->octets.data + 6 + 2 * part;
    struct buffer *out = &message->parts[part];
    if (!++count[1])
        count[0]++;
    put_name(out, owner);
    put_u16(out, type);
    put_u16(out, 1);
    put_u32(out, ttl);
    put_u16(out, (unsigned)rdata.size);
    buffer_add(out, rdata.bytes, rdata.size);
}

/* The set under OWNER, which is another one where it comes from a DNS wildcard. */
static inline void message_add_set(struct message *message, enum part part, const uint8_t *owner,
                                   const struct record_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        message_add(message, part, owner, set->type, set->ttl, set->records[i]);
}

static inline void message_add_signature(struct message *message, enum part part, const uint8_t *owner, uint32_t ttl,
                                         struct dns_rdata rrsig)
{
    message_add(message, part, owner, DNS_TYPE_RRSIG, ttl, rrsig);
}

static inline struct dns_rdata message_end(struct message *message)
{
    for (int part = 0; part < 2; part++) {
        buffer_add(&message->octets, message->parts[part].data, message->parts[part].size);
        buffer_free(&message->parts[part]);
    }
    return octets_of(&message->octets);
}

#endif
