/* SPDX-License-Identifier: Apache-2.0 */
/* Who vouches for the keys of a zone, and what there is to say where it is for none of them. */
#ifndef DNS_VOUCHING_H
#define DNS_VOUCHING_H

#include "dns/rrset.h"
#include "util/arena.h"

/* A DS, or an anchor. */
struct voucher {
    uint16_t type;
    struct dns_rdata rdata;
};

/* Lent. */
struct vouching {
    const uint8_t *zone;
    const struct voucher *vouchers; /* usable ones */
    size_t count;
    struct dns_rdata malformed; /* the first DS whose digest has the wrong length, if any */
    bool anchor;
};

/* None of them is for a key of SET, the zone's DNSKEY RRset: both, side by side, as a kept saying that lasts as long as
 * ARENA. */
const char *vouching_say_mismatch(const struct vouching *vouching, const struct dns_rrsets *sets,
                                  const struct dns_rrset *set, struct arena *arena);

#endif
