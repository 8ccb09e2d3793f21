/* SPDX-License-Identifier: Apache-2.0 */
/* An answer makes claims: this set stands here, this alias, no such type, no such name. They are settled one after the
 * other; a bogus one ends it.
 *
 * For each claim the chain walks from the deepest zone that is known down to the name, label by label, and so finds the
 * zone that holds it (RFC 4035 5.3.1): by its keys, and by nobody else's, the claim is judged. What a signature says of
 * its signer is at most a hint: where a zone on the walk seems to have signed the proof of an absence, and that proof
 * holds, there is no cut between the two, and nothing more to ask.
 *
 * Where the walk comes to an end before the name (a link that is broken, that cannot be had, or that only seems to be
 * insecure), the zone above may still have signed what was claimed.
 *
 * A claim about a lookup that failed is settled by the zone's standing alone. Where the walk itself meets silence, it
 * is asked who is alive: a dead zone below a living, secure parent has a chain of trust; where the parent is silent as
 * well, nothing is known.
 *
 * Each message that is looked at, the answer and every link, has a budget of its own, so that what comes of it does not
 * depend on what was known before. */
#include "dns/chain.h"

#include "dns/claim.h"
#include "util/memory.h"
#include "util/saying.h"

#include <stdlib.h>
#include <string.h>

enum asked {
    ASKED_NOTHING,
    ASKED_DS,     /* at a name below `link` */
    ASKED_KEYS,   /* of the zone of `link` */
    ASKED_ZONE,   /* whether the zone that did not tell of a DS is alive */
    ASKED_PARENT, /* whether the parent of a silent zone is alive */
    ASKED_DONE    /* the result holds */
};

/* The question that is open. */
struct asking {
    enum asked asked;
    struct dns_question question;
    enum chain_attempt attempt;
    struct trust_fault first;      /* what was wrong with the link that came first; NONE: nothing came yet */
    const uint8_t *broken;         /* with `first`: the name that it was about; the question may be about one below */
    bool spent;                    /* with `first`: a further attempt failed for want of effort or time */
    const struct trust_link *link; /* a reference, while something is asked */
};

/* The question that failed last. */
struct lost {
    enum failure failure;
    const char *detail;
    struct dns_cause cause;
};

struct chain {
    struct trust *trust;
    struct arena arena;  /* of the answer, and of what lasts as long as the chain */
    struct arena lesson; /* of one link's message */
    struct claims claims;
    size_t claim; /* the one that is being settled */
    struct signature_budget budget;
    time_t now;
    unsigned questions;
    struct asking asking;
    struct lost lost;
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
    trust_link_drop(chain->asking.link);
    chain->asking.link = NULL;
}

static void chain_finish(struct chain *chain, enum dnssec_status status, enum dnssec_fault fault, const uint8_t *zone,
                         const char *detail)
{
    struct dnssec_proof *proof = &chain->result.proof;
    proof->status = status;
    proof->fault = fault;
    proof->zone = zone ? keep_name(chain, zone) : NULL;
    proof->detail = keep_text(chain, detail);
    chain->asking.asked = ASKED_DONE;
    forget_link(chain);
}

static struct claim *present_claim(struct chain *chain)
{
    return &chain->claims.items[chain->claim];
}

static const char *chain_name_text(struct chain *chain, const uint8_t *name)
{
    return dns_name_text(name, &chain->arena);
}

static void finish_bogus(struct chain *chain, const struct trust_fault *fault)
{
    struct claim_clue *clue = &chain->result.clue;
    if (fault->zone && chain->claim < chain->claims.count)
        *clue = claims_find_clue(&chain->claims, chain->claim, chain->trust, chain->now, fault->zone, &chain->arena);
    const char *detail = saying_join(&chain->arena, fault->detail, clue->clue ? clue->detail : "");
    chain_finish(chain, DNSSEC_BOGUS, fault->fault, fault->zone, detail);
}

