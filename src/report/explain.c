/* SPDX-License-Identifier: Apache-2.0 */
#include "report/explain.h"

#include "audit/difference.h"
#include "report/layout.h"
#include "report/panels.h"
#include "report/records.h"
#include "report/words.h"
#include "util/items.h"

enum {
    NAME_WIDTH_MAX = 40, /* columns for the names of the climb; what is behind longer ones stands further right */
    NOTE_WIDTH = 24
};

struct explaining {
    const struct explain_settings *settings;
    const struct audit_result *result;
    const uint8_t *name;             /* the level of the climb that is spoken of, */
    const struct dns_answer *answer; /* and its answer; never NULL */
    struct buffer *out;
};

/* ---- slots ---- */

static void fill_aliases(const struct dns_answer *answer, struct buffer *out)
{
    for (size_t i = 0; i < answer->alias_count; i++) {
        buffer_add_text(out, i ? ", " : "");
        dns_name_print(answer->aliases[i], out);
    }
}

static void fill_detail(const struct dns_answer *answer, struct buffer *out)
{
    struct buffer detail = {0};
    words_say_kept(answer->detail, &detail);
    layout_add_visible(buffer_text(&detail), out);
    buffer_free(&detail);
}

static void fill_failure(const struct dns_answer *answer, struct buffer *out)
{
    buffer_add_text(out, words_of_failure(answer->failure));
    if (!*answer->detail)
        return;
    buffer_add_text(out, " (");
    fill_detail(answer, out);
    buffer_add_char(out, ')');
}

static void explain_fill_slot(const void *context, const char *name, size_t size, struct buffer *out)
{
    const struct explaining *explaining = context;
    const struct audit_result *result = explaining->result;
    const struct dns_answer *answer = explaining->answer;
    if (words_slot_is(name, size, "name"))
        dns_name_print(result->name, out);
    else if (words_slot_is(name, size, "change"))
        dns_name_print(result->advice.owner, out);
    else if (words_slot_is(name, size, "aliases"))
        fill_aliases(answer, out);
    else if (words_slot_is(name, size, "records"))
        buffer_add_unsigned(out, answer->record_count);
    else if (words_slot_is(name, size, "ttl"))
        buffer_add_unsigned(out, answer->ttl);
    else if (words_slot_is(name, size, "owner"))
        dns_name_print(answer->owner, out);
    else if (words_slot_is(name, size, "failed_name"))
        dns_name_print(answer->cause.name, out);
    else if (words_slot_is(name, size, "failure"))
        fill_failure(answer, out);
    else if (words_slot_is(name, size, "detail"))
        fill_detail(answer, out);
}

static void explain_say(const struct explaining *explaining, enum words id)
{
    words_fill(id, explain_fill_slot, explaining, explaining->out);
}

/* ---- parts that are alike ---- */

static void explain_end_line(const struct explaining *explaining)
{
    buffer_add_char(explaining->out, '\n');
}

static void explain_add_heading(const struct explaining *explaining, enum words id)
{
    layout_set_style(LAYOUT_BOLD, explaining->settings->colour, explaining->out);
    explain_say(explaining, id);
    layout_set_style(LAYOUT_PLAIN, explaining->settings->colour, explaining->out);
    explain_end_line(explaining);
}

static void explain_add_line(const struct explaining *explaining, const char *indent, const char *text)
{
    buffer_add_text(explaining->out, indent);
    layout_add_visible(text, explaining->out);
    explain_end_line(explaining);
}

/* ---- the climb ---- */

static void explain_add_set(const struct explaining *explaining)
{
    const struct dns_answer *answer = explaining->answer;
    const uint8_t *asked = answer->alias_count ? answer->aliases[answer->alias_count - 1] : explaining->name;
    struct buffer records = {0};
    const char *record;
    explain_say(explaining, WORDS_LEVEL_RECORDS);
    if (answer->owner && !dns_name_equal(answer->owner, asked))
        explain_say(explaining, WORDS_LEVEL_OWNER);
    if (answer->remarks.stale)
        explain_say(explaining, WORDS_LEVEL_STALE);
    explain_end_line(explaining);
    records_add(answer, &records);
    for (size_t at = 0; (record = items_next(&records, &at));)
        explain_add_line(explaining, "      ", record);
    buffer_free(&records);
}

