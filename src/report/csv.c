/* SPDX-License-Identifier: Apache-2.0 */
/* A column writes its value where the cell will stand. Most cells may stay as they are: one look at the octets tells,
 * and only the others are taken up again. */
#include "report/csv.h"

#include "util/formula.h"
#include "util/octets16.h"
#include "util/utf8.h"

/* What an octet may ask for. */
enum {
    MARK_QUOTE = 1,   /* `"` or `,` */
    MARK_LINE = 2,    /* a tab or a line end */
    MARK_ITEM = 4,    /* the NUL between two items */
    MARK_CONTROL = 8, /* any other control octet */
    MARK_WIDE = 16    /* not ASCII */
};

/* clang-format off */
#define WIDE_16 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16

static const unsigned char marks[256] = {
    4, 8, 8, 8, 8, 8, 8, 8, 8, 2, 2, 8, 8, 2, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
    ['"'] = MARK_QUOTE, [','] = MARK_QUOTE, [127] = MARK_CONTROL,
    [128] = WIDE_16, WIDE_16, WIDE_16, WIDE_16, WIDE_16, WIDE_16, WIDE_16, WIDE_16,
};
/* clang-format on */

static unsigned survey_octets(const char *text, size_t size)
{
    unsigned found = 0;
    for (size_t i = 0; i < size; i++)
        found |= marks[(unsigned char)text[i]];
    return found;
}

/* Of a long text sixteen octets at once, the last ones as they are, some of them a second time; and once more where it
 * has more than quotes. */
static unsigned survey(const char *text, size_t size)
{
    octets16 quote = {0}, odd = {0};
    if (size < sizeof odd)
        return survey_octets(text, size);
    for (size_t at = 0, last = size - sizeof odd;; at = last - at > sizeof odd ? at + sizeof odd : last) {
        octets16 next = octets16_load(text + at, sizeof next, ' ');
        quote |= (octets16)((next == '"') | (next == ','));
        odd |= (octets16)(next - ' ' >= 0x7F - ' ');
        if (at == last)
            break;
    }
    return octets16_any(odd) ? survey_octets(text, size) : octets16_any(quote) ? MARK_QUOTE : 0;
}

static bool csv_is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool has_blank_end(const char *text, size_t size)
{
    return csv_is_blank(text[0]) || csv_is_blank(text[size - 1]);
}

/* Whether all beyond ASCII is UTF-8, C1 controls apart. */
static bool csv_is_visible(const char *text, size_t size)
{
    for (size_t at = 0; at < size;) {
        uint32_t code = 0;
        size_t length = (unsigned char)text[at] < 0x80 ? 1 : utf8_decode(text + at, size - at, &code);
        if (!length || (length > 1 && code < 0xA0))
            return false;
        at += length;
    }
    return true;
}

void csv_add_visible(const char *text, size_t size, struct buffer *out)
{
    while (size) {
        size_t run = 0;
        while (run < size && text[run] != '\t' && text[run] != '\r' && text[run] != '\n')
            run++;
        buffer_add_escaped(out, text, run);
        if (run < size)
            buffer_add_char(out, text[run++]);
        text += run;
        size -= run;
    }
}

static void csv_add_text(const char *text, size_t size, unsigned found, struct buffer *out)
{
    if (found & (MARK_CONTROL | MARK_WIDE))
        csv_add_visible(text, size, out);
    else
        buffer_add(out, text, size);
}

/* A text, or items with a NUL between them, joined. */
static void csv_add_joined(const char *text, size_t size, unsigned found, struct buffer *out)
{
    size_t item;
    for (; found & MARK_ITEM && (item = strnlen(text, size)) < size; text += item + 1, size -= item + 1) {
        csv_add_text(text, item, found, out);
        buffer_add_text(out, "; ");
    }
    csv_add_text(text, size, found, out);
}

