/* SPDX-License-Identifier: Apache-2.0 */
/* The file is read once, frame by frame, into memory: what happened as an array in the order in which it did, and the
 * tries by their questions. Nothing in it is believed: numbers are bounded, and what does not fit ends the reading. */
#include "tap_internal.h"
#include "tap_library.h"
#include "util/memory.h"
#include "util/problem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NUMBER_DIGITS_MAX = 19 };

static const uint64_t time_most = (uint64_t)1 << 48, /* ms: 8,900 years */
    wall_most = 253402300799;                        /* s: the end of the year 9999 */

struct reading {
    int fd;
    bool at_end; /* of the file, perhaps in the middle of a frame */
    int error;   /* errno value, or 0 */
    uint64_t octets;
    const char *label;
    uint64_t frame; /* 1-based */
    struct tap *tap;
    struct arena scratch;
    struct problem *problem;
};

static enum status tap_read_fail(struct reading *reading, struct saying why)
{
    problem_set_at(reading->problem, reading->label, 0, reading->frame ? SAY_TAP_FRAME(reading->frame, why) : why);
    return STATUS_INPUT;
}

/* ---- lines ---- */

struct line {
    const char *kind; /* the first word */
    uint64_t seq, now, on, try_seq, wall, error, after;
    enum tap_end end;
    struct net_address to; /* of a way */
};

static bool tap_read_take_number(const char *text, uint64_t *out)
{
    size_t digits = strspn(text, "0123456789");
    if (!digits || digits > NUMBER_DIGITS_MAX || text[digits])
        return false;
    *out = strtoull(text, NULL, 10);
    return true;
}

static bool take_end(const char *text, enum tap_end *out)
{
    static const struct {
        const char *word;
        enum tap_end end;
    } words[] = {{"timeout", TAP_END_SILENT},
                 {"dropped", TAP_END_SILENT},
                 {"unreachable", TAP_END_UNREACHABLE},
                 {"closed", TAP_END_CLOSED}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(text, words[i].word) == 0) {
            *out = words[i].end;
            return true;
        }
    return false;
}

static bool tap_read_take_hex(const char *text, uint8_t *out, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < 2 * size; i++) {
        const char *digit = text[i] ? strchr(digits, text[i]) : NULL;
        if (!digit)
            return false;
        out[i / 2] = (uint8_t)(out[i / 2] << 4 | (digit - digits));
    }
    return text[2 * size] == '\0';
}

/* KEY=VALUE; words that are not known are passed over, as a later version may have more. */
static bool tap_read_take_word(struct line *line, char *word)
{
    const struct {
        const char *key;
        uint64_t *value;
    } numbers[] = {{"now", &line->now},   {"socket", &line->on},   {"try", &line->try_seq},
                   {"wall", &line->wall}, {"error", &line->error}, {"after", &line->after}};
    char *equals = strchr(word, '=');
    if (!equals)
        return false;
    *equals = '\0';
    if (!line->kind) {
        line->kind = word;
        return tap_read_take_number(equals + 1, &line->seq);
    }
    if (strcmp(word, "end") == 0)
        return take_end(equals + 1, &line->end);
    if (strcmp(word, "address") == 0) {
        line->to.v6 = true;
        return tap_read_take_hex(equals + 1, line->to.bytes, sizeof line->to.bytes);
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (strcmp(word, numbers[i].key) == 0)
            return tap_read_take_number(equals + 1, numbers[i].value);
    return true;
}

/* TEXT is changed. */
static bool line_read(char *text, struct line *ret_line)
{
    *ret_line = (struct line){.kind = NULL};
    for (char *word; (word = strsep(&text, " "));)
        if (!tap_read_take_word(ret_line, word))
            return false;
    return ret_line->kind && ret_line->seq && ret_line->now <= time_most && ret_line->after <= time_most &&
           ret_line->wall <= wall_most && ret_line->error <= INT32_MAX;
}

/* ---- events ---- */

static struct tap_event *event_add(struct reading *reading, enum tap_kind kind, const struct line *line)
{
    struct tap *tap = reading->tap;
    if (tap->count == TAP_EVENTS_MAX)
        return NULL;
    if (tap->count == tap->capacity) {
        tap->capacity = tap->capacity ? tap->capacity * 2 : 256;
        tap->events = memory_resize(tap->events, tap->capacity, sizeof *tap->events);
    }
    struct tap_event *event = &tap->events[tap->count++];
    *event = (struct tap_event){.kind = kind,
                                .seq = line->seq,
                                .now = line->now,
                                .on = line->on,
                                .try_seq = line->try_seq,
                                .wall = line->wall,
                                .error = (int)line->error,
                                .end = line->end,
                                .after = line->after,
                                .to = line->to};
    return event;
}

static bool tap_read_kind_of(const char *word, enum tap_kind *ret_kind)
{
    static const char *const words[] = {
        [TAP_TRY] = "try",       [TAP_REPLY] = "reply", [TAP_UNREACHABLE] = "unreachable",
        [TAP_CLOSED] = "closed", [TAP_WAY] = "way",     [TAP_UNOPENED] = "unopened",
        [TAP_TURN] = "turn"};
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(word, words[i]) == 0) {
            *ret_kind = i;
            return true;
        }
    return false;
}