static void add_absence(const struct explaining *explaining)
{
    const struct dns_answer *answer = explaining->answer;
    if (answer->remarks.outside)
        explain_say(explaining, WORDS_LEVEL_OUTSIDE);
    else if (answer->kind == ANSWER_NXDOMAIN)
        explain_say(explaining, WORDS_LEVEL_NXDOMAIN);
    else
        explain_say(explaining, answer->alias_count ? WORDS_LEVEL_TARGET_NODATA : WORDS_LEVEL_NODATA);
    if (answer->remarks.stale)
        explain_say(explaining, WORDS_LEVEL_STALE);
    explain_end_line(explaining);
}

static void add_failure(const struct explaining *explaining)
{
    const uint8_t *failed_name = explaining->answer->cause.name;
    bool elsewhere = failed_name && !dns_name_equal(failed_name, explaining->name);
    explain_say(explaining, elsewhere ? WORDS_LEVEL_FAILED_AT : WORDS_LEVEL_FAILED);
    explain_end_line(explaining);
}

static void add_answer(const struct explaining *explaining)
{
    const struct dns_answer *answer = explaining->answer;
    if (answer->alias_count)
        explain_say(explaining, WORDS_LEVEL_ALIAS);
    switch (answer->kind) {
    case ANSWER_SET:
        explain_add_set(explaining);
        break;
    case ANSWER_NODATA:
    case ANSWER_NXDOMAIN:
    case ANSWER_ALIAS:
        add_absence(explaining);
        break;
    case ANSWER_FAILED:
        add_failure(explaining);
        break;
    case ANSWER_BOGUS:
        explain_say(explaining, WORDS_LEVEL_BOGUS);
        explain_end_line(explaining);
        break;
    }
}

static const char *explain_name_text(const uint8_t *name, struct buffer *text)
{
    buffer_clear(text);
    dns_name_print(name, text);
    return buffer_text(text);
}

/* The name itself is the longest of all. */
static size_t name_width(const struct climb *climb)
{
    struct buffer text = {0};
    size_t width = strlen(explain_name_text(climb->levels[0].name, &text)) + 2;
    buffer_free(&text);
    return width < NAME_WIDTH_MAX ? width : NAME_WIDTH_MAX;
}

static void add_dnssec(const struct explaining *explaining)
{
    explain_add_line(explaining, "  ", words_of_dnssec(explaining->result->dnssec));
}

static void add_climb(struct explaining *explaining)
{
    const struct climb *climb = explaining->result->climb;
    size_t width = name_width(climb);
    struct buffer name = {0};
    explain_end_line(explaining);
    explain_add_heading(explaining, WORDS_HEADING_FOUND);
    for (size_t i = 0; i < climb->level_count; i++) {
        const struct climb_level *level = &climb->levels[i];
        buffer_add_text(explaining->out, "  ");
        layout_add_padded(explain_name_text(level->name, &name), width, explaining->out);
        if (i <= climb->level && level->answer) {
            explaining->name = level->name;
            explaining->answer = level->answer;
            add_answer(explaining);
            continue;
        }
        explain_say(explaining, level->asked ? WORDS_LEVEL_NOT_NEEDED : WORDS_LEVEL_NOT_ASKED);
        explain_end_line(explaining);
    }
    add_dnssec(explaining);
    buffer_free(&name);
}

/* ---- the same name, seen from elsewhere ---- */

/* Of a verdict under its kind; one blank between two is enough. */
static size_t view_width(void)
{
    size_t kind = layout_kind_width() - 1, verdict = layout_verdict_width();
    return kind > verdict ? kind : verdict;
}

