/* SPDX-License-Identifier: Apache-2.0 */
/* Octets come in; entries go out. On the way:
 *
 *   octets -> lines (list_lines.h, UTF-8 where the encoding was named) -> format, by the first line (list_format.h)
 *          -> rows of cells (list_csv.h) -> UTF-8 where it has to be found (list_encoding.h)
 *          -> entries: by the columns (list_columns.h), or of a UPKI file (list_upki.h)
 * (cp932 has neither separators nor quotes nor line ends as second octets, so that cells may be found first.)
 *
 * Cells stay where their line was read, unless a quote within a quoted one or an encoding of their own makes others of
 * them; those of an entry that is handed out are copied, once, to the caller's arena. Everything that is said
 * and done depends on the octets alone, never on how they were cut. */
#include "files/list_reader.h"

#include "files/list_columns.h"
#include "files/list_csv.h"
#include "files/list_name.h"
#include "files/list_upki.h"
#include "files/upki_dn.h"
#include "util/memory.h"
#include "util/problem.h"

#include <stdlib.h>
#include <string.h>

enum {
    QUOTED_CELLS = 7 /* of the first row: were it a record of the UPKI service after all, the next ones are personal */
};

enum { CELL_SHOWN_MAX = 100, ROW_SHOWN_MAX = 200 }; /* octets within a message */

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
    struct list_upki upki;
    struct list_row row;          /* but for its texts; not of a UPKI file */
    size_t entries, entries_left; /* of the row; that have not been handed out */
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
        list_messages_fail(
            &reader->messages, reader->record.line,
            SAYING_VALUE(SAY_LIST_NO_SUCH_COLUMN(saying_part(reader->wanted_column, CELL_SHOWN_MAX), cells->count,
                                                 saying_part(buffer_text(&row), ROW_SHOWN_MAX))));
    else
        list_messages_fail(&reader->messages, reader->record.line,
                           SAYING_VALUE(SAY_LIST_NO_COLUMN(saying_part(buffer_text(&row), ROW_SHOWN_MAX))));
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
    if (columns->header)
        reader->csv.room = columns->count;
    return true;
}

/* ---- names that are not audited ---- */

static void warn_further_names(struct list_reader *reader, const char *domain)
{
    for (size_t i = 0; i < reader->record.cells->count; i++) {
        const char *text = list_cells_get(reader->record.cells, i);
        if (i != reader->columns.roles[LIST_ROLE_DOMAIN] && list_name_is_host(text) && !list_name_is_same(text, domain))
            list_messages_warn(&reader->messages, LIST_WARNING_FURTHER_NAME, reader->record.line,
                               SAYING_VALUE(SAY_LIST_FURTHER_NAME(i + 1, saying_part(text, CELL_SHOWN_MAX))));
    }
}

static void warn_names(struct list_reader *reader, const char *domain)
{
    if (list_name_is_several(domain))
        list_messages_warn(&reader->messages, LIST_WARNING_TWO_NAMES, reader->record.line,
                           SAYING_VALUE(SAY_LIST_TWO_NAMES(saying_part(domain, CELL_SHOWN_MAX))));
    if (!reader->columns.header)
        warn_further_names(reader, domain);
}

/* ---- rows; each returns how many entries it is ---- */

/* Of a list without a header all cells are read, as there may be names in them. */
static bool has_excess(const struct list_reader *reader)
{
    const struct list_cells *cells = reader->record.cells;
    for (size_t i = reader->columns.count; i < cells->count; i++)
        if (*list_cells_get(cells, i))
            return true;
    return false;
}

static size_t read_row(struct list_reader *reader)
{
    const struct list_record *record = &reader->record;
    bool first = !reader->columns_known;
    if (first && !learn_columns(reader))
        return 0;
    size_t domain = reader->columns.roles[LIST_ROLE_DOMAIN];
    bool undecodable = list_record_warn_spoilt(record, &reader->encoding, domain, &reader->messages);
    if (first && reader->columns.header)
        return 0;
    if (record->excess || has_excess(reader))
        list_messages_warn(&reader->messages, LIST_WARNING_CELLS, record->line, saying_kept(SAID_LIST_MORE_CELLS));
    if (reader->messages.warning)
        warn_names(reader, list_cells_get(record->cells, domain));
    time_t expires = list_record_date(record, reader->columns.roles[LIST_ROLE_EXPIRES], &reader->messages);
    reader->row = (struct list_row){.line = record->line, .expires = expires, .undecodable = undecodable};
    return 1;
}

