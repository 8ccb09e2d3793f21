/* SPDX-License-Identifier: Apache-2.0 */
/* What validation says of an answer (RFC 4033 5, RFC 4035 4.3), and which check broke. */
#ifndef DNS_DNSSEC_H
#define DNS_DNSSEC_H

#include <stdbool.h>
#include <stdint.h>

/* clang-format off */
#define DNSSEC_LIST(X)               \
    X(UNCHECKED,     "unchecked")    /* not validated: switched off, from a zone file, or without signatures to look at */ \
    X(SECURE,        "secure")       /* a chain of signatures from the trust anchor holds */ \
    X(INSECURE,      "insecure")     /* it is proven that there is none */ \
    X(INDETERMINATE, "indeterminate") /* what is needed to know could not be had */ \
    X(BOGUS,         "bogus")        /* there must be one, and it does not hold */

/* Which check broke; the advice is chosen by it. */
#define DNSSEC_FAULT_LIST(X) \
    X(NONE)            \
    X(EXPIRED)         /* every signature is too old */ \
    X(NOT_YET_VALID)   /* or none is valid yet */ \
    X(NO_SIGNATURE)    /* records of a signed zone without any */ \
    X(BAD_SIGNATURE)   /* does not fit records and key */ \
    X(NO_KEY)          /* made by a key that the zone does not publish */ \
    X(WRONG_SIGNER)    /* made by another zone than that which holds the name */ \
    X(DS_MISMATCH)     /* no key of the zone is one that its parent vouches for */ \
    X(NO_DNSKEY)       /* it has no keys at all */ \
    X(DNSKEY_LOOKUP)   /* its keys could not be fetched */ \
    X(NO_DENIAL)       /* an absence without a valid proof */ \
    X(TOO_COSTLY)      /* more work than any honest zone makes (KeyTrap, CVE-2023-50387) */ \
    X(DS_LOOKUP)       /* INDETERMINATE: the parent could not be asked */ \
    X(NO_ANCHOR)       /* INDETERMINATE: no trust anchor above the name, or its keys could not be fetched */ \
    X(STRIPPED)        /* UNCHECKED: the server passes no signatures on */
/* clang-format on */

enum dnssec_status {
#define DNSSEC_ENUM(id, word) DNSSEC_##id,
    DNSSEC_LIST(DNSSEC_ENUM)
#undef DNSSEC_ENUM
};

enum dnssec_fault {
#define DNSSEC_FAULT_ENUM(id) DNSSEC_FAULT_##id,
    DNSSEC_FAULT_LIST(DNSSEC_FAULT_ENUM)
#undef DNSSEC_FAULT_ENUM
};

/* The report's word. */
const char *dnssec_word(enum dnssec_status status);

/* The weaker link of a chain: bogus before indeterminate, unchecked, insecure, secure. */
enum dnssec_status dnssec_weaker(enum dnssec_status a, enum dnssec_status b);

/* The verdict on one answer. Texts and names are lent by whoever gives it. */
struct dnssec_proof {
    enum dnssec_status status;
    enum dnssec_fault fault;
    const uint8_t *zone; /* with a fault: whose operator has to act; else NULL */
    const char *detail;  /* in words; never NULL; names from the network are escaped */
    uint32_t ttl;        /* seconds that it holds at most (RFC 4035 5.3.3) */
    bool sha1;           /* a signature or a digest made with SHA-1 had to be relied on */
};

#endif
