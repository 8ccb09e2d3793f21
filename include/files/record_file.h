/* SPDX-License-Identifier: Apache-2.0 */
/* Files of records (RFC 1035 5, "master files"): zones, trust anchors, root hints. Their RDATA is read by ldns; what
 * its reader of files refuses is read as well: CAA values without quotes, $INCLUDE, TTL and class in either order,
 * $GENERATE, $DATE (which says nothing to us), records of unknown types (RFC 3597). A TTL over 31 bits counts as 0, as
 * RFC 2181 8 and BIND have it. */
#ifndef FILES_RECORD_FILE_H
#define FILES_RECORD_FILE_H

#include "dns/answer.h"
#include "dns/name.h"
#include "files/file_claims.h"
#include "util/status.h"

/* A record, lent for a call of `take`. */
struct record_file_record {
    const char *path; /* of the file that holds it, perhaps an included one */
    uint64_t line;    /* where it begins; 1-based */
    const uint8_t *owner;
    uint16_t type;
    uint32_t ttl;           /* seconds: its own, or what RFC 1035 5.1 and RFC 2308 4 put in its place */
    struct dns_rdata rdata; /* uncompressed, its names in the letters of the file */
};

struct record_file {
    const char *path;
    const char *text; /* what the file holds; NULL: PATH is opened */
    bool plain;       /* the text is anybody's: no directive, which could name a file, or make many records */
    size_t max;       /* octets that it may have, with what it includes; 0: any number */
    const struct dns_name *origin; /* and owner before the first record; NULL: relative names before an $ORIGIN are an
                                      error */
    struct file_claims *claims;    /* of this file, and of those that it includes; or NULL */
    void *context;
    /* False, with the problem filled, ends the reading. */
    bool (*take)(void *context, const struct record_file_record *record, struct problem *problem);
    /* What should be known though the reading goes on, file:line before it; NULL: a record that cannot be read is an
     * error whatever its type is. */
    void (*warn)(void *context, const char *text);
    struct problem *problem;
};

/* Hands each record on, in the order of the file. STATUS_INPUT: the problem holds file:line, what is wrong, how to
 * mend it. */
enum status record_file_read(const struct record_file *file);

/* Warns with the record's file:line and WORDS. */
void record_file_warn(const struct record_file *file, const struct record_file_record *record, const char *words);

/* Fills the problem with the record's file:line and WORDS; returns false, as `take` may. */
bool record_file_refuse(struct problem *problem, const struct record_file_record *record, const char *words);

#endif
