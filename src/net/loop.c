/* SPDX-License-Identifier: Apache-2.0 */
#include "internal.h"
#include "record.h"
#include "replay.h"
#include "util/memory.h"
#include "util/problem.h"
#include "util/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static uint64_t loop_now(struct transport *transport)
{
    return uv_now(&((struct net_loop *)transport)->uv);
}

/* A timer that is due when uv_run begins runs before the wait, which would then have no end: uv_stop keeps it from
 * waiting. */
static void on_wake(uv_timer_t *timer)
{
    uv_stop(timer->loop);
}

static void loop_wake_by(struct transport *transport, uint64_t at)
{
    struct net_loop *loop = (struct net_loop *)transport;
    uint64_t now = uv_now(&loop->uv);
    if (at == UINT64_MAX)
        uv_timer_stop(&loop->wake);
    else
        uv_timer_start(&loop->wake, on_wake, at > now ? at - now : 0, 0);
}

static const struct transport_ops loop_ops = {udp_open, udp_send,  udp_close, tcp_connect,
                                              tcp_send, tcp_close, loop_now,  loop_wake_by};

static void on_readable(uv_poll_t *handle, int status, int events)
{
    (void)status;
    (void)events;
    /* The turn that follows reads; a caller that wants to be woken again asks again. */
    uv_poll_stop(handle);
}

static void on_watch_closed(uv_handle_t *handle)
{
    free(handle);
}

static void stop_watching(struct net_loop *loop)
{
    uv_close((uv_handle_t *)loop->watched, on_watch_closed);
    loop->watched = NULL;
}

/* A socket is held for as long as one of its questions is open. Returns the limit. */
static rlim_t raise_file_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return NET_FILES_MIN;
    const struct rlimit raised = {limit.rlim_max, limit.rlim_max};
    return limit.rlim_cur < limit.rlim_max && setrlimit(RLIMIT_NOFILE, &raised) == 0 ? raised.rlim_cur : limit.rlim_cur;
}

/* Returns 0 or an errno. With less than that libuv aborts, or no question could be asked. */
static int check_free_files(void)
{
    int taken[NET_FILES_MIN], count = 0, error = 0;
    while (count < NET_FILES_MIN && !error) {
        taken[count] = open("/", O_PATH | O_CLOEXEC);
        if (taken[count] < 0)
            error = errno;
        else
            count++;
    }
    while (count)
        close(taken[--count]);
    return error;
}

static enum status loop_refused(int error, struct problem *ret_problem)
{
    problem_set(ret_problem, SAY_RUN_NO_LOOP(saying_error(error)));
    return STATUS_SYSTEM;
}

enum status net_loop_new(struct net_loop **ret_loop, struct problem *ret_problem)
{
    const rlim_t limit = raise_file_limit();
    int error = check_free_files();
    if (error == EMFILE) {
        problem_set(ret_problem, SAY_RUN_TOO_FEW_FILES(NET_FILES_MIN));
        return STATUS_SYSTEM;
    }
    if (error)
        return loop_refused(error, ret_problem);
    struct net_loop *loop = memory_zero(sizeof *loop);
    error = -uv_loop_init(&loop->uv);
    if (error) {
        free(loop);
        return loop_refused(error, ret_problem);
    }
    error = udp_init(loop);
    if (error) {
        uv_loop_close(&loop->uv);
        free(loop);
        return loop_refused(error, ret_problem);
    }
    loop->transport.ops = &loop_ops;
    loop->udp_most = limit / 2;
    loop->wall = time(NULL);
    uv_timer_init(&loop->uv, &loop->wake);
    uv_timer_init(&loop->uv, &loop->pulse);
    *ret_loop = loop;
    return STATUS_OK;
}

void net_loop_free(struct net_loop *loop)
{
    if (!loop)
        return;
    uv_close((uv_handle_t *)&loop->wake, NULL);
    uv_close((uv_handle_t *)&loop->pulse, NULL);
    uv_close((uv_handle_t *)&loop->ready, NULL);
    if (loop->watched)
        stop_watching(loop);
    while (uv_run(&loop->uv, UV_RUN_DEFAULT))
        continue;
    uv_loop_close(&loop->uv);
    udp_free(loop);
    recorder_free(loop->recorder);
    player_free(loop->player);
    free(loop);
}

enum status net_loop_record(struct net_loop *loop, const struct net_recording *recording, struct problem *ret_problem)
{
    return recorder_new(loop, recording, &loop->recorder, ret_problem);
}

