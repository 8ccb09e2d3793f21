/* SPDX-License-Identifier: Apache-2.0 */
/* Cells farther from the diagonal than TYPO_DISTANCE_MAX are worth more than that, so only the others are worked out.
 * Once a whole row is worth more, no later one is worth less: an exchange of two octets leads over a row, at the cost
 * of an edit, but the least of a row is at most one more than that of the row above. */
#include "util/typo.h"

#include "util/ascii.h"

enum { MANY = TYPO_DISTANCE_MAX + 1 };

static unsigned less(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned typo_distance(const void *a, size_t a_size, const void *b, size_t b_size)
{
    const unsigned char *first = a, *second = b;
    unsigned rows[3][TYPO_SIZE_MAX + 2], least = 0;
    size_t longer = a_size > b_size ? a_size : b_size, shorter = a_size + b_size - longer;
    if (longer > TYPO_SIZE_MAX || longer - shorter > TYPO_DISTANCE_MAX)
        return MANY;
    for (unsigned j = 0; j <= MANY; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_size; i++) {
        unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        size_t from = i > MANY ? i - TYPO_DISTANCE_MAX : 1;
        size_t to = i + TYPO_DISTANCE_MAX < b_size ? i + TYPO_DISTANCE_MAX : b_size;
        unsigned char x = ascii_lower(first[i - 1]);
        least = row[from - 1] = from > 1 || i > MANY ? MANY : (unsigned)i;
        for (size_t j = from; j <= to; j++) {
            unsigned char y = ascii_lower(second[j - 1]);
            unsigned best = less(above[j - 1] + (x != y), less(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && x == ascii_lower(second[j - 2]) && y == ascii_lower(first[i - 2]))
                best = less(best, two_above[j - 2] + 1);
            row[j] = best;
            least = less(least, best);
        }
        row[to + 1] = MANY;
        if (least >= MANY)
            return MANY;
    }
    return less(rows[a_size % 3][b_size], MANY);
}