/* Returns whether the first row is a header. */
static bool learn_upki(struct list_reader *reader)
{
    bool header = false;
    list_upki_learn(&reader->upki, &reader->record, &reader->messages, &header);
    tell_columns(reader, &(struct list_cells){0}, NULL);
    return header;
}

static size_t read_upki_row(struct list_reader *reader)
{
    reader->record.secret = true;
    bool header = !reader->columns_known && learn_upki(reader);
    list_record_warn_spoilt(&reader->record, &reader->encoding, LIST_CELLS_MAX, &reader->messages);
    if (header || reader->messages.status != STATUS_OK)
        return 0;
    if (!reader->upki.layout.download && reader->encoding.found == LIST_ENCODING_UTF8)
        list_messages_warn(&reader->messages, LIST_WARNING_UPKI_ENCODING, reader->record.line,
                           saying_kept(SAID_UPKI_UTF8));
    return list_upki_read(&reader->upki, &reader->record, &reader->messages);
}

/* Whether this is a UPKI file that was not recognised, as somebody put a line of their own above its records, or as its
 * header was read in a wrong encoding: read on as another list, its columns would be carried through. A list with fewer
 * columns may have a DN among them. */
static bool is_upki_in_disguise(const struct list_reader *reader)
{
    const struct list_cells *cells = reader->record.cells;
    size_t looked_at = cells->count < UPKI_SERVER_COLUMNS ? 1 : cells->count;
    if (!reader->guessed || !memchr(cells->data, '=', cells->size))
        return false;
    for (size_t i = 0; i < looked_at; i++) {
        const char *text = list_cells_get(cells, i);
        if (upki_dn_begins(text + (*text == '"')))
            return true;
    }
    return false;
}