static enum status tap_read_take_line(struct reading *reading, const struct tap_frame *frame, char *text,
                                      bool *with_message)
{
    struct line line;
    enum tap_kind kind;
    if (!line_read(text, &line))
        return tap_read_fail(reading, SAY_TAP_DESCRIPTION());
    if (!tap_read_kind_of(line.kind, &kind))
        return STATUS_OK;
    bool own = kind == (frame->reply ? TAP_REPLY : TAP_TRY);
    if ((kind == TAP_TRY || kind == TAP_REPLY) && (!own || *with_message || !frame->message || !frame->has_server))
        return tap_read_fail(reading, SAY_TAP_INCOMPLETE_MESSAGE());
    struct tap_event *event = event_add(reading, kind, &line);
    if (!event)
        return tap_read_fail(reading, SAY_TAP_TOO_MANY_MESSAGES());
    if (!own)
        return STATUS_OK;
    *with_message = true;
    event->to = frame->server;
    event->tcp = frame->tcp;
    event->size = (uint32_t)frame->size;
    event->message = arena_dup(&reading->tap->arena, frame->message, frame->size);
    return STATUS_OK;
}

/* ---- the start ---- */

static bool take_start(struct tap *tap, char *text)
{
    static const char seed[] = " seed=", v6[] = " v6=1";
    char *hex = strstr(text, seed);
    struct line line;
    if (!hex || !tap_read_take_hex(hex + sizeof seed - 1, tap->start.seed, TAP_SEED_SIZE))
        return false;
    *hex = '\0';
    tap->start.v6 = strstr(text, v6);
    if (!line_read(text, &line))
        return false;
    tap->start.now = line.now;
    tap->start.wall = line.wall;
    return true;
}

static bool tap_read_starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static enum status take_first(struct reading *reading, char *text)
{
    if (!tap_read_starts_with(text, TAP_FIRST_LINE))
        return tap_read_fail(reading, SAY_TAP_OTHER_VERSION());
    char *rest = text + strlen(TAP_FIRST_LINE), *start = strsep(&rest, "\n");
    if (!rest || !take_start(reading->tap, start))
        return tap_read_fail(reading, SAY_TAP_START());
    buffer_add_text(&reading->tap->settings, rest);
    return STATUS_OK;
}

static enum status take_settings(struct reading *reading, const char *text)
{
    struct buffer *settings = &reading->tap->settings;
    if (settings->size + strlen(text) > TAP_SETTINGS_MAX)
        return tap_read_fail(reading, SAY_TAP_TOO_MANY_SETTINGS());
    buffer_add_text(settings, text);
    return STATUS_OK;
}

/* ---- frames ---- */

static enum status take_frame(struct reading *reading, const uint8_t *octets, size_t size)
{
    struct tap_frame frame;
    bool with_message = false;
    enum status status = STATUS_OK;
    reading->frame++;
    arena_reset(&reading->scratch);
    if (!tap_frame_read(octets, size, &reading->scratch, &frame) || frame.size > DNS_MESSAGE_MAX)
        return tap_read_fail(reading, SAY_TAP_OTHER_MESSAGE());
    char *text = arena_text(&reading->scratch, frame.extra ? frame.extra : "", frame.extra_size);
    if (reading->frame == 1)
        return take_first(reading, text);
    if (tap_read_starts_with(text, TAP_SETTINGS_LINE))
        return take_settings(reading, text + strlen(TAP_SETTINGS_LINE));
    for (char *line; status == STATUS_OK && (line = strsep(&text, "\n"));)
        if (*line)
            status = tap_read_take_line(reading, &frame, line, &with_message);
    return status;
}

