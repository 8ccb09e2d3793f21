/* SPDX-License-Identifier: Apache-2.0 */
#include "standard.h"
#include "exit_status.h"

#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static int output_error; /* errno of the first write that failed */

bool standard_open(void)
{
    static const int flags[] = {O_WRONLY, O_RDONLY, O_WRONLY};
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", flags[fd]) != fd)
            return false;
    return true;
}

bool standard_write(const char *text, size_t size)
{
    if (!output_error && (fwrite(text, 1, size, stdout) != size || fflush(stdout) != 0))
        output_error = errno;
    return !output_error;
}

int standard_finish(int status)
{
    if (!output_error)
        return status;
    if (output_error != EPIPE)
        message_say(SAY_STANDARD_OUTPUT_UNWRITABLE(saying_error(output_error)));
    return EXIT_COULD_NOT_RUN;
}
