/* SPDX-License-Identifier: Apache-2.0 */
/* What the network must offer to the resolver: datagrams from fresh ports, framed messages over TCP, and a clock. `net`
 * offers it on libuv; the scenario tests offer it in memory. */
#ifndef RESOLVE_TRANSPORT_H
#define RESOLVE_TRANSPORT_H

#include "resolve/address.h"

struct transport;
struct transport_socket; /* a UDP socket */
struct transport_stream; /* a TCP connection, or the attempt at one */

struct transport_ops {
    /* A UDP socket bound to a random port; USER comes back with all that it receives. NULL where the system has none
     * to give at the moment. */
    struct transport_socket *(*open)(struct transport *transport, bool v6, void *user);

    /* Queues a copy of MESSAGE; it leaves at the end of this turn of the loop. */
    void (*send)(struct transport *transport, struct transport_socket *socket, const struct net_address *to,
                 const uint8_t *message, size_t size);

    /* Nothing is received from it any more; what is queued and not sent is forgotten. */
    void (*close)(struct transport *transport, struct transport_socket *socket);

    /* Starts to connect; messages sent meanwhile leave once it is open. Never NULL: what goes wrong is reported by
     * `stream_closed`, later. */
    struct transport_stream *(*connect)(struct transport *transport, const struct net_address *to, void *user);

    /* Sends a copy of MESSAGE with its two octets of length in front (RFC 1035 4.2.2). */
    void (*stream_send)(struct transport *transport, struct transport_stream *stream, const uint8_t *message,
                        size_t size);

    /* `stream_closed` is not called for it any more. */
    void (*stream_close)(struct transport *transport, struct transport_stream *stream);

    /* Monotonic, in milliseconds; the same throughout one turn of the loop. */
    uint64_t (*now)(struct transport *transport);

    /* The loop turns by then at the latest; replaces what was set before. UINT64_MAX: no matter when. */
    void (*wake_by)(struct transport *transport, uint64_t at);
};

/* An error that is no errno value: what was asked is not in the recording that answers. */
enum { TRANSPORT_NOT_RECORDED = -1 };

/* Who is told. Messages are lent for the call; any of these may open, send and close. */
struct transport_receiver {
    void (*datagram)(void *user, const struct net_address *from, const uint8_t *message, size_t size);
    /* The system learnt that MESSAGE did not arrive (ICMP); ERROR is an errno value, or the above. */
    void (*unreachable)(void *user, const struct net_address *to, const uint8_t *message, size_t size, int error);
    /* One message, its octets of length taken off. */
    void (*stream_message)(void *user, const uint8_t *message, size_t size);
    /* The connection failed, or the other side closed it (ERROR 0); the stream is gone. */
    void (*stream_closed)(void *user, int error);
};

struct transport {
    const struct transport_ops *ops;
    const struct transport_receiver *receiver; /* set by the listener, before anything is sent */
};

#endif
