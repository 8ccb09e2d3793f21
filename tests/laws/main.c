/* SPDX-License-Identifier: Apache-2.0 */
/* Plays the laws: so many worlds from a seed on. */
#include "laws.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SECONDS_MAX = 20 /* of one world: it has no time but its own */, FAILURES_MAX = 5 };

static const struct law {
    const char *word;
    bool (*holds)(uint64_t seed, struct law_tally *tally);
    void (*print)(uint64_t seed);
    unsigned long worlds; /* in the suite */
} laws[] = {{"first", first_law, first_law_print, 200}, {"second", second_law, second_law_print, 2000}};

static unsigned long long present;

static void on_alarm(int number)
{
    char words[64];
    (void)number;
    int size = snprintf(words, sizeof words, "seed %llu: still busy\n", present);
    (void)!write(STDERR_FILENO, words, (size_t)size);
    _exit(1);
}

static int run(const struct law *law, uint64_t seed, unsigned long worlds)
{
    struct law_tally tally = {0};
    unsigned failures = 0;
    signal(SIGALRM, on_alarm);
    for (unsigned long i = 0; i < worlds && failures < FAILURES_MAX; i++) {
        present = seed + i;
        alarm(SECONDS_MAX);
        if (!law->holds(seed + i, &tally)) {
            printf("world %lu of them is the first in which the law is broken\n", i + 1);
            failures++;
        }
        fflush(stdout);
    }
    printf(
        "%s law, from seed %llu on: %lu worlds, %lu plays, %lu rows, %.1f s of CPU, the longest play %.1f s of its own "
        "clock: %u wrong\n",
        law->word, (unsigned long long)seed, tally.worlds, tally.plays, tally.rows, (double)clock() / CLOCKS_PER_SEC,
        (double)tally.longest_ms / 1000, failures);
    return failures != 0;
}

int main(int argc, char **argv)
{
    uint64_t seed = 1;
    unsigned long worlds = 0;
    bool print_only = false;
    for (int option; (option = getopt(argc, argv, "s:n:p")) != -1;) {
        if (option == 's')
            seed = strtoull(optarg, NULL, 10);
        else if (option == 'n')
            worlds = strtoul(optarg, NULL, 10);
        else if (option == 'p')
            print_only = true;
    }
    for (size_t i = 0; i < sizeof laws / sizeof *laws && optind < argc; i++) {
        if (strcmp(argv[optind], laws[i].word) != 0)
            continue;
        if (!print_only)
            return run(&laws[i], seed, worlds ? worlds : laws[i].worlds);
        laws[i].print(seed);
        return 0;
    }
    fprintf(stderr, "usage: run_laws [-s SEED] [-n WORLDS] [-p] first|second\n-p  print the world of the seed\n");
    return 3;
}
