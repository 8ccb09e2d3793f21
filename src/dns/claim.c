/* SPDX-License-Identifier: Apache-2.0 */
#include "dns/claim.h"

#include "util/saying.h"

static const char *claim_name_text(const uint8_t *name, struct arena *arena)
{
    return dns_name_text(name, arena);
}

/* ---- reading ---- */

static struct claim *add_claim(struct claims *claims, enum claim_kind kind, const uint8_t *name, uint16_t type)
{
    struct claim *claim = &claims->items[claims->count++];
    *claim = (struct claim){.kind = kind, .name = name, .type = type};
    return claim;
}

/* The longest name that signed SET and may be in charge of the claim's is its signer. */
static void take_signers(const struct claims *claims, struct claim *claim, const struct dns_rrset *set)
{
    struct dns_rrsig rrsig;
    for (const struct dns_record *record = set->signatures; record; record = record->next) {
        if (!dns_rrsig_read(&claims->sets, record, &rrsig) || !dns_name_within(claim->name, rrsig.signer.wire))
            continue;
        size_t labels = dns_name_labels(rrsig.signer.wire), skip = dns_name_labels(claim->name) - labels;
        if (claim->signer && labels <= dns_name_labels(claim->signer))
            continue;
        claim->signer = claim->name;
        for (; skip; skip--)
            claim->signer = dns_name_parent(claim->signer);
    }
}

static void claim_set(struct claims *claims, const struct dns_rrset *set)
{
    struct claim *claim = add_claim(claims, CLAIM_SET, set->owner, set->type);
    claim->set = set;
    take_signers(claims, claim, set);
}

static void claim_absence(struct claims *claims, enum claim_kind kind, const uint8_t *name, uint16_t type)
{
    struct claim *claim = add_claim(claims, kind, name, type);
    for (size_t i = 0; i < claims->sets.count; i++) {
        const struct dns_rrset *set = &claims->sets.sets[i];
        if (set->authority && (set->type == DNS_TYPE_NSEC || set->type == DNS_TYPE_NSEC3 || set->type == DNS_TYPE_SOA))
            take_signers(claims, claim, set);
    }
}

static const struct dns_rrset *dname_above(const struct claims *claims, const uint8_t *name)
{
    for (size_t i = 0; i < claims->sets.count; i++) {
        const struct dns_rrset *set = &claims->sets.sets[i];
        if (!set->authority && set->type == DNS_TYPE_DNAME && set->record_count && dns_name_within(name, set->owner) &&
            !dns_name_equal(name, set->owner))
            return set;
    }
    return NULL;
}

/* RFC 6672 2.2, 5.3.1: the CNAME made from a DNAME is unsigned, and must be what the DNAME makes of the name. */
static bool is_made_from(const struct claims *claims, const struct dns_rrset *cname, const struct dns_rrset *dname,
                         const uint8_t *name, struct dns_name *ret_target)
{
    struct dns_name end, told;
    size_t kept = dns_name_labels(name) - dns_name_labels(dname->owner);
    if (!dns_rdata_name(&claims->sets, dname->records, &end) || !dns_name_join(name, kept, end.wire, ret_target))
        return false;
    return !cname ||
           (dns_rdata_name(&claims->sets, cname->records, &told) && dns_name_equal(told.wire, ret_target->wire));
}

/* One step along the aliases. False where the message holds none at NAME. */
static bool claim_alias(struct claims *claims, const uint8_t *name, struct dns_name *ret_target)
{
    const struct dns_rrset *cname = dns_rrsets_find(&claims->sets, false, name, DNS_TYPE_CNAME);
    const struct dns_rrset *dname = cname && cname->signature_count ? NULL : dname_above(claims, name);
    if (dname && is_made_from(claims, cname, dname, name, ret_target)) {
        if (!claims->path.alias_count)
            claims->path.dname = dname->owner;
        claim_set(claims, dname);
    } else if (cname && dns_rdata_name(&claims->sets, cname->records, ret_target)) {
        claim_set(claims, cname);
    } else {
        return false;
    }
    return true;
}

