/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets as a file of options: its lines are pairs without blanks around them, or it is refused with a line; and
 * every command reads it as such. The first octet chooses the command. */
#include "file.h"

#include "cli/config.h"
#include "cli/options.h"
#include "util/utf8.h"

static bool is_trimmed(const char *text)
{
    size_t size = strlen(text);
    return !size || (!strchr(" \t\r\n", text[0]) && !strchr(" \t\r\n", text[size - 1]));
}

static void read_config(const char *path)
{
    struct arena arena = {0};
    struct config config = {0};
    struct problem problem = {.text = ""};
    uint64_t last = 0;
    enum status status = config_read(path, false, &arena, &config, &problem);
    expect((status == STATUS_OK) == (problem.text[0] == '\0'));
    expect(config.count <= CONFIG_LINES_MAX);
    for (size_t i = 0; status == STATUS_OK && i < config.count; i++) {
        expect(is_trimmed(config.lines[i].key) && is_trimmed(config.lines[i].value));
        expect(!strchr(config.lines[i].key, '=') && config.lines[i].number > last);
        expect(utf8_valid(config.lines[i].value, strlen(config.lines[i].value)));
        last = config.lines[i].number;
    }
    arena_free(&arena);
}

static void read_options(const char *command, const char *path)
{
    char program[] = "caa-audit", word[16], option[64], one[] = "a.example", two[] = "b.example";
    char *arguments[] = {program, word, option, one, two, NULL};
    struct options options;
    struct problem problem = {.text = ""};
    snprintf(word, sizeof word, "%s", command);
    snprintf(option, sizeof option, "--config=%s", path);
    enum options_result result = options_read(COUNT_OF(arguments) - 1, arguments, &options, &problem);
    expect((result == OPTIONS_WRONG) == (problem.text[0] != '\0'));
    options_free(&options);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const commands[] = {"run", "check", "diff", "export", "history", "merge"};
    if (!size)
        return 0;
    const struct fuzz_file file = fuzz_file_new(data + 1, size - 1);
    read_config(file.path);
    read_options(commands[data[0] % COUNT_OF(commands)], file.path);
    fuzz_file_free(&file);
    return 0;
}
