/* SPDX-License-Identifier: Apache-2.0 */
/* The commands; each returns the exit status (exit_status.h). */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "options.h"

int command_run(const struct options *options);
int command_check(const struct options *options);
int command_diff(const struct options *options);
int command_export(const struct options *options);
int command_merge(const struct options *options);
int command_history(const struct options *options);

#endif
