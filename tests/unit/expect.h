/* SPDX-License-Identifier: Apache-2.0 */
/* Comparisons for tables of named cases: a failure says which case it was, what came and what was expected. */
#ifndef TESTS_UNIT_EXPECT_H
#define TESTS_UNIT_EXPECT_H

#include "support.h"

static inline void expect_text(const char *name, const char *actual, const char *expected)
{
    if (strcmp(actual, expected) != 0)
        fail_msg("%s:\n  came     %s\n  expected %s", name, actual, expected);
}

static inline void expect_part(const char *name, const char *actual, const char *part)
{
    if (!strstr(actual, part))
        fail_msg("%s:\n  came     %s\n  expected %s within it", name, actual, part);
}

static inline void expect_start(const char *name, const char *actual, const char *start)
{
    if (strncmp(actual, start, strlen(start)) != 0)
        fail_msg("%s:\n  came     %s\n  expected %s at its start", name, actual, start);
}

static inline void expect_number(const char *name, uint64_t actual, uint64_t expected)
{
    if (actual != expected)
        fail_msg("%s: came %llu, expected %llu", name, (unsigned long long)actual, (unsigned long long)expected);
}

#endif
