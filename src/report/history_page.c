/* SPDX-License-Identifier: Apache-2.0 */
/* The page of a history. In the picture of an entry time goes to the right, and a verdict has its height as well as its
 * colour: allowed above, unknown in the middle, denied below. */
#include "report/history_page.h"

#include "report/html.h"
#include "report/html_page.h"
#include "report/when.h"
#include "report/words.h"

enum {
    LINE_WIDTH = 240,
    LINE_HEIGHT = 24,
    LINE_BAR = 6,
    CHART_WIDTH = 700,
    CHART_HEIGHT = 200,
    CHART_LEFT = 40, /* room for the numbers of the scale */
    CHART_RIGHT = 150,
    CHART_TOP = 15,
    CHART_BOTTOM = 25
};

struct page {
    const struct history *history;
    struct buffer *out;
    enum history_group group; /* whose lines are told */
    uint64_t lines, told;
};

/* `NAME="VALUE"` */
static void history_page_add_attribute(const char *name, int64_t value, struct buffer *out)
{
    buffer_add_char(out, ' ');
    buffer_add_text(out, name);
    buffer_add_text(out, value < 0 ? "=\"-" : "=\"");
    buffer_add_unsigned(out, (uint64_t)(value < 0 ? -value : value));
    buffer_add_char(out, '"');
}

/* ---- the line of an entry ---- */

static int64_t history_page_place_of(const struct history *history, time_t at)
{
    int64_t span = history_last(history) - history_first(history);
    return span ? (at - history_first(history)) * LINE_WIDTH / span : 0;
}

static int level_of(enum verdict verdict)
{
    static const int levels[] = {[VERDICT_ALLOWED] = 1, [VERDICT_UNKNOWN] = 9, [VERDICT_DENIED] = 17};
    return levels[verdict];
}

/* From POINT to UNTIL. */
static void add_bar(const struct page *page, const struct history_point *point, time_t until)
{
    struct buffer *out = page->out;
    int64_t from = history_page_place_of(page->history, point->at), to = history_page_place_of(page->history, until);
    if (to - from < 3) {
        from = from > LINE_WIDTH - 3 ? LINE_WIDTH - 3 : from;
        to = from + 3;
    }
    buffer_add_text(out, "<rect class=\"");
    buffer_add_text(out, verdict_word(point->verdict));
    buffer_add_char(out, '"');
    history_page_add_attribute("x", from, out);
    history_page_add_attribute("y", level_of(point->verdict), out);
    history_page_add_attribute("width", to - from, out);
    history_page_add_attribute("height", LINE_BAR, out);
    buffer_add_text(out, "/>");
}

/* `2026-11-01 allowed, 2026-11-20 denied`: the same in words, the oldest first. */
static void add_words_of(const struct history_point *point, struct buffer *out)
{
    if (point->before) {
        add_words_of(point->before, out);
        buffer_add_text(out, ", ");
    }
    when_add_day(point->at, out);
    buffer_add_char(out, ' ');
    buffer_add_text(out, words_of_verdict(point->verdict));
}

static void add_picture(const struct page *page, const struct history_state *state)
{
    struct buffer *out = page->out;
    time_t until = state->last;
    buffer_add_text(out, "<svg class=\"line\" viewBox=\"0 0 240 24\" role=\"img\"><title>");
    add_words_of(state->points, out);
    buffer_add_text(out, "</title>");
    for (const struct history_point *point = state->points; point; point = point->before) {
        add_bar(page, point, until);
        until = point->at;
    }
    buffer_add_text(out, "</svg>");
}

/* ---- the table ---- */

static void history_page_add_number(uint64_t number, struct buffer *out)
{
    buffer_add_text(out, "<td class=\"number\">");
    buffer_add_unsigned(out, number);
    buffer_add_text(out, "</td>");
}

static void history_page_add_cell(const char *text, struct buffer *out)
{
    buffer_add_text(out, "<td>");
    html_add_escaped(text, out);
    buffer_add_text(out, "</td>");
}

