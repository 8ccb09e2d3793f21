/* SPDX-License-Identifier: Apache-2.0 */
/* Each try is held until its end is known: then its query is written, and the reply behind it. What happens is counted,
 * so that the order of all of it can be told from the frames, whatever their own order is. After each turn what was
 * written is in the hands of the system: of a run that is killed, all is there but the questions that were open. */
#include "record.h"

#include "chance.h"
#include "tap_library.h"
#include "util/memory.h"
#include "util/problem.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utlist.h>

enum { RECORDER_FLUSH_SIZE = 65536, RECORDER_MODE = 0600 };

/* A question that left. */
struct attempt {
    struct attempt *prev, *next;
    uint64_t seq, now;
    struct timespec asked;
    struct net_address to, local;
    bool has_local;
    bool written;
    size_t size;
    uint8_t message[];
};

/* A socket or a connection, under the name that the resolver knows it by. */
struct recorded {
    struct recorded *prev, *next;
    struct recorder *recorder;
    struct transport_socket *socket; /* one of these */
    struct transport_stream *stream;
    uint64_t number;
    void *user;
    struct net_address peer; /* of a connection */
    struct attempt *attempts;
};

struct recorder {
    struct transport transport; /* first: what the resolver holds */
    struct transport_receiver receiver;
    struct net_loop *loop;
    struct transport *real;
    struct chance *chance;
    uint64_t timeout_ms;
    char *path, *version;
    int fd, error;
    struct fstrm_writer *writer;
    struct buffer unwritten; /* octets of the file */
    struct buffer lines;     /* of events without a frame of their own */
    struct buffer frame, extra;
    uint64_t seq, sockets;
    struct recorded *open;
};

/* ---- the file ---- */

static enum status record_fail(const struct recorder *recorder, struct problem *problem)
{
    problem_set_at(problem, recorder->path, 0, SAY_RECORD_UNWRITABLE(saying_error(recorder->error)));
    return STATUS_OUTPUT;
}

void recorder_flush(struct recorder *recorder)
{
    struct buffer *octets = &recorder->unwritten;
    size_t at = 0;
    while (at < octets->size && !recorder->error) {
        ssize_t written = write(recorder->fd, octets->data + at, octets->size - at);
        if (written < 0 && errno != EINTR)
            recorder->error = errno;
        else if (written > 0)
            at += (size_t)written;
    }
    buffer_clear(octets);
}

static fstrm_res take_octets(void *context, const struct iovec *iovecs, int count)
{
    struct recorder *recorder = context;
    for (int i = 0; i < count; i++)
        buffer_add(&recorder->unwritten, iovecs[i].iov_base, iovecs[i].iov_len);
    if (recorder->unwritten.size >= RECORDER_FLUSH_SIZE)
        recorder_flush(recorder);
    return fstrm_res_success;
}

static fstrm_res record_nothing_to_do(void *context)
{
    (void)context;
    return fstrm_res_success;
}

static struct fstrm_writer *writer_on(struct recorder *recorder)
{
    struct fstrm_writer_options *options = tap_functions()->fstrm_writer_options_init();
    struct fstrm_rdwr *rdwr = tap_functions()->fstrm_rdwr_init(recorder);
    tap_functions()->fstrm_rdwr_set_open(rdwr, record_nothing_to_do);
    tap_functions()->fstrm_rdwr_set_close(rdwr, record_nothing_to_do);
    tap_functions()->fstrm_rdwr_set_write(rdwr, take_octets);
    tap_functions()->fstrm_writer_options_add_content_type(options, TAP_CONTENT_TYPE, strlen(TAP_CONTENT_TYPE));
    struct fstrm_writer *writer = tap_functions()->fstrm_writer_init(options, &rdwr);
    tap_functions()->fstrm_writer_options_destroy(&options);
    return writer;
}

static void write_frame(struct recorder *recorder, struct tap_frame *frame, const struct buffer *extra)
{
    frame->extra = extra->data;
    frame->extra_size = extra->size;
    buffer_clear(&recorder->frame);
    tap_frame_write(frame, recorder->version, &recorder->frame);
    tap_functions()->fstrm_writer_write(recorder->writer, recorder->frame.data, recorder->frame.size);
}

