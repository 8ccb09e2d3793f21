/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets as a message, its NSEC and NSEC3 records taken for proofs as if their signatures were good. */
#include "fuzz.h"

#include "dns/denial.h"

/* Names asked about: each may cost 127 hashes of 150 rounds for each question. */
enum { NAMES_MAX = 4 };

/* The zone that speaks: the owner of the SOA, else that of the first proof without its first label. */
static const uint8_t *zone_of(const struct dns_rrsets *sets)
{
    const uint8_t *zone = NULL;
    for (size_t i = 0; i < sets->count; i++) {
        const struct dns_rrset *set = &sets->sets[i];
        if (set->authority && set->record_count && set->type == DNS_TYPE_SOA)
            return set->owner;
        if (!zone && (set->type == DNS_TYPE_NSEC || set->type == DNS_TYPE_NSEC3) && !dns_name_is_root(set->owner))
            zone = dns_name_parent(set->owner);
    }
    return zone ? zone : (const uint8_t *)"";
}

static struct denial_proofs proofs_of(const struct dns_rrsets *sets)
{
    struct denial_proofs proofs = {.zone = zone_of(sets)};
    for (size_t i = 0; i < sets->count && proofs.count < DENIAL_RECORDS_MAX; i++) {
        const struct dns_rrset *set = &sets->sets[i];
        if (set->authority && set->record_count && dns_name_within(set->owner, proofs.zone) &&
            (set->type == DNS_TYPE_NSEC || set->type == DNS_TYPE_NSEC3))
            proofs.records[proofs.count++] = (struct denial_record){
                set->owner, set->type, {sets->message + set->records->rdata_at, set->records->rdata_size}};
    }
    return proofs;
}

static void ask(const struct denial_proofs *proofs, const uint8_t *name)
{
    bool exists = false;
    expect(denial_of_type(proofs, name, DNS_TYPE_CAA) <= DENIAL_INSECURE);
    enum denial of_name = denial_of_name(proofs, name);
    expect(of_name <= DENIAL_INSECURE);
    expect(proofs->count || of_name == DENIAL_NONE);
    for (size_t labels = dns_name_labels(proofs->zone); labels < dns_name_labels(name); labels += 5)
        expect(denial_of_closer(proofs, name, labels) <= DENIAL_INSECURE);
    if (dns_name_equal(name, proofs->zone))
        return;
    enum denial of_ds = denial_of_ds(proofs, name, &exists);
    expect(of_ds != DENIAL_DELEGATION || exists);
    expect(proofs->count || of_ds == DENIAL_NONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *message = fuzz_copy(data, size);
    struct arena arena = {0};
    struct dns_rrsets sets;
    struct dns_name name;
    struct dns_question question;
    if (dns_rrsets_read(message, size, &arena, &sets)) {
        struct denial_proofs proofs = proofs_of(&sets);
        size_t asked = 0;
        if (fuzz_question(message, size, &name, &question) && dns_name_within(name.wire, proofs.zone))
            ask(&proofs, name.wire);
        for (size_t i = 0; i < sets.count && asked < NAMES_MAX; i++)
            if (dns_name_within(sets.sets[i].owner, proofs.zone)) {
                ask(&proofs, sets.sets[i].owner);
                asked++;
            }
    }
    arena_free(&arena);
    free(message);
    return 0;
}
