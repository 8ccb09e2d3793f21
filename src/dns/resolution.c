/* SPDX-License-Identifier: Apache-2.0 */
#include "dns/resolution.h"

#include "util/saying.h"

#include <string.h>

static bool is_proved(const struct resolution *resolution)
{
    return resolution->question.type == DNS_TYPE_CAA && resolution->trust;
}

/* ---- answers ---- */

static bool is_absent_without(enum answer_kind kind, const struct dns_remarks *remarks, size_t alias_count,
                              const char *detail)
{
    bool silent =
        !remarks->stripped && !remarks->stale && !remarks->private_servers && !remarks->outside && !remarks->local;
    return (kind == ANSWER_NODATA || kind == ANSWER_NXDOMAIN) && !alias_count && silent && !*detail;
}

/* The most common answers cost no memory. */
static const struct dns_answer *answer_of(const struct dns_answer *draft)
{
    bool bare = is_absent_without(draft->kind, &draft->remarks, draft->alias_count, draft->detail) &&
                !draft->message.size && !draft->sha1 && !draft->zone;
    return bare ? dns_answer_absent(draft->kind, draft->dnssec) : dns_answer_new(draft);
}

static void replace_answer(struct resolution *resolution, const struct dns_answer *answer)
{
    dns_answer_drop(resolution->answer);
    resolution->answer = answer;
}

/* Of a path that goes past a name whose answer is elsewhere, that name is the end: it is to be asked for. */
static const struct dns_answer *up_to_elsewhere(const struct resolution *resolution, const struct dns_answer *answer)
{
    const struct resolution_elsewhere *elsewhere = resolution->elsewhere;
    size_t first = 0;
    while (elsewhere && first < answer->alias_count && !elsewhere->holds(elsewhere->context, answer->aliases[first]))
        first++;
    bool ends_there = answer->kind == ANSWER_ALIAS && first + 1 == answer->alias_count;
    if (!elsewhere || first == answer->alias_count || ends_there)
        return answer;
    const struct dns_answer *path = dns_answer_new(&(struct dns_answer){.kind = ANSWER_ALIAS,
                                                                        .alias_count = first + 1,
                                                                        .aliases = answer->aliases,
                                                                        .dname = answer->dname,
                                                                        .dnssec = answer->dnssec,
                                                                        .sha1 = answer->sha1,
                                                                        .zone = answer->zone,
                                                                        .remarks = answer->remarks,
                                                                        .detail = ""});
    dns_answer_drop(answer);
    return path;
}

/* The answer is what it is, but for aliases that lead on. */
static void resolution_rest(struct resolution *resolution, const struct dns_answer *answer)
{
    if (resolution->state != RESOLUTION_CHASE)
        answer = up_to_elsewhere(resolution, answer);
    replace_answer(resolution, answer);
    dns_answer_drop(resolution->bogus);
    resolution->bogus = NULL;
    resolution->state = RESOLUTION_DONE;
    if (answer->kind != ANSWER_ALIAS)
        return;
    resolution->state = RESOLUTION_HELD;
    if (resolution->path)
        return;
    resolution->path = dns_answer_take(answer);
    resolution->path_ttl = resolution->ttl;
}

static enum answer_kind resolution_kind_of(enum reply_kind kind)
{
    switch (kind) {
    case REPLY_SET:
        return ANSWER_SET;
    case REPLY_NODATA:
        return ANSWER_NODATA;
    case REPLY_ALIAS:
        return ANSWER_ALIAS;
    case REPLY_NXDOMAIN:
        return ANSWER_NXDOMAIN;
    case REPLY_REFERRAL:
    case REPLY_TRUNCATED:
    case REPLY_NO_EDNS:
    case REPLY_FAILED:
        break;
    }
    return ANSWER_FAILED;
}

/* What a link says is in its message, aliases included: it is read by the chain. */
static enum answer_kind kind_of_link(enum reply_kind kind)
{
    return kind == REPLY_ALIAS ? ANSWER_NODATA : resolution_kind_of(kind);
}

