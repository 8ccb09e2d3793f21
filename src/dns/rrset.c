/* SPDX-License-Identifier: Apache-2.0 */
#include "dns/rrset.h"

#include <string.h>

enum { CLASS_IN = 1, RECORDS_MAX = 16384 /* a message of 64 KiB cannot hold more */ };

struct reading {
    struct reader message;
    struct dns_rrsets *sets;
    struct arena *arena;
};

static struct dns_rrset *obtain_set(const struct reading *reading, bool authority, const uint8_t *owner, uint16_t type,
                                    uint32_t ttl)
{
    struct dns_rrsets *sets = reading->sets;
    for (size_t i = 0; i < sets->count; i++) {
        struct dns_rrset *set = &sets->sets[i];
        if (set->type == type && set->authority == authority && dns_name_equal(set->owner, owner))
            return set;
    }
    if (sets->count == DNS_RRSETS_MAX)
        return NULL;
    struct dns_rrset *set = &sets->sets[sets->count++];
    *set = (struct dns_rrset){.owner = arena_dup(reading->arena, owner, dns_name_size(owner)),
                              .type = type,
                              .ttl = ttl,
                              .authority = authority};
    return set;
}

/* Appends a record unless it is there. */
static bool rrset_append(const struct reading *reading, struct dns_record **list, const struct dns_record *record)
{
    const uint8_t *data = reading->message.data;
    for (; *list; list = &(*list)->next)
        if ((*list)->rdata_size == record->rdata_size &&
            memcmp(data + (*list)->rdata_at, data + record->rdata_at, record->rdata_size) == 0)
            return false;
    *list = arena_dup(reading->arena, record, sizeof *record);
    return true;
}

static void take_signature(const struct reading *reading, bool authority, const struct dns_name *owner, uint32_t ttl,
                           const struct dns_record *record)
{
    struct dns_rrsig rrsig;
    if (!dns_rrsig_read(reading->sets, record, &rrsig))
        return;
    struct dns_rrset *set = obtain_set(reading, authority, owner->wire, rrsig.covered, ttl);
    if (set && set->signature_count < DNS_SIGNATURES_MAX)
        set->signature_count += rrset_append(reading, &set->signatures, record);
}

static void rrset_take_record(const struct reading *reading, bool authority, const struct dns_name *owner,
                              uint16_t type, uint32_t ttl, const struct dns_record *record)
{
    struct dns_rrset *set = obtain_set(reading, authority, owner->wire, type, ttl);
    if (!set)
        return;
    if (ttl < set->ttl)
        set->ttl = ttl;
    set->record_count += rrset_append(reading, &set->records, record);
}

static bool rrset_read_record(struct reading *reading, bool authority)
{
    struct dns_name owner;
    struct dns_record record = {.at = reading->message.at};
    if (!dns_name_read(&reading->message, &owner))
        return false;
    uint16_t type = reader_u16(&reading->message), class = reader_u16(&reading->message);
    uint32_t ttl = reader_u32(&reading->message);
    record.rdata_size = reader_u16(&reading->message);
    record.rdata_at = reading->message.at;
    reader_bytes(&reading->message, record.rdata_size);
    if (reading->message.failed)
        return false;
    if (class != CLASS_IN)
        return true;
    if (ttl > INT32_MAX) /* RFC 2181 8 */
        ttl = 0;
    if (type == DNS_TYPE_RRSIG)
        take_signature(reading, authority, &owner, ttl, &record);
    else
        rrset_take_record(reading, authority, &owner, type, ttl, &record);
    return true;
}

bool dns_rrsets_read(const uint8_t *message, size_t size, struct arena *arena, struct dns_rrsets *ret_sets)
{
    *ret_sets = (struct dns_rrsets){.message = message, .size = size};
    struct reading reading = {reader_of(message, size), ret_sets, arena};
    reader_u32(&reading.message);
    unsigned questions = reader_u16(&reading.message), answers = reader_u16(&reading.message),
             authorities = reader_u16(&reading.message);
    reader_u16(&reading.message);
    size_t most = answers + authorities < DNS_RRSETS_MAX ? answers + authorities : DNS_RRSETS_MAX;
    ret_sets->sets = arena_alloc(arena, most * sizeof *ret_sets->sets);
    for (; questions && !reading.message.failed; questions--) {
        dns_name_skip(&reading.message);
        reader_bytes(&reading.message, 4);
    }
    for (unsigned i = 0; i < answers + authorities; i++)
        if (i == RECORDS_MAX || !rrset_read_record(&reading, i >= answers))
            return false;
    return !reading.message.failed;
}

const struct dns_rrset *dns_rrsets_find(const struct dns_rrsets *sets, bool authority, const uint8_t *owner,
                                        uint16_t type)
{
    for (size_t i = 0; i < sets->count; i++) {
        const struct dns_rrset *set = &sets->sets[i];
        if (set->type == type && set->authority == authority && set->record_count && dns_name_equal(set->owner, owner))
            return set;
    }
    return NULL;
}

struct reader dns_rdata_reader(const struct dns_rrsets *sets, const struct dns_record *record)
{
    struct reader reader = reader_of(sets->message, record->rdata_at + record->rdata_size);
    reader.at = record->rdata_at;
    return reader;
}

bool dns_rdata_name(const struct dns_rrsets *sets, const struct dns_record *record, struct dns_name *ret_name)
{
    struct reader reader = dns_rdata_reader(sets, record);
    return dns_name_read(&reader, ret_name) && !reader_left(&reader);
}

bool dns_rrsig_read(const struct dns_rrsets *sets, const struct dns_record *record, struct dns_rrsig *ret_rrsig)
{
    struct reader reader = dns_rdata_reader(sets, record);
    ret_rrsig->covered = reader_u16(&reader);
    ret_rrsig->algorithm = reader_u8(&reader);
    ret_rrsig->labels = reader_u8(&reader);
    ret_rrsig->original_ttl = reader_u32(&reader);
    ret_rrsig->expiration = reader_u32(&reader);
    ret_rrsig->inception = reader_u32(&reader);
    ret_rrsig->key_tag = reader_u16(&reader);
    return !reader.failed && dns_name_read(&reader, &ret_rrsig->signer);
}

void dns_type_print(uint16_t type, struct buffer *out)
{
    static const struct {
        uint16_t type;
        const char *name;
    } names[] = {{DNS_TYPE_A, "A"},         {DNS_TYPE_NS, "NS"},       {DNS_TYPE_CNAME, "CNAME"},
                 {DNS_TYPE_SOA, "SOA"},     {DNS_TYPE_DNAME, "DNAME"}, {DNS_TYPE_DS, "DS"},
                 {DNS_TYPE_RRSIG, "RRSIG"}, {DNS_TYPE_NSEC, "NSEC"},   {DNS_TYPE_DNSKEY, "DNSKEY"},
                 {DNS_TYPE_NSEC3, "NSEC3"}, {DNS_TYPE_CAA, "CAA"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].type == type) {
            buffer_add_text(out, names[i].name);
            return;
        }
    buffer_add_text(out, "TYPE");
    buffer_add_unsigned(out, type);
}