static bool claim_aliases(struct claims *claims, const uint8_t *name, const struct dns_reply *reply,
                          struct arena *arena)
{
    struct claim_path *path = &claims->path;
    struct dns_name target;
    for (; path->alias_count < reply->alias_count; path->alias_count++) {
        if (!claim_alias(claims, name, &target) || !dns_name_equal(target.wire, reply->aliases[path->alias_count]))
            return false;
        name = path->aliases[path->alias_count] = arena_dup(arena, target.wire, target.size);
    }
    return true;
}

static void claim_records(struct claims *claims, const struct dns_rrset *set, struct arena *arena)
{
    struct claim_path *path = &claims->path;
    struct dns_rdata *records = arena_alloc(arena, set->record_count * sizeof *records);
    for (const struct dns_record *record = set->records; record; record = record->next)
        records[path->record_count++] = (struct dns_rdata){claims->sets.message + record->rdata_at, record->rdata_size};
    path->records = records;
    path->owner = set->owner;
    claim_set(claims, set);
}

static bool claim_end(struct claims *claims, struct dns_question question, enum reply_kind kind, struct arena *arena)
{
    const struct claim_path *path = &claims->path;
    const uint8_t *end = path->alias_count ? path->aliases[path->alias_count - 1] : question.name;
    const struct dns_rrset *set;
    switch (kind) {
    case REPLY_SET:
        set = dns_rrsets_find(&claims->sets, false, end, question.type);
        if (set)
            claim_records(claims, set, arena);
        return set;
    case REPLY_NODATA:
        claim_absence(claims, CLAIM_NODATA, end, question.type);
        return true;
    case REPLY_NXDOMAIN:
        claim_absence(claims, CLAIM_NXDOMAIN, end, question.type);
        return true;
    case REPLY_ALIAS:
        return path->alias_count;
    case REPLY_REFERRAL:
    case REPLY_TRUNCATED:
    case REPLY_NO_EDNS:
    case REPLY_FAILED:
        break;
    }
    return false;
}

bool claims_read(struct dns_question question, const struct dns_reply *reply, struct arena *arena,
                 struct claims *ret_claims)
{
    const uint8_t *name = arena_dup(arena, question.name, dns_name_size(question.name));
    *ret_claims = (struct claims){.path.ttl = UINT32_MAX};
    if (reply->kind == REPLY_FAILED) {
        add_claim(ret_claims, CLAIM_FAILED, name, question.type);
        return true;
    }
    if (!reply->message)
        return false;
    const uint8_t *message = arena_dup(arena, reply->message, reply->message_size);
    return dns_rrsets_read(message, reply->message_size, arena, &ret_claims->sets) &&
           claim_aliases(ret_claims, name, reply, arena) &&
           claim_end(ret_claims, dns_question_of(name, question.type), reply->kind, arena);
}

/* ---- judging ---- */

static void judge_denial(struct judgement *judgement, enum denial denial, const char *detail)
{
    if (denial == DENIAL_NONE)
        judgement->signature = (struct signature_result){.fault = DNSSEC_FAULT_NO_DENIAL, .detail = detail};
    else if (denial != DENIAL_PROVEN)
        judgement->status = DNSSEC_INSECURE;
}

static void judge_wildcard(const struct claim *claim, struct trust *trust, const struct trust_lesson *lesson,
                           const struct trust_link *zone, struct judgement *judgement)
{
    struct denial_proofs proofs;
    unsigned labels = judgement->signature.labels;
    struct signature_result gathered = trust_gather_proofs(trust, lesson, zone, &proofs);
    if (gathered.fault)
        judgement->signature = gathered;
    else
        judge_denial(
            judgement, denial_of_closer(&proofs, claim->name, labels),
            saying_keep(lesson->arena, SAY_DNSSEC_NO_WILDCARD_PROOF(claim_name_text(claim->name, lesson->arena))));
}

static const char *say_absence_unproven(const struct claim *claim, struct arena *arena)
{
    struct buffer type = {0};
    if (claim->kind == CLAIM_NXDOMAIN)
        return saying_keep(arena, SAY_DNSSEC_NO_PROOF_OF_NAME(claim_name_text(claim->name, arena)));
    dns_type_print(claim->type, &type);
    const char *kept =
        saying_keep(arena, SAY_DNSSEC_NO_PROOF_OF_TYPE(claim_name_text(claim->name, arena), buffer_text(&type)));
    buffer_free(&type);
    return kept;
}

