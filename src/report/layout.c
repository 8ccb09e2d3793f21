#include "report/layout.h"

#include "report/words.h"

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

/* Characters, each taken for one column. */
static size_t columns_of(const char *text, size_t size)
{
    size_t columns = 0;
    for (size_t i = 0; i < size; i++)
        columns += ((unsigned char)text[i] & 0xC0) != 0x80;
    return columns;
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
    size_t columns = columns_of(out->data + start, out->size - start);
    add_blanks(columns < width ? width - columns : 1, out);
}

void layout_add_wrapped(const char *text, size_t indent, struct buffer *out)
{
    size_t column = indent;
    while (*text) {
        size_t size = strcspn(text, " "), width = columns_of(text, size);
        if (column > indent && column + 1 + width > LAYOUT_WIDTH) {
            buffer_add_char(out, '\n');
            add_blanks(indent, out);
            column = indent;
        } else if (column > indent) {
            buffer_add_char(out, ' ');
            column++;
        }
        buffer_add_visible(out, text, size);
        column += width;
        text += size;
        text += *text == ' ';
    }
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

void layout_add_verdict(enum verdict verdict, bool colour, struct buffer *out)
{
    layout_set_style(verdict_style(verdict), colour, out);
    layout_add_padded(verdict_word(verdict), LAYOUT_VERDICT, out);
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

static void add_verdict(const struct layout_verdicts *layout, const struct audit_outcome *outcome, enum caa_kind kind,
                        struct buffer *out)
{
    enum reason reason = outcome->reasons[kind];
    enum verdict verdict = reason_verdict(reason);
    bool asked = outcome->kinds & CAA_KINDS_OF(kind);
    if (!asked)
        layout_set_style(LAYOUT_DIM, layout->colour, out);
    buffer_add_text(out, "  ");
    layout_add_padded(caa_kind_word(kind), layout->label_width, out);
    if (asked)
        layout_add_verdict(verdict, layout->colour, out);
    else
        layout_add_padded(verdict_word(verdict), LAYOUT_VERDICT, out);
    layout_add_padded(reason_word(reason), widest_reason(layout->shown, outcome) + 2, out);
    buffer_add_text(out, reason_words(reason));
    if (!asked) {
        buffer_add_char(out, ' ');
        words_add(WORDS_NOT_ASKED_FOR, out);
        layout_set_style(LAYOUT_PLAIN, layout->colour, out);
    }
    buffer_add_char(out, '\n');
}

void layout_add_verdicts(const struct layout_verdicts *layout, const struct audit_outcome *outcome, struct buffer *out)
{
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (layout->shown & CAA_KINDS_OF(kind))
            add_verdict(layout, outcome, kind, out);
}
