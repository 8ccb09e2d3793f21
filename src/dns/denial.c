/* SPDX-License-Identifier: Apache-2.0 */
/* Procedure, the same for both kinds of proof: does a record stand at the name itself (its type bitmap then tells), or
 * does one span the place where the name would be? In the second case the closest encloser, the longest ancestor that
 * exists, tells which wildcard could have answered, and whether the name is an empty non-terminal.
 *
 * NSEC names its neighbours in clear; NSEC3 names them by hash, so that every candidate for the closest encloser has to
 * be hashed. A record that belongs to the parent's side of a zone cut, or to a DNAME, says nothing about names below it
 * (RFC 6840 4.1), nor about other types than DS at the cut. */
#include "dns/denial.h"

#include <ldns/ldns.h>
#include <string.h>

enum {
    HASH_SIZE = NSEC3_HASH_SIZE,
    HASH_SHA1 = 1,       /* the one algorithm of RFC 5155 */
    FLAG_OPT_OUT = 0x01, /* the one flag */
    WINDOW_MAX = 32      /* octets of one window of a type bitmap */
};

/* ---- what both kinds share ---- */

/* A type bitmap (RFC 4034 4.1.2). */
struct types {
    const uint8_t *bytes;
    size_t size;
};

/* Windows in ascending order, of 1 to 32 octets each, and nothing cut short. */
static bool types_are_well_formed(struct types types)
{
    struct reader reader = reader_of(types.bytes, types.size);
    int before = -1;
    while (reader_left(&reader)) {
        uint8_t window = reader_u8(&reader), size = reader_u8(&reader);
        if (!reader_bytes(&reader, size) || !size || size > WINDOW_MAX || window <= before)
            return false;
        before = window;
    }
    return !reader.failed;
}

static bool types_have(struct types types, uint16_t type)
{
    struct reader reader = reader_of(types.bytes, types.size);
    while (reader_left(&reader)) {
        uint8_t window = reader_u8(&reader), size = reader_u8(&reader);
        const uint8_t *bits = reader_bytes(&reader, size);
        if (bits && window == type >> 8)
            return (type & 0xFF) / 8 < size && bits[(type & 0xFF) / 8] & 0x80 >> (type & 7);
    }
    return false;
}

/* The record is the parent's side of a zone cut. */
static bool is_delegation(struct types types)
{
    return types_have(types, DNS_TYPE_NS) && !types_have(types, DNS_TYPE_SOA);
}

/* Names below its owner are not this zone's to speak of. */
static bool hides_below(struct types types)
{
    return is_delegation(types) || types_have(types, DNS_TYPE_DNAME);
}

static enum denial absent_by(struct types types, uint16_t type)
{
    bool there = types_have(types, type) || types_have(types, DNS_TYPE_CNAME) || is_delegation(types);
    return there ? DENIAL_NONE : DENIAL_PROVEN;
}

static enum denial no_ds_by(struct types types, const uint8_t *name)
{
    if (types_have(types, DNS_TYPE_DS) || (types_have(types, DNS_TYPE_SOA) && !dns_name_is_root(name)))
        return DENIAL_NONE;
    return types_have(types, DNS_TYPE_NS) ? DENIAL_DELEGATION : DENIAL_PROVEN;
}

static bool denial_wildcard_below(const uint8_t *encloser, struct dns_name *ret_name)
{
    static const uint8_t asterisk[] = {1, '*'};
    return dns_name_join(asterisk, 1, encloser, ret_name);
}

static const uint8_t *ancestor_with(const uint8_t *name, size_t labels)
{
    for (size_t left = dns_name_labels(name); left > labels; left--)
        name = dns_name_parent(name);
    return name;
}

/* ---- NSEC ---- */

struct nsec {
    const uint8_t *owner;
    struct dns_name next;
    struct types types;
};

static bool nsec_read(const struct denial_record *record, struct nsec *ret_nsec)
{
    struct reader reader = reader_of(record->rdata.bytes, record->rdata.size);
    ret_nsec->owner = record->owner;
    if (record->type != DNS_TYPE_NSEC || !dns_name_read(&reader, &ret_nsec->next))
        return false;
    ret_nsec->types = (struct types){reader.data + reader.at, reader_left(&reader)};
    return types_are_well_formed(ret_nsec->types);
}

/* Whether NAME would stand between owner and next; the last record of a zone has the apex as its next. */
static bool nsec_spans(const struct nsec *nsec, const struct denial_proofs *proofs, const uint8_t *name)
{
    if (dns_name_compare(nsec->owner, name) >= 0)
        return false;
    bool last = dns_name_equal(nsec->next.wire, proofs->zone);
    return last || dns_name_compare(name, nsec->next.wire) < 0;
}

