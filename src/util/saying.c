/* SPDX-License-Identifier: Apache-2.0 */
/* A kept saying:  START number-of-id (VALUE kept-saying)* END,  or  FAULT errno END,  or text.  In text, these octets
 * are written as ESCAPE and a letter. */
#include "util/saying.h"

#include "util/utf8.h"

#include <stdio.h>

enum { START = 1, VALUE, END, FAULT, ESCAPE, MARK_LAST = ESCAPE, ESCAPED = '@', UTF8_MAX = 4 };

static void add_part(const char *text, size_t size, struct buffer *out)
{
    for (size_t i = 0; i < size; i++)
        if (text[i] >= START && text[i] <= MARK_LAST) {
            buffer_add_char(out, ESCAPE);
            buffer_add_char(out, (char)(text[i] + ESCAPED));
        } else {
            buffer_add_char(out, text[i]);
        }
}

void saying_add_text(const char *text, struct buffer *out)
{
    add_part(text, strlen(text), out);
}

/* As much of a text as is asked for, and ends with a character. */
static size_t part_size(const char *text, size_t max)
{
    size_t size = strnlen(text, max), taken = 0;
    if (size < max)
        return size;
    while (taken < size) {
        size_t length = utf8_decode(text + taken, strnlen(text + taken, UTF8_MAX), NULL);
        if (taken + (length ? length : 1) > size)
            break;
        taken += length ? length : 1;
    }
    return taken;
}

void saying_add_plain(const char *text, size_t size, struct buffer *out)
{
    for (size_t i = 0; i < size; i++)
        buffer_add_char(out, text[i] == ESCAPE && i + 1 < size ? (char)(text[++i] - ESCAPED) : text[i]);
}

static void add_signed(intmax_t number, struct buffer *out)
{
    if (number < 0)
        buffer_add_char(out, '-');
    buffer_add_unsigned(out, number < 0 ? 0 - (uintmax_t)number : (uintmax_t)number);
}

static void add_real(double number, struct buffer *out)
{
    char text[32];
    snprintf(text, sizeof text, "%g", number);
    buffer_add_text(out, text);
}

void saying_add_value(struct saying_value value, struct buffer *out)
{
    switch (value.kind) {
    case SAYING_IS_TEXT:
        add_part(value.is.text.start, part_size(value.is.text.start, value.is.text.max), out);
        break;
    case SAYING_IS_KEPT:
        buffer_add_text(out, value.is.text.start);
        break;
    case SAYING_IS_SAYING:
        saying_add(value.is.saying, out);
        break;
    case SAYING_IS_SIGNED:
        add_signed(value.is.number, out);
        break;
    case SAYING_IS_UNSIGNED:
        buffer_add_unsigned(out, value.is.count);
        break;
    case SAYING_IS_REAL:
        add_real(value.is.real, out);
        break;
    case SAYING_IS_ERROR:
        buffer_add_char(out, FAULT);
        add_signed(value.is.number, out);
        buffer_add_char(out, END);
        break;
    }
}

void saying_add(struct saying saying, struct buffer *out)
{
    buffer_add_char(out, START);
    buffer_add_unsigned(out, saying.id);
    for (unsigned i = 0; i < saying.count; i++) {
        buffer_add_char(out, VALUE);
        saying_add_value(saying.values[i], out);
    }
    buffer_add_char(out, END);
}

bool saying_is_kept(const char *text)
{
    return *text == START;
}

struct saying_value saying_label(const char *label, size_t max)
{
    return saying_is_kept(label) ? saying_kept(label) : saying_part(label, max);
}

const char *saying_keep(struct arena *arena, struct saying saying)
{
    struct buffer kept = {0};
    saying_add(saying, &kept);
    const char *copy = arena_text(arena, kept.data, kept.size);
    buffer_free(&kept);
    return copy;
}

const char *saying_join(struct arena *arena, const char *kept, const char *further)
{
    struct buffer joined = {0};
    buffer_add_text(&joined, kept);
    buffer_add_text(&joined, *kept && *further ? SAID_CLAUSE_JOINT : "");
    buffer_add_text(&joined, further);
    const char *copy = arena_text(arena, buffer_text(&joined), joined.size);
    buffer_free(&joined);
    return copy;
}

/* ---- reading ---- */

/* The octets up to the VALUE or END of this sentence. */
static size_t value_size(const char *kept, size_t size)
{
    unsigned depth = 0;
    size_t i = 0;
    for (; i < size; i++) {
        if (!depth && (kept[i] == VALUE || kept[i] == END))
            break;
        if (kept[i] == START || kept[i] == FAULT)
            depth++;
        else if (kept[i] == END)
            depth--;
        else if (kept[i] == ESCAPE && i + 1 < size)
            i++;
    }
    return i;
}

static void move(const char **kept, size_t *size, size_t taken)
{
    *kept += taken;
    *size -= taken;
}

static unsigned saying_read_number(const char **kept, size_t *size)
{
    unsigned number = 0;
    for (; *size && **kept >= '0' && **kept <= '9'; move(kept, size, 1))
        number = number * 10 + (unsigned)(**kept - '0');
    return number;
}

static void read_sentence(const char **kept, size_t *size, struct saying_piece *piece)
{
    unsigned id = saying_read_number(kept, size);
    piece->id = id < WORDS_COUNT ? (enum words)id : WORDS_NONE;
    while (*size && **kept == VALUE && piece->count < SAYING_SLOTS_MAX) {
        move(kept, size, 1);
        piece->values[piece->count].start = *kept;
        piece->values[piece->count].size = value_size(*kept, *size);
        move(kept, size, piece->values[piece->count++].size);
    }
    if (*size)
        move(kept, size, 1);
}

static void saying_read_text(const char **kept, size_t *size, struct saying_piece *piece)
{
    size_t taken = 0;
    while (taken < *size && (*kept)[taken] != START && (*kept)[taken] != FAULT)
        taken += (*kept)[taken] == ESCAPE && taken + 1 < *size ? 2 : 1;
    piece->values[0].start = *kept;
    piece->values[0].size = taken;
    piece->count = 1;
    move(kept, size, taken);
}

bool saying_next(const char **kept, size_t *size, struct saying_piece *ret_piece)
{
    *ret_piece = (struct saying_piece){.id = WORDS_NONE};
    if (!*size)
        return false;
    if (**kept == START) {
        move(kept, size, 1);
        read_sentence(kept, size, ret_piece);
    } else if (**kept == FAULT) {
        move(kept, size, 1);
        ret_piece->error = (int)saying_read_number(kept, size);
        if (*size)
            move(kept, size, 1);
    } else {
        saying_read_text(kept, size, ret_piece);
    }
    return true;
}
