/* SPDX-License-Identifier: Apache-2.0 */
#include "report/book.h"

#include "book_library.h"
#include "files/library.h"
#include "report/csv.h"
#include "report/text.h"
#include "report/words.h"
#include "util/memory.h"
#include "util/utf8.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct book_library *library;

enum { BLOCK_SIZE = 65536, PATH_SIZE = 64 };

/* Cells of a row: their texts, a NUL behind each. */
struct held_row {
    time_t expires; /* 0: not known */
    size_t place;
    char *cells;
};

struct sheet {
    lxw_worksheet *sheet;
    lxw_row_t rows; /* the heading is one */
    bool cut;
};

struct book {
    const struct report_head *head;
    struct text_list headings;
    FILE *file; /* temporary; it has no name */
    lxw_workbook *lxw;
    lxw_format *heading, *verdicts[3];
    struct sheet actions, all, summary;
    struct held_row *held; /* that need action, as long as they are to be sorted */
    size_t held_count;
    bool streaming; /* there were too many */
    struct buffer cells, scratch;
    int error;
};

/* ---- a sheet ---- */

static const struct {
    enum column_id id;
    double width;
} widths[] = {
    {COLUMN_DOMAIN, 32},   {COLUMN_NAME, 32},       {COLUMN_INSTITUTION, 20}, {COLUMN_CONTACT, 24}, {COLUMN_KINDS, 16},
    {COLUMN_CAA_NAME, 24}, {COLUMN_CAA, 40},        {COLUMN_CONDITIONS, 20},  {COLUMN_ADVICE, 60},  {COLUMN_ADD, 48},
    {COLUMN_REMOVE, 32},   {COLUMN_CHECKED_AT, 21}, {COLUMN_EXPIRES, 21},     {COLUMN_SINCE, 21},   {COLUMN_NOTES, 24},
    {COLUMN_CA, 20},       {COLUMN_SOURCE, 20},
};

static void add_headings(struct book *book, struct sheet *sheet)
{
    for (unsigned id = 0; id < COLUMN_COUNT; id++)
        library->worksheet_write_string(sheet->sheet, 0, (lxw_col_t)id, columns_table[id].name, book->heading);
    for (size_t i = 0; i < book->headings.count; i++)
        library->worksheet_write_string(sheet->sheet, 0, (lxw_col_t)(COLUMN_COUNT + i), book->headings.items[i],
                                        book->heading);
    sheet->rows = 1;
}

static void open_sheet(struct book *book, struct sheet *sheet, enum words name)
{
    sheet->sheet = library->workbook_add_worksheet(book->lxw, words_text(name));
    library->worksheet_freeze_panes(sheet->sheet, 1, 1);
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
        library->worksheet_set_column(sheet->sheet, (lxw_col_t)widths[i].id, (lxw_col_t)widths[i].id, widths[i].width,
                                      NULL);
    add_headings(book, sheet);
}

/* UTF-16 code units; a cell may hold BOOK_CELL_MAX. Returns the octets that fit beside an ellipsis, or SIZE. */
static size_t fitting_size(const char *text, size_t size)
{
    size_t units = 0, fits = 0;
    if (size <= BOOK_CELL_MAX)
        return size;
    for (size_t at = 0; at < size;) {
        uint32_t code = 0;
        size_t length = utf8_decode(text + at, size - at, &code);
        units += code > 0xFFFF ? 2 : 1;
        if (units < BOOK_CELL_MAX)
            fits = at + (length ? length : 1);
        at += length ? length : 1;
    }
    return units > BOOK_CELL_MAX ? fits : size;
}

static void write_text(struct book *book, const struct sheet *sheet, lxw_col_t column, const char *text,
                       lxw_format *format)
{
    size_t size = strlen(text), fits = fitting_size(text, size);
    if (fits < size) {
        buffer_clear(&book->scratch);
        buffer_add(&book->scratch, text, fits);
        buffer_add_text(&book->scratch, "…");
        text = buffer_text(&book->scratch);
    }
    if (*text)
        library->worksheet_write_string(sheet->sheet, sheet->rows, column, text, format);
}

static lxw_format *book_format_of(const struct book *book, unsigned column, const char *text)
{
    enum verdict verdict;
    bool is_verdict = column >= COLUMN_SERVER && column <= COLUMN_SMIME && verdict_parse(text, &verdict);
    return is_verdict ? book->verdicts[verdict] : NULL;
}

