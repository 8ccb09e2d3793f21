/* SPDX-License-Identifier: Apache-2.0 */
/* Octets come in; rows go out. On the way:
 *
 *   octets -> UTF-8 where the encoding was named -> lines, to know their numbers and skip comments
 *          -> libcsv, or the whole line in a plain list -> cells -> UTF-8 where it has to be found -> row
 * (cp932 has neither separators nor quotes nor line ends as second octets, so that cells may be found first.)
 *
 * A line is fed to libcsv as it comes, its LF apart from the rest: whether libcsv ends the row there says whether the
 * line ends within quotes. Everything that is said and done depends on the octets alone, never on how they were cut. */
#include "files/list_reader.h"

#include "files/file_problem.h"
#include "files/list_columns.h"
#include "files/list_date.h"
#include "files/list_encoding.h"
#include "files/upki_dn.h"
#include "files/upki_row.h"
#include "util/buffer.h"
#include "util/language.h"
#include "util/memory.h"
#include "util/utf8.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

enum {
    CSV_BLOCK =
        1024, /* LIST_CELL_MAX is a multiple: libcsv's buffer grows by so much as soon as a cell has filled it */
    PIECE_MAX = 16384,    /* octets fed to libcsv before its buffer is looked at */
    SPOILT_TOLD_MAX = 10, /* cells that are spoken of */
    DATES_TOLD_MAX = 10   /* likewise */
};

struct list_reader {
    char *label;
    struct list_handler handler;
    enum list_format format;
    bool guessed;                  /* the format was not told */
    enum list_format label_format; /* by the ending of the label; AUTO where it says nothing */
    struct csv_parser csv;
    struct charset *stream_charset; /* of the encoding that was named, else NULL */
    char *encoding_name;            /* likewise */
    struct buffer decoded;
    bool after_escape; /* the last octet was ESC */
    struct list_encoding encoding;

    /* The line */
    uint64_t line;      /* the one that the next octet belongs to */
    bool at_start;      /* nothing of the list has been seen: a byte order mark may come */
    bool line_begun;    /* an octet of this line was seen */
    bool in_comment;    /* this line is one */
    struct buffer held; /* the line so far: until the format is known, in a plain list, and for a byte order mark */

    /* The row */
    bool row_begun;
    bool row_ended; /* libcsv ended a row since this was last made false */
    uint64_t row_line, cell_line;
    struct list_cells cells;
    struct list_spoilt spoilt;
    uint64_t spoilt_count; /* of all rows */
    uint64_t odd_dates;    /* likewise */
    bool excess; /* more cells than a row may have, or than there are columns, and not all of them empty */

    /* The columns */
    bool columns_known, excess_told;
    struct list_columns columns;

    /* Of a UPKI file */
    struct upki_layout upki;
    struct list_cells unquoted;
    struct upki_row upki_row;
    uint64_t upki_records;
    bool upki_guess_told;

    enum status status;
    struct problem *problem; /* where a callback of libcsv says what is wrong; valid during a call */
};

/* ---- what goes wrong ---- */

static enum status fail(struct list_reader *reader, uint64_t line, const char *words)
{
    if (reader->status == STATUS_OK) {
        reader->status = STATUS_INPUT;
        file_problem_set(reader->problem, reader->label, line, "%s", language_text(words));
    }
    return reader->status;
}

static enum status fail_open_quote(struct list_reader *reader)
{
    return fail(reader, reader->cell_line,
                "a cell begins with \" and is not closed; add the closing \", or double it "
                "where it is meant");
}

static enum status fail_long_cell(struct list_reader *reader)
{
    if (reader->line > reader->cell_line)
        return fail_open_quote(reader);
    return fail(reader, reader->cell_line, "a cell is longer than 65536 octets; shorten it, or close a \" before it");
}

/* ---- rows ---- */

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
static bool take_first_row(struct list_reader *reader, const struct list_cells *cells)
{
    struct list_cells names = {0};
    bool header = list_columns_learn(&reader->columns, cells, &names);
    tell_columns(reader, &names);
    list_cells_free(&names);
    return header;
}

