/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets as a recording: it is read or refused, and what is read is replayed until nothing is open any more. */
#include "files/library.h"
#include "fuzz.h"

#include "net/replay.h"
#include "resolve/exchange.h"

#include <sys/mman.h>
#include <unistd.h>

enum { QUESTIONS_MAX = 8, STEPS_MAX = 5000, TRIES = 3, TIMEOUT_MS = 500 };

struct asked {
    struct dns_name name;
    struct server server, *list;
    bool done;
};

struct player_and_context {
    struct player *player;
};

static void take_random(void *context, void *bytes, size_t size)
{
    player_random(((struct player_and_context *)context)->player, bytes, size);
}

static uint64_t foresee(void *context, const struct net_address *server, struct dns_question question)
{
    return player_foresee(((struct player_and_context *)context)->player, server, question);
}

static void be_done(void *user, const struct dns_reply *reply)
{
    struct asked *asked = user;
    expect(!asked->done && reply->detail);
    asked->done = true;
}

/* What was asked then is asked again. */
static bool ask(struct exchanger *exchanger, const struct tap_event *try, struct asked *asked)
{
    struct dns_question question;
    if (!fuzz_question(try->message, try->size, &asked->name, &question))
        return false;
    exchanger_init_server(exchanger, &asked->server, &try->to);
    asked->list = &asked->server;
    const struct exchange_order order = {.question = question, .servers = &asked->list, .server_count = 1};
    exchange_start(exchanger, &order, be_done, asked);
    return true;
}

static void replay(struct tap *tap)
{
    struct player_and_context context = {.player = player_new(tap)};
    const struct exchange_settings settings = {.concurrency = QUESTIONS_MAX,
                                               .timeout_ms = TIMEOUT_MS,
                                               .retries = TRIES - 1,
                                               .random = take_random,
                                               .foresee = foresee,
                                               .context = &context};
    struct exchanger *exchanger = exchanger_new(player_transport(context.player), &settings);
    struct asked asked[QUESTIONS_MAX] = {0};
    size_t count = 0;
    for (size_t i = 0; i < tap->count && count < QUESTIONS_MAX; i++)
        if (tap->events[i].kind == TAP_TRY)
            count += ask(exchanger, &tap->events[i], &asked[count]);
    uint64_t now = exchanger_now(exchanger);
    bool deaf = false; /* then a run ends, whatever is open */
    for (size_t step = 0; step < STEPS_MAX; step++) {
        exchanger_turn(exchanger, UINT64_MAX);
        deaf = exchanger_is_deaf(exchanger);
        if (deaf || player_step(context.player, NET_TURN_WAIT) == PLAYER_IDLE)
            break;
        expect(exchanger_now(exchanger) >= now);
        now = exchanger_now(exchanger);
        expect(player_wall(context.player) >= 0);
    }
    for (size_t i = 0; i < count; i++)
        expect(asked[i].done || deaf || tap->count > STEPS_MAX);
    exchanger_free(exchanger);
    player_free(context.player);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int fd = memfd_create("tap", MFD_CLOEXEC);
    char path[64];
    struct tap *tap;
    struct problem problem = {""};
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    tap_use(library_open("tap"));
    expect(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    if (tap_read(path, &tap, &problem) == STATUS_OK) {
        expect(tap->count <= TAP_EVENTS_MAX && strlen(tap_settings(tap)) <= TAP_SETTINGS_MAX);
        replay(tap);
        tap_free(tap);
    } else {
        expect(*problem.text && !strchr(problem.text, '\n'));
    }
    close(fd);
    return 0;
}
