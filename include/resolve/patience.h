/* SPDX-License-Identifier: Apache-2.0 */
/* How long something may still take, without the time that it stands in lines: for a free slot, for room at a server
 * (caa-audit-dns(7): that does not count). Looked at PATIENCE_STEPS times; where it stands in line when it is looked
 * at, the step is not taken off. */
#ifndef RESOLVE_PATIENCE_H
#define RESOLVE_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>

enum { PATIENCE_STEPS = 12 };

/* Held by value. */
struct patience {
    uint64_t step; /* ms */
    uint64_t due;  /* ms: when it is to be looked at; UINT64_MAX: never */
    unsigned steps_left;
};

/* For TOTAL ms in all; 0: without end. */
static inline struct patience patience_begin(uint64_t total, uint64_t now)
{
    uint64_t step = (total + PATIENCE_STEPS - 1) / PATIENCE_STEPS; /* never too little */
    if (!total)
        return (struct patience){.due = UINT64_MAX};
    return (struct patience){step, now + step, PATIENCE_STEPS};
}

/* It is due, and looked at: true when it is over, and from then on. */
static inline bool patience_ends(struct patience *patience, bool in_line)
{
    patience->due += patience->step;
    patience->steps_left -= !in_line && patience->steps_left;
    return !patience->steps_left;
}

#endif