static void warn_excess(struct list_reader *reader)
{
    if (!reader->excess || reader->excess_told)
        return;
    reader->excess_told = true;
    struct problem warning;
    file_problem_set(&warning, reader->label, reader->row_line,
                     "the row has more cells than the first one; what is too much is dropped, here and further down: "
                     "put a cell that holds a comma between \"");
    reader->handler.warning(reader->handler.context, warning.text);
}

/* ---- dates ---- */

/* Of a UPKI file no cell is told: where its columns are shifted it could be a PIN. */
static void warn_date(struct list_reader *reader, const char *text, size_t column)
{
    struct problem warning;
    reader->odd_dates++;
    if (reader->odd_dates > DATES_TOLD_MAX + 1)
        return;
    if (reader->odd_dates > DATES_TOLD_MAX)
        file_problem_set(&warning, reader->label, reader->row_line,
                         "more cells are not dates; these warnings end here");
    else if (reader->format == LIST_FORMAT_UPKI)
        file_problem_set(&warning, reader->label, reader->row_line,
                         "column %zu: not a date, so the end of the certificate is not known; write it as 2026-12-10 "
                         "or 2026/12/10 23:59:59",
                         column + 1);
    else
        file_problem_set(&warning, reader->label, reader->row_line,
                         "column %zu: `%.60s' is not a date, so the end of the certificate is not known; write it as "
                         "2026-12-10 or 2026/12/10 23:59:59",
                         column + 1, text);
    reader->handler.warning(reader->handler.context, warning.text);
}

/* The date in a cell; 0 where it is empty, or holds none. */
static time_t read_date(struct list_reader *reader, const struct list_cells *cells, size_t column)
{
    const char *text = list_cells_get(cells, column);
    size_t size = strlen(text);
    time_t time = 0;
    list_trim_blanks(&text, &size);
    if (size && !list_date_read(text, &time))
        warn_date(reader, text, column);
    return time;
}

static void deliver_row(struct list_reader *reader, const struct list_cells *cells, bool undecodable)
{
    const char *further[LIST_CELLS_MAX];
    struct list_row row = {.line = reader->row_line, .undecodable = undecodable};
    list_columns_apply(&reader->columns, cells, further, &row);
    row.expires = read_date(reader, cells, reader->columns.roles[LIST_ROLE_EXPIRES]);
    reader->handler.row(reader->handler.context, &row);
}

/* ---- cells that an octet has spoilt ---- */

/* Of a UPKI file no octet is told: it could be one of a PIN. */
static void add_misfit(const struct list_reader *reader, unsigned char octet, struct buffer *out)
{
    if (reader->encoding.name || reader->format == LIST_FORMAT_UPKI)
        language_add(out, "a character");
    else
        language_add(out, "octet 0x%02X", octet);
}

static void warn_spoilt(const struct list_reader *reader, size_t cell, unsigned char octet, bool is_domain)
{
    struct problem warning;
    struct buffer misfit = {0};
    add_misfit(reader, octet, &misfit);
    file_problem_set(&warning, reader->label, reader->row_line,
                     is_domain ? "column %zu: %s is not valid %s, so there is no name to look up; correct the cell, or "
                                 "give the list's encoding with --encoding"
                               : "column %zu: %s is not valid %s and was read as U+FFFD; correct the cell, or give the "
                                 "list's encoding with --encoding",
                     cell + 1, buffer_text(&misfit), list_encoding_name(&reader->encoding));
    reader->handler.warning(reader->handler.context, warning.text);
    buffer_free(&misfit);
}

static void warn_more_spoilt(const struct list_reader *reader)
{
    struct problem warning;
    file_problem_set(&warning, reader->label, reader->row_line,
                     "more cells are not valid %s; these warnings end here: is it the list's encoding?",
                     list_encoding_name(&reader->encoding));
    reader->handler.warning(reader->handler.context, warning.text);
}

