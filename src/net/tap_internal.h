/* SPDX-License-Identifier: Apache-2.0 */
/* What recording and replaying share: a frame, and a recording as it stands in memory. */
#ifndef NET_TAP_INTERNAL_H
#define NET_TAP_INTERNAL_H

#include "dns/message.h"
#include "net/tap.h"
#include "resolve/address.h"
#include "util/arena.h"
#include "util/buffer.h"
#include "util/table.h"

#include <time.h>

enum {
    TAP_SEED_SIZE = 32,
    TAP_EXTRA_MAX = 32768,              /* octets of `extra` in a frame that we write, its own line aside */
    TAP_QUESTION_MAX = DNS_NAME_MAX + 4 /* octets: name, type, class */
};

#define TAP_CONTENT_TYPE "protobuf:dnstap.Dnstap"
#define TAP_FIRST_LINE "caa-audit recording 1\n"
#define TAP_SETTINGS_LINE "settings\n"

/* The fields of a frame that are used. */
struct tap_frame {
    bool reply; /* TOOL_RESPONSE; else TOOL_QUERY */
    bool tcp;
    bool has_server, has_local; /* whether the addresses are known */
    struct net_address server, local;
    struct timespec asked, answered; /* on the wall; tv_sec 0: not known */
    const uint8_t *message;          /* NULL: none */
    size_t size;
    const char *extra; /* NULL: none */
    size_t extra_size;
};

/* Adds the frame's octets, without their length. */
void tap_frame_write(const struct tap_frame *frame, const char *version, struct buffer *out);

/* What it points to is taken from ARENA. False: these octets are no frame of dnstap. */
bool tap_frame_read(const uint8_t *octets, size_t size, struct arena *arena, struct tap_frame *ret_frame);

/* What can be known of the time before the first event. */
struct tap_start {
    uint64_t now; /* monotonic, ms */
    uint64_t wall;
    uint8_t seed[TAP_SEED_SIZE];
    bool v6;
};

enum tap_kind {
    TAP_TRY,         /* a question left */
    TAP_REPLY,       /* a message came */
    TAP_UNREACHABLE, /* ICMP: a try did not arrive */
    TAP_CLOSED,      /* a connection is gone */
    TAP_WAY,         /* a way to an address was looked for: there is none where ERROR is set */
    TAP_UNOPENED,    /* the system had no socket to give */
    TAP_TURN         /* of the loop: its clocks */
};

/* How a try ended that had no reply at all. */
enum tap_end { TAP_END_REPLY, TAP_END_SILENT, TAP_END_UNREACHABLE, TAP_END_CLOSED };

/* Something that happened, in the order of SEQ. */
struct tap_event {
    enum tap_kind kind;
    uint64_t seq, now;
    uint64_t on;           /* the socket or connection, counted from 1 */
    uint64_t try_seq;      /* of a reply, or of what was unreachable: its try's SEQ; 0: none */
    struct tap_event *try; /* the same, found */
    uint64_t wall;         /* of the turn, or of the one that follows */
    int error;             /* errno value */
    const uint8_t *message;
    uint32_t size;
    /* A try's own: */
    struct net_address to;
    bool tcp, used;
    enum tap_end end;
    uint64_t after;                   /* ms from the try to that end */
    struct tap_event *replies, *last; /* by their `next_reply` */
    struct tap_event *next_reply;
    struct tap_event *next_try; /* of the same question to the same server; of the same way */
};

struct tap_question_key {
    uint8_t address[16];
    uint16_t port, question_size;
    uint8_t v6;
    uint8_t question[TAP_QUESTION_MAX]; /* the key ends with its last octet */
};

/* All tries of a question at a server, in their order. */
struct tap_question {
    struct tap_question_key key;
    struct tap_event *tries, *last;
    UT_hash_handle hh;
};

struct tap {
    struct arena arena;
    struct buffer settings;
    struct tap_start start;
    struct tap_event *events; /* in order */
    size_t count, capacity;
    struct tap_question *questions;
    bool cut;
};

/* The tries of QUESTION (name, type and class, uncompressed) at a server; NULL: none. */
struct tap_event *tap_tries(const struct tap *tap, const struct net_address *to, const uint8_t *question, size_t size);

/* The times that a way to an address was looked for, in the same manner. */
struct tap_event *tap_ways(const struct tap *tap, const struct net_address *to);

/* Octets of the question in a query, which begins behind its header; 0 where there is none. */
size_t tap_question_size(const uint8_t *message, size_t size);

#endif
