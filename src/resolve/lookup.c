#include "lookup_internal.h"

#include "util/language.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_TYPE_SIZE = 2 };

/* A question as the table knows it: type, then name. */
struct lookup_key {
    uint8_t octets[KEY_TYPE_SIZE + DNS_NAME_MAX];
    size_t size;
    unsigned hash;
};

static struct lookup_key key_of(struct dns_question question)
{
    struct lookup_key key;
    size_t name_size = dns_name_size(question.name);
    key.size = KEY_TYPE_SIZE + name_size;
    key.octets[0] = (uint8_t)(question.type >> 8);
    key.octets[1] = (uint8_t)question.type;
    memcpy(key.octets + KEY_TYPE_SIZE, question.name, name_size);
    HASH_VALUE(key.octets, key.size, key.hash);
    return key;
}

static struct lookup *lookup_find(struct lookup_table *table, const struct lookup_key *key)
{
    struct lookup *lookup;
    HASH_FIND_BYHASHVALUE(hh, table->by_key, key->octets, key->size, key->hash, lookup);
    return lookup;
}

void lookup_free(struct lookup *lookup)
{
    HASH_DELETE(hh, lookup->table->by_key, lookup);
    dns_answer_drop(lookup->answer);
    dns_answer_drop(lookup->bogus);
    chain_free(lookup->chain);
    free(lookup);
}

/* Whether the lookup is for links of a chain of trust, or addresses of name servers, which are told as they came. */
static bool is_link(const struct lookup *lookup)
{
    return lookup->request.question.type != DNS_TYPE_CAA;
}

/* Addresses of name servers are wanted for as long as they live. */
static bool is_address(const struct lookup *lookup)
{
    uint16_t type = lookup->request.question.type;
    return type == DNS_TYPE_A || type == DNS_TYPE_AAAA;
}

static uint32_t seconds_to_keep(const struct lookup *lookup)
{
    if (is_link(lookup) && !is_address(lookup) && lookup->answer->kind != ANSWER_FAILED)
        return LOOKUP_LINK_TTL;
    if (lookup->answer->silent_since) /* it ends when the silence does */
        return 0;
    switch (lookup->answer->kind) {
    case ANSWER_SET:
        return lookup->ttl;
    case ANSWER_FAILED:
    case ANSWER_BOGUS:
        return LOOKUP_FAILURE_TTL;
    case ANSWER_NODATA:
    case ANSWER_NXDOMAIN:
        break;
    }
    return lookup->ttl < LOOKUP_NEGATIVE_TTL_MAX ? lookup->ttl : LOOKUP_NEGATIVE_TTL_MAX;
}

/* Replies. */

/* The most common answers cost no memory. */
static const struct dns_answer *lookup_make_answer(const struct dns_answer *draft)
{
    bool bare = !draft->alias_count && !draft->stale && !*draft->detail && !draft->message.size && !draft->sha1;
    if (bare && (draft->kind == ANSWER_NODATA || draft->kind == ANSWER_NXDOMAIN))
        return dns_answer_absent(draft->kind, draft->dnssec);
    return dns_answer_new(draft);
}

static void lookup_replace_answer(struct lookup *lookup, const struct dns_answer *answer)
{
    dns_answer_drop(lookup->answer);
    lookup->answer = answer;
}

/* The most common case is settled without a look at the signatures: a zone that is known to have none. */
static bool is_known_insecure(const struct lookup *lookup, const struct dns_reply *reply)
{
    if (reply->alias_count)
        return false;
    const struct trust_link *link =
        trust_find(lookup->table->trust, lookup->request.question.name, lookup->table->wall);
    bool insecure = link && link->kind == TRUST_INSECURE && !link->guessed;
    trust_link_drop(link);
    return insecure;
}

static void lookup_set_dnssec(struct lookup *lookup, enum dnssec_status status)
{
    struct dns_answer draft = *lookup->answer;
    draft.dnssec = status;
    lookup_replace_answer(lookup, lookup_make_answer(&draft));
}