static bool is_domain(const struct list_reader *reader, size_t cell)
{
    return reader->format != LIST_FORMAT_UPKI && reader->columns_known &&
           reader->columns.roles[LIST_ROLE_DOMAIN] == cell;
}

/* Returns whether one of them is the domain. */
static bool warn_of_spoilt(struct list_reader *reader)
{
    const struct list_spoilt *spoilt = &reader->spoilt;
    bool domain = false;
    for (size_t i = 0; i < spoilt->count; i++) {
        bool of_domain = is_domain(reader, spoilt->cells[i]);
        domain = domain || of_domain;
        if (++reader->spoilt_count <= SPOILT_TOLD_MAX)
            warn_spoilt(reader, spoilt->cells[i], spoilt->octets[i], of_domain);
        else if (reader->spoilt_count == SPOILT_TOLD_MAX + 1)
            warn_more_spoilt(reader);
    }
    return domain;
}

static void fail_encoding(struct list_reader *reader)
{
    if (reader->status != STATUS_OK)
        return;
    reader->status = STATUS_INPUT;
    file_problem_set(reader->problem, reader->label, reader->row_line,
                     "the row is not valid %s; give the list's own encoding with --encoding",
                     list_encoding_name(&reader->encoding));
}

/* ---- rows of a UPKI file ---- */

/* Returns whether the first row is a header. */
static bool take_first_upki_row(struct list_reader *reader)
{
    struct upki_fault fault;
    bool header = false;
    if (!upki_layout_learn(&reader->upki, &reader->unquoted, &header, &fault))
        fail(reader, reader->row_line, fault.words);
    reader->columns.count = LIST_CELLS_MAX; /* so that a row with too many is not cut to fit */
    tell_columns(reader, &(struct list_cells){0});
    return header;
}

static void count_upki_record(struct list_reader *reader)
{
    if (reader->upki.download || ++reader->upki_records != UPKI_RECORDS_MAX + 1)
        return;
    struct problem warning;
    file_problem_set(&warning, reader->label, reader->row_line,
                     "the service takes at most %d records in a file, and this is one more: split the file before it "
                     "is uploaded",
                     UPKI_RECORDS_MAX);
    reader->handler.warning(reader->handler.context, warning.text);
}

/* What cannot be understood is an entry all the same, which is no name: a record is never lost. Only where the first
 * one has too few columns it is the file that is something else. */
static void deliver_broken_upki_row(struct list_reader *reader, const struct upki_fault *fault)
{
    struct problem warning;
    if (!reader->upki.download && reader->upki_records == 1 && reader->unquoted.count < UPKI_SERVER_COLUMNS) {
        fail(reader, reader->row_line, fault->words);
        return;
    }
    file_problem_set(&warning, reader->label, reader->row_line, "%s", fault->words);
    reader->handler.warning(reader->handler.context, warning.text);
    const struct list_row row = {.line = reader->row_line, .domain = "", .institution = "", .contact = ""};
    reader->handler.row(reader->handler.context, &row);
}

/* A download lists what was issued under profiles of the past, too. */
static void warn_guess(struct list_reader *reader)
{
    if (reader->upki.download || !reader->upki_row.guessed || reader->upki_guess_told)
        return;
    struct problem warning;
    reader->upki_guess_told = true;
    file_problem_set(&warning, reader->label, reader->row_line,
                     "column 2 (%s): a profile that is not known, here and perhaps further down; the names tell what "
                     "kind of certificate it is: is the number right?",
                     upki_column_name(UPKI_COLUMN_PROFILE));
    reader->handler.warning(reader->handler.context, warning.text);
}

