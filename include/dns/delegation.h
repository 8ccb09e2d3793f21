/* SPDX-License-Identifier: Apache-2.0 */
/* A delegation as a value: a zone, its name servers, and such addresses of theirs as the zone above may tell (glue,
 * RFC 1034 4.2.1, RFC 9471). */
#ifndef DNS_DELEGATION_H
#define DNS_DELEGATION_H

#include "dns/reply.h"

enum {
    DELEGATION_SERVERS_MAX = 16,  /* name servers of one zone that are looked at */
    DELEGATION_ADDRESSES_MAX = 8, /* addresses of one of them */
    DELEGATION_TTL_MAX = 86400    /* seconds */
};

struct delegation_address {
    bool v6;
    uint8_t bytes[16];
};

struct delegation_server {
    const uint8_t *name;
    size_t address_count;
    struct delegation_address addresses[DELEGATION_ADDRESSES_MAX];
};

struct delegation {
    const uint8_t *zone;
    uint32_t ttl;
    size_t server_count;
    struct delegation_server servers[DELEGATION_SERVERS_MAX];
};

/* Whether a name server may be asked there, whatever a stranger's zone says of its address: not this machine itself
 * (unless LOOPBACK), not its links, not many at once, not what is no address on the wire (RFC 1122 3.2.1.3, RFC 3927,
 * RFC 4291 2.5, 2.7). */
bool delegation_may_be_asked(const struct delegation_address *address, bool loopback);

/* Whether the address is this machine's own, by any means. */
bool delegation_is_loopback(const struct delegation_address *address);

/* Whether only this machine or those near it can reach the address: loopback, private, shared or unique local
 * (RFC 1918, RFC 6598, RFC 4193), or none that may be asked. */
bool delegation_is_private(const struct delegation_address *address);

/* The delegation to CUT in a referral from ABOVE, or in an answer of its servers to the question for its NS: glue for
 * names within ABOVE only, as for others its servers have no
 * standing. Everything is in the arena. False where it names no server. */
bool delegation_read(const uint8_t *message, size_t size, const uint8_t *above, const uint8_t *cut, struct arena *arena,
                     struct delegation *ret_delegation);

/* The addresses in the answer to a question for type A or AAAA; returns how many. */
size_t delegation_addresses(const struct dns_rdata *records, size_t count, bool v6,
                            struct delegation_address out[static DELEGATION_ADDRESSES_MAX]);

#endif