/* What is needed to know could not be had. */
static void finish_indeterminate(struct chain *chain, enum dnssec_fault fault, const uint8_t *zone, const char *detail)
{
    chain->result.failure = chain->lost.failure;
    chain->result.cause = chain->lost.cause;
    chain_finish(chain, DNSSEC_INDETERMINATE, fault, zone, detail);
}

static void chain_limit_ttl(struct chain *chain, uint32_t ttl)
{
    if (ttl < chain->result.proof.ttl)
        chain->result.proof.ttl = ttl;
}

static void claim_done(struct chain *chain, enum dnssec_status status)
{
    struct chain_result *result = &chain->result;
    result->proof.status = dnssec_weaker(result->proof.status, status);
    if (chain->claim < chain->claims.path.alias_count) {
        result->settled++;
        result->settled_status = result->proof.status;
    }
    chain->claim++;
}

/* ---- judging a claim by the keys of a zone ---- */

static struct judgement chain_judge(struct chain *chain, const struct trust_link *zone, struct signature_budget *budget)
{
    const struct trust_lesson lesson = {
        .sets = &chain->claims.sets, .budget = budget, .arena = &chain->arena, .now = chain->now};
    return claim_judge(present_claim(chain), chain->trust, &lesson, zone);
}

static void chain_settle(struct chain *chain, const struct judgement *judgement, const uint8_t *zone)
{
    const struct claim *claim = present_claim(chain);
    const struct signature_result *signature = &judgement->signature;
    struct chain_result *result = &chain->result;
    if (signature->fault) {
        finish_bogus(chain, &(struct trust_fault){signature->fault, zone, signature->detail});
        return;
    }
    if (chain->claim == chain->claims.path.alias_count) {
        chain->claims.path.ttl = signature->ttl;
        chain->claims.path.original_ttl = claim->kind == CLAIM_SET ? signature->original_ttl : 0;
        if (claim->kind == CLAIM_SET)
            chain->claims.path.owner = claim_published_at(claim, signature->labels, &chain->arena);
    }
    if (chain->claim == 0)
        result->zone = keep_name(chain, zone);
    chain_limit_ttl(chain, signature->ttl);
    result->proof.sha1 = result->proof.sha1 || signature->sha1;
    claim_done(chain, judgement->status);
}

/* The walk has come to the name, or to where nothing is below, in this zone. */
static void arrive(struct chain *chain, const struct trust_link *zone)
{
    if (present_claim(chain)->kind == CLAIM_FAILED) {
        claim_done(chain, DNSSEC_SECURE);
        return;
    }
    const struct judgement judgement = chain_judge(chain, zone, &chain->budget);
    chain_settle(chain, &judgement, zone->name);
}

/* A proof of absence that the zone on the walk seems to have signed is looked at before the cut is known: where it
 * holds, the name is the zone's own. */
static bool settle_early(struct chain *chain, const struct trust_link *zone)
{
    struct claim *claim = present_claim(chain);
    struct signature_budget budget = signature_budget_whole();
    if ((claim->kind != CLAIM_NODATA && claim->kind != CLAIM_NXDOMAIN) || claim->early || !claim->signer ||
        !dns_name_equal(claim->signer, zone->name))
        return false;
    const struct judgement judgement = chain_judge(chain, zone, &budget);
    claim->early = claim->signer;
    if (judgement.signature.fault)
        return false;
    chain_settle(chain, &judgement, zone->name);
    return true;
}

/* The secure zone above a link that does not hold, or NULL; the caller owns a reference. */
static const struct trust_link *zone_above(struct chain *chain, const uint8_t *name)
{
    if (dns_name_is_root(name))
        return NULL;
    const struct trust_link *link = trust_find(chain->trust, dns_name_parent(name), chain->now), *zone = NULL;
    if (link && (link->kind == TRUST_SECURE || link->kind == TRUST_PART))
        zone = trust_link_take(trust_link_zone(link));
    trust_link_drop(link);
    return zone;
}

