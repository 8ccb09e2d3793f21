/* SPDX-License-Identifier: Apache-2.0 */
#include "words_reason.h"

#include "caa/suffix.h"
#include "words_change.h"

enum { MALFORMED_MAX = 3 /* malformed records that are spoken of */ };

/* Whether the value of a note stands in a property that decides. */
static bool note_concerns(const struct advising *advising, const struct caa_note *note)
{
    const struct dns_answer *set = advising->result->set;
    struct caa_property property;
    for (size_t i = 0; i < set->record_count; i++)
        if (caa_property_read(set->records[i], &property) && advising_decides(advising, &property) &&
            memmem(property.value, property.value_size, note->value, note->size))
            return true;
    return false;
}

/* Every note of this kind. */
static void say_notes(struct advising *advising, enum note kind, enum words id, struct buffer *out)
{
    const struct caa_notes *notes = &advising->result->notes;
    for (size_t i = 0; i < notes->count; i++) {
        advising->note = &notes->items[i];
        bool critical = advising->reason == REASON_CRITICAL_UNKNOWN;
        if (advising->note->note == kind && (critical || note_concerns(advising, advising->note)))
            advising_say(advising, id, out);
    }
}

/* Whether the right record is going to stand beside those that are wrong. */
static bool is_mended_in_place(const struct advising *advising)
{
    const struct caa_advice *advice = &advising->result->advice;
    struct caa_property property;
    for (size_t i = advice->add_count - advice->ca_count; i < advice->add_count; i++)
        if (advice->place == CAA_ADVICE_AT_OWNER && caa_property_read(advice->add[i], &property) &&
            advising_decides(advising, &property))
            return true;
    return false;
}

/* What can be registered will be somebody's; a name below the CA's own, or a lone label, cannot. */
static bool is_registrable(const struct advising *advising, const struct caa_note *note)
{
    const char *ca = advising->result->policy->cas.items[0];
    size_t ca_size = strlen(ca);
    struct dns_name name;
    if (note->size > ca_size && note->value[note->size - ca_size - 1] == '.' &&
        ascii_equal_text(note->value + note->size - ca_size, ca_size, ca))
        return false;
    return dns_name_parse((const char *)note->value, note->size, &name) && caa_suffix_registrable(name.wire);
}

static void say_typos_can_go(struct advising *advising, struct buffer *out)
{
    const struct caa_notes *notes = &advising->result->notes;
    for (size_t i = 0; i < notes->count; i++)
        if (notes->items[i].note == NOTE_ISSUER_TYPO && note_concerns(advising, &notes->items[i])) {
            bool registrable = is_registrable(advising, &notes->items[i]);
            advising_say(advising, registrable ? WORDS_TYPO_CAN_GO : WORDS_TYPO_IS_NOBODYS, out);
        }
}

/* What was meant to bind the CA is not removed without saying so. */
static void say_meant(struct advising *advising, struct buffer *out)
{
    struct caa_binding meant = advising_meant_binding(advising);
    if (!meant.account && !meant.method)
        return;
    advising_say(advising, WORDS_MEANT_BOUND, out);
    if (!caa_policy_can_bind(advising->result->policy, meant))
        advising_say(advising, WORDS_BOUND_MISSING, out);
}

static void say_issuer_notes(struct advising *advising, struct buffer *out)
{
    bool can_go = is_mended_in_place(advising);
    say_notes(advising, NOTE_ISSUER_LEGACY, WORDS_ISSUER_LEGACY, out);
    if (can_go)
        say_notes(advising, NOTE_ISSUER_LEGACY, WORDS_LEGACY_CAN_GO, out);
    say_notes(advising, NOTE_ISSUER_TYPO, WORDS_ISSUER_TYPO, out);
    if (can_go && advising->reason != REASON_MALFORMED)
        say_typos_can_go(advising, out);
    say_meant(advising, out);
}

