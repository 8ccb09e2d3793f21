/* SPDX-License-Identifier: Apache-2.0 */
#include "report/html_reasons.h"

#include "report/html_page.h"
#include "report/words.h"

#include <string.h>

static void html_reasons_add_number(uint64_t number, struct buffer *out)
{
    buffer_add_text(out, "<td class=\"number\">");
    buffer_add_unsigned(out, number);
    buffer_add_text(out, "</td>");
}

static uint64_t answers_with(const struct audit_summary *summary, enum reason reason)
{
    uint64_t total = 0;
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        total += summary->reasons[kind][reason];
    return total;
}

static void add_reason_row(const struct audit_summary *summary, enum reason reason, struct buffer *out)
{
    if (!answers_with(summary, reason))
        return;
    buffer_add_text(out, "<tr><td>");
    html_add_verdict(reason_verdict(reason), out);
    buffer_add_text(out, "</td><th scope=\"row\">");
    buffer_add_text(out, reason_word(reason));
    buffer_add_text(out, "<small>");
    html_add_escaped(words_of_reason(reason), out);
    buffer_add_text(out, "</small>");
    buffer_add_text(out, "</th>");
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        html_reasons_add_number(summary->reasons[kind][reason], out);
    buffer_add_text(out, "</tr>\n");
}

static void add_column_heading(const char *text, struct buffer *out)
{
    buffer_add_text(out, "<th scope=\"col\">");
    html_add_escaped(text, out);
    buffer_add_text(out, "</th>");
}

static void add_column_words(enum words id, struct buffer *out)
{
    struct buffer words = {0};
    words_add(id, &words);
    add_column_heading(buffer_text(&words), out);
    buffer_free(&words);
}

static void add_kind_headings(struct buffer *out)
{
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        add_column_heading(words_of_kind(kind), out);
}

void html_reasons_take(unsigned *statuses, const char *word)
{
    for (unsigned status = 0; status < DNSSEC_STATUS_COUNT; status++)
        if (strcmp(word, dnssec_word(status)) == 0)
            *statuses |= 1u << status;
}

/* What the words of DNSSEC say that stand on the page. */
static void add_statuses(unsigned statuses, struct buffer *out)
{
    for (unsigned status = 0; status < DNSSEC_STATUS_COUNT; status++)
        if (statuses & 1u << status) {
            buffer_add_text(out, "<p>");
            html_add_escaped(words_of_dnssec(status), out);
            buffer_add_text(out, "</p>\n");
        }
}

void html_reasons_add(const struct audit_summary *summary, unsigned statuses, struct buffer *out)
{
    buffer_add_text(out, "<div class=\"wide\" tabindex=\"0\"><table class=\"counts\">\n<caption>");
    html_add_words(WORDS_HTML_REASONS, out);
    buffer_add_text(out, "</caption>\n<thead><tr>");
    add_column_words(WORDS_HTML_VERDICT, out);
    add_column_words(WORDS_HTML_REASON, out);
    add_kind_headings(out);
    buffer_add_text(out, "</tr></thead>\n<tbody>\n");
    for (unsigned verdict = VERDICT_ALLOWED; verdict <= VERDICT_UNKNOWN; verdict++)
        for (unsigned reason = 0; reason < REASON_COUNT; reason++)
            if (reason_verdict(reason) == verdict)
                add_reason_row(summary, reason, out);
    buffer_add_text(out, "</tbody></table></div>\n");
    add_statuses(statuses, out);
}
