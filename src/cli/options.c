/* SPDX-License-Identifier: Apache-2.0 */
#include "options_internal.h"

#include "options_places.h"
#include "util/memory.h"
#include "words/language.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum { ROW_VALUE = 256 /* what getopt_long calls a row: this and its place; letters are below */ };

/* What getopt_long wants to know of a command. */
struct grammar {
    struct option options[OPTIONS_ROWS_MAX + 1];
    char letters[2 * OPTIONS_ROWS_MAX + 2]; /* the colon first: a missing value is told apart */
};

static struct grammar grammar_of(enum command command)
{
    struct grammar grammar = {.letters = ":"};
    size_t count = 0, size = 1;
    for (size_t i = 0; i < options_table_count; i++) {
        const struct option_row *row = &options_table[i];
        if (!(row->commands & 1u << command))
            continue;
        grammar.options[count++] =
            (struct option){row->name, row->value ? required_argument : no_argument, NULL, ROW_VALUE + (int)i};
        if (!row->letter)
            continue;
        grammar.letters[size++] = (char)row->letter;
        if (row->value)
            grammar.letters[size++] = ':';
    }
    return grammar;
}

static const struct option_row *row_of(enum command command, int value)
{
    return value >= ROW_VALUE ? &options_table[value - ROW_VALUE] : options_table_find_letter(command, value);
}

/* ---- what is wrong ---- */

static enum options_result fail_command(const char *word, struct problem *problem)
{
    const char *guess = commands_table_guess(word);
    return guess ? options_fail(problem, SAY_OPTION_COMMAND_GUESS(guess, word))
                 : options_fail(problem, SAY_OPTION_COMMAND(word));
}

/* getopt_long leaves the letter, or 0 and the word. */
static enum options_result fail_unknown(enum command command, const char *word, struct problem *problem)
{
    const char *in = commands_table[command].word;
    const char letter[] = {'-', (char)optopt, '\0'};
    if (optopt >= ROW_VALUE)
        return options_fail(problem, SAY_OPTION_NO_VALUE_TAKEN(in, options_table[optopt - ROW_VALUE].name));
    if (optopt)
        return options_fail(problem, SAY_OPTION_UNKNOWN(in, letter));
    size_t size = strcspn(word, "=");
    char *name = strndup(word, size);
    const char *guess = size > 2 ? options_table_guess(command, word + 2, size - 2) : NULL;
    enum options_result result = guess ? options_fail(problem, SAY_OPTION_GUESS(in, guess, name))
                                       : options_fail(problem, SAY_OPTION_UNKNOWN(in, name));
    free(name);
    return result;
}

/* ---- reading ---- */

/* `help`, `help COMMAND`, -h and -V stand where a command does. */
static enum options_result read_help(const char *word, const char *topic, struct options *options,
                                     struct problem *problem)
{
    const struct option_row *row =
        strncmp(word, "--", 2) == 0             ? options_table_find(COMMAND_COUNT, word + 2, strlen(word + 2))
        : word[0] == '-' && word[1] && !word[2] ? options_table_find_letter(COMMAND_COUNT, word[1])
                                                : NULL;
    bool is_help = strcmp(word, "help") == 0 || (row && row->read == option_read_help);
    if (!is_help)
        return row && row->read == option_read_version ? option_read_version(row, NULL, options, problem) : OPTIONS_OK;
    options->command = COMMAND_COUNT;
    for (unsigned command = 0; topic && command < COMMAND_COUNT; command++)
        if (strcmp(topic, commands_table[command].word) == 0)
            options->command = command;
    if (topic && options->command == COMMAND_COUNT)
        return fail_command(topic, problem);
    return OPTIONS_HELP;
}

static enum options_result read_command(int argc, char **argv, struct options *options, struct problem *problem)
{
    if (argc < 2)
        return options_fail(problem, SAY_OPTION_NONE());
    const char *topic = argc > 2 && argv[2][0] != '-' ? argv[2] : NULL;
    enum options_result result = read_help(argv[1], topic, options, problem);
    if (result != OPTIONS_OK)
        return result;
    for (unsigned command = 0; command < COMMAND_COUNT; command++)
        if (strcmp(argv[1], commands_table[command].word) == 0) {
            options->command = command;
            return OPTIONS_OK;
        }
    return fail_command(argv[1], problem);
}

/* Wherever --lang stands, what is said before it is read is said in its language, too. */
static void look_for_language(int argc, char **argv)
{
    static const char option[] = "--lang";
    enum language language;
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        size_t size = strlen(option);
        if (strncmp(argv[i], option, size) != 0)
            continue;
        const char *value = argv[i][size] == '='             ? argv[i] + size + 1
                            : argv[i][size] || i + 1 == argc ? ""
                                                             : argv[i + 1];
        if (language_parse(value, &language))
            language_set(language);
    }
}

