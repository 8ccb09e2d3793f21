/* SPDX-License-Identifier: Apache-2.0 */
#include "report/html.h"

#include "html_script.h"
#include "report/html_card.h"
#include "report/html_page.h"
#include "report/html_reasons.h"
#include "report/text.h"
#include "report/when.h"
#include "report/words.h"
#include "util/memory.h"
#include "util/table.h"

#include <stdlib.h>
#include <string.h>

/* Beyond that, what is not in sight is not laid out, as a browser then takes seconds for it; until it has been in
 * sight it is not told to screen readers either, so no page is so that need not be. Rows are in blocks, each of which
 * is looked at as a whole; filtered, row by row, as a block keeps the height that it had, but for what most show. */
enum { MANY_ENTRIES = 1000, BLOCK_ROWS = 50 /* in report.css: its height */ };

/* Entries that need action for the same cause. */
struct html_group {
    enum verdict verdict;
    time_t expires; /* the first of their certificates' ends; 0: none is known */
    uint64_t first; /* entry by number */
    uint64_t count;
    struct buffer domain; /* of the first, */
    struct buffer body;   /* and what there is to say of it */
    struct buffer others; /* of a list */
    UT_hash_handle hh;
};

/* ---- what needs action ---- */

static void html_add_column(struct html_writer *writer, struct column_row *row, enum column_id id, struct buffer *out)
{
    buffer_clear(&writer->scratch);
    columns_write(row, id, &writer->scratch);
    html_add_escaped(buffer_text(&writer->scratch), out);
}

static void html_add_key(struct html_writer *writer, struct column_row *row, enum column_id id)
{
    columns_write(row, id, &writer->key);
    buffer_add_char(&writer->key, '\n');
}

/* What cures it, where records do; else what failed; else where the set is, and what there is to say. */
static void html_make_key(struct html_writer *writer, struct column_row *row)
{
    buffer_clear(&writer->key);
    if (writer->each)
        buffer_add_unsigned(&writer->key, writer->entries);
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (row->outcome.kinds & CAA_KINDS_OF(kind)) {
            buffer_add_text(&writer->key, reason_word(row->outcome.reasons[kind]));
            buffer_add_char(&writer->key, '\n');
        }
    html_add_key(writer, row, COLUMN_FAILURE);
    if (row->outcome.barred)
        html_add_key(writer, row, COLUMN_NOTES);
    size_t before = writer->key.size;
    html_add_key(writer, row, COLUMN_ADD);
    html_add_key(writer, row, COLUMN_REMOVE);
    if (writer->key.size - before > 2 || row->outcome.failure)
        return;
    html_add_key(writer, row, COLUMN_CAA_NAME);
    if (html_card_has_advice(row))
        html_add_key(writer, row, COLUMN_ADVICE);
}

static struct html_group *html_group_of(struct html_writer *writer, struct column_row *row)
{
    struct html_group *group;
    html_make_key(writer, row);
    HASH_FIND(hh, writer->groups, writer->key.data, writer->key.size, group);
    if (group)
        return group;
    group = arena_zero(&writer->arena, sizeof *group);
    group->verdict = audit_outcome_verdict(&row->outcome);
    group->first = writer->entries;
    html_card_add_domain(row, &group->domain);
    if (!*writer->about && *row->institution) {
        buffer_add_text(&group->domain, " <small>");
        html_add_escaped(row->institution, &group->domain);
        buffer_add_text(&group->domain, "</small>");
    }
    html_card_add_body(row, writer->each, &writer->scratch, &group->body);
    const char *key = arena_dup(&writer->arena, writer->key.data, writer->key.size);
    HASH_ADD_KEYPTR(hh, writer->groups, key, writer->key.size, group);
    return group;
}

static void add_id(const char *prefix, uint64_t number, struct buffer *out)
{
    buffer_add_text(out, prefix);
    buffer_add_unsigned(out, number);
    buffer_add_char(out, '"');
}

