/* SPDX-License-Identifier: Apache-2.0 */
#include "report/html_card.h"

#include "report/html_page.h"
#include "report/panels.h"
#include "report/picture.h"
#include "report/when.h"
#include "report/words.h"
#include "util/items.h"

void html_card_add_domain(const struct column_row *row, struct buffer *out)
{
    if (*row->domain)
        html_add_escaped(row->domain, out);
    else
        html_add_words(WORDS_EMPTY_ENTRY, out);
}

static void html_card_add_verdicts(const struct audit_outcome *outcome, struct buffer *out)
{
    buffer_add_text(out, "<ul class=\"verdicts\">\n");
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++) {
        if (!(outcome->kinds & CAA_KINDS_OF(kind)))
            continue;
        buffer_add_text(out, "<li>");
        buffer_add_text(out, words_of_kind(kind));
        buffer_add_text(out, words_text(WORDS_COLON_JOINT));
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
static void html_card_add_records(enum words heading, struct column_row *row, enum column_id id, struct buffer *out)
{
    struct buffer records = {0};
    const char *record;
    columns_write(row, id, &records);
    if (records.size) {
        html_add_element("h4", heading, out);
        buffer_add_text(out, "<pre tabindex=\"0\">");
        for (size_t at = 0; (record = items_next(&records, &at));) {
            html_add_escaped(record, out);
            buffer_add_char(out, '\n');
        }
        buffer_add_text(out, "</pre>\n");
    }
    buffer_free(&records);
}

/* `long-ttl the TTL is over 8 hours` */
static void add_note_words(const char *note, struct buffer *out)
{
    struct buffer words = {0};
    if (words_note_printed(note, &words)) {
        buffer_add_text(out, " <small>");
        html_add_escaped(buffer_text(&words), out);
        buffer_add_text(out, "</small>");
    }
    buffer_free(&words);
}

static void html_card_add_items(enum column_id id, const struct buffer *value, struct buffer *out)
{
    const struct column *column = &columns_table[id];
    const char *item, *joint = "";
    if (column->shape != COLUMN_LIST && column->shape != COLUMN_OBJECT) {
        html_add_escaped(buffer_text((struct buffer *)value), out);
        return;
    }
    for (size_t at = 0; (item = items_next(value, &at)); joint = "<br>") {
        buffer_add_text(out, joint);
        html_add_escaped(item, out);
        if (id == COLUMN_NOTES)
            add_note_words(item, out);
    }
}

/* The columns that are told as facts. */
static const enum column_id facts[] = {
    COLUMN_INSTITUTION, COLUMN_CONTACT,        COLUMN_CAA_NAME, COLUMN_CAA,
    COLUMN_CONDITIONS,  COLUMN_ALIASES,        COLUMN_DNSSEC,   COLUMN_FAILURE,
    COLUMN_FAILED_NAME, COLUMN_FAILURE_DETAIL, COLUMN_NOTES,    COLUMN_PERSPECTIVES,
};

static void begin_fact(enum words label, struct buffer *out)
{
    buffer_add_text(out, "<dt>");
    html_add_words(label, out);
    buffer_add_text(out, "</dt><dd>");
}

static void add_time(enum words label, time_t time, struct buffer *out)
{
    if (!time)
        return;
    begin_fact(label, out);
    buffer_add_text(out, "<time>");
    when_add(time, out);
    buffer_add_text(out, "</time></dd>\n");
}

/* Those that hold something. */
static void add_facts(struct column_row *row, struct buffer *value, struct buffer *out)
{
    buffer_add_text(out, "<dl>\n");
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        buffer_clear(value);
        columns_write(row, facts[i], value);
        if (!value->size)
            continue;
        begin_fact(columns_table[facts[i]].label, out);
        html_card_add_items(facts[i], value, out);
        buffer_add_text(out, "</dd>\n");
    }
    add_time(WORDS_LABEL_EXPIRES, row->outcome.expires, out);
    add_time(WORDS_LABEL_SINCE, row->since != row->checked_at ? row->since : 0, out);
    buffer_add_text(out, "</dl>\n");
}

