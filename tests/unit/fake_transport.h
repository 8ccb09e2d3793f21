/* SPDX-License-Identifier: Apache-2.0 */
/* A network in memory: what was sent can be looked at, answers are put in by hand, time passes when told. */
#ifndef TESTS_UNIT_FAKE_TRANSPORT_H
#define TESTS_UNIT_FAKE_TRANSPORT_H

#include "message_builder.h"

#include "resolve/exchange.h"

#include <stdlib.h>

enum { FAKE_SENT_MAX = 4096 };

struct transport_socket {
    void *user;
    bool v6, open;
};

struct transport_stream {
    void *user;
    bool open;
};

struct fake_sent {
    struct transport_socket *socket; /* or */
    struct transport_stream *stream;
    struct net_address to;
    uint8_t message[DNS_QUERY_MAX];
    size_t size;
};

struct fake {
    struct transport transport;
    uint64_t now, wake_by;
    unsigned sockets_open, sockets_opened, sockets_allowed;
    struct fake_sent sent[FAKE_SENT_MAX];
    size_t sent_count;
    void **garbage; /* closed sockets and streams, kept so that a late use shows */
    size_t garbage_count;
};

static void fake_keep(struct fake *fake, void *garbage)
{
    fake->garbage = realloc(fake->garbage, (fake->garbage_count + 1) * sizeof *fake->garbage);
    assert_non_null(fake->garbage);
    fake->garbage[fake->garbage_count++] = garbage;
}

static struct transport_socket *fake_open(struct transport *transport, bool v6, void *user)
{
    struct fake *fake = (struct fake *)transport;
    if (fake->sockets_open == fake->sockets_allowed)
        return NULL;
    struct transport_socket *socket = calloc(1, sizeof *socket);
    *socket = (struct transport_socket){user, v6, true};
    fake->sockets_open++;
    fake->sockets_opened++;
    fake_keep(fake, socket);
    return socket;
}

static struct fake_sent *fake_next(struct fake *fake, const uint8_t *message, size_t size)
{
    assert_true(fake->sent_count < FAKE_SENT_MAX);
    struct fake_sent *sent = &fake->sent[fake->sent_count++];
    memcpy(sent->message, message, size);
    sent->size = size;
    return sent;
}

static void fake_send(struct transport *transport, struct transport_socket *socket, const struct net_address *to,
                      const uint8_t *message, size_t size)
{
    struct fake_sent *sent = fake_next((struct fake *)transport, message, size);
    assert_true(socket->open);
    sent->socket = socket;
    sent->to = *to;
}

static void fake_close(struct transport *transport, struct transport_socket *socket)
{
    assert_true(socket->open);
    socket->open = false;
    ((struct fake *)transport)->sockets_open--;
}

static struct transport_stream *fake_connect(struct transport *transport, const struct net_address *to, void *user)
{
    struct fake *fake = (struct fake *)transport;
    struct transport_stream *stream = calloc(1, sizeof *stream);
    (void)to;
    *stream = (struct transport_stream){user, true};
    fake_keep(fake, stream);
    return stream;
}

static void fake_stream_send(struct transport *transport, struct transport_stream *stream, const uint8_t *message,
                             size_t size)
{
    assert_true(stream->open);
    fake_next((struct fake *)transport, message, size)->stream = stream;
}

static void fake_stream_close(struct transport *transport, struct transport_stream *stream)
{
    (void)transport;
    stream->open = false;
}

static uint64_t fake_now(struct transport *transport)
{
    return ((struct fake *)transport)->now;
}

static void fake_wake_by(struct transport *transport, uint64_t at)
{
    ((struct fake *)transport)->wake_by = at;
}

static inline struct fake *fake_new(void)
{
    static const struct transport_ops ops = {fake_open,        fake_send,         fake_close, fake_connect,
                                             fake_stream_send, fake_stream_close, fake_now,   fake_wake_by};
    struct fake *fake = calloc(1, sizeof *fake);
    fake->transport.ops = &ops;
    fake->now = 1000;
    fake->sockets_allowed = FAKE_SENT_MAX;
    return fake;
}

/* Everything must have been closed by then. */
static inline void fake_free(struct fake *fake)
{
    assert_int_equal(fake->sockets_open, 0);
    for (size_t i = 0; i < fake->garbage_count; i++)
        free(fake->garbage[i]);
    free(fake->garbage);
    free(fake);
}

/* A reply to what was sent as number I, from where it was sent to, unless the caller changes it. */
static inline struct builder fake_reply(const struct fake *fake, size_t i, unsigned rcode)
{
    const struct fake_sent *sent = &fake->sent[i];
    struct builder reply = {.size = 0};
    struct reader reader = reader_of(sent->message, sent->size);
    reader_bytes(&reader, DNS_HEADER_SIZE);
    dns_name_skip(&reader);
    reader_bytes(&reader, 4);
    builder_bytes(&reply, sent->message, reader.at);
    reply.bytes[2] |= 0x80;
    reply.bytes[3] = (uint8_t)(0x80 | rcode);
    memset(reply.bytes + 6, 0, 6);
    return reply;
}

static inline void fake_deliver_from(struct fake *fake, size_t i, const struct builder *reply,
                                     const struct net_address *from)
{
    if (fake->sent[i].socket->open)
        fake->transport.receiver->datagram(fake->sent[i].socket->user, from, reply->bytes, reply->size);
}

static inline void fake_deliver(struct fake *fake, size_t i, const struct builder *reply)
{
    fake_deliver_from(fake, i, reply, &fake->sent[i].to);
}

static inline void fake_answer(struct fake *fake, size_t i, unsigned rcode)
{
    struct builder reply = fake_reply(fake, i, rcode);
    fake_deliver(fake, i, &reply);
}

#endif
