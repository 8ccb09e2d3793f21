/* SPDX-License-Identifier: Apache-2.0 */
#include "util/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void (*exhausted_handler)(void);

void memory_set_handler(void (*handler)(void))
{
    exhausted_handler = handler;
}

_Noreturn void memory_exhausted(void)
{
    if (exhausted_handler)
        exhausted_handler();
    abort();
}

static void *memory_checked(void *block)
{
    if (!block)
        memory_exhausted();
    return block;
}

void *memory_alloc(size_t size)
{
    return memory_checked(malloc(size ? size : 1));
}

void *memory_zero(size_t size)
{
    return memory_checked(calloc(1, size ? size : 1));
}

void *memory_resize(void *block, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        memory_exhausted();
    size_t total = count * size;
    return memory_checked(realloc(block, total ? total : 1));
}

void *memory_dup(const void *bytes, size_t size)
{
    void *copy = memory_alloc(size);
    if (size)
        memcpy(copy, bytes, size);
    return copy;
}

char *memory_text(const char *text, size_t size)
{
    char *copy = memory_alloc(size + 1);
    if (size)
        memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}
