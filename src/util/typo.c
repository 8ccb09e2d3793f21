/* SPDX-License-Identifier: Apache-2.0 */
#include "util/typo.h"

#include "util/ascii.h"

unsigned typo_distance(const void *a, size_t a_size, const void *b, size_t b_size)
{
    const unsigned char *first = a, *second = b;
    unsigned rows[3][TYPO_SIZE_MAX + 1];
    size_t longer = a_size > b_size ? a_size : b_size, shorter = a_size + b_size - longer;
    if (longer > TYPO_SIZE_MAX || longer - shorter > TYPO_DISTANCE_MAX)
        return TYPO_DISTANCE_MAX + 1;
    for (unsigned j = 0; j <= b_size; j++)
        rows[0][j] = j;
    for (unsigned i = 1; i <= a_size; i++) {
        unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (unsigned j = 1; j <= b_size; j++) {
            unsigned char x = ascii_lower(first[i - 1]), y = ascii_lower(second[j - 1]);
            unsigned best = above[j - 1] + (x != y);
            best = above[j] + 1 < best ? above[j] + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            bool swapped = i > 1 && j > 1 && x == ascii_lower(second[j - 2]) && y == ascii_lower(first[i - 2]);
            if (swapped && two_above[j - 2] + 1 < best)
                best = two_above[j - 2] + 1;
            row[j] = best;
        }
    }
    return rows[a_size % 3][b_size];
}
