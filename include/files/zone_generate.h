/* SPDX-License-Identifier: Apache-2.0 */
/* $GENERATE: many records from one line, as BIND 9 has it. */
#ifndef FILES_ZONE_GENERATE_H
#define FILES_ZONE_GENERATE_H

#include "files/zone_tokens.h"

enum { ZONE_GENERATE_MAX = 65536 /* records of one directive */ };

/* FIRST to LAST, both included. */
struct zone_range {
    uint32_t first, last, step;
};

/* Both return NULL, or what is wrong and how to mend it. */

/* Reads FIRST-LAST or FIRST-LAST/STEP: at most ZONE_GENERATE_MAX numbers. */
const char *zone_generate_range(const struct zone_token *token, struct zone_range *ret_range);

/* Appends the line for NUMBER: in each token `$` and `${OFFSET,WIDTH,BASE}` (base d, o, x or X) are replaced, `$$` and
 * `\$` stand for a dollar. TOKENS are what follows the range; where RDATA, the tokens behind the first RDATA_AT, is
 * one string in quotes, its content is the RDATA. */
const char *zone_generate_line(const struct zone_token *tokens, size_t count, size_t rdata_at, uint32_t number,
                               struct buffer *out);

#endif