/* Whether a cut or a DNAME above the name is shown, so that the zone does not speak of it. */
static bool nsec_hides(const struct denial_proofs *proofs, const uint8_t *name)
{
    struct nsec nsec;
    for (size_t i = 0; i < proofs->count; i++)
        if (nsec_read(&proofs->records[i], &nsec) && hides_below(nsec.types) && dns_name_within(name, nsec.owner) &&
            !dns_name_equal(name, nsec.owner))
            return true;
    return false;
}

static bool nsec_at(const struct denial_proofs *proofs, const uint8_t *name, struct nsec *ret_nsec)
{
    for (size_t i = 0; i < proofs->count; i++)
        if (nsec_read(&proofs->records[i], ret_nsec) && dns_name_equal(ret_nsec->owner, name))
            return true;
    return false;
}

static bool nsec_over(const struct denial_proofs *proofs, const uint8_t *name, struct nsec *ret_nsec)
{
    if (nsec_hides(proofs, name))
        return false;
    for (size_t i = 0; i < proofs->count; i++)
        if (nsec_read(&proofs->records[i], ret_nsec) && nsec_spans(ret_nsec, proofs, name))
            return true;
    return false;
}

/* The name that is spanned exists all the same, as something stands below it. */
static bool is_empty_non_terminal(const struct nsec *over, const uint8_t *name)
{
    return dns_name_within(over->next.wire, name);
}

static size_t labels_in_common(const uint8_t *a, const uint8_t *b)
{
    while (!dns_name_within(b, a))
        a = dns_name_parent(a);
    return dns_name_labels(a);
}

/* Labels of the longest ancestor of NAME that exists: it is one of a neighbour's. */
static size_t encloser_labels_by(const struct nsec *over, const uint8_t *name)
{
    size_t before = labels_in_common(name, over->owner), behind = labels_in_common(name, over->next.wire);
    return before > behind ? before : behind;
}

static enum denial nsec_of_type(const struct denial_proofs *proofs, const uint8_t *name, uint16_t type)
{
    struct nsec nsec;
    struct dns_name wildcard;
    if (nsec_at(proofs, name, &nsec))
        return absent_by(nsec.types, type);
    if (!nsec_over(proofs, name, &nsec))
        return DENIAL_NONE;
    if (is_empty_non_terminal(&nsec, name))
        return DENIAL_PROVEN;
    if (!denial_wildcard_below(ancestor_with(name, encloser_labels_by(&nsec, name)), &wildcard))
        return DENIAL_NONE;
    if (nsec_at(proofs, wildcard.wire, &nsec))
        return absent_by(nsec.types, type);
    bool empty = nsec_over(proofs, wildcard.wire, &nsec) && is_empty_non_terminal(&nsec, wildcard.wire);
    return empty ? DENIAL_PROVEN : DENIAL_NONE; /* RFC 4592 2.2.3 */
}

static enum denial nsec_of_name(const struct denial_proofs *proofs, const uint8_t *name)
{
    struct nsec nsec;
    struct dns_name wildcard;
    if (!nsec_over(proofs, name, &nsec) || is_empty_non_terminal(&nsec, name))
        return DENIAL_NONE;
    if (!denial_wildcard_below(ancestor_with(name, encloser_labels_by(&nsec, name)), &wildcard) ||
        !nsec_over(proofs, wildcard.wire, &nsec) || is_empty_non_terminal(&nsec, wildcard.wire))
        return DENIAL_NONE;
    return DENIAL_PROVEN;
}

static enum denial nsec_of_closer(const struct denial_proofs *proofs, const uint8_t *name, size_t encloser_labels)
{
    struct nsec nsec;
    if (!nsec_over(proofs, name, &nsec) || is_empty_non_terminal(&nsec, name))
        return DENIAL_NONE;
    return encloser_labels_by(&nsec, name) == encloser_labels ? DENIAL_PROVEN : DENIAL_NONE;
}

static enum denial nsec_of_ds(const struct denial_proofs *proofs, const uint8_t *name, bool *ret_exists)
{
    struct nsec nsec;
    *ret_exists = true;
    if (nsec_at(proofs, name, &nsec))
        return no_ds_by(nsec.types, name);
    if (!nsec_over(proofs, name, &nsec))
        return DENIAL_NONE;
    *ret_exists = is_empty_non_terminal(&nsec, name);
    return DENIAL_PROVEN;
}

/* ---- NSEC3 ---- */

struct nsec3 {
    uint8_t flags;
    struct nsec3_parameters parameters;
    uint8_t owner_hash[HASH_SIZE];
    const uint8_t *next_hash;
    struct types types;
};

