/* SPDX-License-Identifier: Apache-2.0 */
/* Procedure for one RRset: each signature over it is looked at in turn. Its signer must be the zone, its labels must
 * fit the owner, its algorithm must be known, and now must lie within its dates; then each key with its tag and
 * algorithm is tried. The first that fits ends it. Where none does, the most telling failure is reported. */
#include "dns/signature.h"
#include "dns/testing.h"

#include "dns/public_key.h"
#include "util/memory.h"
#include "util/saying.h"

#include <ldns/ldns.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

enum {
    DNSKEY_ZONE = 0x0100,
    DNSKEY_REVOKED = 0x0080,
    DNSKEY_PROTOCOL = 3,
    DIGEST_SIZE = 32,      /* SHA-256 */
    RRSIG_FIXED_SIZE = 18, /* octets before the signer's name */
    CLASS_IN = 1
};

/* ---- keys ---- */

struct zone_key {
    uint16_t tag;
    uint8_t algorithm;
    struct dns_rdata rdata;    /* its own copy */
    struct public_key *parsed; /* once it was needed; NULL where it is malformed, too */
};

struct zone_keys {
    size_t count;
    size_t size; /* octets held */
    struct zone_key keys[SIGNATURE_KEYS_MAX];
    uint8_t zone[DNS_NAME_MAX];
};

static bool may_sign(const uint8_t *rdata, size_t size)
{
    if (size <= DNSKEY_FIXED_SIZE)
        return false;
    unsigned flags = (unsigned)rdata[0] << 8 | rdata[1];
    return flags & DNSKEY_ZONE && !(flags & DNSKEY_REVOKED) && rdata[2] == DNSKEY_PROTOCOL;
}

struct zone_keys *zone_keys_new(const uint8_t *zone, const struct dns_rrsets *sets, const struct dns_rrset *dnskeys)
{
    struct zone_keys *keys = memory_zero(sizeof *keys);
    memcpy(keys->zone, zone, dns_name_size(zone));
    keys->size = sizeof *keys;
    for (const struct dns_record *record = dnskeys->records; record && keys->count < SIGNATURE_KEYS_MAX;
         record = record->next) {
        const uint8_t *rdata = sets->message + record->rdata_at;
        if (!may_sign(rdata, record->rdata_size))
            continue;
        struct zone_key *key = &keys->keys[keys->count++];
        key->tag = ldns_calc_keytag_raw(rdata, record->rdata_size);
        key->algorithm = rdata[3];
        key->rdata = (struct dns_rdata){memory_dup(rdata, record->rdata_size), record->rdata_size};
        keys->size += record->rdata_size;
    }
    return keys;
}

static void key_free(struct zone_key *key)
{
    free((void *)(uintptr_t)key->rdata.bytes);
    public_key_free(key->parsed);
}

void zone_keys_free(struct zone_keys *keys)
{
    if (!keys)
        return;
    for (size_t i = 0; i < keys->count; i++)
        key_free(&keys->keys[i]);
    free(keys);
}

size_t zone_keys_keep(struct zone_keys *keys, bool (*accepts)(void *context, struct dns_rdata dnskey), void *context)
{
    size_t kept = 0;
    for (size_t i = 0; i < keys->count; i++) {
        if (accepts(context, keys->keys[i].rdata))
            keys->keys[kept++] = keys->keys[i];
        else
            key_free(&keys->keys[i]);
    }
    return keys->count = kept;
}

const uint8_t *zone_keys_zone(const struct zone_keys *keys)
{
    return keys->zone;
}

size_t zone_keys_count(const struct zone_keys *keys)
{
    return keys->count;
}

uint16_t zone_keys_tag(const struct zone_keys *keys, size_t index)
{
    return keys->keys[index].tag;
}

size_t zone_keys_size(const struct zone_keys *keys)
{
    return keys->size;
}

/* ---- the memory of what was computed ---- */

enum { PLACES = 8, ROWS = SIGNATURE_MEMORY / PLACES, KEPT_SIZE = DIGEST_SIZE - 1 };

/* What came of one check. */
struct memory_entry {
    uint8_t digest[KEPT_SIZE];
    bool known, good;
};

