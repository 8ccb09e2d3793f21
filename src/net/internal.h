/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this room share. */
#ifndef NET_INTERNAL_H
#define NET_INTERNAL_H

#include "net/loop.h"
#include "util/buffer.h"

#include <sys/resource.h>
#include <sys/socket.h>
#include <uv.h>

/* A datagram that waits for the end of the turn; its octets stand in the queue's buffer. */
struct udp_outgoing {
    struct transport_socket *socket; /* NULL: its socket was closed */
    struct net_address to;
    size_t at, size;
};

struct udp_queue {
    struct udp_outgoing *items;
    size_t count, capacity;
    struct buffer bytes;
    bool segmentation_refused; /* UDP_SEGMENT does not work here */
};

struct recorder;
struct player;

struct net_loop {
    struct transport transport; /* first: what the resolver holds */
    struct recorder *recorder;  /* stands before it; or NULL */
    struct player *player;      /* is in its place; or NULL */
    time_t wall;                /* of the present turn */
    uv_loop_t uv;
    uv_timer_t wake, pulse;
    uv_poll_t *watched; /* an input that is waited for, or NULL */
    int watched_fd;
    rlim_t udp_count, udp_most; /* open UDP sockets; more would leave none of the system's for connections and files */
    int epoll;                  /* of the UDP sockets, */
    uv_poll_t ready;            /* and that one of them is ready */
    struct transport_socket *closed; /* in this turn */
    uint16_t random[64];             /* for the next ports; what the system gives at once costs as much as one */
    size_t random_left;
    struct udp_queue queue;
    struct udp_inbox *inbox;
};

socklen_t net_sockaddr_write(const struct net_address *address, struct sockaddr_storage *ret_sockaddr);
void net_sockaddr_read(const struct sockaddr_storage *sockaddr, struct net_address *ret_address);

/* The UDP part of the transport. */
struct transport_socket *udp_open(struct transport *transport, bool v6, void *user);
void udp_send(struct transport *transport, struct transport_socket *socket, const struct net_address *to,
              const uint8_t *message, size_t size);
void udp_close(struct transport *transport, struct transport_socket *socket);
/* Where a message to TO leaves from; false where that is not known. */
bool udp_local(const struct transport_socket *socket, const struct net_address *to, struct net_address *ret_local);
/* Sends what is queued: the end of a turn. */
void udp_flush(struct net_loop *loop);
/* Returns 0 or an errno value. */
int udp_init(struct net_loop *loop);
void udp_free(struct net_loop *loop);

/* The TCP part. */
struct transport_stream *tcp_connect(struct transport *transport, const struct net_address *to, void *user);
void tcp_send(struct transport *transport, struct transport_stream *stream, const uint8_t *message, size_t size);
void tcp_close(struct transport *transport, struct transport_stream *stream);
bool tcp_local(const struct transport_stream *stream, struct net_address *ret_local);

#endif
