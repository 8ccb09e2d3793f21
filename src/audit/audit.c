#include "audit/audit.h"

#include "caa/conditions.h"

struct audit_level {
    struct lookup_waiter waiter;
    struct audit *audit;
};

static void judge_set(struct audit *audit, const struct dns_answer *set)
{
    const struct caa_policy *policy = &audit->context->policy;
    struct audit_result *result = &audit->result;
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        result->reasons[kind] = caa_policy_judge(policy, kind, set->records, set->record_count);
    result->set = set;
    result->caa_name = audit->climb.levels[audit->climb.level].name;
    result->conditions = caa_conditions(policy, set->records, set->record_count, &audit->arena);
    caa_notes_of_set(&result->notes, policy, result->caa_name, set, &audit->arena);
    result->advice = caa_advice_for_set(policy, audit->entry.kinds, set, &audit->arena);
}

static void set_reasons(struct audit_result *result, enum reason reason)
{
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        result->reasons[kind] = reason;
}

/* What all answers on the way have in common: the weakest DNSSEC status counts, but for a failure in a signed zone,
 * where nothing else does (CONTRACT); oddities are noted. */
static void sum_up_levels(struct audit *audit)
{
    struct audit_result *result = &audit->result;
    bool first = true;
    for (size_t level = 0; level < audit->climb.level_count && level <= audit->climb.level; level++) {
        const struct dns_answer *answer = audit->climb.levels[level].answer;
        if (!answer)
            continue;
        if (answer->stale)
            caa_notes_add(&result->notes, "stale-answer", &audit->arena);
        if (answer->sha1)
            caa_notes_add(&result->notes, "dnssec-sha1", &audit->arena);
        result->dnssec = first ? answer->dnssec : dnssec_weaker(result->dnssec, answer->dnssec);
        first = false;
    }
    if (result->reasons[0] == REASON_LOOKUP_FAILED_SIGNED)
        result->dnssec = DNSSEC_SECURE;
}

/* Of a failure, only the standing of the zone in which it happened counts, and bogus before all (CONTRACT). */
static void judge_failure(struct audit *audit, const struct dns_answer *failure)
{
    enum reason reason = REASON_LOOKUP_FAILED;
    if (failure->kind == ANSWER_BOGUS)
        reason = REASON_DNSSEC_BOGUS;
    else if (failure->dnssec == DNSSEC_SECURE)
        reason = REASON_LOOKUP_FAILED_SIGNED;
    set_reasons(&audit->result, reason);
    audit->result.failure = failure;
}

static void audit_done(struct audit *audit)
{
    audit->result.checked_at = audit->context->now_wall;
    audit->result.elapsed_ms = audit->context->now - audit->started;
    audit->done = true;
    audit->context->done++;
}

static void audit_finish(struct audit *audit)
{
    struct audit_result *result = &audit->result;
    const struct climb *climb = &audit->climb;
    for (size_t level = 0; level < climb->level_count; level++)
        lookup_cancel(&audit->levels[level].waiter);
    switch (climb->state) {
    case CLIMB_FOUND:
        judge_set(audit, climb->levels[climb->level].answer);
        break;
    case CLIMB_FAILED:
        judge_failure(audit, climb->levels[climb->level].answer);
        break;
    case CLIMB_EMPTY:
    case CLIMB_WAITING:
        set_reasons(result, REASON_NO_CAA);
    }
    sum_up_levels(audit);
    audit_done(audit);
}

static void level_done(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl);

/* Asks for what the climb wants, and ends it once it stands. */
static void audit_advance(struct audit *audit)
{
    struct audit_context *context = audit->context;
    size_t level;
    while (climb_next(&audit->climb, &level)) {
        struct lookup_waiter *waiter = &audit->levels[level].waiter;
        const struct dns_question question = {audit->climb.levels[level].name, DNS_TYPE_CAA};
        waiter->done = level_done;
        const struct dns_answer *answer = lookup_ask(context->lookups, question, level > 0, context->now, waiter);
        if (answer)
            climb_feed(&audit->climb, level, answer);
    }
    if (audit->climb.state != CLIMB_WAITING)
        audit_finish(audit);
}

static void level_done(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl)
{
    struct audit_level *level = (struct audit_level *)waiter;
    struct audit *audit = level->audit;
    (void)ttl;
    climb_feed(&audit->climb, (size_t)(level - audit->levels), answer);
    audit_advance(audit);
}

static void audit_reject(struct audit *audit)
{
    set_reasons(&audit->result, REASON_INVALID_NAME);
    audit_done(audit);
}

void audit_start(struct audit *audit, struct audit_context *context)
{
    audit->context = context;
    audit->started = context->now;
    audit->result = (struct audit_result){.entry = &audit->entry};
    if (audit->entry.error) {
        audit_reject(audit);
        return;
    }
    audit->result.name = audit->entry.subject.name.wire;
    audit->result.climb = &audit->climb;
    climb_init(&audit->climb, audit->result.name, &audit->arena);
    audit->levels = arena_zero(&audit->arena, audit->climb.level_count * sizeof *audit->levels);
    for (size_t level = 0; level < audit->climb.level_count; level++)
        audit->levels[level].audit = audit;
    audit_advance(audit);
}

void audit_reset(struct audit *audit)
{
    if (audit->result.climb) {
        for (size_t level = 0; level < audit->climb.level_count; level++)
            lookup_cancel(&audit->levels[level].waiter);
        climb_finish(&audit->climb);
    }
    arena_reset(&audit->arena);
    audit->result = (struct audit_result){0};
    audit->done = false;
}

void audit_free(struct audit *audit)
{
    audit_reset(audit);
    arena_free(&audit->arena);
}