/* `<p>TITLE</p>`, and each form in a line of its own. */
static void html_card_add_forms(const char *title, const struct buffer *forms, struct buffer *out)
{
    const char *form;
    buffer_add_text(out, "<p>");
    html_add_escaped(title, out);
    buffer_add_text(out, "</p>\n");
    if (!forms->size)
        return;
    buffer_add_text(out, "<ul>\n");
    for (size_t at = 0; (form = items_next(forms, &at));) {
        buffer_add_text(out, "<li><code>");
        html_add_escaped(form, out);
        buffer_add_text(out, "</code></li>\n");
    }
    buffer_add_text(out, "</ul>\n");
}

static void html_card_add_generic_forms(const struct caa_record *records, size_t count, struct buffer *out)
{
    struct buffer title = {0}, forms = {0};
    for (size_t i = 0; i < count; i++) {
        caa_record_print_generic(&records[i], &forms);
        items_end_item(&forms);
    }
    words_add(WORDS_HTML_GENERIC_FORM, &title);
    if (count)
        html_card_add_forms(buffer_text(&title), &forms, out);
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
    html_card_add_forms(buffer_text(&title), &forms, out);
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
        html_card_add_generic_forms(added, add_count, out);
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

/* ---- the end of a certificate ---- */

struct expiry {
    time_t expires, now;
};

static void fill_expiry(const void *context, const char *name, size_t size, struct buffer *out)
{
    const struct expiry *expiry = context;
    int64_t days = when_days(expiry->now, expiry->expires);
    if (words_slot_is(name, size, "day"))
        when_add_day(expiry->expires, out);
    else if (words_slot_is(name, size, "days"))
        buffer_add_unsigned(out, (uint64_t)days);
    else
        words_fill(days ? WORDS_CARD_DAYS : WORDS_CARD_TODAY, fill_expiry, context, out);
}

void html_card_add_expiry(time_t expires, time_t now, enum verdict verdict, struct buffer *out)
{
    const struct expiry expiry = {expires, now};
    if (!expires)
        return;
    buffer_add_text(out, "<p class=\"expiry\">");
    words_fill(expires < now               ? WORDS_CARD_EXPIRED
               : verdict == VERDICT_DENIED ? WORDS_CARD_EXPIRES_DENIED
                                           : WORDS_CARD_EXPIRES_UNKNOWN,
               fill_expiry, &expiry, out);
    buffer_add_text(out, "</p>\n");
}

/* ---- the card ---- */

bool html_card_has_advice(const struct column_row *row)
{
    return !row->outcome.barred || audit_outcome_verdict(&row->outcome) != VERDICT_ALLOWED;
}

static void html_card_add_advice(struct column_row *row, struct buffer *advice, struct buffer *out)
{
    if (!html_card_has_advice(row))
        return;
    buffer_clear(advice);
    columns_write(row, COLUMN_ADVICE, advice);
    if (!advice->size)
        return;
    buffer_add_text(out, "<p>");
    html_add_escaped(buffer_text(advice), out);
    buffer_add_text(out, "</p>\n");
}

/* Why no CA can issue whatever CAA says. */
static void add_bars(struct column_row *row, struct buffer *notes, struct buffer *out)
{
    const char *note;
    if (!row->outcome.barred)
        return;
    buffer_clear(notes);
    columns_write(row, COLUMN_NOTES, notes);
    for (size_t at = 0; (note = items_next(notes, &at));) {
        struct buffer words = {0};
        if (words_note_bars(note, &words)) {
            buffer_add_text(out, "<p class=\"bar\">");
            html_add_escaped(buffer_text(&words), out);
            buffer_add_text(out, "</p>\n");
        }
        buffer_free(&words);
    }
}

void html_card_add_body(struct column_row *row, bool open, struct buffer *scratch, struct buffer *out)
{
    html_card_add_verdicts(&row->outcome, out);
    add_bars(row, scratch, out);
    if (open && row->result)
        picture_add(row->result, out);
    html_card_add_advice(row, scratch, out);
    html_card_add_records(WORDS_HTML_ADD, row, COLUMN_ADD, out);
    html_card_add_records(WORDS_HTML_REMOVE, row, COLUMN_REMOVE, out);
    add_panels_of(row, out);
    buffer_add_text(out, open ? "<details class=\"facts\" open>" : "<details class=\"facts\">");
    html_add_element("summary", WORDS_CARD_FACTS, out);
    add_facts(row, scratch, out);
    if (row->result && !open)
        picture_add(row->result, out);
    buffer_add_text(out, "</details>\n");
}