/* Rows of a few places, the one that was wanted last in front. */
struct signature_memory {
    uint64_t computed, recalled;
    struct memory_entry rows[ROWS][PLACES];
};

struct signature_memory *signature_memory_new(void)
{
    return memory_zero(sizeof(struct signature_memory));
}

void signature_memory_free(struct signature_memory *memory)
{
    free(memory);
}

uint64_t signature_memory_computed(const struct signature_memory *memory)
{
    return memory->computed;
}

uint64_t signature_memory_recalled(const struct signature_memory *memory)
{
    return memory->recalled;
}

/* The entry of DIGEST, moved to the front of its row; one that is not known takes the place of the oldest. */
static struct memory_entry *memory_entry_of(struct signature_memory *memory, const uint8_t *digest)
{
    struct memory_entry *row = memory->rows[((size_t)digest[0] << 8 | digest[1]) % ROWS], entry = {0};
    size_t at = 0;
    while (at < PLACES - 1 && !(row[at].known && memcmp(row[at].digest, digest, KEPT_SIZE) == 0))
        at++;
    if (row[at].known && memcmp(row[at].digest, digest, KEPT_SIZE) == 0)
        entry = row[at];
    memcpy(entry.digest, digest, KEPT_SIZE);
    memmove(row + 1, row, at * sizeof *row);
    row[0] = entry;
    return row;
}

/* ---- one signature ---- */

struct signature_budget signature_budget_whole(void)
{
    return (struct signature_budget){SIGNATURE_CHECKS_MAX, SIGNATURE_FAILED_CHECKS_MAX};
}

/* Everything about the signature that is looked at. */
struct attempt {
    const struct signature_check *check;
    const struct dns_rrset *set;
    const struct dns_record *record; /* the RRSIG */
    struct dns_rrsig rrsig;
};

/* RFC 4035 5.3.2: the owner as it was signed, a wildcard perhaps. */
static struct dns_name signed_owner(const struct attempt *attempt)
{
    static const uint8_t asterisk[] = {1, '*'};
    const uint8_t *owner = attempt->set->owner;
    struct dns_name name = dns_name_copy(owner);
    if (attempt->rrsig.labels == signature_labels(owner))
        return name;
    for (unsigned left = (unsigned)dns_name_labels(owner); left > attempt->rrsig.labels; left--)
        owner = dns_name_parent(owner);
    dns_name_join(asterisk, 1, owner, &name);
    return name;
}

/* RFC 4034 6.2: names in RDATA uncompressed and in lower case, but for those of DNSSEC's own types (RFC 6840 5.1). */
static void add_canonical_rdata(const struct attempt *attempt, const struct dns_record *record, struct buffer *out)
{
    struct reader reader = dns_rdata_reader(attempt->check->sets, record);
    struct dns_name name;
    uint16_t type = attempt->set->type;
    unsigned names = type == DNS_TYPE_SOA                                                      ? 2
                     : type == DNS_TYPE_CNAME || type == DNS_TYPE_DNAME || type == DNS_TYPE_NS ? 1
                                                                                               : 0;
    for (; names && dns_name_read(&reader, &name); names--)
        buffer_add(out, name.wire, name.size);
    buffer_add(out, reader.data + reader.at, reader_left(&reader));
}

static int compare_rdata(const void *a, const void *b)
{
    const struct dns_rdata *x = a, *y = b;
    int order = memcmp(x->bytes, y->bytes, x->size < y->size ? x->size : y->size);
    return order ? order : x->size < y->size ? -1 : x->size > y->size;
}

/* The canonical RDATA of all records, in canonical order, equal ones once (RFC 4034 6.3), in the arena. */
static struct dns_rdata *sorted_records(const struct attempt *attempt, size_t *ret_count)
{
    struct arena *arena = attempt->check->arena;
    struct dns_rdata *sorted = arena_alloc(arena, attempt->set->record_count * sizeof *sorted);
    struct buffer rdata = {0};
    size_t count = 0;
    for (const struct dns_record *record = attempt->set->records; record; record = record->next) {
        buffer_clear(&rdata);
        add_canonical_rdata(attempt, record, &rdata);
        sorted[count++] = (struct dns_rdata){arena_dup(arena, rdata.data, rdata.size), rdata.size};
    }
    buffer_free(&rdata);
    qsort(sorted, count, sizeof *sorted, compare_rdata);
    *ret_count = 0;
    for (size_t i = 0; i < count; i++)
        if (!*ret_count || compare_rdata(&sorted[i], &sorted[*ret_count - 1]))
            sorted[(*ret_count)++] = sorted[i];
    return sorted;
}