static size_t list_reader_end_row(struct list_reader *reader)
{
    struct list_record *record = &reader->record;
    struct list_messages *messages = &reader->messages;
    bool first = !reader->columns_known;
    record->excess = reader->csv.excess;
    if (list_cells_are_empty(&reader->csv.cells) && !record->excess)
        return 0;
    record->cells = list_encoding_read(&reader->encoding, &reader->csv.cells, &record->spoilt);
    if (!record->cells)
        return list_messages_fail(messages, record->line, saying_kept(SAID_LIST_NO_CP932));
    if (reader->encoding.seems_euc_jp)
        list_messages_warn(messages, LIST_WARNING_EUC_JP, record->line,
                           SAYING_VALUE(SAY_LIST_EUC_JP(list_encoding_name(&reader->encoding))));
    if (first && reader->encoding.name && record->spoilt.count)
        return list_messages_fail(messages, record->line,
                                  SAYING_VALUE(SAY_LIST_ROW_UNREADABLE(list_encoding_name(&reader->encoding))));
    if (first && record->excess)
        return list_messages_fail(messages, record->line, saying_kept(SAID_LIST_TOO_MANY_COLUMNS));
    if (reader->format == LIST_FORMAT_UPKI)
        return read_upki_row(reader);
    if (is_upki_in_disguise(reader))
        return list_messages_fail(messages, record->line, saying_kept(SAID_LIST_UPKI_RECORD));
    return read_row(reader);
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
        return list_messages_fail(&reader->messages, line->number, saying_kept(other));
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

static void fail_open_quote(struct list_reader *reader)
{
    list_messages_fail(&reader->messages, reader->csv.cell_line, saying_kept(SAID_LIST_QUOTE));
}

static void list_reader_take_line(struct list_reader *reader, struct list_line *line)
{
    if (!reader->csv.open && !begin_row(reader, line))
        return;
    switch (list_csv_take(&reader->csv, line)) {
    case LIST_CSV_ROW:
        reader->entries = reader->entries_left = list_reader_end_row(reader);
        break;
    case LIST_CSV_LONG_CELL:
        list_messages_fail(&reader->messages, reader->csv.cell_line, saying_kept(SAID_LIST_CELL_TOO_LONG));
        break;
    case LIST_CSV_OPEN_QUOTE:
        fail_open_quote(reader);
        break;
    default:
        break;
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
static void list_reader_fail_line(struct list_reader *reader, enum list_lines_result fault,
                                  const struct list_line *line)
{
    struct list_messages *messages = &reader->messages;
    const char *other = line->number == 1 ? list_format_other_file(line->text, line->size) : NULL;
    if (other)
        list_messages_fail(messages, line->number, saying_kept(other));
    else if (fault == LIST_LINES_NUL)
        list_messages_fail(messages, line->number, saying_kept(SAID_LIST_NUL));
    else if (fault == LIST_LINES_ISO_2022)
        list_messages_fail(messages, line->number, saying_kept(SAID_LIST_ISO_2022_JP));
    else
        list_messages_fail(messages, line->number, saying_kept(SAID_LIST_LONG_LINE));
}

/* Takes the next line, which may end a row. LIST_ENTRY: there was one. */
static enum list_result take_next_line(struct list_reader *reader)
{
    struct list_line line;
    if (reader->messages.status != STATUS_OK)
        return LIST_FAILED;
    enum list_lines_result result = list_lines_next(&reader->lines, &line);
    if (result == LIST_LINES_MORE)
        return LIST_MORE;
    if (result == LIST_LINES_END)
        end_list(reader);
    else if (result != LIST_LINES_LINE || (line.number == 1 && list_format_other_file(line.text, line.size)))
        list_reader_fail_line(reader, result, &line);
    else
        list_reader_take_line(reader, &line);
    if (reader->messages.status != STATUS_OK)
        return LIST_FAILED;
    return result == LIST_LINES_END ? LIST_END : LIST_ENTRY;
}

/* ---- lines of nothing but a name ---- */

/* Whether such a line is an entry, of which nobody need be warned. */
static bool has_bare_entries(const struct list_reader *reader)
{
    return reader->columns_known && reader->columns.count == 1 && !reader->entries_left && !reader->csv.open;
}

static bool take_bare_entry(struct list_reader *reader, struct arena *arena, struct list_row *ret_row)
{
    struct list_line line;
    while (list_lines_peek_bare(&reader->lines, &line)) {
        list_lines_pass(&reader->lines, &line);
        if (!line.size)
            continue;
        const char *domain = arena_text(arena, line.text, line.size);
        *ret_row = (struct list_row){.line = line.number, .domain = domain, .institution = "", .contact = ""};
        return true;
    }
    return false;
}

/* ---- the interface ---- */

enum list_result list_reader_next(struct list_reader *reader, struct arena *arena, struct list_row *ret_row,
                                  struct problem *ret_problem)
{
    enum list_result result = LIST_ENTRY;
    reader->messages.problem = ret_problem;
    if (has_bare_entries(reader) && take_bare_entry(reader, arena, ret_row))
        return LIST_ENTRY;
    while (!reader->entries_left && result == LIST_ENTRY)
        result = take_next_line(reader);
    if (result != LIST_ENTRY)
        return result;
    size_t index = reader->entries - reader->entries_left--;
    if (reader->format == LIST_FORMAT_UPKI) {
        list_upki_entry(&reader->upki, index, arena, ret_row);
    } else {
        *ret_row = reader->row;
        list_columns_apply(&reader->columns, reader->record.cells, arena, ret_row);
    }
    return LIST_ENTRY;
}

enum list_result list_reader_start(struct list_reader *reader, struct problem *ret_problem)
{
    enum list_result result = LIST_ENTRY;
    reader->messages.problem = ret_problem;
    while (!reader->columns_known && result == LIST_ENTRY)
        result = take_next_line(reader);
    return result;
}

enum list_result list_reader_count(struct list_reader *reader, uint64_t *count, struct problem *ret_problem)
{
    enum list_result result;
    reader->messages.problem = ret_problem;
    do {
        *count += reader->entries_left;
        reader->entries_left = 0;
        *count += has_bare_entries(reader) ? list_lines_pass_bare(&reader->lines) : 0;
        result = take_next_line(reader);
    } while (result == LIST_ENTRY);
    return result;
}

void list_reader_pass(struct list_reader *reader, bool (*passes)(void *context, const char *name, size_t size),
                      void *context)
{
    struct list_line line;
    while (has_bare_entries(reader) && list_lines_peek_bare(&reader->lines, &line) &&
           (!line.size || passes(context, line.text, line.size)))
        list_lines_pass(&reader->lines, &line);
}

enum status list_reader_new(const struct list_settings *settings, const struct list_handler *handler,
                            struct list_reader **ret_reader, struct problem *ret_problem)
{
    struct charset *charset = settings->encoding ? charset_new(settings->encoding, LIST_ENCODING_MARK) : NULL;
    if (settings->encoding && !charset) {
        problem_set_at(ret_problem, settings->label, 0,
                       SAY_LIST_UNKNOWN_ENCODING(saying_part(settings->encoding, CELL_SHOWN_MAX)));
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

char *list_reader_room(struct list_reader *reader, size_t size)
{
    return list_lines_room(&reader->lines, size);
}

void list_reader_feed(struct list_reader *reader, size_t size)
{
    list_lines_add(&reader->lines, size);
}

void list_reader_finish(struct list_reader *reader)
{
    list_lines_end(&reader->lines);
}
