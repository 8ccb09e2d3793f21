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
#include "util/language.h"
#include "util/memory.h"

#include <stdlib.h>
#include <string.h>

enum {
    QUOTED_CELLS = 7 /* of the first row: were it a record of the UPKI service after all, the next ones are personal */
};

struct list_reader {
    char *label, *encoding_name, *wanted_column;
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

/* NAMES: of the further columns. COLUMN: the one with the names, NULL where there is no choice. */
static void tell_columns(struct list_reader *reader, const struct list_cells *names, const size_t *column)
{
    const char *items[LIST_CELLS_MAX];
    for (size_t i = 0; i < names->count; i++)
        items[i] = list_cells_get(names, i);
    const struct list_heading heading = {
        .further = {items, names->count},
        .column = column ? *column + 1 : 0,
        .name = column && reader->columns.header ? list_cells_get(reader->record.cells, *column) : ""};
    reader->columns_known = true;
    reader->handler.columns(reader->handler.context, &heading);
}

static bool fail_columns(struct list_reader *reader)
{
    struct buffer row = {0};
    const struct list_cells *cells = reader->record.cells;
    for (size_t i = 0; i <= QUOTED_CELLS && i < cells->count; i++) {
        buffer_add_text(&row, i ? ", " : "");
        buffer_add_text(&row, i < QUOTED_CELLS ? list_cells_get(cells, i) : "...");
    }
    if (reader->wanted_column)
        list_messages_fail(&reader->messages, reader->record.line,
                           "no column `%.60s' in the first row, which is: %.200s; --column takes a name of it, or a "
                           "number from 1 to %zu",
                           reader->wanted_column, buffer_text(&row), cells->count);
    else
        list_messages_fail(&reader->messages, reader->record.line,
                           "which column holds the names cannot be told from the first row, which is: %.200s; say it "
                           "with --column NAME or --column N, or call it `domain' in a header",
                           buffer_text(&row));
    buffer_free(&row);
    return false;
}

/* False: the reading has ended. */
static bool learn_columns(struct list_reader *reader)
{
    struct list_cells names = {0};
    struct list_columns *columns = &reader->columns;
    if (!list_columns_learn(columns, reader->record.cells, reader->wanted_column))
        return fail_columns(reader);
    list_columns_name(columns, reader->record.cells, &names);
    tell_columns(reader, &names, columns->count > 1 || columns->header ? &columns->roles[LIST_ROLE_DOMAIN] : NULL);
    list_cells_free(&names);
    reader->csv.room = columns->count;
    return true;
}

/* ---- names that are not audited ---- */

static void warn_further_names(struct list_reader *reader, const struct list_row *row)
{
    for (size_t i = 0; i < reader->columns.count; i++) {
        const char *text = list_cells_get(reader->record.cells, i);
        if (i != reader->columns.roles[LIST_ROLE_DOMAIN] && list_name_is_host(text) &&
            !ascii_equal(text, strlen(text), row->name.text, row->name.size))
            list_messages_warn(&reader->messages, LIST_WARNING_FURTHER_NAME, reader->record.line,
                               "column %zu: `%.100s' is a name, too, and is not audited; give it a row of its own, or "
                               "the list a header",
                               i + 1, text);
    }
}

static void warn_names(struct list_reader *reader, const struct list_row *row)
{
    if (list_name_is_several(row->domain))
        list_messages_warn(&reader->messages, LIST_WARNING_TWO_NAMES, reader->record.line,
                           "`%.100s' is more than one name in a cell, and none of them is audited; give each a row of "
                           "its own",
                           row->domain);
    if (!reader->columns.header && reader->columns.count > 1)
        warn_further_names(reader, row);
}

/* ---- rows; each returns whether RET_ROW is an entry now ---- */

static bool read_row(struct list_reader *reader, struct list_row *ret_row)
{
    const struct list_record *record = &reader->record;
    bool first = !reader->columns_known;
    if (first && !learn_columns(reader))
        return false;
    size_t domain = reader->columns.roles[LIST_ROLE_DOMAIN];
    bool undecodable = list_record_warn_spoilt(record, &reader->encoding, domain, &reader->messages);
    if (first && reader->columns.header)
        return false;
    if (record->excess)
        list_messages_warn(&reader->messages, LIST_WARNING_CELLS, record->line,
                           "the row has more cells than the first one; what is too much is dropped, here and further "
                           "down: put a cell that holds a comma between \"");
    *ret_row = (struct list_row){.line = record->line, .undecodable = undecodable};
    list_columns_apply(&reader->columns, record->cells, reader->further, ret_row);
    ret_row->name = list_name_of(ret_row->domain);
    if (reader->messages.warning)
        warn_names(reader, ret_row);
    ret_row->expires = list_record_date(record, reader->columns.roles[LIST_ROLE_EXPIRES], &reader->messages);
    return true;
}

/* Returns whether the first row is a header. */
static bool learn_upki(struct list_reader *reader)
{
    bool header = false;
    list_upki_learn(&reader->upki, &reader->record, &reader->messages, &header);
    tell_columns(reader, &(struct list_cells){0}, NULL);
    return header;
}

static bool read_upki_row(struct list_reader *reader, struct list_row *ret_row)
{
    reader->record.secret = true;
    bool header = !reader->columns_known && learn_upki(reader);
    list_record_warn_spoilt(&reader->record, &reader->encoding, LIST_CELLS_MAX, &reader->messages);
    if (header || reader->messages.status != STATUS_OK)
        return false;
    if (!reader->upki.layout.download && reader->encoding.found == LIST_ENCODING_UTF8)
        list_messages_warn(&reader->messages, LIST_WARNING_UPKI_ENCODING, reader->record.line,
                           "this is UTF-8, and the service takes Shift_JIS (cp932): save the file in it before it is "
                           "uploaded");
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
    if (reader->encoding.seems_euc_jp)
        list_messages_warn(messages, LIST_WARNING_EUC_JP, record->line,
                           "this looks like EUC-JP and was read as %s, which makes other characters of it; say "
                           "--encoding EUC-JP, or save the list as UTF-8",
                           list_encoding_name(&reader->encoding));
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

/* Whether there is nothing in a line but blanks, and a comment perhaps. */
static bool starts_comment(const struct list_line *line)
{
    size_t at = 0;
    while (at < line->size && list_csv_is_blank(line->text[at]))
        at++;
    return at == line->size || line->text[at] == '#';
}

/* Ends a line where a comment begins: a # behind a blank, and not within quotes. */
static void cut_comment(const struct list_csv *csv, struct list_line *line)
{
    bool quoted = false;
    if (!memchr(line->text, '#', line->size))
        return;
    for (size_t i = 0; i < line->size; i++) {
        if (line->text[i] == '"' && csv->quotes)
            quoted = !quoted;
        if (line->text[i] == '#' && !quoted && i && list_csv_is_blank(line->text[i - 1]))
            line->size = i;
    }
}

/* Whether the lines of the list, of which this may be the first, are one cell each. */
static bool is_single(const struct list_reader *reader, const struct list_line *line)
{
    char separator = reader->csv.separator;
    if (!separator || reader->format == LIST_FORMAT_UPKI)
        return !separator;
    return reader->columns_known ? reader->columns.count == 1 : !memchr(line->text, separator, line->size);
}

/* By the first line that holds something. False: it is none of the list. */
static bool find_format(struct list_reader *reader, struct list_line *line)
{
    const char *other = list_format_other_text(line->text, line->size);
    if (other)
        return list_messages_fail(&reader->messages, line->number, "%s", language_text(other));
    struct list_format_found found = list_format_find(line->text, line->size, reader->encoding.name, reader->label);
    set_format(reader, found.format);
    if (found.format == LIST_FORMAT_CSV)
        list_csv_separate(&reader->csv, found.separator, true);
    return true;
}

/* Whether a line begins a row. */
static bool begin_row(struct list_reader *reader, struct list_line *line)
{
    char separator;
    if (!line->size || line->text[0] == '#')
        return false;
    reader->record.line = line->number;
    if (!reader->columns_known && reader->format != LIST_FORMAT_UPKI &&
        list_format_names_separator(line->text, line->size, &separator)) {
        reader->format = LIST_FORMAT_CSV;
        list_csv_separate(&reader->csv, separator, true);
        return false;
    }
    if ((reader->format == LIST_FORMAT_AUTO || reader->format == LIST_FORMAT_UPKI) && starts_comment(line))
        return false;
    if (reader->format == LIST_FORMAT_AUTO && !find_format(reader, line))
        return false;
    if (is_single(reader, line))
        cut_comment(&reader->csv, line);
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
        tell_columns(reader, &(struct list_cells){0}, NULL);
}

/* What is no line of a list. */
static void fail_line(struct list_reader *reader, enum list_lines_result fault, const struct list_line *line)
{
    struct list_messages *messages = &reader->messages;
    const char *other = line->number == 1 ? list_format_other_file(line->text, line->size) : NULL;
    if (other)
        list_messages_fail(messages, line->number, "%s", language_text(other));
    else if (fault == LIST_LINES_NUL)
        list_messages_fail(messages, line->number,
                           "a NUL octet: this is no text, or it is UTF-16; save the list as UTF-8, or say --encoding "
                           "UTF-16");
    else if (fault == LIST_LINES_ISO_2022)
        list_messages_fail(messages, line->number,
                           "this is ISO-2022-JP text; save the list as UTF-8, or say --encoding ISO-2022-JP");
    else
        list_messages_fail(messages, line->number, "the line is longer than 1 MiB: is this a list of names?");
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
        else if (result != LIST_LINES_LINE || (line.number == 1 && list_format_other_file(line.text, line.size)))
            fail_line(reader, result, &line);
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
    if (settings->column)
        reader->wanted_column = memory_text(settings->column, strlen(settings->column));
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
    free(reader->wanted_column);
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
