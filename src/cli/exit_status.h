/* SPDX-License-Identifier: Apache-2.0 */
/* What the program ends with. These numbers are public, and nothing else in the program knows them. */
#ifndef CLI_EXIT_STATUS_H
#define CLI_EXIT_STATUS_H

#include "audit/summary.h"
#include "report/comparison.h"

/* Of run, check and merge: the worst verdict of all entries, of the kinds that each asks for. */
enum { EXIT_ALLOWED, EXIT_DENIED, EXIT_UNKNOWN, EXIT_COULD_NOT_RUN };

/* Of export and history, and of what was only shown (help). */
enum { EXIT_DONE };

/* Of diff, and of run with a baseline. */
enum { EXIT_SAME, EXIT_VERDICT_CHANGED };

int exit_status_of_audit(const struct audit_summary *summary);
int exit_status_of_changes(const uint64_t counts[CHANGE_COUNT]);

/* A monitoring plugin's: 0 OK, 1 WARNING (unknown), 2 CRITICAL (denied); 3, UNKNOWN, is EXIT_COULD_NOT_RUN. */
int exit_status_of_plugin(const struct audit_summary *summary);

#endif
