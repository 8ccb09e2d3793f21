/* SPDX-License-Identifier: Apache-2.0 */
#include "files/library.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Where the object may be, seen from the folder of the program. */
static const char *const folders[] = {LIBRARY_FOLDER, "."};

static void *load(const char *name)
{
    char program[PATH_MAX], path[PATH_MAX + NAME_MAX];
    ssize_t size = readlink("/proc/self/exe", program, sizeof program);
    void *object = NULL;
    if (size <= 0 || size == sizeof program)
        return NULL;
    program[size] = '\0';
    *strrchr(program, '/') = '\0';
    for (size_t i = 0; i < sizeof folders / sizeof *folders && !object; i++) {
        snprintf(path, sizeof path, "%s/%s/caa-audit-%s.so", program, folders[i], name);
        object = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    }
    return object;
}

const void *library_open(const char *name)
{
    char symbol[64];
    void *object = load(name);
    snprintf(symbol, sizeof symbol, "%s_library", name);
    const void *table = object ? dlsym(object, symbol) : NULL;
    if (!table)
        errno = ELIBACC;
    return table;
}