/* CELLS: those of a row, a NUL behind each. */
static void write_row(struct book *book, struct sheet *sheet, const char *cells)
{
    size_t count = COLUMN_COUNT + book->headings.count;
    sheet->cut = sheet->cut || sheet->rows > BOOK_ROWS_MAX;
    if (sheet->cut)
        return;
    for (unsigned column = 0; column < count; column++, cells += strlen(cells) + 1) {
        if (column < COLUMN_COUNT && columns_table[column].shape == COLUMN_NUMBER && *cells)
            library->worksheet_write_number(sheet->sheet, sheet->rows, (lxw_col_t)column, strtod(cells, NULL), NULL);
        else
            write_text(book, sheet, (lxw_col_t)column, cells, book_format_of(book, column, cells));
    }
    sheet->rows++;
}

static void add_filter(const struct book *book, const struct sheet *sheet)
{
    lxw_col_t last = (lxw_col_t)(COLUMN_COUNT + book->headings.count - 1);
    library->worksheet_autofilter(sheet->sheet, 0, 0, sheet->rows - 1, last);
}

/* ---- rows ---- */

/* U+FFFE and U+FFFF, which XML cannot hold (XML 1.0, 2.2), become U+FFFD; the library would write them as they are. */
static void replace_noncharacters(char *text, size_t size)
{
    for (size_t i = 0; i + 2 < size; i++)
        if (memcmp(text + i, "\xEF\xBF", 2) == 0 && (unsigned char)text[i + 2] >= 0xBE)
            text[i + 2] = '\xBD';
}

/* Items are joined as in CSV, and what is no text is made visible as there. */
static void book_add_cell(const char *text, size_t size, struct buffer *out)
{
    size_t item, start = out->size;
    for (; size && (item = strnlen(text, size)) + 1 < size; text += item + 1, size -= item + 1) {
        csv_add_visible(text, item, out);
        buffer_add_text(out, "; ");
    }
    csv_add_visible(text, strnlen(text, size), out);
    if (out->size > start)
        replace_noncharacters(out->data + start, out->size - start);
    buffer_add_char(out, '\0');
}

static const struct buffer *cells_of(struct book *book, struct column_row *row)
{
    buffer_clear(&book->cells);
    for (unsigned id = 0; id < COLUMN_COUNT; id++) {
        buffer_clear(&book->scratch);
        columns_write(row, id, &book->scratch);
        book_add_cell(buffer_text(&book->scratch), book->scratch.size, &book->cells);
    }
    for (size_t i = 0; i < book->headings.count; i++) {
        const char *text = columns_further(row, i);
        book_add_cell(text, strlen(text), &book->cells);
    }
    return &book->cells;
}

static void book_hold_row(struct book *book, const struct column_row *row, const struct buffer *cells)
{
    if (!book->held)
        book->held = memory_resize(NULL, BOOK_SORTED_MAX, sizeof *book->held);
    struct held_row *held = &book->held[book->held_count];
    *held = (struct held_row){row->outcome.expires, book->held_count, memory_resize(NULL, cells->size, 1)};
    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): no cells that were written are held again */
    memcpy(held->cells, cells->data, cells->size);
    book->held_count++;
}

/* Writes those that are held, in the order in which they stand. */
static void write_held(struct book *book)
{
    for (size_t i = 0; i < book->held_count; i++) {
        write_row(book, &book->actions, book->held[i].cells);
        free(book->held[i].cells);
    }
    book->held_count = 0;
}

void book_take_row(struct book *book, struct column_row *row)
{
    if (book->error)
        return;
    const struct buffer *cells = cells_of(book, row);
    bool action = audit_outcome_needs_action(&row->outcome);
    if (action && !book->streaming && book->held_count == BOOK_SORTED_MAX) {
        book->streaming = true;
        write_held(book);
    }
    if (action && !book->streaming)
        book_hold_row(book, row, cells);
    else if (action)
        write_row(book, &book->actions, cells->data);
    write_row(book, &book->all, cells->data);
}

/* By the end of the certificate; where it is not known last, and otherwise in the list's order. */
static int book_compare_held(const void *a, const void *b)
{
    const struct held_row *one = a, *other = b;
    if (one->expires != other->expires)
        return !one->expires ? 1 : !other->expires ? -1 : one->expires < other->expires ? -1 : 1;
    return one->place < other->place ? -1 : one->place > other->place;
}

/* ---- the summary ---- */

static void book_add_pair(struct book *book, const char *label, const char *value)
{
    write_text(book, &book->summary, 0, label, book->heading);
    write_text(book, &book->summary, 1, value, NULL);
    book->summary.rows++;
}

static void take_head_line(void *context, enum words label, const char *value)
{
    book_add_pair(context, words_text(label), value);
}

static void book_add_count(struct book *book, const char *label, uint64_t count, lxw_format *format)
{
    write_text(book, &book->summary, 0, label, format);
    library->worksheet_write_number(book->summary.sheet, book->summary.rows, 1, (double)count, NULL);
    book->summary.rows++;
}

