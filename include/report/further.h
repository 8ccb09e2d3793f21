/* SPDX-License-Identifier: Apache-2.0 */
/* The list's further columns: under which names they stand at the end of a report. Octets that are no text are made
 * visible first (csv_add_visible), for two names that a report would show alike are one. */
#ifndef REPORT_FURTHER_H
#define REPORT_FURTHER_H

#include "audit/result.h"
#include "util/arena.h"

/* Headings for CSV and TSV: a name that the report has already is written `input_NAME`. The arena holds them. */
struct text_list further_headings(struct text_list names, struct arena *arena);

/* Keys of the object `input`, where only their own kind can be in the way: the second of a name is `NAME_2`. */
struct text_list further_keys(struct text_list names, struct arena *arena);

#endif
