/* SPDX-License-Identifier: Apache-2.0 */
/* What goes to the system: the calls are looked at on their way. */
#include "support.h"

#include "net/loop.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SOCKETS = 256 };

static struct {
    unsigned binds, refusals, low_ports; /* below those that the kernel gives by itself */
    int refusal;                         /* of so many binds to come */
    unsigned segmented;                  /* messages with UDP_SEGMENT */
} seen;

static void no_datagram(void *user, const struct net_address *from, const uint8_t *message, size_t size)
{
    (void)user, (void)from, (void)message, (void)size;
}

static void no_error(void *user, const struct net_address *to, const uint8_t *message, size_t size, int error)
{
    (void)user, (void)to, (void)message, (void)size, (void)error;
}

int __real_bind(int fd, const struct sockaddr *address, socklen_t size);
int __wrap_bind(int fd, const struct sockaddr *address, socklen_t size);
int __real_sendmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags);
int __wrap_sendmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags);

int __wrap_bind(int fd, const struct sockaddr *address, socklen_t size)
{
    struct sockaddr_storage copy;
    memcpy(&copy, address, size);
    uint16_t port = ntohs(((const struct sockaddr_in *)&copy)->sin_port); /* where sin6_port is, too */
    seen.binds++;
    assert_true(port >= 1024);
    seen.low_ports += port < 32768;
    if (seen.refusals) {
        seen.refusals--;
        errno = seen.refusal;
        return -1;
    }
    return __real_bind(fd, address, size);
}

int __wrap_sendmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags)
{
    for (unsigned i = 0; i < count; i++) {
        struct msghdr *header = &messages[i].msg_hdr;
        struct cmsghdr *cmsg = header->msg_control ? CMSG_FIRSTHDR(header) : NULL;
        if (!cmsg)
            continue;
        seen.segmented++;
        const uint8_t *octets = header->msg_control;
        for (size_t at = CMSG_LEN(sizeof(uint16_t)); at < header->msg_controllen; at++)
            assert_int_equal(octets[at], 0);
    }
    return __real_sendmmsg(fd, messages, count, flags);
}

static struct net_loop *loop_new(void)
{
    static const struct transport_receiver receiver = {.datagram = no_datagram, .unreachable = no_error};
    struct net_loop *loop;
    struct problem problem;
    assert_int_equal(net_loop_new(&loop, &problem), STATUS_OK);
    net_loop_transport(loop)->receiver = &receiver;
    return loop;
}

/* RFC 5452 9.2: any port but those that are kept for services; one that is taken is not the end. */
static void test_ports_are_chosen_among_all(void **state)
{
    static const int refusals[] = {EADDRINUSE, EACCES};
    struct net_loop *loop = loop_new();
    struct transport *transport = net_loop_transport(loop);
    struct transport_socket *sockets[SOCKETS];
    (void)state;
    memset(&seen, 0, sizeof seen);
    for (size_t i = 0; i < SOCKETS; i++) {
        sockets[i] = transport->ops->open(transport, i % 2, NULL);
        if (!sockets[i]) /* a machine without IPv6 */
            sockets[i] = transport->ops->open(transport, false, NULL);
        assert_non_null(sockets[i]);
    }
    assert_in_range(seen.low_ports, SOCKETS / 4, SOCKETS); /* of 256, 126 on the average; 64 is 7.7 deviations off */
    for (size_t i = 0; i < SOCKETS; i++)
        transport->ops->close(transport, sockets[i]);
    for (size_t i = 0; i < 2; i++) {
        memset(&seen, 0, sizeof seen);
        seen.refusals = 3;
        seen.refusal = refusals[i];
        struct transport_socket *socket = transport->ops->open(transport, false, NULL);
        assert_non_null(socket);
        assert_in_range(seen.binds, 4, 60);
        transport->ops->close(transport, socket);
    }
    net_loop_free(loop);
}

/* Leaves no zero on the stack below. */
static void dirty_stack(void)
{
    volatile uint8_t octets[256 << 10];
    for (size_t i = 0; i < sizeof octets; i++)
        octets[i] = 0xAA;
}

static struct transport_socket *sender;

static enum net_turn send_two(void *context)
{
    static const uint8_t message[64];
    static const struct net_address to = {.port = 9, .bytes = {127, 0, 0, 1}};
    struct transport *transport = net_loop_transport(context);
    sender = transport->ops->open(transport, false, NULL);
    assert_non_null(sender);
    transport->ops->send(transport, sender, &to, message, sizeof message);
    transport->ops->send(transport, sender, &to, message, sizeof message);
    dirty_stack();
    return NET_TURN_DONE;
}

static void test_nothing_of_ours_leaks_into_the_kernel(void **state)
{
    struct net_loop *loop = loop_new();
    (void)state;
    memset(&seen, 0, sizeof seen);
    assert_int_equal(net_loop_run(loop, send_two, loop), STATUS_OK);
    assert_int_equal(seen.segmented, 1);
    net_loop_transport(loop)->ops->close(net_loop_transport(loop), sender);
    net_loop_free(loop);
}