/* Unknown hash algorithms and flags are not looked at (RFC 5155 8.1, 8.2). */
static bool nsec3_read(const struct denial_record *record, const uint8_t *zone, struct nsec3 *ret_nsec3)
{
    struct reader reader = reader_of(record->rdata.bytes, record->rdata.size);
    if (record->type != DNS_TYPE_NSEC3 || dns_name_is_root(record->owner) ||
        !dns_name_equal(dns_name_parent(record->owner), zone))
        return false;
    uint8_t algorithm = reader_u8(&reader);
    ret_nsec3->flags = reader_u8(&reader);
    struct nsec3_parameters *parameters = &ret_nsec3->parameters;
    parameters->iterations = reader_u16(&reader);
    parameters->salt_size = reader_u8(&reader);
    parameters->salt = reader_bytes(&reader, parameters->salt_size);
    uint8_t hash_size = reader_u8(&reader);
    ret_nsec3->next_hash = reader_bytes(&reader, hash_size);
    ret_nsec3->types = (struct types){reader.data + reader.at, reader_left(&reader)};
    if (reader.failed || !types_are_well_formed(ret_nsec3->types) || algorithm != HASH_SHA1 ||
        ret_nsec3->flags & ~FLAG_OPT_OUT || hash_size != HASH_SIZE)
        return false;
    return ldns_b32_pton_extended_hex((const char *)record->owner + 1, record->owner[0], ret_nsec3->owner_hash,
                                      HASH_SIZE) == HASH_SIZE;
}

/* The NSEC3 records of a message that were made with the same parameters as the first. */
struct nsec3_chain {
    const uint8_t *zone;
    struct nsec3_memory *memory;
    struct nsec3 records[DENIAL_RECORDS_MAX];
    size_t count;
};

static bool are_equal(const struct nsec3_parameters *a, const struct nsec3_parameters *b)
{
    return a->iterations == b->iterations && a->salt_size == b->salt_size &&
           memcmp(a->salt, b->salt, a->salt_size) == 0;
}

static void chain_read(const struct denial_proofs *proofs, struct nsec3_chain *chain)
{
    chain->zone = proofs->zone;
    chain->memory = proofs->hashes;
    chain->count = 0;
    for (size_t i = 0; i < proofs->count; i++) {
        struct nsec3 *nsec3 = &chain->records[chain->count];
        if (nsec3_read(&proofs->records[i], proofs->zone, nsec3) &&
            are_equal(&nsec3->parameters, &chain->records[0].parameters))
            chain->count++;
    }
}

static void hash_name(const struct nsec3_chain *chain, const uint8_t *name, uint8_t hash[static HASH_SIZE])
{
    nsec3_hash(chain->memory, &chain->records[0].parameters, name, hash);
}

static const struct nsec3 *nsec3_at(const struct nsec3_chain *chain, const uint8_t hash[static HASH_SIZE])
{
    for (size_t i = 0; i < chain->count; i++)
        if (memcmp(chain->records[i].owner_hash, hash, HASH_SIZE) == 0)
            return &chain->records[i];
    return NULL;
}

/* The last record of a zone has the first one's hash as its next. */
static const struct nsec3 *nsec3_over(const struct nsec3_chain *chain, const uint8_t hash[static HASH_SIZE])
{
    for (size_t i = 0; i < chain->count; i++) {
        const struct nsec3 *nsec3 = &chain->records[i];
        bool behind = memcmp(nsec3->owner_hash, hash, HASH_SIZE) < 0;
        bool before = memcmp(hash, nsec3->next_hash, HASH_SIZE) < 0;
        bool last = memcmp(nsec3->next_hash, nsec3->owner_hash, HASH_SIZE) <= 0;
        if (last ? behind || before : behind && before)
            return nsec3;
    }
    return NULL;
}

static const struct nsec3 *nsec3_at_name(const struct nsec3_chain *chain, const uint8_t *name)
{
    uint8_t hash[HASH_SIZE];
    hash_name(chain, name, hash);
    return nsec3_at(chain, hash);
}

static const struct nsec3 *nsec3_over_name(const struct nsec3_chain *chain, const uint8_t *name)
{
    uint8_t hash[HASH_SIZE];
    hash_name(chain, name, hash);
    return nsec3_over(chain, hash);
}

/* RFC 5155 8.3: the closest encloser exists, and the next closer name does not. False where that is not proven, also
 * where NAME itself exists. */
static bool find_encloser(const struct nsec3_chain *chain, const uint8_t *name, const uint8_t **ret_encloser,
                          const struct nsec3 **ret_over_next_closer)
{
    uint8_t hash[HASH_SIZE], next_closer_hash[HASH_SIZE];
    const struct nsec3 *at = NULL;
    bool below = false;
    for (;; name = dns_name_parent(name), below = true) {
        hash_name(chain, name, hash);
        at = nsec3_at(chain, hash);
        if (at || dns_name_equal(name, chain->zone))
            break;
        memcpy(next_closer_hash, hash, HASH_SIZE);
    }
    if (!at || !below || hides_below(at->types))
        return false;
    *ret_encloser = name;
    *ret_over_next_closer = nsec3_over(chain, next_closer_hash);
    return *ret_over_next_closer;
}