static void add_u16(struct buffer *out, unsigned value)
{
    buffer_add_char(out, (char)(value >> 8));
    buffer_add_char(out, (char)value);
}

/* The octets that were signed (RFC 4034 3.1.8.1). */
static void add_signed_data(const struct attempt *attempt, struct buffer *out)
{
    const struct dns_name owner = signed_owner(attempt);
    size_t count;
    const struct dns_rdata *records = sorted_records(attempt, &count);
    uint32_t ttl = attempt->rrsig.original_ttl;
    buffer_add(out, attempt->check->sets->message + attempt->record->rdata_at, RRSIG_FIXED_SIZE);
    buffer_add(out, attempt->rrsig.signer.wire, attempt->rrsig.signer.size);
    for (size_t i = 0; i < count; i++) {
        buffer_add(out, owner.wire, owner.size);
        add_u16(out, attempt->set->type);
        add_u16(out, CLASS_IN);
        add_u16(out, ttl >> 16);
        add_u16(out, ttl & 0xFFFF);
        add_u16(out, (unsigned)records[i].size);
        buffer_add(out, records[i].bytes, records[i].size);
    }
}

/* The signature itself: what stands behind the signer's name. */
static struct dns_rdata signature_octets(const struct attempt *attempt)
{
    struct reader reader = dns_rdata_reader(attempt->check->sets, attempt->record);
    reader_bytes(&reader, RRSIG_FIXED_SIZE);
    dns_name_skip(&reader);
    return (struct dns_rdata){reader.data + reader.at, reader_left(&reader)};
}

/* Its size goes first, so that nothing else begins or ends within it. */
static void digest_add(EVP_MD_CTX *context, struct dns_rdata piece)
{
    const uint8_t size[] = {(uint8_t)(piece.size >> 16), (uint8_t)(piece.size >> 8), (uint8_t)piece.size};
    EVP_DigestUpdate(context, size, sizeof size);
    EVP_DigestUpdate(context, piece.bytes, piece.size);
}

/* By a hash that nobody finds collisions of, as everything in it comes from strangers. */
static void digest_of(const struct zone_key *key, struct dns_rdata signature, struct dns_rdata data,
                      uint8_t digest[static DIGEST_SIZE])
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (!context || EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1)
        memory_exhausted();
    digest_add(context, key->rdata);
    digest_add(context, signature);
    digest_add(context, data);
    EVP_DigestFinal_ex(context, digest, NULL);
    EVP_MD_CTX_free(context);
}

static bool compute(struct zone_key *key, struct dns_rdata signature, struct dns_rdata data)
{
    const struct dns_rdata octets = {key->rdata.bytes + DNSKEY_FIXED_SIZE, key->rdata.size - DNSKEY_FIXED_SIZE};
    if (!key->parsed)
        key->parsed = public_key_new(key->algorithm, octets);
    return key->parsed && public_key_fits(key->parsed, signature, data);
}

/* A check that is recalled is charged as one that is computed: what comes of a lookup must not depend on what others
 * have looked up. */
static bool fits(const struct signature_check *check, struct zone_key *key, struct dns_rdata signature,
                 struct dns_rdata data)
{
    uint8_t digest[DIGEST_SIZE];
    digest_of(key, signature, data, digest);
    struct memory_entry *entry = memory_entry_of(check->memory, digest);
    if (entry->known) {
        check->memory->recalled++;
    } else {
        check->memory->computed++;
        entry->good = compute(key, signature, data);
        entry->known = true;
    }
    check->budget->checks--;
    check->budget->failed_checks -= !entry->good;
    return entry->good;
}

static bool may_check(const struct signature_check *check)
{
    return check->budget->checks && check->budget->failed_checks;
}

