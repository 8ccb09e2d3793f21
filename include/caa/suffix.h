/* SPDX-License-Identifier: Apache-2.0 */
/* Whose a name is, as far as names tell: the public suffix list (that which libpsl has built in). It never has a say in
 * the climb (RFC 8659 3 goes up to the top-level domain), only in what is noted and advised. */
#ifndef CAA_SUFFIX_H
#define CAA_SUFFIX_H

#include <stdbool.h>
#include <stdint.h>

/* Whether names are registered immediately below NAME: `jp`, `ac.jp`; every top-level domain is one, and so is the
 * root. */
bool caa_suffix_is_public(const uint8_t *name);

/* The label below the public suffix, and that suffix: a suffix of NAME. NULL where NAME is a public suffix itself, or
 * the root. The `*` of a DNS wildcard counts for no label: `*.jp` is in the hands of `jp`. */
const uint8_t *caa_suffix_registrable(const uint8_t *name);

/* Whether a registry sells the names below it: the list's ICANN section, which alone counts for wildcard certificates
 * (BR 3.2.2.6). */
bool caa_suffix_is_registry(const uint8_t *name);

/* The same, but a top-level domain that the list does not know is none: `csv`. */
bool caa_suffix_is_listed(const uint8_t *name);

#endif