static bool needs_quotes(const struct csv_writer *writer, const struct buffer *cell, unsigned found)
{
    bool by_quote = writer->separator == ',' ? found & MARK_QUOTE : cell->data[0] == '"';
    return by_quote || found & MARK_LINE || has_blank_end(cell->data, cell->size);
}

/* RFC 4180 2: within quotes, a quote is written twice. */
static void add_quoted(const struct buffer *text, struct buffer *out)
{
    const char *at = text->data, *end = at + text->size, *quote;
    char *to = buffer_reserve(out, 2 * text->size + 2), *start = to;
    *to++ = '"';
    while ((quote = memchr(at, '"', (size_t)(end - at)))) {
        to = mempcpy(to, at, (size_t)(quote - at));
        *to++ = '"';
        *to++ = '"';
        at = quote + 1;
    }
    to = mempcpy(to, at, (size_t)(end - at));
    *to++ = '"';
    out->size += (size_t)(to - start);
}

static void rewrite_cell(struct csv_writer *writer, size_t start, unsigned found, bool guarded, struct buffer *out)
{
    struct buffer *cell = &writer->scratch;
    buffer_clear(cell);
    if (guarded)
        buffer_add_char(cell, '\'');
    csv_add_joined(out->data + start, out->size - start, found, cell);
    out->size = start;
    if (needs_quotes(writer, cell, found))
        add_quoted(cell, out);
    else
        buffer_add(out, cell->data, cell->size);
}

void csv_finish_cell(struct csv_writer *writer, size_t start, struct buffer *out)
{
    if (out->size > start && !out->data[out->size - 1]) /* behind the last item */
        out->size--;
    size_t size = out->size - start;
    if (!size)
        return;
    const char *text = out->data + start;
    unsigned found = survey(text, size);
    bool guarded = writer->excel && formula_begins(text, size);
    bool stays = (found | MARK_WIDE) == MARK_WIDE && !guarded && !has_blank_end(text, size);
    if (!stays || (found && !csv_is_visible(text, size)))
        rewrite_cell(writer, start, found, guarded, out);
}

static void add_text_cell(struct csv_writer *writer, const char *text, struct buffer *out)
{
    size_t start = out->size;
    buffer_add_text(out, text);
    csv_finish_cell(writer, start, out);
}

static void add_separator(const struct csv_writer *writer, struct buffer *out)
{
    *buffer_reserve(out, 1) = writer->separator;
    out->size++;
}

static void csv_end_line(const struct csv_writer *writer, struct buffer *out)
{
    if (writer->excel)
        buffer_add_char(out, '\r');
    buffer_add_char(out, '\n');
}

static void make_header(struct csv_writer *writer)
{
    struct buffer *out = &writer->header;
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        if (i)
            add_separator(writer, out);
        add_text_cell(writer, columns_table[i].name, out);
    }
    for (size_t i = 0; i < writer->further.count; i++) {
        add_separator(writer, out);
        add_text_cell(writer, writer->further.items[i], out);
    }
}

void csv_add_header(struct csv_writer *writer, struct buffer *out)
{
    if (!writer->header.size)
        make_header(writer);
    if (writer->excel)
        buffer_add_text(out, UTF8_BYTE_ORDER_MARK);
    buffer_add(out, writer->header.data, writer->header.size);
    csv_end_line(writer, out);
}

/* Whether a row that was read back may stay as it stands: below the same headings, with nothing in it that is to be
 * seen and is not. */
static bool may_stay(const struct csv_writer *writer, const struct column_line *line)
{
    const struct buffer *header = &writer->header;
    if (!line->size || writer->excel || line->header_size != header->size ||
        memcmp(line->header, header->data, header->size) != 0)
        return false;
    unsigned found = survey(line->text, line->size), separator = writer->separator == '\t' ? MARK_LINE : 0;
    return !(found & (MARK_CONTROL | MARK_ITEM | (MARK_LINE & ~separator))) &&
           (!(found & MARK_WIDE) || csv_is_visible(line->text, line->size));
}

