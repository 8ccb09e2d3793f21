/* SPDX-License-Identifier: Apache-2.0 */
/* Datagrams by the handful: each turn of the loop sends with one sendmmsg per socket, messages of one size to one
 * server as one with UDP_SEGMENT, and each wake-up reads with recvmmsg. What ICMP says comes back through the error
 * queue (IP_RECVERR), with the datagram that it is about.
 *
 * As most sockets live for one batch of questions, they are watched by an epoll of their own, which libuv watches: one
 * call for each, where libuv needs six. */
#include "internal.h"
#include "util/memory.h"

#include <errno.h>
#include <ifaddrs.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>
#include <utlist.h>

enum {
    READY_AT_ONCE = 64, /* sockets that one look at the epoll tells of */
    LOOKS_AT_ONCE = 64, /* at the epoll, */
    READS_AT_ONCE = 8,  /* of one socket, of INBOX_MESSAGES each, and errors of one, before the loop has its turn:
                           a server that sends faster than it is read would never let go of it */
    INBOX_MESSAGES = 32,
    MESSAGE_SIZE = 4096, /* over three times what EDNS announces; a longer message is cut, and then malformed */
    SEGMENTS_MAX = 32,   /* of one UDP_SEGMENT message; the kernel takes 64 */
    PORT_FIRST = 1024,
    PORT_TRIES_MAX = 64, /* until one is free; half of all ports would have to be taken for one in 2^64 to fail */
    SEND_WAIT_MS = 10    /* for room in a full socket buffer, before the message is given up */
};

struct transport_socket {
    struct transport_socket *next; /* of those that were closed in this turn */
    struct net_loop *loop;
    void *user;
    int fd;
    bool v6;
    bool closed;
    size_t queued;
};

struct udp_inbox {
    struct mmsghdr headers[INBOX_MESSAGES];
    struct iovec iovecs[INBOX_MESSAGES];
    struct sockaddr_storage from[INBOX_MESSAGES];
    uint8_t messages[INBOX_MESSAGES][MESSAGE_SIZE];
};

static void on_ready(uv_poll_t *poll, int status, int events);

int udp_init(struct net_loop *loop)
{
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (loop->epoll < 0)
        return errno;
    int error = uv_poll_init(&loop->uv, &loop->ready, loop->epoll);
    if (error) {
        close(loop->epoll);
        return -error;
    }
    loop->ready.data = loop;
    uv_poll_start(&loop->ready, UV_READABLE, on_ready);
    uv_unref((uv_handle_t *)&loop->ready); /* without a socket there is nothing to wait for */
    struct udp_inbox *inbox = memory_zero(sizeof *inbox);
    for (size_t i = 0; i < INBOX_MESSAGES; i++) {
        inbox->iovecs[i] = (struct iovec){inbox->messages[i], MESSAGE_SIZE};
        inbox->headers[i].msg_hdr = (struct msghdr){.msg_name = &inbox->from[i],
                                                    .msg_namelen = sizeof inbox->from[i],
                                                    .msg_iov = &inbox->iovecs[i],
                                                    .msg_iovlen = 1};
    }
    loop->inbox = inbox;
    return 0;
}

static void free_closed(struct net_loop *loop)
{
    struct transport_socket *socket, *following;
    LL_FOREACH_SAFE(loop->closed, socket, following)
    free(socket);
    loop->closed = NULL;
}

void udp_free(struct net_loop *loop)
{
    free_closed(loop);
    close(loop->epoll);
    free(loop->inbox);
    free(loop->queue.items);
    buffer_free(&loop->queue.bytes);
}

/* ---- receiving ---- */

