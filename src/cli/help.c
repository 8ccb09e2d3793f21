/* SPDX-License-Identifier: Apache-2.0 */
#include "help.h"

#include "options_table.h"
#include "report/layout.h"
#include "standard.h"

#include <csv.h>
#include <idn2.h>
#include <jansson.h>
#include <ldns/ldns.h>
#include <libpsl.h>
#include <stdio.h>
#include <string.h>

enum {
    OPTION_COLUMN = 28, /* where what an option means begins */
    COMMAND_COLUMN = 37 /* likewise of a command */
};

static void help_add_paragraph(enum words id, struct buffer *out)
{
    layout_add_wrapped(words_text(id), 0, out);
    buffer_add_char(out, '\n');
}

/* LEFT, and TEXT from a column on; on a line of its own, where LEFT is too long. */
static void help_add_pair(const char *left, size_t column, const char *text, struct buffer *out)
{
    buffer_add_text(out, left);
    size_t width = strlen(left);
    if (width >= column) {
        buffer_add_char(out, '\n');
        width = 0;
    }
    for (; width < column; width++)
        buffer_add_char(out, ' ');
    layout_add_wrapped(text, column, out);
    buffer_add_char(out, '\n');
}

/* The words of a row as people write them. */
static void add_words(const char *words, struct buffer *out)
{
    for (; *words; words++)
        if (*words == ' ')
            buffer_add_text(out, ", ");
        else
            buffer_add_char(out, *words);
}

static void help_add_option(const struct option_row *row, struct buffer *out)
{
    struct buffer left = {0}, text = {0};
    const char letter[] = {'-', (char)row->letter, ',', '\0'};
    buffer_add_text(&left, "  ");
    buffer_add_text(&left, row->letter ? letter : "   ");
    buffer_add_text(&left, " --");
    buffer_add_text(&left, row->name);
    if (row->value) {
        buffer_add_char(&left, ' ');
        buffer_add_text(&left, row->value);
    }
    if (row->words) {
        struct buffer words = {0};
        add_words(row->words, &words);
        words_say(SAY_HELP_VALUES(words_text(row->help), buffer_text(&words)), &text);
        buffer_free(&words);
    } else {
        words_add(row->help, &text);
    }
    if (row->initial)
        words_say(SAY_HELP_DEFAULT(row->initial), &text);
    help_add_pair(buffer_text(&left), OPTION_COLUMN, buffer_text(&text), out);
    buffer_free(&left);
    buffer_free(&text);
}

/* Headings where there are many. */
static void add_options(enum command command, struct buffer *out)
{
    const bool many = command == COMMAND_RUN || command == COMMAND_CHECK;
    enum option_group group = GROUP_COUNT;
    for (size_t i = 0; i < options_table_count; i++) {
        const struct option_row *row = &options_table[i];
        if (!(row->commands & 1u << command))
            continue;
        if (group == GROUP_COUNT || (many && row->group != group))
            buffer_add_char(out, '\n');
        if (many && row->group != group)
            help_add_paragraph(options_headings[row->group], out);
        group = row->group;
        help_add_option(row, out);
    }
}

static void add_usage(enum command command, struct buffer *out)
{
    buffer_add_text(out, "caa-audit ");
    buffer_add_text(out, commands_table[command].word);
    buffer_add_char(out, ' ');
    buffer_add_text(out, commands_table[command].operands);
}

static void add_command(enum command command, struct buffer *out)
{
    add_usage(command, out);
    buffer_add_text(out, "\n\n");
    help_add_paragraph(commands_table[command].about, out);
    add_options(command, out);
    buffer_add_char(out, '\n');
    help_add_paragraph(commands_table[command].statuses, out);
}

static void add_program(struct buffer *out)
{
    help_add_paragraph(WORDS_HELP_PROGRAM, out);
    buffer_add_char(out, '\n');
    for (unsigned command = 0; command < COMMAND_COUNT; command++) {
        struct buffer usage = {0};
        buffer_add_text(&usage, "  ");
        add_usage(command, &usage);
        help_add_pair(buffer_text(&usage), COMMAND_COLUMN, words_text(commands_table[command].brief), out);
        buffer_free(&usage);
    }
    help_add_pair("  caa-audit help COMMAND", COMMAND_COLUMN, words_text(WORDS_HELP_COMMAND_HELP), out);
    help_add_pair("  caa-audit --version", COMMAND_COLUMN, words_text(WORDS_HELP_VERSION), out);
    buffer_add_char(out, '\n');
    help_add_paragraph(WORDS_HELP_NAMES, out);
    buffer_add_char(out, '\n');
    help_add_paragraph(WORDS_HELP_STATUSES, out);
}

void help_print(enum command command)
{
    struct buffer text = {0};
    if (command == COMMAND_COUNT)
        add_program(&text);
    else
        add_command(command, &text);
    standard_write(text.data, text.size);
    buffer_free(&text);
}

void help_print_version(void)
{
    char line[256];
    snprintf(line, sizeof line, "caa-audit %s (ldns %s, libcsv %d.%d.%d, jansson %s, libidn2 %s, libpsl %s)\n",
             CAA_AUDIT_VERSION, ldns_version(), CSV_MAJOR, CSV_MINOR, CSV_RELEASE, jansson_version_str(),
             idn2_check_version(NULL), psl_get_version());
    standard_write(line, strlen(line));
}