/* How many words at the start of WORDS are --lang and its language. */
static int count_language_words(char **words, int count)
{
    static const char option[] = "--lang";
    size_t size = strlen(option);
    if (!count || strncmp(words[0], option, size) != 0)
        return 0;
    return words[0][size] == '=' ? 1 : words[0][size] || count < 2 ? 0 : 2;
}

/* --lang may also come before the command: it is moved behind it, or for help, behind what help is asked about. */
static void put_command_first(int argc, char **argv)
{
    int moved = count_language_words(argv + 1, argc - 1), rest = argc - 1 - moved;
    if (!moved || !rest)
        return;
    bool help = strcmp(argv[1 + moved], "help") == 0;
    int before = help && rest > 1 ? 2 : 1;
    char *language[2] = {argv[1], argv[2]};
    memmove(argv + 1, argv + 1 + moved, (size_t)before * sizeof *argv);
    memcpy(argv + 1 + before, language, (size_t)moved * sizeof *argv);
}

/* What is to be known of the command line before the file of options is read, and whatever is wrong with it: a plugin
 * says also that on standard output. getopt_long puts the operands last: in a
 * copy, else an option that ends the line without its value would take an operand for it the next time. */
static void options_look_through(int argc, char **argv, const struct grammar *grammar, struct options_reading *reading)
{
    struct problem ignored;
    char **words = memory_dup(argv, ((size_t)argc + 1) * sizeof *words);
    optind = 0;
    for (int value; (value = getopt_long(argc, words, grammar->letters, grammar->options, NULL)) != -1;) {
        const struct option_row *row = value == ':' || value == '?' ? NULL : row_of(reading->options->command, value);
        if (!row)
            continue;
        reading->on_line[row - options_table] = true;
        reading->source = reading->source || row->traits & OPTION_SOURCE;
        if (strcmp(row->name, "config") == 0)
            reading->config = optarg;
        if (strcmp(row->name, "replay") == 0)
            reading->replay = optarg;
        if (strcmp(row->name, "format") == 0)
            row->read(row, optarg, reading->options, &ignored);
    }
    free(words);
}

static enum options_result read_command_line(int argc, char **argv, const struct grammar *grammar,
                                             struct options_reading *reading, struct problem *problem)
{
    struct options *options = reading->options;
    optind = 0;
    for (int value; (value = getopt_long(argc, argv, grammar->letters, grammar->options, NULL)) != -1;) {
        const char *in = commands_table[options->command].word;
        if (value == ':')
            return options_fail(problem, SAY_OPTION_NO_VALUE(in, row_of(options->command, optopt)->name));
        if (value == '?')
            return fail_unknown(options->command, argv[optind - 1], problem);
        enum options_result result = options_take(reading, row_of(options->command, value), optarg, problem);
        if (result != OPTIONS_OK)
            return result;
    }
    options->operands.items = (const char **)argv + optind;
    options->operands.count = (size_t)(argc - optind);
    return OPTIONS_OK;
}

/* What nobody said has its default. */
static enum options_result complete(struct options_reading *reading, struct problem *problem)
{
    enum options_result result = OPTIONS_OK;
    for (size_t i = 0; i < options_table_count && result == OPTIONS_OK; i++)
        if (options_table[i].initial && !reading->anywhere[i] &&
            options_table[i].commands & 1u << reading->options->command)
            result = options_table[i].read(&options_table[i], options_table[i].initial, reading->options, problem);
    if (result == OPTIONS_OK)
        result = options_read_places(&reading->options->where, problem);
    return result == OPTIONS_OK ? options_check(reading, problem) : result;
}

/* A file of options that cannot be read is no reason to show no help. */
static bool asks_for_help(const struct options_reading *reading)
{
    return options_on_line(reading, "help") || options_on_line(reading, "version");
}

enum options_result options_read(int argc, char **argv, struct options *ret_options, struct problem *ret_problem)
{
    *ret_options = (struct options){.command = COMMAND_COUNT};
    struct options_reading reading = {.options = ret_options};
    look_for_language(argc, argv);
    put_command_first(argc, argv);
    enum options_result result = read_command(argc, argv, ret_options, ret_problem);
    if (result != OPTIONS_OK)
        return result;
    const struct grammar grammar = grammar_of(ret_options->command);
    argv[1] = argv[0]; /* getopt passes over the first */
    opterr = 0;
    options_look_through(argc - 1, argv + 1, &grammar, &reading);
    if (!asks_for_help(&reading))
        result = options_read_file(&reading, ret_problem);
    if (result == OPTIONS_OK)
        result = read_command_line(argc - 1, argv + 1, &grammar, &reading, ret_problem);
    return result == OPTIONS_OK ? complete(&reading, ret_problem) : result;
}

void options_free(struct options *options)
{
    const struct options_texts *texts[] = {
        &options->where.server_texts, &options->where.place_texts, &options->where.zones, &options->how.cas,
        &options->how.known_tags,     &options->report.outputs,    &options->list.files};
    options_free_places(&options->where);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]->items);
    tap_free(options->recording.tap);
    buffer_free(&options->recording.taken);
    arena_free(&options->arena);
}
