#include "config.h"

#include "files/file_problem.h"
#include "util/language.h"
#include "util/utf8.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct reading {
    const char *path;
    struct arena *arena;
    struct config_line *lines;
    size_t count;
    uint64_t number;
    struct problem *problem;
};

static enum status fail(const struct reading *reading, const char *words)
{
    file_problem_set(reading->problem, reading->path, reading->number, "%s", language_text(words));
    return STATUS_INPUT;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static const char *trimmed(struct arena *arena, const char *text, size_t size)
{
    while (size && is_blank(text[0])) {
        text++;
        size--;
    }
    while (size && is_blank(text[size - 1]))
        size--;
    return arena_text(arena, text, size);
}

static enum status take_line(struct reading *reading, const char *text, size_t size)
{
    const char *line = trimmed(reading->arena, text, size), *equals = strchr(line, '=');
    if (!*line || *line == '#')
        return STATUS_OK;
    if (memchr(text, '\0', size) || !utf8_valid(text, size))
        return fail(reading, "the line is no text in UTF-8");
    if (!equals)
        return fail(reading, "KEY = VALUE is wanted, as in server = 192.0.2.1");
    if (reading->count == CONFIG_LINES_MAX)
        return fail(reading, "more than 1000 options");
    reading->lines[reading->count++] =
        (struct config_line){trimmed(reading->arena, line, (size_t)(equals - line)),
                             trimmed(reading->arena, equals + 1, strlen(equals + 1)), reading->number};
    return STATUS_OK;
}

static enum status read_lines(struct reading *reading, FILE *file)
{
    char line[CONFIG_LINE_MAX];
    enum status status = STATUS_OK;
    while (status == STATUS_OK && fgets(line, sizeof line, file)) {
        size_t size = strlen(line);
        reading->number++;
        status = size == sizeof line - 1 && line[size - 1] != '\n'
                     ? fail(reading, "the line is longer than 4095 octets")
                     : take_line(reading, line, size);
    }
    reading->number = 0;
    if (status == STATUS_OK && ferror(file)) {
        file_problem_set(reading->problem, reading->path, 0, "the file cannot be read: %s", language_error(errno));
        status = STATUS_INPUT;
    }
    return status;
}

enum status config_read(const char *path, bool optional, struct arena *arena, struct config *ret_config,
                        struct problem *ret_problem)
{
    FILE *file = fopen(path, "re");
    *ret_config = (struct config){0};
    if (!file && optional && (errno == ENOENT || errno == ENOTDIR))
        return STATUS_OK;
    if (!file) {
        file_problem_set(ret_problem, path, 0, "the file cannot be read: %s", language_error(errno));
        return STATUS_INPUT;
    }
    struct reading reading = {.path = path,
                              .arena = arena,
                              .lines = arena_alloc(arena, CONFIG_LINES_MAX * sizeof *reading.lines),
                              .problem = ret_problem};
    enum status status = read_lines(&reading, file);
    fclose(file);
    *ret_config = (struct config){reading.lines, reading.count};
    return status;
}
