/* An answer makes claims: this set stands here, this alias, no such type, no such name. They are settled one after the
 * other; a bogus one ends it.
 *
 * For each claim the chain walks down from the deepest zone that is known towards a target: first the zone that signed,
 * if it can be the one in charge, and judges the claim by its keys. Where that succeeds, an absence is settled; records
 * may still lie below a zone cut that their signer is not in charge of (RFC 4035 5.3.1), and a claim that failed may
 * belong to a zone that is proven insecure. So the walk goes on to the name itself. What it then finds settles the
 * claim; where nothing more can be found out, the first judgement stands.
 *
 * A claim about a lookup that failed is settled by the zone's standing alone. Where the walk itself meets silence, it
 * is asked who is alive: a dead zone below a living, secure parent has a chain of trust; where the parent is silent as
 * well, nothing is known. */
#include "dns/chain.h"

#include "util/language.h"
#include "util/memory.h"

#include <stdlib.h>
#include <string.h>

enum claim_kind {
    CLAIM_SET,      /* the records of `set` */
    CLAIM_NODATA,   /* `name` has none of `type` */
    CLAIM_NXDOMAIN, /* `name` does not exist */
    CLAIM_FAILED    /* nothing is known of `name` */
};

struct claim {
    enum claim_kind kind;
    const uint8_t *name;
    uint16_t type;
    const struct dns_rrset *set;
    const uint8_t *target;    /* of the walk: the signer, then the name */
    bool has_signer;          /* the target is that of a signature */
    const uint8_t *judged_by; /* the zone whose keys gave the judgement; NULL: not judged yet */
    enum dnssec_status status;
    struct signature_result judgement;
};

enum asked {
    ASKED_NOTHING,
    ASKED_DS,     /* at a name below `link` */
    ASKED_KEYS,   /* of the zone of `link` */
    ASKED_ZONE,   /* whether the zone that did not tell of a DS is alive */
    ASKED_PARENT, /* whether the parent of a silent zone is alive */
    ASKED_DONE    /* the result holds */
};

struct chain {
    struct trust *trust;
    struct arena arena;
    struct dns_rrsets sets;
    struct claim claims[DNS_ALIASES_MAX + 2];
    size_t claim_count, claim;
    struct signature_budget budget;
    time_t now;
    enum asked asked;
    struct dns_question question;
    unsigned questions;
    bool again;                    /* it is asked for the second time */
    struct dns_rdata doubt;        /* the message that came the first time */
    const struct trust_link *link; /* a reference, while something is asked */
    enum failure failure;          /* of the question that failed before ASKED_ZONE or ASKED_PARENT */
    const uint8_t *failed_name;
    const char *failed_detail;
    struct chain_result result;
};

/* ---- results ---- */

static const uint8_t *keep_name(struct chain *chain, const uint8_t *name)
{
    return arena_dup(&chain->arena, name, dns_name_size(name));
}

static const char *keep_text(struct chain *chain, const char *text)
{
    return arena_text(&chain->arena, text, strlen(text));
}

static void forget_link(struct chain *chain)
{
    if (chain->link)
        trust_link_drop(chain->link);
    chain->link = NULL;
}

static void finish(struct chain *chain, enum dnssec_status status, enum dnssec_fault fault, const uint8_t *zone,
                   const char *detail)
{
    struct dnssec_proof *proof = &chain->result.proof;
    proof->status = status;
    proof->fault = fault;
    proof->zone = zone ? keep_name(chain, zone) : NULL;
    proof->detail = keep_text(chain, detail);
    chain->asked = ASKED_DONE;
    forget_link(chain);
}

static void finish_bogus(struct chain *chain, enum dnssec_fault fault, const uint8_t *zone, const char *detail)
{
    finish(chain, DNSSEC_BOGUS, fault, zone, detail);
}

static const char *name_text(struct chain *chain, const uint8_t *name)
{
    return dns_name_text(name, &chain->arena);
}

/* What is needed to know could not be had. */
static void finish_indeterminate(struct chain *chain, enum dnssec_fault fault, const uint8_t *zone, const char *detail)
{
    chain->result.failure = chain->failure;
    chain->result.failed_name = chain->failed_name;
    finish(chain, DNSSEC_INDETERMINATE, fault, zone, detail);
}