/* The day, for machines the second; nothing where AT is 0. */
static void add_day(time_t at, struct buffer *out)
{
    buffer_add_text(out, "<td>");
    if (at) {
        buffer_add_text(out, "<time datetime=\"");
        buffer_add_time(out, at);
        buffer_add_text(out, "\">");
        when_add_day(at, out);
        buffer_add_text(out, "</time>");
    }
    buffer_add_text(out, "</td>");
}

static void history_page_add_line(void *context, const struct history_line *line)
{
    struct page *page = context;
    struct buffer *out = page->out;
    if (line->group != page->group || page->lines++ >= HTML_ENTRIES_MAX)
        return;
    page->told++;
    buffer_add_text(out, "<tr><th scope=\"row\">");
    html_add_escaped(*line->domain ? line->domain : words_text(WORDS_EMPTY_ENTRY), out);
    buffer_add_text(out, "</th>");
    history_page_add_cell(line->institution, out);
    add_day(line->expires, out);
    history_page_add_cell(words_of_kind(line->kind), out);
    buffer_add_text(out, "<td>");
    html_add_verdict(line->state->points->verdict, out);
    buffer_add_text(out, "<small>");
    buffer_add_text(out, reason_word(line->state->reason));
    buffer_add_text(out, "</small></td>");
    add_day(line->state->since, out);
    history_page_add_number(line->state->changes, out);
    history_page_add_number(line->state->reports, out);
    buffer_add_text(out, "<td>");
    add_picture(page, line->state);
    buffer_add_text(out, "</td></tr>\n");
}

static void count_line(void *context, const struct history_line *line)
{
    struct page *page = context;
    page->told += line->group == page->group;
}

enum words history_group_words(enum history_group group)
{
    static const enum words ids[] = {[HISTORY_ACTION] = WORDS_HISTORY_ACTION,
                                     [HISTORY_MOVED] = WORDS_HISTORY_MOVED,
                                     [HISTORY_STILL] = WORDS_HISTORY_STILL,
                                     [HISTORY_GONE] = WORDS_HISTORY_GONE};
    return ids[group];
}

static void history_page_add_lines(struct page *page, enum history_group group)
{
    const char *const headings[] = {words_text(WORDS_HTML_ENTRY),
                                    words_text(WORDS_HTML_INSTITUTION),
                                    words_text(WORDS_HISTORY_COLUMN_EXPIRES),
                                    words_text(WORDS_HTML_KIND),
                                    words_text(WORDS_HTML_VERDICT),
                                    words_text(WORDS_HISTORY_COLUMN_SINCE),
                                    words_text(WORDS_HISTORY_COLUMN_CHANGES),
                                    words_text(WORDS_HISTORY_COLUMN_REPORTS),
                                    words_text(WORDS_HISTORY_COLUMN_LINE)};
    page->group = group;
    page->told = 0;
    history_walk(page->history, count_line, page);
    if (!page->told || page->lines >= HTML_ENTRIES_MAX)
        return;
    buffer_add_text(page->out, "<section>\n");
    html_add_element("h2", history_group_words(group), page->out);
    html_begin_cards("lines", headings, sizeof headings / sizeof *headings, page->out);
    history_walk_groups(page->history, history_page_add_line, page);
    html_end_cards(page->out);
    buffer_add_text(page->out, "</section>\n");
}

/* ---- the whole ---- */

static uint64_t most_of(const struct history_day *days, size_t count)
{
    uint64_t most = 1;
    for (size_t i = 0; i < count; i++) {
        const uint64_t *verdicts = days[i].summary.verdicts;
        most = verdicts[VERDICT_DENIED] > most ? verdicts[VERDICT_DENIED] : most;
        most = verdicts[VERDICT_UNKNOWN] > most ? verdicts[VERDICT_UNKNOWN] : most;
    }
    return most;
}