static enum dnssec_fault try_keys(const struct attempt *attempt)
{
    const struct signature_check *check = attempt->check;
    enum dnssec_fault fault = DNSSEC_FAULT_NO_KEY;
    struct buffer data = {0};
    unsigned tried = 0;
    for (size_t i = 0; i < check->keys->count && tried < SIGNATURE_KEYS_OF_TAG_MAX; i++) {
        struct zone_key *key = &check->keys->keys[i];
        if (key->tag != attempt->rrsig.key_tag || key->algorithm != attempt->rrsig.algorithm)
            continue;
        fault = may_check(check) ? DNSSEC_FAULT_BAD_SIGNATURE : DNSSEC_FAULT_TOO_COSTLY;
        if (fault == DNSSEC_FAULT_TOO_COSTLY)
            break;
        if (!tried++)
            add_signed_data(attempt, &data);
        if (fits(check, key, signature_octets(attempt), (struct dns_rdata){(const uint8_t *)data.data, data.size})) {
            fault = DNSSEC_FAULT_NONE;
            break;
        }
    }
    buffer_free(&data);
    return fault;
}

/* Seconds from A to B, which lie within 68 years of each other (RFC 4034 3.1.5). */
static int64_t seconds_between(uint32_t a, uint32_t b)
{
    return (int32_t)(b - a);
}

static enum dnssec_fault check_one(const struct attempt *attempt)
{
    const struct dns_rrsig *rrsig = &attempt->rrsig;
    uint32_t now = (uint32_t)attempt->check->now;
    if (!dns_name_equal(rrsig->signer.wire, attempt->check->keys->zone))
        return DNSSEC_FAULT_WRONG_SIGNER;
    if (!public_key_algorithm(rrsig->algorithm))
        return DNSSEC_FAULT_NO_SIGNATURE;
    if (rrsig->labels > signature_labels(attempt->set->owner))
        return DNSSEC_FAULT_BAD_SIGNATURE;
    if (seconds_between(rrsig->expiration, now) > 0)
        return DNSSEC_FAULT_EXPIRED;
    if (seconds_between(now, rrsig->inception) > 0)
        return DNSSEC_FAULT_NOT_YET_VALID;
    return try_keys(attempt);
}

/* ---- what is said of it ---- */

static const char *signature_name_text(const struct attempt *attempt, const uint8_t *name)
{
    return dns_name_text(name, attempt->check->arena);
}

static const char *signer_text(const struct attempt *attempt)
{
    return signature_name_text(attempt, attempt->rrsig.signer.wire);
}

/* Which records it is about. */
static struct saying_value set_said(const struct attempt *attempt)
{
    struct buffer type = {0};
    dns_type_print(attempt->set->type, &type);
    const char *kept = saying_keep(
        attempt->check->arena, SAY_DNSSEC_SET(signature_name_text(attempt, attempt->set->owner), buffer_text(&type)));
    buffer_free(&type);
    return saying_kept(kept);
}

/* And by which algorithm they are signed. */
static struct saying_value subject_said(const struct attempt *attempt)
{
    struct buffer algorithm = {0};
    public_key_algorithm_print(attempt->rrsig.algorithm, &algorithm);
    const char *kept =
        saying_keep(attempt->check->arena, SAY_DNSSEC_SUBJECT(buffer_text(&algorithm), set_said(attempt)));
    buffer_free(&algorithm);
    return saying_kept(kept);
}

static struct saying_value rrsig_said(const struct attempt *attempt)
{
    return saying_kept(
        saying_keep(attempt->check->arena, SAY_DNSSEC_RRSIG_BY(attempt->rrsig.key_tag, signer_text(attempt))));
}

/* A time of RFC 4034 3.1.5, taken for the nearest one to now. */
static time_t signature_time_of(const struct attempt *attempt, uint32_t time)
{
    return attempt->check->now + (time_t)seconds_between((uint32_t)attempt->check->now, time);
}

static const char *signature_time_text(const struct attempt *attempt, uint32_t time)
{
    struct buffer out = {0};
    buffer_add_time(&out, signature_time_of(attempt, time));
    const char *text = arena_text(attempt->check->arena, out.data, out.size);
    buffer_free(&out);
    return text;
}

