/* SPDX-License-Identifier: Apache-2.0 */
/* Octets as a file, for what reads files by their paths. */
#ifndef TESTS_FUZZ_FILE_H
#define TESTS_FUZZ_FILE_H

#include "fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

struct fuzz_file {
    int fd;
    char path[32];
};

static inline struct fuzz_file fuzz_file_new(const void *bytes, size_t size)
{
    struct fuzz_file file = {.fd = memfd_create("fuzz", 0)};
    expect(file.fd >= 0 && write(file.fd, bytes, size) == (ssize_t)size);
    snprintf(file.path, sizeof file.path, "/proc/self/fd/%d", file.fd);
    return file;
}

static inline void fuzz_file_free(const struct fuzz_file *file)
{
    close(file->fd);
}

#endif
