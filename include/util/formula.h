/* SPDX-License-Identifier: Apache-2.0 */
/* What a spreadsheet takes for a formula. */
#ifndef UTIL_FORMULA_H
#define UTIL_FORMULA_H

#include <stdbool.h>
#include <stddef.h>

/* Whether TEXT, a cell's, begins as a formula does: with `=`, `+`, `-`, `@`, a full-width form of them, a tab or a
 * carriage return. */
bool formula_begins(const char *text, size_t size);

#endif
