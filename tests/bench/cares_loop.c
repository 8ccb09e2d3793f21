/* SPDX-License-Identifier: Apache-2.0 */
/* The peer to compare with: the least that a program on c-ares can do. Keeps WINDOW questions for CAA records in flight
 * until each name of a list was asked for, and prints how it went. It does not climb, and reports on no name.
 *
 * usage: cares_loop ADDRESS PORT WINDOW LIST      one name a line */
#include <ares.h>
#include <arpa/nameser.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/time.h>

enum { TYPE_CAA = 257, LINE_SIZE = 1024, EVENTS = 64, TIMEOUT_MS = 1000, TRIES = 3, SOCKET_BUFFER = 4 << 20 };

struct asker {
    ares_channel channel;
    FILE *list;
    bool list_done;
    int epoll_fd;
    unsigned long window, in_flight;
    unsigned long with_caa, without_caa, failed;
};

/* c-ares says which of its sockets it wants to hear of. */
static void on_socket(void *data, ares_socket_t socket_fd, int readable, int writable)
{
    struct asker *asker = data;
    struct epoll_event event = {.events = (readable ? EPOLLIN : 0) | (writable ? EPOLLOUT : 0), .data.fd = socket_fd};

    if (!readable && !writable)
        epoll_ctl(asker->epoll_fd, EPOLL_CTL_DEL, socket_fd, NULL);
    else if (epoll_ctl(asker->epoll_fd, EPOLL_CTL_ADD, socket_fd, &event) != 0 && errno == EEXIST)
        epoll_ctl(asker->epoll_fd, EPOLL_CTL_MOD, socket_fd, &event);
}

static void on_answer(void *data, int status, int timeouts, unsigned char *message, int size)
{
    struct asker *asker = data;
    struct ares_caa_reply *records = NULL;
    (void)timeouts;

    asker->in_flight--;
    if (status == ARES_ENODATA || status == ARES_ENOTFOUND)
        asker->without_caa++;
    else if (status == ARES_SUCCESS && ares_parse_caa_reply(message, size, &records) == ARES_SUCCESS)
        asker->with_caa++;
    else
        asker->failed++;
    ares_free_data(records);
}

static void fill_window(struct asker *asker)
{
    char line[LINE_SIZE];

    while (asker->in_flight < asker->window && !asker->list_done) {
        if (fgets(line, sizeof line, asker->list) == NULL) {
            asker->list_done = true;
            return;
        }
        line[strcspn(line, "\r\n")] = '\0';
        asker->in_flight++;
        ares_query(asker->channel, line, ns_c_in, TYPE_CAA, on_answer, asker);
    }
}

static void wait_and_process(struct asker *asker)
{
    struct epoll_event events[EVENTS];
    struct timeval limit = {.tv_sec = TIMEOUT_MS / 1000}, next;
    const struct timeval *wait = ares_timeout(asker->channel, &limit, &next);
    int count = epoll_wait(asker->epoll_fd, events, EVENTS, (int)(wait->tv_sec * 1000 + wait->tv_usec / 1000 + 1));

    if (count <= 0)
        ares_process_fd(asker->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD); /* what is due */
    for (int i = 0; i < count; i++) {
        ares_socket_t socket_fd = events[i].data.fd;
        ares_process_fd(asker->channel, events[i].events & ~EPOLLOUT ? socket_fd : ARES_SOCKET_BAD,
                        events[i].events & EPOLLOUT ? socket_fd : ARES_SOCKET_BAD);
    }
}

/* A channel that asks one server, over one socket that stays open. */
static int open_channel(struct asker *asker, const char *address, const char *port)
{
    char server[64];
    struct ares_options options = {
        .flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_STAYOPEN,
        .timeout = TIMEOUT_MS,
        .tries = TRIES,
        .socket_receive_buffer_size = SOCKET_BUFFER,
        .sock_state_cb = on_socket,
        .sock_state_cb_data = asker,
    };
    int status = ares_init_options(&asker->channel, &options,
                                   ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_RCVBUF |
                                       ARES_OPT_SOCK_STATE_CB);

    if (status != ARES_SUCCESS)
        return status;
    snprintf(server, sizeof server, "%s:%s", address, port);
    return ares_set_servers_ports_csv(asker->channel, server);
}

int main(int argc, char **argv)
{
    if (argc != 5 || strncmp(argv[1], "127.", 4) != 0) {
        fputs("usage: cares_loop 127.ADDRESS PORT WINDOW LIST\n", stderr);
        return 2;
    }
    struct asker asker = {.window = strtoul(argv[3], NULL, 10), .list = fopen(argv[4], "r")};
    if (asker.list == NULL) {
        perror(argv[4]);
        return 1;
    }
    asker.epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    int status = ares_library_init(ARES_LIB_INIT_ALL);
    if (status == ARES_SUCCESS)
        status = open_channel(&asker, argv[1], argv[2]);
    if (status != ARES_SUCCESS) {
        fprintf(stderr, "cares_loop: %s\n", ares_strerror(status));
        return 1;
    }

    for (fill_window(&asker); asker.in_flight > 0; fill_window(&asker))
        wait_and_process(&asker);
    printf("with CAA %lu, without %lu, failed %lu\n", asker.with_caa, asker.without_caa, asker.failed);

    ares_destroy(asker.channel);
    ares_library_cleanup();
    fclose(asker.list);
    return asker.failed > 0;
}