/* `domain institution`, and what is its own alone. */
static void add_other(struct html_writer *writer, struct column_row *row, struct buffer *out)
{
    add_id("<li id=\"entry-", writer->entries, out);
    buffer_add_char(out, '>');
    html_card_add_domain(row, out);
    if (!*writer->about && *row->institution) {
        buffer_add_text(out, " <small>");
        html_add_escaped(row->institution, out);
        buffer_add_text(out, "</small>");
    }
    if (row->outcome.expires) {
        buffer_add_text(out, " <time>");
        when_add_day(row->outcome.expires, out);
        buffer_add_text(out, "</time>");
    }
    if (row->outcome.failure) {
        buffer_add_text(out, " <small>");
        html_add_column(writer, row, COLUMN_FAILURE_DETAIL, out);
        buffer_add_text(out, "</small>");
    }
    buffer_add_text(out, "</li>\n");
}

static void take_action(struct html_writer *writer, struct column_row *row)
{
    struct html_group *group = html_group_of(writer, row);
    time_t expires = row->outcome.expires;
    if (expires && (!group->expires || expires < group->expires))
        group->expires = expires;
    if (group->count++)
        add_other(writer, row, &group->others);
}

/* How soon a certificate ends: cards stand by that first. */
enum due { DUE_PAST, DUE_SOON, DUE_LATER, DUE_NOT_KNOWN, DUE_COUNT };

static enum due due_of(time_t expires, time_t now)
{
    if (!expires)
        return DUE_NOT_KNOWN;
    return expires < now ? DUE_PAST : when_days(now, expires) <= HTML_CARD_SOON ? DUE_SOON : DUE_LATER;
}

static int compare_groups(const void *a, const void *b, void *context)
{
    const struct html_group *one = *(struct html_group *const *)a, *other = *(struct html_group *const *)b;
    static const int places[] = {[VERDICT_DENIED] = 0, [VERDICT_UNKNOWN] = 1, [VERDICT_ALLOWED] = 2};
    time_t now = *(const time_t *)context;
    enum due due = due_of(one->expires, now), other_due = due_of(other->expires, now);
    if (due != other_due)
        return due < other_due ? -1 : 1;
    if (one->verdict != other->verdict)
        return places[one->verdict] - places[other->verdict];
    if (one->expires != other->expires)
        return one->expires < other->expires ? -1 : 1;
    return one->first < other->first ? -1 : 1;
}

static void fill_number(const void *context, const char *name, size_t size, struct buffer *out)
{
    (void)name;
    (void)size;
    buffer_add_unsigned(out, *(const uint64_t *)context);
}

static void add_link(const char *prefix, uint64_t number, struct buffer *out)
{
    add_id("<a class=\"self\" href=\"#", 0, out);
    out->size -= strlen("0\"");
    add_id(prefix, number, out);
    buffer_add_text(out, " aria-label=\"");
    html_add_words(WORDS_CARD_LINK, out);
    buffer_add_text(out, "\"></a>");
}

static void add_others(const struct html_group *group, struct buffer *out)
{
    if (group->count == 1)
        return;
    buffer_add_text(out, "<details><summary>");
    words_fill(WORDS_CARD_NAMES, fill_number, &group->count, out);
    buffer_add_text(out, "</summary>\n<ul class=\"others\">\n<li>");
    buffer_add(out, group->domain.data, group->domain.size);
    buffer_add_text(out, "</li>\n");
    buffer_add(out, group->others.data, group->others.size);
    buffer_add_text(out, "</ul></details>\n");
}

static void add_card(const struct html_group *group, time_t now, struct buffer *out)
{
    uint64_t more = group->count - 1;
    add_id("<article id=\"entry-", group->first, out);
    buffer_add_text(out, " class=\"entry is-");
    buffer_add_text(out, verdict_word(group->verdict));
    buffer_add_text(out, "\">\n<h3>");
    buffer_add(out, group->domain.data, group->domain.size);
    if (more) {
        buffer_add_text(out, " <small>");
        words_fill(WORDS_CARD_MORE, fill_number, &more, out);
        buffer_add_text(out, "</small>");
    }
    buffer_add_char(out, ' ');
    add_link("entry-", group->first, out);
    buffer_add_text(out, "</h3>\n");
    html_card_add_expiry(group->expires, now, group->verdict, out);
    buffer_add(out, group->body.data, group->body.size);
    add_others(group, out);
    buffer_add_text(out, "</article>\n");
}