static const char *say_fault(const struct attempt *attempt, enum dnssec_fault fault)
{
    struct arena *arena = attempt->check->arena;
    switch (fault) {
    case DNSSEC_FAULT_EXPIRED:
        return saying_keep(arena, SAY_DNSSEC_EXPIRED(rrsig_said(attempt), subject_said(attempt),
                                                     signature_time_text(attempt, attempt->rrsig.expiration)));
    case DNSSEC_FAULT_NOT_YET_VALID:
        return saying_keep(arena, SAY_DNSSEC_NOT_YET_VALID(rrsig_said(attempt), subject_said(attempt),
                                                           signature_time_text(attempt, attempt->rrsig.inception)));
    case DNSSEC_FAULT_BAD_SIGNATURE:
        return saying_keep(arena, SAY_DNSSEC_BAD_SIGNATURE(rrsig_said(attempt), subject_said(attempt)));
    case DNSSEC_FAULT_NO_KEY:
        return saying_keep(arena,
                           SAY_DNSSEC_NO_KEY(subject_said(attempt), attempt->rrsig.key_tag, signer_text(attempt)));
    case DNSSEC_FAULT_WRONG_SIGNER:
        return saying_keep(arena, SAY_DNSSEC_WRONG_SIGNER(set_said(attempt), signer_text(attempt)));
    case DNSSEC_FAULT_TOO_COSTLY:
        return saying_keep(arena, SAY_DNSSEC_TOO_MANY_SIGNATURES(set_said(attempt)));
    default:
        return saying_keep(arena, SAY_DNSSEC_NO_SIGNATURE(set_said(attempt),
                                                          signature_name_text(attempt, attempt->check->keys->zone)));
    }
}

/* ---- all signatures of a set ---- */

/* Which of two failures tells more: a signature that is right but for its date, before one that is wrong. */
static unsigned rank_of(enum dnssec_fault fault)
{
    switch (fault) {
    case DNSSEC_FAULT_TOO_COSTLY:
        return 6;
    case DNSSEC_FAULT_EXPIRED:
        return 5;
    case DNSSEC_FAULT_NOT_YET_VALID:
        return 4;
    case DNSSEC_FAULT_BAD_SIGNATURE:
        return 3;
    case DNSSEC_FAULT_NO_KEY:
        return 2;
    case DNSSEC_FAULT_WRONG_SIGNER:
        return 1;
    default:
        return 0;
    }
}

static uint32_t lifetime(const struct attempt *attempt)
{
    uint32_t left = attempt->rrsig.expiration - (uint32_t)attempt->check->now;
    uint32_t ttl = attempt->set->ttl < attempt->rrsig.original_ttl ? attempt->set->ttl : attempt->rrsig.original_ttl;
    return left < ttl ? left : ttl;
}

struct signature_result signature_verify(const struct signature_check *check, const struct dns_rrset *set)
{
    struct attempt attempt = {.check = check, .set = set}, telling = attempt;
    enum dnssec_fault worst = DNSSEC_FAULT_NO_SIGNATURE;
    for (attempt.record = set->signatures; attempt.record; attempt.record = attempt.record->next) {
        if (!dns_rrsig_read(check->sets, attempt.record, &attempt.rrsig))
            continue;
        enum dnssec_fault fault = check_one(&attempt);
        if (fault == DNSSEC_FAULT_NONE)
            return (struct signature_result){.detail = "",
                                             .labels = attempt.rrsig.labels,
                                             .ttl = lifetime(&attempt),
                                             .original_ttl = attempt.rrsig.original_ttl,
                                             .sha1 = public_key_uses_sha1(attempt.rrsig.algorithm)};
        if (rank_of(fault) > rank_of(worst)) {
            worst = fault;
            telling = attempt;
        }
    }
    struct signature_result result = {.fault = worst, .detail = say_fault(&telling, worst)};
    if (worst == DNSSEC_FAULT_EXPIRED || worst == DNSSEC_FAULT_NOT_YET_VALID) {
        result.from = signature_time_of(&telling, telling.rrsig.inception);
        result.until = signature_time_of(&telling, telling.rrsig.expiration);
        result.genuine = worst == DNSSEC_FAULT_NOT_YET_VALID && try_keys(&telling) == DNSSEC_FAULT_NONE;
    }
    return result;
}

unsigned signature_labels(const uint8_t *owner)
{
    bool wildcard = owner[0] == 1 && owner[1] == '*';
    return (unsigned)dns_name_labels(owner) - wildcard;
}
