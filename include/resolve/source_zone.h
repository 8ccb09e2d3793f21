/* SPDX-License-Identifier: Apache-2.0 */
/* Answers from zones held in memory, as an authoritative server for all of them would give them (RFC 1034 4.3.2,
 * RFC 4592, RFC 6672): delegations and what they occlude, wildcards, empty non-terminals, CNAME, DNAME. An alias is
 * left to the asker to follow (REPLY_ALIAS). Names outside the zones, and those behind a delegation to a zone that is
 * not held, have no records (REPLY_NXDOMAIN). */
#ifndef RESOLVE_SOURCE_ZONE_H
#define RESOLVE_SOURCE_ZONE_H

#include "resolve/source.h"

struct zone_store;
struct zone;

/* All zones of a run. ACCEPTS: as in struct exchange_settings, or NULL. The caller frees it after the source made from
 * it. */
struct zone_store *zone_store_new(bool (*accepts)(uint16_t type, struct dns_rdata rdata));
void zone_store_free(struct zone_store *store);

/* The zone with this apex, made where it is new. Lent by the store. */
struct zone *zone_store_zone(struct zone_store *store, const uint8_t *apex);

/* Why a record was not taken. */
enum zone_add_result {
    ZONE_ADDED,
    ZONE_OUT_OF_ZONE,  /* the owner is not within the apex: ignored, as servers do */
    ZONE_CNAME_CLASH,  /* a CNAME beside other data, or a second CNAME (RFC 1034 3.6.2) */
    ZONE_DNAME_CLASH,  /* a second DNAME (RFC 6672 2.4) */
    ZONE_SET_TOO_LARGE /* with it no message could hold the records of this name and type */
};

/* Adds a record; OWNER and RDATA are copied, names in the RDATA uncompressed. Types other than CAA, CNAME, DNAME and
 * NS only make their owner exist. A record that is there already is added once. */
enum zone_add_result zone_add(struct zone *zone, const uint8_t *owner, uint16_t type, uint32_t ttl,
                              struct dns_rdata rdata);

/* Whether the zone holds a delegation at NAME, which lies in it, or above: what stands there is not the zone's. */
bool zone_delegates(const struct zone *zone, const uint8_t *name);

/* Whether it stands below a DNAME of the zone, which hides it (RFC 6672 2.4). */
bool zone_redirects(const struct zone *zone, const uint8_t *name);

/* A source that answers from STORE, which it lends. Freed by its ops. */
struct source *source_zone_new(const struct zone_store *store);

/* Whether the answer about NAME is in the zones: it lies in one, and not below a delegation in it. */
bool zone_store_holds(const struct zone_store *store, const uint8_t *name);

#endif