static void deliver_upki_row(struct list_reader *reader)
{
    struct upki_row *upki = &reader->upki_row;
    struct upki_fault fault;
    count_upki_record(reader);
    if (!upki_row_read(&reader->upki, &reader->unquoted, upki, &fault)) {
        deliver_broken_upki_row(reader, &fault);
        return;
    }
    warn_guess(reader);
    struct list_row row = {
        .line = reader->row_line, .institution = upki_row_institution(upki), .contact = "", .kinds = &upki->kinds};
    row.expires = read_date(reader, &reader->unquoted, reader->upki.places[UPKI_COLUMN_EXPIRES]);
    for (size_t i = 0; i < upki->names.count; i++) {
        row.domain = list_cells_get(&upki->names, i);
        reader->handler.row(reader->handler.context, &row);
    }
}

static void end_upki_row(struct list_reader *reader, const struct list_cells *cells)
{
    upki_unquote(cells, &reader->unquoted);
    bool header = !reader->columns_known && take_first_upki_row(reader);
    warn_of_spoilt(reader);
    if (!header)
        deliver_upki_row(reader);
}

/* Whether this is a UPKI file that was not recognised, as somebody put a line of their own above its records, or as its
 * header was read in a wrong encoding: read on as another list, its columns would be carried through. A list with fewer
 * columns may have a DN among them. */
static bool is_upki_in_disguise(const struct list_reader *reader, const struct list_cells *cells)
{
    size_t looked_at = cells->count < UPKI_SERVER_COLUMNS ? 1 : cells->count;
    for (size_t i = 0; reader->guessed && i < looked_at; i++) {
        const char *text = list_cells_get(cells, i);
        if (upki_dn_begins(text + (*text == '"')))
            return true;
    }
    return false;
}

/* ---- the end of any row ---- */

static void end_list_row(struct list_reader *reader, const struct list_cells *cells)
{
    bool header = !reader->columns_known && take_first_row(reader, cells);
    bool undecodable = warn_of_spoilt(reader);
    if (header)
        return;
    warn_excess(reader);
    deliver_row(reader, cells, undecodable);
}

static void end_row(struct list_reader *reader)
{
    if (reader->cells.count == 0 || (list_cells_are_empty(&reader->cells) && !reader->excess))
        return;
    const struct list_cells *cells = list_encoding_read(&reader->encoding, &reader->cells, &reader->spoilt);
    bool first = !reader->columns_known;
    if (!cells)
        fail(reader, reader->row_line, "not UTF-8, and this system's iconv knows no cp932; say what it is: --encoding");
    else if (first && reader->encoding.name && reader->spoilt.count)
        fail_encoding(reader);
    else if (first && reader->excess)
        fail(reader, reader->row_line, "more than 256 columns; is this a list of names?");
    else if (reader->format == LIST_FORMAT_UPKI)
        end_upki_row(reader, cells);
    else if (is_upki_in_disguise(reader, cells))
        fail(reader, reader->row_line,
             "a 主体者DN: this looks like a record of a UPKI file, whose personal columns would be carried through; "
             "remove the lines above it, or say with --input-format what the list is");
    else
        end_list_row(reader, cells);
}

/* ---- libcsv ---- */

static int is_csv_end(unsigned char octet)
{
    return octet == '\n';
}

/* CR is a blank, so that a row may end with it; libcsv itself takes care that a delimiter is none. */
static int is_csv_blank(unsigned char octet)
{
    return octet == ' ' || octet == '\t' || octet == '\r';
}

/* Whether a cell that has not ended yet is too long in any case: nobody says how long it is. */
static bool buffer_is_long(struct list_reader *reader)
{
    return csv_get_buffer_size(&reader->csv) > LIST_CELL_MAX + CSV_BLOCK;
}

static void on_cell(void *text, size_t size, void *context)
{
    struct list_reader *reader = context;
    size_t room = reader->columns_known ? reader->columns.count : LIST_CELLS_MAX;
    if (size > LIST_CELL_MAX || buffer_is_long(reader))
        fail_long_cell(reader);
    if (reader->status != STATUS_OK)
        return;
    if (reader->cells.count < room)
        list_cells_add(&reader->cells, text, size);
    else if (size)
        reader->excess = true;
    reader->cell_line = reader->line;
}

