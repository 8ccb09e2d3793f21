/* SPDX-License-Identifier: Apache-2.0 */
#include "report_reader_internal.h"
#include "util/formula.h"
#include "util/memory.h"
#include "util/utf8.h"

#include <csv.h>
#include <stdlib.h>

enum { CSV_BLOCK = 65536 }; /* octets by which libcsv's buffer grows */

/* What a column is, if it is none of a report. */
enum { COLUMN_FURTHER = COLUMN_COUNT };

struct report_table {
    struct report_reader *reader;
    struct csv_parser csv;
    bool excel;
    bool before_line; /* of a version that had no columns from `line` on: these are the list's own */
    bool in_row;      /* the line before ended within quotes */
    bool row_ended;   /* libcsv ended a row since this was last made false */
    size_t row_size;
    size_t cell;                          /* of the row, from 0 */
    size_t column_count;                  /* 0 until the header was read */
    unsigned columns[REPORT_COLUMNS_MAX]; /* enum column_id, or COLUMN_FURTHER */
    struct buffer names;                  /* of further columns, a NUL behind each, while the header is read */
    struct buffer header;                 /* the line that named the columns */
};

static bool has_column(const struct report_table *table, size_t count, unsigned id)
{
    for (size_t i = 0; i < count; i++)
        if (table->columns[i] == id)
            return true;
    return false;
}

static unsigned column_of(const struct report_table *table, const char *name, size_t size)
{
    unsigned count = table->before_line ? COLUMN_LINE : COLUMN_COUNT;
    for (unsigned id = 0; id < count; id++)
        if (strlen(columns_table[id].name) == size && memcmp(columns_table[id].name, name, size) == 0)
            return id;
    return COLUMN_FURTHER;
}

/* A further column's name without what further_headings put before one that a report has itself. */
static size_t renamed_by(const struct report_table *table, const char *name, size_t size)
{
    static const char prefix[] = "input_";
    size_t at = 0, step = strlen(prefix);
    while (size - at >= step && memcmp(name + at, prefix, step) == 0)
        at += step;
    return at && column_of(table, name + at, size - at) != COLUMN_FURTHER ? step : 0;
}

static void take_heading(struct report_table *table, const char *text, size_t size)
{
    if (table->cell == REPORT_COLUMNS_MAX) {
        report_reader_fail(table->reader, SAY_REPORT_TOO_MANY_COLUMNS(REPORT_COLUMNS_MAX));
        return;
    }
    unsigned id = column_of(table, text, size);
    if (has_column(table, table->cell, id))
        id = COLUMN_FURTHER;
    table->columns[table->cell] = id;
    if (id != COLUMN_FURTHER)
        return;
    size_t renamed = renamed_by(table, text, size);
    buffer_add(&table->names, text + renamed, size - renamed);
    buffer_add_char(&table->names, '\0');
}

/* The `'` that stands before what looks like a formula. */
static bool is_guarded(const struct report_table *table, const char *text, size_t size)
{
    return table->excel && size > 1 && text[0] == '\'' && formula_begins(text + 1, size - 1);
}

static void reader_table_take_value(struct report_table *table, const char *text, size_t size)
{
    struct report_reader *reader = table->reader;
    bool guarded = is_guarded(table, text, size);
    text += guarded;
    size -= guarded;
    if (table->cell >= table->column_count)
        return;
    unsigned id = table->columns[table->cell];
    if (!size && id != COLUMN_FURTHER) /* as most are, and as the row begins */
        return;
    if (id == COLUMN_FURTHER)
        report_reader_add_further(reader, text, size);
    else if (columns_table[id].shape == COLUMN_LIST || columns_table[id].shape == COLUMN_OBJECT)
        report_reader_split_items(reader, id, text, size);
    else
        report_reader_set(reader, id, text, size);
}

/* libcsv has NULL for an empty cell without quotes. */
static void on_cell(void *text, size_t size, void *context)
{
    struct report_table *table = context;
    if (table->reader->has_row) /* of this line: it would be told with this cell in it */
        report_reader_fail(table->reader, SAY_REPORT_CARRIAGE_RETURN());
    if (table->reader->status != STATUS_OK)
        return;
    if (!table->column_count)
        take_heading(table, text ? text : "", size);
    else
        reader_table_take_value(table, text ? text : "", size);
    table->cell++;
}

static void end_header(struct report_table *table)
{
    const char *names[REPORT_COLUMNS_MAX];
    size_t count = 0;
    for (unsigned id = 0; id < COLUMN_COUNT; id++)
        if (report_reader_needs(id) && !has_column(table, table->cell, id))
            report_reader_fail(table->reader, SAY_REPORT_COLUMN_MISSING(columns_table[id].name));
    table->column_count = table->cell;
    if (table->reader->status != STATUS_OK)
        return;
    for (size_t at = 0; at < table->names.size; at += strlen(names[count++]) + 1)
        names[count] = table->names.data + at;
    report_reader_begin(table->reader, (struct text_list){names, count});
}

static void reader_table_end_row(struct report_table *table)
{
    if (table->cell == table->column_count)
        report_reader_deliver(table->reader);
    else
        report_reader_fail(table->reader, SAY_REPORT_CELLS(table->cell, table->column_count));
}

