/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that nobody has looked at for long is fetched while something else is done. It changes nothing but time. */
#ifndef UTIL_PREFETCH_H
#define UTIL_PREFETCH_H

#include <stddef.h>
#include <stdint.h>

enum { PREFETCH_LINE = 64 };

/* The lines of the processor's cache that SIZE octets from START on are in; START may be anything, NULL too. */
static inline void prefetch(const void *start, size_t size)
{
    for (size_t at = 0; at < size; at += PREFETCH_LINE)
        __builtin_prefetch((const void *)((uintptr_t)start + at));
}

#endif
