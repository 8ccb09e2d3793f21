/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the program was asked to stop. Whatever waits or goes on for long, while there is something that has to be
 * put in order before the end, looks here: around every wait (which then ends with EINTR, see cli/signals.h), and in
 * every round of a long loop. */
#ifndef UTIL_STOP_H
#define UTIL_STOP_H

#include <stdbool.h>

bool stop_is_asked(void);

/* Fit for a signal handler. */
void stop_ask(void);

#endif