static void add_verdict_counts(struct book *book, const struct audit_summary *summary)
{
    static const enum verdict order[] = {VERDICT_DENIED, VERDICT_UNKNOWN, VERDICT_ALLOWED};
    struct buffer text = {0};
    text_add_counts(summary, &text);
    write_text(book, &book->summary, 0, buffer_text(&text), NULL);
    book->summary.rows++;
    buffer_free(&text);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        book_add_count(book, words_of_verdict(order[i]), summary->verdicts[order[i]], book->verdicts[order[i]]);
    book->summary.rows++;
}

/* `server  denied  not-listed  12` */
static void add_reason_counts(struct book *book, const struct audit_summary *summary)
{
    struct sheet *sheet = &book->summary;
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        for (unsigned reason = 0; reason < REASON_COUNT; reason++) {
            enum verdict verdict = reason_verdict(reason);
            if (!summary->reasons[kind][reason])
                continue;
            write_text(book, sheet, 0, words_of_kind(kind), NULL);
            write_text(book, sheet, 1, words_of_verdict(verdict), book->verdicts[verdict]);
            write_text(book, sheet, 2, reason_word(reason), NULL);
            library->worksheet_write_number(sheet->sheet, sheet->rows, 3, (double)summary->reasons[kind][reason], NULL);
            sheet->rows++;
        }
}

static void add_summary(struct book *book, const struct report_totals *totals)
{
    struct sheet *sheet = &book->summary;
    sheet->sheet = library->workbook_add_worksheet(book->lxw, words_text(WORDS_BOOK_SUMMARY));
    library->worksheet_set_column(sheet->sheet, 0, 3, 30, NULL);
    report_head_tell(book->head, take_head_line, book);
    sheet->rows++;
    add_verdict_counts(book, totals->summary);
    add_reason_counts(book, totals->summary);
    if (book->all.cut)
        write_text(book, sheet, 0, words_text(WORDS_BOOK_CUT), NULL);
}

/* ---- the book ---- */

static lxw_format *new_format(lxw_workbook *lxw, lxw_color_t ink, lxw_color_t paper)
{
    lxw_format *format = library->workbook_add_format(lxw);
    library->format_set_bold(format);
    library->format_set_font_color(format, ink);
    library->format_set_bg_color(format, paper);
    return format;
}

/* The library writes to a path: that of a file without a name, so that nothing is left behind, whatever happens. */
static bool open_book(struct book *book)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    char path[PATH_SIZE];
    library = library_open("book");
    book->file = library ? tmpfile() : NULL;
    if (!book->file) {
        book->error = errno;
        return false;
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(book->file));
    book->lxw = library->workbook_new_opt(path, &options);
    if (!book->lxw)
        book->error = ENOMEM;
    return book->lxw;
}

struct book *book_open(struct text_list headings, const struct report_head *head)
{
    struct book *book = memory_zero(sizeof *book);
    book->headings = headings;
    book->head = head;
    if (!open_book(book))
        return book;
    book->heading = new_format(book->lxw, LXW_COLOR_BLACK, 0xE8ECF0);
    book->verdicts[VERDICT_ALLOWED] = new_format(book->lxw, 0x0A5C2E, 0xDDF3E4);
    book->verdicts[VERDICT_DENIED] = new_format(book->lxw, 0x8E1018, 0xFBDCDE);
    book->verdicts[VERDICT_UNKNOWN] = new_format(book->lxw, 0x6B4000, 0xFCEBCB);
    open_sheet(book, &book->actions, WORDS_BOOK_ACTIONS);
    open_sheet(book, &book->all, WORDS_HTML_ENTRIES);
    return book;
}

void book_finish(struct book *book, const struct report_totals *totals)
{
    if (book->error)
        return;
    if (book->held_count)
        qsort(book->held, book->held_count, sizeof *book->held, book_compare_held);
    write_held(book);
    add_filter(book, &book->actions);
    add_filter(book, &book->all);
    add_summary(book, totals);
    errno = 0;
    if (library->workbook_close(book->lxw) != LXW_NO_ERROR)
        book->error = errno ? errno : EIO;
    book->lxw = NULL;
    rewind(book->file);
}

bool book_more(struct book *book, struct buffer *out)
{
    if (book->error)
        return false;
    size_t size = fread(buffer_reserve(out, BLOCK_SIZE), 1, BLOCK_SIZE, book->file);
    out->size += size;
    if (!size && ferror(book->file))
        book->error = errno ? errno : EIO;
    return size;
}

int book_error(const struct book *book)
{
    return book->error;
}

void book_free(struct book *book)
{
    if (!book)
        return;
    for (size_t i = 0; i < book->held_count; i++)
        free(book->held[i].cells);
    free(book->held);
    if (book->lxw)
        library->lxw_workbook_free(book->lxw);
    if (book->file)
        fclose(book->file);
    buffer_free(&book->cells);
    buffer_free(&book->scratch);
    free(book);
}