static void add_view_verdicts(const struct explaining *explaining, const struct audit_view *view, size_t width)
{
    buffer_add_text(explaining->out, "  ");
    layout_add_padded(view->label, width, explaining->out);
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++) {
        enum verdict verdict = reason_verdict(view->reasons[kind]);
        layout_add_verdict(verdict, view_width(), explaining->settings->colour, explaining->out);
    }
}

/* What there is, in a few words. */
static void explain_add_finding(struct explaining *explaining, const struct audit_view *view)
{
    const struct climb_level *level = &view->climb->levels[view->climb->level];
    if (!view->set && !view->failure) {
        explain_say(explaining, WORDS_FOUND_NOTHING);
        explain_end_line(explaining);
        return;
    }
    explaining->name = level->name;
    explaining->answer = level->answer;
    dns_name_print(level->name, explaining->out);
    buffer_add_text(explaining->out, ": ");
    add_answer(explaining);
}

static void add_difference(const struct explaining *explaining, const struct audit_view *first,
                           const struct audit_view *view)
{
    struct buffer words = {0};
    words_difference(first, view, &words);
    if (words.size) {
        buffer_add_text(explaining->out, "  ");
        layout_add_wrapped(buffer_text(&words), 2, explaining->out);
        explain_end_line(explaining);
    }
    buffer_free(&words);
}

static void explain_add_kinds(const struct explaining *explaining, size_t width)
{
    buffer_add_text(explaining->out, "  ");
    layout_add_padded("", width, explaining->out);
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        layout_add_padded(words_of_kind(kind), view_width(), explaining->out);
    explain_end_line(explaining);
}

/* Side by side, and then what differs. */
static void explain_add_views(struct explaining *explaining, enum words heading, const struct audit_view *views,
                              size_t count)
{
    size_t width = 0;
    if (!count)
        return;
    for (size_t i = 0; i < count; i++)
        width = strlen(views[i].label) + 2 > width ? strlen(views[i].label) + 2 : width;
    explain_end_line(explaining);
    explain_add_heading(explaining, heading);
    explain_add_kinds(explaining, width);
    for (size_t i = 0; i < count; i++) {
        add_view_verdicts(explaining, &views[i], width);
        explain_add_finding(explaining, &views[i]);
    }
}

static void add_differences(const struct explaining *explaining)
{
    const struct audit_view *views = explaining->result->views.items;
    for (size_t i = 1; i < explaining->result->views.count; i++)
        add_difference(explaining, &views[0], &views[i]);
}

/* ---- what follows from it ---- */

static void add_conditions(const struct explaining *explaining)
{
    const struct text_list *conditions = &explaining->result->conditions;
    if (!conditions->count)
        return;
    explain_end_line(explaining);
    explain_add_heading(explaining, WORDS_HEADING_CONDITIONS);
    for (size_t i = 0; i < conditions->count; i++)
        explain_add_line(explaining, "  ", conditions->items[i]);
}

/* A note that is as wide as its column has a line of its own. */
static void explain_add_note(const struct explaining *explaining, const char *note, const char *words)
{
    static const size_t indent = 2 + NOTE_WIDTH;
    buffer_add_text(explaining->out, "  ");
    if (layout_width(note, strlen(note)) < NOTE_WIDTH) {
        layout_add_padded(note, NOTE_WIDTH, explaining->out);
    } else {
        layout_add_visible(note, explaining->out);
        buffer_add_char(explaining->out, '\n');
        layout_add_padded("", indent, explaining->out);
    }
    layout_add_wrapped(words, indent, explaining->out);
    explain_end_line(explaining);
}

static void add_notes(const struct explaining *explaining)
{
    const struct caa_notes *notes = &explaining->result->notes;
    struct buffer note = {0}, words = {0};
    if (!notes->count)
        return;
    explain_end_line(explaining);
    explain_add_heading(explaining, WORDS_HEADING_NOTES);
    for (size_t i = 0; i < notes->count; i++) {
        buffer_clear(&note);
        buffer_clear(&words);
        caa_note_print(&notes->items[i], &note);
        words_note(&notes->items[i], &words);
        explain_add_note(explaining, buffer_text(&note), buffer_text(&words));
    }
    buffer_free(&note);
    buffer_free(&words);
}