struct chart {
    const struct history_day *days;
    size_t count;
    uint64_t most;
    struct buffer *out;
};

static int64_t chart_x(const struct chart *chart, size_t day)
{
    int64_t span = chart->days[chart->count - 1].at - chart->days[0].at, width = CHART_WIDTH - CHART_LEFT - CHART_RIGHT;
    return CHART_LEFT + (span ? (chart->days[day].at - chart->days[0].at) * width / span : width);
}

static int64_t chart_y(const struct chart *chart, uint64_t count)
{
    int64_t height = CHART_HEIGHT - CHART_TOP - CHART_BOTTOM;
    return CHART_TOP + height - (int64_t)(count * (uint64_t)height / chart->most);
}

static void add_curve(const struct chart *chart, enum verdict verdict)
{
    struct buffer *out = chart->out;
    buffer_add_text(out, "<polyline class=\"curve ");
    buffer_add_text(out, verdict_word(verdict));
    buffer_add_text(out, "\" points=\"");
    for (size_t i = 0; i < chart->count; i++) {
        buffer_add_text(out, i ? " " : "");
        buffer_add_unsigned(out, (uint64_t)chart_x(chart, i));
        buffer_add_char(out, ',');
        buffer_add_unsigned(out, (uint64_t)chart_y(chart, chart->days[i].summary.verdicts[verdict]));
    }
    buffer_add_text(out, "\"/>\n");
}

static void history_page_begin_text(int64_t x, int64_t y, const char *anchor, struct buffer *out)
{
    buffer_add_text(out, "<text");
    history_page_add_attribute("x", x, out);
    history_page_add_attribute("y", y, out);
    buffer_add_text(out, " text-anchor=\"");
    buffer_add_text(out, anchor);
    buffer_add_text(out, "\">");
}

/* The number at a curve's end, and its word. */
static void add_end(const struct chart *chart, enum verdict verdict, int64_t y)
{
    struct buffer *out = chart->out;
    history_page_begin_text(CHART_WIDTH - CHART_RIGHT + 8, y, "start", out);
    buffer_add_unsigned(out, chart->days[chart->count - 1].summary.verdicts[verdict]);
    buffer_add_char(out, ' ');
    buffer_add_text(out, words_of_verdict(verdict));
    buffer_add_text(out, "</text>\n");
}

/* Ends that would lie on each other are moved apart. */
static void add_ends(const struct chart *chart)
{
    const uint64_t *verdicts = chart->days[chart->count - 1].summary.verdicts;
    int64_t denied = chart_y(chart, verdicts[VERDICT_DENIED]) + 5,
            unknown = chart_y(chart, verdicts[VERDICT_UNKNOWN]) + 5;
    int64_t apart = denied > unknown ? denied - unknown : unknown - denied;
    if (apart < 18 && denied <= unknown)
        denied = unknown - 18;
    else if (apart < 18)
        unknown = denied - 18;
    add_end(chart, VERDICT_DENIED, denied);
    add_end(chart, VERDICT_UNKNOWN, unknown);
}

static void add_scale(const struct chart *chart)
{
    struct buffer *out = chart->out;
    int64_t right = CHART_WIDTH - CHART_RIGHT, bottom = CHART_HEIGHT - CHART_BOTTOM;
    buffer_add_text(out, "<path class=\"scale\" d=\"M40 15V175H550\"/>\n");
    history_page_begin_text(CHART_LEFT - 6, CHART_TOP + 5, "end", out);
    buffer_add_unsigned(out, chart->most);
    buffer_add_text(out, "</text>\n");
    history_page_begin_text(CHART_LEFT - 6, bottom + 5, "end", out);
    buffer_add_text(out, "0</text>\n");
    history_page_begin_text(CHART_LEFT, CHART_HEIGHT - 4, "start", out);
    when_add_day(chart->days[0].at, out);
    buffer_add_text(out, "</text>\n");
    history_page_begin_text(right, CHART_HEIGHT - 4, "end", out);
    when_add_day(chart->days[chart->count - 1].at, out);
    buffer_add_text(out, "</text>\n");
}