static fstrm_res read_octets(void *context, void *data, size_t size)
{
    struct reading *reading = context;
    for (size_t got = 0; got < size;) {
        ssize_t more = read(reading->fd, (char *)data + got, size - got);
        if (more < 0 && errno == EINTR)
            continue;
        if (more <= 0) {
            reading->at_end = more == 0;
            reading->error = more < 0 ? errno : 0;
            return fstrm_res_failure;
        }
        got += (size_t)more;
        reading->octets += (size_t)more;
    }
    return reading->octets > TAP_FILE_MAX ? fstrm_res_failure : fstrm_res_success;
}

static fstrm_res tap_read_nothing_to_do(void *context)
{
    (void)context;
    return fstrm_res_success;
}

static struct fstrm_reader *reader_on(struct reading *reading)
{
    struct fstrm_reader_options *options = tap_functions()->fstrm_reader_options_init();
    struct fstrm_rdwr *rdwr = tap_functions()->fstrm_rdwr_init(reading);
    tap_functions()->fstrm_rdwr_set_open(rdwr, tap_read_nothing_to_do);
    tap_functions()->fstrm_rdwr_set_close(rdwr, tap_read_nothing_to_do);
    tap_functions()->fstrm_rdwr_set_read(rdwr, read_octets);
    tap_functions()->fstrm_reader_options_add_content_type(options, TAP_CONTENT_TYPE, strlen(TAP_CONTENT_TYPE));
    tap_functions()->fstrm_reader_options_set_max_frame_size(options, TAP_FRAME_MAX);
    struct fstrm_reader *reader = tap_functions()->fstrm_reader_init(options, &rdwr);
    tap_functions()->fstrm_reader_options_destroy(&options);
    return reader;
}

/* Why the stream ended before its end. */
static enum status after_failure(struct reading *reading)
{
    if (reading->error) {
        reading->frame = 0;
        return tap_read_fail(reading, SAY_ERROR_OF_SYSTEM(saying_error(reading->error)));
    }
    if (reading->octets > TAP_FILE_MAX)
        return tap_read_fail(reading, SAY_TAP_TOO_LARGE());
    if (reading->at_end && reading->frame) {
        reading->tap->cut = true;
        return STATUS_OK;
    }
    reading->frame += reading->frame > 0;
    return tap_read_fail(reading, reading->frame ? SAY_TAP_LENGTH() : SAY_TAP_NO_FRAMES());
}

static enum status read_frames(struct reading *reading)
{
    struct fstrm_reader *reader = reader_on(reading);
    enum status status = STATUS_OK;
    fstrm_res result = tap_functions()->fstrm_reader_open(reader);
    while (status == STATUS_OK && result == fstrm_res_success) {
        const uint8_t *octets = NULL;
        size_t size;
        result = tap_functions()->fstrm_reader_read(reader, &octets, &size);
        if (!octets && result == fstrm_res_success) /* so fstrm 0.6.1 answers to a frame over the limit */
            result = fstrm_res_failure;
        if (result == fstrm_res_success)
            status = take_frame(reading, octets, size);
    }
    tap_functions()->fstrm_reader_destroy(&reader);
    if (status == STATUS_OK && (result != fstrm_res_stop || !reading->frame))
        status = after_failure(reading);
    return status;
}

/* ---- afterwards: order, and who belongs to whom ---- */

static int compare_events(const void *a, const void *b)
{
    const struct tap_event *x = a, *y = b;
    return (x->seq > y->seq) - (x->seq < y->seq);
}

size_t tap_question_size(const uint8_t *message, size_t size)
{
    size_t at = DNS_HEADER_SIZE;
    while (at < size && message[at] && message[at] <= DNS_LABEL_MAX)
        at += 1u + message[at];
    at += 1 + 4; /* the root, type and class */
    return at <= size && !message[at - 5] && at - DNS_HEADER_SIZE <= TAP_QUESTION_MAX ? at - DNS_HEADER_SIZE : 0;
}

static size_t key_fill(struct tap_question_key *key, const struct net_address *to, const uint8_t *question, size_t size)
{
    memset(key, 0, sizeof *key);
    memcpy(key->address, to->bytes, sizeof key->address);
    key->port = to->port;
    key->v6 = to->v6;
    key->question_size = (uint16_t)size;
    memcpy(key->question, question, size);
    return offsetof(struct tap_question_key, question) + size;
}

static struct tap_question *find_question(const struct tap *tap, const struct tap_question_key *key, size_t key_size)
{
    struct tap_question *question;
    HASH_FIND(hh, tap->questions, key, key_size, question);
    return question;
}

