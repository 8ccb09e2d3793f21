/* SPDX-License-Identifier: Apache-2.0 */
#include "report/html.h"

#include "report/html_page.h"
#include "report/panels.h"
#include "report/text.h"
#include "report/words.h"
#include "util/language.h"

#include <string.h>

/* Of the picture, in its own units: each bar stands under its label, which so may be as long as it is. */
enum { BAR_WIDTH = 580, BAR_LABEL = 18, BAR_TOP = 25, BAR_HEIGHT = 16, BAR_STEP = 48 };

static void add_domain(const struct column_row *row, struct buffer *out)
{
    if (*row->domain)
        html_add_escaped(row->domain, out);
    else
        html_add_words(WORDS_EMPTY_ENTRY, out);
}

/* ---- what needs action ---- */

static void add_verdicts(const struct audit_outcome *outcome, struct buffer *out)
{
    buffer_add_text(out, "<ul>\n");
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++) {
        if (!(outcome->kinds & CAA_KINDS_OF(kind)))
            continue;
        buffer_add_text(out, "<li>");
        buffer_add_text(out, words_of_kind(kind));
        buffer_add_text(out, language_text(": "));
        html_add_verdict(reason_verdict(outcome->reasons[kind]), out);
        buffer_add_text(out, " <span class=\"dim\">");
        buffer_add_text(out, reason_word(outcome->reasons[kind]));
        buffer_add_text(out, "</span> ");
        html_add_escaped(words_of_reason(outcome->reasons[kind]), out);
        buffer_add_text(out, "</li>\n");
    }
    buffer_add_text(out, "</ul>\n");
}

/* Records to be copied, one a line. */
static void add_records(enum words heading, struct column_row *row, enum column_id id, struct buffer *out)
{
    struct buffer records = {0};
    const char *record;
    columns_write(row, id, &records);
    if (records.size) {
        html_add_element("h4", heading, out);
        buffer_add_text(out, "<pre tabindex=\"0\">");
        for (size_t at = 0; (record = columns_next_item(&records, &at));) {
            html_add_escaped(record, out);
            buffer_add_char(out, '\n');
        }
        buffer_add_text(out, "</pre>\n");
    }
    buffer_free(&records);
}

static void add_items(const struct column *column, const struct buffer *value, struct buffer *out)
{
    const char *item, *joint = "";
    if (column->shape != COLUMN_LIST && column->shape != COLUMN_OBJECT) {
        html_add_escaped(buffer_text((struct buffer *)value), out);
        return;
    }
    for (size_t at = 0; (item = columns_next_item(value, &at)); joint = "<br>") {
        buffer_add_text(out, joint);
        html_add_escaped(item, out);
    }
}

static bool is_told_elsewhere(enum column_id id)
{
    return id == COLUMN_ADVICE || id == COLUMN_ADD || id == COLUMN_REMOVE;
}

/* The report's columns by their names, those that hold something. */
static void add_facts(struct html_writer *writer, struct column_row *row, struct buffer *out)
{
    buffer_add_text(out, "<dl>\n");
    for (unsigned id = 0; id < COLUMN_COUNT; id++) {
        const struct column *column = &columns_table[id];
        if (!column->told || is_told_elsewhere(id))
            continue;
        buffer_clear(&writer->scratch);
        columns_write(row, id, &writer->scratch);
        if (!writer->scratch.size)
            continue;
        buffer_add_text(out, "<dt>");
        buffer_add_text(out, column->name);
        buffer_add_text(out, "</dt><dd>");
        add_items(column, &writer->scratch, out);
        buffer_add_text(out, "</dd>\n");
    }
    buffer_add_text(out, "</dl>\n");
}

/* `<p>TITLE</p>`, and each form in a line of its own. */
static void add_forms(const char *title, const struct buffer *forms, struct buffer *out)
{
    const char *form;
    buffer_add_text(out, "<p>");
    html_add_escaped(title, out);
    buffer_add_text(out, "</p>\n");
    if (!forms->size)
        return;
    buffer_add_text(out, "<ul>\n");
    for (size_t at = 0; (form = columns_next_item(forms, &at));) {
        buffer_add_text(out, "<li><code>");
        html_add_escaped(form, out);
        buffer_add_text(out, "</code></li>\n");
    }
    buffer_add_text(out, "</ul>\n");
}

static void add_generic_forms(const struct caa_record *records, size_t count, struct buffer *out)
{
    struct buffer title = {0}, forms = {0};
    for (size_t i = 0; i < count; i++) {
        caa_record_print_generic(&records[i], &forms);
        buffer_add_char(&forms, '\0');
    }
    words_add(WORDS_HTML_GENERIC_FORM, &title);
    if (count)
        add_forms(buffer_text(&title), &forms, out);
    buffer_free(&forms);
    buffer_free(&title);
}