static void add_chart(const struct history *history, struct buffer *out)
{
    struct chart chart = {.out = out};
    chart.days = history_days_of_readers(history, &chart.count);
    chart.most = most_of(chart.days, chart.count);
    buffer_add_text(
        out, "<svg viewBox=\"0 0 700 200\" role=\"img\" aria-labelledby=\"chart-title\"><title id=\"chart-title\">");
    html_add_words(WORDS_HISTORY_PICTURE, out);
    buffer_add_text(out, "</title>\n");
    add_scale(&chart);
    add_curve(&chart, VERDICT_UNKNOWN);
    add_curve(&chart, VERDICT_DENIED);
    add_ends(&chart);
    buffer_add_text(out, "</svg>\n");
}

static void add_days(const struct history *history, struct buffer *out)
{
    size_t count;
    const struct history_day *days = history_days_of_readers(history, &count);
    static const enum verdict order[] = {VERDICT_ALLOWED, VERDICT_DENIED, VERDICT_UNKNOWN};
    buffer_add_text(out, "<section>\n");
    html_add_element("h2", WORDS_HISTORY_DAYS, out);
    add_chart(history, out);
    buffer_add_text(out, "<div class=\"wide\" tabindex=\"0\"><table class=\"days\">\n<thead><tr><th scope=\"col\">");
    html_add_words(WORDS_HISTORY_COLUMN_DAY, out);
    buffer_add_text(out, "</th><th scope=\"col\">");
    html_add_words(WORDS_HISTORY_COLUMN_ENTRIES, out);
    buffer_add_text(out, "</th>");
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        buffer_add_text(out, "<th scope=\"col\">");
        buffer_add_text(out, words_of_verdict(order[i]));
        buffer_add_text(out, "</th>");
    }
    buffer_add_text(out, "</tr></thead>\n<tbody>\n");
    for (size_t i = count; i-- > 0;) {
        buffer_add_text(out, "<tr><th scope=\"row\">");
        when_add_day(days[i].at, out);
        buffer_add_text(out, "</th>");
        history_page_add_number(days[i].summary.entries, out);
        for (size_t j = 0; j < sizeof order / sizeof *order; j++)
            history_page_add_number(days[i].summary.verdicts[order[j]], out);
        buffer_add_text(out, "</tr>\n");
    }
    buffer_add_text(out, "</tbody></table></div>\n</section>\n");
}

/* ---- the page ---- */

static void fill_span(const void *context, const char *name, size_t size, struct buffer *out)
{
    const struct history *history = context;
    if (words_slot_is(name, size, "reports"))
        buffer_add_unsigned(out, history_reports(history));
    else
        when_add(words_slot_is(name, size, "first") ? history_first(history) : history_last(history), out);
}

void history_page_write(const struct history *history, struct buffer *out)
{
    struct page page = {.history = history, .out = out};
    size_t days;
    history_days_of_readers(history, &days);
    html_begin(words_text(WORDS_HISTORY_TITLE), NULL, out);
    buffer_add_text(out, "<header>\n");
    html_add_element("h1", WORDS_HISTORY_TITLE, out);
    buffer_add_text(out, "<p>");
    if (days)
        words_fill(WORDS_HISTORY_SPAN, fill_span, history, out);
    else
        html_add_words(WORDS_HISTORY_NOTHING, out);
    buffer_add_text(out, "</p>\n</header>\n<main>\n");
    if (days)
        add_days(history, out);
    for (enum history_group group = HISTORY_ACTION; group <= HISTORY_GONE; group++)
        history_page_add_lines(&page, group);
    if (page.lines > HTML_ENTRIES_MAX)
        html_add_element("p", WORDS_HISTORY_CUT, out);
    html_end(NULL, out);
}
