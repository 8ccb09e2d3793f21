/* SPDX-License-Identifier: Apache-2.0 */
/* Runs scenarios. One that is expected to fail runs in a process of its own, as it may crash or stand still. */
#include "scenario.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECONDS_MAX = 60, CPU_SECONDS_OF_FAILURE = 2 };

struct tally {
    unsigned scenarios, runs, expected_failures, failures;
};

static const char *running = "";

/* A scenario has no time but its own: whoever is busy as long as this is in an endless loop. */
static void on_alarm(int number)
{
    static const char words[] = ": still busy after a minute\n";
    (void)number;
    (void)!write(STDERR_FILENO, running, strlen(running));
    (void)!write(STDERR_FILENO, words, sizeof words - 1);
    _exit(1);
}

static bool plays_well(struct scenario *scenario, enum scenario_show show)
{
    struct buffer words = {0};
    bool good = scenario_play(scenario, show, &words);
    fputs(buffer_text(&words), stdout);
    fflush(stdout);
    buffer_free(&words);
    return good;
}

/* Whether it passes; whatever else becomes of it is a failure. LOUD: what it says is heard. */
static bool passes_apart(struct scenario *scenario, enum scenario_show show, bool loud)
{
    int status = 1;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        const struct rlimit cpu = {CPU_SECONDS_OF_FAILURE, CPU_SECONDS_OF_FAILURE};
        setrlimit(RLIMIT_CPU, &cpu);
        if (!loud && (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr)))
            _exit(1);
        _exit(!plays_well(scenario, show));
    }
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void play(const char *path, enum scenario_show show, bool loud, struct tally *tally)
{
    struct scenario scenario;
    struct problem problem;
    running = path;
    alarm(SECONDS_MAX);
    tally->scenarios++;
    if (!scenario_read(path, &scenario, &problem)) {
        printf("%s\n", problem.text);
        tally->failures++;
    } else if (!scenario.expect_fail) {
        tally->failures += !plays_well(&scenario, show);
    } else if (passes_apart(&scenario, show, loud)) {
        printf("%s: passes, though it is expected to fail (%s): remove the line\n", path, scenario.expect_fail);
        tally->failures++;
    } else {
        printf("%s: fails as expected: %s\n", path, scenario.expect_fail);
        tally->expected_failures++;
    }
    tally->runs += (unsigned)scenario.option_count;
    scenario_free(&scenario);
}

int main(int argc, char **argv)
{
    struct tally tally = {0};
    const char *option = argc > 1 && argv[1][0] == '-' ? argv[1] : "";
    const enum scenario_show show = strcmp(option, "-v") == 0   ? SHOW_MESSAGES
                                    : strcmp(option, "-r") == 0 ? SHOW_ROWS
                                                                : SHOW_NOTHING;
    const bool loud = show || strcmp(option, "-w") == 0;
    if (argc < 2 + loud || (*option && !loud)) {
        fprintf(stderr, "usage: run_scenarios [-r | -v | -w] FILE...\n"
                        "-r  the rows that come, as expectations are written\n"
                        "-v  every message that is sent and received\n"
                        "-w  why those fail that are expected to\n");
        return 3;
    }
    signal(SIGALRM, on_alarm);
    for (int i = 1 + loud; i < argc; i++)
        play(argv[i], show, loud, &tally);
    printf("%u scenarios, played %u times: %u wrong, %u fail as expected\n", tally.scenarios, tally.runs,
           tally.failures, tally.expected_failures);
    return tally.failures != 0;
}
