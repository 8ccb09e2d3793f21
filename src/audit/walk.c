/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/walk.h"

#include <utlist.h>

static void walk_advance(struct audit_walk *walk);

static void leave_levels(struct audit_walk *walk)
{
    for (size_t level = 0; level < walk->climb.level_count; level++)
        lookup_cancel(&walk->levels[level].waiter);
}

/* ---- rest ---- */

static void leave_rest(struct audit_walk *walk)
{
    if (!walk->due)
        return;
    DL_DELETE(walk->walks->resting, walk);
    walk->walks->resting_count--;
    walk->due = 0;
}

/* Failures that a moment may mend. Who is silent was waited for already. */
static bool is_passing(const struct dns_answer *answer)
{
    if (answer->kind != ANSWER_FAILED || answer->cause.silent_since)
        return false;
    return answer->cause.spent || answer->failure == FAILURE_TIMEOUT || answer->failure == FAILURE_NETWORK ||
           answer->failure == FAILURE_SERVFAIL || answer->failure == FAILURE_REFUSED;
}

/* The level at which the climb has failed is asked for once more; false where that was done. */
static bool walk_rest(struct audit_walk *walk)
{
    struct climb *climb = &walk->climb;
    struct walk_level *level = &walk->levels[climb->level];
    if (climb->state != CLIMB_FAILED || level->asked_twice || !is_passing(climb->levels[climb->level].answer))
        return false;
    level->asked_twice = true;
    climb_ask_again(climb);
    walk->due = walk->walks->now + WALK_REST_MS;
    DL_APPEND(walk->walks->resting, walk);
    walk->walks->resting_count++;
    return true;
}

void walks_turn(struct walks *walks)
{
    while (walks->resting && walks->resting->due <= walks->now) {
        struct audit_walk *walk = walks->resting;
        leave_rest(walk);
        walk_advance(walk);
    }
}

uint64_t walks_due(const struct walks *walks)
{
    return walks->resting ? walks->resting->due : UINT64_MAX;
}

/* ---- the climb ---- */

static void level_done(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl);

/* The answer for a level, if it is known; else the walk is told later. */
static const struct dns_answer *walk_ask(struct audit_walk *walk, size_t level)
{
    struct lookup_waiter *waiter = &walk->levels[level].waiter;
    const struct lookup_order order = {.question = {walk->climb.levels[level].name, DNS_TYPE_CAA},
                                       .whole = true,
                                       .shared = level > 0,
                                       .last_chance = walk->levels[level].asked_twice};
    if (walk->given && walk->given[level])
        return dns_answer_take(walk->given[level]);
    waiter->done = level_done;
    return lookup_ask(walk->place->lookups, &order, walk->walks->now, waiter);
}

/* Asks for what the climb wants, and ends the walk once it stands. */
static void walk_advance(struct audit_walk *walk)
{
    size_t level;
    while (climb_next(&walk->climb, &level)) {
        const struct dns_answer *answer = walk_ask(walk, level);
        if (answer)
            climb_feed(&walk->climb, level, answer);
    }
    if (walk->climb.state == CLIMB_WAITING || walk_rest(walk))
        return;
    leave_levels(walk);
    walk->ended(walk);
}

static void level_done(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl)
{
    struct walk_level *level = (struct walk_level *)waiter;
    struct audit_walk *walk = level->walk;
    (void)ttl;
    climb_feed(&walk->climb, (size_t)(level - walk->levels), answer);
    if (!walk->due)
        walk_advance(walk);
}

/* ---- the walk ---- */

void walk_init(struct audit_walk *walk, struct walks *walks, const struct audit_place *place, const uint8_t *name,
               struct arena *arena)
{
    *walk = (struct audit_walk){.walks = walks, .place = place, .ended = walk->ended};
    climb_init(&walk->climb, name, arena);
    walk->levels = arena_zero(arena, walk->climb.level_count * sizeof *walk->levels);
    for (size_t level = 0; level < walk->climb.level_count; level++)
        walk->levels[level].walk = walk;
}

void walk_start(struct audit_walk *walk, const struct dns_answer **given)
{
    walk->given = given;
    walk_advance(walk);
}

bool walk_goes_on(const struct audit_walk *walk)
{
    return walk->levels && walk->climb.state == CLIMB_WAITING;
}

bool walk_is_in_line(const struct audit_walk *walk)
{
    bool in_line = false;
    for (size_t level = 0; level < walk->climb.level_count; level++) {
        const struct lookup_waiter *waiter = &walk->levels[level].waiter;
        if (!waiter->lookup)
            continue;
        if (!lookup_is_in_line(waiter))
            return false;
        in_line = true;
    }
    return in_line;
}

void walk_give_up(struct audit_walk *walk, const struct dns_answer *answer)
{
    leave_rest(walk);
    leave_levels(walk);
    climb_fail(&walk->climb, answer);
    walk->ended(walk);
}

void walk_end(struct audit_walk *walk)
{
    if (!walk->levels)
        return;
    leave_rest(walk);
    leave_levels(walk);
    climb_finish(&walk->climb);
}