static void add_panel(enum panel panel, const struct caa_record *records, size_t count, bool remove, struct buffer *out)
{
    struct buffer title = {0}, forms = {0};
    if (!count)
        return;
    size_t left_out = panels_add_forms(panel, records, count, remove, &forms);
    words_add(panels_title(panel, remove), &title);
    if (left_out) {
        buffer_add_char(&title, ' ');
        panels_add_words(WORDS_PANELS_LEFT_OUT, records->owner, left_out, &title);
    }
    add_forms(buffer_text(&title), &forms, out);
    buffer_free(&forms);
    buffer_free(&title);
}

/* The records of the columns ADD and REMOVE, in the forms of RFC 3597, panels and tools. */
static void add_panels(const struct buffer *add, const struct buffer *remove, struct buffer *out)
{
    struct arena arena = {0};
    struct buffer words = {0};
    size_t add_count, remove_count;
    const struct caa_record *added = panels_read(add, &arena, &add_count);
    const struct caa_record *removed = panels_read(remove, &arena, &remove_count);
    if (add_count || remove_count) {
        panels_add_words(WORDS_PANELS_ZONE, add_count ? added->owner : removed->owner, 0, &words);
        buffer_add_text(out, "<details>");
        html_add_element("summary", WORDS_HEADING_PANELS, out);
        add_generic_forms(added, add_count, out);
        buffer_add_text(out, "<p>");
        html_add_escaped(buffer_text(&words), out);
        buffer_add_text(out, "</p>\n");
        for (unsigned panel = 0; panel < PANEL_COUNT; panel++) {
            add_panel(panel, added, add_count, false, out);
            add_panel(panel, removed, remove_count, true, out);
        }
        buffer_add_text(out, "</details>\n");
    }
    buffer_free(&words);
    arena_free(&arena);
}

static void add_panels_of(struct column_row *row, struct buffer *out)
{
    struct buffer add = {0}, remove = {0};
    columns_write(row, COLUMN_ADD, &add);
    columns_write(row, COLUMN_REMOVE, &remove);
    add_panels(&add, &remove, out);
    buffer_free(&add);
    buffer_free(&remove);
}

/* A column's text, made fit for the page. */
static void add_column(struct html_writer *writer, struct column_row *row, enum column_id id, struct buffer *out)
{
    buffer_clear(&writer->scratch);
    columns_write(row, id, &writer->scratch);
    html_add_escaped(buffer_text(&writer->scratch), out);
}

static void add_action(struct html_writer *writer, struct column_row *row, enum verdict verdict)
{
    struct buffer *out = &writer->actions[verdict];
    buffer_add_text(out, "<article id=\"entry-");
    buffer_add_unsigned(out, writer->entries);
    buffer_add_text(out, "\" class=\"is-");
    buffer_add_text(out, verdict_word(verdict));
    buffer_add_text(out, "\">\n<h3>");
    add_domain(row, out);
    buffer_add_text(out, "</h3>\n");
    add_verdicts(&row->outcome, out);
    buffer_add_text(out, "<p>");
    add_column(writer, row, COLUMN_ADVICE, out);
    buffer_add_text(out, "</p>\n");
    add_records(WORDS_HTML_ADD, row, COLUMN_ADD, out);
    add_records(WORDS_HTML_REMOVE, row, COLUMN_REMOVE, out);
    add_panels_of(row, out);
    add_facts(writer, row, out);
    buffer_add_text(out, "</article>\n");
}

/* ---- all entries ---- */

static void add_kind_cell(const struct audit_outcome *outcome, enum caa_kind kind, struct buffer *out)
{
    buffer_add_text(out, "<td>");
    if (!outcome->kinds) { /* a verdict would be about nothing */
        html_add_words(WORDS_HTML_NOT_COVERED, out);
        buffer_add_text(out, "</td>");
        return;
    }
    if (outcome->kinds & CAA_KINDS_OF(kind))
        html_add_verdict(reason_verdict(outcome->reasons[kind]), out);
    else
        buffer_add_text(out, words_of_verdict(reason_verdict(outcome->reasons[kind])));
    buffer_add_text(out, "<small>");
    buffer_add_text(out, reason_word(outcome->reasons[kind]));
    if (!(outcome->kinds & CAA_KINDS_OF(kind))) {
        buffer_add_char(out, ' ');
        html_add_words(WORDS_NOT_ASKED_FOR, out);
    }
    buffer_add_text(out, "</small></td>");
}

