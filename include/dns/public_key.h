/* SPDX-License-Identifier: Apache-2.0 */
/* Public keys of DNSKEY records, and what a signature by them is worth: RSA (RFC 3110, 5702), ECDSA (RFC 6605), EdDSA
 * (RFC 8080), computed by OpenSSL. */
#ifndef DNS_PUBLIC_KEY_H
#define DNS_PUBLIC_KEY_H

#include "dns/answer.h"
#include "util/buffer.h"

/* Octets of RDATA before the key of a DNSKEY, and the digest of a DS (RFC 4034 2.1, 5.1). */
enum { DNSKEY_FIXED_SIZE = 4, DS_FIXED_SIZE = 4 };

enum {
    PUBLIC_KEY_MODULUS_MAX = 512, /* octets of an RSA modulus: 4,096 bits */
    PUBLIC_KEY_EXPONENT_MAX = 8   /* octets of its exponent: a longer one would make checking dear */
};

/* The mnemonic of an algorithm that can be checked here (RFC 8624 3.1), else NULL. */
const char *public_key_algorithm(uint8_t algorithm);

/* Appends its number, and its name where it has one: `13 ECDSAP256SHA256`. */
void public_key_algorithm_print(uint8_t algorithm, struct buffer *out);

/* Whether it relies on SHA-1. */
bool public_key_uses_sha1(uint8_t algorithm);

struct public_key;

/* OCTETS: the RDATA of a DNSKEY behind its algorithm. NULL where the key is malformed or over the limits. */
struct public_key *public_key_new(uint8_t algorithm, struct dns_rdata octets);
void public_key_free(struct public_key *key);

/* Whether SIGNATURE, as it stands in an RRSIG, is one by this key over DATA. */
bool public_key_fits(const struct public_key *key, struct dns_rdata signature, struct dns_rdata data);

#endif