/* ---- two that are ready at once ---- */

static struct pair {
    struct transport *transport;
    struct transport_socket *sockets[2];
    void *user; /* of the sockets */
    int server;
    unsigned turns, received;
} pair;

static void close_sockets(void)
{
    for (size_t i = 0; i < 2; i++)
        pair.transport->ops->close(pair.transport, pair.sockets[i]);
}

/* TURN plays it, and DATAGRAM is told of what the sockets of USER receive; CLOSES: and closes them. */
static void play(enum net_turn (*turn)(void *context),
                 void (*datagram)(void *user, const struct net_address *from, const uint8_t *message, size_t size),
                 void *user, bool closes)
{
    const struct transport_receiver receiver = {.datagram = datagram, .unreachable = no_error};
    struct net_loop *loop = loop_new();
    pair = (struct pair){.transport = net_loop_transport(loop), .user = user};
    pair.transport->receiver = &receiver;
    assert_int_equal(net_loop_run(loop, turn, NULL), STATUS_OK);
    if (!closes)
        close_sockets();
    close(pair.server);
    net_loop_free(loop);
}

static void close_both(void *user, const struct net_address *from, const uint8_t *message, size_t size)
{
    (void)user, (void)from, (void)message, (void)size;
    pair.received++;
    close_sockets();
}

static void ask_server(void)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof here;
    pair.server = socket(AF_INET, SOCK_DGRAM, 0);
    assert_int_equal(__real_bind(pair.server, (struct sockaddr *)&here, size), 0);
    assert_int_equal(getsockname(pair.server, (struct sockaddr *)&here, &size), 0);
    const struct net_address to = {.port = ntohs(here.sin_port), .bytes = {127, 0, 0, 1}};
    for (size_t i = 0; i < 2; i++) {
        pair.sockets[i] = pair.transport->ops->open(pair.transport, false, pair.user);
        pair.transport->ops->send(pair.transport, pair.sockets[i], &to, (const uint8_t *)"x", 1);
    }
}

static void answer_both(void)
{
    struct sockaddr_in from;
    char octet;
    for (size_t i = 0; i < 2; i++) {
        socklen_t size = sizeof from;
        assert_int_equal(recvfrom(pair.server, &octet, 1, 0, (struct sockaddr *)&from, &size), 1);
        assert_int_equal(sendto(pair.server, &octet, 1, 0, (struct sockaddr *)&from, size), 1);
    }
}

static enum net_turn play_pair(void *context)
{
    (void)context;
    switch (pair.turns++) {
    case 0:
        ask_server();
        return NET_TURN_AGAIN;
    case 1:
        answer_both();
        return NET_TURN_WAIT;
    default:
        return NET_TURN_DONE;
    }
}

static void test_one_closes_what_another_has_received(void **state)
{
    (void)state;
    play(play_pair, close_both, NULL, true);
    assert_int_equal(pair.received, 1);
}

/* ---- somebody who sends faster than he is read ---- */

enum { FLOOD_FILLS = 100, FLOOD_AT_MOST = 5000 };

/* For each datagram that is read there is another one. */
static void send_one_more(void *user, const struct net_address *from, const uint8_t *message, size_t size)
{
    const struct net_address *to = user;
    struct sockaddr_in there = {
        .sin_family = AF_INET, .sin_port = htons(to->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    (void)from, (void)message, (void)size;
    if (++pair.received > FLOOD_AT_MOST)
        fail_msg("%u datagrams are read before the loop has its turn", pair.received);
    sendto(pair.server, "x", 1, 0, (struct sockaddr *)&there, sizeof there);
}

static struct net_address asked_from;

static enum net_turn play_flood(void *context)
{
    struct sockaddr_in from;
    socklen_t size = sizeof from;
    char octet;
    (void)context;
    switch (pair.turns++) {
    case 0:
        ask_server();
        return NET_TURN_AGAIN;
    case 1:
        assert_int_equal(recvfrom(pair.server, &octet, 1, 0, (struct sockaddr *)&from, &size), 1);
        asked_from.port = ntohs(from.sin_port);
        for (unsigned i = 0; i < FLOOD_FILLS; i++)
            assert_int_equal(sendto(pair.server, "x", 1, 0, (struct sockaddr *)&from, size), 1);
        return NET_TURN_WAIT;
    default:
        return NET_TURN_DONE;
    }
}

static void test_a_flood_does_not_keep_the_loop(void **state)
{
    (void)state;
    play(play_flood, send_one_more, &asked_from, false);
    assert_true(pair.received >= FLOOD_FILLS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ports_are_chosen_among_all),
        cmocka_unit_test(test_nothing_of_ours_leaks_into_the_kernel),
        cmocka_unit_test(test_one_closes_what_another_has_received),
        cmocka_unit_test(test_a_flood_does_not_keep_the_loop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
