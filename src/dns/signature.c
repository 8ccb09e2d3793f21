/* Procedure for one RRset: each signature over it is looked at in turn. Its signer must be the zone, its labels must
 * fit the owner, its algorithm must be known, and now must lie within its dates; then each key with its tag and
 * algorithm is tried. The first that fits ends it. Where none does, the most telling failure is reported. */
#include "dns/signature.h"

#include "util/memory.h"

#include <ldns/ldns.h>
#include <stdlib.h>
#include <string.h>

enum {
    DNSKEY_FIXED_SIZE = 4, /* octets before the public key */
    DNSKEY_ZONE = 0x0100,
    DNSKEY_REVOKED = 0x0080,
    DNSKEY_PROTOCOL = 3,
    RRSIG_FIXED_SIZE = 18, /* octets before the signer's name */
    MESSAGE_MAX = 65535,
    BUFFER_SIZE = 4096
};

/* ---- algorithms ---- */

static const struct {
    uint8_t number;
    bool sha1;
    const char *name;
} algorithms[] = {
    {5, true, "RSASHA1"},           {7, true, "RSASHA1-NSEC3-SHA1"}, {8, false, "RSASHA256"}, {10, false, "RSASHA512"},
    {13, false, "ECDSAP256SHA256"}, {14, false, "ECDSAP384SHA384"},  {15, false, "ED25519"},  {16, false, "ED448"}};

const char *signature_algorithm_name(uint8_t algorithm)
{
    for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
        if (algorithms[i].number == algorithm)
            return algorithms[i].name;
    return NULL;
}

bool signature_algorithm_is_known(uint8_t algorithm)
{
    return signature_algorithm_name(algorithm);
}

static bool algorithm_uses_sha1(uint8_t algorithm)
{
    for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
        if (algorithms[i].number == algorithm)
            return algorithms[i].sha1;
    return false;
}

/* ---- keys ---- */

struct zone_key {
    uint16_t tag;
    uint8_t algorithm;
    struct dns_rdata rdata; /* its own copy */
};

