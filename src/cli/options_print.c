/* SPDX-License-Identifier: Apache-2.0 */
/* A tool of the build, which is not installed: prints what is made of the table of options beside --help.
 *
 *     options-print man COMMAND    the OPTIONS section of its page, in mdoc(7); `.\" more NAME` stands where
 *                                  data/man/options.mdoc may go on (src/cmake/page.awk puts the two together)
 *     options-print bash|zsh|fish  completion for that shell */
#include "options_table.h"
#include "report/layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool options_print_knows(unsigned command, const struct option_row *row)
{
    return row->commands & 1u << command;
}

/* ---- the man pages ---- */

/* A sentence as lines of mdoc, none of which begins as a macro does. */
static void print_sentence(const char *text)
{
    struct buffer lines = {0};
    layout_add_wrapped(text, 0, &lines);
    const char *rest = buffer_text(&lines);
    for (bool start = true; *rest; start = *rest++ == '\n') {
        if (start && (*rest == '.' || *rest == '\''))
            fputs("\\&", stdout);
        putchar(*rest);
    }
    putchar('\n');
    buffer_free(&lines);
}

static void print_words(const struct option_row *row)
{
    struct buffer text = {0};
    buffer_add_text(&text, "Possible values: ");
    for (const char *word = row->words; *word; word++)
        if (*word == ' ')
            buffer_add_text(&text, ", ");
        else
            buffer_add_char(&text, *word);
    buffer_add_char(&text, '.');
    print_sentence(buffer_text(&text));
    buffer_free(&text);
}

static void print_option(const struct option_row *row)
{
    struct buffer text = {0};
    printf(".It Fl ");
    if (row->letter)
        printf("%c , ", row->letter);
    printf("-%s", row->name);
    if (row->value)
        printf(" Ar %s", row->value);
    putchar('\n');
    words_add(row->help, &text);
    if (*text.data >= 'a' && *text.data <= 'z')
        *text.data = (char)(*text.data - 'a' + 'A');
    buffer_add_char(&text, '.');
    print_sentence(buffer_text(&text));
    if (row->words)
        print_words(row);
    if (row->initial)
        printf("Default: %s.\n", row->initial);
    printf(".\\\" more %s\n", row->name);
    buffer_free(&text);
}

/* A heading of --help without what is in brackets and the colon. */
static void print_heading(enum option_group group)
{
    const char *text = words_text(options_headings[group]);
    size_t size = strcspn(text, ":(");
    printf(".Ss %.*s\n", (int)(text[size] == '(' ? size - 1 : size), text);
}

static void print_man(unsigned command)
{
    for (enum option_group group = 0; group < GROUP_COUNT; group++) {
        bool any = false;
        for (size_t i = 0; i < options_table_count; i++) {
            if (options_table[i].group != group || !options_print_knows(command, &options_table[i]))
                continue;
            if (!any) {
                print_heading(group);
                puts(".Bl -tag -width Ds");
            }
            any = true;
            print_option(&options_table[i]);
        }
        if (any)
            puts(".El");
    }
}

/* ---- completion ---- */

static bool takes_path(const struct option_row *row)
{
    return row->traits & (OPTION_TAKES_FILE | OPTION_TAKES_FOLDER);
}

/* One arm of a case for each option whose values are known. */
static void print_bash_values(unsigned command)
{
    for (size_t i = 0; i < options_table_count; i++) {
        const struct option_row *row = &options_table[i];
        if (!options_print_knows(command, row) || !row->value)
            continue;
        printf("    %s:--%s", commands_table[command].word, row->name);
        if (row->letter)
            printf(" | %s:-%c", commands_table[command].word, row->letter);
        if (row->words)
            printf(") words='%s'%s ;;\n", row->words, strcmp(row->value, "LIST") == 0 ? " list=yes" : "");
        else
            printf(") words='' files=%s ;;\n", takes_path(row) ? "yes" : "no");
    }
}

static void print_commands(void)
{
    for (unsigned command = 0; command < COMMAND_COUNT; command++)
        printf("%s ", commands_table[command].word);
    printf("help --help --version");
}

