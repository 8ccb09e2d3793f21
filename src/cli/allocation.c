/* SPDX-License-Identifier: Apache-2.0 */
/* The allocator of the whole process, libraries included: what the C library's gives, but never NULL. GLib and ldns do
 * not look at what they get, others tell a failure as something else (libidn2: no valid name) or lose an octet of what
 * they read; none of them can do better than what memory_exhausted does, one line and the end. A program may have its
 * own allocator (The GNU C Library Reference Manual, "Replacing malloc"); what it does not define, free() above all,
 * stays the C library's.
 *
 * Not part of a build with sanitizers, which have such an allocator themselves. */
#include "message.h"
#include "util/memory.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

static struct {
    void *(*alloc)(size_t size);
    void *(*zero)(size_t count, size_t size);
    void *(*resize)(void *block, size_t size);
    void *(*aligned)(size_t alignment, size_t size);
    int (*aligned_at)(void **ret_block, size_t alignment, size_t size);
} next;

static bool finding;

/* dlsym() has a function pointer as void * (POSIX.1-2017, dlsym, rationale). */
static void allocation_find(void *ret_function, const char *name)
{
    *(void **)ret_function = dlsym(RTLD_NEXT, name);
}

/* Before main(): the linker and the constructors of libraries allocate. */
static bool allocation_is_ready(void)
{
    if (next.aligned_at)
        return true;
    if (finding) /* dlsym() itself asks, for an error's text: it does without */
        return false;
    finding = true;
    memory_set_handler(message_memory_exhausted);
    allocation_find(&next.alloc, "malloc");
    allocation_find(&next.zero, "calloc");
    allocation_find(&next.resize, "realloc");
    allocation_find(&next.aligned, "aligned_alloc");
    allocation_find(&next.aligned_at, "posix_memalign");
    finding = false;
    return true;
}

static void *allocation_checked(void *block, size_t size)
{
    if (!block && size)
        memory_exhausted();
    return block;
}

void *malloc(size_t size)
{
    return allocation_is_ready() ? allocation_checked(next.alloc(size), size) : NULL;
}

void *calloc(size_t count, size_t size)
{
    return allocation_is_ready() ? allocation_checked(next.zero(count, size), count && size) : NULL;
}

void *realloc(void *block, size_t size)
{
    return allocation_is_ready() ? allocation_checked(next.resize(block, size), size) : NULL;
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return allocation_is_ready() ? allocation_checked(next.aligned(alignment, size), size) : NULL;
}

int posix_memalign(void **ret_block, size_t alignment, size_t size)
{
    int error = allocation_is_ready() ? next.aligned_at(ret_block, alignment, size) : ENOMEM;
    if (error == ENOMEM && size)
        memory_exhausted();
    return error;
}