static void limit_ttl(struct chain *chain, uint32_t ttl)
{
    if (ttl < chain->result.proof.ttl)
        chain->result.proof.ttl = ttl;
}

static struct claim *present_claim(struct chain *chain)
{
    return &chain->claims[chain->claim];
}

static void claim_done(struct chain *chain, enum dnssec_status status)
{
    struct dnssec_proof *proof = &chain->result.proof;
    proof->status = dnssec_weaker(proof->status, status);
    chain->claim++;
}

/* ---- the claims of an answer ---- */

static struct claim *add_claim(struct chain *chain, enum claim_kind kind, const uint8_t *name)
{
    struct claim *claim = &chain->claims[chain->claim_count++];
    *claim = (struct claim){.kind = kind, .name = name, .type = chain->question.type, .target = name};
    return claim;
}

static bool has_room(const struct chain *chain)
{
    return chain->claim_count < sizeof chain->claims / sizeof *chain->claims - 1;
}

/* The longest name that signed SET and may be in charge of NAME becomes the target of the claim. */
static void prefer_signers(const struct chain *chain, struct claim *claim, const struct dns_rrset *set)
{
    struct dns_rrsig rrsig;
    for (const struct dns_record *record = set->signatures; record; record = record->next) {
        if (!dns_rrsig_read(&chain->sets, record, &rrsig) || !dns_name_within(claim->name, rrsig.signer.wire))
            continue;
        size_t labels = dns_name_labels(rrsig.signer.wire), skip = dns_name_labels(claim->name) - labels;
        if (claim->has_signer && labels <= dns_name_labels(claim->target))
            continue;
        claim->has_signer = true;
        claim->target = claim->name;
        for (; skip; skip--)
            claim->target = dns_name_parent(claim->target);
    }
}

static void claim_set(struct chain *chain, const struct dns_rrset *set)
{
    struct claim *claim = add_claim(chain, CLAIM_SET, set->owner);
    claim->type = set->type;
    claim->set = set;
    prefer_signers(chain, claim, set);
}

static void claim_absence(struct chain *chain, enum claim_kind kind, const uint8_t *name)
{
    struct claim *claim = add_claim(chain, kind, name);
    for (size_t i = 0; i < chain->sets.count; i++) {
        const struct dns_rrset *set = &chain->sets.sets[i];
        if (set->authority && (set->type == DNS_TYPE_NSEC || set->type == DNS_TYPE_NSEC3 || set->type == DNS_TYPE_SOA))
            prefer_signers(chain, claim, set);
    }
}

static const struct dns_rrset *dname_above(const struct chain *chain, const uint8_t *name)
{
    for (size_t i = 0; i < chain->sets.count; i++) {
        const struct dns_rrset *set = &chain->sets.sets[i];
        if (!set->authority && set->type == DNS_TYPE_DNAME && set->record_count && dns_name_within(name, set->owner) &&
            !dns_name_equal(name, set->owner))
            return set;
    }
    return NULL;
}

/* RFC 6672 2.2, 5.3.1: the CNAME made from a DNAME is unsigned, and must be what the DNAME makes of the name. */
static bool is_made_from(const struct chain *chain, const struct dns_rrset *cname, const struct dns_rrset *dname,
                         const uint8_t *name, struct dns_name *ret_target)
{
    struct dns_name end, told;
    size_t kept = dns_name_labels(name) - dns_name_labels(dname->owner);
    if (!dns_rdata_name(&chain->sets, dname->records, &end) || !dns_name_join(name, kept, end.wire, ret_target))
        return false;
    return !cname ||
           (dns_rdata_name(&chain->sets, cname->records, &told) && dns_name_equal(told.wire, ret_target->wire));
}

/* One step along the aliases: the claim it makes, and where it leads; NULL at the end of the path. */
static const uint8_t *claim_alias(struct chain *chain, const uint8_t *name)
{
    const struct dns_rrset *cname = dns_rrsets_find(&chain->sets, false, name, DNS_TYPE_CNAME);
    const struct dns_rrset *dname = cname && cname->signature_count ? NULL : dname_above(chain, name);
    struct dns_name target;
    if (dname && is_made_from(chain, cname, dname, name, &target))
        claim_set(chain, dname);
    else if (cname && dns_rdata_name(&chain->sets, cname->records, &target))
        claim_set(chain, cname);
    else
        return NULL;
    return keep_name(chain, target.wire);
}

