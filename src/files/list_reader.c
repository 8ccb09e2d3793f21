/* SPDX-License-Identifier: Apache-2.0 */
/* Octets come in; entries go out. On the way:
 *
 *   octets -> lines (list_lines.h, UTF-8 where the encoding was named) -> format, by the first line (list_format.h)
 *          -> rows of cells (list_csv.h) -> UTF-8 where it has to be found (list_encoding.h)
 *          -> entries: by the columns (list_columns.h), or of a UPKI file (list_upki.h)
 * (cp932 has neither separators nor quotes nor line ends as second octets, so that cells may be found first.)
 *
 * Cells stay where their line was read, unless the line has quotes or an encoding of its own. Everything that is said
 * and done depends on the octets alone, never on how they were cut. */
#include "files/list_reader.h"

#include "files/file_problem.h"
#include "files/list_columns.h"
#include "files/list_csv.h"
#include "files/list_upki.h"
#include "files/upki_dn.h"
#include "util/memory.h"

#include <stdlib.h>
#include <string.h>

struct list_reader {
    char *label, *encoding_name;
    struct list_handler handler;
    struct list_messages messages;
    enum list_format format;
    bool guessed; /* the format was not told */
    struct list_lines lines;
    struct list_csv csv;
    struct list_encoding encoding;
    struct list_record record; /* the row that was read last */
    bool columns_known;
    struct list_columns columns;
    const char *further[LIST_CELLS_MAX]; /* cells of that row */
    struct list_upki upki;
};

/* ---- columns ---- */

/* NAMES: of the further columns. */
static void tell_columns(struct list_reader *reader, const struct list_cells *names)
{
    const char *items[LIST_CELLS_MAX];
    for (size_t i = 0; i < names->count; i++)
        items[i] = list_cells_get(names, i);
    reader->columns_known = true;
    reader->handler.columns(reader->handler.context, (struct text_list){items, names->count});
}

/* Returns whether the first row is a header. */
static bool learn_columns(struct list_reader *reader)
{
    struct list_cells names = {0};
    bool header = list_columns_learn(&reader->columns, reader->record.cells, &names);
    tell_columns(reader, &names);
    list_cells_free(&names);
    reader->csv.room = reader->columns.count;
    return header;
}

/* ---- rows; each returns whether RET_ROW is an entry now ---- */

static bool read_row(struct list_reader *reader, struct list_row *ret_row)
{
    const struct list_record *record = &reader->record;
    bool header = !reader->columns_known && learn_columns(reader);
    size_t domain = reader->columns.roles[LIST_ROLE_DOMAIN];
    bool undecodable = list_record_warn_spoilt(record, &reader->encoding, domain, &reader->messages);
    if (header)
        return false;
    if (record->excess)
        list_messages_warn(&reader->messages, LIST_WARNING_CELLS, record->line,
                           "the row has more cells than the first one; what is too much is dropped, here and further "
                           "down: put a cell that holds a comma between \"");
    *ret_row = (struct list_row){.line = record->line, .undecodable = undecodable};
    list_columns_apply(&reader->columns, record->cells, reader->further, ret_row);
    ret_row->expires = list_record_date(record, reader->columns.roles[LIST_ROLE_EXPIRES], &reader->messages);
    return true;
}

/* Returns whether the first row is a header. */
static bool learn_upki(struct list_reader *reader)
{
    bool header = false;
    list_upki_learn(&reader->upki, &reader->record, &reader->messages, &header);
    tell_columns(reader, &(struct list_cells){0});
    return header;
}

static bool read_upki_row(struct list_reader *reader, struct list_row *ret_row)
{
    reader->record.secret = true;
    bool header = !reader->columns_known && learn_upki(reader);
    list_record_warn_spoilt(&reader->record, &reader->encoding, LIST_CELLS_MAX, &reader->messages);
    if (header || reader->messages.status != STATUS_OK)
        return false;
    list_upki_read(&reader->upki, &reader->record, &reader->messages);
    return list_upki_next(&reader->upki, ret_row);
}

/* Whether this is a UPKI file that was not recognised, as somebody put a line of their own above its records, or as its
 * header was read in a wrong encoding: read on as another list, its columns would be carried through. A list with fewer
 * columns may have a DN among them. */
static bool is_upki_in_disguise(const struct list_reader *reader)
{
    const struct list_cells *cells = reader->record.cells;
    size_t looked_at = cells->count < UPKI_SERVER_COLUMNS ? 1 : cells->count;
    for (size_t i = 0; reader->guessed && i < looked_at; i++) {
        const char *text = list_cells_get(cells, i);
        if (upki_dn_begins(text + (*text == '"')))
            return true;
    }
    return false;
}

static bool end_row(struct list_reader *reader, struct list_row *ret_row)
{
    struct list_record *record = &reader->record;
    struct list_messages *messages = &reader->messages;
    bool first = !reader->columns_known;
    record->excess = reader->csv.excess;
    if (list_cells_are_empty(&reader->csv.cells) && !record->excess)
        return false;
    record->cells = list_encoding_read(&reader->encoding, &reader->csv.cells, &record->spoilt);
    if (!record->cells)
        return list_messages_fail(messages, record->line,
                                  "not UTF-8, and this system's iconv knows no cp932; say what it is: --encoding");
    if (first && reader->encoding.name && record->spoilt.count)
        return list_messages_fail(messages, record->line,
                                  "the row is not valid %s; give the list's own encoding with --encoding",
                                  list_encoding_name(&reader->encoding));
    if (first && record->excess)
        return list_messages_fail(messages, record->line, "more than 256 columns; is this a list of names?");
    if (reader->format == LIST_FORMAT_UPKI)
        return read_upki_row(reader, ret_row);
    if (is_upki_in_disguise(reader))
        return list_messages_fail(messages, record->line,
                                  "a 主体者DN: this looks like a record of a UPKI file, whose personal columns would "
                                  "be carried through; remove the lines above it, or say with --input-format what the "
                                  "list is");
    return read_row(reader, ret_row);
}