/* The cards of one section, from FROM on; returns where the next begins. */
static size_t add_section(struct html_group *const *sorted, size_t from, size_t count, enum due due, time_t now,
                          struct buffer *out)
{
    static const enum words headings[] = {[DUE_PAST] = WORDS_HTML_ACTIONS_PAST,
                                          [DUE_SOON] = WORDS_HTML_ACTIONS_SOON,
                                          [DUE_LATER] = WORDS_HTML_ACTIONS_LATER,
                                          [DUE_NOT_KNOWN] = WORDS_HTML_ACTIONS_NOT_KNOWN,
                                          [DUE_COUNT] = WORDS_HTML_ACTIONS};
    size_t at = from;
    buffer_add_text(out, "<section class=\"actions\">\n");
    html_add_element("h2", headings[due], out);
    for (; at < count && (due == DUE_COUNT || due_of(sorted[at]->expires, now) == due); at++)
        add_card(sorted[at], now, out);
    if (!count)
        html_add_element("p", WORDS_HTML_NO_ACTION, out);
    buffer_add_text(out, "</section>\n");
    return at;
}

/* Those that end soon have a section of their own, as have those of later; one is enough where no end is known. */
static void add_sorted(struct html_group **sorted, size_t count, time_t now, struct buffer *out)
{
    size_t at = 0;
    qsort_r(sorted, count, sizeof *sorted, compare_groups, &now);
    if (!count || !sorted[0]->expires) {
        add_section(sorted, 0, count, DUE_COUNT, now, out);
        return;
    }
    while (at < count)
        at = add_section(sorted, at, count, due_of(sorted[at]->expires, now), now, out);
}

static void add_actions(const struct html_writer *writer, time_t now, struct buffer *out)
{
    size_t count = HASH_COUNT(writer->groups), at = 0;
    struct html_group **sorted = memory_resize(NULL, count + 1, sizeof *sorted);
    for (struct html_group *group = writer->groups; group; group = group->hh.next)
        sorted[at++] = group;
    if (writer->each) {
        buffer_add_text(out, "<section>\n");
        html_add_element("h2", WORDS_HTML_CHECKED, out);
        for (size_t i = 0; i < count; i++)
            add_card(sorted[i], now, out);
        buffer_add_text(out, "</section>\n");
    } else {
        add_sorted(sorted, count, now, out);
    }
    free(sorted);
}

/* ---- all entries ---- */