/* What is odd about this record alone; no CA is needed to see that. False: nothing is. */
static bool say_hints(struct advising *advising, struct buffer *out)
{
    static const struct {
        enum note note;
        enum words id;
    } hints[] = {
        {NOTE_TRAILING_DOT, WORDS_HINT_TRAILING_DOT},
        {NOTE_TRAILING_SEMICOLON, WORDS_HINT_TRAILING_SEMICOLON},
        {NOTE_UNQUOTED_SPACES, WORDS_HINT_SPACES},
    };
    const struct caa_policy nobody = {0};
    struct arena arena = {0};
    struct caa_notes notes = {0};
    struct caa_property property;
    caa_notes_of_records(&notes, &nobody, &advising->record, 1, &arena);
    bool several = caa_property_read(advising->record, &property) && caa_notes_names_several(&property), told = several;
    if (several)
        advising_say(advising, WORDS_HINT_SEVERAL, out);
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        if (caa_notes_have(&notes, hints[i].note) && !(several && hints[i].note == NOTE_UNQUOTED_SPACES)) {
            advising_say(advising, hints[i].id, out);
            told = true;
        }
    advising->odd = &notes; /* lent for this alone */
    if (caa_notes_have(&notes, NOTE_ODD_CHARACTER))
        advising_say(advising, WORDS_HINT_CHARACTER, out);
    told = told || caa_notes_have(&notes, NOTE_ODD_CHARACTER);
    advising->odd = NULL;
    arena_free(&arena);
    return told;
}

/* Of the records that decide, those that are malformed: all, or those that were meant for the CA. */
static void say_malformed(struct advising *advising, bool only_meant, struct buffer *out)
{
    const struct dns_answer *set = advising->result->set;
    struct caa_property property;
    bool can_go = is_mended_in_place(advising), grammar_told = false;
    unsigned told = 0;
    for (size_t i = 0; i < set->record_count && told < MALFORMED_MAX; i++) {
        if (!caa_property_read(set->records[i], &property) || !advising_decides(advising, &property) ||
            caa_issue_value_read(&property).well_formed ||
            (only_meant && !caa_notes_meant_for_ca(advising->result->policy, &property)))
            continue;
        advising->record = set->records[i];
        advising_say(advising, WORDS_MALFORMED, out);
        if (!say_hints(advising, out) && !grammar_told) {
            advising_say(advising, WORDS_HINT_GRAMMAR, out);
            grammar_told = true;
        }
        if (can_go)
            advising_say(advising, WORDS_MALFORMED_CAN_GO, out);
        told++;
    }
}

/* A tag that is like one that decides, before a value that is meant for the CA. */
static bool is_meant_to_decide(const struct advising *advising, const struct caa_note *note)
{
    const struct dns_answer *set = advising->result->set;
    struct caa_property property;
    for (size_t i = 0; i < set->record_count; i++) {
        if (!caa_property_read(set->records[i], &property) ||
            !ascii_equal(property.tag, property.tag_size, note->value, note->size))
            continue;
        enum caa_tag meant = caa_notes_meant_tag(&property);
        for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
            if (advising->kinds & CAA_KINDS_OF(kind) && advising->deciding[kind] == meant &&
                caa_notes_meant_for_ca(advising->result->policy, &property))
                return true;
    }
    return false;
}

static void say_tag_typos(struct advising *advising, struct buffer *out)
{
    const struct caa_notes *notes = &advising->result->notes;
    bool can_go = is_mended_in_place(advising);
    for (size_t i = 0; i < notes->count; i++) {
        advising->note = &notes->items[i];
        if (advising->note->note != NOTE_TAG_TYPO || !is_meant_to_decide(advising, advising->note))
            continue;
        advising_say(advising, WORDS_TAG_TYPO, out);
        advising_say(advising, can_go ? WORDS_TAG_TYPO_CAN_GO : WORDS_TAG_TYPO_IDLE, out);
    }
}

/* What was meant for the CA, and does not name it. */
static void say_what_was_meant(struct advising *advising, struct buffer *out)
{
    say_issuer_notes(advising, out);
    say_tag_typos(advising, out);
}

/* Whether one of the conditions is met by what was given. */
static bool account_is_named(const struct advising *advising)
{
    struct condition_walk walk = {0};
    struct caa_parameter parameter;
    const char *account = advising->result->policy->account;
    while (advising_next_condition(advising, &walk, &parameter))
        if (caa_parameter_is_account(&parameter) && strlen(account) == parameter.value_size &&
            memcmp(account, parameter.value, parameter.value_size) == 0)
            return true;
    return false;
}