/* False where the message does not hold what its kind says: more aliases or RRsets than are looked at. */
static bool claim_all(struct chain *chain, enum reply_kind kind)
{
    const uint8_t *name = chain->question.name, *next;
    const struct dns_rrset *set = NULL;
    while (has_room(chain)) {
        set = kind == REPLY_SET ? dns_rrsets_find(&chain->sets, false, name, chain->question.type) : NULL;
        next = set ? NULL : claim_alias(chain, name);
        if (!next)
            break;
        name = next;
    }
    if (set)
        claim_set(chain, set);
    else if (kind == REPLY_NODATA)
        claim_absence(chain, CLAIM_NODATA, name);
    else if (kind == REPLY_NXDOMAIN)
        claim_absence(chain, CLAIM_NXDOMAIN, name);
    return set || (kind != REPLY_SET && chain->claim_count);
}

/* ---- judging a claim by the keys of a zone ---- */

static struct trust_lesson lesson_of(struct chain *chain, const struct dns_rrsets *sets)
{
    return (struct trust_lesson){.sets = sets, .budget = &chain->budget, .arena = &chain->arena, .now = chain->now};
}

static void judge_fault(struct claim *claim, enum dnssec_fault fault, const char *detail)
{
    claim->judgement.fault = fault;
    claim->judgement.detail = detail;
}

static void judge_denial(struct claim *claim, enum denial denial, const char *detail)
{
    if (denial == DENIAL_NONE)
        judge_fault(claim, DNSSEC_FAULT_NO_DENIAL, detail);
    else if (denial != DENIAL_PROVEN)
        claim->status = DNSSEC_INSECURE;
}

static void judge_set(struct chain *chain, struct claim *claim, const struct trust_link *zone)
{
    const struct signature_check check = {.sets = &chain->sets,
                                          .keys = zone->keys,
                                          .memory = trust_signatures(chain->trust),
                                          .budget = &chain->budget,
                                          .arena = &chain->arena,
                                          .now = chain->now};
    struct trust_lesson lesson = lesson_of(chain, &chain->sets);
    struct denial_proofs proofs;
    claim->judgement = signature_verify(&check, claim->set);
    unsigned labels = claim->judgement.labels;
    if (claim->judgement.fault || labels == signature_labels(claim->name))
        return;
    struct signature_result gathered = trust_gather_proofs(chain->trust, &lesson, zone, &proofs);
    if (gathered.fault)
        judge_fault(claim, gathered.fault, gathered.detail);
    else
        judge_denial(claim, denial_of_closer(&proofs, claim->name, labels),
                     language_format(&chain->arena, "no valid proof that no name closer than the wildcard matches %s",
                                     name_text(chain, claim->name)));
}

static const char *words_for_absence(struct chain *chain, const struct claim *claim)
{
    struct buffer type = {0};
    if (claim->kind == CLAIM_NXDOMAIN)
        return language_format(&chain->arena, "no valid proof that %s does not exist", name_text(chain, claim->name));
    dns_type_print(claim->type, &type);
    const char *words = language_format(&chain->arena, "no valid proof that %s has no %s",
                                        name_text(chain, claim->name), buffer_text(&type));
    buffer_free(&type);
    return words;
}

static void judge_absence(struct chain *chain, struct claim *claim, const struct trust_link *zone)
{
    struct trust_lesson lesson = lesson_of(chain, &chain->sets);
    struct denial_proofs proofs;
    claim->judgement = trust_gather_proofs(chain->trust, &lesson, zone, &proofs);
    if (claim->judgement.fault)
        return;
    enum denial denial = claim->kind == CLAIM_NXDOMAIN ? denial_of_name(&proofs, claim->name)
                                                       : denial_of_type(&proofs, claim->name, claim->type);
    judge_denial(claim, denial, denial == DENIAL_NONE ? words_for_absence(chain, claim) : "");
}

static void judge(struct chain *chain, struct claim *claim, const struct trust_link *zone)
{
    claim->status = DNSSEC_SECURE;
    claim->judged_by = keep_name(chain, zone->name);
    if (claim->kind == CLAIM_SET)
        judge_set(chain, claim, zone);
    else
        judge_absence(chain, claim, zone);
    claim->judgement.sha1 = claim->judgement.sha1 || zone->sha1;
}

