/* SPDX-License-Identifier: Apache-2.0 */
/* The change that is advised, and whom else it concerns. */
#ifndef REPORT_WORDS_CHANGE_H
#define REPORT_WORDS_CHANGE_H

#include "advising.h"

void words_change(const struct advising *advising, struct buffer *out);

#endif
