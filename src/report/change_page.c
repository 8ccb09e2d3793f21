/* SPDX-License-Identifier: Apache-2.0 */
#include "report/change_page.h"

#include "report/html_page.h"
#include "report/when.h"
#include "util/items.h"

struct counting {
    uint64_t counts[CHANGE_COUNT];
};

static void count_change(void *context, const struct change *change)
{
    ((struct counting *)context)->counts[change->type]++;
}

struct side {
    const char *path;
    uint64_t entries;
    time_t at;
};

static void fill_side(const void *context, const char *name, size_t size, struct buffer *out)
{
    const struct side *side = context;
    if (words_slot_is(name, size, "entries"))
        buffer_add_unsigned(out, side->entries);
    else if (words_slot_is(name, size, "at"))
        when_add(side->at, out);
    else
        html_add_escaped(side->path, out);
}

/* `before.csv: 522 entries, checked 2026-11-28 17:08 UTC` */
static void add_side_of(enum words label, const struct side *side, struct buffer *out)
{
    buffer_add_text(out, "<dt>");
    html_add_words(label, out);
    buffer_add_text(out, "</dt><dd>");
    words_fill(side->at ? WORDS_DIFF_SIDE : WORDS_DIFF_SIDE_UNDATED, fill_side, side, out);
    buffer_add_text(out, "</dd>\n");
}

static void add_about(const struct change_about *about, struct buffer *out)
{
    const struct comparison *comparison = about->comparison;
    struct counting counting = {0};
    comparison_walk(comparison, count_change, &counting);
    buffer_add_text(out, "<dl class=\"counts\">\n");
    add_side_of(WORDS_DIFF_BEFORE,
                &(struct side){about->before, comparison_rows_before(comparison), comparison_time_before(comparison)},
                out);
    add_side_of(WORDS_DIFF_AFTER,
                &(struct side){about->after, comparison_rows_after(comparison), comparison_time_after(comparison)},
                out);
    for (unsigned type = 0; type < CHANGE_COUNT; type++) {
        buffer_add_text(out, "<dt>");
        html_add_escaped(change_heading(type), out);
        buffer_add_text(out, "</dt><dd>");
        buffer_add_unsigned(out, counting.counts[type]);
        buffer_add_text(out, "</dd>\n");
    }
    buffer_add_text(out, "</dl>\n");
}

void change_page_begin(struct change_page *page, struct buffer *out)
{
    html_begin(words_text(WORDS_DIFF_TITLE), NULL, out);
    buffer_add_text(out, "<header>\n");
    html_add_element("h1", WORDS_DIFF_TITLE, out);
    if (page->about)
        add_about(page->about, out);
    buffer_add_text(out, "</header>\n<main>\n");
}

static void end_table(const struct change_page *page, struct buffer *out)
{
    if (!page->begun)
        return;
    html_end_cards(out);
    buffer_add_text(out, "</section>\n");
}

static void begin_table(enum change_type type, struct buffer *out)
{
    const char *const headings[] = {words_text(WORDS_HTML_ENTRY),  words_text(WORDS_HTML_INSTITUTION),
                                    words_text(WORDS_HTML_KIND),   words_text(WORDS_DIFF_BEFORE),
                                    words_text(WORDS_DIFF_AFTER),  words_text(WORDS_DIFF_ADDED),
                                    words_text(WORDS_DIFF_REMOVED)};
    buffer_add_text(out, "<section>\n<h2>");
    html_add_escaped(change_heading(type), out);
    buffer_add_text(out, "</h2>\n");
    html_begin_cards("changes", headings, sizeof headings / sizeof *headings, out);
}

static void add_side(const struct comparison_entry *entry, enum caa_kind kind, struct buffer *out)
{
    buffer_add_text(out, "<td>");
    if (entry) {
        html_add_verdict(entry->verdicts[kind], out);
        buffer_add_text(out, "<small>");
        buffer_add_text(out, reason_word(entry->reasons[kind]));
        buffer_add_text(out, "</small>");
    }
    buffer_add_text(out, "</td>");
}

/* The records of one side that the other has not, one a line. */
static void change_page_add_records(struct change_page *page, const struct comparison_entry *entry,
                                    const struct comparison_entry *other, struct buffer *out)
{
    const char *record, *joint = "";
    buffer_clear(&page->scratch);
    comparison_add_records(entry, other, &page->scratch);
    buffer_add_text(out, "<td>");
    for (size_t at = 0; (record = items_next(&page->scratch, &at)); joint = "<br>") {
        buffer_add_text(out, joint);
        html_add_escaped(record, out);
    }
    buffer_add_text(out, "</td>");
}

void change_page_add(struct change_page *page, const struct change *change, struct buffer *out)
{
    const struct comparison_entry *entry = change_entry(change);
    if (!page->begun || page->last != change->type) {
        end_table(page, out);
        begin_table(change->type, out);
        page->begun = true;
        page->last = change->type;
    }
    buffer_add_text(out, "<tr><th scope=\"row\">");
    html_add_escaped(*entry->domain ? entry->domain : words_text(WORDS_EMPTY_ENTRY), out);
    buffer_add_text(out, "</th><td>");
    html_add_escaped(entry->institution, out);
    buffer_add_text(out, "</td><td>");
    html_add_escaped(words_of_kind(change->kind), out);
    buffer_add_text(out, "</td>");
    add_side(change->before, change->kind, out);
    add_side(change->after, change->kind, out);
    change_page_add_records(page, change->after, change->before, out);
    change_page_add_records(page, change->before, change->after, out);
    buffer_add_text(out, "</tr>\n");
}

void change_page_end(struct change_page *page, struct buffer *out)
{
    end_table(page, out);
    if (!page->begun)
        html_add_element("p", WORDS_DIFF_NOTHING, out);
    html_end(NULL, out);
}