/* Its name, and where it needs action, the way there. */
static void add_entry_cell(const struct html_writer *writer, const struct column_row *row, struct buffer *out)
{
    bool action = audit_outcome_verdict(&row->outcome) != VERDICT_ALLOWED;
    buffer_add_text(out, "<tr><th scope=\"row\">");
    if (action) {
        buffer_add_text(out, "<a href=\"#entry-");
        buffer_add_unsigned(out, writer->entries);
        buffer_add_text(out, "\">");
    }
    add_domain(row, out);
    buffer_add_text(out, action ? "</a></th><td>" : "</th><td>");
    html_add_escaped(row->institution, out);
    buffer_add_text(out, "</td>");
}

static void add_table_row(struct html_writer *writer, struct column_row *row)
{
    struct buffer *out = &writer->rows;
    add_entry_cell(writer, row, out);
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        add_kind_cell(&row->outcome, kind, out);
    buffer_add_text(out, "<td>");
    add_column(writer, row, COLUMN_CAA_NAME, out);
    buffer_add_text(out, "</td><td>");
    add_column(writer, row, COLUMN_DNSSEC, out);
    buffer_add_text(out, "</td></tr>\n");
}

void html_take_row(struct html_writer *writer, struct column_row *row)
{
    enum verdict verdict = audit_outcome_verdict(&row->outcome);
    if (++writer->entries > HTML_ENTRIES_MAX)
        return;
    if (verdict != VERDICT_ALLOWED)
        add_action(writer, row, verdict);
    add_table_row(writer, row);
}

/* ---- the outcome ---- */

static uint64_t count_of(const struct audit_summary *summary, enum caa_kind kind, enum verdict verdict)
{
    uint64_t count = 0;
    for (unsigned reason = 0; reason < REASON_COUNT; reason++)
        if (reason_verdict(reason) == verdict)
            count += summary->reasons[kind][reason];
    return count;
}

static void add_attribute(const char *name, uint64_t value, struct buffer *out)
{
    buffer_add_char(out, ' ');
    buffer_add_text(out, name);
    buffer_add_text(out, "=\"");
    buffer_add_unsigned(out, value);
    buffer_add_char(out, '"');
}

/* A bar of three parts, as long as the counts are large. */
static void add_bar(const char *label, const uint64_t counts[static 3], unsigned place, struct buffer *out)
{
    static const enum verdict order[] = {VERDICT_DENIED, VERDICT_UNKNOWN, VERDICT_ALLOWED};
    uint64_t total = counts[0] + counts[1] + counts[2], before = 0;
    buffer_add_text(out, "<text x=\"0\"");
    add_attribute("y", (uint64_t)place * BAR_STEP + BAR_LABEL, out);
    buffer_add_char(out, '>');
    buffer_add_text(out, label);
    buffer_add_text(out, "</text>");
    for (unsigned i = 0; i < 3 && total; i++) {
        enum verdict verdict = order[i];
        uint64_t from = before * BAR_WIDTH / total, to = (before + counts[verdict]) * BAR_WIDTH / total;
        before += counts[verdict];
        if (!counts[verdict])
            continue;
        buffer_add_text(out, "<rect class=\"");
        buffer_add_text(out, verdict_word(verdict));
        buffer_add_char(out, '"');
        add_attribute("x", from, out);
        add_attribute("y", (uint64_t)place * BAR_STEP + BAR_TOP, out);
        add_attribute("width", to - from ? to - from : 1, out);
        add_attribute("height", BAR_HEIGHT, out);
        buffer_add_text(out, "></rect>");
    }
    buffer_add_char(out, '\n');
}

/* The table beneath says the same in numbers. */
static void add_picture(const struct audit_summary *summary, struct buffer *out)
{
    buffer_add_text(out, "<svg viewBox=\"0 0 580 192\" role=\"img\" aria-label=\"");
    html_add_words(WORDS_HTML_PICTURE, out);
    buffer_add_text(out, "\">\n");
    add_bar(words_text(WORDS_HTML_ALL), summary->verdicts, 0, out);
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++) {
        uint64_t counts[3];
        for (unsigned verdict = VERDICT_ALLOWED; verdict <= VERDICT_UNKNOWN; verdict++)
            counts[verdict] = count_of(summary, kind, verdict);
        add_bar(words_of_kind(kind), counts, kind + 1, out);
    }
    buffer_add_text(out, "</svg>\n");
}

static void add_number(uint64_t number, struct buffer *out)
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

