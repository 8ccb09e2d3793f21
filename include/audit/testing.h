/* SPDX-License-Identifier: Apache-2.0 */
/* What only tests look at. */
#ifndef AUDIT_TESTING_H
#define AUDIT_TESTING_H

#include "audit/run.h"

/* Entries that wait for answers now; those that rest before they ask once more, and those whose
 * question most likely is lost, are not counted. */
size_t run_waiting(const struct run *run);

#endif
