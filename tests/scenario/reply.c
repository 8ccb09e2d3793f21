/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of the world: questions read, replies written, names uncompressed. */
#include "world.h"

#include "util/buffer.h"

#include <string.h>

enum { FLAG_QR = 0x8000, FLAG_AA = 0x400, FLAG_TC = 0x200, FLAG_RD = 0x100, FLAG_RA = 0x80, FLAG_CD = 0x10 };
enum { OPTION_EXTENDED_ERROR = 15, PLAIN_SIZE = 512, ANNOUNCED_SIZE = 1232, DNSSEC_OK = 0x8000 };

bool query_read(const uint8_t *message, size_t size, bool tcp, struct query *ret_query)
{
    struct reader reader = reader_of(message, size);
    struct query query = {.tcp = tcp, .udp_size = PLAIN_SIZE};
    query.id = reader_u16(&reader);
    unsigned flags = reader_u16(&reader), questions = reader_u16(&reader);
    reader_bytes(&reader, 4);
    unsigned additional = reader_u16(&reader);
    size_t start = reader.at;
    if (!dns_name_read(&reader, &query.name))
        return false;
    query.type = reader_u16(&reader);
    reader_u16(&reader);
    query.question = message + start;
    query.question_size = reader.at - start;
    query.recursion = flags & FLAG_RD;
    query.checking_disabled = flags & FLAG_CD;
    if (additional) {
        struct dns_name root;
        query.edns = dns_name_read(&reader, &root) && reader_u16(&reader) == DNS_TYPE_OPT;
        query.udp_size = reader_u16(&reader);
        reader_u16(&reader);
        query.dnssec_ok = reader_u16(&reader) & DNSSEC_OK;
    }
    *ret_query = query;
    return !reader.failed && questions == 1 && !(flags & FLAG_QR);
}

void reply_add(struct reply *reply, enum section section, const struct record *record)
{
    struct section_records *records = &reply->sections[section];
    *WORLD_ADD(reply->arena, records->items, records->count) = *record;
}

void reply_clear(struct reply *reply)
{
    for (int i = 0; i < SECTION_COUNT; i++)
        reply->sections[i] = (struct section_records){0};
}

static void put_u16(struct buffer *out, unsigned value)
{
    buffer_add_char(out, (char)(value >> 8));
    buffer_add_char(out, (char)value);
}

static void put_u32(struct buffer *out, uint32_t value)
{
    put_u16(out, value >> 16);
    put_u16(out, value & 0xFFFF);
}

static void put_record(struct buffer *out, const struct record *record)
{
    buffer_add(out, record->owner, dns_name_size(record->owner));
    put_u16(out, record->type);
    put_u16(out, 1);
    put_u32(out, record->ttl);
    put_u16(out, (unsigned)record->rdata.size);
    buffer_add(out, record->rdata.bytes, record->rdata.size);
}

static void put_opt(struct buffer *out, const struct reply *reply)
{
    const char *text = reply->extended_text ? reply->extended_text : "";
    buffer_add_char(out, 0);
    put_u16(out, DNS_TYPE_OPT);
    put_u16(out, ANNOUNCED_SIZE);
    put_u32(out, (reply->rcode >> 4) << 24 | DNSSEC_OK);
    if (reply->extended_error < 0) {
        put_u16(out, 0);
        return;
    }
    put_u16(out, (unsigned)(6 + strlen(text)));
    put_u16(out, OPTION_EXTENDED_ERROR);
    put_u16(out, (unsigned)(2 + strlen(text)));
    put_u16(out, (unsigned)reply->extended_error);
    buffer_add_text(out, text);
}

static struct dns_rdata encode(const struct reply *reply)
{
    struct buffer out = {0};
    unsigned flags = FLAG_QR | (reply->aa ? FLAG_AA : 0u) | (reply->tc ? FLAG_TC : 0u) | (reply->rd ? FLAG_RD : 0u) |
                     (reply->ra ? FLAG_RA : 0u) | (reply->cd ? FLAG_CD : 0u) | (reply->rcode & 0xF);
    put_u16(&out, reply->id);
    put_u16(&out, flags);
    put_u16(&out, reply->question ? 1 : 0);
    for (int i = 0; i < SECTION_COUNT; i++)
        put_u16(&out, (unsigned)(reply->sections[i].count + (i == SECTION_ADDITIONAL && reply->edns)));
    if (reply->question)
        buffer_add(&out, reply->question, reply->question_size);
    for (int i = 0; i < SECTION_COUNT; i++)
        for (size_t j = 0; j < reply->sections[i].count; j++)
            put_record(&out, &reply->sections[i].items[j]);
    if (reply->edns)
        put_opt(&out, reply);
    const struct dns_rdata octets = {arena_dup(reply->arena, out.data, out.size), out.size};
    buffer_free(&out);
    return octets;
}

struct dns_rdata reply_encode(struct reply *reply, const struct query *query)
{
    struct dns_rdata octets = encode(reply);
    if (query->tcp || octets.size <= query->udp_size)
        return octets;
    reply_clear(reply);
    reply->tc = true;
    return encode(reply);
}