static void explain_add_advice(const struct explaining *explaining)
{
    struct buffer advice = {0};
    words_advice(explaining->result, &advice);
    if (advice.size) {
        explain_end_line(explaining);
        explain_add_heading(explaining, WORDS_HEADING_ADVICE);
        buffer_add_text(explaining->out, "  ");
        layout_add_wrapped(buffer_text(&advice), 2, explaining->out);
        explain_end_line(explaining);
    }
    buffer_free(&advice);
}

/* RECORDS as they stand at the owner of the advice. */
static const struct caa_record *records_at(const struct explaining *explaining, const struct dns_rdata *records,
                                           size_t count, struct arena *arena)
{
    struct caa_record *at = arena_alloc(arena, count * sizeof *at);
    for (size_t i = 0; i < count; i++)
        at[i] = (struct caa_record){explaining->result->advice.owner, explaining->result->advice.ttl, records[i]};
    return at;
}

static void explain_add_records(const struct explaining *explaining, enum words heading,
                                const struct caa_record *records, size_t count)
{
    if (!count)
        return;
    explain_end_line(explaining);
    explain_add_heading(explaining, heading);
    for (size_t i = 0; i < count; i++) {
        buffer_add_text(explaining->out, "  ");
        caa_record_print(records[i].owner, records[i].ttl, records[i].rdata, explaining->out);
        explain_end_line(explaining);
    }
}

/* Some DNS software and some providers' panels know neither CAA nor its newer tags. */
static void explain_add_generic_forms(const struct explaining *explaining, const struct caa_record *records,
                                      size_t count)
{
    if (!count)
        return;
    buffer_add_text(explaining->out, "  ");
    words_add(WORDS_GENERIC_FORM, explaining->out);
    explain_end_line(explaining);
    for (size_t i = 0; i < count; i++) {
        buffer_add_text(explaining->out, "  ");
        caa_record_print_generic(&records[i], explaining->out);
        explain_end_line(explaining);
    }
}

/* ---- the same for panels ---- */

static void add_panel_words(const struct explaining *explaining, enum words id, size_t indent, size_t left_out)
{
    struct buffer words = {0};
    panels_add_words(id, explaining->result->advice.owner, left_out, &words);
    layout_add_padded("", indent, explaining->out);
    layout_add_wrapped(buffer_text(&words), indent, explaining->out);
    explain_end_line(explaining);
    buffer_free(&words);
}

static void explain_add_forms(const struct explaining *explaining, enum panel panel, const struct caa_record *records,
                              size_t count, bool remove)
{
    struct buffer forms = {0};
    const char *form;
    if (!count)
        return;
    size_t left_out = panels_add_forms(panel, records, count, remove, &forms);
    add_panel_words(explaining, panels_title(panel, remove), 2, 0);
    for (size_t at = 0; (form = items_next(&forms, &at));)
        explain_add_line(explaining, "    ", form);
    if (left_out)
        add_panel_words(explaining, WORDS_PANELS_LEFT_OUT, 4, left_out);
    buffer_free(&forms);
}

static void add_whole(const struct explaining *explaining, enum words title, bool whole, struct buffer *form)
{
    if (!whole)
        return;
    add_panel_words(explaining, title, 2, 0);
    explain_add_line(explaining, "    ", buffer_text(form));
}

static void add_change_batch(const struct explaining *explaining, struct arena *arena)
{
    const struct caa_advice *advice = &explaining->result->advice;
    const struct caa_record *after = records_at(explaining, advice->after, advice->after_count, arena);
    struct buffer batch = {0};
    add_whole(explaining, WORDS_PANEL_ROUTE53_BATCH, panels_add_change_batch(after, advice->after_count, &batch),
              &batch);
    buffer_free(&batch);
}