/* What `extra` begins with; then the lines that have gathered. */
static void record_write_message(struct recorder *recorder, struct tap_frame *frame, const char *line)
{
    buffer_clear(&recorder->extra);
    buffer_add_text(&recorder->extra, line);
    buffer_add(&recorder->extra, recorder->lines.data, recorder->lines.size);
    buffer_clear(&recorder->lines);
    write_frame(recorder, frame, &recorder->extra);
}

static void record_write_lines(struct recorder *recorder)
{
    struct tap_frame frame = {.reply = false};
    if (recorder->lines.size)
        record_write_message(recorder, &frame, "");
}

/* Adds `KIND=SEQ now=MS` and the rest to the lines; returns SEQ. */
__attribute__((format(printf, 3, 4))) static void add_line(struct recorder *recorder, const char *kind,
                                                           const char *format, ...)
{
    char text[160];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    buffer_add_text(&recorder->lines, kind);
    buffer_add_char(&recorder->lines, '=');
    buffer_add_unsigned(&recorder->lines, ++recorder->seq);
    buffer_add_text(&recorder->lines, " now=");
    buffer_add_unsigned(&recorder->lines, recorder->real->ops->now(recorder->real));
    buffer_add_text(&recorder->lines, text);
    buffer_add_char(&recorder->lines, '\n');
    if (recorder->lines.size >= TAP_EXTRA_MAX)
        record_write_lines(recorder);
}

static struct timespec wall_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now;
}

/* ---- tries ---- */

static void attempt_add(struct recorded *recorded, const struct net_address *to, const uint8_t *message, size_t size)
{
    struct recorder *recorder = recorded->recorder;
    struct attempt *attempt = memory_alloc(sizeof *attempt + size);
    *attempt = (struct attempt){.seq = ++recorder->seq,
                                .now = recorder->real->ops->now(recorder->real),
                                .asked = wall_now(),
                                .to = *to,
                                .size = size};
    attempt->has_local = recorded->socket ? udp_local(recorded->socket, to, &attempt->local)
                                          : tcp_local(recorded->stream, &attempt->local);
    memcpy(attempt->message, message, size);
    DL_APPEND(recorded->attempts, attempt);
}

static struct tap_frame frame_of(const struct recorded *recorded, const struct attempt *attempt)
{
    return (struct tap_frame){.tcp = recorded->stream,
                              .has_server = true,
                              .server = attempt->to,
                              .has_local = attempt->has_local,
                              .local = attempt->local,
                              .asked = attempt->asked};
}

/* END: NULL where a reply follows. */
static void write_attempt(struct recorded *recorded, struct attempt *attempt, const char *end, int error)
{
    struct recorder *recorder = recorded->recorder;
    struct tap_frame frame = frame_of(recorded, attempt);
    char line[200];
    int size = snprintf(line, sizeof line, "try=%" PRIu64 " now=%" PRIu64 " socket=%" PRIu64, attempt->seq,
                        attempt->now, recorded->number);
    if (end)
        size += snprintf(line + size, sizeof line - (size_t)size, " end=%s after=%" PRIu64, end,
                         recorder->real->ops->now(recorder->real) - attempt->now);
    if (error)
        size += snprintf(line + size, sizeof line - (size_t)size, " error=%d", error);
    snprintf(line + size, sizeof line - (size_t)size, "\n");
    frame.message = attempt->message;
    frame.size = attempt->size;
    record_write_message(recorder, &frame, line);
    attempt->written = true;
}

static struct attempt *attempt_of(struct recorded *recorded, const struct net_address *from, const uint8_t *message,
                                  size_t size)
{
    struct attempt *attempt;
    if (size < DNS_HEADER_SIZE)
        return NULL;
    DL_FOREACH(recorded->attempts, attempt)
    if (memcmp(attempt->message, message, sizeof(uint16_t)) == 0 && net_address_equal(&attempt->to, from))
        return attempt;
    return NULL;
}