/* The owner as it was signed (RFC 4035 5.3.2). */
static const uint8_t *owner_of_labels(struct chain *chain, const uint8_t *name, unsigned labels)
{
    static const uint8_t asterisk[] = {1, '*'};
    struct dns_name owner;
    if (labels == signature_labels(name))
        return keep_name(chain, name);
    while (dns_name_labels(name) > labels)
        name = dns_name_parent(name);
    dns_name_join(asterisk, 1, name, &owner);
    return keep_name(chain, owner.wire);
}

static void settle(struct chain *chain)
{
    const struct claim *claim = present_claim(chain);
    if (claim->judgement.fault) {
        finish_bogus(chain, claim->judgement.fault, claim->judged_by, claim->judgement.detail);
        return;
    }
    if (claim->kind == CLAIM_SET && chain->claim + 1 == chain->claim_count)
        chain->result.owner = owner_of_labels(chain, claim->name, claim->judgement.labels);
    limit_ttl(chain, claim->judgement.ttl);
    chain->result.proof.sha1 = chain->result.proof.sha1 || claim->judgement.sha1;
    claim_done(chain, claim->status);
}

/* The walk has come to its target, or to where nothing is below, in this zone. */
static void arrive(struct chain *chain, const struct trust_link *zone)
{
    struct claim *claim = present_claim(chain);
    if (claim->kind == CLAIM_FAILED) {
        claim_done(chain, DNSSEC_SECURE);
        return;
    }
    if (claim->judged_by && dns_name_equal(claim->judged_by, zone->name)) {
        settle(chain);
        return;
    }
    bool again = claim->judged_by;
    judge(chain, claim, zone);
    bool absent = claim->kind != CLAIM_SET && !claim->judgement.fault;
    if (again || absent || dns_name_equal(claim->target, claim->name))
        settle(chain);
    else
        claim->target = claim->name;
}

/* ---- the walk ---- */

static void ask(struct chain *chain, enum asked asked, const uint8_t *name, uint16_t type,
                const struct trust_link *link)
{
    if (++chain->questions > CHAIN_QUESTIONS_MAX) {
        finish_bogus(chain, DNSSEC_FAULT_TOO_COSTLY, name, language_text("too many questions for one chain of trust"));
        return;
    }
    chain->question = (struct dns_question){name, type};
    chain->asked = asked;
    const struct trust_link *held = trust_link_take(link);
    forget_link(chain);
    chain->link = held;
}

/* The ancestor of NAME just below ABOVE. */
static const uint8_t *child_towards(const uint8_t *name, const uint8_t *above)
{
    for (size_t skip = dns_name_labels(name) - dns_name_labels(above); skip > 1; skip--)
        name = dns_name_parent(name);
    return name;
}

/* Nothing further can be found out; the judgement that there is stands. */
static bool settle_if_judged(struct chain *chain)
{
    if (!present_claim(chain)->judged_by)
        return false;
    settle(chain);
    return true;
}

static void walk_from(struct chain *chain, const struct trust_link *link)
{
    const struct claim *claim = present_claim(chain);
    bool there = dns_name_equal(link->name, claim->target);
    switch (link->kind) {
    case TRUST_BOGUS:
        if (!settle_if_judged(chain))
            finish_bogus(chain, link->fault, link->fault_zone, link->detail);
        break;
    case TRUST_INSECURE:
        if (!link->guessed || !settle_if_judged(chain))
            claim_done(chain, DNSSEC_INSECURE);
        break;
    case TRUST_SIGNED:
        if (there && claim->kind == CLAIM_FAILED)
            claim_done(chain, DNSSEC_SECURE);
        else
            ask(chain, ASKED_KEYS, link->name, DNS_TYPE_DNSKEY, link);
        break;
    case TRUST_SECURE:
    case TRUST_PART:
        if (there || link->bottom)
            arrive(chain, trust_link_zone(link));
        else
            ask(chain, ASKED_DS, child_towards(claim->target, link->name), DNS_TYPE_DS, link);
    }
}

