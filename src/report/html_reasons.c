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

/* Up to the first row; on a phone each number says what it counts. */
static void begin_reasons(struct buffer *out)
{
    const char *headings[CAA_KIND_COUNT + 2] = {words_text(WORDS_HTML_VERDICT), words_text(WORDS_HTML_REASON)};
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        headings[2 + kind] = words_of_kind(kind);
    buffer_add_text(out, "<div class=\"wide\" tabindex=\"0\"><table class=\"counts\"");
    html_add_labels(headings, sizeof headings / sizeof *headings, out);
    buffer_add_text(out, ">\n<caption>");
    html_add_words(WORDS_HTML_REASONS, out);
    buffer_add_text(out, "</caption>\n<thead><tr>");
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++) {
        buffer_add_text(out, "<th scope=\"col\">");
        html_add_escaped(headings[i], out);
        buffer_add_text(out, "</th>");
    }
    buffer_add_text(out, "</tr></thead>\n<tbody>\n");
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
    begin_reasons(out);
    for (unsigned verdict = VERDICT_ALLOWED; verdict <= VERDICT_UNKNOWN; verdict++)
        for (unsigned reason = 0; reason < REASON_COUNT; reason++)
            if (reason_verdict(reason) == verdict)
                add_reason_row(summary, reason, out);
    buffer_add_text(out, "</tbody></table></div>\n");
    add_statuses(statuses, out);
}