static bool method_is_named(const struct advising *advising)
{
    struct condition_walk walk = {0};
    struct caa_parameter parameter;
    const char *method = advising->result->policy->method;
    while (advising_next_condition(advising, &walk, &parameter)) {
        if (!caa_parameter_is_method(&parameter))
            continue;
        for (size_t start = 0, i = 0; i <= parameter.value_size; i++)
            if (i == parameter.value_size || parameter.value[i] == ',') {
                if (i - start == strlen(method) && memcmp(method, parameter.value + start, i - start) == 0)
                    return true;
                start = i + 1;
            }
    }
    return false;
}

/* CA/Browser Forum ballot SC-098 is about TLS certificates. */
static void say_date(const struct advising *advising, struct buffer *out)
{
    if (advising->kinds & (CAA_KINDS_OF(CAA_KIND_SERVER) | CAA_KINDS_OF(CAA_KIND_WILDCARD)))
        advising_say(advising, WORDS_CONDITIONAL_DATE, out);
}

/* The CA is named, but not for this applicant. */
static void say_bound(struct advising *advising, struct caa_binding binding, struct buffer *out)
{
    const struct caa_policy *policy = advising->result->policy;
    bool other_account = binding.account && policy->account && !account_is_named(advising);
    bool other_method = binding.method && policy->method && !method_is_named(advising);
    advising_say(advising, WORDS_BOUND, out);
    if (other_account)
        advising_say(advising, WORDS_BOUND_OTHER_ACCOUNT, out);
    if (other_method)
        advising_say(advising, WORDS_BOUND_OTHER_METHOD, out);
    if (!other_account && !other_method)
        advising_say(advising, WORDS_BOUND_UNMEETABLE, out);
    say_date(advising, out);
    if (!caa_policy_can_bind(policy, binding) && !(binding.account && policy->account) &&
        !(binding.method && policy->method))
        advising_say(advising, WORDS_BOUND_MISSING, out);
    else if (!caa_policy_can_bind(policy, binding))
        advising_say(advising, WORDS_BOUND_MISSING_TOO, out);
}

static void say_not_listed(struct advising *advising, struct buffer *out)
{
    struct caa_binding binding = advising_binding(advising);
    if (binding.account || binding.method)
        say_bound(advising, binding, out);
    else
        advising_say(advising, WORDS_NOT_LISTED, out);
    say_malformed(advising, true, out);
    say_what_was_meant(advising, out);
}

static void say_conditional(const struct advising *advising, struct buffer *out)
{
    advising_say(advising, WORDS_BOUND, out);
    advising_say(advising, WORDS_CONDITIONAL_AUDIT, out);
    say_date(advising, out);
}

/* Records of one's own end the climb before it gets to a level that fails. */
static void say_way_round(const struct advising *advising, struct buffer *out)
{
    advising_say(advising, WORDS_FAILED_ABOVE, out);
    words_cover(advising, out);
}

/* Where more is known than how it failed. */
static enum words words_of_clue(const struct dns_answer *failure)
{
    if (failure->cause.clue == CLUE_TCP)
        return WORDS_FAILED_TCP;
    if (failure->cause.clue == CLUE_EDNS)
        return WORDS_FAILED_SERVFAIL_EDNS;
    if (failure->cause.clue == CLUE_TYPE && failure->failure == FAILURE_TIMEOUT)
        return WORDS_FAILED_TIMEOUT_TYPE;
    if (failure->cause.clue == CLUE_TYPE && failure->failure == FAILURE_SERVFAIL)
        return WORDS_FAILED_SERVFAIL_TYPE;
    return WORDS_NONE;
}

