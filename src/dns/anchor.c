/* SPDX-License-Identifier: Apache-2.0 */
#include "dns/anchor.h"

#include "dns/name.h"
#include "dns/public_key.h"

#include <ldns/ldns.h>
#include <string.h>

enum {
    DNSKEY_MAX = 4096 /* octets of RDATA; RSA of 16,384 bits needs 2,056 */
};

static const uint8_t root[] = {0};

static const uint8_t ksk_2017[] = {0x4F, 0x66, 8,    2,    0xE0, 0x6D, 0x44, 0xB8, 0x0B, 0x8F, 0x1D, 0x39,
                                   0xA9, 0x5C, 0x0B, 0x0D, 0x7C, 0x65, 0xD0, 0x84, 0x58, 0xE8, 0x80, 0x40,
                                   0x9B, 0xBC, 0x68, 0x34, 0x57, 0x10, 0x42, 0x37, 0xC7, 0xF8, 0xEC, 0x8D};
static const uint8_t ksk_2024[] = {0x97, 0x28, 8,    2,    0x68, 0x3D, 0x2D, 0x0A, 0xCB, 0x8C, 0x9B, 0x71,
                                   0x2A, 0x19, 0x48, 0xB2, 0x7F, 0x74, 0x12, 0x19, 0x29, 0x8D, 0x0A, 0x45,
                                   0x0D, 0x61, 0x2C, 0x48, 0x3A, 0xF4, 0x44, 0xA4, 0xC0, 0xFB, 0x2B, 0x16};
static const struct anchor iana[] = {{root, DNS_TYPE_DS, {ksk_2017, sizeof ksk_2017}},
                                     {root, DNS_TYPE_DS, {ksk_2024, sizeof ksk_2024}}};
const struct anchors anchors_iana = {iana, sizeof iana / sizeof *iana};

size_t anchor_digest_size(uint8_t type)
{
    switch (type) {
    case DS_DIGEST_SHA1:
        return LDNS_SHA1_DIGEST_LENGTH;
    case DS_DIGEST_SHA256:
        return LDNS_SHA256_DIGEST_LENGTH;
    case DS_DIGEST_SHA384:
        return LDNS_SHA384_DIGEST_LENGTH;
    default:
        return 0;
    }
}

bool anchor_is_supported(uint16_t type, struct dns_rdata rdata)
{
    if (type == DNS_TYPE_DNSKEY)
        return rdata.size >= DNSKEY_FIXED_SIZE && public_key_algorithm(rdata.bytes[3]);
    return rdata.size >= DS_FIXED_SIZE && public_key_algorithm(rdata.bytes[2]) && anchor_digest_size(rdata.bytes[3]);
}

bool anchor_is_usable(uint16_t type, struct dns_rdata rdata)
{
    if (!anchor_is_supported(type, rdata))
        return false;
    if (type == DNS_TYPE_DNSKEY)
        return rdata.size > DNSKEY_FIXED_SIZE;
    return rdata.size == DS_FIXED_SIZE + anchor_digest_size(rdata.bytes[3]);
}

uint16_t anchor_key_tag(uint16_t type, struct dns_rdata rdata)
{
    if (type == DNS_TYPE_DNSKEY)
        return ldns_calc_keytag_raw(rdata.bytes, rdata.size);
    return (uint16_t)(rdata.bytes[0] << 8 | rdata.bytes[1]);
}

static void digest(uint8_t type, const uint8_t *bytes, size_t size, uint8_t *out)
{
    if (type == DS_DIGEST_SHA1)
        ldns_sha1(bytes, (unsigned)size, out);
    else if (type == DS_DIGEST_SHA256)
        ldns_sha256(bytes, (unsigned)size, out);
    else
        ldns_sha384(bytes, (unsigned)size, out);
}

bool anchor_digest(uint8_t type, const uint8_t *zone, struct dns_rdata dnskey,
                   uint8_t ret_digest[static ANCHOR_DIGEST_MAX])
{
    uint8_t input[DNS_NAME_MAX + DNSKEY_MAX];
    size_t zone_size = dns_name_size(zone);
    if (dnskey.size > DNSKEY_MAX)
        return false;
    memcpy(input, zone, zone_size);
    memcpy(input + zone_size, dnskey.bytes, dnskey.size);
    digest(type, input, zone_size + dnskey.size, ret_digest);
    return true;
}

static bool ds_fits(struct dns_rdata ds, const uint8_t *zone, struct dns_rdata dnskey)
{
    uint8_t found[ANCHOR_DIGEST_MAX];
    if (ds.bytes[2] != dnskey.bytes[3] || anchor_key_tag(DNS_TYPE_DS, ds) != anchor_key_tag(DNS_TYPE_DNSKEY, dnskey) ||
        !anchor_digest(ds.bytes[3], zone, dnskey, found))
        return false;
    return memcmp(ds.bytes + DS_FIXED_SIZE, found, ds.size - DS_FIXED_SIZE) == 0;
}

bool anchor_fits(uint16_t type, struct dns_rdata rdata, const uint8_t *zone, struct dns_rdata dnskey)
{
    if (!anchor_is_usable(type, rdata) || dnskey.size <= DNSKEY_FIXED_SIZE)
        return false;
    if (type == DNS_TYPE_DS)
        return ds_fits(rdata, zone, dnskey);
    return rdata.size == dnskey.size && memcmp(rdata.bytes, dnskey.bytes, rdata.size) == 0;
}