static void add_kind_cell(const struct audit_outcome *outcome, enum caa_kind kind, struct buffer *out)
{
    buffer_add_text(out, "<td>");
    if (!outcome->kinds) { /* a verdict would be about nothing */
        html_add_words(outcome->ended ? WORDS_HTML_ENDED : WORDS_HTML_NOT_COVERED, out);
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
    enum verdict verdict = audit_outcome_verdict(&row->outcome);
    bool action = writer->each || audit_outcome_needs_action(&row->outcome);
    add_id("<tr id=\"row-", writer->entries, out);
    buffer_add_text(out, " class=\"entry is-");
    buffer_add_text(out, row->outcome.kinds ? verdict_word(verdict) : "apart");
    buffer_add_text(out, "\"><th scope=\"row\">");
    if (action) {
        add_id("<a href=\"#entry-", writer->entries, out);
        buffer_add_char(out, '>');
    }
    html_card_add_domain(row, out);
    buffer_add_text(out, action ? "</a> " : " ");
    add_link("row-", writer->entries, out);
    buffer_add_text(out, "</th><td>");
    html_add_escaped(row->institution, out);
    buffer_add_text(out, "</td>");
}

static void add_table_row(struct html_writer *writer, struct column_row *row)
{
    struct buffer *out = &writer->rows;
    if (writer->entries % BLOCK_ROWS == 1 && out->size)
        buffer_add_text(out, "</tbody>\n<tbody>\n");
    add_entry_cell(writer, row, out);
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        add_kind_cell(&row->outcome, kind, out);
    buffer_add_text(out, "<td>");
    html_add_column(writer, row, COLUMN_CAA_NAME, out);
    buffer_add_text(out, "</td><td>");
    html_add_column(writer, row, COLUMN_DNSSEC, out);
    html_reasons_take(&writer->statuses, buffer_text(&writer->scratch));
    buffer_add_text(out, "</td></tr>\n");
}

/* The kinds that are asked for by any row. */
static void take_kinds(struct html_writer *writer, caa_kinds kinds)
{
    if ((writer->kinds | kinds) == writer->kinds)
        return;
    writer->kinds |= kinds;
    buffer_clear(&writer->scratch);
    caa_kinds_print(writer->kinds, "; ", &writer->scratch);
    writer->head.kinds = arena_text(&writer->arena, buffer_text(&writer->scratch), writer->scratch.size);
}

/* A row that is read back says what its run was. */
static void html_take_head(struct html_writer *writer, struct column_row *row)
{
    struct report_head *head = &writer->head;
    buffer_clear(&writer->scratch);
    columns_write(row, COLUMN_CA, &writer->scratch);
    head->ca = arena_text(&writer->arena, buffer_text(&writer->scratch), writer->scratch.size);
    buffer_clear(&writer->scratch);
    columns_write(row, COLUMN_SOURCE, &writer->scratch);
    head->source = arena_text(&writer->arena, buffer_text(&writer->scratch), writer->scratch.size);
    head->at = row->checked_at;
}

void html_take_row(struct html_writer *writer, struct column_row *row)
{
    if (!writer->entries && !*writer->head.ca) {
        html_take_head(writer, row);
        writer->read_back = true;
    }
    if (writer->read_back)
        take_kinds(writer, row->outcome.kinds);
    if (++writer->entries > HTML_ENTRIES_MAX)
        return;
    if (writer->each || audit_outcome_needs_action(&row->outcome))
        take_action(writer, row);
    add_table_row(writer, row);
}

/* ---- the page ---- */

/* `CAA audit: 架空大学` */
static void add_title(const struct html_writer *writer, struct buffer *out)
{
    words_add(WORDS_HTML_TITLE, out);
    if (!*writer->about)
        return;
    buffer_add_text(out, words_text(WORDS_COLON_JOINT));
    buffer_add_text(out, writer->about);
}

static void html_add_head(const struct html_writer *writer, const struct report_totals *totals, struct buffer *out)
{
    struct buffer title = {0};
    add_title(writer, &title);
    buffer_add_text(&title, " - ");
    text_add_counts(totals->summary, &title);
    html_begin(buffer_text(&title), writer->script ? html_script : NULL, out);
    buffer_free(&title);
}

static void add_caution(bool (*add)(const struct audit_summary *summary, struct buffer *out),
                        const struct audit_summary *summary, struct buffer *out)
{
    struct buffer words = {0};
    if (add(summary, &words)) {
        buffer_add_text(out, "<p>");
        html_add_escaped(buffer_text(&words), out);
        buffer_add_text(out, "</p>\n");
    }
    buffer_free(&words);
}

static void add_chip(const char *word, bool checked, uint64_t count, struct buffer *out)
{
    buffer_add_text(out, "<label class=\"chip is-");
    buffer_add_text(out, word);
    buffer_add_text(out, "\"><input type=\"radio\" name=\"show\" id=\"show-");
    buffer_add_text(out, word);
    buffer_add_text(out, checked ? "\" checked>" : "\">");
    buffer_add_text(out, "<b>");
    buffer_add_unsigned(out, count);
    buffer_add_text(out, "</b> ");
}

/* The counts, which choose what is shown. */
static void add_chips(const struct audit_summary *summary, struct buffer *out)
{
    static const enum verdict order[] = {VERDICT_DENIED, VERDICT_UNKNOWN, VERDICT_ALLOWED};
    buffer_add_text(out, "<fieldset class=\"chips\">");
    html_add_element("legend", WORDS_CHIP_LEGEND, out);
    add_chip("all", true, summary->entries, out);
    html_add_words(WORDS_CHIP_ALL, out);
    buffer_add_text(out, "</label>\n");
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        add_chip(verdict_word(order[i]), false, summary->verdicts[order[i]], out);
        html_add_verdict(order[i], out);
        buffer_add_text(out, "</label>\n");
    }
    buffer_add_text(out, "</fieldset>\n");
}

