/* SPDX-License-Identifier: Apache-2.0 */
/* The change that is advised, and whom else it concerns. */
#ifndef REPORT_WORDS_CHANGE_H
#define REPORT_WORDS_CHANGE_H

#include "advising.h"

/* Where records are to be published at a name that has none: what a DNS wildcard gave it, where there is one. */
void words_cover(const struct advising *advising, struct buffer *out);

void words_change(const struct advising *advising, struct buffer *out);

#endif
