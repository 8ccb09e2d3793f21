/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers that look random, the same in each run (xorshift64*). */
#ifndef TESTS_UNIT_RANDOM_H
#define TESTS_UNIT_RANDOM_H

#include "support.h"

static inline unsigned random_below(unsigned limit)
{
    static uint64_t state = 0x9E3779B97F4A7C15u;
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (unsigned)((state * 0x2545F4914F6CDD1Du) >> 33) % limit;
}

#define RANDOM_OF(array) ((array)[random_below((unsigned)COUNT_OF(array))])

#endif
