/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "exit_status.h"
#include "help.h"
#include "message.h"
#include "net/loop.h"
#include "plugin.h"
#include "signals.h"
#include "standard.h"
#include "util/hash.h"
#include "util/memory.h"
#include "words/language.h"

#include <errno.h>
#include <signal.h>

static int run_command(const struct options *options)
{
    static int (*const commands[COMMAND_COUNT])(const struct options *options) = {
        [COMMAND_RUN] = command_run,       [COMMAND_CHECK] = command_check,     [COMMAND_DIFF] = command_diff,
        [COMMAND_EXPORT] = command_export, [COMMAND_HISTORY] = command_history, [COMMAND_MERGE] = command_merge,
    };
    return commands[options->command](options);
}

static void draw_secret(void)
{
    struct hash_secret secret;
    net_random(&secret, sizeof secret);
    hash_set_secret(&secret);
}

int main(int argc, char **argv)
{
    struct options options;
    struct problem problem;
    int result = EXIT_COULD_NOT_RUN;
    memory_set_handler(message_memory_exhausted);
    language_set(language_of_environment());
    draw_secret();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a write fails instead, and says of what */
    if (!standard_open()) {
        message_say(SAY_NULL_DEVICE(saying_error(errno)));
        return EXIT_COULD_NOT_RUN;
    }
    signals_catch();
    switch (options_read(argc, argv, &options, &problem)) {
    case OPTIONS_OK:
        signals_catch();
        result = run_command(&options);
        break;
    case OPTIONS_HELP:
        help_print(options.command);
        result = EXIT_DONE;
        break;
    case OPTIONS_VERSION:
        help_print_version();
        result = EXIT_DONE;
        break;
    case OPTIONS_WRONG:
        plugin_print_problem(&options, &problem);
    }
    options_free(&options);
    return standard_finish(result);
}
