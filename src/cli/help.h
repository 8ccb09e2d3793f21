/* SPDX-License-Identifier: Apache-2.0 */
/* What --help and --version print. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

enum help { HELP_GENERAL, HELP_RUN, HELP_CHECK, HELP_DIFF, HELP_EXPORT };

/* In the present language, at most 80 columns wide. */
const char *help_text(enum help help);

/* The version of the program and of the libraries that it runs on. */
void help_print_version(void);

#endif