/* ---- lines ---- */

/* In a UPKI file quotes are no quotes: a PIN may begin with one. */
static void set_format(struct list_reader *reader, enum list_format format)
{
    reader->format = format;
    if (format == LIST_FORMAT_CSV)
        list_csv_separate(&reader->csv, ',', true);
    else if (format == LIST_FORMAT_TSV || format == LIST_FORMAT_UPKI)
        list_csv_separate(&reader->csv, '\t', format == LIST_FORMAT_TSV);
}

static bool is_blank(const struct list_line *line)
{
    for (size_t i = 0; i < line->size; i++)
        if (!list_csv_is_blank(line->text[i]))
            return false;
    return true;
}

/* Whether a line begins a row; the first that does says what the format is. */
static bool begin_row(struct list_reader *reader, const struct list_line *line)
{
    if (!line->size || line->text[0] == '#')
        return false;
    reader->record.line = line->number;
    if (reader->format != LIST_FORMAT_AUTO)
        return true;
    if (is_blank(line))
        return false;
    set_format(reader, list_format_find(line->text, line->size, reader->encoding.name, reader->label));
    return true;
}

static bool fail_open_quote(struct list_reader *reader)
{
    return list_messages_fail(&reader->messages, reader->csv.cell_line,
                              "a cell begins with \" and is not closed; add the closing \", or double it where it is "
                              "meant");
}

static bool take_line(struct list_reader *reader, struct list_line *line, struct list_row *ret_row)
{
    if (!reader->csv.open && !begin_row(reader, line))
        return false;
    switch (list_csv_take(&reader->csv, line)) {
    case LIST_CSV_ROW:
        return end_row(reader, ret_row);
    case LIST_CSV_LONG_CELL:
        return list_messages_fail(&reader->messages, reader->csv.cell_line,
                                  "a cell is longer than 65536 octets; shorten it, or close a \" before it");
    case LIST_CSV_OPEN_QUOTE:
        return fail_open_quote(reader);
    default:
        return false;
    }
}

static void end_list(struct list_reader *reader)
{
    if (reader->csv.open)
        fail_open_quote(reader);
    else if (!reader->columns_known)
        tell_columns(reader, &(struct list_cells){0});
}

/* What is no line of a list. */
static void fail_line(struct list_reader *reader, enum list_lines_result fault, uint64_t line)
{
    struct list_messages *messages = &reader->messages;
    if (fault == LIST_LINES_NUL)
        list_messages_fail(messages, line,
                           "a NUL octet: this is no text, or it is UTF-16; save the list as UTF-8, or say --encoding "
                           "UTF-16");
    else if (fault == LIST_LINES_ISO_2022)
        list_messages_fail(messages, line,
                           "this is ISO-2022-JP text; save the list as UTF-8, or say --encoding ISO-2022-JP");
    else
        list_messages_fail(messages, line, "the line is longer than 1 MiB: is this a list of names?");
}

/* ---- the interface ---- */

enum list_result list_reader_next(struct list_reader *reader, struct list_row *ret_row, struct problem *ret_problem)
{
    reader->messages.problem = ret_problem;
    if (list_upki_next(&reader->upki, ret_row))
        return LIST_ENTRY;
    while (reader->messages.status == STATUS_OK) {
        struct list_line line;
        enum list_lines_result result = list_lines_next(&reader->lines, &line);
        if (result == LIST_LINES_MORE)
            return LIST_MORE;
        if (result == LIST_LINES_END)
            end_list(reader);
        else if (result != LIST_LINES_LINE)
            fail_line(reader, result, line.number);
        else if (take_line(reader, &line, ret_row))
            return LIST_ENTRY;
        if (result == LIST_LINES_END && reader->messages.status == STATUS_OK)
            return LIST_END;
    }
    return LIST_FAILED;
}

enum status list_reader_new(const struct list_settings *settings, const struct list_handler *handler,
                            struct list_reader **ret_reader, struct problem *ret_problem)
{
    struct charset *charset = settings->encoding ? charset_new(settings->encoding, LIST_ENCODING_MARK) : NULL;
    if (settings->encoding && !charset) {
        file_problem_set(ret_problem, settings->label, 0, "unknown encoding `%s'; iconv -l lists the known ones",
                         settings->encoding);
        return STATUS_USAGE;
    }
    struct list_reader *reader = memory_zero(sizeof *reader);
    reader->label = memory_text(settings->label, strlen(settings->label));
    reader->handler = *handler;
    reader->messages = (struct list_messages){reader->label, handler->warning, handler->context, .problem = NULL};
    reader->lines.charset = charset;
    if (charset)
        reader->encoding.name = reader->encoding_name = memory_text(settings->encoding, strlen(settings->encoding));
    list_csv_init(&reader->csv);
    reader->guessed = settings->format == LIST_FORMAT_AUTO;
    set_format(reader, settings->format);
    *ret_reader = reader;
    return STATUS_OK;
}

void list_reader_free(struct list_reader *reader)
{
    if (!reader)
        return;
    list_lines_free(&reader->lines);
    list_csv_free(&reader->csv);
    list_encoding_free(&reader->encoding);
    list_upki_free(&reader->upki);
    free(reader->encoding_name);
    free(reader->label);
    free(reader);
}

void list_reader_feed(struct list_reader *reader, const char *bytes, size_t size)
{
    list_lines_add(&reader->lines, bytes, size);
}

void list_reader_finish(struct list_reader *reader)
{
    list_lines_end(&reader->lines);
}