static const struct dns_answer *answer_to(const struct resolution *resolution, const struct dns_reply *reply)
{
    bool link = resolution_is_link(resolution->question);
    const enum answer_kind kind = link ? kind_of_link(reply->kind) : resolution_kind_of(reply->kind);
    if (!link && !resolution->tells_zone && is_absent_without(kind, &reply->remarks, reply->alias_count, reply->detail))
        return dns_answer_absent(kind, DNSSEC_UNCHECKED);
    struct dns_answer draft = {
        .kind = kind,
        .failure = reply->failure,
        .cause = reply->cause,
        .ttl = reply->ttl,
        .remarks = reply->remarks,
        .record_count = reply->record_count,
        .records = reply->records,
        .alias_count = reply->alias_count,
        .aliases = reply->aliases,
        .dname = reply->dname,
        .owner = reply->owner,
        .dnssec = reply->cause.spent && is_proved(resolution) ? DNSSEC_INDETERMINATE : DNSSEC_UNCHECKED,
        .detail = reply->detail,
    };
    struct arena arena = {0};
    if (draft.kind == ANSWER_FAILED)
        draft.cause.name = resolution->question.name;
    else if (link && reply->message)
        draft.message = (struct dns_rdata){reply->message, reply->message_size};
    else if (resolution->tells_zone)
        draft.zone = dns_reply_zone(reply, resolution->question, &arena);
    const struct dns_answer *answer = answer_of(&draft);
    arena_free(&arena);
    return answer;
}

/* ---- what the source says ---- */

/* The most common case is settled without a look at the signatures: a zone that is known to have none. */
static bool is_known_insecure(const struct resolution *resolution, time_t now)
{
    const struct trust_link *link = trust_find(resolution->trust, resolution->question.name, now);
    bool insecure = link && link->kind == TRUST_INSECURE && !link->guessed;
    trust_link_drop(link);
    return insecure;
}

static void begin_proof(struct resolution *resolution, const struct dns_reply *reply)
{
    const struct chain_subject subject = {resolution->question, reply};
    resolution->chain = chain_new(resolution->trust, &subject);
    resolution->state = RESOLUTION_PROVE;
}

static void take_insecure(struct resolution *resolution)
{
    struct dns_answer draft = *resolution->answer;
    draft.dnssec = DNSSEC_INSECURE;
    resolution_rest(resolution, answer_of(&draft));
}

/* The second reply does not validate either, or did not come: the first stands, with what the resolver says of it.
 * SPENT: there may be a better one, for somebody else. */
static void settle_bogus(struct resolution *resolution, const char *said, bool spent)
{
    struct dns_answer draft = *resolution->bogus;
    struct arena arena = {0};
    if (*said)
        draft.detail = saying_keep(&arena, SAY_LOOKUP_RESOLVER_SAYS(saying_kept(draft.detail), saying_kept(said)));
    draft.cause.spent = draft.cause.spent || spent;
    resolution_rest(resolution, dns_answer_new(&draft));
    arena_free(&arena);
}

/* Of a path that leads on nothing is known but its aliases. */
static uint32_t seconds_of(const struct dns_reply *reply)
{
    bool path = reply->kind == REPLY_ALIAS || (reply->alias_count && reply->path_ttl < reply->ttl);
    return path ? reply->path_ttl : reply->ttl;
}

static void resolution_take_reply(struct resolution *resolution, time_t now, const struct dns_reply *reply)
{
    bool failed = reply->kind == REPLY_FAILED;
    replace_answer(resolution, answer_to(resolution, reply));
    resolution->ttl = seconds_of(reply);
    if ((failed || reply->remarks.stripped) && resolution->bogus)
        settle_bogus(resolution, failed ? resolution->answer->detail : "", reply->cause.spent);
    else if (!is_proved(resolution) || reply->remarks.stripped || reply->cause.spent)
        resolution_rest(resolution, dns_answer_take(resolution->answer));
    else if (failed)
        resolution->state = RESOLUTION_ALIAS;
    else if (!reply->alias_count && is_known_insecure(resolution, now))
        take_insecure(resolution);
    else
        begin_proof(resolution, reply);
}