static void say_failure(const struct advising *advising, struct buffer *out)
{
    static const enum words ids[] = {
        [FAILURE_TIMEOUT] = WORDS_FAILED_TIMEOUT,
        [FAILURE_SERVFAIL] = WORDS_FAILED_SERVFAIL,
        [FAILURE_REFUSED] = WORDS_FAILED_REFUSED,
        [FAILURE_FORMERR] = WORDS_FAILED_FORMERR,
        [FAILURE_NOTIMP] = WORDS_FAILED_NOTIMP,
        [FAILURE_NETWORK] = WORDS_FAILED_NETWORK,
        [FAILURE_BAD_RESPONSE] = WORDS_FAILED_BAD_RESPONSE,
        [FAILURE_ALIAS_LOOP] = WORDS_FAILED_ALIAS_LOOP,
        [FAILURE_ALIAS_TOO_LONG] = WORDS_FAILED_ALIAS_TOO_LONG,
        [FAILURE_LAME] = WORDS_FAILED_LAME,
        [FAILURE_OTHER_RCODE] = WORDS_FAILED_OTHER_RCODE,
    };
    const struct dns_answer *failure = advising->result->failure;
    enum words by_clue = failure ? words_of_clue(failure) : WORDS_NONE;
    if (by_clue)
        advising_say(advising, by_clue, out);
    else if (failure && failure->fault == DNSSEC_FAULT_DS_LOOKUP)
        advising_say(advising, WORDS_FAILED_DS, out);
    else if (failure && failure->fault == DNSSEC_FAULT_NO_ANCHOR)
        advising_say(advising, WORDS_FAILED_ANCHOR, out);
    else if (failure && failure->failure != FAILURE_NONE)
        advising_say(advising, ids[failure->failure], out);
    if (advising->result->aside == AUDIT_ABOVE_ANSWERED)
        advising_say(advising, WORDS_FAILED_ALONE, out);
    if (failure && failure->cause.clue == CLUE_TYPE && caa_advice_place_below(advising->result->climb))
        say_way_round(advising, out);
}

static void say_bogus(const struct advising *advising, struct buffer *out)
{
    static const enum words ids[] = {
        [DNSSEC_FAULT_NONE] = WORDS_BOGUS_OTHER,
        [DNSSEC_FAULT_EXPIRED] = WORDS_BOGUS_EXPIRED,
        [DNSSEC_FAULT_NOT_YET_VALID] = WORDS_BOGUS_NOT_YET_VALID,
        [DNSSEC_FAULT_NO_SIGNATURE] = WORDS_BOGUS_NO_SIGNATURE,
        [DNSSEC_FAULT_BAD_SIGNATURE] = WORDS_BOGUS_BAD_SIGNATURE,
        [DNSSEC_FAULT_NO_KEY] = WORDS_BOGUS_NO_KEY,
        [DNSSEC_FAULT_WRONG_SIGNER] = WORDS_BOGUS_WRONG_SIGNER,
        [DNSSEC_FAULT_DS_MISMATCH] = WORDS_BOGUS_DS_MISMATCH,
        [DNSSEC_FAULT_NO_DNSKEY] = WORDS_BOGUS_NO_DNSKEY,
        [DNSSEC_FAULT_DNSKEY_LOOKUP] = WORDS_BOGUS_DNSKEY_LOOKUP,
        [DNSSEC_FAULT_NO_DENIAL] = WORDS_BOGUS_NO_DENIAL,
        [DNSSEC_FAULT_TOO_COSTLY] = WORDS_BOGUS_TOO_COSTLY,
        [DNSSEC_FAULT_DS_LOOKUP] = WORDS_BOGUS_OTHER,
        [DNSSEC_FAULT_NO_ANCHOR] = WORDS_BOGUS_OTHER,
        [DNSSEC_FAULT_STRIPPED] = WORDS_BOGUS_OTHER,
    };
    const struct dns_answer *failure = advising->result->failure;
    advising_say(advising, WORDS_DNSSEC_BOGUS, out);
    if (failure && failure->remarks.local) /* the zone that the world sees may be as it should be */
        return;
    if (failure && failure->cause.clue == CLUE_NOT_DELEGATED)
        advising_say(advising, WORDS_BOGUS_NOT_DELEGATED, out);
    else if (failure && failure->cause.clue == CLUE_ALIAS)
        advising_say(advising, WORDS_BOGUS_ALIAS, out);
    else
        advising_say(advising, ids[failure ? failure->fault : DNSSEC_FAULT_NONE], out);
}

