/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/parents.h"

#include "util/memory.h"

#include <stdlib.h>

struct known_parents {
    struct dns_name lowest;
    const struct dns_answer *answers[CLIMB_AT_ONCE]; /* of the lowest and those above it; a reference each */
    size_t count;
    uint64_t expires; /* ms */
};

struct known_parents *known_parents_new(void)
{
    return memory_zero(sizeof(struct known_parents));
}

static void forget_parents(struct known_parents *known)
{
    while (known->count)
        dns_answer_drop(known->answers[--known->count]);
}

void known_parents_free(struct known_parents *known)
{
    if (known)
        forget_parents(known);
    free(known);
}

void known_parents_feed(const struct known_parents *known, struct climb *climb, uint64_t now)
{
    if (known->expires <= now || climb->level != 1 || climb->level_count == 1 ||
        !dns_name_is(&known->lowest, climb->levels[1].name))
        return;
    climb_feed_parents(climb, known->answers, known->count);
}

void known_parents_learn(struct known_parents *known, const struct climb *climb, uint64_t until)
{
    size_t above = climb->state == CLIMB_FOUND ? climb->level : climb->level_count - 1;
    if (climb->state == CLIMB_FAILED || !above || above > CLIMB_AT_ONCE)
        return;
    forget_parents(known);
    known->lowest = dns_name_copy(climb->levels[1].name);
    for (; known->count < above; known->count++)
        known->answers[known->count] = dns_answer_take(climb->levels[known->count + 1].answer);
    known->expires = until;
}