/* A name of which it is proven that it has no such records has none, whatever the rcode says of it. */
static void judge_absence(const struct claim *claim, struct trust *trust, const struct trust_lesson *lesson,
                          const struct trust_link *zone, struct judgement *judgement)
{
    struct denial_proofs proofs;
    enum denial denial;
    judgement->signature = trust_gather_proofs(trust, lesson, zone, &proofs);
    if (judgement->signature.fault)
        return;
    if (claim->kind == CLAIM_NODATA)
        denial = denial_of_type(&proofs, claim->name, claim->type);
    else if ((denial = denial_of_name(&proofs, claim->name)) == DENIAL_NONE &&
             denial_of_type(&proofs, claim->name, claim->type) == DENIAL_PROVEN)
        denial = DENIAL_PROVEN;
    judge_denial(judgement, denial, denial == DENIAL_NONE ? say_absence_unproven(claim, lesson->arena) : "");
}

struct judgement claim_judge(const struct claim *claim, struct trust *trust, const struct trust_lesson *lesson,
                             const struct trust_link *zone)
{
    struct judgement judgement = {.status = DNSSEC_SECURE};
    if (claim->kind == CLAIM_SET) {
        judgement.signature = trust_verify(trust, lesson, zone->keys, claim->set);
        if (!judgement.signature.fault && judgement.signature.labels != signature_labels(claim->name))
            judge_wildcard(claim, trust, lesson, zone, &judgement);
    } else {
        judge_absence(claim, trust, lesson, zone, &judgement);
    }
    judgement.signature.sha1 = judgement.signature.sha1 || zone->sha1;
    return judgement;
}

/* The zone below ZONE that the message says to hold NAME; or NULL. */
static const uint8_t *zone_below(const struct dns_rrsets *sets, const uint8_t *name, const uint8_t *zone)
{
    for (size_t i = 0; i < sets->count; i++) {
        const struct dns_rrset *set = &sets->sets[i];
        bool of_zone = set->authority && (set->type == DNS_TYPE_SOA || set->type == DNS_TYPE_NS) && set->record_count;
        if (of_zone && dns_name_within(name, set->owner) && dns_name_within(set->owner, zone) &&
            !dns_name_equal(set->owner, zone))
            return set->owner;
    }
    return NULL;
}

/* Whether it was proven what is, or is not, at NAME itself; a link further up says nothing of it. */
static bool is_proof_of(const struct trust_link *link, const uint8_t *name)
{
    return link->kind == TRUST_PART && (link->bottom || dns_name_equal(link->name, name));
}

static const char *say_not_delegated(const struct trust_link *link, const uint8_t *below, struct arena *arena)
{
    const char *name = dns_name_text(below, arena), *zone = dns_name_text(trust_link_zone(link)->name, arena);
    bool exists = dns_name_equal(link->name, below) && !link->bottom;
    if (link->alias)
        return saying_keep(arena, SAY_DNSSEC_ALIAS_INSTEAD(name, zone));
    return saying_keep(arena, exists ? SAY_DNSSEC_NO_NS_BIT(name, zone) : SAY_DNSSEC_NO_SUCH_ZONE(name, zone));
}

struct claim_clue claims_find_clue(const struct claims *claims, size_t claim, struct trust *trust, time_t now,
                                   const uint8_t *zone, struct arena *arena)
{
    struct claim_clue clue = {CLUE_NONE, NULL, ""};
    const uint8_t *below = zone_below(&claims->sets, claims->items[claim].name, zone);
    const struct trust_link *link = below ? trust_find(trust, below, now) : NULL;
    if (!link)
        return clue;
    if (is_proof_of(link, below))
        clue =
            (struct claim_clue){link->alias ? CLUE_ALIAS : CLUE_NOT_DELEGATED,
                                arena_dup(arena, below, dns_name_size(below)), say_not_delegated(link, below, arena)};
    trust_link_drop(link);
    return clue;
}

const uint8_t *claim_published_at(const struct claim *claim, unsigned labels, struct arena *arena)
{
    static const uint8_t asterisk[] = {1, '*'};
    const uint8_t *owner = claim->name;
    struct dns_name name;
    if (labels == signature_labels(owner))
        return owner;
    for (size_t left = dns_name_labels(owner); left > labels; left--)
        owner = dns_name_parent(owner);
    return dns_name_join(asterisk, 1, owner, &name) ? arena_dup(arena, name.wire, name.size) : owner;
}
