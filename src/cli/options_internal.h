/* SPDX-License-Identifier: Apache-2.0 */
/* Reading options: options.c the command line, options_file.c what else may hold some; options_check.c looks at them
 * together. What these share is in options_reading.c. */
#ifndef CLI_OPTIONS_INTERNAL_H
#define CLI_OPTIONS_INTERNAL_H

#include "options_table.h"
#include "options_values.h"

enum { OPTIONS_ROWS_MAX = 128 };

/* What was read so far; rows are counted as in the table. */
struct options_reading {
    struct options *options;
    bool on_line[OPTIONS_ROWS_MAX];  /* the command line has it */
    bool anywhere[OPTIONS_ROWS_MAX]; /* it was taken from there, the file or a recording */
    bool source;                     /* the command line says where answers come from */
    const char *config, *replay;     /* of the command line, or NULL */
};

/* Whether the command line has an option of that name. */
bool options_on_line(const struct options_reading *reading, const char *name);

/* Takes an option from wherever it was given. */
enum options_result options_take(struct options_reading *reading, const struct option_row *row, const char *value,
                                 struct problem *problem);

/* From the file of options, or with --replay from the recording: all that the command line does not say otherwise. */
enum options_result options_read_file(struct options_reading *reading, struct problem *problem);

/* Whether all of them go together; what has no effect on the command line is a warning. */
enum options_result options_check(const struct options_reading *reading, struct problem *problem);

#endif
