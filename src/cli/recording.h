/* SPDX-License-Identifier: Apache-2.0 */
/* What a recording says of how it was made: the options that decide verdicts, anchors, root hints, zones. Lines, each
 * with a word in front: `option NAME=VALUE`, and `anchor`, `hint` with a record in the form
 * of RFC 3597; `zone`, with the zone before the record. */
#ifndef CLI_RECORDING_H
#define CLI_RECORDING_H

#include "dns/anchor.h"
#include "dns/delegation.h"
#include "options.h"

/* What the options leave open, as it was in the end. */
struct recording_facts {
    uint64_t timeout_ms, entry_timeout_ms;
    unsigned retries;
    const struct net_address *servers; /* of resolv.conf; none where the options name servers */
    size_t server_count;
    struct anchors anchors;        /* none where nothing is validated */
    const struct delegation *root; /* NULL where nobody iterates */
    const char *zones;             /* copies of the zone files, as zone_copy_read takes them */
};

/* Before a recording is written or read: loads what that takes. PATH is the recording's. */
enum status recording_load(const char *path, struct problem *ret_problem);

void recording_write(const struct options *options, const struct recording_facts *facts, struct buffer *out);

/* Hands each option of the recording on; records go to the texts of OPTIONS. TAKE returns OPTIONS_WRONG, the problem
 * filled, to end it. */
enum options_result recording_read(struct options *options,
                                   enum options_result (*take)(void *context, const char *name, const char *value,
                                                               struct problem *problem),
                                   void *context, struct problem *ret_problem);

#endif
