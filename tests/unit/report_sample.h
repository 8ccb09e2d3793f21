/* SPDX-License-Identifier: Apache-2.0 */
/* Results for the tests of report: an entry, and what the DNS answers at each name, run through climb and caa. */
#ifndef TESTS_UNIT_REPORT_SAMPLE_H
#define TESTS_UNIT_REPORT_SAMPLE_H

#include "caa_set.h"
#include "judged.h"

#include "audit/result.h"

enum { SAMPLE_ALIASES = 4, SAMPLE_TIME = 1795350896 /* 2026-11-22T12:34:56Z */ };

/* What stands at a name. Names without a line have no CAA record. */
struct sample_answer {
    const char *at;
    const char *set;   /* as caa_set.h has it, or NULL */
    const char *owner; /* where it is published; NULL: at the last alias, or at AT */
    const char *aliases[SAMPLE_ALIASES];
    enum failure failure;
    const char *failed_name, *detail;
    const char *fault_zone; /* which did not validate; BOGUS: and is shown not to */
    bool nxdomain, stale, bogus;
};

struct sample {
    struct arena arena;
    struct caa_policy policy;
    struct audit_entry entry;
    struct climb climb;
    struct audit_result result;
};

static inline const uint8_t *sample_name(struct sample *sample, const char *text)
{
    struct dns_name name = name_of(text);
    return arena_dup(&sample->arena, name.wire, name.size);
}

static inline const struct dns_answer *sample_answer_of(struct sample *sample, const struct sample_answer *line)
{
    struct caa_set set = caa_set_of(line->set ? line->set : "");
    const uint8_t *aliases[SAMPLE_ALIASES];
    const char *owner = line->at;
    struct dns_answer draft = {.kind = line->bogus      ? ANSWER_BOGUS
                                       : line->failure  ? ANSWER_FAILED
                                       : line->set      ? ANSWER_SET
                                       : line->nxdomain ? ANSWER_NXDOMAIN
                                                        : ANSWER_NODATA,
                               .failure = line->failure,
                               .ttl = 3600,
                               .remarks.stale = line->stale,
                               .record_count = set.count,
                               .records = set.records,
                               .aliases = aliases,
                               .detail = line->detail};
    for (; draft.alias_count < SAMPLE_ALIASES && line->aliases[draft.alias_count]; draft.alias_count++)
        aliases[draft.alias_count] = sample_name(sample, owner = line->aliases[draft.alias_count]);
    draft.owner = sample_name(sample, line->owner ? line->owner : owner);
    if (line->fault_zone)
        draft.fault_zone = sample_name(sample, line->fault_zone);
    if (line->failure)
        draft.cause.name = sample_name(sample, line->failed_name ? line->failed_name : line->at);
    const struct dns_answer *answer = dns_answer_new(&draft);
    caa_set_free(&set);
    return answer;
}

static inline const struct dns_answer *sample_lookup(struct sample *sample, const uint8_t *name,
                                                     const struct sample_answer *lines)
{
    for (; lines->at; lines++) {
        struct dns_name at = name_of(lines->at);
        if (dns_name_equal(at.wire, name))
            return sample_answer_of(sample, lines);
    }
    return dns_answer_take(&dns_answer_nodata);
}

static inline void sample_set_reasons(struct audit_result *result, enum reason reason)
{
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        result->reasons[kind] = reason;
}

static inline void sample_judge(struct sample *sample)
{
    struct audit_result *result = &sample->result;
    const struct dns_answer *answer = sample->climb.levels[sample->climb.level].answer;
    if (sample->climb.state == CLIMB_FAILED) {
        sample_set_reasons(result, REASON_LOOKUP_FAILED);
        result->failure = answer;
        return;
    }
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        result->reasons[kind] = judged(&sample->policy, kind, answer->records, answer->record_count);
    result->set = answer;
    result->caa_name = sample->climb.levels[sample->climb.level].name;
    result->opinion = caa_opinion_new(&sample->policy, answer->records, answer->record_count);
    result->conditions = result->opinion->conditions;
    result->notes = caa_notes_copy(&result->opinion->notes, &sample->arena);
    caa_notes_of_answer(&result->notes, result->caa_name, answer, &sample->arena);
    result->advice = caa_advice_for_climb(caa_opinion_change(result->opinion, sample->entry.kinds), &sample->climb,
                                          NULL, &sample->arena);
}

/* The audit of DOMAIN for KINDS, the CA being secomtrust.net, for an account and a method. LINES end with one that is
 * zero. */
static inline void sample_run_for(struct sample *sample, const char *account, const char *method, const char *domain,
                                  caa_kinds kinds, const struct sample_answer *lines)
{
    static const char *const ca[] = {"secomtrust.net"};
    struct subject subject;
    size_t level;
    *sample = (struct sample){.policy = policy_of(ca)};
    sample->policy.account = account;
    sample->policy.method = method;
    sample->entry = (struct audit_entry){.domain = domain, .institution = "", .contact = ""};
    audit_entry_take_name(&sample->entry, subject_parse(domain, strlen(domain), &subject), &subject, &sample->arena);
    sample->entry.kinds = audit_entry_kinds(&sample->entry, kinds);
    sample->result = (struct audit_result){
        .entry = &sample->entry, .policy = &sample->policy, .checked_at = SAMPLE_TIME, .elapsed_ms = 12};
    if (sample->entry.error) {
        sample_set_reasons(&sample->result, REASON_INVALID_NAME);
        return;
    }
    sample->result.name = sample->entry.name;
    sample->result.climb = &sample->climb;
    climb_init(&sample->climb, sample->result.name, &sample->arena);
    while (climb_next(&sample->climb, &level))
        climb_feed(&sample->climb, level, sample_lookup(sample, sample->climb.levels[level].name, lines));
    if (sample->climb.state != CLIMB_EMPTY)
        sample_judge(sample);
}

static inline void sample_run(struct sample *sample, const char *domain, caa_kinds kinds,
                              const struct sample_answer *lines)
{
    sample_run_for(sample, NULL, NULL, domain, kinds, lines);
}

static inline void sample_free(struct sample *sample)
{
    if (sample->result.climb)
        climb_finish(&sample->climb);
    caa_opinion_drop(sample->result.opinion);
    arena_free(&sample->arena);
}

#define SAMPLE_LINES(...) ((const struct sample_answer[]){__VA_ARGS__, {.at = NULL}})

#endif
