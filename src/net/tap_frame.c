/* SPDX-License-Identifier: Apache-2.0 */
/* A frame as protobuf has it, and back. */
#include "tap_internal.h"
#include "tap_library.h"

#include <string.h>

static const struct tap_library *library;

void tap_use(const struct tap_library *functions)
{
    library = functions;
}

const struct tap_library *tap_functions(void)
{
    return library;
}

static size_t address_size(const struct net_address *address)
{
    return address->v6 ? 16 : 4;
}

static ProtobufCBinaryData tap_frame_octets_of(const void *data, size_t size)
{
    return (ProtobufCBinaryData){size, (uint8_t *)(uintptr_t)data};
}

static void fill_addresses(const struct tap_frame *frame, Dnstap__Message *message)
{
    message->has_socket_protocol = true;
    message->socket_protocol = frame->tcp ? DNSTAP__SOCKET_PROTOCOL__TCP : DNSTAP__SOCKET_PROTOCOL__UDP;
    if (!frame->has_server)
        return;
    message->has_socket_family = message->has_response_address = message->has_response_port = true;
    message->socket_family = frame->server.v6 ? DNSTAP__SOCKET_FAMILY__INET6 : DNSTAP__SOCKET_FAMILY__INET;
    message->response_address = tap_frame_octets_of(frame->server.bytes, address_size(&frame->server));
    message->response_port = frame->server.port;
    if (!frame->has_local)
        return;
    message->has_query_address = message->has_query_port = true;
    message->query_address = tap_frame_octets_of(frame->local.bytes, address_size(&frame->local));
    message->query_port = frame->local.port;
}

static void fill_times(const struct tap_frame *frame, Dnstap__Message *message)
{
    message->has_query_time_sec = message->has_query_time_nsec = frame->asked.tv_sec > 0;
    message->query_time_sec = (uint64_t)frame->asked.tv_sec;
    message->query_time_nsec = (uint32_t)frame->asked.tv_nsec;
    message->has_response_time_sec = message->has_response_time_nsec = frame->answered.tv_sec > 0;
    message->response_time_sec = (uint64_t)frame->answered.tv_sec;
    message->response_time_nsec = (uint32_t)frame->answered.tv_nsec;
}

void tap_frame_write(const struct tap_frame *frame, const char *version, struct buffer *out)
{
    Dnstap__Message message;
    Dnstap__Dnstap dnstap;
    tap_functions()->dnstap__message__init(&message);
    tap_functions()->dnstap__dnstap__init(&dnstap);
    message.type = frame->reply ? DNSTAP__MESSAGE__TYPE__TOOL_RESPONSE : DNSTAP__MESSAGE__TYPE__TOOL_QUERY;
    fill_addresses(frame, &message);
    fill_times(frame, &message);
    if (frame->message && frame->reply) {
        message.has_response_message = true;
        message.response_message = tap_frame_octets_of(frame->message, frame->size);
    } else if (frame->message) {
        message.has_query_message = true;
        message.query_message = tap_frame_octets_of(frame->message, frame->size);
    }
    dnstap.type = DNSTAP__DNSTAP__TYPE__MESSAGE;
    dnstap.message = &message;
    dnstap.has_version = true;
    dnstap.version = tap_frame_octets_of(version, strlen(version));
    dnstap.has_extra = frame->extra != NULL;
    dnstap.extra = tap_frame_octets_of(frame->extra, frame->extra_size);
    size_t size = tap_functions()->dnstap__dnstap__get_packed_size(&dnstap);
    tap_functions()->dnstap__dnstap__pack(&dnstap, (uint8_t *)buffer_reserve(out, size));
    out->size += size;
}

static void *arena_for_protobuf(void *arena, size_t size)
{
    return arena_alloc(arena, size);
}

static void nothing_to_free(void *arena, void *block)
{
    (void)arena;
    (void)block;
}

static bool tap_frame_take_address(bool has_address, ProtobufCBinaryData address, bool has_port, uint32_t port, bool v6,
                                   struct net_address *out)
{
    if (!has_address || !has_port || address.len != (v6 ? 16u : 4u) || port > UINT16_MAX)
        return false;
    *out = (struct net_address){.v6 = v6, .port = (uint16_t)port};
    memcpy(out->bytes, address.data, address.len);
    return true;
}

static struct timespec tap_frame_time_of(bool has, uint64_t seconds, uint32_t nanoseconds)
{
    return has && seconds <= INT64_MAX && nanoseconds < 1000000000
               ? (struct timespec){(time_t)seconds, (long)nanoseconds}
               : (struct timespec){0};
}

bool tap_frame_read(const uint8_t *octets, size_t size, struct arena *arena, struct tap_frame *ret_frame)
{
    ProtobufCAllocator allocator = {arena_for_protobuf, nothing_to_free, arena};
    const Dnstap__Dnstap *dnstap = tap_functions()->dnstap__dnstap__unpack(&allocator, size, octets);
    if (!dnstap || dnstap->type != DNSTAP__DNSTAP__TYPE__MESSAGE || !dnstap->message)
        return false;
    const Dnstap__Message *message = dnstap->message;
    bool reply = message->type == DNSTAP__MESSAGE__TYPE__TOOL_RESPONSE;
    bool v6 = message->has_socket_family && message->socket_family == DNSTAP__SOCKET_FAMILY__INET6;
    if (!reply && message->type != DNSTAP__MESSAGE__TYPE__TOOL_QUERY)
        return false;
    struct tap_frame frame = {
        .reply = reply,
        .tcp = message->has_socket_protocol && message->socket_protocol == DNSTAP__SOCKET_PROTOCOL__TCP,
        .asked = tap_frame_time_of(message->has_query_time_sec, message->query_time_sec, message->query_time_nsec),
        .answered =
            tap_frame_time_of(message->has_response_time_sec, message->response_time_sec, message->response_time_nsec)};
    bool has_message = reply ? message->has_response_message : message->has_query_message;
    const ProtobufCBinaryData told = reply ? message->response_message : message->query_message;
    frame.message = has_message ? told.data : NULL;
    frame.size = has_message ? told.len : 0;
    frame.extra = dnstap->has_extra ? (const char *)dnstap->extra.data : NULL;
    frame.extra_size = dnstap->has_extra ? dnstap->extra.len : 0;
    frame.has_server = tap_frame_take_address(message->has_response_address, message->response_address,
                                              message->has_response_port, message->response_port, v6, &frame.server);
    frame.has_local = tap_frame_take_address(message->has_query_address, message->query_address,
                                             message->has_query_port, message->query_port, v6, &frame.local);
    *ret_frame = frame;
    return true;
}
