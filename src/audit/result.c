/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/result.h"

#include <string.h>

void audit_entry_take_name(struct audit_entry *entry, enum subject_error error, const struct subject *subject,
                           struct arena *arena)
{
    entry->error = error;
    if (error)
        return;
    entry->form = subject->form;
    entry->as_printed = subject->as_printed;
    entry->name = arena_dup(arena, subject->name.wire, subject->name.size);
}

/* Each label, and each dot, stands where the wire form has it, but for its first octet. */
void audit_entry_print_name(const struct audit_entry *entry, const uint8_t *name, struct buffer *out)
{
    if (entry->as_printed)
        for (const uint8_t *at = entry->name; !dns_name_is_root(at); at = dns_name_parent(at))
            if (at == name) {
                buffer_add_text(out, entry->domain + (at - entry->name));
                return;
            }
    dns_name_print(name, out);
}

caa_kinds audit_entry_kinds(const struct audit_entry *entry, caa_kinds kinds)
{
    if (!entry->error && entry->form == SUBJECT_WILDCARD)
        return CAA_KINDS_OF(CAA_KIND_WILDCARD);
    if (!entry->error && entry->form == SUBJECT_MAILBOX)
        return CAA_KINDS_OF(CAA_KIND_SMIME);
    return kinds;
}

bool audit_has_ended(time_t expires, time_t now)
{
    return expires && expires < now - (time_t)AUDIT_ENDED_DAYS * 86400;
}

bool audit_is_label(const char *text, size_t size)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    return size && size <= AUDIT_LABEL_MAX && strspn(text, allowed) >= size;
}

void audit_entry_end(struct audit_entry *entry, time_t now)
{
    if (audit_has_ended(entry->expires, now))
        entry->kinds = 0;
}

/* Since when servers are silent that it would have taken to know, at any place; 0: there are none. */
static time_t silent_since(const struct audit_result *result)
{
    time_t since = result->failure ? result->failure->cause.silent_since : 0;
    for (size_t i = 1; i < result->views.count && !since; i++)
        since = result->views.items[i].failure ? result->views.items[i].failure->cause.silent_since : 0;
    return since;
}

static bool result_is_barred(const struct audit_result *result)
{
    for (size_t i = 0; i < result->notes.count; i++)
        if (caa_note_bars(result->notes.items[i].note))
            return true;
    return false;
}

struct audit_outcome audit_result_outcome(const struct audit_result *result)
{
    struct audit_outcome outcome = {.kinds = result->entry->kinds,
                                    .failure = result->failure ? result->failure->failure : FAILURE_NONE,
                                    .validation = !result->name                        ? AUDIT_NOTHING_TO_VALIDATE
                                                  : result->dnssec == DNSSEC_UNCHECKED ? AUDIT_UNCHECKED
                                                                                       : AUDIT_CHECKED,
                                    .expires = result->entry->expires,
                                    .barred = result_is_barred(result),
                                    .outside = caa_notes_have(&result->notes, NOTE_OUTSIDE_ZONES),
                                    .silent_since = silent_since(result)};
    outcome.ended = !outcome.kinds && audit_has_ended(outcome.expires, result->checked_at);
    memcpy(outcome.reasons, result->reasons, sizeof outcome.reasons);
    return outcome;
}

enum verdict audit_outcome_verdict(const struct audit_outcome *outcome)
{
    enum verdict worst = VERDICT_ALLOWED;
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++) {
        if (!(outcome->kinds & CAA_KINDS_OF(kind)))
            continue;
        enum verdict verdict = reason_verdict(outcome->reasons[kind]);
        if (verdict == VERDICT_DENIED || worst == VERDICT_ALLOWED)
            worst = verdict;
    }
    return worst;
}

bool audit_outcome_needs_action(const struct audit_outcome *outcome)
{
    return outcome->kinds && (outcome->barred || audit_outcome_verdict(outcome) != VERDICT_ALLOWED);
}