/* One message of the error queue; false when it is empty. */
static bool take_error(struct transport_socket *socket)
{
    union {
        char bytes[CMSG_SPACE(sizeof(struct sock_extended_err) + sizeof(struct sockaddr_in6))];
        struct cmsghdr aligned;
    } control;
    uint8_t message[MESSAGE_SIZE];
    struct iovec iovec = {message, sizeof message};
    struct sockaddr_storage to;
    struct msghdr header = {.msg_name = &to,
                            .msg_namelen = sizeof to,
                            .msg_iov = &iovec,
                            .msg_iovlen = 1,
                            .msg_control = control.bytes,
                            .msg_controllen = sizeof control.bytes};
    ssize_t size = recvmsg(socket->fd, &header, MSG_ERRQUEUE | MSG_DONTWAIT);
    if (size < 0)
        return false;
    for (struct cmsghdr *cmsg = CMSG_FIRSTHDR(&header); cmsg; cmsg = CMSG_NXTHDR(&header, cmsg)) {
        struct sock_extended_err error;
        struct net_address address;
        bool v4 = cmsg->cmsg_level == IPPROTO_IP && cmsg->cmsg_type == IP_RECVERR;
        bool v6 = cmsg->cmsg_level == IPPROTO_IPV6 && cmsg->cmsg_type == IPV6_RECVERR;
        if (!v4 && !v6)
            continue;
        memcpy(&error, CMSG_DATA(cmsg), sizeof error);
        net_sockaddr_read(&to, &address);
        socket->loop->transport.receiver->unreachable(socket->user, &address, message, (size_t)size,
                                                      (int)error.ee_errno);
        break;
    }
    return true;
}

static void take_errors(struct transport_socket *socket)
{
    for (unsigned left = READS_AT_ONCE * INBOX_MESSAGES; left && !socket->closed && take_error(socket);)
        left--;
}

static void udp_deliver(struct transport_socket *socket, size_t count)
{
    struct udp_inbox *inbox = socket->loop->inbox;
    for (size_t i = 0; i < count && !socket->closed; i++) {
        struct net_address from;
        net_sockaddr_read(&inbox->from[i], &from);
        inbox->headers[i].msg_hdr.msg_namelen = sizeof inbox->from[i]; /* for the next one */
        socket->loop->transport.receiver->datagram(socket->user, &from, inbox->messages[i], inbox->headers[i].msg_len);
    }
}

static void receive(struct transport_socket *socket)
{
    struct udp_inbox *inbox = socket->loop->inbox;
    int count = INBOX_MESSAGES;
    for (unsigned left = READS_AT_ONCE; left && count == INBOX_MESSAGES && !socket->closed; left--) {
        do
            count = recvmmsg(socket->fd, inbox->headers, INBOX_MESSAGES, MSG_DONTWAIT, NULL);
        while (count < 0 && errno == EINTR);
        if (count > 0)
            udp_deliver(socket, (size_t)count);
    }
}

/* What one socket receives may close others that are ready, too: closed ones stay until the end of the turn. */
static void on_ready(uv_poll_t *poll, int status, int events)
{
    struct net_loop *loop = poll->data;
    struct epoll_event ready[READY_AT_ONCE];
    int count = READY_AT_ONCE;
    (void)status, (void)events;
    for (unsigned left = LOOKS_AT_ONCE; left && count == READY_AT_ONCE; left--) {
        count = epoll_wait(loop->epoll, ready, READY_AT_ONCE, 0);
        for (int i = 0; i < count; i++) {
            struct transport_socket *socket = ready[i].data.ptr;
            if (!socket->closed)
                receive(socket);
            if (!socket->closed && ready[i].events & EPOLLERR)
                take_errors(socket);
        }
    }
}

/* ---- sockets ---- */

static uint16_t random_port(struct net_loop *loop)
{
    if (!loop->random_left) {
        net_random(loop->random, sizeof loop->random);
        loop->random_left = sizeof loop->random / sizeof *loop->random;
    }
    return loop->random[--loop->random_left];
}

/* A port of all that may be had, so that one takes 16 bits to guess; the kernel's own choice comes from a range of less
 * than half as many (RFC 5452 9.2, RFC 6056 3.2). Some are taken, or forbidden by ip_unprivileged_port_start. */