static void write_reply(struct recorded *recorded, struct attempt *attempt, const struct net_address *from,
                        const uint8_t *message, size_t size)
{
    struct recorder *recorder = recorded->recorder;
    struct tap_frame frame = {.tcp = recorded->stream, .has_server = true, .server = *from};
    uint64_t seq = ++recorder->seq;
    char line[160];
    if (attempt && !attempt->written)
        write_attempt(recorded, attempt, NULL, 0);
    if (attempt)
        frame = frame_of(recorded, attempt);
    frame.reply = true;
    frame.answered = wall_now();
    frame.message = message;
    frame.size = size;
    snprintf(line, sizeof line, "reply=%" PRIu64 " now=%" PRIu64 " socket=%" PRIu64 " try=%" PRIu64 "\n", seq,
             recorder->real->ops->now(recorder->real), recorded->number, attempt ? attempt->seq : 0);
    record_write_message(recorder, &frame, line);
}

static void attempt_drop(struct recorded *recorded, struct attempt *attempt)
{
    DL_DELETE(recorded->attempts, attempt);
    free(attempt);
}

/* Writes what had no reply: it ended with END, or when it was given up. */
static void write_unanswered(struct recorded *recorded, const char *end, int error)
{
    struct recorder *recorder = recorded->recorder;
    struct attempt *attempt;
    DL_FOREACH(recorded->attempts, attempt)
    {
        bool overdue = recorder->real->ops->now(recorder->real) - attempt->now >= recorder->timeout_ms;
        if (!attempt->written)
            write_attempt(recorded, attempt, end ? end : overdue ? "timeout" : "dropped", error);
    }
}

/* Nothing is received for it any more. */
static void recorded_free(struct recorded *recorded, const char *end, int error)
{
    write_unanswered(recorded, end, error);
    while (recorded->attempts)
        attempt_drop(recorded, recorded->attempts);
    DL_DELETE(recorded->recorder->open, recorded);
    free(recorded);
}

/* ---- what the real transport tells ---- */

static void take_datagram(void *user, const struct net_address *from, const uint8_t *message, size_t size)
{
    struct recorded *recorded = user;
    write_reply(recorded, attempt_of(recorded, from, message, size), from, message, size);
    recorded->recorder->transport.receiver->datagram(recorded->user, from, message, size);
}

static void take_unreachable(void *user, const struct net_address *to, const uint8_t *message, size_t size, int error)
{
    struct recorded *recorded = user;
    struct attempt *attempt = attempt_of(recorded, to, message, size);
    if (attempt) {
        add_line(recorded->recorder, "unreachable", " socket=%" PRIu64 " try=%" PRIu64 " error=%d", recorded->number,
                 attempt->seq, error);
        if (!attempt->written)
            write_attempt(recorded, attempt, "unreachable", error);
    }
    recorded->recorder->transport.receiver->unreachable(recorded->user, to, message, size, error);
}

static void take_stream_message(void *user, const uint8_t *message, size_t size)
{
    struct recorded *recorded = user;
    struct attempt *attempt = attempt_of(recorded, &recorded->peer, message, size);
    write_reply(recorded, attempt, &recorded->peer, message, size);
    if (attempt)
        attempt_drop(recorded, attempt);
    recorded->recorder->transport.receiver->stream_message(recorded->user, message, size);
}

static void take_stream_closed(void *user, int error)
{
    struct recorded *recorded = user;
    struct recorder *recorder = recorded->recorder;
    void *resolver = recorded->user;
    add_line(recorder, "closed", " socket=%" PRIu64 " error=%d", recorded->number, error);
    recorded_free(recorded, "closed", error);
    recorder->transport.receiver->stream_closed(resolver, error);
}

/* ---- what the resolver wants ---- */

static struct recorded *recorded_new(struct recorder *recorder, void *user)
{
    struct recorded *recorded = memory_zero(sizeof *recorded);
    recorded->recorder = recorder;
    recorded->number = ++recorder->sockets;
    recorded->user = user;
    DL_APPEND(recorder->open, recorded);
    return recorded;
}