static void on_row(int end, void *context)
{
    struct report_table *table = context;
    (void)end;
    table->row_ended = true;
    if (table->reader->status != STATUS_OK)
        return;
    if (table->column_count)
        reader_table_end_row(table);
    else
        end_header(table);
    table->cell = 0;
}

struct report_table *report_table_new(struct report_reader *reader, char separator, bool excel)
{
    struct report_table *table = memory_zero(sizeof *table);
    table->reader = reader;
    table->excel = excel;
    csv_init(&table->csv, 0);
    csv_set_delim(&table->csv, (unsigned char)separator);
    csv_set_blk_size(&table->csv, CSV_BLOCK);
    return table;
}

void report_table_free(struct report_table *table)
{
    if (!table)
        return;
    csv_free(&table->csv);
    buffer_free(&table->names);
    buffer_free(&table->header);
    free(table);
}

static bool reader_table_is_blank_line(const char *line, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!strchr(" \r\n", line[i]))
            return false;
    return true;
}

static size_t size_without_end(const char *line, size_t size)
{
    while (size && (line[size - 1] == '\n' || line[size - 1] == '\r'))
        size--;
    return size;
}

/* Reports that were put together bring their headers, and their byte order marks. */
static bool is_header_again(const struct report_table *table, const char *line, size_t size)
{
    const struct buffer *header = &table->header;
    size_t mark = strlen(UTF8_BYTE_ORDER_MARK);
    if (size >= mark && memcmp(line, UTF8_BYTE_ORDER_MARK, mark) == 0) {
        line += mark;
        size -= mark;
    }
    size = size_without_end(line, size);
    return header->size && header->size == size && memcmp(line, header->data, size) == 0;
}

static bool reader_table_is_blank(char octet)
{
    return octet == ' ' || octet == '\t';
}

/* A row without quotes, cut as libcsv would cut it, which looks at each octet: nearly all rows are such. */
static void take_plain_row(struct report_table *table, const char *line, size_t size)
{
    const char separator = (char)csv_get_delim(&table->csv), *end = line + size_without_end(line, size), *next;
    for (const char *cell = line; cell; cell = next ? next + 1 : NULL) {
        next = memchr(cell, separator, (size_t)(end - cell));
        const char *last = next ? next : end;
        while (cell < last && reader_table_is_blank(*cell))
            cell++;
        while (cell < last && reader_table_is_blank(last[-1]))
            last--;
        on_cell((void *)(uintptr_t)cell, (size_t)(last - cell), table);
    }
    on_row('\n', table);
}

/* One line, and nothing that only libcsv knows about. */
static bool is_plain_row(const struct report_table *table, const char *line, size_t size)
{
    const char *carriage_return = memchr(line, '\r', size);
    return table->column_count && !table->in_row && size && line[size - 1] == '\n' && !memchr(line, '"', size) &&
           (!carriage_return || carriage_return == line + size - 2) && !reader_table_is_blank_line(line, size);
}

/* A row of its own, by which no guard of a spreadsheet's stands. */
static struct column_line reader_table_line_of(const struct report_table *table, const char *line, size_t size)
{
    size_t end = size_without_end(line, size);
    bool asked = table->reader->reading->lines && table->column_count && !table->in_row && !table->excel;
    if (!asked || end + 1 != size || memchr(line, '\r', end))
        return (struct column_line){NULL, NULL, 0, 0};
    return (struct column_line){table->header.data, line, table->header.size, end};
}

void report_table_take_line(struct report_table *table, const char *line, size_t size)
{
    struct report_reader *reader = table->reader;
    if (!table->in_row && is_header_again(table, line, size))
        return;
    if (!table->in_row) {
        reader->row_line = reader->line;
        table->row_size = 0;
    }
    table->row_size += size;
    if (table->row_size > REPORT_ROW_MAX) {
        report_reader_fail(reader, SAY_REPORT_ROW_TOO_LONG(REPORT_ROW_MAX));
        return;
    }
    reader->row.line = reader_table_line_of(table, line, size);
    if (is_plain_row(table, line, size)) {
        take_plain_row(table, line, size);
        return;
    }
    table->row_ended = false;
    bool header = !table->column_count && !table->in_row;
    if (header)
        table->before_line = !memmem(line, size, columns_table[COLUMN_SINCE].name, strlen("since"));
    if (csv_parse(&table->csv, line, size, on_cell, on_row, table) != size)
        memory_exhausted(); /* the only error where not CSV_STRICT */
    if (header && table->column_count)
        buffer_add(&table->header, line, size_without_end(line, size));
    table->in_row = !table->row_ended && (table->in_row || !reader_table_is_blank_line(line, size));
}

/* A last line may lack its end; what a line end does not end is a cell that was never closed. */
void report_table_finish(struct report_table *table)
{
    struct report_reader *reader = table->reader;
    if (table->in_row) {
        table->row_ended = false;
        if (csv_parse(&table->csv, "\n", 1, on_cell, on_row, table) != 1)
            memory_exhausted();
        if (!table->row_ended)
            report_reader_fail(reader, SAY_REPORT_QUOTE());
    }
    reader->row_line = 0;
    if (!table->column_count)
        report_reader_fail(reader, SAY_REPORT_EMPTY());
}