struct tap_event *tap_tries(const struct tap *tap, const struct net_address *to, const uint8_t *question, size_t size)
{
    struct tap_question_key key;
    if (!size || size > TAP_QUESTION_MAX)
        return NULL;
    size_t key_size = key_fill(&key, to, question, size);
    const struct tap_question *found = find_question(tap, &key, key_size);
    return found ? found->tries : NULL;
}

/* No question has so few octets. */
static const uint8_t way_question[] = {0};

struct tap_event *tap_ways(const struct tap *tap, const struct net_address *to)
{
    struct net_address host = *to;
    host.port = 0;
    return tap_tries(tap, &host, way_question, sizeof way_question);
}

static void add_to_question(struct tap *tap, struct tap_event *event)
{
    bool way = event->kind == TAP_WAY;
    size_t size = way ? sizeof way_question : tap_question_size(event->message, event->size);
    struct tap_question_key key;
    if (!size)
        return;
    size_t key_size = key_fill(&key, &event->to, way ? way_question : event->message + DNS_HEADER_SIZE, size);
    struct tap_question *question = find_question(tap, &key, key_size);
    if (!question) {
        question = arena_zero(&tap->arena, sizeof *question);
        question->key = key;
        HASH_ADD(hh, tap->questions, key, key_size, question);
    }
    if (question->last)
        question->last->next_try = event;
    else
        question->tries = event;
    question->last = event;
}

static void join_try(struct tap *tap, struct tap_event *event)
{
    const struct tap_event wanted = {.seq = event->try_seq};
    struct tap_event *try = bsearch(&wanted, tap->events, tap->count, sizeof *tap->events, compare_events);
    if (!event->try_seq || !try || try->kind != TAP_TRY || try->seq >= event->seq)
        return;
    event->try = try;
    if (event->kind != TAP_REPLY)
        return;
    if (try->last)
        try->last->next_reply = event;
    else
        try->replies = event;
    try->last = event;
}

/* The clock never goes back; an event is seen in the turn that follows. */
static void set_clocks(struct tap *tap)
{
    uint64_t now = tap->start.now, wall = tap->start.wall;
    for (size_t i = 0; i < tap->count; i++) {
        struct tap_event *event = &tap->events[i];
        event->now = now = event->now > now ? event->now : now;
        wall = event->kind == TAP_TURN ? event->wall : wall;
    }
    for (size_t i = tap->count; i-- > 0;) {
        struct tap_event *event = &tap->events[i];
        if (event->kind == TAP_TURN)
            wall = event->wall;
        else
            event->wall = wall;
    }
}

static void put_in_order(struct tap *tap)
{
    if (!tap->count)
        return;
    qsort(tap->events, tap->count, sizeof *tap->events, compare_events);
    set_clocks(tap);
    for (size_t i = 0; i < tap->count; i++)
        if (tap->events[i].kind == TAP_TRY || tap->events[i].kind == TAP_WAY)
            add_to_question(tap, &tap->events[i]);
        else
            join_try(tap, &tap->events[i]);
}

static enum status tap_read_fd(int fd, const char *label, struct tap **ret_tap, struct problem *ret_problem)
{
    struct tap *tap = memory_zero(sizeof *tap);
    struct reading reading = {.fd = fd, .label = label, .tap = tap, .problem = ret_problem};
    enum status status = read_frames(&reading);
    arena_free(&reading.scratch);
    if (status != STATUS_OK) {
        tap_free(tap);
        return status;
    }
    put_in_order(tap);
    *ret_tap = tap;
    return STATUS_OK;
}

/* Opened without waiting for a writer: a FIFO is no recording. */
enum status tap_read(const char *path, struct tap **ret_tap, struct problem *ret_problem)
{
    struct reading none = {.label = path, .problem = ret_problem};
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return tap_read_fail(&none, SAY_ERROR_OF_SYSTEM(saying_error(errno)));
    enum status status = fstat(fd, &info) == 0 && S_ISREG(info.st_mode) ? tap_read_fd(fd, path, ret_tap, ret_problem)
                                                                        : tap_read_fail(&none, SAY_TAP_NO_FILE());
    close(fd);
    return status;
}

void tap_free(struct tap *tap)
{
    if (!tap)
        return;
    HASH_CLEAR(hh, tap->questions);
    free(tap->events);
    buffer_free(&tap->settings);
    arena_free(&tap->arena);
    free(tap);
}

bool tap_is_cut(const struct tap *tap)
{
    return tap->cut;
}

const char *tap_settings(struct tap *tap)
{
    return buffer_text(&tap->settings);
}
