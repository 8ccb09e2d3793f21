/* SPDX-License-Identifier: Apache-2.0 */
#include "report/layout.h"

#include "report/columns.h"
#include "report/words.h"
#include "util/ascii.h"
#include "util/utf8.h"

#include <unilbrk.h>
#include <uniwidth.h>

void layout_set_style(enum layout_style style, bool colour, struct buffer *out)
{
    static const char *const sequences[] = {
        [LAYOUT_PLAIN] = "\033[0m",  [LAYOUT_BOLD] = "\033[1m", [LAYOUT_DIM] = "\033[2m",
        [LAYOUT_GREEN] = "\033[32m", [LAYOUT_RED] = "\033[31m", [LAYOUT_YELLOW] = "\033[33m",
    };
    if (colour)
        buffer_add_text(out, sequences[style]);
}

void layout_add_visible(const char *text, struct buffer *out)
{
    buffer_add_visible(out, text, strlen(text));
}

size_t layout_width(const char *text, size_t size)
{
    int width = u8_width((const uint8_t *)text, size, "UTF-8");
    return width > 0 ? (size_t)width : 0;
}

static void add_blanks(size_t count, struct buffer *out)
{
    memset(buffer_reserve(out, count), ' ', count);
    out->size += count;
}

void layout_add_padded(const char *text, size_t width, struct buffer *out)
{
    size_t start = out->size;
    layout_add_visible(text, out);
    size_t columns = layout_width(out->data + start, out->size - start);
    add_blanks(columns < width ? width - columns : 1, out);
}

static bool is_ascii(char c)
{
    return (unsigned char)c < 0x80;
}

static size_t run_of(const char *text, size_t size, bool (*is)(unsigned char c))
{
    size_t at = 0;
    while (at < size && is((unsigned char)text[at]))
        at++;
    return at;
}

/* Octets of a CAA record's data, `0 issue "ca.example"`, where TEXT begins with it; else 0. */
static size_t record_size(const char *text, size_t size)
{
    size_t at = run_of(text, size, ascii_is_digit);
    if (!at || at == size || text[at] != ' ')
        return 0;
    size_t tag = run_of(text + at + 1, size - at - 1, ascii_is_alnum);
    at += 1 + tag;
    if (!tag || size - at < 3 || memcmp(text + at, " \"", 2) != 0)
        return 0;
    for (at += 2; at < size && text[at] != '"'; at++)
        at += text[at] == '\\';
    return at < size ? at + 1 : size;
}

/* Octets of TEXT that must stay on one line; BREAKS has for each octet whether a line may begin there. A name or a
 * record in ASCII is never broken: people copy them, and no part of a record is to look like one. */
static size_t piece_size(const char *text, size_t size, const char *breaks)
{
    size_t at = 0;
    do {
        bool begins = !at || !ascii_is_alnum((unsigned char)text[at - 1]);
        size_t record = begins ? record_size(text + at, size - at) : 0;
        at += record ? record : 1;
        bool scripts = at < size && (!is_ascii(text[at]) || !is_ascii(text[at - 1]));
        if (scripts && breaks[at] == UC_BREAK_POSSIBLE)
            break;
    } while (at < size && text[at] != ' ');
    return at;
}

/* Columns that go to the next line with what could not stay: to break behind punctuation, or between phrases. */
enum { TAIL_MAX = 40, TAIL_OF_PHRASE_MAX = 24 };

static uint32_t character_at(const struct buffer *out, size_t at)
{
    uint32_t character = 0;
    utf8_decode(out->data + at, out->size - at, &character);
    return character;
}

static bool is_hiragana(uint32_t character)
{
    return character >= 0x3040 && character <= 0x309F;
}

/* Punctuation begins no line (JIS X 4051), and hiragana is a particle, which belongs to what is before it. */
static bool belongs_to_before(uint32_t character)
{
    static const uint32_t marks[] = {0x3001, 0x3002, 0x300D, 0x300F, 0x3011, 0x30FB, 0xFF01, 0xFF09, 0xFF1A, 0xFF1F};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (character == marks[i])
            return true;
    return is_hiragana(character);
}

/* Behind the last punctuation mark of Japanese in the line from START on, or 0. */
static size_t behind_mark(const struct buffer *out, size_t start, size_t room)
{
    static const char *const marks[] = {"、", "。", "）"};
    for (size_t at = out->size; at >= start + 3 && layout_width(out->data + at, out->size - at) <= room; at--)
        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
            if (memcmp(out->data + at - 3, marks[i], 3) == 0 && !belongs_to_before(character_at(out, at)))
                return at;
    return 0;
}

/* Whether a word of Japanese may begin with it: a kanji, katakana (not the mark of a long vowel), an opening bracket.
 */
static bool begins_word(uint32_t character)
{
    return (character >= 0x4E00 && character <= 0x9FFF) || (character >= 0x30A1 && character <= 0x30FA) ||
           character == 0x300C || character == 0xFF08;
}

/* Before the last phrase that begins in the line from START on, or 0: hiragana ends the phrase before it. */
static size_t before_phrase(const struct buffer *out, size_t start, size_t room)
{
    for (size_t at = out->size; at >= start + 3 && layout_width(out->data + at, out->size - at) <= room; at--) {
        uint32_t before = character_at(out, at - 3), next = character_at(out, at);
        bool in_ascii = next < 0x80 && next != ' ';
        if (at < out->size && is_hiragana(before) && (begins_word(next) || in_ascii))
            return at;
    }
    return 0;
}

/* Ends the line that began at START, as the next piece of that WIDTH has no room; a line that ends between phrases
 * reads better than one that ends within a word. Returns the column at which the next line stands. */
