/* SPDX-License-Identifier: Apache-2.0 */
/* Asks a source made from zones, and shows the reply as one line of text. */
#ifndef TESTS_UNIT_ZONE_ANSWER_H
#define TESTS_UNIT_ZONE_ANSWER_H

#include "said.h"
#include "support.h"

#include "resolve/source_zone.h"

struct zone_question {
    struct source_request request; /* first: `done` finds the rest by it */
    struct buffer *out;
    unsigned times;
};

static inline void add_word(struct buffer *out, const char *word)
{
    buffer_add_char(out, ' ');
    buffer_add_text(out, word);
}

static inline void add_ttl(struct buffer *out, uint32_t ttl)
{
    buffer_add_char(out, ' ');
    buffer_add_unsigned(out, ttl);
}

static inline void add_name_word(struct buffer *out, const uint8_t *name)
{
    buffer_add_char(out, ' ');
    dns_name_print(name, out);
}

/* `FLAGS:TAG=VALUE` of CAA, hexadecimal of other types. */
static inline void add_record_word(struct buffer *out, uint16_t type, struct dns_rdata rdata)
{
    const char *text = (const char *)rdata.bytes;
    buffer_add_char(out, ' ');
    if (type != DNS_TYPE_CAA) {
        buffer_add_hex(out, rdata.bytes, rdata.size);
        return;
    }
    buffer_add_unsigned(out, rdata.bytes[0]);
    buffer_add_char(out, ':');
    buffer_add_visible(out, text + 2, rdata.bytes[1]);
    buffer_add_char(out, '=');
    buffer_add_visible(out, text + 2 + rdata.bytes[1], rdata.size - 2 - rdata.bytes[1]);
}

/* `set TTL OWNER RECORD...`, `alias TTL TARGET`, `nodata TTL`, `nxdomain TTL`, `outside TTL`, `FAILURE DETAIL`. */
static inline void show_reply(struct source_request *request, const struct dns_reply *reply)
{
    struct zone_question *question = (struct zone_question *)request;
    struct buffer *out = question->out;
    question->times++;
    switch (reply->kind) {
    case REPLY_SET:
        buffer_add_text(out, "set");
        add_ttl(out, reply->ttl);
        add_name_word(out, reply->owner);
        for (size_t i = 0; i < reply->record_count; i++)
            add_record_word(out, request->question.type, reply->records[i]);
        break;
    case REPLY_ALIAS:
        assert_int_equal(reply->alias_count, 1);
        buffer_add_text(out, "alias");
        add_ttl(out, reply->ttl);
        add_name_word(out, reply->aliases[0]);
        break;
    case REPLY_NODATA:
        buffer_add_text(out, "nodata");
        add_ttl(out, reply->ttl);
        break;
    case REPLY_NXDOMAIN:
        buffer_add_text(out, reply->remarks.outside ? "outside" : "nxdomain");
        add_ttl(out, reply->ttl);
        break;
    default:
        buffer_add_text(out, reply->failure == FAILURE_BAD_RESPONSE ? "bad-response" : "other-rcode");
        add_word(out, said(reply->detail));
    }
}

/* The reply to a question, NUL-terminated in OUT. */
static inline const char *ask_zones(struct source *source, const char *name, uint16_t type, struct buffer *out)
{
    struct dns_name asked = name_of(name);
    struct zone_question question = {.request = {.question = dns_question_of(asked.wire, type), .done = show_reply},
                                     .out = out};
    buffer_clear(out);
    source->ops->start(source, &question.request);
    assert_int_equal(question.times, 1);
    return buffer_text(out);
}

#endif
