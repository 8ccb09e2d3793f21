/* SPDX-License-Identifier: Apache-2.0 */
/* Trust anchors: keys, or digests of keys, that are believed without proof (RFC 4033 2, RFC 4034 5, RFC 4035 4.4). */
#ifndef DNS_ANCHOR_H
#define DNS_ANCHOR_H

#include "dns/answer.h"
#include "util/arena.h"

enum { DS_DIGEST_SHA1 = 1, DS_DIGEST_SHA256 = 2, DS_DIGEST_SHA384 = 4 };

struct anchor {
    const uint8_t *zone;
    uint16_t type; /* DNS_TYPE_DS or DNS_TYPE_DNSKEY */
    struct dns_rdata rdata;
};

/* Several may be for one zone: one that fits is enough. */
struct anchors {
    const struct anchor *items;
    size_t count;
};

/* The key signing keys of the root of 2017 (tag 20326) and 2024 (38696), as IANA publishes them in root-anchors.xml. */
extern const struct anchors anchors_iana;

/* Whether algorithm and digest type of a DS (or DNSKEY) are known. A zone with one such DS is signed, also where the
 * digest is then none that could fit a key (RFC 4035 5.2, RFC 4509 3). */
bool anchor_is_supported(uint16_t type, struct dns_rdata rdata);

/* Whether a record of this type and RDATA can serve as an anchor: it is supported, and has the right length. */
bool anchor_is_usable(uint16_t type, struct dns_rdata rdata);

/* Whether the DNSKEY is the one that the DS (or DNSKEY) of ZONE stands for (RFC 4034 5.1.4). */
bool anchor_fits(uint16_t type, struct dns_rdata rdata, const uint8_t *zone, struct dns_rdata dnskey);

enum { ANCHOR_DIGEST_MAX = 48 /* octets */ };

/* The digest of a DNSKEY of ZONE as a DS of digest type TYPE (one that is known) would have it; false where the key is
 * too large for any algorithm. */
bool anchor_digest(uint8_t type, const uint8_t *zone, struct dns_rdata dnskey,
                   uint8_t ret_digest[static ANCHOR_DIGEST_MAX]);

/* Octets of a digest of this type; 0 where it is not known. */
size_t anchor_digest_size(uint8_t type);

/* The key tag of either. */
uint16_t anchor_key_tag(uint16_t type, struct dns_rdata rdata);

#endif
