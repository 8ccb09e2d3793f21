#include "commands.h"
#include "message.h"
#include "util/language.h"
#include "util/memory.h"

#include <signal.h>
#include <unistd.h>

static void memory_has_run_out(void)
{
    static const char line[] = "caa-audit: memory has run out\n";
    ssize_t written = write(STDERR_FILENO, line, sizeof line - 1);
    (void)written;
    _exit(EXIT_COULD_NOT_RUN);
}

static int run_command(const struct options *options)
{
    switch (options->command) {
    case COMMAND_RUN:
        return command_run(options);
    case COMMAND_CHECK:
        return command_check(options);
    case COMMAND_DIFF:
        return command_diff(options);
    case COMMAND_EXPORT:
        return command_export(options);
    }
    return EXIT_COULD_NOT_RUN;
}

int main(int argc, char **argv)
{
    struct options options;
    struct problem problem;
    int result = EXIT_COULD_NOT_RUN;
    memory_set_handler(memory_has_run_out);
    language_set(language_of_environment());
    signal(SIGPIPE, SIG_IGN);
    switch (options_read(argc, argv, &options, &problem)) {
    case OPTIONS_OK:
        result = run_command(&options);
        break;
    case OPTIONS_SHOWN:
        result = 0;
        break;
    case OPTIONS_WRONG:
        message_print("%s", problem.text);
    }
    options_free(&options);
    return result;
}