/* Makes the chain of the answer, where there is to be one. */
static void lookup_begin_proof(struct lookup *lookup, const struct dns_reply *reply)
{
    const struct chain_subject subject = {lookup->request.question, reply};
    if (!lookup->table->trust || is_link(lookup) || reply->stripped)
        return;
    if (is_known_insecure(lookup, reply))
        lookup_set_dnssec(lookup, DNSSEC_INSECURE);
    else
        lookup->chain = chain_new(lookup->table->trust, &subject);
}

static enum answer_kind answer_kind_of(enum reply_kind kind)
{
    switch (kind) {
    case REPLY_SET:
        return ANSWER_SET;
    case REPLY_NODATA:
    case REPLY_ALIAS:
        return ANSWER_NODATA;
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

static const struct dns_answer *answer_from(const struct lookup *lookup, const struct dns_reply *reply)
{
    struct dns_answer draft = {
        .kind = answer_kind_of(reply->kind),
        .failure = reply->failure,
        .silent_since = reply->silent_since,
        .ttl = reply->ttl,
        .stale = reply->stale,
        .record_count = reply->record_count,
        .records = reply->records,
        .alias_count = reply->alias_count,
        .aliases = reply->aliases,
        .owner = reply->owner,
        .detail = reply->detail,
    };
    if (draft.kind == ANSWER_FAILED)
        draft.failed_name = lookup->request.question.name;
    else if (is_link(lookup) && reply->message)
        draft.message = (struct dns_rdata){reply->message, reply->message_size};
    return lookup_make_answer(&draft);
}

static void lookup_answered(struct lookup *lookup)
{
    lookup->state = LOOKUP_ANSWERED;
    DL_APPEND(lookup->table->answered, lookup);
}

/* What the source says, and what has to be done about it. */
static void lookup_take_reply(struct lookup *lookup, const struct dns_reply *reply)
{
    lookup->unfinished = reply->kind == REPLY_ALIAS;
    lookup->ttl = reply->ttl;
    lookup_replace_answer(lookup, answer_from(lookup, reply));
    lookup->alias_tried = lookup->alias_tried || reply->stripped;
    if (reply->kind != REPLY_FAILED)
        lookup_begin_proof(lookup, reply);
}

static void request_done(struct source_request *request, const struct dns_reply *reply)
{
    struct lookup *lookup = (struct lookup *)((char *)request - offsetof(struct lookup, request));
    if (!lookup->doubted || reply->kind != REPLY_FAILED) /* else what there is is better than nothing */
        lookup_take_reply(lookup, reply);
    lookup_answered(lookup);
}

/* Aliases. */

/* The path of LOOKUP leads nowhere. */
static const struct dns_answer *alias_failure(const struct lookup *lookup, enum failure failure, const char *detail)
{
    const struct dns_answer *path = lookup->answer;
    return dns_answer_new(&(struct dns_answer){.kind = ANSWER_FAILED,
                                               .failure = failure,
                                               .dnssec = path->dnssec,
                                               .alias_count = path->alias_count,
                                               .aliases = path->aliases,
                                               .failed_name = lookup->request.question.name,
                                               .detail = language_text(detail)});
}

/* The path of LOOKUP, and what was found at its end. */
static const struct dns_answer *joined(const struct lookup *lookup, const struct dns_answer *end)
{
    const struct dns_answer *path = lookup->answer;
    size_t count = path->alias_count + end->alias_count;
    if (count > DNS_ALIASES_MAX)
        return alias_failure(lookup, FAILURE_ALIAS_TOO_LONG, "more than 16 aliases in a row");
    const uint8_t *aliases[DNS_ALIASES_MAX];
    memcpy(aliases, path->aliases, path->alias_count * sizeof *aliases);
    if (end->alias_count)
        memcpy(aliases + path->alias_count, end->aliases, end->alias_count * sizeof *aliases);
    struct dns_answer draft = *end;
    draft.alias_count = count;
    draft.aliases = aliases;
    draft.stale = draft.stale || path->stale;
    draft.sha1 = draft.sha1 || path->sha1;
    /* Of a lookup that failed, only the zone counts in which it did (CONTRACT). */
    if (draft.kind != ANSWER_FAILED || draft.dnssec != DNSSEC_SECURE)
        draft.dnssec = dnssec_weaker(draft.dnssec, path->dnssec);
    return dns_answer_new(&draft);
}

static void lookup_end_path(struct lookup *lookup, const struct dns_answer *answer)
{
    lookup_replace_answer(lookup, answer);
    lookup->unfinished = false;
}

static void take_target(struct lookup *lookup, const struct dns_answer *end, uint32_t ttl)
{
    lookup->ttl = ttl;
    lookup_end_path(lookup, joined(lookup, end));
    dns_answer_drop(end);
}

static struct lookup *lookup_of_target(struct lookup_waiter *waiter)
{
    return (struct lookup *)((char *)waiter - offsetof(struct lookup, target));
}

static void target_done(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl)
{
    struct lookup *lookup = lookup_of_target(waiter);
    take_target(lookup, answer, ttl);
    lookup_answered(lookup);
}

/* Whether following LOOKUP's path would come back to it: its target, or what that one waits for, is itself. */
static bool closes_circle(const struct lookup *lookup, struct dns_question target)
{
    const struct lookup_key key = key_of(target);
    const struct lookup *next = lookup_find(lookup->table, &key);
    while (next && next != lookup && next->state == LOOKUP_CHASING)
        next = next->target.lookup;
    return next == lookup;
}

static struct lookup *lookup_obtain(struct lookup_table *table, struct dns_question question, uint64_t now,
                                    unsigned depth);
static void lookup_add_waiter(struct lookup *lookup, struct lookup_waiter *waiter);

/* Asks for the end of the path; false when the answer is complete now. */
static bool lookup_chase(struct lookup *lookup, uint64_t now)
{
    const struct dns_answer *path = lookup->answer;
    const struct dns_question target = {path->aliases[path->alias_count - 1], lookup->request.question.type};
    if (closes_circle(lookup, target)) {
        lookup_end_path(lookup, alias_failure(lookup, FAILURE_ALIAS_LOOP, "the aliases lead back to themselves"));
        return false;
    }
    unsigned depth = lookup->depth + (unsigned)path->alias_count;
    if (depth > DNS_ALIASES_MAX) {
        lookup_end_path(lookup, alias_failure(lookup, FAILURE_ALIAS_TOO_LONG, "more than 16 aliases in a row"));
        return false;
    }
    struct lookup *next = lookup_obtain(lookup->table, target, now, depth);
    if (next->state == LOOKUP_KEPT) {
        uint32_t left = (uint32_t)((next->expires - now) / 1000);
        take_target(lookup, cache_hit(next, false), left);
        return false;
    }
    lookup->state = LOOKUP_CHASING;
    lookup->target.done = target_done;
    lookup_add_waiter(next, &lookup->target);
    return true;
}

/* Proofs. */

/* BEFORE, and BEHIND it where there is either. */
static const char *joined_words(const char *before, const char *joint, const char *behind, struct buffer *out)
{
    buffer_add_text(out, before);
    if (*before && *behind)
        buffer_add_text(out, joint);
    buffer_add_text(out, behind);
    return buffer_text(out);
}

/* What the chain makes of the answer. */
static const struct dns_answer *proven(const struct lookup *lookup)
{
    const struct chain_result *result = chain_result(lookup->chain);
    const struct dnssec_proof *proof = &result->proof;
    struct dns_answer draft = *lookup->answer;
    struct buffer words = {0};
    bool bogus = proof->status == DNSSEC_BOGUS, unknown = proof->status == DNSSEC_INDETERMINATE && result->failure;
    draft.dnssec = proof->status;
    draft.fault = proof->fault;
    draft.fault_zone = proof->zone;
    draft.sha1 = proof->sha1;
    draft.owner = result->owner ? result->owner : draft.owner;
    draft.ttl = proof->ttl < draft.ttl ? proof->ttl : draft.ttl;
    if (draft.kind == ANSWER_FAILED) {
        draft.silent_since = draft.silent_since ? draft.silent_since : lookup->silent_since;
        draft.kind = bogus ? ANSWER_BOGUS : ANSWER_FAILED;
        draft.detail = joined_words(draft.detail, language_text("; "), proof->detail, &words);
    } else if (bogus || unknown) {
        draft = (struct dns_answer){.kind = bogus ? ANSWER_BOGUS : ANSWER_FAILED,
                                    .failure = result->failure,
                                    .silent_since = unknown ? lookup->silent_since : 0,
                                    .failed_name = bogus ? lookup->request.question.name : result->failed_name,
                                    .alias_count = draft.alias_count,
                                    .aliases = draft.aliases,
                                    .dnssec = proof->status,
                                    .fault = proof->fault,
                                    .fault_zone = proof->zone,
                                    .detail = proof->detail};
    }
    const struct dns_answer *answer = lookup_make_answer(&draft);
    buffer_free(&words);
    return answer;
}

/* Neither answer validates, or the second one did not come: the first stands, with what the resolver says of it. */
static void lookup_settle_bogus(struct lookup *lookup, const char *said)
{
    struct dns_answer draft = *lookup->bogus;
    struct buffer words = {0};
    draft.detail = joined_words(draft.detail, language_text("; the resolver says: "), said, &words);
    lookup_end_path(lookup, dns_answer_new(&draft));
    buffer_free(&words);
    dns_answer_drop(lookup->bogus);
    lookup->bogus = NULL;
}

static void lookup_ask_again(struct lookup *lookup, const struct dns_answer *bogus)
{
    struct source *source = lookup->table->source;
    lookup->bogus = bogus;
    lookup->state = LOOKUP_ASKING;
    lookup->request.checked = true;
    source->ops->start(source, &lookup->request);
}

/* The chain is complete; false where the source is asked once more. */
static bool lookup_take_proof(struct lookup *lookup)
{
    const struct dns_answer *answer = proven(lookup);
    uint32_t ttl = chain_result(lookup->chain)->proof.ttl;
    bool failed = lookup->answer->kind == ANSWER_FAILED, bogus = answer->kind == ANSWER_BOGUS;
    chain_free(lookup->chain);
    lookup->chain = NULL;
    if (bogus && !failed && !lookup->bogus) {
        lookup_ask_again(lookup, answer);
        return false;
    }
    if (bogus && lookup->bogus) {
        dns_answer_drop(answer);
        lookup_settle_bogus(lookup, "");
        return true;
    }
    dns_answer_drop(lookup->bogus);
    lookup->bogus = NULL;
    lookup->ttl = ttl < lookup->ttl ? ttl : lookup->ttl;
    lookup_replace_answer(lookup, answer);
    lookup->unfinished = lookup->unfinished && answer->kind == ANSWER_NODATA;
    return true;
}

static void chain_take(struct lookup *lookup, const struct dns_answer *link)
{
    lookup->silent_since = link->silent_since ? link->silent_since : lookup->silent_since;
    const struct chain_reply reply = {link->failure, link->detail, link->message.bytes, link->message.size};
    chain_feed(lookup->chain, lookup->table->wall, &reply);
    dns_answer_drop(link);
}

static void link_done(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl)
{
    struct lookup *lookup = lookup_of_target(waiter);
    (void)ttl;
    chain_take(lookup, answer);
    lookup_answered(lookup);
}

/* What is kept of a link does not hold: it is asked for once more, of somebody else if possible, and no more often. */
static void lookup_doubt(struct lookup_table *table, struct dns_question question)
{
    const struct lookup_key key = key_of(question);
    struct lookup *lookup = lookup_find(table, &key);
    if (!lookup || lookup->state != LOOKUP_KEPT || lookup->doubted)
        return;
    cache_take_out(lookup);
    lookup->state = LOOKUP_ASKING;
    lookup->doubted = true;
    table->source->ops->start(table->source, &lookup->request);
}

/* Asks for the links of the chain; true when it is complete. */
static bool lookup_prove(struct lookup *lookup, uint64_t now)
{
    struct dns_question question;
    while (chain_next(lookup->chain, lookup->table->wall, &question)) {
        lookup->state = LOOKUP_PROVING;
        lookup->target.done = link_done;
        if (chain_asks_again(lookup->chain))
            lookup_doubt(lookup->table, question);
        const struct dns_answer *link = lookup_ask(lookup->table, question, true, now, &lookup->target);
        if (!link)
            return false;
        chain_take(lookup, link);
    }
    return lookup_take_proof(lookup);
}

/* The name failed; LINK says whether it is an alias, to go on from. */
static void take_alias(struct lookup *lookup, const struct dns_answer *link)
{
    struct arena *arena = &lookup->table->arena;
    struct dns_reply reply = {.kind = REPLY_FAILED};
    if (link->kind == ANSWER_SET && link->message.size)
        dns_reply_classify(link->message.bytes, link->message.size, lookup->request.question, arena, &reply);
    if (reply.kind == REPLY_ALIAS)
        lookup_take_reply(lookup, &reply);
    else
        lookup_begin_proof(lookup, &(struct dns_reply){.kind = REPLY_FAILED});
    arena_reset(arena);
    dns_answer_drop(link);
}

static void alias_done(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl)
{
    struct lookup *lookup = lookup_of_target(waiter);
    (void)ttl;
    take_alias(lookup, answer);
    lookup_answered(lookup);
}

/* A failure may be that of an alias target. */
static bool is_worth_trying_as_alias(const struct lookup *lookup)
{
    const struct dns_answer *answer = lookup->answer;
    return lookup->table->trust && !is_link(lookup) && !lookup->alias_tried && !lookup->bogus &&
           answer->kind == ANSWER_FAILED;
}

/* False when it has to wait for that. */
static bool lookup_try_alias(struct lookup *lookup, uint64_t now)
{
    const struct dns_question question = {lookup->request.question.name, DNS_TYPE_CNAME};
    lookup->alias_tried = true;
    lookup->state = LOOKUP_PROVING;
    lookup->target.done = alias_done;
    const struct dns_answer *link = lookup_ask(lookup->table, question, false, now, &lookup->target);
    if (!link)
        return false;
    take_alias(lookup, link);
    return true;
}

/* Does what is left to be done; false while it waits for others. */
static bool lookup_complete(struct lookup *lookup, uint64_t now)
{
    if (is_worth_trying_as_alias(lookup) && !lookup_try_alias(lookup, now))
        return false;
    if (lookup->bogus && lookup->answer->kind == ANSWER_FAILED)
        lookup_settle_bogus(lookup, lookup->answer->detail);
    if (lookup->chain && !lookup_prove(lookup, now))
        return false;
    return !lookup->unfinished || !lookup_chase(lookup, now);
}

/* Waiters. */

static void lookup_add_waiter(struct lookup *lookup, struct lookup_waiter *waiter)
{
    waiter->lookup = lookup;
    DL_APPEND(lookup->waiters, waiter);
}

static struct lookup *lookup_new(struct lookup_table *table, const struct lookup_key *key, uint16_t type,
                                 unsigned depth)
{
    struct lookup *lookup = memory_alloc(sizeof *lookup + key->size);
    memset(lookup, 0, sizeof *lookup);
    memcpy(lookup->key, key->octets, key->size);
    lookup->table = table;
    lookup->depth = depth;
    lookup->request.question = (struct dns_question){lookup->key + KEY_TYPE_SIZE, type};
    lookup->request.anchor =
        type == DNS_TYPE_DNSKEY && table->trust && trust_is_anchor(table->trust, lookup->request.question.name);
    lookup->request.done = request_done;
    HASH_ADD_KEYPTR_BYHASHVALUE(hh, table->by_key, lookup->key, key->size, key->hash, lookup);
    return lookup;
}

/* The lookup of a question: the one in flight, the one that is kept, or a new one. */
static struct lookup *lookup_obtain(struct lookup_table *table, struct dns_question question, uint64_t now,
                                    unsigned depth)
{
    const struct lookup_key key = key_of(question);
    struct lookup *lookup = lookup_find(table, &key);
    if (lookup && lookup->state == LOOKUP_KEPT && lookup->expires <= now) {
        cache_remove(lookup);
        lookup = NULL;
    }
    if (!lookup) {
        lookup = lookup_new(table, &key, question.type, depth);
        table->source->ops->start(table->source, &lookup->request);
    }
    if (depth < lookup->depth)
        lookup->depth = depth;
    return lookup;
}

const struct dns_answer *lookup_ask(struct lookup_table *table, struct dns_question question, bool shared, uint64_t now,
                                    struct lookup_waiter *waiter)
{
    struct lookup *lookup = lookup_obtain(table, question, now, 0);
    if (lookup->state == LOOKUP_KEPT)
        return cache_hit(lookup, shared);
    lookup->shared = lookup->shared || shared;
    lookup_add_waiter(lookup, waiter);
    return NULL;
}

const struct source_request *lookup_pending(const struct lookup_waiter *waiter)
{
    const struct lookup *lookup = waiter->lookup;
    while (lookup && (lookup->state == LOOKUP_CHASING || lookup->state == LOOKUP_PROVING))
        lookup = lookup->target.lookup;
    return lookup && lookup->state == LOOKUP_ASKING ? &lookup->request : NULL;
}

void lookup_cancel(struct lookup_waiter *waiter)
{
    if (!waiter->lookup)
        return;
    DL_DELETE(waiter->lookup->waiters, waiter);
    waiter->lookup = NULL;
}

static void tell_waiters(struct lookup *lookup)
{
    while (lookup->waiters) {
        struct lookup_waiter *waiter = lookup->waiters;
        DL_DELETE(lookup->waiters, waiter);
        waiter->lookup = NULL;
        waiter->done(waiter, dns_answer_take(lookup->answer), lookup->ttl);
    }
}

/* A path that was too long for those who came by it may be short enough for somebody who starts here. */
static bool is_worth_keeping(const struct lookup *lookup, uint64_t now)
{
    bool relative = lookup->depth > 0 && lookup->answer->failure == FAILURE_ALIAS_TOO_LONG;
    return !relative && lookup->expires > now;
}

bool lookup_table_drain(struct lookup_table *table, uint64_t now, time_t wall)
{
    bool any = false;
    table->wall = wall;
    while (table->answered) {
        struct lookup *lookup = table->answered;
        DL_DELETE(table->answered, lookup);
        any = true;
        if (!lookup_complete(lookup, now))
            continue;
        lookup->expires = now + (uint64_t)seconds_to_keep(lookup) * 1000;
        tell_waiters(lookup);
        if (is_worth_keeping(lookup, now))
            cache_keep(lookup);
        else
            lookup_free(lookup);
    }
    return any;
}

bool lookup_table_ready(const struct lookup_table *table)
{
    return table->answered;
}

struct lookup_table *lookup_table_new(struct source *source, struct trust *trust)
{
    struct lookup_table *table = memory_zero(sizeof *table);
    table->source = source;
    table->trust = trust;
    return table;
}

void lookup_table_free(struct lookup_table *table)
{
    struct lookup *lookup, *following;
    if (!table)
        return;
    HASH_ITER(hh, table->by_key, lookup, following)
    {
        if (lookup->state == LOOKUP_ASKING)
            table->source->ops->cancel(table->source, &lookup->request);
        lookup_free(lookup);
    }
    arena_free(&table->arena);
    free(table);
}
