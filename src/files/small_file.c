/* SPDX-License-Identifier: Apache-2.0 */
#include "files/small_file.h"

#include "util/problem.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { BLOCK_SIZE = 16384 };

/* Returns 0 or an errno; EFBIG: there are more than MAX octets. */
static int small_file_read_all(int fd, size_t max, struct buffer *text)
{
    while (text->size <= max) {
        ssize_t size = read(fd, buffer_reserve(text, BLOCK_SIZE), BLOCK_SIZE);
        if (!size)
            return 0;
        if (size > 0)
            text->size += (size_t)size;
        else if (errno != EINTR)
            return errno;
    }
    return EFBIG;
}

static int open_and_read(const struct small_file *file, struct buffer *text)
{
    int fd = open(file->path, O_RDONLY | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return file->optional && (errno == ENOENT || errno == ENOTDIR) ? 0 : errno;
    int error = small_file_read_all(fd, file->max, text);
    close(fd);
    return error;
}

void small_file_too_large(const char *path, size_t max, struct problem *ret_problem)
{
    problem_set_at(ret_problem, path, 0, SAY_FILE_TOO_LARGE(max / 1024));
}

static enum status check_text(const struct small_file *file, const struct buffer *text, struct problem *ret_problem)
{
    const char *nul = text->size ? memchr(text->data, '\0', text->size) : NULL;
    uint64_t line = 1;
    if (!nul)
        return STATUS_OK;
    for (const char *at = text->data; at < nul; at++)
        line += *at == '\n';
    problem_keep_at(ret_problem, file->path, line, SAID_FILE_NUL);
    return STATUS_INPUT;
}

enum status small_file_read(const struct small_file *file, struct buffer *out, struct problem *ret_problem)
{
    struct buffer text = {0};
    enum status status = STATUS_INPUT;
    int error = open_and_read(file, &text);
    if (error == EFBIG)
        small_file_too_large(file->path, file->max, ret_problem);
    else if (error)
        problem_set_at(ret_problem, file->path, 0, SAYING(file->unreadable, saying_error(error)));
    else
        status = check_text(file, &text, ret_problem);
    if (status == STATUS_OK)
        buffer_add(out, text.data, text.size);
    buffer_free(&text);
    return status;
}
