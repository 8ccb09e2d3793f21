/* SPDX-License-Identifier: Apache-2.0 */
/* The signed world from which the seeds of chains and lookups were made. */
#ifndef TESTS_FUZZ_SIGNED_WORLD_H
#define TESTS_FUZZ_SIGNED_WORLD_H

#include "dns/anchor.h"

static const uint8_t root_ds[] = {0x32, 0x11, 0x0D, 0x02, 0xD2, 0x55, 0x14, 0x9B, 0x46, 0x47, 0x9A, 0xF8,
                                  0x27, 0x26, 0x39, 0x30, 0x62, 0xD0, 0xDF, 0x4A, 0xC7, 0x30, 0xF4, 0x24,
                                  0x2F, 0x45, 0x56, 0xF9, 0xD6, 0x98, 0xED, 0x67, 0x0B, 0x7E, 0x0B, 0xFD};
static const struct anchor root = {(const uint8_t *)"", DNS_TYPE_DS, {root_ds, sizeof root_ds}};
static const struct anchors anchors = {&root, 1};

/* The only CAA record that was ever signed there, and the names that have one. OPEN: an alias, or not signed. */
static const char signed_caa[] = "\0\5issueca.example";
static const struct {
    const char *name;
    enum { OPEN, ABSENT, PRESENT } caa;
} names[] = {{"caa.p256.test", PRESENT},      {"www.p256.test", ABSENT},          {"gone.p256.test", ABSENT},
             {"a.wild.p256.test", PRESENT},   {"there.wild.p256.test", ABSENT},   {"ent.p256.test", ABSENT},
             {"caa.hashed.test", PRESENT},    {"www.hashed.test", ABSENT},        {"gone.hashed.test", ABSENT},
             {"a.wild.hashed.test", PRESENT}, {"there.wild.hashed.test", ABSENT}, {"ent.hashed.test", ABSENT},
             {"caa.sub.p256.test", PRESENT},  {"caa.dn.p256.test", OPEN},         {"a.aliases.p256.test", OPEN},
             {"toplain.hashed.test", OPEN},   {"caa.plain.test", OPEN},           {"caa.plain.optout.test", OPEN}};

#endif
