/* SPDX-License-Identifier: Apache-2.0 */
/* The climb as a picture (inline SVG): the top-level domain above, the name below, for each level what was there, its
 * aliases beside it, the set that decides in a frame, and how far each answer was validated by line and word. It is
 * made of what `check` says in words, and fits a phone. */
#ifndef REPORT_PICTURE_H
#define REPORT_PICTURE_H

#include "audit/result.h"

/* Nothing for what is no name. */
void picture_add(const struct audit_result *result, struct buffer *out);

#endif