/* Nothing further can be found out below the link at NAME: what the zone above it signed, with a signature that holds,
 * stands all the same. What it seems to have signed, and did not, or not all of, tells more than the link: FAULT, where
 * there is one, is then that of the claim. */
static bool settle_from_above(struct chain *chain, const uint8_t *name, const struct trust_fault *fault)
{
    const struct claim *claim = present_claim(chain);
    struct signature_budget budget = signature_budget_whole();
    const struct trust_link *zone = claim->kind == CLAIM_FAILED ? NULL : zone_above(chain, name);
    if (!zone)
        return false;
    const struct judgement judgement = chain_judge(chain, zone, &budget);
    bool holds = !judgement.signature.fault, its_own = claim->signer && dns_name_equal(claim->signer, zone->name);
    if (holds || (fault && its_own))
        chain_settle(chain, &judgement, zone->name);
    trust_link_drop(zone);
    return holds || (fault && its_own);
}

/* What was said of the link at NAME does not exclude that it is no cut: an answer that the zone above seems to have
 * signed is judged by it, and a broken proof is not excused. */
static void settle_guessed(struct chain *chain, const struct trust_link *link)
{
    const struct claim *claim = present_claim(chain);
    const struct trust_link *zone = claim->signer ? zone_above(chain, link->name) : NULL;
    if (zone && dns_name_equal(claim->signer, zone->name))
        arrive(chain, zone);
    else
        claim_done(chain, DNSSEC_INSECURE);
    trust_link_drop(zone);
}

/* ---- the walk ---- */

/* One more about NAME. False, and the end of the chain, where there were as many as one answer may cost. */
static bool count_question(struct chain *chain, const uint8_t *name)
{
    if (chain->questions++ < CHAIN_QUESTIONS_MAX)
        return true;
    finish_bogus(chain, &(struct trust_fault){DNSSEC_FAULT_TOO_COSTLY, name, SAID_DNSSEC_TOO_MANY_QUESTIONS});
    return false;
}

static void chain_ask(struct chain *chain, enum asked asked, const uint8_t *name, uint16_t type,
                      const struct trust_link *link)
{
    if (!count_question(chain, name))
        return;
    const struct trust_link *held = trust_link_take(link);
    const struct dns_question question = dns_question_of(keep_name(chain, name), type);
    forget_link(chain);
    chain->asking = (struct asking){.asked = asked, .question = question, .link = held};
}

/* The ancestor of NAME just below ABOVE. */
static const uint8_t *child_towards(const uint8_t *name, const uint8_t *above)
{
    for (size_t skip = dns_name_labels(name) - dns_name_labels(above); skip > 1; skip--)
        name = dns_name_parent(name);
    return name;
}

static void walk_in_zone(struct chain *chain, const struct trust_link *link)
{
    const struct trust_link *zone = trust_link_zone(link);
    const struct claim *claim = present_claim(chain);
    if (link->bottom || dns_name_equal(link->name, claim->name))
        arrive(chain, zone);
    else if (!settle_early(chain, zone))
        chain_ask(chain, ASKED_DS, child_towards(claim->name, link->name), DNS_TYPE_DS, link);
}

static void walk_from(struct chain *chain, const struct trust_link *link)
{
    const struct claim *claim = present_claim(chain);
    switch (link->kind) {
    case TRUST_BOGUS:
        if (!settle_from_above(chain, link->name, &link->fault))
            finish_bogus(chain, &link->fault);
        break;
    case TRUST_INSECURE:
        if (link->guessed)
            settle_guessed(chain, link);
        else
            claim_done(chain, DNSSEC_INSECURE);
        break;
    case TRUST_SIGNED:
        if (claim->kind == CLAIM_FAILED && dns_name_equal(link->name, claim->name))
            claim_done(chain, DNSSEC_SECURE);
        else
            chain_ask(chain, ASKED_KEYS, link->name, DNS_TYPE_DNSKEY, link);
        break;
    case TRUST_SECURE:
    case TRUST_PART:
        walk_in_zone(chain, link);
    }
}