static struct transport_socket *record_open(struct transport *transport, bool v6, void *user)
{
    struct recorder *recorder = (struct recorder *)transport;
    struct recorded *recorded = recorded_new(recorder, user);
    recorded->socket = recorder->real->ops->open(recorder->real, v6, recorded);
    if (recorded->socket)
        return (struct transport_socket *)recorded;
    add_line(recorder, "unopened", " socket=%" PRIu64, recorded->number);
    recorded_free(recorded, NULL, 0);
    return NULL;
}

static void record_send(struct transport *transport, struct transport_socket *socket, const struct net_address *to,
                        const uint8_t *message, size_t size)
{
    struct recorder *recorder = (struct recorder *)transport;
    struct recorded *recorded = (struct recorded *)socket;
    attempt_add(recorded, to, message, size);
    recorder->real->ops->send(recorder->real, recorded->socket, to, message, size);
}

static void record_close(struct transport *transport, struct transport_socket *socket)
{
    struct recorder *recorder = (struct recorder *)transport;
    struct recorded *recorded = (struct recorded *)socket;
    recorder->real->ops->close(recorder->real, recorded->socket);
    recorded_free(recorded, NULL, 0);
}

static struct transport_stream *record_connect(struct transport *transport, const struct net_address *to, void *user)
{
    struct recorder *recorder = (struct recorder *)transport;
    struct recorded *recorded = recorded_new(recorder, user);
    recorded->peer = *to;
    recorded->stream = recorder->real->ops->connect(recorder->real, to, recorded);
    return (struct transport_stream *)recorded;
}

static void record_stream_send(struct transport *transport, struct transport_stream *stream, const uint8_t *message,
                               size_t size)
{
    struct recorder *recorder = (struct recorder *)transport;
    struct recorded *recorded = (struct recorded *)stream;
    attempt_add(recorded, &recorded->peer, message, size);
    recorder->real->ops->stream_send(recorder->real, recorded->stream, message, size);
}

static void record_stream_close(struct transport *transport, struct transport_stream *stream)
{
    struct recorder *recorder = (struct recorder *)transport;
    struct recorded *recorded = (struct recorded *)stream;
    recorder->real->ops->stream_close(recorder->real, recorded->stream);
    recorded_free(recorded, NULL, 0);
}

static uint64_t record_now(struct transport *transport)
{
    struct recorder *recorder = (struct recorder *)transport;
    return recorder->real->ops->now(recorder->real);
}

static void record_wake_by(struct transport *transport, uint64_t at)
{
    struct recorder *recorder = (struct recorder *)transport;
    recorder->real->ops->wake_by(recorder->real, at);
}

static const struct transport_ops record_ops = {
    .open = record_open,
    .send = record_send,
    .close = record_close,
    .connect = record_connect,
    .stream_send = record_stream_send,
    .stream_close = record_stream_close,
    .now = record_now,
    .wake_by = record_wake_by,
};

static const struct transport_receiver record_receiver = {take_datagram, take_unreachable, take_stream_message,
                                                          take_stream_closed};

/* ---- begin and end ---- */

/* An earlier file is written over, as tcpdump and kdig do; it keeps its owner, and nobody else reads it. */
static bool record_open_file(struct recorder *recorder)
{
    struct stat info;
    recorder->fd = open(recorder->path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, RECORDER_MODE);
    if (recorder->fd < 0 || fstat(recorder->fd, &info) < 0) {
        recorder->error = errno;
        return false;
    }
    if (!S_ISREG(info.st_mode))
        recorder->error = ENOTSUP;
    else if (fchmod(recorder->fd, RECORDER_MODE) < 0 || ftruncate(recorder->fd, 0) < 0)
        recorder->error = errno;
    return !recorder->error;
}

