/* SPDX-License-Identifier: Apache-2.0 */
/* What each level of a climb came to, in the words of `check -f json` (data/check.schema.json). */
#ifndef REPORT_LEVEL_H
#define REPORT_LEVEL_H

#include "caa/climb.h"

enum level_outcome { LEVEL_SET, LEVEL_NODATA, LEVEL_NXDOMAIN, LEVEL_FAILED, LEVEL_BOGUS, LEVEL_NOT_ASKED };

/* What is told of a level; NULL: nobody was asked, or zone files that say nothing about the name. */
const struct dns_answer *level_answer(const struct climb *climb, size_t level);

/* An alias that leads out of the zone files is told, and what is there was not asked. */
enum level_outcome level_outcome_of(const struct climb *climb, size_t level);
const char *level_outcome_word(enum level_outcome outcome);

#endif
