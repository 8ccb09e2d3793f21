/* Small files of records in zone file syntax: trust anchors, root hints. */
#ifndef FILES_RECORD_FILE_H
#define FILES_RECORD_FILE_H

#include "dns/answer.h"
#include "dns/name.h"
#include "util/status.h"

#include <stdio.h>

struct record_file {
    const char *path; /* for messages */
    FILE *file;       /* the caller's */
    int line;
    struct problem *problem; /* filled where a function returns anything but STATUS_OK */
};

/* A record, lent for the call of TAKE. */
struct record_file_record {
    struct dns_name owner;
    uint16_t type;
    uint32_t ttl;
    struct dns_rdata rdata; /* uncompressed, its names in the letters of the file */
};

/* Calls TAKE for each record, until one is refused. */
enum status record_file_read(struct record_file *file, void *context,
                             enum status (*take)(void *context, const struct record_file_record *record));

/* STATUS_INPUT; the message names file and line: WHAT is wrong, and how to MEND it. */
enum status record_file_refuse(const struct record_file *file, const char *what, const char *mend);

#endif
