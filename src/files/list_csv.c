/* SPDX-License-Identifier: Apache-2.0 */
#include "files/list_csv.h"

#include "util/memory.h"

#include <string.h>

enum {
    BLOCK = 1024, /* LIST_CELL_MAX is a multiple: libcsv's buffer grows by so much as soon as a cell has filled it */
    PIECE_MAX = 16384 /* octets fed to libcsv before its buffer is looked at */
};

static int is_end(unsigned char octet)
{
    return octet == '\n' || octet == '\r';
}

bool list_csv_is_blank(char octet)
{
    return octet == ' ' || octet == '\t';
}

/* libcsv itself takes care that a separator is none. */
static int list_csv_of_is_blank(unsigned char octet)
{
    return list_csv_is_blank((char)octet);
}

void list_csv_init(struct list_csv *csv)
{
    csv_init(&csv->parser, CSV_REPALL_NL);
    csv_set_blk_size(&csv->parser, BLOCK);
    csv_set_term_func(&csv->parser, is_end);
    csv_set_space_func(&csv->parser, list_csv_of_is_blank);
    csv->room = LIST_CELLS_MAX;
}

void list_csv_free(struct list_csv *csv)
{
    csv_free(&csv->parser);
    list_cells_free(&csv->cells);
}

void list_csv_separate(struct list_csv *csv, char separator, bool quotes)
{
    csv->separator = separator;
    csv->quotes = quotes;
    csv_set_delim(&csv->parser, (unsigned char)separator);
}

/* ---- lines that are cut where they stand ---- */

/* In a list of one name a line, quotes are those of a mail address, "a b"@example.jp, unless they are around it all. */
static bool list_csv_is_quoted(const struct list_csv *csv, const char *text, size_t size)
{
    if (csv->quotes || csv->separator)
        return csv->quotes && size && *text == '"';
    return size > 1 && *text == '"' && memchr(text + 1, '"', size - 1) == text + size - 1;
}

/* Of a cell within quotes, what they hold. */
static void lend_cell(struct list_csv *csv, char *text, size_t size)
{
    bool trims = csv->quotes || !csv->separator; /* where no quotes can keep them, blanks are looked at later */
    while (trims && size && list_csv_is_blank(text[size - 1]))
        size--;
    while (trims && size && list_csv_is_blank(*text)) {
        text++;
        size--;
    }
    if (list_csv_is_quoted(csv, text, size)) {
        text++;
        size -= 2;
    }
    csv->long_cell = csv->long_cell || size > LIST_CELL_MAX;
    if (csv->cells.count < csv->room)
        list_cells_lend(&csv->cells, text, size);
    else if (size)
        csv->excess = true;
}

static char *behind_blanks(const struct list_csv *csv, char *text, const char *end)
{
    while (text < end && list_csv_is_blank(*text) && *text != csv->separator)
        text++;
    return text;
}

/* Where the cell ends that begins at TEXT, with a separator or with the line. NULL: it begins with a quote, and the
 * next one does not end it. */
static char *end_of_cell(const struct list_csv *csv, char *text, char *end)
{
    char *first = csv->quotes ? behind_blanks(csv, text, end) : end;
    if (first < end && *first == '"') {
        char *closing = memchr(first + 1, '"', (size_t)(end - (first + 1)));
        char *behind = closing ? behind_blanks(csv, closing + 1, end) : NULL;
        return behind && (behind == end || *behind == csv->separator) ? behind : NULL;
    }
    char *separator = csv->separator && text < end ? memchr(text, csv->separator, (size_t)(end - text)) : NULL;
    return separator ? separator : end;
}

static bool can_be_cut(const struct list_csv *csv, const struct list_line *line)
{
    char *text = line->text, *end = text + line->size;
    if (!csv->quotes || !line->size || !memchr(text, '"', line->size))
        return true;
    while ((text = end_of_cell(csv, text, end)) && text < end)
        text++;
    return text;
}

static void cut_line(struct list_csv *csv, struct list_line *line)
{
    char *text = line->text, *end = text + line->size, *cell_end;
    while ((cell_end = end_of_cell(csv, text, end)) < end) {
        lend_cell(csv, text, (size_t)(cell_end - text));
        text = cell_end + 1;
    }
    lend_cell(csv, text, (size_t)(end - text));
}