void resolution_feed_reply(struct resolution *resolution, time_t now, const struct dns_reply *reply)
{
    if (resolution->state == RESOLUTION_ASK || resolution->state == RESOLUTION_RECHECK)
        resolution_take_reply(resolution, now, reply);
}

/* Whether the name that failed is an alias could not be found out, for want of effort or time. */
static void take_spent_alias(struct resolution *resolution)
{
    struct dns_answer draft = *resolution->answer;
    draft.cause.spent = true;
    draft.dnssec = DNSSEC_INDETERMINATE;
    resolution_rest(resolution, dns_answer_new(&draft));
}

/* What else is known of the failure, unless it is clear already. */
static void add_clue(struct resolution *resolution, enum failure_clue clue)
{
    struct dns_answer draft = *resolution->answer;
    if (draft.cause.clue)
        return;
    draft.cause.clue = clue;
    replace_answer(resolution, dns_answer_new(&draft));
}

static void weigh_failure(struct resolution *resolution)
{
    begin_proof(resolution, &(struct dns_reply){.kind = REPLY_FAILED});
}

/* LINK says whether it is the type alone that fails; where it fails alike, it may be for want of signatures. */
static void take_other_type(struct resolution *resolution, const struct dns_answer *link)
{
    bool silent = resolution->answer->cause.silent_since || link->cause.silent_since;
    bool servfail = resolution->answer->failure == FAILURE_SERVFAIL && link->failure == FAILURE_SERVFAIL;
    if (link->kind != ANSWER_FAILED)
        add_clue(resolution, CLUE_TYPE);
    if (link->kind == ANSWER_FAILED && servfail && !silent)
        resolution->state = RESOLUTION_PLAIN;
    else
        weigh_failure(resolution);
}

static void take_plain(struct resolution *resolution, const struct dns_answer *link)
{
    if (link->kind != ANSWER_FAILED)
        add_clue(resolution, CLUE_EDNS);
    weigh_failure(resolution);
}

/* LINK says whether the name that failed is an alias, to go on from: what the message holds beyond that one (RFC 6672
 * 3.2 goes on behind a DNAME) is about another type than ours. */
static void take_alias(struct resolution *resolution, time_t now, const struct dns_answer *link)
{
    struct arena arena = {0};
    struct dns_reply reply = {.kind = REPLY_FAILED};
    if (link->kind == ANSWER_SET && link->message.size)
        dns_reply_classify(link->message.bytes, link->message.size, resolution->question, &arena, &reply);
    if (link->cause.spent) {
        take_spent_alias(resolution);
    } else if (reply.alias_count) {
        reply.kind = REPLY_ALIAS;
        reply.failure = FAILURE_NONE;
        reply.alias_count = 1;
        resolution_take_reply(resolution, now, &reply);
    } else {
        take_other_type(resolution, link);
    }
    arena_free(&arena);
}

/* ---- proofs ---- */

/* What is told is what was validated, and not what else the message may hold. */
static void draft_path(struct dns_answer *draft, const struct claim_path *path)
{
    draft->alias_count = path->alias_count;
    draft->aliases = path->aliases;
    draft->dname = path->dname;
    draft->original_ttl = path->original_ttl;
    draft->record_count = path->record_count;
    draft->records = path->records;
    draft->owner = path->owner;
}

/* What the chain makes of a failure: how secure the zone of the name is. Nobody has checked the aliases that came with
 * it. */