struct zone_keys {
    size_t count;
    unsigned failed; /* checks in this run */
    size_t size;     /* octets held */
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

/* ---- the memory of good signatures ---- */

/* A table in which a newer signature takes the place of an older one. */
struct signature_memory {
    uint64_t computed, recalled;
    uint8_t digests[SIGNATURE_MEMORY][LDNS_SHA256_DIGEST_LENGTH];
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

static uint8_t *memory_place(struct signature_memory *memory, const uint8_t *digest)
{
    return memory->digests[((size_t)digest[0] << 8 | digest[1]) % SIGNATURE_MEMORY];
}

/* ---- one signature ---- */

/* Everything about the signature that is looked at. */
struct attempt {
    const struct signature_check *check;
    const struct dns_rrset *set;
    const struct dns_record *record; /* the RRSIG */
    struct dns_rrsig rrsig;
};

static ldns_rr *to_ldns(const struct dns_rrsets *sets, const struct dns_record *record)
{
    ldns_rr *rr;
    size_t at = record->at;
    return ldns_wire2rr(&rr, sets->message, sets->size, &at, LDNS_SECTION_ANSWER) == LDNS_STATUS_OK ? rr : NULL;
}

/* RFC 4035 5.3.2: the owner as it was signed, a wildcard perhaps. NULL on bad data. */
static ldns_rdf *signed_owner(const struct attempt *attempt)
{
    static const uint8_t asterisk[] = {1, '*'};
    const uint8_t *owner = attempt->set->owner;
    struct dns_name wildcard;
    if (attempt->rrsig.labels < signature_labels(owner)) {
        for (unsigned left = (unsigned)dns_name_labels(owner); left > attempt->rrsig.labels; left--)
            owner = dns_name_parent(owner);
        dns_name_join(asterisk, 1, owner, &wildcard);
        owner = wildcard.wire;
    }
    return ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, dns_name_size(owner), owner);
}

/* The records in canonical form and order (RFC 4034 6). */
static ldns_rr_list *canonical_records(const struct attempt *attempt)
{
    ldns_rr_list *list = ldns_rr_list_new();
    for (const struct dns_record *record = attempt->set->records; record; record = record->next) {
        ldns_rr *rr = to_ldns(attempt->check->sets, record);
        if (!rr)
            break;
        ldns_rdf_deep_free(ldns_rr_owner(rr));
        ldns_rr_set_owner(rr, signed_owner(attempt));
        ldns_rr_set_ttl(rr, attempt->rrsig.original_ttl);
        ldns_rr2canonical(rr);
        ldns_rr_list_push_rr(list, rr);
    }
    if (ldns_rr_list_rr_count(list) == attempt->set->record_count) {
        ldns_rr_list_sort(list);
        return list;
    }
    ldns_rr_list_deep_free(list);
    return NULL;
}

/* The octets that were signed (RFC 4034 3.1.8.1); NULL where the records are malformed. */
static ldns_buffer *signed_data(const struct attempt *attempt)
{
    ldns_rr *rrsig = to_ldns(attempt->check->sets, attempt->record);
    ldns_rr_list *records = rrsig ? canonical_records(attempt) : NULL;
    ldns_buffer *data = NULL;
    if (records) {
        data = ldns_buffer_new(BUFFER_SIZE);
        ldns_rr2canonical(rrsig);
        if (ldns_rrsig2buffer_wire(data, rrsig) != LDNS_STATUS_OK ||
            ldns_rr_list2buffer_wire(data, records) != LDNS_STATUS_OK) {
            ldns_buffer_free(data);
            data = NULL;
        }
    }
    ldns_rr_list_deep_free(records);
    ldns_rr_free(rrsig);
    return data;
}

/* The signature itself, as OpenSSL wants it: ECDSA's pair of numbers in ASN.1; empty where it is malformed. */
static ldns_buffer *signature_of(const struct attempt *attempt)
{
    uint8_t algorithm = attempt->rrsig.algorithm;
    struct reader reader = dns_rdata_reader(attempt->check->sets, attempt->record);
    reader_bytes(&reader, RRSIG_FIXED_SIZE);
    dns_name_skip(&reader);
    size_t size = reader_left(&reader);
    const uint8_t *bytes = reader_bytes(&reader, size);
    ldns_buffer *signature = ldns_buffer_new(BUFFER_SIZE);
    ldns_rdf *rdf = ldns_rdf_new_frm_data(LDNS_RDF_TYPE_B64, size, bytes);
    if (algorithm == LDNS_ECDSAP256SHA256 || algorithm == LDNS_ECDSAP384SHA384) {
        if (ldns_convert_ecdsa_rrsig_rdf2asn1(signature, rdf) != LDNS_STATUS_OK)
            ldns_buffer_clear(signature);
    } else if (ldns_buffer_reserve(signature, size)) {
        ldns_buffer_write(signature, bytes, size);
    }
    ldns_rdf_deep_free(rdf);
    return signature;
}

static void digest_of(const struct zone_key *key, ldns_buffer *data, ldns_buffer *signature,
                      uint8_t digest[static LDNS_SHA256_DIGEST_LENGTH])
{
    ldns_sha256_CTX context;
    ldns_sha256_init(&context);
    ldns_sha256_update(&context, key->rdata.bytes, key->rdata.size);
    ldns_sha256_update(&context, ldns_buffer_begin(signature), ldns_buffer_position(signature));
    ldns_sha256_update(&context, ldns_buffer_begin(data), ldns_buffer_position(data));
    ldns_sha256_final(digest, &context);
}

static bool compute(const struct zone_key *key, ldns_buffer *data, ldns_buffer *signature)
{
    return ldns_verify_rrsig_buffers_raw(ldns_buffer_begin(signature), ldns_buffer_position(signature), data,
                                         (uint8_t *)(uintptr_t)key->rdata.bytes + DNSKEY_FIXED_SIZE,
                                         key->rdata.size - DNSKEY_FIXED_SIZE, key->algorithm) == LDNS_STATUS_OK;
}

static bool fits(const struct attempt *attempt, const struct zone_key *key, ldns_buffer *data, ldns_buffer *signature)
{
    const struct signature_check *check = attempt->check;
    uint8_t digest[LDNS_SHA256_DIGEST_LENGTH];
    digest_of(key, data, signature, digest);
    uint8_t *place = memory_place(check->memory, digest);
    if (memcmp(place, digest, sizeof digest) == 0) {
        check->memory->recalled++;
        return true;
    }
    check->memory->computed++;
    check->budget->checks--;
    if (compute(key, data, signature)) {
        memcpy(place, digest, sizeof digest);
        return true;
    }
    check->budget->failed_checks--;
    check->keys->failed++;
    return false;
}

static bool may_compute(const struct signature_check *check)
{
    return check->budget->checks && check->budget->failed_checks && check->keys->failed < SIGNATURE_ZONE_FAILED_MAX;
}

static enum dnssec_fault try_keys(const struct attempt *attempt)
{
    const struct signature_check *check = attempt->check;
    enum dnssec_fault fault = DNSSEC_FAULT_NO_KEY;
    ldns_buffer *data = NULL, *signature = NULL;
    unsigned tried = 0;
    for (size_t i = 0; i < check->keys->count && tried < SIGNATURE_KEYS_OF_TAG_MAX; i++) {
        const struct zone_key *key = &check->keys->keys[i];
        if (key->tag != attempt->rrsig.key_tag || key->algorithm != attempt->rrsig.algorithm)
            continue;
        fault = DNSSEC_FAULT_BAD_SIGNATURE;
        if (!data)
            data = signed_data(attempt);
        if (!data)
            break;
        if (!signature)
            signature = signature_of(attempt);
        if (!may_compute(check)) {
            fault = DNSSEC_FAULT_TOO_COSTLY;
            break;
        }
        tried++;
        if (fits(attempt, key, data, signature)) {
            fault = DNSSEC_FAULT_NONE;
            break;
        }
    }
    ldns_buffer_free(data);
    ldns_buffer_free(signature);
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
    if (!signature_algorithm_is_known(rrsig->algorithm))
        return DNSSEC_FAULT_NO_SIGNATURE;
    if (rrsig->labels > signature_labels(attempt->set->owner))
        return DNSSEC_FAULT_BAD_SIGNATURE;
    if (seconds_between(rrsig->expiration, now) > 0)
        return DNSSEC_FAULT_EXPIRED;
    if (seconds_between(now, rrsig->inception) > 0)
        return DNSSEC_FAULT_NOT_YET_VALID;
    return try_keys(attempt);
}

/* ---- words ---- */

static void add_subject(const struct attempt *attempt, bool with_algorithm, struct buffer *out)
{
    buffer_add_text(out, " (");
    dns_type_print(attempt->set->type, out);
    buffer_add_text(out, " of ");
    dns_name_print(attempt->set->owner, out);
    if (with_algorithm) {
        const char *name = signature_algorithm_name(attempt->rrsig.algorithm);
        buffer_add_text(out, ", algorithm ");
        buffer_add_unsigned(out, attempt->rrsig.algorithm);
        if (name) {
            buffer_add_char(out, ' ');
            buffer_add_text(out, name);
        }
    }
    buffer_add_char(out, ')');
}

static void add_signature(const struct attempt *attempt, struct buffer *out)
{
    buffer_add_text(out, "RRSIG by key ");
    buffer_add_unsigned(out, attempt->rrsig.key_tag);
    buffer_add_text(out, " of ");
    dns_name_print(attempt->rrsig.signer.wire, out);
}

/* A time of RFC 4034 3.1.5, taken for the nearest one to now. */
static void add_time(const struct attempt *attempt, uint32_t time, struct buffer *out)
{
    buffer_add_time(out, attempt->check->now + (time_t)seconds_between((uint32_t)attempt->check->now, time));
}

static const char *words_for(const struct attempt *attempt, enum dnssec_fault fault)
{
    struct buffer out = {0};
    switch (fault) {
    case DNSSEC_FAULT_EXPIRED:
        add_signature(attempt, &out);
        buffer_add_text(&out, " expired ");
        add_time(attempt, attempt->rrsig.expiration, &out);
        add_subject(attempt, true, &out);
        break;
    case DNSSEC_FAULT_NOT_YET_VALID:
        add_signature(attempt, &out);
        buffer_add_text(&out, " is not valid before ");
        add_time(attempt, attempt->rrsig.inception, &out);
        add_subject(attempt, true, &out);
        break;
    case DNSSEC_FAULT_BAD_SIGNATURE:
        add_signature(attempt, &out);
        buffer_add_text(&out, " does not fit the records");
        add_subject(attempt, true, &out);
        break;
    case DNSSEC_FAULT_NO_KEY:
        buffer_add_text(&out, "no DNSKEY of ");
        dns_name_print(attempt->rrsig.signer.wire, &out);
        buffer_add_text(&out, " with tag ");
        buffer_add_unsigned(&out, attempt->rrsig.key_tag);
        buffer_add_text(&out, " for the RRSIG");
        add_subject(attempt, true, &out);
        break;
    case DNSSEC_FAULT_WRONG_SIGNER:
        buffer_add_text(&out, "RRSIG by ");
        dns_name_print(attempt->rrsig.signer.wire, &out);
        buffer_add_text(&out, ", a zone that does not hold the name");
        add_subject(attempt, false, &out);
        break;
    case DNSSEC_FAULT_TOO_COSTLY:
        buffer_add_text(&out, "too many signatures to check");
        add_subject(attempt, false, &out);
        break;
    default:
        buffer_add_text(&out, "no RRSIG by ");
        dns_name_print(attempt->check->keys->zone, &out);
        add_subject(attempt, false, &out);
    }
    const char *words = arena_text(attempt->check->arena, out.data, out.size);
    buffer_free(&out);
    return words;
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
                                             .sha1 = algorithm_uses_sha1(attempt.rrsig.algorithm)};
        if (rank_of(fault) > rank_of(worst)) {
            worst = fault;
            telling = attempt;
        }
    }
    return (struct signature_result){.fault = worst, .detail = words_for(&telling, worst)};
}

unsigned signature_labels(const uint8_t *owner)
{
    bool wildcard = owner[0] == 1 && owner[1] == '*';
    return (unsigned)dns_name_labels(owner) - wildcard;
}