static void step(struct chain *chain)
{
    if (chain->claim == chain->claim_count) {
        finish(chain, chain->result.proof.status, DNSSEC_FAULT_NONE, NULL, "");
        return;
    }
    if (trust_state(chain->trust) == TRUST_STRIPPED) {
        finish(chain, DNSSEC_UNCHECKED, DNSSEC_FAULT_STRIPPED, NULL, "");
        return;
    }
    if (trust_state(chain->trust) == TRUST_MISMATCH) {
        finish_indeterminate(chain, DNSSEC_FAULT_NO_ANCHOR, NULL, trust_mismatch(chain->trust));
        return;
    }
    const struct claim *claim = present_claim(chain);
    const struct trust_link *link = trust_find(chain->trust, claim->target, chain->now);
    if (!link) {
        finish_indeterminate(chain, DNSSEC_FAULT_NO_ANCHOR, NULL,
                             language_format(&chain->arena, "no trust anchor above %s", name_text(chain, claim->name)));
        return;
    }
    walk_from(chain, link);
    trust_link_drop(link);
}

bool chain_next(struct chain *chain, time_t now, struct dns_question *ret_question)
{
    chain->now = now;
    while (chain->asked == ASKED_NOTHING)
        step(chain);
    if (chain->asked == ASKED_DONE)
        return false;
    *ret_question = chain->question;
    return true;
}

/* ---- what came back ---- */

static void remember_failure(struct chain *chain, const struct chain_reply *reply)
{
    chain->failure = reply->failure;
    chain->failed_name = keep_name(chain, chain->question.name);
    const char *colon = *reply->detail ? ": " : "";
    struct buffer words = {0};
    buffer_add_text(&words, failure_code(reply->failure));
    buffer_add_text(&words, colon);
    buffer_add_text(&words, reply->detail);
    chain->failed_detail = keep_text(chain, buffer_text(&words));
    buffer_free(&words);
}

static void ask_parent(struct chain *chain, const struct trust_link *zone)
{
    ask(chain, ASKED_PARENT, zone->parent, DNS_TYPE_SOA, zone);
}

static void no_ds_known(struct chain *chain)
{
    finish_indeterminate(chain, DNSSEC_FAULT_DS_LOOKUP, trust_link_zone(chain->link)->name,
                         language_format(&chain->arena, "the DS of %s cannot be had: %s",
                                         name_text(chain, chain->failed_name), chain->failed_detail));
}

static void ds_failed(struct chain *chain, const struct chain_reply *reply)
{
    const struct claim *claim = present_claim(chain);
    remember_failure(chain, reply);
    if (settle_if_judged(chain))
        return;
    if (claim->kind == CLAIM_FAILED)
        ask(chain, ASKED_ZONE, trust_link_zone(chain->link)->name, DNS_TYPE_SOA, trust_link_zone(chain->link));
    else
        no_ds_known(chain);
}

/* The zone lives: a name that nobody tells of may be its own, not what hides below another silent name. */
static void zone_lives(struct chain *chain)
{
    if (dns_name_equal(chain->failed_name, present_claim(chain)->name))
        claim_done(chain, DNSSEC_SECURE);
    else
        no_ds_known(chain);
}

static const char *words_for_keys(struct chain *chain, const uint8_t *zone)
{
    return language_format(&chain->arena, "the DNSKEY of %s cannot be had: %s", name_text(chain, zone),
                           chain->failed_detail);
}

static void keys_failed(struct chain *chain, const struct chain_reply *reply)
{
    remember_failure(chain, reply);
    if (settle_if_judged(chain))
        return;
    if (chain->link->parent)
        ask_parent(chain, chain->link);
    else
        finish_indeterminate(chain, DNSSEC_FAULT_NO_ANCHOR, chain->link->name,
                             words_for_keys(chain, chain->link->name));
}

/* The zone is silent, though its parent is not. */
static void zone_is_dead(struct chain *chain)
{
    const uint8_t *zone = chain->link->name;
    if (present_claim(chain)->kind == CLAIM_FAILED)
        claim_done(chain, DNSSEC_SECURE);
    else
        finish_bogus(chain, DNSSEC_FAULT_DNSKEY_LOOKUP, zone, words_for_keys(chain, zone));
}

static void nobody_lives(struct chain *chain)
{
    finish_indeterminate(chain, DNSSEC_FAULT_DS_LOOKUP, chain->link->name,
                         language_format(&chain->arena, "nothing can be learnt about %s: %s",
                                         name_text(chain, chain->failed_name), chain->failed_detail));
}

