/* SPDX-License-Identifier: Apache-2.0 */
/* A DNS server as the Internet has them, for benchmarks: it answers any question with no data, after a while, unless
 * the datagram is lost, the name is one of those that nobody answers for, or more is asked than it lets through (a
 * token bucket that holds what it gives in a tenth of a second). Loopback only, UDP only.
 *
 * usage: weak ADDRESS PORT [NAME=NUMBER]...     PORT 0: any free one; it is written to standard output
 *   least, most   milliseconds until an answer leaves (0, 0)
 *   loss          datagrams of 1,000 that are lost (0)
 *   dead          names of 1,000 that are never answered (0)
 *   rate          questions a second that are answered at most (0: all) */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { MESSAGE_MAX = 512, ROOM = 64, WHEEL = 1 << 13, HEADER = 12, SOCKET_BUFFER = 4 << 20 };

/* An answer that is on its way. */
struct late {
    struct late *next;
    struct sockaddr_in to;
    size_t size;
    uint8_t message[MESSAGE_MAX + ROOM];
};

/* Owned by the question's name, by a pointer to the octet behind the header. */
static const uint8_t soa_record[] = "\xc0\x0c\x00\x06\x00\x01\x00\x00\x03\x84\x00\x16\x00\x00"
                                    "\x00\x00\x00\x01\x00\x00\x1c\x20\x00\x00\x03\x84\x00\x12\x75\x00\x00\x00\x03\x84";

static struct late *wheel[WHEEL]; /* by the millisecond */
static double numbers[5];
static const char *const names[] = {"least", "most", "loss", "dead", "rate"};
enum { LEAST, MOST, LOSS, DEAD, RATE };

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static bool chance(double of_thousand)
{
    return rand() % 1000 < of_thousand;
}

static bool bucket_lets_through(void)
{
    static double tokens, filled;
    double now = now_ms(), full = numbers[RATE] / 10;
    tokens += filled > 0 ? (now - filled) * numbers[RATE] / 1e3 : full;
    filled = now;
    tokens = tokens > full ? full : tokens;
    if (tokens < 1)
        return false;
    tokens--;
    return true;
}

/* Turns a query into its answer; false: there is none. */
static bool answer(struct late *late)
{
    uint8_t *message = late->message;
    uint32_t hash = 2166136261U;
    size_t end = HEADER;
    for (; end < late->size && message[end]; end += 1u + message[end])
        for (size_t i = 0; i <= message[end] && end + i < late->size; i++)
            hash = (hash ^ message[end + i]) * 16777619U;
    end += 1 + 4; /* the root label, type and class */
    if (end > late->size || (hash >> 8) % 1000 < numbers[DEAD] || chance(numbers[LOSS]) ||
        (numbers[RATE] > 0 && !bucket_lets_through()) || chance(numbers[LOSS]))
        return false;
    message[2] |= 0x80; /* QR */
    message[3] = 0x80;  /* RA, NOERROR */
    memset(message + 6, 0, 6);
    message[9] = 1;
    memcpy(message + end, soa_record, sizeof soa_record - 1);
    late->size = end + sizeof soa_record - 1;
    return true;
}

static void receive(int fd)
{
    for (;;) {
        struct late *late = malloc(sizeof *late);
        socklen_t size = sizeof late->to;
        ssize_t got =
            late ? recvfrom(fd, late->message, MESSAGE_MAX, MSG_DONTWAIT, (struct sockaddr *)&late->to, &size) : -1;
        if (got < 0) {
            free(late);
            return;
        }
        late->size = (size_t)got;
        if (!answer(late)) {
            free(late);
            continue;
        }
        double wait = numbers[LEAST] + (numbers[MOST] - numbers[LEAST]) * (rand() % 1000) / 1000;
        struct late **slot = &wheel[(uint64_t)(now_ms() + wait) % WHEEL];
        late->next = *slot;
        *slot = late;
    }
}

static void send_due(int fd, uint64_t *done)
{
    for (uint64_t now = (uint64_t)now_ms(); *done < now; ++*done)
        for (struct late **slot = &wheel[*done % WHEEL], *late; (late = *slot);) {
            *slot = late->next;
            sendto(fd, late->message, late->size, 0, (struct sockaddr *)&late->to, sizeof late->to);
            free(late);
        }
}

static bool read_number(const char *argument)
{
    const char *equals = strchr(argument, '=');
    for (size_t i = 0; equals && i < sizeof names / sizeof *names; i++)
        if (strncmp(names[i], argument, (size_t)(equals - argument)) == 0 && !names[i][equals - argument]) {
            numbers[i] = strtod(equals + 1, NULL);
            return true;
        }
    return false;
}

int main(int argc, char **argv)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0), size = SOCKET_BUFFER;
    struct sockaddr_in local = {.sin_family = AF_INET};
    socklen_t local_size = sizeof local;
    bool good =
        argc >= 3 && inet_pton(AF_INET, argv[1], &local.sin_addr) == 1 && ntohl(local.sin_addr.s_addr) >> 24 == 127;
    for (int i = 3; i < argc; i++)
        good = good && read_number(argv[i]);
    if (!good) {
        fprintf(stderr, "usage: weak ADDRESS PORT [least=MS] [most=MS] [loss=N] [dead=N] [rate=N]\n");
        return 2;
    }
    local.sin_port = htons((uint16_t)strtoul(argv[2], NULL, 10));
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    if (bind(fd, (struct sockaddr *)&local, local_size) || getsockname(fd, (struct sockaddr *)&local, &local_size)) {
        perror("weak");
        return 1;
    }
    printf("%d\n", ntohs(local.sin_port));
    fflush(stdout);
    for (uint64_t done = (uint64_t)now_ms();;) {
        struct pollfd waiting = {.fd = fd, .events = POLLIN};
        poll(&waiting, 1, 1);
        receive(fd);
        send_due(fd, &done);
    }
}