static const struct dns_answer *weighed_failure(const struct resolution *resolution, const struct chain_result *result)
{
    const struct dnssec_proof *proof = &result->proof;
    struct dns_answer draft = *resolution->answer;
    struct arena arena = {0};
    if (!draft.cause.silent_since)
        draft.cause.silent_since = result->cause.silent_since;
    draft.kind = proof->status == DNSSEC_BOGUS ? ANSWER_BOGUS : ANSWER_FAILED;
    draft.alias_count = 0;
    draft.dname = NULL;
    draft.cause.spent = result->cause.spent;
    draft.dnssec = proof->status;
    draft.fault = proof->fault;
    draft.fault_zone = proof->zone;
    draft.sha1 = proof->sha1;
    draft.detail = saying_join(&arena, draft.detail, proof->detail);
    const struct dns_answer *answer = dns_answer_new(&draft);
    arena_free(&arena);
    return answer;
}

/* Those of the message; whether it has signatures is the chain's affair by now. */
static struct dns_remarks remarks_of(const struct resolution *resolution)
{
    struct dns_remarks remarks = resolution->answer->remarks;
    remarks.stripped = false;
    return remarks;
}

/* Of the aliases those are told that hold. */
static const struct dns_answer *resolution_refused(const struct resolution *resolution,
                                                   const struct chain_result *result)
{
    const struct dnssec_proof *proof = &result->proof;
    bool bogus = proof->status == DNSSEC_BOGUS;
    struct dns_cause cause = result->cause;
    if (bogus)
        cause.name = resolution->question.name;
    cause.clue = result->clue.clue;
    cause.clue_zone = result->clue.zone;
    return dns_answer_new(&(struct dns_answer){.kind = bogus ? ANSWER_BOGUS : ANSWER_FAILED,
                                               .failure = result->failure,
                                               .cause = cause,
                                               .remarks = remarks_of(resolution),
                                               .alias_count = result->settled,
                                               .aliases = result->path->aliases,
                                               .dname = result->path->dname,
                                               .dnssec = proof->status,
                                               .fault = proof->fault,
                                               .fault_zone = proof->zone,
                                               .detail = proof->detail});
}

/* Proven rather than shown. */
static const uint8_t *resolution_zone_of(const struct resolution *resolution, const struct chain_result *result)
{
    return resolution->tells_zone && result->zone ? result->zone : resolution->answer->zone;
}

static const struct dns_answer *proven(const struct resolution *resolution, const struct chain_result *result)
{
    const struct dnssec_proof *proof = &result->proof;
    struct dns_answer draft = *resolution->answer;
    draft_path(&draft, result->path);
    draft.zone = resolution_zone_of(resolution, result);
    draft.dnssec = proof->status;
    draft.fault = proof->fault;
    draft.fault_zone = proof->zone;
    draft.sha1 = proof->sha1;
    draft.ttl = result->path->ttl < draft.ttl ? result->path->ttl : draft.ttl;
    return answer_of(&draft);
}

/* The aliases that hold lead on; what the same message says of their end does not: it is to be asked for. */
static const struct dns_answer *cut_path(const struct resolution *resolution, const struct chain_result *result)
{
    return dns_answer_new(&(struct dns_answer){.kind = ANSWER_ALIAS,
                                               .alias_count = result->settled,
                                               .aliases = result->path->aliases,
                                               .dname = result->path->dname,
                                               .dnssec = result->settled_status,
                                               .sha1 = result->proof.sha1,
                                               .zone = resolution_zone_of(resolution, result),
                                               .remarks = remarks_of(resolution),
                                               .detail = ""});
}

static void take_bogus(struct resolution *resolution, const struct chain_result *result)
{
    if (resolution->bogus) {
        settle_bogus(resolution, "", result->cause.spent);
        return;
    }
    resolution->bogus = resolution_refused(resolution, result);
    resolution->state = RESOLUTION_RECHECK;
}