static void say_zone(const struct advising *advising, struct buffer *out)
{
    switch (advising->result->dnssec) {
    case DNSSEC_UNCHECKED:
        advising_say(advising, WORDS_ZONE_UNCHECKED, out);
        break;
    case DNSSEC_INSECURE:
        advising_say(advising, WORDS_ZONE_INSECURE, out);
        break;
    case DNSSEC_INDETERMINATE:
        advising_say(advising, WORDS_ZONE_INDETERMINATE, out);
        break;
    case DNSSEC_SECURE:
    case DNSSEC_BOGUS:
        break;
    }
}

static void say_disagreement(const struct advising *advising, struct buffer *out)
{
    const struct audit_result *result = advising->result;
    struct buffer servers = {0};
    words_servers(result, &servers);
    if (servers.size)
        advising_say(advising, WORDS_SERVERS_DISAGREE, out);
    buffer_free(&servers);
    if (result->servers.count && !result->views.count)
        return;
    advising_say(advising, WORDS_PERSPECTIVES_DISAGREE, out);
    for (size_t i = 1; i < result->views.count; i++) {
        buffer_add_char(out, ' ');
        size_t start = out->size;
        words_difference(&result->views.items[0], &result->views.items[i], out);
        out->size -= out->size == start;
    }
}

/* Published without the flag, a misspelt tag restricts nobody: perhaps less than was meant. */
static void say_tag_meant(const struct advising *advising, struct buffer *out)
{
    const struct dns_answer *set = advising->result->set;
    struct caa_property property;
    for (size_t i = 0; i < set->record_count; i++)
        if (caa_property_read(set->records[i], &property) && property.flags & CAA_FLAG_CRITICAL &&
            caa_property_tag(&property) == CAA_TAG_OTHER && caa_notes_meant_tag(&property) != CAA_TAG_OTHER &&
            caa_notes_meant_for_ca(advising->result->policy, &property)) {
            advising_say(advising, WORDS_TAG_MEANT, out);
            return;
        }
}

static void say_critical(const struct advising *advising, enum words one, enum words many, struct buffer *out)
{
    advising_say(advising, advising_has_several_critical(advising) ? many : one, out);
}

void words_reason(struct advising *advising, struct buffer *out)
{
    switch (advising->reason) {
    case REASON_NOT_LISTED:
        say_not_listed(advising, out);
        break;
    case REASON_FORBIDDEN:
        advising_say(advising, WORDS_FORBIDDEN, out);
        say_tag_typos(advising, out);
        break;
    case REASON_MALFORMED:
        say_malformed(advising, false, out);
        say_what_was_meant(advising, out);
        break;
    case REASON_CRITICAL_UNKNOWN:
        say_critical(advising, WORDS_CRITICAL_UNKNOWN, WORDS_CRITICAL_UNKNOWN_MANY, out);
        say_notes(advising, NOTE_TAG_TYPO, WORDS_TAG_TYPO, out);
        say_tag_meant(advising, out);
        break;
    case REASON_DNSSEC_BOGUS:
        say_bogus(advising, out);
        break;
    case REASON_LOOKUP_FAILED_SIGNED:
        say_failure(advising, out);
        advising_say(advising, WORDS_ZONE_SIGNED, out);
        break;
    case REASON_LOOKUP_FAILED:
        say_failure(advising, out);
        say_zone(advising, out);
        break;
    case REASON_CONDITIONAL:
        say_conditional(advising, out);
        break;
    case REASON_CRITICAL_UNCERTAIN:
        say_critical(advising, WORDS_CRITICAL_UNCERTAIN, WORDS_CRITICAL_UNCERTAIN_MANY, out);
        break;
    case REASON_PERSPECTIVES_DISAGREE:
        say_disagreement(advising, out);
        break;
    case REASON_DNSSEC_UNCHECKED:
        advising_say(advising,
                     advising->result->dnssec == DNSSEC_UNCHECKED ? WORDS_DNSSEC_UNCHECKED : WORDS_NO_ANCHOR_ABOVE,
                     out);
        break;
    case REASON_INVALID_NAME:
        advising_say(advising, WORDS_INVALID_NAME, out);
        break;
    case REASON_NO_CAA:
    case REASON_NO_RESTRICTION:
    case REASON_LISTED:
    case REASON_COUNT:
        break;
    }
}
