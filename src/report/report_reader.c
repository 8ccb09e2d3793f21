/* SPDX-License-Identifier: Apache-2.0 */
#include "report/report_reader.h"

#include "report_reader_internal.h"
#include "util/memory.h"
#include "util/problem.h"
#include "util/stop.h"
#include "util/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { BLOCK_SIZE = 65536 };

struct report_source {
    struct report_reader reader;
    struct report_table *table; /* NULL: JSON Lines */
    bool begun;                 /* the first line was seen */
    bool finished;              /* and the last */
    int fd;
    struct buffer line; /* a line, as far as it was read */
    size_t block_at, block_size;
    char block[BLOCK_SIZE]; /* what was read, of which `block_at` octets are taken */
};

static void fail_at_line(struct report_reader *reader, struct saying saying)
{
    reader->row_line = reader->line;
    report_reader_fail(reader, saying);
}

/* The separator of a table; NUL for JSON Lines. */
static char reader_format_of(const char *path, const char *line, size_t size)
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
static size_t reader_begin(struct report_source *source, const char *line, size_t size)
{
    size_t mark = strlen(UTF8_BYTE_ORDER_MARK);
    if (size < mark || memcmp(line, UTF8_BYTE_ORDER_MARK, mark) != 0)
        mark = 0;
    char separator = reader_format_of(source->reader.reading->path, line + mark, size - mark);
    source->begun = true;
    if (separator)
        source->table = report_table_new(&source->reader, separator, separator == ',' && mark);
    return mark;
}

static void reader_take_line(struct report_source *source)
{
    const char *line = source->line.data;
    size_t size = source->line.size;
    source->reader.line++;
    if (size && memchr(line, '\0', size)) {
        fail_at_line(&source->reader, SAY_REPORT_NUL());
        return;
    }
    size_t mark = source->begun ? 0 : reader_begin(source, line, size);
    if (source->table)
        report_table_take_line(source->table, line + mark, size - mark);
    else
        report_object_take_line(&source->reader, line + mark, size - mark);
    buffer_clear(&source->line);
}

/* The rest of the line, or what the block has of it. */
static void take_block(struct report_source *source)
{
    const char *start = source->block + source->block_at;
    size_t left = source->block_size - source->block_at;
    const char *end = memchr(start, '\n', left);
    size_t taken = end ? (size_t)(end - start) + 1 : left;
    buffer_add(&source->line, start, taken);
    source->block_at += taken;
    if (end)
        reader_take_line(source);
    else if (source->line.size > REPORT_ROW_MAX) {
        source->reader.line++;
        fail_at_line(&source->reader, SAY_REPORT_LINE_TOO_LONG());
    }
}

static void reader_finish(struct report_source *source)
{
    bool unfinished = source->reader.reading->unfinished;
    source->finished = true;
    if (source->line.size && !unfinished)
        reader_take_line(source);
    if (!source->begun && !unfinished)
        reader_begin(source, "", 0);
    if (!unfinished && source->table && source->reader.status == STATUS_OK)
        report_table_finish(source->table);
    if (!source->reader.begun && source->reader.status == STATUS_OK)
        report_reader_begin(&source->reader, (struct text_list){NULL, 0});
}

static void fail_reading(struct report_reader *reader)
{
    reader->row_line = 0;
    report_reader_fail(reader, SAY_REPORT_UNREADABLE(saying_error(errno)));
}

/* True where the program is asked to stop. */
static bool stops(struct report_reader *reader)
{
    if (!stop_is_asked() || reader->status != STATUS_OK)
        return false;
    struct problem *problem = reader->reading->problem;
    problem_set(problem, SAY_INTERRUPTED());
    reader->status = STATUS_INTERRUPTED;
    return true;
}

/* The next block; the end of the file finishes the report. */
static void reader_read_block(struct report_source *source)
{
    ssize_t size = read(source->fd, source->block, sizeof source->block);
    source->block_at = 0;
    source->block_size = size > 0 ? (size_t)size : 0;
    if (size < 0 && errno != EINTR)
        fail_reading(&source->reader);
    else if (size == 0)
        reader_finish(source);
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

struct report_source *report_source_open(const struct report_reading *reading)
{
    struct report_source *source = memory_zero(sizeof *source);
    source->reader.reading = reading;
    source->fd = reading->opened ? reading->fd : open_report(reading->path);
    if (source->fd < 0 && !stops(&source->reader))
        fail_reading(&source->reader);
    return source;
}

struct column_row *report_source_next(struct report_source *source)
{
    struct report_reader *reader = &source->reader;
    report_reader_clear(reader);
    while (reader->status == STATUS_OK && !reader->has_row && !source->finished)
        if (source->block_at < source->block_size)
            take_block(source);
        else if (!stops(reader))
            reader_read_block(source);
    return reader->status == STATUS_OK && reader->has_row ? &reader->row : NULL;
}

int report_source_fd(const struct report_source *source)
{
    return source->fd;
}

enum status report_source_status(const struct report_source *source)
{
    return source->reader.status;
}

void report_source_close(struct report_source *source)
{
    if (!source)
        return;
    struct report_reader *reader = &source->reader;
    if (source->fd > STDIN_FILENO && !reader->reading->opened)
        close(source->fd);
    for (unsigned id = 0; id < COLUMN_COUNT; id++)
        buffer_free(&reader->values[id]);
    buffer_free(&reader->further);
    free(reader->further_cells);
    arena_free(&reader->arena);
    report_table_free(source->table);
    buffer_free(&source->line);
    free(source);
}

enum status report_read(const struct report_reading *reading)
{
    struct report_source *source = report_source_open(reading);
    struct column_row *row;
    while ((row = report_source_next(source)) && reading->take(reading->context, row)) {
    }
    enum status status = report_source_status(source);
    report_source_close(source);
    return status;
}
