/* SPDX-License-Identifier: Apache-2.0 */
#include "signals.h"
#include "exit_status.h"

#include "util/buffer.h"
#include "util/stop.h"
#include "words/words.h"

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

enum { TICK_US = 100000 };

static volatile sig_atomic_t held;
static char line[256]; /* what is said at the end */
static size_t line_size;

/* A standard error that nobody reads stops nothing. */
static void end_at_once(void)
{
    struct pollfd poll_fd = {.fd = STDERR_FILENO, .events = POLLOUT};
    if (poll(&poll_fd, 1, 0) == 1) {
        ssize_t written = write(STDERR_FILENO, line, line_size);
        (void)written;
    }
    _exit(EXIT_COULD_NOT_RUN);
}

/* setitimer stands on no list of what a handler may call, but in Linux it is a system call and nothing else. */
static void signals_tick(suseconds_t every_us)
{
    const struct itimerval timer = {.it_interval.tv_usec = every_us, .it_value.tv_usec = every_us};
    setitimer(ITIMER_REAL, &timer, NULL);
}

static void on_stop(int number)
{
    (void)number;
    if (!held)
        end_at_once();
    stop_ask();
    signals_tick(TICK_US);
}

/* That it was there is enough: the wait has ended. */
static void on_tick(int number)
{
    (void)number;
}

static void catch (int number, void (*handler)(int number))
{
    struct sigaction action = {.sa_handler = handler}; /* without SA_RESTART */
    sigaddset(&action.sa_mask, SIGINT);
    sigaddset(&action.sa_mask, SIGTERM);
    sigaddset(&action.sa_mask, SIGHUP);
    sigaction(number, &action, NULL);
}

static bool is_ignored(int number)
{
    struct sigaction action;
    return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

static void set_line(void)
{
    struct buffer text = {0};
    buffer_add_text(&text, "caa-audit: ");
    buffer_add_text(&text, words_text(WORDS_INTERRUPTED));
    buffer_add_char(&text, '\n');
    line_size = text.size < sizeof line ? text.size : sizeof line;
    memcpy(line, text.data, line_size);
    buffer_free(&text);
}

void signals_catch(void)
{
    static bool done;
    set_line();
    if (done)
        return;
    done = true;
    sigset_t ticks;
    sigemptyset(&ticks);
    sigaddset(&ticks, SIGALRM);
    sigprocmask(SIG_UNBLOCK, &ticks, NULL);
    catch (SIGALRM, on_tick);
    catch (SIGINT, on_stop);
    catch (SIGTERM, on_stop);
    if (!is_ignored(SIGHUP))
        catch (SIGHUP, on_stop);
}

void signals_hold(void)
{
    held = 1;
}

void signals_release(void)
{
    held = 0;
    signals_tick(0);
}
