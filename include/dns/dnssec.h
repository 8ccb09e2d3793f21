/* SPDX-License-Identifier: Apache-2.0 */
/* What validation says of an answer (RFC 4033 5, RFC 4035 4.3), and which check broke. */
#ifndef DNS_DNSSEC_H
#define DNS_DNSSEC_H

#include <stdbool.h>
#include <stdint.h>

/* clang-format off */
#define DNSSEC_LIST(X)               \
    X(DNSSEC_UNCHECKED,     "unchecked")    /* not validated: switched off, from a zone file, or without signatures to look at */ \
    X(DNSSEC_SECURE,        "secure")       /* a chain of signatures from the trust anchor holds */ \
    X(DNSSEC_INSECURE,      "insecure")     /* it is proven that there is none */ \
    X(DNSSEC_INDETERMINATE, "indeterminate") /* what is needed to know could not be had */ \
    X(DNSSEC_BOGUS,         "bogus")        /* there must be one, and it does not hold */

/* Which check broke; the advice is chosen by it. */
#define DNSSEC_FAULT_LIST(X) \
    X(DNSSEC_FAULT_NONE)            \
    X(DNSSEC_FAULT_EXPIRED)         /* every signature is too old */ \
    X(DNSSEC_FAULT_NOT_YET_VALID)   /* or none is valid yet */ \
    X(DNSSEC_FAULT_NO_SIGNATURE)    /* records of a signed zone without any */ \
    X(DNSSEC_FAULT_BAD_SIGNATURE)   /* does not fit records and key */ \
    X(DNSSEC_FAULT_NO_KEY)          /* made by a key that the zone does not publish */ \
    X(DNSSEC_FAULT_WRONG_SIGNER)    /* made by another zone than that which holds the name */ \
    X(DNSSEC_FAULT_DS_MISMATCH)     /* no key of the zone is one that its parent vouches for */ \
    X(DNSSEC_FAULT_NO_DNSKEY)       /* it has no keys at all */ \
    X(DNSSEC_FAULT_DNSKEY_LOOKUP)   /* its keys could not be fetched */ \
    X(DNSSEC_FAULT_NO_DENIAL)       /* an absence without a valid proof */ \
    X(DNSSEC_FAULT_TOO_COSTLY)      /* more work than any honest zone makes (KeyTrap, CVE-2023-50387) */ \
    X(DNSSEC_FAULT_DS_LOOKUP)       /* INDETERMINATE: the parent could not be asked */ \
    X(DNSSEC_FAULT_NO_ANCHOR)       /* INDETERMINATE: no trust anchor above the name, or its keys could not be fetched */ \
    X(DNSSEC_FAULT_STRIPPED)        /* UNCHECKED: the server passes no signatures on */
/* clang-format on */

enum dnssec_status {
#define DNSSEC_ENUM(id, word) id,
    DNSSEC_LIST(DNSSEC_ENUM)
#undef DNSSEC_ENUM
};

enum { DNSSEC_STATUS_COUNT = DNSSEC_BOGUS + 1 };

enum dnssec_fault {
#define DNSSEC_FAULT_ENUM(id) id,
    DNSSEC_FAULT_LIST(DNSSEC_FAULT_ENUM)
#undef DNSSEC_FAULT_ENUM
};

/* The report's word. */
const char *dnssec_word(enum dnssec_status status);

/* The weaker link of a chain: bogus before indeterminate, unchecked, insecure, secure. */
enum dnssec_status dnssec_weaker(enum dnssec_status a, enum dnssec_status b);

/* The verdict on one answer. Texts and names are lent by what returns it. */
struct dnssec_proof {
    enum dnssec_status status;
    enum dnssec_fault fault;
    const uint8_t *zone; /* with a fault: whose operator has to act; else NULL */
    const char *detail;  /* a kept saying, never NULL */
    uint32_t ttl;        /* seconds that it holds at most (RFC 4035 5.3.3) */
    bool sha1;           /* a signature or a digest made with SHA-1 had to be relied on */
};

#endif