/* A bar as long as the reason is frequent among those of its verdict; the numbers stand beside it. */
static void add_share(const struct audit_summary *summary, enum reason reason, struct buffer *out)
{
    uint64_t most = 1;
    for (unsigned other = 0; other < REASON_COUNT; other++)
        if (reason_verdict(other) == reason_verdict(reason) && answers_with(summary, other) > most)
            most = answers_with(summary, other);
    uint64_t width = answers_with(summary, reason) * BAR_WIDTH / most;
    buffer_add_text(out,
                    "<svg class=\"share\" viewBox=\"0 0 580 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
                    "<rect class=\"");
    buffer_add_text(out, verdict_word(reason_verdict(reason)));
    buffer_add_char(out, '"');
    add_attribute("width", width ? width : 1, out);
    add_attribute("height", 10, out);
    buffer_add_text(out, "></rect></svg>");
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
    add_share(summary, reason, out);
    buffer_add_text(out, "</th>");
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        add_number(summary->reasons[kind][reason], out);
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

static void add_reasons(const struct audit_summary *summary, struct buffer *out)
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
}

/* ---- the page ---- */

/* `CAA audit: 架空大学` */
static void add_title(const struct html_writer *writer, struct buffer *out)
{
    words_add(WORDS_HTML_TITLE, out);
    if (!*writer->about)
        return;
    buffer_add_text(out, language_text(": "));
    buffer_add_text(out, writer->about);
}

static void add_head(const struct html_writer *writer, const struct report_totals *totals, struct buffer *out)
{
    struct buffer title = {0};
    add_title(writer, &title);
    buffer_add_text(&title, " - ");
    text_add_counts(totals->summary, &title);
    html_begin(buffer_text(&title), out);
    buffer_free(&title);
}

static void add_unchecked(const struct audit_summary *summary, struct buffer *out)
{
    struct buffer words = {0};
    if (text_add_unchecked(summary, &words)) {
        buffer_add_text(out, "<p>");
        html_add_escaped(buffer_text(&words), out);
        buffer_add_text(out, "</p>\n");
    }
    buffer_free(&words);
}

static void add_outcome(const struct html_writer *writer, const struct report_totals *totals, struct buffer *out)
{
    struct buffer title = {0};
    add_title(writer, &title);
    buffer_add_text(out, "<header>\n<h1>");
    html_add_escaped(buffer_text(&title), out);
    buffer_add_text(out, "</h1>\n<p>");
    buffer_free(&title);
    text_add_counts(totals->summary, out);
    buffer_add_text(out, " <span class=\"dim\"><time>");
    buffer_add_time(out, totals->finished_at);
    buffer_add_text(out, "</time></span></p>\n</header>\n<main>\n<section>\n");
    html_add_element("h2", WORDS_HTML_OUTCOME, out);
    add_picture(totals->summary, out);
    add_reasons(totals->summary, out);
    add_unchecked(totals->summary, out);
    buffer_add_text(out, "</section>\n");
}

static void add_actions(const struct html_writer *writer, struct buffer *out)
{
    static const enum verdict order[] = {VERDICT_DENIED, VERDICT_UNKNOWN};
    bool any = false;
    buffer_add_text(out, "<section>\n");
    html_add_element("h2", WORDS_HTML_ACTIONS, out);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        const struct buffer *actions = &writer->actions[order[i]];
        buffer_add(out, actions->data, actions->size);
        any = any || actions->size;
    }
    if (!any)
        html_add_element("p", WORDS_HTML_NO_ACTION, out);
    buffer_add_text(out, "</section>\n");
}

static void add_entries(const struct html_writer *writer, struct buffer *out)
{
    buffer_add_text(out, "<section>\n");
    html_add_element("h2", WORDS_HTML_ENTRIES, out);
    if (writer->entries > HTML_ENTRIES_MAX)
        html_add_element("p", WORDS_HTML_CUT, out);
    buffer_add_text(out, "<div class=\"wide\" tabindex=\"0\"><table>\n<thead><tr>");
    add_column_words(WORDS_HTML_ENTRY, out);
    add_column_words(WORDS_HTML_INSTITUTION, out);
    add_kind_headings(out);
    add_column_words(WORDS_HTML_FOUND, out);
    add_column_heading("DNSSEC", out);
    buffer_add_text(out, "</tr></thead>\n<tbody>\n");
    buffer_add(out, writer->rows.data, writer->rows.size);
    buffer_add_text(out, "</tbody></table></div>\n</section>\n");
}

void html_add(struct html_writer *writer, const struct report_totals *totals, struct buffer *out)
{
    add_head(writer, totals, out);
    add_outcome(writer, totals, out);
    add_actions(writer, out);
    add_entries(writer, out);
    html_end(out);
}

void html_free(struct html_writer *writer)
{
    for (unsigned verdict = VERDICT_ALLOWED; verdict <= VERDICT_UNKNOWN; verdict++)
        buffer_free(&writer->actions[verdict]);
    buffer_free(&writer->rows);
    buffer_free(&writer->scratch);
}