static void take_proof(struct resolution *resolution, const struct chain_result *result)
{
    const struct dnssec_proof *proof = &result->proof;
    bool bogus = proof->status == DNSSEC_BOGUS;
    bool holds = proof->status == DNSSEC_SECURE || proof->status == DNSSEC_INSECURE || result->settled;
    if (resolution->answer->kind == ANSWER_FAILED) {
        resolution_rest(resolution, weighed_failure(resolution, result));
        return;
    }
    if (!holds && (bogus || resolution->bogus)) {
        take_bogus(resolution, result);
        return;
    }
    resolution->ttl = proof->ttl < resolution->ttl ? proof->ttl : resolution->ttl;
    if (bogus)
        resolution_rest(resolution, cut_path(resolution, result));
    else if (proof->status == DNSSEC_INDETERMINATE && result->failure)
        resolution_rest(resolution, resolution_refused(resolution, result));
    else
        resolution_rest(resolution, proven(resolution, result));
}

static void end_proof(struct resolution *resolution)
{
    struct chain *chain = resolution->chain;
    resolution->chain = NULL;
    take_proof(resolution, chain_result(chain));
    chain_free(chain);
}

static void resolution_take_link(struct resolution *resolution, time_t now, const struct dns_answer *link)
{
    const struct chain_reply reply = {.failure = link->failure,
                                      .detail = link->detail,
                                      .message = link->message.bytes,
                                      .size = link->message.size,
                                      .stripped = link->remarks.stripped,
                                      .cause = link->cause};
    chain_feed(resolution->chain, now, &reply);
}

/* ---- aliases ---- */

static const struct dns_answer *alias_failure(const struct resolution *resolution, enum failure failure,
                                              const char *detail)
{
    const struct dns_answer *path = resolution->answer;
    return dns_answer_new(&(struct dns_answer){.kind = ANSWER_FAILED,
                                               .failure = failure,
                                               .dnssec = path->dnssec,
                                               .alias_count = path->alias_count,
                                               .aliases = path->aliases,
                                               .dname = path->dname,
                                               .zone = path->zone,
                                               .cause.name = resolution->question.name,
                                               .detail = detail});
}

static bool is_on_path(const struct resolution *resolution, const uint8_t *name)
{
    const struct dns_answer *path = resolution->answer;
    if (dns_name_equal(name, resolution->question.name))
        return true;
    for (size_t i = 0; i < path->alias_count; i++)
        if (dns_name_equal(name, path->aliases[i]))
            return true;
    return false;
}

/* Whether the path goes on with these aliases; else why not. */
static const struct dns_answer *why_not(const struct resolution *resolution, const struct dns_answer *onward)
{
    if (resolution->answer->alias_count + onward->alias_count > DNS_ALIASES_MAX)
        return alias_failure(resolution, FAILURE_ALIAS_TOO_LONG, SAID_LOOKUP_MANY_ALIASES);
    for (size_t i = 0; i < onward->alias_count; i++)
        if (is_on_path(resolution, onward->aliases[i]))
            return alias_failure(resolution, FAILURE_ALIAS_LOOP, SAID_LOOKUP_ALIAS_LOOP);
    return NULL;
}

/* Whether there are signatures is a matter of the end. */
static struct dns_remarks joined_remarks(const struct dns_remarks *end, const struct dns_remarks *path)
{
    return (struct dns_remarks){.stripped = end->stripped,
                                .stale = end->stale || path->stale,
                                .private_servers = end->private_servers || path->private_servers,
                                .outside = end->outside,
                                .local = end->local || path->local};
}

/* The path, and what was found at its end. */
static const struct dns_answer *joined(const struct resolution *resolution, const struct dns_answer *end)
{
    const struct dns_answer *path = resolution->answer, *failure = why_not(resolution, end);
    const uint8_t *aliases[DNS_ALIASES_MAX];
    if (failure)
        return failure;
    memcpy(aliases, path->aliases, path->alias_count * sizeof *aliases);
    if (end->alias_count)
        memcpy(aliases + path->alias_count, end->aliases, end->alias_count * sizeof *aliases);
    struct dns_answer draft = *end;
    draft.alias_count = path->alias_count + end->alias_count;
    draft.aliases = aliases;
    draft.dname = path->dname;
    draft.zone = path->zone;
    draft.remarks = joined_remarks(&draft.remarks, &path->remarks);
    draft.sha1 = draft.sha1 || path->sha1;
    /* Of a lookup that failed, only the zone counts in which it did. */
    if (draft.kind != ANSWER_FAILED || draft.dnssec != DNSSEC_SECURE)
        draft.dnssec = dnssec_weaker(draft.dnssec, path->dnssec);
    return dns_answer_new(&draft);
}