/* The other forms that replace the set as a whole. */
static void add_sets(const struct explaining *explaining, struct arena *arena)
{
    const struct caa_advice *advice = &explaining->result->advice;
    const struct caa_record *after = records_at(explaining, advice->after, advice->after_count, arena);
    bool exists = advice->place != CAA_ADVICE_LOCAL;
    struct buffer gcloud = {0}, terraform = {0};
    add_whole(explaining, WORDS_PANEL_GCLOUD, panels_add_gcloud(after, advice->after_count, exists, &gcloud), &gcloud);
    add_whole(explaining, WORDS_PANEL_TERRAFORM, panels_add_terraform(after, advice->after_count, &terraform),
              &terraform);
    buffer_free(&gcloud);
    buffer_free(&terraform);
}

static void explain_add_change(const struct explaining *explaining)
{
    const struct caa_advice *advice = &explaining->result->advice;
    struct arena arena = {0};
    if (!advice->add_count && !advice->remove_count)
        return;
    const struct caa_record *add = records_at(explaining, advice->add, advice->add_count, &arena);
    const struct caa_record *remove = records_at(explaining, advice->remove, advice->remove_count, &arena);
    explain_add_records(explaining, WORDS_HEADING_ADD, add, advice->add_count);
    explain_add_generic_forms(explaining, add, advice->add_count);
    explain_add_records(explaining, WORDS_HEADING_REMOVE, remove, advice->remove_count);
    explain_end_line(explaining);
    explain_add_heading(explaining, WORDS_HEADING_PANELS);
    add_panel_words(explaining, WORDS_PANELS_ZONE, 2, 0);
    for (unsigned panel = 0; panel < PANEL_COUNT; panel++) {
        explain_add_forms(explaining, panel, add, advice->add_count, false);
        explain_add_forms(explaining, panel, remove, advice->remove_count, true);
        if (panel == PANEL_ROUTE53)
            add_change_batch(explaining, &arena);
    }
    add_sets(explaining, &arena);
    arena_free(&arena);
}

static void add_entry(const struct explaining *explaining)
{
    const struct audit_result *result = explaining->result;
    const char *domain = result->entry->domain;
    struct buffer name = {0};
    layout_set_style(LAYOUT_BOLD, explaining->settings->colour, explaining->out);
    if (*domain)
        layout_add_visible(domain, explaining->out);
    else
        words_add(WORDS_EMPTY_ENTRY, explaining->out);
    layout_set_style(LAYOUT_PLAIN, explaining->settings->colour, explaining->out);
    explain_end_line(explaining);
    if (result->name && strcmp(explain_name_text(result->name, &name), domain) != 0) {
        buffer_add_text(explaining->out, "  ");
        explain_say(explaining, WORDS_LOOKED_UP);
        explain_end_line(explaining);
    }
    buffer_free(&name);
}

void explain_result(const struct explain_settings *settings, const struct audit_result *result, struct buffer *out)
{
    struct explaining explaining = {
        .settings = settings, .result = result, .name = result->name, .answer = &dns_answer_nodata, .out = out};
    const struct layout_verdicts verdicts = {
        .shown = CAA_KINDS_ALL, .label_width = layout_kind_width(), .colour = settings->colour};
    add_entry(&explaining);
    const struct audit_outcome outcome = audit_result_outcome(result);
    layout_add_verdicts(&verdicts, &outcome, out);
    if (result->climb)
        add_climb(&explaining);
    explain_add_views(&explaining, WORDS_HEADING_PERSPECTIVES, result->views.items, result->views.count);
    add_differences(&explaining);
    explain_add_views(&explaining, WORDS_HEADING_SERVERS, result->servers.items, result->servers.count);
    add_conditions(&explaining);
    add_notes(&explaining);
    explain_add_advice(&explaining);
    explain_add_change(&explaining);
}
