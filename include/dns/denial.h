/* SPDX-License-Identifier: Apache-2.0 */
/* Proofs that something does not exist (RFC 4035 5.4, RFC 5155 8, RFC 6840 4, RFC 9276 3.2), drawn from NSEC or NSEC3
 * records whose signatures were already found good. Pure, and bounded: a name has at most 127 labels, and a hash at
 * most DENIAL_ITERATIONS_MAX rounds. */
#ifndef DNS_DENIAL_H
#define DNS_DENIAL_H

#include "dns/nsec3_hash.h"
#include "dns/rrset.h"

enum {
    DENIAL_RECORDS_MAX = 16, /* proofs looked at for one name: three suffice (RFC 5155 7.2), an alias chain has more */
    DENIAL_ITERATIONS_MAX = 150 /* NSEC3 with more makes its zone insecure (RFC 9276 3.2) */
};

enum denial {
    DENIAL_NONE, /* no proof: the absence is bogus */
    DENIAL_PROVEN,
    DENIAL_INSECURE,  /* an opt-out span (RFC 5155 9.2), or more iterations than may be asked of anybody */
    DENIAL_DELEGATION /* denial_of_ds only: a zone is cut off at the name, and has no DS: it is insecure */
};

/* One NSEC or NSEC3 record. */
struct denial_record {
    const uint8_t *owner;
    uint16_t type;
    struct dns_rdata rdata; /* uncompressed */
};

/* Proofs of one zone. */
struct denial_proofs {
    const uint8_t *zone;
    struct nsec3_memory *hashes; /* or NULL */
    struct denial_record records[DENIAL_RECORDS_MAX];
    size_t count;
};

/* That NAME, which lies within the zone, has no records of TYPE (not DS), and no CNAME: because it has others, is an
 * empty non-terminal, or stands under a DNS wildcard without them (RFC 4035 5.4, RFC 5155 8.5 to 8.7). */
enum denial denial_of_type(const struct denial_proofs *proofs, const uint8_t *name, uint16_t type);

/* That NAME does not exist, and no wildcard stands for it (RFC 5155 8.4). */
enum denial denial_of_name(const struct denial_proofs *proofs, const uint8_t *name);

/* That nothing closer to NAME exists than the wildcard below its ancestor of ENCLOSER_LABELS labels, from which an
 * answer was synthesised (RFC 4035 5.3.4, RFC 5155 8.8). */
enum denial denial_of_closer(const struct denial_proofs *proofs, const uint8_t *name, size_t encloser_labels);

/* What there is at NAME, below the zone's apex, instead of a DS: DENIAL_DELEGATION, DENIAL_INSECURE, or, DENIAL_PROVEN,
 * no zone cut (RFC 5155 8.6, 8.9, RFC 6840 4.4). RET_EXISTS: unless it is proven that neither NAME nor anything below
 * it exists. */
enum denial denial_of_ds(const struct denial_proofs *proofs, const uint8_t *name, bool *ret_exists);

#endif
