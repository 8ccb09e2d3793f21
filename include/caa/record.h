/* SPDX-License-Identifier: Apache-2.0 */
/* A CAA record with its owner, as the columns `add` and `remove` have it: a zone file line. */
#ifndef CAA_RECORD_H
#define CAA_RECORD_H

#include "caa/property.h"
#include "util/arena.h"

struct caa_record {
    const uint8_t *owner;
    uint32_t ttl; /* seconds */
    struct dns_rdata rdata;
};

/* The line in the form of RFC 3597, for software that does not know CAA or the tag: `OWNER TTL IN TYPE257 \# ...`. */
void caa_record_print_generic(const struct caa_record *record, struct buffer *out);

/* Takes LINE apart; the record is in the arena. It takes what caa_record_print and caa_record_print_generic write, to
 * the letter, and nothing else: false, RET_RECORD untouched, for any other text, however long. */
bool caa_record_read(const char *line, struct arena *arena, struct caa_record *ret_record);

#endif
