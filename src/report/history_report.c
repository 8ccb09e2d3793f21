/* SPDX-License-Identifier: Apache-2.0 */
#include "report/history_report.h"

#include "report/history_page.h"
#include "report/layout.h"
#include "report/table.h"
#include "report/text.h"
#include "report/when.h"
#include "report/words.h"

#include <string.h>

/* ---- the columns ---- */

static void history_report_write_domain(const void *item, struct buffer *out)
{
    buffer_add_text(out, ((const struct history_line *)item)->domain);
}

static void history_report_write_name(const void *item, struct buffer *out)
{
    buffer_add_text(out, ((const struct history_line *)item)->name);
}

static void history_report_write_institution(const void *item, struct buffer *out)
{
    buffer_add_text(out, ((const struct history_line *)item)->institution);
}

static void history_report_write_kind(const void *item, struct buffer *out)
{
    buffer_add_text(out, caa_kind_word(((const struct history_line *)item)->kind));
}

static const struct history_state *state_of(const void *item)
{
    return ((const struct history_line *)item)->state;
}

static void write_verdict(const void *item, struct buffer *out)
{
    buffer_add_text(out, verdict_word(state_of(item)->points->verdict));
}

static void write_reason(const void *item, struct buffer *out)
{
    buffer_add_text(out, reason_word(state_of(item)->reason));
}

static void history_report_write_since(const void *item, struct buffer *out)
{
    buffer_add_time(out, state_of(item)->since);
}

static void history_report_write_changes(const void *item, struct buffer *out)
{
    buffer_add_unsigned(out, state_of(item)->changes);
}

static void write_reports(const void *item, struct buffer *out)
{
    buffer_add_unsigned(out, state_of(item)->reports);
}

static void write_first(const void *item, struct buffer *out)
{
    buffer_add_time(out, state_of(item)->first);
}

static void write_last(const void *item, struct buffer *out)
{
    buffer_add_time(out, state_of(item)->last);
}

static const struct table_column line_columns[] = {
    {"domain", COLUMN_TEXT, history_report_write_domain},
    {"name", COLUMN_TEXT, history_report_write_name},
    {"institution", COLUMN_TEXT, history_report_write_institution},
    {"kind", COLUMN_WORD, history_report_write_kind},
    {"verdict", COLUMN_WORD, write_verdict},
    {"reason", COLUMN_WORD, write_reason},
    {"since", COLUMN_WORD, history_report_write_since},
    {"changes", COLUMN_NUMBER, history_report_write_changes},
    {"reports", COLUMN_NUMBER, write_reports},
    {"first", COLUMN_WORD, write_first},
    {"last", COLUMN_WORD, write_last},
};

static void write_day(const void *item, struct buffer *out)
{
    char text[32];
    struct tm parts;
    time_t at = ((const struct history_day *)item)->at;
    if (gmtime_r(&at, &parts))
        buffer_add(out, text, strftime(text, sizeof text, "%Y-%m-%d", &parts));
}

static void write_entries(const void *item, struct buffer *out)
{
    buffer_add_unsigned(out, ((const struct history_day *)item)->summary.entries);
}

static void write_allowed(const void *item, struct buffer *out)
{
    buffer_add_unsigned(out, ((const struct history_day *)item)->summary.verdicts[VERDICT_ALLOWED]);
}

static void write_denied(const void *item, struct buffer *out)
{
    buffer_add_unsigned(out, ((const struct history_day *)item)->summary.verdicts[VERDICT_DENIED]);
}

static void write_unknown(const void *item, struct buffer *out)
{
    buffer_add_unsigned(out, ((const struct history_day *)item)->summary.verdicts[VERDICT_UNKNOWN]);
}

static const struct table_column day_columns[] = {
    {"day", COLUMN_WORD, write_day},           {"entries", COLUMN_NUMBER, write_entries},
    {"allowed", COLUMN_NUMBER, write_allowed}, {"denied", COLUMN_NUMBER, write_denied},
    {"unknown", COLUMN_NUMBER, write_unknown},
};

enum {
    LINE_COLUMNS = sizeof line_columns / sizeof *line_columns,
    DAY_COLUMNS = sizeof day_columns / sizeof *day_columns
};

/* ---- writing ---- */

struct writing {
    struct table_writer table;
    const char *domain; /* TEXT: of the line before, */
    enum caa_kind kind; /* its kind, */
    int group;          /* and its group; -1: there is none */
    struct buffer *out;
    bool (*drain)(void *context);
    void *context;
    bool ended; /* nobody takes it any more */
};

static void history_report_drain(struct writing *writing)
{
    writing->ended = writing->ended || !writing->drain(writing->context);
}

static void history_report_add_line(void *context, const struct history_line *line)
{
    struct writing *writing = context;
    if (writing->ended)
        return;
    table_add(&writing->table, line, writing->out);
    history_report_drain(writing);
}