static void step(struct chain *chain)
{
    if (chain->claim == chain->claims.count) {
        chain_finish(chain, chain->result.proof.status, DNSSEC_FAULT_NONE, NULL, "");
        return;
    }
    if (trust_state(chain->trust) == TRUST_MISMATCH) {
        finish_indeterminate(chain, DNSSEC_FAULT_NO_ANCHOR, NULL, trust_mismatch(chain->trust));
        return;
    }
    const struct claim *claim = present_claim(chain);
    const struct trust_link *link = trust_find(chain->trust, claim->name, chain->now);
    if (!link) {
        finish_indeterminate(chain, DNSSEC_FAULT_NO_ANCHOR, NULL,
                             saying_keep(&chain->arena, SAY_DNSSEC_NO_ANCHOR(chain_name_text(chain, claim->name))));
        return;
    }
    walk_from(chain, link);
    trust_link_drop(link);
}

bool chain_next(struct chain *chain, time_t now, struct dns_question *ret_question)
{
    chain->now = now;
    while (chain->asking.asked == ASKED_NOTHING)
        step(chain);
    if (chain->asking.asked == ASKED_DONE)
        return false;
    *ret_question = chain->asking.question;
    return true;
}

enum chain_attempt chain_attempt(const struct chain *chain)
{
    return chain->asking.attempt;
}

/* ---- what came back ---- */

static void lose(struct chain *chain, const struct chain_reply *reply)
{
    struct buffer words = {0};
    buffer_add_text(&words, failure_code(reply->failure));
    buffer_add_text(&words, *reply->detail ? ": " : "");
    buffer_add_text(&words, reply->detail);
    chain->lost = (struct lost){reply->failure, keep_text(chain, buffer_text(&words)), reply->cause};
    chain->lost.cause.name = chain->asking.question.name;
    buffer_free(&words);
}

static void chain_ask_parent(struct chain *chain, const struct trust_link *zone)
{
    chain_ask(chain, ASKED_PARENT, zone->parent, DNS_TYPE_SOA, zone);
}

static void no_ds_known(struct chain *chain)
{
    finish_indeterminate(
        chain, DNSSEC_FAULT_DS_LOOKUP, trust_link_zone(chain->asking.link)->name,
        saying_keep(&chain->arena, SAY_DNSSEC_DS_FAILED(saying_kept(chain->lost.detail),
                                                        chain_name_text(chain, chain->lost.cause.name))));
}

static void ds_failed(struct chain *chain, const struct chain_reply *reply)
{
    const struct trust_link *zone = trust_link_zone(chain->asking.link);
    lose(chain, reply);
    if (settle_from_above(chain, chain->lost.cause.name, NULL))
        return;
    if (present_claim(chain)->kind == CLAIM_FAILED)
        chain_ask(chain, ASKED_ZONE, zone->name, DNS_TYPE_SOA, zone);
    else
        no_ds_known(chain);
}

/* The zone lives: a name that nobody tells of may be its own, not what hides below another silent name. */
static void zone_lives(struct chain *chain)
{
    if (dns_name_equal(chain->lost.cause.name, present_claim(chain)->name))
        claim_done(chain, DNSSEC_SECURE);
    else
        no_ds_known(chain);
}

static const char *say_keys_failed(struct chain *chain, const uint8_t *zone)
{
    return saying_keep(&chain->arena,
                       SAY_DNSSEC_DNSKEY_FAILED(saying_kept(chain->lost.detail), chain_name_text(chain, zone)));
}

static void no_anchor(struct chain *chain, const char *detail)
{
    finish_indeterminate(chain, DNSSEC_FAULT_NO_ANCHOR, chain->asking.link->name, detail);
}

static void keys_failed(struct chain *chain, const struct chain_reply *reply)
{
    const struct trust_link *link = chain->asking.link;
    lose(chain, reply);
    if (!link->parent)
        no_anchor(chain, say_keys_failed(chain, link->name));
    else if (!settle_from_above(chain, link->name, NULL))
        chain_ask_parent(chain, link);
}

