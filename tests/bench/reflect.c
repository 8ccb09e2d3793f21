/* SPDX-License-Identifier: Apache-2.0 */
/* A DNS server that does almost nothing, so that the client on the other end is what a benchmark measures. It answers
 * any question from two canned records: for PERCENT of the names of four labels or more one CAA record (chosen by a
 * hash of the name, so the same ones each time), for all others no data. Loopback only, UDP only.
 *
 * usage: reflect ADDRESS PORT [PERCENT]      PORT 0: any free one. The port is written to standard output when the
 *                                            server is ready. It runs until it is killed. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
    BATCH = 64,      /* datagrams for one system call */
    QUERY_MAX = 512, /* octets of a query that are read; the question is among them */
    RECORD_MAX = 64, /* room for the record behind the question */
    SOCKET_BUFFER = 4 << 20,
    HEADER = 12,
    DEFAULT_PERCENT = 15,
    LABELS_WITH_CAA = 4
};

/* Both are owned by the question's name, by a pointer to the octet behind the header. */
static const uint8_t caa_record[] = "\xc0\x0c\x01\x01\x00\x01\x00\x00\x0e\x10\x00\x15"
                                    "\x00\x05"
                                    "issuesecomtrust.net";
static const uint8_t soa_record[] = "\xc0\x0c\x00\x06\x00\x01\x00\x00\x03\x84\x00\x16"
                                    "\x00"
                                    "\x00"
                                    "\x00\x00\x00\x01\x00\x00\x1c\x20\x00\x00\x03\x84\x00\x12\x75\x00\x00\x00\x03\x84";

struct question {
    size_t end; /* where the question ends in the message */
    unsigned labels;
    uint32_t hash; /* of the name (FNV-1a) */
};

static bool question_read(const uint8_t *message, size_t size, struct question *ret_question)
{
    struct question question = {.end = HEADER, .hash = 2166136261U};

    while (question.end < size && message[question.end] != 0) {
        size_t label_end = question.end + 1 + message[question.end];
        if (message[question.end] > 63 || label_end >= size)
            return false;
        for (size_t at = question.end; at < label_end; at++)
            question.hash = (question.hash ^ message[at]) * 16777619U;
        question.end = label_end;
        question.labels++;
    }
    question.end += 1 + 2 + 2; /* the root label, type, class */
    if (question.end > size)
        return false;
    *ret_question = question;
    return true;
}

/* Turns a query into its reply, in place. Returns the size of the reply, 0 where the query cannot be read. */
static size_t reply_write(uint8_t *message, size_t size, unsigned percent)
{
    struct question question;

    if (!question_read(message, size, &question))
        return 0;

    bool has_caa = question.labels >= LABELS_WITH_CAA && (question.hash >> 8) % 100 < percent;
    const uint8_t *record = has_caa ? caa_record : soa_record;
    size_t record_size = has_caa ? sizeof caa_record - 1 : sizeof soa_record - 1;

    message[2] |= 0x80;           /* QR; opcode and RD as they were asked */
    message[3] = 0x80;            /* RA, NOERROR */
    memset(message + 6, 0, 6);    /* no other sections: the OPT record of a query is left out */
    message[has_caa ? 7 : 9] = 1; /* ANCOUNT or NSCOUNT */
    memcpy(message + question.end, record, record_size);
    return question.end + record_size;
}

static void serve(int socket_fd, unsigned percent)
{
    static uint8_t messages[BATCH][QUERY_MAX + RECORD_MAX];
    struct sockaddr_in askers[BATCH];
    struct iovec parts[BATCH];
    struct mmsghdr batch[BATCH];

    for (;;) {
        for (size_t i = 0; i < BATCH; i++) {
            parts[i] = (struct iovec){.iov_base = messages[i], .iov_len = QUERY_MAX};
            batch[i].msg_hdr = (struct msghdr){
                .msg_name = &askers[i], .msg_namelen = sizeof askers[i], .msg_iov = &parts[i], .msg_iovlen = 1};
        }
        int received = recvmmsg(socket_fd, batch, BATCH, MSG_WAITFORONE, NULL);

        /* Replies close up over queries that could not be read. */
        unsigned replies = 0;
        for (int i = 0; i < received; i++) {
            parts[i].iov_len = reply_write(messages[i], batch[i].msg_len, percent);
            if (parts[i].iov_len > 0)
                batch[replies++].msg_hdr = batch[i].msg_hdr;
        }
        for (unsigned sent = 0; sent < replies;) {
            int count = sendmmsg(socket_fd, batch + sent, replies - sent, 0);
            sent += count > 0 ? (unsigned)count : 1; /* the first could not be sent: its asker is gone */
        }
    }
}

static int loopback_socket(const char *address, const char *port)
{
    struct sockaddr_in local = {.sin_family = AF_INET, .sin_port = htons((uint16_t)strtoul(port, NULL, 10))};
    socklen_t local_size = sizeof local;
    int size = SOCKET_BUFFER;

    if (inet_pton(AF_INET, address, &local.sin_addr) != 1 || ntohl(local.sin_addr.s_addr) >> 24 != 127) {
        fprintf(stderr, "reflect: %s is no address of 127.0.0.0/8\n", address);
        return -1;
    }
    int socket_fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (socket_fd < 0 || bind(socket_fd, (struct sockaddr *)&local, sizeof local) != 0 ||
        getsockname(socket_fd, (struct sockaddr *)&local, &local_size) != 0) {
        fprintf(stderr, "reflect: %s port %s: %s\n", address, port, strerror(errno));
        return -1;
    }
    setsockopt(socket_fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    setsockopt(socket_fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    printf("%u\n", ntohs(local.sin_port));
    fclose(stdout); /* the reader of the port reads to the end */
    return socket_fd;
}

int main(int argc, char **argv)
{
    if (argc < 3 || argc > 4) {
        fputs("usage: reflect ADDRESS PORT [PERCENT]\n", stderr);
        return 2;
    }
    int socket_fd = loopback_socket(argv[1], argv[2]);
    if (socket_fd < 0)
        return 1;
    serve(socket_fd, argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : DEFAULT_PERCENT);
}