enum status net_loop_record_end(struct net_loop *loop, struct problem *ret_problem)
{
    return loop->recorder ? recorder_finish(loop->recorder, ret_problem) : STATUS_OK;
}

void net_loop_replay(struct net_loop *loop, struct tap *tap)
{
    loop->player = player_new(tap);
}

struct transport *net_loop_transport(struct net_loop *loop)
{
    return loop->player     ? player_transport(loop->player)
           : loop->recorder ? recorder_transport(loop->recorder)
                            : &loop->transport;
}

time_t net_loop_wall(const struct net_loop *loop)
{
    return loop->player ? player_wall(loop->player) : loop->wall;
}

void net_loop_random(void *context, void *bytes, size_t size)
{
    struct net_loop *loop = context;
    if (loop->player)
        player_random(loop->player, bytes, size);
    else if (loop->recorder)
        recorder_random(loop->recorder, bytes, size);
    else
        net_random(bytes, size);
}

bool net_loop_is_told(void *context)
{
    const struct net_loop *loop = context;
    return loop->player && !player_is_exact(loop->player);
}

uint64_t net_loop_foresee(void *context, const struct net_address *server, struct dns_question question)
{
    const struct net_loop *loop = context;
    return loop->player ? player_foresee(loop->player, server, question) : UINT64_MAX;
}

bool net_loop_has_v6(const struct net_loop *loop)
{
    return loop->player ? player_has_v6(loop->player) : net_has_v6();
}

bool net_loop_reaches(void *context, const struct net_address *address)
{
    struct net_loop *loop = context;
    if (loop->player)
        return player_reaches(loop->player, address);
    bool reaches = net_reaches(address);
    if (loop->recorder)
        recorder_way(loop->recorder, address, reaches);
    return reaches;
}

void net_loop_pulse(struct net_loop *loop, uint64_t every_ms)
{
    uv_timer_start(&loop->pulse, on_wake, every_ms, every_ms);
}

/* Nothing of the system is looked at but the input. */
static enum status loop_replay(struct net_loop *loop, enum net_turn (*turn)(void *context), void *context)
{
    enum net_turn what = NET_TURN_AGAIN;
    while (!stop_is_asked()) {
        enum player_step step = player_step(loop->player, what);
        uv_run(&loop->uv, step == PLAYER_IDLE ? UV_RUN_ONCE : UV_RUN_NOWAIT);
        what = turn(context);
        if (what == NET_TURN_DONE)
            return STATUS_OK;
    }
    return STATUS_INTERRUPTED;
}

static void begin_turn(struct net_loop *loop)
{
    loop->wall = time(NULL);
    if (loop->recorder)
        recorder_turn(loop->recorder, loop->wall);
}

/* False where the recording cannot be written. */
static bool end_turn(struct net_loop *loop)
{
    udp_flush(loop);
    if (loop->recorder)
        recorder_flush(loop->recorder);
    return !loop->recorder || !recorder_failed(loop->recorder);
}

static void nap(long ms)
{
    nanosleep(&(struct timespec){.tv_nsec = ms * 1000000L}, NULL);
}

enum status net_loop_run(struct net_loop *loop, enum net_turn (*turn)(void *context), void *context)
{
    if (loop->player)
        return loop_replay(loop, turn, context);
    uv_update_time(&loop->uv);
    while (!stop_is_asked()) {
        begin_turn(loop);
        enum net_turn what = turn(context);
        if (!end_turn(loop))
            return STATUS_OUTPUT;
        if (what == NET_TURN_DONE)
            return STATUS_OK;
        if (what == NET_TURN_GATHER || what == NET_TURN_GATHER_SLOW)
            nap(what == NET_TURN_GATHER ? NET_NAP_MS : NET_NAP_SLOW_MS);
        uv_run(&loop->uv, what == NET_TURN_AGAIN ? UV_RUN_NOWAIT : UV_RUN_ONCE);
        uv_update_time(&loop->uv);
    }
    return STATUS_INTERRUPTED;
}

bool net_loop_watch(struct net_loop *loop, int fd)
{
    if (loop->watched && loop->watched_fd != fd)
        stop_watching(loop);
    if (!loop->watched) {
        loop->watched = memory_zero(sizeof *loop->watched);
        loop->watched_fd = fd;
        if (uv_poll_init(&loop->uv, loop->watched, fd)) {
            free(loop->watched);
            loop->watched = NULL;
            return false;
        }
    }
    return uv_poll_start(loop->watched, UV_READABLE | UV_DISCONNECT, on_readable) == 0;
}