static bool bind_at_random(struct net_loop *loop, int fd, bool v6)
{
    for (unsigned tries = 0; tries < PORT_TRIES_MAX; tries++) {
        struct net_address any = {.v6 = v6};
        struct sockaddr_storage sockaddr;
        do
            any.port = random_port(loop);
        while (any.port < PORT_FIRST);
        socklen_t size = net_sockaddr_write(&any, &sockaddr);
        if (bind(fd, (struct sockaddr *)&sockaddr, size) == 0)
            return true;
        if (errno != EADDRINUSE && errno != EACCES)
            return false;
    }
    return false;
}

static int open_bound(struct net_loop *loop, bool v6)
{
    int fd = socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int yes = 1;
    if (fd < 0)
        return -1;
    if (v6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
    setsockopt(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_RECVERR : IP_RECVERR, &yes, sizeof yes);
    if (!bind_at_random(loop, fd, v6)) {
        close(fd);
        return -1;
    }
    return fd;
}

struct transport_socket *udp_open(struct transport *transport, bool v6, void *user)
{
    struct net_loop *loop = (struct net_loop *)transport;
    int fd = loop->udp_count < loop->udp_most ? open_bound(loop, v6) : -1;
    if (fd < 0)
        return NULL;
    struct transport_socket *socket = memory_zero(sizeof *socket);
    *socket = (struct transport_socket){.loop = loop, .user = user, .fd = fd, .v6 = v6};
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = socket};
    if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event) < 0) {
        close(fd);
        free(socket);
        return NULL;
    }
    if (!loop->udp_count++)
        uv_ref((uv_handle_t *)&loop->ready);
    return socket;
}

static void forget_queued(struct udp_queue *queue, struct transport_socket *socket)
{
    for (size_t i = 0; i < queue->count; i++)
        if (queue->items[i].socket == socket)
            queue->items[i].socket = NULL;
}

void udp_close(struct transport *transport, struct transport_socket *socket)
{
    struct net_loop *loop = (struct net_loop *)transport;
    if (socket->queued)
        forget_queued(&loop->queue, socket);
    socket->closed = true;
    close(socket->fd); /* the epoll forgets it with that */
    LL_PREPEND(loop->closed, socket);
    if (!--loop->udp_count)
        uv_unref((uv_handle_t *)&loop->ready);
}

