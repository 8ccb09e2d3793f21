/* SPDX-License-Identifier: Apache-2.0 */
/* How far what was written is from what may have been meant. */
#ifndef UTIL_TYPO_H
#define UTIL_TYPO_H

#include <stddef.h>

enum {
    TYPO_DISTANCE_MAX = 2, /* edits; more is no misspelling */
    TYPO_SIZE_MAX = 80     /* octets; a longer text is like no other */
};

/* Distance of Damerau and Levenshtein (optimal string alignment) of two runs of octets, without regard to ASCII case;
 * TYPO_DISTANCE_MAX + 1 where it is larger than that anyway. */
unsigned typo_distance(const void *a, size_t a_size, const void *b, size_t b_size);

#endif