static size_t layout_end_line(size_t start, size_t indent, size_t width, struct buffer *out)
{
    size_t room = indent + width < LAYOUT_WIDTH ? LAYOUT_WIDTH - indent - width : 0;
    size_t at = behind_mark(out, start, room < TAIL_MAX ? room : TAIL_MAX);
    if (!at)
        at = before_phrase(out, start, room < TAIL_OF_PHRASE_MAX ? room : TAIL_OF_PHRASE_MAX);
    struct buffer tail = {0};
    if (at) {
        buffer_add(&tail, out->data + at, out->size - at);
        out->size = at;
    }
    buffer_add_char(out, '\n');
    add_blanks(indent, out);
    buffer_add(out, tail.data, tail.size);
    size_t column = indent + layout_width(tail.data, tail.size);
    buffer_free(&tail);
    return column;
}

static void add_pieces(const char *text, size_t size, const char *breaks, size_t indent, struct buffer *out)
{
    size_t column = indent, start = out->size;
    for (size_t at = 0; at < size;) {
        bool blank = text[at] == ' ';
        at += blank;
        if (at == size)
            return;
        size_t taken = text[at] == ' ' ? 0 : piece_size(text + at, size - at, breaks + at);
        size_t width = layout_width(text + at, taken);
        if (column > indent && column + blank + width > LAYOUT_WIDTH) {
            column = layout_end_line(start, indent, blank + width, out);
            start = out->size;
        }
        if (blank && column > indent) {
            buffer_add_char(out, ' ');
            column++;
        }
        buffer_add(out, text + at, taken);
        column += width;
        at += taken;
    }
}

void layout_add_wrapped(const char *text, size_t indent, struct buffer *out)
{
    struct buffer visible = {0}, breaks = {0};
    layout_add_visible(text, &visible);
    buffer_reserve(&breaks, visible.size);
    u8_possible_linebreaks((const uint8_t *)visible.data, visible.size, "UTF-8", breaks.data);
    add_pieces(visible.data, visible.size, breaks.data, indent, out);
    buffer_free(&visible);
    buffer_free(&breaks);
}

static size_t wider(size_t width, const char *text)
{
    size_t other = layout_width(text, strlen(text));
    return other > width ? other : width;
}

size_t layout_kind_width(void)
{
    size_t width = 0;
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        width = wider(width, words_of_kind(kind));
    return width + 2;
}

size_t layout_verdict_width(void)
{
    size_t width = 0;
    for (unsigned verdict = VERDICT_ALLOWED; verdict <= VERDICT_UNKNOWN; verdict++)
        width = wider(width, words_of_verdict(verdict));
    return width + 2;
}

size_t layout_label_width(void)
{
    size_t width = 0;
    for (unsigned id = 0; id < COLUMN_COUNT; id++)
        if (columns_table[id].told)
            width = wider(width, words_text(columns_table[id].label));
    return width + 2 > layout_kind_width() ? width + 2 : layout_kind_width();
}

static enum layout_style verdict_style(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_ALLOWED:
        return LAYOUT_GREEN;
    case VERDICT_DENIED:
        return LAYOUT_RED;
    case VERDICT_UNKNOWN:
        break;
    }
    return LAYOUT_YELLOW;
}

void layout_add_verdict(enum verdict verdict, size_t width, bool colour, struct buffer *out)
{
    layout_set_style(verdict_style(verdict), colour, out);
    layout_add_padded(words_of_verdict(verdict), width, out);
    layout_set_style(LAYOUT_PLAIN, colour, out);
}

static size_t widest_reason(caa_kinds kinds, const struct audit_outcome *outcome)
{
    size_t widest = 0;
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++) {
        size_t width = strlen(reason_word(outcome->reasons[kind]));
        if (kinds & CAA_KINDS_OF(kind) && width > widest)
            widest = width;
    }
    return widest;
}

static void layout_add_reason(enum reason reason, bool asked, size_t indent, struct buffer *out)
{
    struct buffer text = {0};
    buffer_add_text(&text, words_of_reason(reason));
    if (!asked) {
        buffer_add_char(&text, ' ');
        words_add(WORDS_NOT_ASKED_FOR, &text);
    }
    layout_add_wrapped(buffer_text(&text), indent, out);
    buffer_free(&text);
}

static void layout_of_add_verdict(const struct layout_verdicts *layout, const struct audit_outcome *outcome,
                                  enum caa_kind kind, struct buffer *out)
{
    enum reason reason = outcome->reasons[kind];
    enum verdict verdict = reason_verdict(reason);
    bool asked = outcome->kinds & CAA_KINDS_OF(kind);
    if (!asked)
        layout_set_style(LAYOUT_DIM, layout->colour, out);
    buffer_add_text(out, "  ");
    layout_add_padded(words_of_kind(kind), layout->label_width, out);
    if (asked)
        layout_add_verdict(verdict, layout_verdict_width(), layout->colour, out);
    else
        layout_add_padded(words_of_verdict(verdict), layout_verdict_width(), out);
    size_t reason_width = widest_reason(layout->shown, outcome) + 2;
    layout_add_padded(reason_word(reason), reason_width, out);
    layout_add_reason(reason, asked, 2 + layout->label_width + layout_verdict_width() + reason_width, out);
    if (!asked)
        layout_set_style(LAYOUT_PLAIN, layout->colour, out);
    buffer_add_char(out, '\n');
}

void layout_add_verdicts(const struct layout_verdicts *layout, const struct audit_outcome *outcome, struct buffer *out)
{
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (layout->shown & CAA_KINDS_OF(kind))
            layout_of_add_verdict(layout, outcome, kind, out);
}
