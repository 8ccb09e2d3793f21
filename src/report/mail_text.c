/* SPDX-License-Identifier: Apache-2.0 */
#include "mail_text.h"

#include "letter_why.h"
#include "report/when.h"
#include "report/words.h"

#include <string.h>

static void fill_mail(const void *context, const char *name, size_t size, struct buffer *out)
{
    const struct mail_facts *facts = context;
    const struct audit_summary *summary = facts->summary;
    const char *contact = facts->contact, *ca = facts->ca;
    if (words_slot_is(name, size, "institution"))
        buffer_add_visible(out, facts->institution, strlen(facts->institution));
    else if (words_slot_is(name, size, "entries"))
        buffer_add_unsigned(out, summary->entries);
    else if (words_slot_is(name, size, "allowed"))
        buffer_add_unsigned(out, summary->verdicts[VERDICT_ALLOWED]);
    else if (words_slot_is(name, size, "denied"))
        buffer_add_unsigned(out, summary->verdicts[VERDICT_DENIED]);
    else if (words_slot_is(name, size, "unknown"))
        buffer_add_unsigned(out, summary->verdicts[VERDICT_UNKNOWN]);
    else if (words_slot_is(name, size, "not_covered"))
        buffer_add_unsigned(out, summary->not_covered);
    else if (words_slot_is(name, size, "ended"))
        buffer_add_unsigned(out, summary->ended);
    else if (words_slot_is(name, size, "barred"))
        buffer_add_unsigned(out, summary->barred);
    else if (words_slot_is(name, size, "day"))
        when_add_day(summary->first_denied_expiry, out);
    else if (words_slot_is(name, size, "date"))
        when_add_day(facts->checked_at, out);
    else if (words_slot_is(name, size, "ca"))
        letter_why_add_ca(ca, out);
    else if (words_slot_is(name, size, "service"))
        buffer_add_text(out, letter_why_service(ca));
    else if (words_slot_is(name, size, "contact"))
        contact ? buffer_add_visible(out, contact, strlen(contact)) : words_add(WORDS_PLACEHOLDER_CONTACT, out);
}

bool mail_text_needs_action(const struct audit_summary *summary)
{
    return summary->verdicts[VERDICT_DENIED] || summary->verdicts[VERDICT_UNKNOWN] || summary->barred;
}

void mail_text_add_subject(const struct mail_facts *facts, struct buffer *out)
{
    bool named = *facts->institution, action = mail_text_needs_action(facts->summary);
    words_fill(action ? (named ? WORDS_MAIL_SUBJECT_ACTION_OF : WORDS_MAIL_SUBJECT_ACTION)
                      : (named ? WORDS_MAIL_SUBJECT_FINE_OF : WORDS_MAIL_SUBJECT_FINE),
               fill_mail, facts, out);
}

struct part {
    bool said;
    enum words id;
};

static void add_parts(const struct mail_facts *facts, const struct part *parts, size_t count, struct buffer *out)
{
    for (size_t i = 0; i < count; i++)
        if (parts[i].said)
            words_fill(parts[i].id, fill_mail, facts, out);
}

/* Only what is true of this institution. */
void mail_text_add_body(const struct mail_facts *facts, struct buffer *out)
{
    const struct audit_summary *summary = facts->summary;
    const uint64_t *verdicts = summary->verdicts;
    bool action = mail_text_needs_action(summary), all = verdicts[VERDICT_ALLOWED] == summary->entries;
    const struct part start[] = {
        {true, *facts->institution ? WORDS_MAIL_TO_OF : WORDS_MAIL_TO},
        {true, *letter_why_service(facts->ca) ? WORDS_MAIL_INTRO_SERVICE : WORDS_MAIL_INTRO},
        {true, WORDS_MAIL_COUNTS},
        {summary->not_covered, WORDS_MAIL_NOT_COVERED},
        {summary->ended, WORDS_MAIL_ENDED},
    };
    const struct part rest[] = {
        {verdicts[VERDICT_DENIED], WORDS_MAIL_DENIED},
        {summary->first_denied_expiry, WORDS_MAIL_EXPIRES},
        {facts->letter, WORDS_MAIL_LETTER},
        {verdicts[VERDICT_UNKNOWN], WORDS_MAIL_UNKNOWN},
        {summary->barred, WORDS_MAIL_BARRED},
        {action, WORDS_MAIL_REPORT},
        {verdicts[VERDICT_DENIED] || verdicts[VERDICT_UNKNOWN], WORDS_MAIL_REPORT_TOO},
        {!action, all ? WORDS_MAIL_FINE : WORDS_MAIL_NOTHING},
        {true, WORDS_MAIL_QUESTIONS},
    };
    add_parts(facts, start, sizeof start / sizeof *start, out);
    buffer_add_char(out, '\n');
    add_parts(facts, rest, sizeof rest / sizeof *rest, out);
}
