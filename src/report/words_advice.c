/* SPDX-License-Identifier: Apache-2.0 */
/* Procedure: for each reason that keeps a kind asked for from being allowed, what is wrong, in words; then the change
 * that the records to add and to withdraw amount to; then whom else it concerns. */
#include "words_change.h"
#include "words_reason.h"

static caa_kinds kinds_with(const struct audit_result *result, enum reason reason)
{
    caa_kinds kinds = 0;
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (result->reasons[kind] == reason)
            kinds |= CAA_KINDS_OF(kind);
    return kinds & result->entry->kinds;
}

/* Before all else: whatever else is said, no CA can issue. */
static void say_barred(const struct advising *advising, struct buffer *out)
{
    const struct caa_notes *notes = &advising->result->notes;
    if (caa_notes_have(notes, NOTE_SINGLE_LABEL) || caa_notes_have(notes, NOTE_NOT_LDH))
        advising_say(advising, WORDS_BARRED_NAME, out);
    else if (caa_notes_have(notes, NOTE_NO_SUCH_DOMAIN))
        advising_say(advising, WORDS_BARRED_DOMAIN, out);
}

/* What it costs to do without the conditions, after all else. */
static void say_bare(struct advising *advising, struct buffer *out)
{
    static const enum reason reasons[] = {REASON_NOT_LISTED, REASON_MALFORMED};
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        advising->reason = reasons[i];
        advising->kinds = kinds_with(advising->result, reasons[i]);
        if (!advising->kinds)
            continue;
        struct caa_binding binding = advising_binding(advising), meant = advising_meant_binding(advising);
        if (binding.account || binding.method || meant.account || meant.method)
            advising_say(advising, WORDS_BOUND_BARE, out);
    }
}

static void say_reason(struct advising *advising, enum reason reason, caa_kinds kinds, struct buffer *out)
{
    advising->reason = reason;
    advising->kinds = kinds;
    if (!kinds || reason_verdict(reason) == VERDICT_ALLOWED)
        return;
    if (advising_names_kinds(advising, advising->result->entry->kinds))
        advising_say(advising, WORDS_ONLY_KINDS, out);
    words_reason(advising, out);
    if (reason == REASON_FORBIDDEN)
        advising_say(advising, WORDS_FORBIDDEN_WISH, out);
}

/* What keeps the kinds asked for from being allowed, and what to do about it. */
static void say_reasons(struct advising *advising, struct buffer *out)
{
    for (unsigned reason = 0; reason < REASON_COUNT; reason++)
        say_reason(advising, reason, kinds_with(advising->result, reason), out);
}

/* A critical record hides what else stands in the way, and still will when all is done: an account or a method. */
static void say_what_is_left(struct advising *advising, struct buffer *out)
{
    const struct audit_result *result = advising->result;
    const struct caa_advice *advice = &result->advice;
    enum reason left[CAA_KIND_COUNT];
    if (!advice->stopping_count)
        return;
    caa_policy_judge(result->policy, advice->after, advice->after_count, left);
    for (unsigned reason = 0; reason < REASON_COUNT; reason++) {
        caa_kinds kinds = 0;
        for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
            if (left[kind] == reason)
                kinds |= CAA_KINDS_OF(kind);
        say_reason(advising, reason, kinds & result->entry->kinds, out);
    }
}

/* What is allowed may need a word, too: that no CA can issue all the same, or that a CA may see other records. */
void words_advice_anew(const struct audit_result *result, struct buffer *holes, struct buffer *out)
{
    const struct audit_outcome outcome = audit_result_outcome(result);
    bool allowed = audit_outcome_verdict(&outcome) == VERDICT_ALLOWED;
    struct advising advising = advising_for(result, out->size);
    advising.holes = holes;
    if (!outcome.kinds)
        return;
    say_barred(&advising, out);
    say_reasons(&advising, out);
    if (caa_notes_have(&result->notes, NOTE_LOCAL_DATA))
        advising_say(&advising, allowed ? WORDS_LOCAL_DATA_ALLOWED : WORDS_LOCAL_DATA, out);
    if (allowed)
        return;
    if (result->aside == AUDIT_WILDCARD_HIDDEN)
        advising_say(&advising, WORDS_HIDDEN_WILDCARD, out);
    words_change(&advising, out);
    say_what_is_left(&advising, out);
    say_bare(&advising, out);
}
