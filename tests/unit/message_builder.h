/* SPDX-License-Identifier: Apache-2.0 */
/* DNS messages put together by hand, uncompressed, for tests. */
#ifndef TESTS_UNIT_MESSAGE_BUILDER_H
#define TESTS_UNIT_MESSAGE_BUILDER_H

#include "support.h"

#include "dns/answer.h"
#include "dns/message.h"

struct builder {
    uint8_t bytes[4096];
    size_t size;
};

static inline void builder_u8(struct builder *builder, unsigned value)
{
    assert_true(builder->size < sizeof builder->bytes);
    builder->bytes[builder->size++] = (uint8_t)value;
}

static inline void builder_u16(struct builder *builder, unsigned value)
{
    builder_u8(builder, value >> 8);
    builder_u8(builder, value & 0xFF);
}

static inline void builder_u32(struct builder *builder, uint32_t value)
{
    builder_u16(builder, value >> 16);
    builder_u16(builder, value & 0xFFFF);
}

static inline void builder_bytes(struct builder *builder, const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        builder_u8(builder, ((const uint8_t *)bytes)[i]);
}

static inline void builder_name(struct builder *builder, const char *text)
{
    struct dns_name name = name_of(text);
    builder_bytes(builder, name.wire, name.size);
}

/* A header with QR set, RCODE, and a question for CAA. */
static inline struct builder reply_to(const char *name, uint16_t id, unsigned rcode)
{
    struct builder builder = {.size = 0};
    builder_u16(&builder, id);
    builder_u16(&builder, 0x8180 | rcode);
    builder_u16(&builder, 1);
    builder_u16(&builder, 0);
    builder_u16(&builder, 0);
    builder_u16(&builder, 0);
    builder_name(&builder, name);
    builder_u16(&builder, DNS_TYPE_CAA);
    builder_u16(&builder, 1);
    return builder;
}

enum section { SECTION_ANSWER, SECTION_AUTHORITY, SECTION_ADDITIONAL };

static inline void add_record(struct builder *builder, enum section section, const char *owner, uint16_t type,
                              uint32_t ttl, const void *rdata, size_t size)
{
    builder->bytes[7 + 2 * section]++;
    builder_name(builder, owner);
    builder_u16(builder, type);
    builder_u16(builder, 1);
    builder_u32(builder, ttl);
    builder_u16(builder, (unsigned)size);
    builder_bytes(builder, rdata, size);
}

static inline void add_caa(struct builder *builder, const char *owner, uint32_t ttl, const char *tag, const char *value)
{
    struct builder rdata = {.size = 0};
    builder_u8(&rdata, 0);
    builder_u8(&rdata, (unsigned)strlen(tag));
    builder_bytes(&rdata, tag, strlen(tag));
    builder_bytes(&rdata, value, strlen(value));
    add_record(builder, SECTION_ANSWER, owner, DNS_TYPE_CAA, ttl, rdata.bytes, rdata.size);
}

/* A record whose RDATA is one name: CNAME, DNAME, NS. */
static inline void add_name_record(struct builder *builder, enum section section, const char *owner, uint16_t type,
                                   const char *target)
{
    struct dns_name name = name_of(target);
    add_record(builder, section, owner, type, 300, name.wire, name.size);
}

static inline void add_soa(struct builder *builder, const char *owner, uint32_t ttl, uint32_t minimum)
{
    struct builder rdata = {.size = 0};
    builder_name(&rdata, "ns.example");
    builder_name(&rdata, "hostmaster.example");
    for (int i = 0; i < 4; i++)
        builder_u32(&rdata, 1);
    builder_u32(&rdata, minimum);
    add_record(builder, SECTION_AUTHORITY, owner, DNS_TYPE_SOA, ttl, rdata.bytes, rdata.size);
}

/* An RRSIG whose signature is nothing, over a CAA set of three labels. */
static inline void add_rrsig(struct builder *builder, const char *owner, uint16_t covered, const char *signer)
{
    struct builder rdata = {.size = 0};
    builder_u16(&rdata, covered);
    builder_u8(&rdata, 13);
    builder_u8(&rdata, 3);
    for (int i = 0; i < 3; i++)
        builder_u32(&rdata, 300);
    builder_u16(&rdata, 1);
    builder_name(&rdata, signer);
    for (int i = 0; i < 16; i++)
        builder_u32(&rdata, 0);
    add_record(builder, SECTION_ANSWER, owner, DNS_TYPE_RRSIG, 300, rdata.bytes, rdata.size);
}

/* An OPT record with the upper bits of the rcode and, unless CODE is negative, one extended error. */
static inline void add_opt(struct builder *builder, unsigned upper_rcode, int code, const char *text)
{
    struct builder rdata = {.size = 0};
    if (code >= 0) {
        builder_u16(&rdata, 15);
        builder_u16(&rdata, (unsigned)(2 + strlen(text)));
        builder_u16(&rdata, (unsigned)code);
        builder_bytes(&rdata, text, strlen(text));
    }
    add_record(builder, SECTION_ADDITIONAL, ".", DNS_TYPE_OPT, upper_rcode << 24, rdata.bytes, rdata.size);
}

#endif
