/* SPDX-License-Identifier: Apache-2.0 */
/* Record types and RDATA, from the tokens of a zone file to octets. ldns reads most of them; what decides an audit is
 * read here: CAA, and the aliases and delegations on the way to it. */
#ifndef FILES_ZONE_RDATA_H
#define FILES_ZONE_RDATA_H

#include "files/zone_tokens.h"

/* The number of a type by its mnemonic or as TYPEnnn; 0 where it is none that a zone can hold. */
uint16_t zone_rdata_type(const struct zone_token *token);

/* Appends the RDATA, names in it relative to ORIGIN (NULL where none is known) and in full; nothing for types that are
 * newer than the library. Returns NULL, or what is wrong and how to mend it. */
const char *zone_rdata_read(uint16_t type, const struct zone_token *tokens, size_t count, const struct dns_name *origin,
                            struct buffer *out);

#endif
