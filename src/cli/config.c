/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "files/small_file.h"
#include "util/problem.h"
#include "util/utf8.h"

#include <string.h>

struct reading {
    const char *path;
    struct arena *arena;
    struct config_line *lines;
    size_t count;
    uint64_t number;
    struct problem *problem;
};

static enum status config_fail(const struct reading *reading, struct saying saying)
{
    problem_set_at(reading->problem, reading->path, reading->number, saying);
    return STATUS_INPUT;
}

static bool config_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static const char *config_trimmed(struct arena *arena, const char *text, size_t size)
{
    while (size && config_is_blank(text[0])) {
        text++;
        size--;
    }
    while (size && config_is_blank(text[size - 1]))
        size--;
    return arena_text(arena, text, size);
}

static enum status config_take_line(struct reading *reading, const char *text, size_t size)
{
    const char *line = config_trimmed(reading->arena, text, size), *equals = strchr(line, '=');
    if (!*line || *line == '#')
        return STATUS_OK;
    if (!utf8_valid(text, size))
        return config_fail(reading, SAY_CONFIG_NOT_UTF8());
    if (!equals)
        return config_fail(reading, SAY_CONFIG_NO_PAIR());
    if (reading->count == CONFIG_LINES_MAX)
        return config_fail(reading, SAY_CONFIG_TOO_MANY());
    reading->lines[reading->count++] =
        (struct config_line){config_trimmed(reading->arena, line, (size_t)(equals - line)),
                             config_trimmed(reading->arena, equals + 1, strlen(equals + 1)), reading->number};
    return STATUS_OK;
}

/* Of a byte order mark, which some editors put before UTF-8. */
static size_t mark_size(const struct buffer *text)
{
    static const char mark[] = "\xEF\xBB\xBF";
    size_t size = sizeof mark - 1;
    return text->size >= size && memcmp(text->data, mark, size) == 0 ? size : 0;
}

static enum status config_read_lines(struct reading *reading, const struct buffer *text)
{
    enum status status = STATUS_OK;
    for (size_t at = mark_size(text); at < text->size && status == STATUS_OK;) {
        const char *line = text->data + at, *end = memchr(line, '\n', text->size - at);
        size_t size = end ? (size_t)(end - line) : text->size - at;
        reading->number++;
        status = size > CONFIG_LINE_MAX ? config_fail(reading, SAY_CONFIG_LINE_TOO_LONG())
                                        : config_take_line(reading, line, size);
        at += size + 1;
    }
    return status;
}

enum status config_read(const char *path, bool optional, struct arena *arena, struct config *ret_config,
                        struct problem *ret_problem)
{
    const struct small_file file = {
        .path = path, .max = SMALL_FILE_CONFIG_MAX, .optional = optional, .unreadable = WORDS_CONFIG_UNREADABLE};
    struct reading reading = {.path = path,
                              .arena = arena,
                              .lines = arena_alloc(arena, CONFIG_LINES_MAX * sizeof *reading.lines),
                              .problem = ret_problem};
    struct buffer text = {0};
    enum status status = small_file_read(&file, &text, ret_problem);
    if (status == STATUS_OK)
        status = config_read_lines(&reading, &text);
    buffer_free(&text);
    *ret_config = (struct config){reading.lines, reading.count};
    return status;
}