/* The zone is silent, though its parent is not. */
static void zone_is_dead(struct chain *chain)
{
    const uint8_t *zone = chain->asking.link->name;
    if (present_claim(chain)->kind == CLAIM_FAILED)
        claim_done(chain, DNSSEC_SECURE);
    else
        finish_bogus(chain, &(struct trust_fault){DNSSEC_FAULT_DNSKEY_LOOKUP, zone, say_keys_failed(chain, zone)});
}

static void nobody_lives(struct chain *chain)
{
    finish_indeterminate(
        chain, DNSSEC_FAULT_DS_LOOKUP, chain->asking.link->name,
        saying_keep(&chain->arena, SAY_DNSSEC_NOTHING_LEARNT(chain_name_text(chain, chain->lost.cause.name),
                                                             saying_kept(chain->lost.detail))));
}

/* ---- links ---- */

/* Whether it is known what was asked for: also by way of somebody else who asked the same. */
static bool is_learnt(struct chain *chain)
{
    const struct asking *asking = &chain->asking;
    const struct trust_link *known = trust_find(chain->trust, asking->question.name, chain->now);
    bool same_name = known && dns_name_equal(known->name, asking->question.name);
    bool learnt = same_name && (asking->asked == ASKED_DS || known->kind != TRUST_SIGNED);
    trust_link_drop(known);
    return learnt;
}

/* What a link's message teaches; the fault of one that does not hold. */
static struct trust_fault learn(struct chain *chain, const struct chain_reply *reply)
{
    struct signature_budget budget = signature_budget_whole();
    struct dns_rrsets sets;
    if (!reply->message || !dns_rrsets_read(reply->message, reply->size, &chain->lesson, &sets))
        sets = (struct dns_rrsets){0};
    const struct trust_lesson lesson = {.sets = &sets, .budget = &budget, .arena = &chain->lesson, .now = chain->now};
    if (chain->asking.asked == ASKED_DS)
        return trust_learn_ds(chain->trust, &lesson, chain->asking.link, chain->asking.question.name);
    return trust_learn_keys(chain->trust, &lesson, chain->asking.link);
}

static void keep_first_fault(struct chain *chain, struct trust_fault fault)
{
    struct trust_fault *first = &chain->asking.first;
    if (fault.fault && !first->fault)
        *first = (struct trust_fault){fault.fault, keep_name(chain, fault.zone), keep_text(chain, fault.detail)};
    if (fault.fault && !chain->asking.broken)
        chain->asking.broken = chain->asking.question.name;
}

/* No attempt brought a link that holds; what was wrong with the first one counts. What was only too much to look at, or
 * could not be asked again for want of effort, is this chain's own affair; so is a proof that is missing about a name,
 * as those below it may have one of their own. An anchor's keys are compared in vain only where there are any. */
static void link_is_broken(struct chain *chain)
{
    const struct trust_fault *fault = &chain->asking.first;
    bool anchor = chain->asking.asked == ASKED_KEYS && !chain->asking.link->parent;
    bool unproven = chain->asking.asked == ASKED_DS && fault->fault == DNSSEC_FAULT_NO_DENIAL;
    bool bare = fault->fault == DNSSEC_FAULT_NO_DNSKEY || fault->fault == DNSSEC_FAULT_NO_SIGNATURE;
    chain->result.cause.spent = chain->asking.spent;
    if (fault->fault == DNSSEC_FAULT_TOO_COSTLY || chain->asking.spent) {
        finish_bogus(chain, fault);
    } else if (unproven) {
        if (!settle_from_above(chain, chain->asking.broken, fault))
            finish_bogus(chain, fault);
    } else if (anchor && bare) {
        chain->lost = (struct lost){
            .failure = FAILURE_BAD_RESPONSE, .cause.name = chain->asking.question.name, .detail = fault->detail};
        no_anchor(chain, fault->detail);
    } else if (anchor) {
        trust_mismatched(chain->trust, fault);
    } else {
        trust_learn_broken(chain->trust, chain->asking.broken, fault, chain->now);
    }
}