static void on_row(int octet, void *context)
{
    struct list_reader *reader = context;
    (void)octet;
    reader->row_ended = true;
    if (reader->status == STATUS_OK)
        end_row(reader);
    list_cells_clear(&reader->cells);
    reader->excess = false;
}

static enum status feed_csv(struct list_reader *reader, const char *bytes, size_t size)
{
    while (size && reader->status == STATUS_OK) {
        size_t piece = size < PIECE_MAX ? size : PIECE_MAX;
        if (csv_parse(&reader->csv, bytes, piece, on_cell, on_row, reader) != piece)
            memory_exhausted(); /* the only error where nothing is strict */
        if (buffer_is_long(reader))
            fail_long_cell(reader);
        bytes += piece;
        size -= piece;
    }
    return reader->status;
}

/* Sets row_ended: false where the line ends within quotes. */
static enum status feed_csv_line_end(struct list_reader *reader)
{
    reader->row_ended = false;
    return feed_csv(reader, "\n", 1);
}

/* ---- plain lists, and lists of which nothing is known yet ---- */

static bool is_blank_text(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!is_csv_blank((unsigned char)text[i]))
            return false;
    return true;
}

static enum list_format format_of_line(const char *text, size_t size)
{
    size_t looked_at = size < LIST_CELL_MAX ? size : LIST_CELL_MAX;
    if (looked_at && memchr(text, '\t', looked_at))
        return LIST_FORMAT_TSV;
    return looked_at && memchr(text, ',', looked_at) ? LIST_FORMAT_CSV : LIST_FORMAT_PLAIN;
}

/* In a UPKI file quotes are no quotes: a PIN may begin with one. NUL, which is in no list, takes their part. */
static void set_format(struct list_reader *reader, enum list_format format)
{
    reader->format = format;
    if (format == LIST_FORMAT_TSV || format == LIST_FORMAT_UPKI)
        csv_set_delim(&reader->csv, CSV_TAB);
    if (format == LIST_FORMAT_UPKI)
        csv_set_quote(&reader->csv, '\0');
}

/* The line's encoding is otherwise found out when its row has ended. */
static bool is_upki_line(const struct list_reader *reader)
{
    struct list_encoding encoding = {.name = reader->encoding.name};
    struct list_spoilt ignored;
    struct list_cells line = {0};
    list_cells_add(&line, reader->held.data, reader->held.size < LIST_CELL_MAX ? reader->held.size : LIST_CELL_MAX);
    const struct list_cells *read = list_encoding_read(&encoding, &line, &ignored);
    const char *text = list_cells_get(read ? read : &line, 0);
    bool found = upki_recognise(text, strlen(text));
    list_cells_free(&line);
    list_encoding_free(&encoding);
    return found;
}

static enum list_format found_format(const struct list_reader *reader)
{
    if (is_upki_line(reader))
        return LIST_FORMAT_UPKI;
    if (reader->label_format != LIST_FORMAT_AUTO)
        return reader->label_format;
    return format_of_line(reader->held.data, reader->held.size);
}

/* The format is decided by the first line that holds something: whole, or more of it than a name may have. */
static enum status decide_format(struct list_reader *reader)
{
    set_format(reader, found_format(reader));
    if (reader->format == LIST_FORMAT_PLAIN)
        return STATUS_OK;
    enum status status = feed_csv(reader, reader->held.data, reader->held.size);
    buffer_free(&reader->held);
    return status;
}

static enum status end_plain_row(struct list_reader *reader)
{
    const char *text = reader->held.data;
    size_t size = reader->held.size;
    while (size && is_csv_blank((unsigned char)text[size - 1]))
        size--;
    while (size && is_csv_blank((unsigned char)*text)) {
        text++;
        size--;
    }
    if (size) {
        list_cells_add(&reader->cells, text, size);
        end_row(reader);
        list_cells_clear(&reader->cells);
    }
    buffer_clear(&reader->held);
    reader->row_ended = true;
    return reader->status;
}

/* ---- lines ---- */

