/* SPDX-License-Identifier: Apache-2.0 */
/* The CAs by name, from data/ca.csv: whom an issuer domain in a record means. Nothing is judged by it. */
#ifndef CAA_PROFILE_H
#define CAA_PROFILE_H

#include <stddef.h>
#include <stdint.h>

/* Static texts. */
struct caa_profile {
    const char *issuer; /* the issuer domain name (RFC 8659 4.2), in lower case */
    const char *name, *name_ja;
    const char *service, *service_ja; /* from which its certificates are had; empty where there is none to be named */
};

/* NULL: nobody of the list. Compared without regard to ASCII case. */
const struct caa_profile *caa_profile_of(const uint8_t *issuer, size_t size);

/* The CA that is meant where nobody says another. */
const struct caa_profile *caa_profile_default(void);

#endif