/* Whether it is known what was asked for: also by way of somebody else who asked the same. */
static bool is_learnt(struct chain *chain)
{
    const struct trust_link *known = trust_find(chain->trust, chain->question.name, chain->now);
    bool same_name = known && dns_name_equal(known->name, chain->question.name);
    bool learnt = same_name && (chain->asked == ASKED_DS || known->kind != TRUST_SIGNED);
    if (known)
        trust_link_drop(known);
    return learnt || trust_state(chain->trust) == TRUST_STRIPPED;
}

static void learn(struct chain *chain, struct dns_rdata message)
{
    struct dns_rrsets sets;
    if (!message.bytes || !dns_rrsets_read(message.bytes, message.size, &chain->arena, &sets))
        sets = (struct dns_rrsets){0};
    struct trust_lesson lesson = lesson_of(chain, &sets);
    lesson.trial = !chain->again;
    if (chain->asked == ASKED_DS)
        trust_learn_ds(chain->trust, &lesson, chain->link, chain->question.name);
    else
        trust_learn_keys(chain->trust, &lesson, chain->link);
}

/* Takes what was told of a link. False where it does not hold, and is to be asked for once more: one server of several
 * may have fallen behind. Where the second try brings nothing, the first one counts. */
static bool take_link(struct chain *chain, const struct chain_reply *reply)
{
    const struct dns_rdata message = {reply->message, reply->size};
    if (is_learnt(chain))
        return true;
    learn(chain, reply->failure ? chain->doubt : message);
    if (chain->again || is_learnt(chain))
        return true;
    chain->again = true;
    chain->doubt = (struct dns_rdata){arena_dup(&chain->arena, message.bytes, message.size), message.size};
    return false;
}

void chain_feed(struct chain *chain, time_t now, const struct chain_reply *reply)
{
    enum asked asked = chain->asked;
    chain->now = now;
    if (asked == ASKED_NOTHING || asked == ASKED_DONE)
        return;
    bool link = asked == ASKED_DS || asked == ASKED_KEYS, failed = reply->failure && !chain->again;
    if (link && !failed && !take_link(chain, reply))
        return;
    chain->asked = ASKED_NOTHING;
    chain->again = false;
    if (asked == ASKED_DS && failed)
        ds_failed(chain, reply);
    else if (asked == ASKED_KEYS && failed)
        keys_failed(chain, reply);
    else if (asked == ASKED_ZONE && !reply->failure)
        zone_lives(chain);
    else if (asked == ASKED_ZONE && chain->link->parent)
        ask_parent(chain, chain->link);
    else if (asked == ASKED_PARENT && !reply->failure)
        zone_is_dead(chain);
    else if (asked == ASKED_ZONE || asked == ASKED_PARENT)
        nobody_lives(chain);
}

bool chain_asks_again(const struct chain *chain)
{
    return chain->again;
}

const struct chain_result *chain_result(const struct chain *chain)
{
    return &chain->result;
}

struct chain *chain_new(struct trust *trust, const struct chain_subject *subject)
{
    struct chain *chain = memory_zero(sizeof *chain);
    chain->trust = trust;
    chain->budget = (struct signature_budget){SIGNATURE_CHECKS_MAX, SIGNATURE_FAILED_CHECKS_MAX};
    chain->result.proof = (struct dnssec_proof){.status = DNSSEC_SECURE, .ttl = UINT32_MAX, .detail = ""};
    chain->question = (struct dns_question){keep_name(chain, subject->question.name), subject->question.type};
    const struct dns_reply *reply = subject->reply;
    const uint8_t *message = reply->message ? arena_dup(&chain->arena, reply->message, reply->message_size) : NULL;
    if (reply->kind == REPLY_FAILED)
        add_claim(chain, CLAIM_FAILED, chain->question.name);
    else if (!message || !dns_rrsets_read(message, reply->message_size, &chain->arena, &chain->sets) ||
             !claim_all(chain, reply->kind))
        finish_bogus(chain, DNSSEC_FAULT_TOO_COSTLY, NULL, language_text("the message holds more than is looked at"));
    return chain;
}

void chain_free(struct chain *chain)
{
    if (!chain)
        return;
    forget_link(chain);
    arena_free(&chain->arena);
    free(chain);
}
