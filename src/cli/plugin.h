/* SPDX-License-Identifier: Apache-2.0 */
/* A command as a plugin of a monitoring system (--format nagios): its statuses, and its line when it could not run. */
#ifndef CLI_PLUGIN_H
#define CLI_PLUGIN_H

#include "audit/summary.h"
#include "options.h"
#include "util/problem.h"

/* On standard error as always; a plugin says on standard output, too, why it could not run. */
void plugin_print_problem(const struct options *options, const struct problem *problem);

/* Of the worst verdict: a plugin's status where one is asked for, else that of an audit. */
int plugin_exit_status(const struct options *options, const struct audit_summary *summary);

#endif
