/* SPDX-License-Identifier: Apache-2.0 */
/* Zone files (record_file.h) read into a zone store. */
#ifndef FILES_ZONE_FILE_H
#define FILES_ZONE_FILE_H

#include "files/file_claims.h"
#include "resolve/source_zone.h"
#include "util/status.h"

/* What else becomes of a zone file; each may be NULL. */
struct zone_file_use {
    struct file_claims *claims; /* of all files that are read */
    struct buffer *copy;        /* gets what was taken, for zone_copy_read */
    /* What should be known though the zone can be used, with file:line: a record of another type than CAA, CNAME,
     * DNAME, NS and SOA that cannot be read (its owner exists), CAA records that do not count, a TTL over 31 bits, a
     * missing final dot. NULL: the first is an error, and nobody hears of the others. */
    void (*warning)(void *context, const char *text);
    void *context;
};

/* Reads PATH; ORIGIN in presentation form, or NULL: the zone's apex is then the owner of its SOA record, and relative
 * names before an $ORIGIN are an error. USE may be NULL. STATUS_INPUT: RET_PROBLEM holds file:line, what is wrong, how
 * to mend it. */
enum status zone_file_read(const char *path, const char *origin, struct zone_store *store,
                           const struct zone_file_use *use, struct problem *ret_problem);

/* Reads what such a copy holds; LABEL is what messages call it. */
enum status zone_copy_read(const char *label, const char *copy, struct zone_store *store, struct problem *ret_problem);

/* Adds `OWNER TTL IN TYPEn \# SIZE HEX` (RFC 3597) and the end of the line. */
void zone_record_print(const uint8_t *owner, uint32_t ttl, uint16_t type, struct dns_rdata rdata, struct buffer *out);

#endif
