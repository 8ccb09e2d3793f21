/* SPDX-License-Identifier: Apache-2.0 */
/* The table of options: what getopt, the file of options, recordings, --help, the man pages and the completions of
 * shells know of an option is its row, and nowhere else. A new option is a row, a member of struct options, a sentence
 * for help (data/words) and a use. */
#ifndef CLI_OPTIONS_TABLE_H
#define CLI_OPTIONS_TABLE_H

#include "options.h"
#include "words/words.h"

enum option_group { GROUP_WHERE, GROUP_HOW, GROUP_LISTS, GROUP_REPORTS, GROUP_GENERAL, GROUP_COUNT };

enum option_trait {
    OPTION_DECIDES = 1 << 0,       /* verdicts may depend on it: it belongs to a recording */
    OPTION_SOURCE = 1 << 1,        /* names a place that answers come from: on the command line, it is the only one */
    OPTION_OF_SOURCE = 1 << 2,     /* and this goes with it */
    OPTION_TAKES_FILE = 1 << 3,    /* its value is a path, which shells complete */
    OPTION_TAKES_FOLDER = 1 << 4,  /* likewise */
    OPTION_TAKES_SEVERAL = 1 << 5, /* of its words, a comma between */
};

struct option_row;

/* Reads a value (NULL for a switch) into the member of OPTIONS. */
typedef enum options_result option_reader(const struct option_row *row, const char *value, struct options *options,
                                          struct problem *problem);

/* Several rows may have one name, for different commands. */
struct option_row {
    const char *name;
    int letter;        /* 0: none */
    unsigned commands; /* bit N: command N */
    unsigned filed;    /* the commands for which the file of options may hold it */
    enum option_group group;
    const char *value; /* what help calls the value; NULL: a switch */
    const char *words; /* the possible values, blanks between; NULL: others */
    option_reader *read;
    size_t member;             /* offset in struct options */
    unsigned long least, most; /* of a number */
    const char *initial;       /* the default, as it would be given; NULL: none */
    enum words help;
    unsigned traits;
};

extern const struct option_row options_table[];
extern const size_t options_table_count;
extern const enum words options_headings[GROUP_COUNT];

/* A command: its word, what follows it, what it is for in a line and in a paragraph, what its statuses mean. */
struct command_row {
    const char *word, *operands;
    enum words brief, about, statuses;
};

extern const struct command_row commands_table[COMMAND_COUNT];

/* The row of an option for a command, by name or letter, or NULL; with a COMMAND of COMMAND_COUNT, for any. */
const struct option_row *options_table_find(enum command command, const char *name, size_t size);
const struct option_row *options_table_find_letter(enum command command, int letter);

/* The name of an option of COMMAND that looks like NAME, or of a command that looks like WORD; NULL: none does. */
const char *options_table_guess(enum command command, const char *name, size_t size);
const char *commands_table_guess(const char *word);

#endif
