/* SPDX-License-Identifier: Apache-2.0 */
#include "caa/climb.h"

void climb_init(struct climb *climb, const uint8_t *name, struct arena *arena)
{
    size_t count = dns_name_labels(name);
    *climb = (struct climb){
        .state = CLIMB_WAITING, .level_count = count, .levels = arena_alloc(arena, count * sizeof *climb->levels)};
    for (size_t level = 0; level < count; level++, name = dns_name_parent(name))
        climb->levels[level] = (struct climb_level){.name = name};
}

bool climb_next(struct climb *climb, size_t *ret_level)
{
    if (climb->state != CLIMB_WAITING)
        return false;
    size_t at_once = climb->level ? CLIMB_AT_ONCE : 1;
    for (size_t level = climb->level; level < climb->level_count && level < climb->level + at_once; level++)
        if (!climb->levels[level].asked) {
            climb->levels[level].asked = true;
            *ret_level = level;
            return true;
        }
    return false;
}

/* Walks over what is known to be empty, up to what decides or is not known yet. */
static void walk(struct climb *climb)
{
    for (; climb->level < climb->level_count; climb->level++) {
        const struct dns_answer *answer = climb->levels[climb->level].answer;
        if (!answer)
            return;
        switch (answer->kind) {
        case ANSWER_SET:
            climb->state = CLIMB_FOUND;
            return;
        case ANSWER_FAILED:
        case ANSWER_BOGUS:
            climb->state = CLIMB_FAILED;
            return;
        case ANSWER_NODATA:
        case ANSWER_NXDOMAIN:
        case ANSWER_ALIAS: /* of a path that was cut off: nothing is there */
            break;
        }
    }
    climb->state = CLIMB_EMPTY;
}

void climb_feed(struct climb *climb, size_t level, const struct dns_answer *answer)
{
    if (climb->state != CLIMB_WAITING || level >= climb->level_count || !climb->levels[level].asked ||
        climb->levels[level].answer) {
        dns_answer_drop(answer);
        return;
    }
    climb->levels[level].answer = answer;
    walk(climb);
}

void climb_feed_parents(struct climb *climb, const struct dns_answer *const *answers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct climb_level *level = &climb->levels[i + 1];
        level->asked = true;
        level->answer = dns_answer_take(answers[i]);
    }
    walk(climb);
}

void climb_ask_again(struct climb *climb)
{
    struct climb_level *level = &climb->levels[climb->level];
    if (climb->state != CLIMB_FAILED)
        return;
    dns_answer_drop(level->answer);
    level->answer = NULL;
    level->asked = false;
    climb->state = CLIMB_WAITING;
}

void climb_fail(struct climb *climb, const struct dns_answer *answer)
{
    struct climb_level *level = &climb->levels[climb->level];
    if (climb->state != CLIMB_WAITING) {
        dns_answer_drop(answer);
        return;
    }
    level->answer = answer;
    climb->state = CLIMB_FAILED;
}

void climb_finish(struct climb *climb)
{
    for (size_t level = 0; level < climb->level_count; level++) {
        dns_answer_drop(climb->levels[level].answer);
        climb->levels[level].answer = NULL;
    }
}