static enum status hold_text(struct list_reader *reader, const char *text, size_t size)
{
    buffer_add(&reader->held, text, size);
    if (reader->held.size <= LIST_CELL_MAX)
        return STATUS_OK;
    if (reader->format == LIST_FORMAT_AUTO)
        decide_format(reader);
    if (reader->format == LIST_FORMAT_PLAIN)
        return fail_long_cell(reader);
    return reader->status;
}

/* The next octets of a line, without a NUL. */
static enum status take_text(struct list_reader *reader, const char *text, size_t size)
{
    if (!reader->row_begun && !reader->line_begun)
        reader->in_comment = text[0] == '#';
    reader->line_begun = true;
    if (reader->in_comment)
        return STATUS_OK;
    if (!reader->row_begun)
        reader->row_line = reader->cell_line = reader->line;
    reader->row_begun = true;
    if (reader->format == LIST_FORMAT_AUTO || reader->format == LIST_FORMAT_PLAIN)
        return hold_text(reader, text, size);
    return feed_csv(reader, text, size);
}

/* Whether ESC $ is in the text, or was cut by its start: kanji of ISO-2022-JP begin with it. What follows may be any
 * visible ASCII, commas and quotes among it. */
static bool has_shift(struct list_reader *reader, const char *text, size_t size)
{
    const char escape = '\033';
    bool found = reader->after_escape && *text == '$';
    for (const char *at = text; !found && (at = memchr(at, escape, size - (size_t)(at - text))); at++)
        found = at + 1 < text + size && at[1] == '$';
    reader->after_escape = text[size - 1] == escape;
    return found;
}

static enum status take_piece(struct list_reader *reader, const char *bytes, size_t size)
{
    const char *nul = size ? memchr(bytes, '\0', size) : NULL;
    size_t usable = nul ? (size_t)(nul - bytes) : size;
    if (!reader->stream_charset && usable && has_shift(reader, bytes, usable))
        return fail(reader, reader->line,
                    "this is ISO-2022-JP text; save the list as UTF-8, or say --encoding ISO-2022-JP");
    if (usable)
        take_text(reader, bytes, usable);
    if (nul)
        fail(reader, reader->line,
             "a NUL octet: this is no text, or it is UTF-16; save the list as UTF-8, or say --encoding UTF-16");
    return reader->status;
}

static enum status end_row_line(struct list_reader *reader)
{
    if (reader->format == LIST_FORMAT_AUTO) {
        if (is_blank_text(reader->held.data, reader->held.size)) {
            buffer_clear(&reader->held);
            reader->row_ended = true;
            return STATUS_OK;
        }
        if (decide_format(reader) != STATUS_OK)
            return reader->status;
    }
    return reader->format == LIST_FORMAT_PLAIN ? end_plain_row(reader) : feed_csv_line_end(reader);
}

static enum status end_line(struct list_reader *reader)
{
    if (reader->row_begun && end_row_line(reader) == STATUS_OK && reader->row_ended)
        reader->row_begun = false;
    reader->in_comment = reader->line_begun = reader->after_escape = false;
    reader->line++;
    return reader->status;
}

static enum status take_lines(struct list_reader *reader, const char *bytes, size_t size)
{
    while (size && reader->status == STATUS_OK) {
        const char *end = memchr(bytes, '\n', size);
        size_t piece = end ? (size_t)(end - bytes) : size;
        if (take_piece(reader, bytes, piece) == STATUS_OK && end)
            end_line(reader);
        piece += end != NULL;
        bytes += piece;
        size -= piece;
    }
    return reader->status;
}

