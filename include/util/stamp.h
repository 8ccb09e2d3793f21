/* SPDX-License-Identifier: Apache-2.0 */
/* Times as reports have them: RFC 3339, UTC, to the second. buffer_add_time writes one. */
#ifndef UTIL_STAMP_H
#define UTIL_STAMP_H

#include <stdbool.h>
#include <time.h>

/* Reads `2026-11-22T12:34:56Z` and nothing else; false, RET_TIME untouched, where TEXT is anything else. */
bool stamp_parse(const char *text, time_t *ret_time);

#endif