static void write_start(struct recorder *recorder, const struct net_recording *recording, const uint8_t *seed)
{
    const char *settings = recording->settings;
    size_t left = strlen(settings), size = left < TAP_EXTRA_MAX ? left : TAP_EXTRA_MAX;
    struct tap_frame frame = {.reply = false};
    struct buffer *extra = &recorder->extra;
    buffer_add_text(extra, TAP_FIRST_LINE "start=1 now=");
    buffer_add_unsigned(extra, recorder->real->ops->now(recorder->real));
    buffer_add_text(extra, " wall=");
    buffer_add_unsigned(extra, (uint64_t)recorder->loop->wall);
    buffer_add_text(extra, recording->v6 ? " v6=1 seed=" : " v6=0 seed=");
    buffer_add_hex(extra, seed, TAP_SEED_SIZE);
    buffer_add_char(extra, '\n');
    for (;;) {
        buffer_add(extra, settings, size);
        write_frame(recorder, &frame, extra);
        settings += size;
        left -= size;
        if (!left)
            return;
        size = left < TAP_EXTRA_MAX ? left : TAP_EXTRA_MAX;
        buffer_clear(extra);
        buffer_add_text(extra, TAP_SETTINGS_LINE);
    }
}

enum status recorder_new(struct net_loop *loop, const struct net_recording *recording, struct recorder **ret_recorder,
                         struct problem *ret_problem)
{
    uint8_t seed[TAP_SEED_SIZE];
    if (strlen(recording->settings) > TAP_SETTINGS_MAX) {
        problem_set(ret_problem, SAY_RECORD_ZONES_TOO_LARGE());
        return STATUS_USAGE;
    }
    struct recorder *recorder = memory_zero(sizeof *recorder);
    recorder->loop = loop;
    recorder->real = &loop->transport;
    recorder->real->receiver = &record_receiver;
    recorder->transport.ops = &record_ops;
    recorder->timeout_ms = recording->timeout_ms;
    recorder->path = memory_text(recording->path, strlen(recording->path));
    recorder->version = memory_text(recording->version, strlen(recording->version));
    net_random(seed, sizeof seed);
    recorder->chance = chance_new(seed);
    recorder->writer = writer_on(recorder);
    if (record_open_file(recorder)) {
        write_start(recorder, recording, seed);
        recorder_flush(recorder);
    }
    *ret_recorder = recorder;
    return recorder->error ? record_fail(recorder, ret_problem) : STATUS_OK;
}

enum status recorder_finish(struct recorder *recorder, struct problem *ret_problem)
{
    struct recorded *recorded;
    DL_FOREACH(recorder->open, recorded)
    write_unanswered(recorded, NULL, 0);
    record_write_lines(recorder);
    tap_functions()->fstrm_writer_close(recorder->writer);
    recorder_flush(recorder);
    if (recorder->fd >= 0 && close(recorder->fd) < 0 && !recorder->error)
        recorder->error = errno;
    recorder->fd = -1;
    return recorder->error ? record_fail(recorder, ret_problem) : STATUS_OK;
}

void recorder_free(struct recorder *recorder)
{
    struct problem ignored;
    if (!recorder)
        return;
    if (recorder->fd >= 0)
        recorder_finish(recorder, &ignored);
    tap_functions()->fstrm_writer_destroy(&recorder->writer);
    chance_free(recorder->chance);
    free(recorder->path);
    free(recorder->version);
    buffer_free(&recorder->unwritten);
    buffer_free(&recorder->lines);
    buffer_free(&recorder->frame);
    buffer_free(&recorder->extra);
    free(recorder);
}

struct transport *recorder_transport(struct recorder *recorder)
{
    return &recorder->transport;
}

void recorder_random(struct recorder *recorder, void *bytes, size_t size)
{
    chance_take(recorder->chance, bytes, size);
}

void recorder_way(struct recorder *recorder, const struct net_address *to, bool reaches)
{
    struct buffer hex = {0};
    buffer_add_hex(&hex, to->bytes, sizeof to->bytes);
    add_line(recorder, "way", " error=%d address=%s", !reaches, buffer_text(&hex));
    buffer_free(&hex);
}

void recorder_turn(struct recorder *recorder, time_t wall)
{
    add_line(recorder, "turn", " wall=%" PRIu64, (uint64_t)wall);
}

bool recorder_failed(const struct recorder *recorder)
{
    return recorder->error;
}