static void html_add_head_line(void *context, enum words label, const char *value)
{
    struct buffer *out = context;
    buffer_add_text(out, "<dt>");
    html_add_words(label, out);
    buffer_add_text(out, "</dt><dd>");
    html_add_escaped(value, out);
    buffer_add_text(out, "</dd>\n");
}

static void add_tools(struct buffer *out)
{
    buffer_add_text(out, "<div id=\"tools\" hidden data-search=\"");
    html_add_words(WORDS_TOOL_SEARCH, out);
    buffer_add_text(out, "\" data-copy=\"");
    html_add_words(WORDS_TOOL_COPY, out);
    buffer_add_text(out, "\" data-copied=\"");
    html_add_words(WORDS_TOOL_COPIED, out);
    buffer_add_text(out, "\"></div>\n");
}

static void begin_main(const struct html_writer *writer, const struct audit_summary *summary, struct buffer *out)
{
    if (writer->entries <= MANY_ENTRIES) {
        buffer_add_text(out, "<main>\n");
        return;
    }
    buffer_add_text(out, "<main class=\"many");
    for (enum verdict verdict = VERDICT_ALLOWED; verdict <= VERDICT_UNKNOWN; verdict++)
        if (summary->verdicts[verdict] > summary->entries / 2) {
            buffer_add_text(out, " mostly-");
            buffer_add_text(out, verdict_word(verdict));
        }
    buffer_add_text(out, "\">\n");
}

static void add_outcome(const struct html_writer *writer, const struct report_totals *totals, struct buffer *out)
{
    struct buffer title = {0};
    add_title(writer, &title);
    buffer_add_text(out, "<header>\n<h1>");
    html_add_escaped(buffer_text(&title), out);
    buffer_add_text(out, "</h1>\n");
    buffer_free(&title);
    add_chips(totals->summary, out);
    buffer_add_text(out, "<p>");
    text_add_counts(totals->summary, out);
    buffer_add_text(out, "</p>\n");
    add_caution(text_add_unchecked, totals->summary, out);
    add_caution(text_add_outside, totals->summary, out);
    buffer_add_text(out, "<dl class=\"head\">\n");
    report_head_tell(&writer->head, html_add_head_line, out);
    buffer_add_text(out, "</dl>\n");
    if (writer->script)
        add_tools(out);
    buffer_add_text(out, "</header>\n");
    begin_main(writer, totals->summary, out);
}

static void html_add_entries(const struct html_writer *writer, struct buffer *out)
{
    buffer_add_text(out, "<section>\n");
    html_add_element("h2", WORDS_HTML_ENTRIES, out);
    if (writer->entries > HTML_ENTRIES_MAX)
        html_add_element("p", WORDS_HTML_CUT, out);
    const char *headings[CAA_KIND_COUNT + 4] = {words_text(WORDS_HTML_ENTRY), words_text(WORDS_HTML_INSTITUTION)};
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        headings[2 + kind] = words_of_kind(kind);
    headings[2 + CAA_KIND_COUNT] = words_text(WORDS_HTML_FOUND);
    headings[3 + CAA_KIND_COUNT] = "DNSSEC";
    html_begin_cards("entries", headings, sizeof headings / sizeof *headings, out);
    buffer_add(out, writer->rows.data, writer->rows.size);
    html_end_cards(out);
    buffer_add_text(out, "</section>\n");
}

void html_add(struct html_writer *writer, const struct report_totals *totals, struct buffer *out)
{
    html_add_head(writer, totals, out);
    add_outcome(writer, totals, out);
    add_actions(writer, totals->finished_at, out);
    html_add_entries(writer, out);
    buffer_add_text(out, "<section>\n");
    html_add_element("h2", WORDS_HTML_OUTCOME, out);
    html_reasons_add(totals->summary, writer->statuses, out);
    buffer_add_text(out, "</section>\n");
    html_end(writer->script ? html_script : NULL, out);
}

void html_free(struct html_writer *writer)
{
    for (struct html_group *group = writer->groups; group; group = group->hh.next) {
        buffer_free(&group->domain);
        buffer_free(&group->body);
        buffer_free(&group->others);
    }
    HASH_CLEAR(hh, writer->groups);
    arena_free(&writer->arena);
    buffer_free(&writer->rows);
    buffer_free(&writer->scratch);
    buffer_free(&writer->key);
}