/* The socket itself is bound to no address: one that is connected to TO tells which the system takes. */
static bool route_source(const struct net_address *to, struct net_address *ret_local)
{
    struct sockaddr_storage there, here;
    socklen_t there_size = net_sockaddr_write(to, &there), here_size = sizeof here;
    int fd = socket(to->v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool known = fd >= 0 && connect(fd, (const struct sockaddr *)&there, there_size) == 0 &&
                 getsockname(fd, (struct sockaddr *)&here, &here_size) == 0;
    if (fd >= 0)
        close(fd);
    if (known)
        net_sockaddr_read(&here, ret_local);
    return known;
}

bool udp_local(const struct transport_socket *socket, const struct net_address *to, struct net_address *ret_local)
{
    struct sockaddr_storage bound;
    socklen_t size = sizeof bound;
    struct net_address port;
    if (!route_source(to, ret_local) || getsockname(socket->fd, (struct sockaddr *)&bound, &size) < 0)
        return false;
    net_sockaddr_read(&bound, &port);
    ret_local->port = port.port;
    return true;
}

/* ---- sending ---- */

void udp_send(struct transport *transport, struct transport_socket *socket, const struct net_address *to,
              const uint8_t *message, size_t size)
{
    struct udp_queue *queue = &((struct net_loop *)transport)->queue;
    if (queue->count == queue->capacity) {
        queue->capacity = queue->capacity ? queue->capacity * 2 : 64;
        queue->items = memory_resize(queue->items, queue->capacity, sizeof *queue->items);
    }
    queue->items[queue->count++] = (struct udp_outgoing){socket, *to, queue->bytes.size, size};
    buffer_add(&queue->bytes, message, size);
    socket->queued++;
}

/* Messages of one size to one server: one message of the kernel's. */
struct batch {
    struct sockaddr_storage to;
    socklen_t to_size;
    struct udp_outgoing *items[SEGMENTS_MAX];
    size_t count;
    struct iovec parts[SEGMENTS_MAX]; /* their octets; what stands behind each other is one */
    size_t part_count;
    union {
        char bytes[CMSG_SPACE(sizeof(uint16_t))];
        struct cmsghdr aligned;
    } control;
};

static bool batch_takes(const struct batch *batch, const struct udp_outgoing *item)
{
    return batch->count < SEGMENTS_MAX && batch->items[0]->size == item->size &&
           net_address_equal(&batch->items[0]->to, &item->to);
}

static void batch_add(struct batch *batch, struct udp_outgoing *item, char *bytes)
{
    if (!batch->count)
        batch->to_size = net_sockaddr_write(&item->to, &batch->to);
    struct iovec *last = batch->part_count ? &batch->parts[batch->part_count - 1] : NULL;
    if (last && (char *)last->iov_base + last->iov_len == bytes + item->at)
        last->iov_len += item->size;
    else
        batch->parts[batch->part_count++] = (struct iovec){bytes + item->at, item->size};
    batch->items[batch->count++] = item;
}

static struct msghdr batch_header(struct batch *batch)
{
    struct msghdr header = {.msg_name = &batch->to,
                            .msg_namelen = batch->to_size,
                            .msg_iov = batch->parts,
                            .msg_iovlen = batch->part_count};
    if (batch->count > 1) {
        const uint16_t segment = (uint16_t)batch->items[0]->size;
        memset(&batch->control, 0, sizeof batch->control); /* the kernel is given the padding, too */
        header.msg_control = batch->control.bytes;
        header.msg_controllen = sizeof batch->control.bytes;
        struct cmsghdr *cmsg = CMSG_FIRSTHDR(&header);
        cmsg->cmsg_level = SOL_UDP;
        cmsg->cmsg_type = UDP_SEGMENT;
        cmsg->cmsg_len = CMSG_LEN(sizeof segment);
        memcpy(CMSG_DATA(cmsg), &segment, sizeof segment);
    }
    return header;
}

static void report_unsent(struct net_loop *loop, struct transport_socket *socket, struct batch *batch, int error)
{
    for (size_t i = 0; i < batch->count && !socket->closed; i++) {
        const struct udp_outgoing *item = batch->items[i];
        const uint8_t *message = (const uint8_t *)loop->queue.bytes.data + item->at;
        loop->transport.receiver->unreachable(socket->user, &item->to, message, item->size, error);
    }
}

static bool is_segmentation_refused(const struct batch *batch, int error)
{
    return batch->count > 1 && (error == EIO || error == EINVAL || error == EOPNOTSUPP || error == ENOPROTOOPT);
}

enum send_result { SEND_OK, SEND_AGAIN, SEND_FAILED };

/* What to do about the refusal of a batch. */
static enum send_result after_refusal(struct net_loop *loop, struct transport_socket *socket, const struct batch *batch,
                                      int error)
{
    if (error == EINTR)
        return SEND_AGAIN;
    if (error == EAGAIN || error == ENOBUFS) {
        struct pollfd room = {.fd = socket->fd, .events = POLLOUT};
        return poll(&room, 1, SEND_WAIT_MS) == 1 ? SEND_AGAIN : SEND_OK; /* lost on the way, as datagrams may be */
    }
    if (error == ECONNREFUSED || error == EHOSTUNREACH || error == ENETUNREACH) {
        int pending = 0;
        socklen_t size = sizeof pending;
        getsockopt(socket->fd, SOL_SOCKET, SO_ERROR, &pending, &size);
    }
    if (is_segmentation_refused(batch, error))
        loop->queue.segmentation_refused = true;
    return SEND_FAILED;
}

static void send_singly(struct net_loop *loop, struct transport_socket *socket, struct batch *batch)
{
    for (size_t i = 0; i < batch->count && !socket->closed; i++) {
        struct batch single = {0};
        batch_add(&single, batch->items[i], loop->queue.bytes.data);
        struct msghdr header = batch_header(&single);
        /* An error that is left over from an earlier datagram is reported to the next send: hence the second one. */
        enum send_result result = SEND_FAILED;
        int error = 0;
        for (int tries = 0; tries < 3 && result != SEND_OK; tries++) {
            result = sendmsg(socket->fd, &header, 0) >= 0 ? SEND_OK : SEND_FAILED;
            if (result == SEND_FAILED) {
                error = errno;
                result = after_refusal(loop, socket, &single, error);
            }
        }
        if (result != SEND_OK)
            report_unsent(loop, socket, &single, error);
    }
}

static void send_batches(struct net_loop *loop, struct transport_socket *socket, struct batch *batches, size_t count)
{
    struct mmsghdr headers[SEGMENTS_MAX];
    for (size_t i = 0; i < count; i++)
        headers[i] = (struct mmsghdr){.msg_hdr = batch_header(&batches[i])};
    for (size_t sent = 0; sent < count && !socket->closed;) {
        int taken = sendmmsg(socket->fd, headers + sent, (unsigned)(count - sent), 0);
        if (taken > 0) {
            sent += (size_t)taken;
            continue;
        }
        enum send_result result = after_refusal(loop, socket, &batches[sent], errno);
        if (result == SEND_FAILED)
            send_singly(loop, socket, &batches[sent]);
        sent += result != SEND_AGAIN;
    }
}

/* ITEMS all wait on one socket; at most SEGMENTS_MAX of them. */
static void send_items(struct net_loop *loop, struct transport_socket *socket, struct udp_outgoing *items, size_t count)
{
    struct batch batches[SEGMENTS_MAX];
    size_t batch_count = 0;
    for (size_t i = 0; i < count; i++) {
        size_t which = 0;
        if (loop->queue.segmentation_refused)
            which = batch_count;
        while (which < batch_count && !batch_takes(&batches[which], &items[i]))
            which++;
        if (which == batch_count) {
            batches[batch_count].count = batches[batch_count].part_count = 0;
            batch_count++;
        }
        batch_add(&batches[which], &items[i], loop->queue.bytes.data);
    }
    send_batches(loop, socket, batches, batch_count);
}

void udp_flush(struct net_loop *loop)
{
    struct udp_queue *queue = &loop->queue;
    for (size_t first = 0; first < queue->count;) {
        struct transport_socket *socket = queue->items[first].socket;
        size_t end = first + 1;
        while (end < queue->count && end - first < SEGMENTS_MAX && queue->items[end].socket == socket)
            end++;
        if (socket) {
            socket->queued -= end - first;
            send_items(loop, socket, queue->items + first, end - first);
        }
        first = end;
    }
    queue->count = 0;
    buffer_clear(&queue->bytes);
    free_closed(loop);
}

bool net_has_v6(void)
{
    struct ifaddrs *all, *at;
    bool has = false;
    if (getifaddrs(&all) != 0)
        return false;
    for (at = all; at && !has; at = at->ifa_next) {
        struct sockaddr_in6 v6;
        if (!at->ifa_addr || at->ifa_addr->sa_family != AF_INET6)
            continue;
        memcpy(&v6, at->ifa_addr, sizeof v6);
        has = !IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr) && !IN6_IS_ADDR_LINKLOCAL(&v6.sin6_addr);
    }
    freeifaddrs(all);
    return has;
}

bool net_reaches(const struct net_address *address)
{
    struct sockaddr_storage to;
    socklen_t size = net_sockaddr_write(address, &to);
    int fd = socket(address->v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return errno != EAFNOSUPPORT; /* out of sockets for the moment: the try will tell */
    bool reaches = connect(fd, (const struct sockaddr *)&to, size) == 0 ||
                   (errno != ENETUNREACH && errno != EHOSTUNREACH && errno != EADDRNOTAVAIL);
    close(fd);
    return reaches;
}