static void fill_since(const void *context, const char *name, size_t size, struct buffer *out)
{
    const struct history_state *state = context;
    if (words_slot_is(name, size, "since"))
        when_add(state->since, out);
    else if (words_slot_is(name, size, "first") || words_slot_is(name, size, "last"))
        when_add_day(words_slot_is(name, size, "first") ? state->first : state->last, out);
    else
        buffer_add_unsigned(out, words_slot_is(name, size, "changes") ? state->changes : state->reports);
}

static void fill_line(const void *context, const char *name, size_t size, struct buffer *out)
{
    const struct history_line *line = context;
    if (words_slot_is(name, size, "name"))
        layout_add_visible(line->name, out);
    else
        when_add_day(line->expires, out);
}

static void add_group(struct writing *writing, enum history_group group)
{
    if (writing->group >= 0)
        buffer_add_char(writing->out, '\n');
    writing->group = (int)group;
    words_add(history_group_words(group), writing->out);
    buffer_add_char(writing->out, '\n');
}

static void history_report_add_heading(const struct history_line *line, struct buffer *out)
{
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): each line has one */
    if (*line->domain)
        layout_add_visible(line->domain, out);
    else
        words_add(WORDS_EMPTY_ENTRY, out);
    if (*line->institution) {
        buffer_add_text(out, "  ");
        layout_add_visible(line->institution, out);
    }
    if (*line->name && strcmp(line->name, line->domain) != 0) {
        buffer_add_text(out, "  ");
        words_fill(WORDS_HISTORY_NAME, fill_line, line, out);
    }
    if (line->expires) {
        buffer_add_text(out, "  ");
        words_fill(WORDS_HISTORY_EXPIRES, fill_line, line, out);
    }
    buffer_add_char(out, '\n');
}

/* `  server  denied  not-listed  since ...`, under its entry, once for all its kinds that are in the group. */
static void history_report_add_paragraph(void *context, const struct history_line *line)
{
    struct writing *writing = context;
    struct buffer *out = writing->out;
    if (writing->ended)
        return;
    if (writing->group != (int)line->group) {
        add_group(writing, line->group);
        writing->domain = NULL;
    }
    if (writing->domain != line->domain || line->kind <= writing->kind)
        history_report_add_heading(line, out);
    writing->domain = line->domain;
    writing->kind = line->kind;
    buffer_add_text(out, "  ");
    layout_add_padded(words_of_kind(line->kind), layout_kind_width(), out);
    layout_add_verdict(line->state->points->verdict, layout_verdict_width(), false, out);
    buffer_add_text(out, reason_word(line->state->reason));
    buffer_add_text(out, "  ");
    words_fill(WORDS_HISTORY_SINCE, fill_since, line->state, out);
    buffer_add_char(out, '\n');
    history_report_drain(writing);
}

static void history_report_write_lines(const struct history_settings *settings, const struct history *history,
                                       struct writing *writing)
{
    if (settings->format == REPORT_FORMAT_TEXT) {
        writing->group = -1;
        history_walk_groups(history, history_report_add_paragraph, writing);
        return;
    }
    writing->table = table_writer_of(settings->format, settings->excel, line_columns, LINE_COLUMNS);
    table_begin(&writing->table, writing->out);
    history_walk(history, history_report_add_line, writing);
}

static void add_day_text(const struct history_day *day, struct buffer *out)
{
    when_add_day(day->at, out);
    buffer_add_text(out, "  ");
    text_add_counts(&day->summary, out);
    buffer_add_char(out, '\n');
}

static void write_days(const struct history_settings *settings, const struct history *history, struct writing *writing)
{
    bool text = settings->format == REPORT_FORMAT_TEXT;
    size_t count;
    const struct history_day *days = text ? history_days_of_readers(history, &count) : history_days(history, &count);
    writing->table = table_writer_of(settings->format, settings->excel, day_columns, DAY_COLUMNS);
    if (!text)
        table_begin(&writing->table, writing->out);
    for (size_t i = 0; i < count && !writing->ended; i++) {
        if (text)
            add_day_text(&days[i], writing->out);
        else
            table_add(&writing->table, &days[i], writing->out);
        history_report_drain(writing);
    }
}

bool history_report_can(enum report_format format)
{
    return format == REPORT_FORMAT_CSV || format == REPORT_FORMAT_TSV || format == REPORT_FORMAT_JSONL ||
           format == REPORT_FORMAT_TEXT || format == REPORT_FORMAT_HTML;
}

void history_report_write(const struct history_settings *settings, const struct history *history, struct buffer *out,
                          bool (*take)(void *context), void *context)
{
    struct writing writing = {.out = out, .drain = take, .context = context};
    if (settings->format == REPORT_FORMAT_HTML)
        history_page_write(history, out);
    else if (settings->by_day)
        write_days(settings, history, &writing);
    else
        history_report_write_lines(settings, history, &writing);
    table_free(&writing.table);
}
