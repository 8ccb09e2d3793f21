/* SPDX-License-Identifier: Apache-2.0 */
/* Trust anchors from a file: DS or DNSKEY records in zone file syntax, as IANA, unbound-anchor and dnssec-signzone
 * write them. */
#ifndef FILES_ANCHOR_FILE_H
#define FILES_ANCHOR_FILE_H

#include "dns/anchor.h"
#include "files/file_claims.h"
#include "util/status.h"

/* The anchors live in the arena. STATUS_INPUT, with file and line, where the file cannot be read, holds other records
 * or none, or where a zone has no anchor that this program can use. What is read is claimed, unless CLAIMS is NULL. */
enum status anchor_file_read(const char *path, struct file_claims *claims, struct arena *arena,
                             struct anchors *ret_anchors, struct problem *ret_problem);

/* The same for TEXT, which messages call LABEL. */
enum status anchor_text_read(const char *label, const char *text, struct arena *arena, struct anchors *ret_anchors,
                             struct problem *ret_problem);

#endif