/* ---- lines that libcsv has to read ---- */

/* Whether a cell that has not ended yet is too long in any case: nobody says how long it is. */
static bool buffer_is_long(struct list_csv *csv)
{
    return csv_get_buffer_size(&csv->parser) > LIST_CELL_MAX + BLOCK;
}

static void take_cell(void *text, size_t size, void *context)
{
    struct list_csv *csv = context;
    csv->long_cell = csv->long_cell || size > LIST_CELL_MAX || buffer_is_long(csv);
    if (csv->long_cell)
        return;
    if (csv->cells.count < csv->room)
        list_cells_add(&csv->cells, text, size);
    else if (size)
        csv->excess = true;
    csv->cell_line = csv->line;
}

static void list_csv_end_row(int octet, void *context)
{
    struct list_csv *csv = context;
    (void)octet;
    csv->row_ended = true;
}

static void feed(struct list_csv *csv, const char *text, size_t size)
{
    while (size && !csv->long_cell) {
        size_t piece = size < PIECE_MAX ? size : PIECE_MAX;
        if (csv_parse(&csv->parser, text, piece, take_cell, list_csv_end_row, csv) != piece)
            memory_exhausted(); /* the only error where nothing is strict */
        csv->long_cell = csv->long_cell || buffer_is_long(csv);
        text += piece;
        size -= piece;
    }
}

/* Whether libcsv ends the row at the line's end says whether that stands within quotes. */
static void parse_line(struct list_csv *csv, const struct list_line *line)
{
    csv->row_ended = false;
    feed(csv, line->text, line->size);
    if (*line->end)
        feed(csv, line->end, strlen(line->end));
    else
        feed(csv, "\n", 1);
    csv->open = !csv->row_ended;
}

/* Whether a quote stands within a quoted cell, neither doubled nor at its end. INSIDE: the line begins within one. */
static bool has_stray_quote(const struct list_csv *csv, const struct list_line *line, bool inside)
{
    char *text = line->text, *end = text + line->size;
    while (text < end) {
        char *quote = inside ? memchr(text, '"', (size_t)(end - text)) : behind_blanks(csv, text, end);
        if (!quote || quote == end)
            return false;
        if (!inside && *quote == '"') {
            inside = true;
            text = quote + 1;
        } else if (!inside) {
            char *separator = memchr(quote, csv->separator, (size_t)(end - quote));
            text = separator ? separator + 1 : end;
        } else if (quote + 1 < end && quote[1] == '"') {
            text = quote + 2;
        } else {
            char *behind = behind_blanks(csv, quote + 1, end);
            if (behind < end && *behind != csv->separator)
                return true;
            inside = false;
            text = behind < end ? behind + 1 : end;
        }
    }
    return false;
}

/* ---- rows ---- */

static enum list_csv_result result_of(const struct list_csv *csv)
{
    if (csv->long_cell)
        return csv->line > csv->cell_line ? LIST_CSV_OPEN_QUOTE : LIST_CSV_LONG_CELL;
    return csv->open ? LIST_CSV_GOES_ON : LIST_CSV_ROW;
}

enum list_csv_result list_csv_take(struct list_csv *csv, struct list_line *line)
{
    csv->line = line->number;
    if (!csv->open) {
        list_cells_clear(&csv->cells);
        csv->excess = false;
        csv->cell_line = line->number;
    }
    if (!csv->open && can_be_cut(csv, line)) {
        cut_line(csv, line);
        return result_of(csv);
    }
    const bool was_open = csv->open;
    const uint64_t began = csv->cell_line;
    parse_line(csv, line);
    /* Where a cell goes on in the next line, such a quote says that it was not meant to: `"A" Ltd.` would swallow all
     * rows up to the next quote. */
    if ((was_open || csv->open) && has_stray_quote(csv, line, was_open)) {
        csv->cell_line = began;
        return LIST_CSV_OPEN_QUOTE;
    }
    return result_of(csv);
}