static void print_bash(void)
{
    printf("# SPDX-License-Identifier: Apache-2.0\n"
           "# bash completion for caa-audit, made from its table of options.\n"
           "_caa_audit()\n{\n"
           "    local current=$2 previous=$3 command=${COMP_WORDS[1]} words files=no list=no prefix=\n"
           "    COMPREPLY=()\n"
           "    [[ $current != '=' ]] || current=\n"
           "    [[ $previous != '=' ]] || previous=${COMP_WORDS[COMP_CWORD - 2]}\n"
           "    case $COMP_CWORD:$command in\n"
           "    1:*) words='");
    print_commands();
    printf("' ;;\n    2:help) words='");
    for (unsigned command = 0; command < COMMAND_COUNT; command++)
        printf(command ? " %s" : "%s", commands_table[command].word);
    printf("' ;;\n    *) case $command:$previous in\n");
    for (unsigned command = 0; command < COMMAND_COUNT; command++)
        print_bash_values(command);
    printf("    *) case $command:$current in\n");
    for (unsigned command = 0; command < COMMAND_COUNT; command++) {
        printf("    %s:-*) words='", commands_table[command].word);
        for (size_t i = 0; i < options_table_count; i++)
            if (options_print_knows(command, &options_table[i]))
                printf("--%s ", options_table[i].name);
        printf("' ;;\n");
    }
    printf("    check:*) ;;\n"
           "    *) files=yes ;;\n"
           "    esac ;;\n    esac ;;\n    esac\n"
           "    if [[ $files == yes ]]; then\n"
           "        mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
           "    else\n"
           "        [[ $list == no || $current != *,* ]] || prefix=${current%%,*},\n"
           "        mapfile -t COMPREPLY < <(compgen -P \"$prefix\" -W \"$words\" -- \"${current##*,}\")\n"
           "    fi\n"
           "}\n"
           "complete -o filenames -F _caa_audit caa-audit\n");
}

/* Between single quotes; brackets and colons, which _arguments reads, are marked. */
static void print_quoted(const char *text, const char *marked)
{
    for (; *text; text++)
        if (*text == '\'')
            printf("'\\''");
        else
            printf(strchr(marked, *text) ? "\\%c" : "%c", *text);
}

static void print_zsh_option(const struct option_row *row)
{
    printf("        '*'");
    if (row->letter)
        printf("{-%c,--%s%s}", row->letter, row->name, row->value ? "=" : "");
    else
        printf("--%s%s", row->name, row->value ? "=" : "");
    printf("'[");
    print_quoted(words_text(row->help), "[]:");
    printf("]");
    if (row->value)
        printf(":%s:%s", row->name, row->words ? "(" : takes_path(row) ? "_files" : " ");
    if (row->words)
        printf("%s)", row->words);
    printf("' \\\n");
}

static void print_zsh(void)
{
    printf("#compdef caa-audit\n"
           "# SPDX-License-Identifier: Apache-2.0\n"
           "# zsh completion for caa-audit, made from its table of options.\n"
           "if ((CURRENT == 2)); then\n    compadd -- ");
    print_commands();
    printf("\n    return\nfi\n"
           "local command=$words[2]\n"
           "shift words\n((CURRENT--))\n"
           "case $command in\n");
    for (unsigned command = 0; command < COMMAND_COUNT; command++) {
        printf("%s)\n    _arguments -s \\\n", commands_table[command].word);
        for (size_t i = 0; i < options_table_count; i++)
            if (options_print_knows(command, &options_table[i]))
                print_zsh_option(&options_table[i]);
        printf("        '*:operand:%s'\n    ;;\n", command == COMMAND_CHECK ? "_hosts" : "_files");
    }
    printf("esac\n");
}

static void print_fish_option(unsigned command, const struct option_row *row)
{
    printf("complete -c caa-audit -n '__fish_seen_subcommand_from %s' -l %s", commands_table[command].word, row->name);
    if (row->letter)
        printf(" -s %c", row->letter);
    if (row->value)
        printf(takes_path(row) ? " -r -F" : " -x");
    if (row->words)
        printf(" -a '%s'", row->words);
    printf(" -d '");
    for (const char *text = words_text(row->help); *text; text++)
        printf(*text == '\'' || *text == '\\' ? "\\%c" : "%c", *text);
    printf("'\n");
}

static void print_fish(void)
{
    printf("# SPDX-License-Identifier: Apache-2.0\n"
           "# fish completion for caa-audit, made from its table of options.\n");
    for (unsigned command = 0; command < COMMAND_COUNT; command++)
        printf("complete -c caa-audit -n __fish_use_subcommand -f -a %s -d '%s'\n", commands_table[command].word,
               words_text(commands_table[command].brief));
    for (unsigned command = 0; command < COMMAND_COUNT; command++)
        for (size_t i = 0; i < options_table_count; i++)
            if (options_print_knows(command, &options_table[i]))
                print_fish_option(command, &options_table[i]);
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "", *word = argc > 2 ? argv[2] : "";
    for (unsigned command = 0; command < COMMAND_COUNT && strcmp(what, "man") == 0; command++)
        if (strcmp(word, commands_table[command].word) == 0) {
            print_man(command);
            return EXIT_SUCCESS;
        }
    if (strcmp(what, "bash") == 0)
        print_bash();
    else if (strcmp(what, "zsh") == 0)
        print_zsh();
    else if (strcmp(what, "fish") == 0)
        print_fish();
    else
        return EXIT_FAILURE;
    return EXIT_SUCCESS;
}
