/* SPDX-License-Identifier: Apache-2.0 */
/* Messages over TCP, two octets of length in front of each (RFC 1035 4.2.2, RFC 7766), cut anywhere on the way. */
#include "internal.h"
#include "util/memory.h"

#include <stdlib.h>
#include <string.h>

enum { LENGTH_SIZE = 2, READ_SIZE = 65536 };

struct transport_stream {
    uv_tcp_t tcp;
    uv_connect_t connecting;
    struct net_loop *loop;
    void *user;
    bool dropped; /* the user closed it, and hears nothing more */
    bool closing;
    int error; /* errno value, reported when the handle is gone */
    struct buffer received;
};

struct write {
    uv_write_t request;
    struct transport_stream *stream;
    uint8_t bytes[];
};

static void on_closed(uv_handle_t *handle)
{
    struct transport_stream *stream = handle->data;
    if (!stream->dropped)
        stream->loop->transport.receiver->stream_closed(stream->user, stream->error);
    buffer_free(&stream->received);
    free(stream);
}

/* ERROR as libuv has it: a negated errno value, or 0 or UV_EOF for an orderly end. */
static void stream_end(struct transport_stream *stream, int error)
{
    if (stream->closing)
        return;
    stream->closing = true;
    stream->error = error == UV_EOF ? 0 : -error;
    uv_close((uv_handle_t *)&stream->tcp, on_closed);
}

static void deliver_messages(struct transport_stream *stream)
{
    size_t at = 0;
    while (!stream->closing && stream->received.size - at >= LENGTH_SIZE) {
        const uint8_t *frame = (const uint8_t *)stream->received.data + at;
        size_t size = (size_t)frame[0] << 8 | frame[1];
        if (stream->received.size - at < LENGTH_SIZE + size)
            break;
        at += LENGTH_SIZE + size;
        stream->loop->transport.receiver->stream_message(stream->user, frame + LENGTH_SIZE, size);
    }
    buffer_consume(&stream->received, at);
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *ret_buf)
{
    struct transport_stream *stream = handle->data;
    (void)suggested;
    *ret_buf = uv_buf_init(buffer_reserve(&stream->received, READ_SIZE), READ_SIZE);
}

static void on_read(uv_stream_t *handle, ssize_t size, const uv_buf_t *buf)
{
    struct transport_stream *stream = handle->data;
    (void)buf;
    if (size < 0) {
        stream_end(stream, (int)size);
        return;
    }
    stream->received.size += (size_t)size;
    deliver_messages(stream);
}

static void on_connected(uv_connect_t *request, int status)
{
    struct transport_stream *stream = request->data;
    if (status == UV_ECANCELED)
        return;
    if (!status)
        status = uv_read_start((uv_stream_t *)&stream->tcp, on_alloc, on_read);
    if (status)
        stream_end(stream, status);
}

struct transport_stream *tcp_connect(struct transport *transport, const struct net_address *to, void *user)
{
    struct transport_stream *stream = memory_zero(sizeof *stream);
    struct sockaddr_storage sockaddr;
    stream->loop = (struct net_loop *)transport;
    stream->user = user;
    uv_tcp_init(&stream->loop->uv, &stream->tcp);
    stream->tcp.data = stream;
    stream->connecting.data = stream;
    net_sockaddr_write(to, &sockaddr);
    int result = uv_tcp_connect(&stream->connecting, &stream->tcp, (const struct sockaddr *)&sockaddr, on_connected);
    if (result)
        stream_end(stream, result);
    else
        uv_tcp_nodelay(&stream->tcp, 1);
    return stream;
}

static void on_written(uv_write_t *request, int status)
{
    struct write *write = (struct write *)request;
    if (status < 0 && status != UV_ECANCELED)
        stream_end(write->stream, status);
    free(write);
}

void tcp_send(struct transport *transport, struct transport_stream *stream, const uint8_t *message, size_t size)
{
    (void)transport;
    if (stream->closing)
        return;
    struct write *write = memory_alloc(sizeof *write + LENGTH_SIZE + size);
    write->stream = stream;
    write->bytes[0] = (uint8_t)(size >> 8);
    write->bytes[1] = (uint8_t)size;
    memcpy(write->bytes + LENGTH_SIZE, message, size);
    uv_buf_t buf = uv_buf_init((char *)write->bytes, (unsigned)(LENGTH_SIZE + size));
    int result = uv_write(&write->request, (uv_stream_t *)&stream->tcp, &buf, 1, on_written);
    if (result) {
        free(write);
        stream_end(stream, result);
    }
}

bool tcp_local(const struct transport_stream *stream, struct net_address *ret_local)
{
    struct sockaddr_storage local;
    int size = sizeof local;
    if (stream->closing || uv_tcp_getsockname(&stream->tcp, (struct sockaddr *)&local, &size))
        return false;
    net_sockaddr_read(&local, ret_local);
    return true;
}

void tcp_close(struct transport *transport, struct transport_stream *stream)
{
    (void)transport;
    stream->dropped = true;
    stream_end(stream, 0);
}