/* Holds the first octets back until they are a byte order mark, which is dropped, or cannot be one. */
static enum status take_start(struct list_reader *reader, const char *bytes, size_t size, bool last)
{
    const size_t mark = strlen(UTF8_BYTE_ORDER_MARK);
    size_t wanted = reader->held.size < mark ? mark - reader->held.size : 0;
    size_t taken = size < wanted ? size : wanted;
    buffer_add(&reader->held, bytes, taken);
    if (!reader->held.size ||
        (!last && reader->held.size < mark && memcmp(reader->held.data, UTF8_BYTE_ORDER_MARK, reader->held.size) == 0))
        return STATUS_OK;
    char start[sizeof UTF8_BYTE_ORDER_MARK];
    size_t start_size = reader->held.size;
    memcpy(start, reader->held.data, start_size);
    buffer_clear(&reader->held);
    reader->at_start = false;
    if (start_size != mark || memcmp(start, UTF8_BYTE_ORDER_MARK, mark) != 0)
        take_lines(reader, start, start_size);
    return take_lines(reader, bytes + taken, size - taken);
}

static enum status take_octets(struct list_reader *reader, const char *bytes, size_t size)
{
    return reader->at_start ? take_start(reader, bytes, size, false) : take_lines(reader, bytes, size);
}

/* Hands on, and forgets, what the named encoding was made to. */
static enum status take_decoded(struct list_reader *reader)
{
    enum status status = take_octets(reader, reader->decoded.data, reader->decoded.size);
    buffer_clear(&reader->decoded);
    return status;
}

/* ---- the interface ---- */

static bool ends_with(const char *text, const char *ending)
{
    size_t size = strlen(text), ending_size = strlen(ending);
    return size >= ending_size && ascii_equal_text(text + size - ending_size, ending_size, ending);
}

static enum list_format format_of_label(const char *label)
{
    if (ends_with(label, ".tsv"))
        return LIST_FORMAT_TSV;
    return ends_with(label, ".csv") ? LIST_FORMAT_CSV : LIST_FORMAT_AUTO;
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
    reader->stream_charset = charset;
    if (charset)
        reader->encoding.name = reader->encoding_name = memory_text(settings->encoding, strlen(settings->encoding));
    reader->line = 1;
    reader->at_start = true;
    csv_init(&reader->csv, CSV_REPALL_NL);
    csv_set_blk_size(&reader->csv, CSV_BLOCK);
    csv_set_term_func(&reader->csv, is_csv_end);
    csv_set_space_func(&reader->csv, is_csv_blank);
    reader->guessed = settings->format == LIST_FORMAT_AUTO;
    reader->label_format = format_of_label(settings->label);
    set_format(reader, settings->format);
    *ret_reader = reader;
    return STATUS_OK;
}

void list_reader_free(struct list_reader *reader)
{
    if (!reader)
        return;
    csv_free(&reader->csv);
    charset_free(reader->stream_charset);
    list_encoding_free(&reader->encoding);
    free(reader->encoding_name);
    buffer_free(&reader->decoded);
    buffer_free(&reader->held);
    list_cells_free(&reader->cells);
    list_cells_free(&reader->unquoted);
    upki_row_free(&reader->upki_row);
    free(reader->label);
    free(reader);
}

enum status list_reader_feed(struct list_reader *reader, const char *bytes, size_t size, struct problem *ret_problem)
{
    struct charset_misfits ignored = {0}; /* the marks tell */
    reader->problem = ret_problem;
    if (!reader->stream_charset)
        return take_octets(reader, bytes, size);
    charset_convert(reader->stream_charset, bytes, size, &reader->decoded, &ignored);
    return take_decoded(reader);
}

enum status list_reader_finish(struct list_reader *reader, struct problem *ret_problem)
{
    struct charset_misfits ignored = {0};
    reader->problem = ret_problem;
    if (reader->stream_charset) {
        charset_finish(reader->stream_charset, &reader->decoded, &ignored);
        take_decoded(reader);
    }
    if (reader->at_start)
        take_start(reader, "", 0, true);
    if (reader->status == STATUS_OK && reader->row_begun && end_row_line(reader) == STATUS_OK && !reader->row_ended)
        fail_open_quote(reader);
    if (reader->status == STATUS_OK && !reader->columns_known)
        tell_columns(reader, &(struct list_cells){0});
    return reader->status;
}
