/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of --help and --version; help is made from the table of options, in the present language. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "options.h"

/* On standard output; COMMAND_COUNT: of the program as a whole. */
void help_print(enum command command);
void help_print_version(void);

#endif
