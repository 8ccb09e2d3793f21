/* SPDX-License-Identifier: Apache-2.0 */
/* A file that the tests of a program write anew, one after the other: its group has these two. */
#ifndef TESTS_UNIT_ONE_FILE_H
#define TESTS_UNIT_ONE_FILE_H

#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char path[] = "/tmp/caa-audit-unit-XXXXXX";

static int make_file(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

static inline void write_file(const char *text, size_t size)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static inline void write_text(const char *text)
{
    write_file(text, strlen(text));
}

#endif