static void csv_add_cell(struct csv_writer *writer, struct column_row *row, enum column_id id, struct buffer *out)
{
    size_t start = out->size;
    columns_write(row, id, out);
    if (out->size > start && (writer->excel || !columns_are_plain(row, id)))
        csv_finish_cell(writer, start, out);
}

static struct csv_piece *csv_place_of(struct csv_writer *writer, enum column_piece_id id, struct column_piece_key key)
{
    uint64_t hash = (key.what ^ (uint64_t)key.when << 32) * 0x9E3779B97F4A7C15;
    return &writer->pieces[id][hash >> (64 - CSV_PIECE_PLACE_BITS)];
}

/* The cells of a piece from COLUMN on, from where they were made before if that place holds them. */
static void add_piece(struct csv_writer *writer, struct column_row *row, unsigned column, enum column_piece_id id,
                      struct column_piece_key key, struct buffer *out)
{
    struct csv_piece *made = csv_place_of(writer, id, key);
    if (!made->text.size || made->key.what != key.what || made->key.when != key.when) {
        buffer_clear(&made->text);
        made->key = key;
        for (unsigned i = column; i <= columns_pieces[id].last; i++) {
            if (i > column)
                add_separator(writer, &made->text);
            csv_add_cell(writer, row, i, &made->text);
        }
    }
    buffer_add(out, made->text.data, made->text.size);
}

/* The first two cells of most rows: what the list has is how the name is printed. */
static void add_name_twice(const struct csv_writer *writer, const char *name, struct buffer *out)
{
    size_t size = strlen(name);
    char *to = buffer_reserve(out, 2 * size + 1);
    to = mempcpy(to, name, size);
    *to++ = writer->separator;
    to = mempcpy(to, name, size);
    out->size = (size_t)(to - out->data);
}

/* Appends the cells from COLUMN on, one or several; returns the last one's column. */
static unsigned add_cells(struct csv_writer *writer, struct column_row *row, unsigned column, struct buffer *out)
{
    struct column_piece_key key;
    if (column == COLUMN_DOMAIN && !writer->excel && columns_have_one_name(row)) {
        add_name_twice(writer, row->domain, out);
        return COLUMN_NAME;
    }
    enum column_piece_id id = columns_pieces_at[column];
    while (id && !columns_piece_key(row, id, &key))
        id = columns_pieces[id].shorter;
    if (!id) {
        csv_add_cell(writer, row, column, out);
        return column;
    }
    add_piece(writer, row, column, id, key, out);
    return columns_pieces[id].last;
}

void csv_add_row(struct csv_writer *writer, struct column_row *row, struct buffer *out)
{
    if (may_stay(writer, &row->line)) {
        buffer_add(out, row->line.text, row->line.size);
        csv_end_line(writer, out);
        return;
    }
    for (unsigned i = 0; i < COLUMN_COUNT; i++) {
        if (i)
            add_separator(writer, out);
        i = add_cells(writer, row, i, out);
    }
    for (size_t i = 0; i < writer->further.count; i++) {
        add_separator(writer, out);
        add_text_cell(writer, columns_further(row, i), out);
    }
    csv_end_line(writer, out);
}

void csv_writer_free(struct csv_writer *writer)
{
    for (unsigned id = 0; id < COLUMN_PIECES; id++)
        for (unsigned place = 0; place < CSV_PIECE_PLACES; place++)
            buffer_free(&writer->pieces[id][place].text);
    buffer_free(&writer->header);
    buffer_free(&writer->scratch);
}

bool csv_is_same_text(const char *a, const char *b)
{
    if (strcmp(a, b) == 0) /* nearly always */
        return true;
    struct buffer one = {0}, other = {0};
    csv_add_visible(a, strlen(a), &one);
    csv_add_visible(b, strlen(b), &other);
    bool same = one.size == other.size && memcmp(buffer_text(&one), buffer_text(&other), one.size) == 0;
    buffer_free(&one);
    buffer_free(&other);
    return same;
}