/* A name that is there only for those below it may have no proof of its own in a zone with opt-out (RFC 5155 7.1): what
 * the zone proves of the next one below shows as well where it ends. False where there is none. */
static bool ask_below(struct chain *chain)
{
    struct asking *asking = &chain->asking;
    const uint8_t *name = present_claim(chain)->name;
    if (asking->asked != ASKED_DS || asking->first.fault != DNSSEC_FAULT_NO_DENIAL ||
        dns_name_equal(asking->question.name, name))
        return false;
    asking->question =
        dns_question_of(keep_name(chain, child_towards(name, asking->question.name)), asking->question.type);
    asking->attempt = CHAIN_ATTEMPT_FIRST;
    return true;
}

/* True when the question is settled, one way or the other; false where it is to be asked once more. */
static bool chain_take_link(struct chain *chain, const struct chain_reply *reply)
{
    if (is_learnt(chain))
        return true;
    if (!reply->failure) {
        struct trust_fault fault = learn(chain, reply);
        keep_first_fault(chain, fault);
        arena_reset(&chain->lesson);
        if (!fault.fault)
            return true;
    }
    chain->asking.spent = chain->asking.spent || reply->cause.spent;
    if (++chain->asking.attempt < CHAIN_ATTEMPTS || ask_below(chain))
        return !count_question(chain, chain->asking.question.name);
    link_is_broken(chain);
    return true;
}

static void take_life(struct chain *chain, enum asked asked, const struct chain_reply *reply)
{
    if (asked == ASKED_ZONE && !reply->failure)
        zone_lives(chain);
    else if (asked == ASKED_ZONE && chain->asking.link->parent)
        chain_ask_parent(chain, chain->asking.link);
    else if (asked == ASKED_PARENT && !reply->failure)
        zone_is_dead(chain);
    else
        nobody_lives(chain);
}

void chain_feed(struct chain *chain, time_t now, const struct chain_reply *reply)
{
    enum asked asked = chain->asking.asked;
    chain->now = now;
    if (asked == ASKED_NOTHING || asked == ASKED_DONE)
        return;
    bool link = asked == ASKED_DS || asked == ASKED_KEYS, failed = reply->failure && !chain->asking.first.fault;
    if (reply->stripped) {
        chain_finish(chain, DNSSEC_UNCHECKED, DNSSEC_FAULT_STRIPPED, NULL, "");
        return;
    }
    if (failed && reply->cause.spent) { /* nobody is shown to be silent by that */
        lose(chain, reply);
        nobody_lives(chain);
        return;
    }
    if (link && !failed && !chain_take_link(chain, reply))
        return;
    if (chain->asking.asked == ASKED_DONE)
        return;
    chain->asking.asked = ASKED_NOTHING;
    if (!link)
        take_life(chain, asked, reply);
    else if (failed && asked == ASKED_DS)
        ds_failed(chain, reply);
    else if (failed)
        keys_failed(chain, reply);
}

const struct chain_result *chain_result(const struct chain *chain)
{
    return &chain->result;
}

struct chain *chain_new(struct trust *trust, const struct chain_subject *subject)
{
    struct chain *chain = memory_zero(sizeof *chain);
    chain->trust = trust;
    chain->budget = signature_budget_whole();
    chain->result = (struct chain_result){.proof = {.status = DNSSEC_SECURE, .ttl = UINT32_MAX, .detail = ""},
                                          .path = &chain->claims.path,
                                          .settled_status = DNSSEC_SECURE};
    if (!claims_read(subject->question, subject->reply, &chain->arena, &chain->claims))
        finish_bogus(chain, &(struct trust_fault){DNSSEC_FAULT_TOO_COSTLY, NULL, SAID_DNSSEC_MESSAGE_TOO_LARGE});
    return chain;
}

void chain_free(struct chain *chain)
{
    if (!chain)
        return;
    forget_link(chain);
    arena_free(&chain->lesson);
    arena_free(&chain->arena);
    free(chain);
}
