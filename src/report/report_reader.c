/* SPDX-License-Identifier: Apache-2.0 */
#include "report/report_reader.h"

#include "files/file_problem.h"
#include "report_reader_internal.h"
#include "util/language.h"
#include "util/stop.h"
#include "util/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { BLOCK_SIZE = 65536 };

struct source {
    struct report_reader reader;
    struct report_table *table; /* NULL: JSON Lines */
    bool begun;                 /* the first line was seen */
    struct buffer line;         /* a line, as far as it was read */
};

static const char *label_of(const struct report_reading *reading)
{
    return strcmp(reading->path, "-") == 0 ? "standard input" : reading->path;
}

enum status report_reader_fail(struct report_reader *reader, const char *format, ...)
{
    char words[512];
    va_list arguments;
    if (reader->status != STATUS_OK)
        return reader->status;
    va_start(arguments, format);
    vsnprintf(words, sizeof words, language_text(format), arguments);
    va_end(arguments);
    file_problem_set(reader->reading->problem, label_of(reader->reading), reader->row_line, "%s", words);
    return reader->status = STATUS_INPUT;
}

static void fail_at_line(struct report_reader *reader, const char *words)
{
    reader->row_line = reader->line;
    report_reader_fail(reader, "%s", words);
}

/* The separator of a table; NUL for JSON Lines. */
static char format_of(const char *path, const char *line, size_t size)
{
    const char *dot = strrchr(path, '.');
    if (dot && strcmp(dot, ".csv") == 0)
        return ',';
    if (dot && strcmp(dot, ".tsv") == 0)
        return '\t';
    if ((dot && strcmp(dot, ".jsonl") == 0) || (size && line[0] == '{'))
        return '\0';
    return size && memchr(line, '\t', size) ? '\t' : ',';
}

/* The first line decides the format. Returns the octets of its byte order mark. */
static size_t begin(struct source *source, const char *line, size_t size)
{
    size_t mark = strlen(UTF8_BYTE_ORDER_MARK);
    if (size < mark || memcmp(line, UTF8_BYTE_ORDER_MARK, mark) != 0)
        mark = 0;
    char separator = format_of(source->reader.reading->path, line + mark, size - mark);
    source->begun = true;
    if (separator)
        source->table = report_table_new(&source->reader, separator, separator == ',' && mark);
    return mark;
}

static void take_line(struct source *source)
{
    const char *line = source->line.data;
    size_t size = source->line.size;
    source->reader.line++;
    if (size && memchr(line, '\0', size)) {
        fail_at_line(&source->reader, "a NUL octet: this is no report in UTF-8");
        return;
    }
    size_t mark = source->begun ? 0 : begin(source, line, size);
    if (source->table)
        report_table_take_line(source->table, line + mark, size - mark);
    else
        report_object_take_line(&source->reader, line + mark, size - mark);
    buffer_clear(&source->line);
}

static bool goes_on(const struct report_reader *reader)
{
    return reader->status == STATUS_OK && !reader->ended;
}

static void take_block(struct source *source, const char *block, size_t size)
{
    while (size && goes_on(&source->reader)) {
        const char *end = memchr(block, '\n', size);
        size_t taken = end ? (size_t)(end - block) + 1 : size;
        buffer_add(&source->line, block, taken);
        if (end)
            take_line(source);
        else if (source->line.size > REPORT_ROW_MAX) {
            source->reader.line++;
            fail_at_line(&source->reader, "the line is too long for a report");
        }
        block += taken;
        size -= taken;
    }
}

static void finish(struct source *source)
{
    bool unfinished = source->reader.reading->unfinished;
    if (source->line.size && !unfinished)
        take_line(source);
    if (!source->begun && !unfinished)
        begin(source, "", 0);
    if (!unfinished && source->table && goes_on(&source->reader))
        report_table_finish(source->table);
    if (!source->reader.begun && goes_on(&source->reader))
        report_reader_begin(&source->reader, (struct text_list){NULL, 0});
}

static void fail_reading(struct report_reader *reader)
{
    reader->row_line = 0;
    report_reader_fail(reader, "the report cannot be read: %s", language_error(errno));
}

/* True where the program is asked to stop. */
static bool stops(struct report_reader *reader)
{
    if (!stop_is_asked() || !goes_on(reader))
        return false;
    struct problem *problem = reader->reading->problem;
    snprintf(problem->text, sizeof problem->text, "%s", language_text("interrupted"));
    reader->status = STATUS_INTERRUPTED;
    return true;
}

static void read_all(struct source *source, int fd)
{
    char block[BLOCK_SIZE];
    ssize_t size = 1;
    while (size && goes_on(&source->reader) && !stops(&source->reader)) {
        size = read(fd, block, sizeof block);
        if (size > 0)
            take_block(source, block, (size_t)size);
        else if (size < 0 && errno != EINTR)
            fail_reading(&source->reader);
    }
    if (goes_on(&source->reader))
        finish(source);
}

/* A FIFO waits for its writer. */
static int open_report(const char *path)
{
    int fd;
    if (strcmp(path, "-") == 0)
        return STDIN_FILENO;
    do
        fd = open(path, O_RDONLY | O_CLOEXEC);
    while (fd < 0 && errno == EINTR && !stop_is_asked());
    return fd;
}

static void source_free(struct source *source)
{
    struct report_reader *reader = &source->reader;
    for (unsigned id = 0; id < COLUMN_COUNT; id++)
        buffer_free(&reader->values[id]);
    buffer_free(&reader->further);
    free(reader->further_cells);
    arena_free(&reader->arena);
    report_table_free(source->table);
    buffer_free(&source->line);
}

enum status report_read(const struct report_reading *reading)
{
    struct source source = {.reader = {.reading = reading, .status = STATUS_OK}};
    int fd = reading->opened ? reading->fd : open_report(reading->path);
    if (fd >= 0)
        read_all(&source, fd);
    else if (!stops(&source.reader))
        fail_reading(&source.reader);
    if (fd > STDIN_FILENO && !reading->opened)
        close(fd);
    source_free(&source);
    return source.reader.status;
}