static enum denial proven_over(const struct nsec3 *over)
{
    return over->flags & FLAG_OPT_OUT ? DENIAL_INSECURE : DENIAL_PROVEN;
}

static enum denial nsec3_of_type(const struct nsec3_chain *chain, const uint8_t *name, uint16_t type)
{
    const uint8_t *encloser;
    const struct nsec3 *over, *at = nsec3_at_name(chain, name);
    struct dns_name wildcard;
    if (at)
        return absent_by(at->types, type);
    if (!find_encloser(chain, name, &encloser, &over))
        return DENIAL_NONE;
    at = denial_wildcard_below(encloser, &wildcard) ? nsec3_at_name(chain, wildcard.wire) : NULL;
    if (at)
        return absent_by(at->types, type) == DENIAL_PROVEN ? proven_over(over) : DENIAL_NONE;
    /* An empty non-terminal above nothing but unsigned delegations has no record of its own. */
    return over->flags & FLAG_OPT_OUT ? DENIAL_INSECURE : DENIAL_NONE;
}

static enum denial nsec3_of_name(const struct nsec3_chain *chain, const uint8_t *name)
{
    const uint8_t *encloser;
    const struct nsec3 *over;
    struct dns_name wildcard;
    if (!find_encloser(chain, name, &encloser, &over))
        return DENIAL_NONE;
    if (denial_wildcard_below(encloser, &wildcard) && !nsec3_over_name(chain, wildcard.wire))
        return DENIAL_NONE;
    return proven_over(over);
}

static enum denial nsec3_of_closer(const struct nsec3_chain *chain, const uint8_t *name, size_t encloser_labels)
{
    const struct nsec3 *over = nsec3_over_name(chain, ancestor_with(name, encloser_labels + 1));
    return over ? proven_over(over) : DENIAL_NONE;
}

static enum denial nsec3_of_ds(const struct nsec3_chain *chain, const uint8_t *name, bool *ret_exists)
{
    const uint8_t *encloser;
    const struct nsec3 *over, *at = nsec3_at_name(chain, name);
    *ret_exists = true;
    if (at)
        return no_ds_by(at->types, name);
    if (!find_encloser(chain, name, &encloser, &over))
        return DENIAL_NONE;
    *ret_exists = over->flags & FLAG_OPT_OUT;
    return proven_over(over);
}

/* ---- which kind ---- */

/* Whether the proofs are NSEC3; a zone has either kind. */
static bool uses_nsec3(const struct denial_proofs *proofs, struct nsec3_chain *chain)
{
    chain_read(proofs, chain);
    return chain->count > 0;
}

static bool is_too_costly(const struct nsec3_chain *chain)
{
    return chain->records[0].parameters.iterations > DENIAL_ITERATIONS_MAX;
}

enum denial denial_of_type(const struct denial_proofs *proofs, const uint8_t *name, uint16_t type)
{
    struct nsec3_chain chain;
    enum denial denial = nsec_of_type(proofs, name, type);
    if (denial != DENIAL_NONE || !uses_nsec3(proofs, &chain))
        return denial;
    return is_too_costly(&chain) ? DENIAL_INSECURE : nsec3_of_type(&chain, name, type);
}

enum denial denial_of_name(const struct denial_proofs *proofs, const uint8_t *name)
{
    struct nsec3_chain chain;
    enum denial denial = nsec_of_name(proofs, name);
    if (denial != DENIAL_NONE || !uses_nsec3(proofs, &chain))
        return denial;
    return is_too_costly(&chain) ? DENIAL_INSECURE : nsec3_of_name(&chain, name);
}

enum denial denial_of_closer(const struct denial_proofs *proofs, const uint8_t *name, size_t encloser_labels)
{
    struct nsec3_chain chain;
    enum denial denial = nsec_of_closer(proofs, name, encloser_labels);
    if (denial != DENIAL_NONE || !uses_nsec3(proofs, &chain))
        return denial;
    return is_too_costly(&chain) ? DENIAL_INSECURE : nsec3_of_closer(&chain, name, encloser_labels);
}

enum denial denial_of_ds(const struct denial_proofs *proofs, const uint8_t *name, bool *ret_exists)
{
    struct nsec3_chain chain;
    enum denial denial = nsec_of_ds(proofs, name, ret_exists);
    if (denial != DENIAL_NONE || !uses_nsec3(proofs, &chain))
        return denial;
    *ret_exists = true;
    return is_too_costly(&chain) ? DENIAL_INSECURE : nsec3_of_ds(&chain, name, ret_exists);
}