static void take_target(struct resolution *resolution, const struct dns_answer *end, uint32_t ttl)
{
    resolution->ttl = ttl < resolution->ttl ? ttl : resolution->ttl;
    resolution_rest(resolution, joined(resolution, end));
}

/* ---- the machine ---- */

void resolution_feed_answer(struct resolution *resolution, time_t now, const struct dns_answer *answer, uint32_t ttl)
{
    switch (resolution->state) {
    case RESOLUTION_ALIAS:
        take_alias(resolution, now, answer);
        break;
    case RESOLUTION_PLAIN:
        take_plain(resolution, answer);
        break;
    case RESOLUTION_PROVE:
        resolution_take_link(resolution, now, answer);
        break;
    case RESOLUTION_CHASE:
        take_target(resolution, answer, ttl);
        break;
    case RESOLUTION_ASK:
    case RESOLUTION_RECHECK:
    case RESOLUTION_HELD:
    case RESOLUTION_DONE:
        break;
    }
}

static enum resolution_step want(struct resolution_want *ret_want, enum resolution_step step,
                                 struct dns_question question, enum chain_attempt attempt)
{
    *ret_want = (struct resolution_want){question, attempt};
    return step;
}

enum resolution_step resolution_next(struct resolution *resolution, time_t now, bool whole,
                                     struct resolution_want *ret_want)
{
    const struct dns_question own = resolution->question;
    struct dns_question question = own;
    if (resolution->state == RESOLUTION_PROVE && !chain_next(resolution->chain, now, &question))
        end_proof(resolution);
    if (resolution->state == RESOLUTION_HELD && whole)
        resolution->state = RESOLUTION_CHASE;
    switch (resolution->state) {
    case RESOLUTION_ASK:
        return want(ret_want, RESOLUTION_WANTS_REPLY, own, CHAIN_ATTEMPT_FIRST);
    case RESOLUTION_RECHECK:
        return want(ret_want, RESOLUTION_WANTS_REPLY, own, CHAIN_ATTEMPT_CHECKED);
    case RESOLUTION_ALIAS:
        question.type = DNS_TYPE_CNAME;
        return want(ret_want, RESOLUTION_WANTS_ANSWER, question, CHAIN_ATTEMPT_FIRST);
    case RESOLUTION_PLAIN:
        question.type = DNS_TYPE_CNAME;
        return want(ret_want, RESOLUTION_WANTS_ANSWER, question, CHAIN_ATTEMPT_PLAIN);
    case RESOLUTION_PROVE:
        return want(ret_want, RESOLUTION_WANTS_ANSWER, question, chain_attempt(resolution->chain));
    case RESOLUTION_CHASE:
        question = dns_question_of(resolution->answer->aliases[resolution->answer->alias_count - 1], question.type);
        return want(ret_want, RESOLUTION_WANTS_ANSWER, question, CHAIN_ATTEMPT_FIRST);
    case RESOLUTION_HELD:
    case RESOLUTION_DONE:
        break;
    }
    return RESOLUTION_TELLS;
}

void resolution_begin(struct resolution *resolution, struct trust *trust, struct dns_question question)
{
    *resolution = (struct resolution){.state = RESOLUTION_ASK, .trust = trust, .question = question};
}

void resolution_end(struct resolution *resolution)
{
    dns_answer_drop(resolution->answer);
    dns_answer_drop(resolution->path);
    dns_answer_drop(resolution->bogus);
    chain_free(resolution->chain);
    *resolution = (struct resolution){.state = RESOLUTION_DONE};
}
