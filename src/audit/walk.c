/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/walk.h"

#include <utlist.h>

static void walk_advance(struct audit_walk *walk);

static struct walk_level *levels_above(struct audit_walk *walk)
{
    size_t count = walk->climb.level_count - 1;
    struct walk_level *levels = arena_zero(walk->arena, count * sizeof *levels);
    for (size_t i = 0; i < count; i++) {
        levels[i].walk = walk;
        levels[i].number = i + 1;
    }
    return levels;
}

static struct walk_level *walk_level(struct audit_walk *walk, size_t number)
{
    if (!number)
        return &walk->own;
    if (!walk->above)
        walk->above = levels_above(walk);
    return &walk->above[number - 1];
}

static void leave_levels(struct audit_walk *walk)
{
    lookup_cancel(&walk->own.waiter);
    for (size_t i = 0; walk->above && i < walk->climb.level_count - 1; i++)
        lookup_cancel(&walk->above[i].waiter);
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
    return dns_cause_is_askers(&answer->cause) || answer->failure == FAILURE_TIMEOUT ||
           answer->failure == FAILURE_NETWORK || answer->failure == FAILURE_SERVFAIL ||
           answer->failure == FAILURE_REFUSED;
}

/* The level at which the climb has failed is asked for once more; false where that was done. */
static bool walk_rest(struct audit_walk *walk)
{
    struct climb *climb = &walk->climb;
    if (climb->state != CLIMB_FAILED || !is_passing(climb->levels[climb->level].answer))
        return false;
    struct walk_level *level = walk_level(walk, climb->level);
    if (level->asked_twice)
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

/* Takes the answer for a level, a reference to which is handed over, and which may be kept for TTL seconds. */
static void walk_feed(struct audit_walk *walk, size_t number, const struct dns_answer *answer, uint32_t ttl)
{
    uint64_t until = walk->walks->now + (uint64_t)ttl * 1000;
    if (number && until < walk->parents_until)
        walk->parents_until = until;
    climb_feed(&walk->climb, number, answer);
}

/* Where the answer for a level is known, it is fed; else the walk is told later. */
static void walk_ask(struct audit_walk *walk, size_t number)
{
    struct walk_level *level = walk_level(walk, number);
    const struct lookup_order order = {.question = dns_question_of(walk->climb.levels[number].name, DNS_TYPE_CAA),
                                       .whole = true,
                                       .shared = number > 0,
                                       .last_chance = level->asked_twice};
    const struct dns_answer *given = walk->given ? walk->given[number] : NULL;
    level->waiter.done = level_done;
    const struct dns_answer *answer =
        given ? dns_answer_take(given) : lookup_ask(walk->place->lookups, &order, walk->walks->now, &level->waiter);
    if (answer)
        walk_feed(walk, number, answer, level->waiter.ttl);
}

/* Asks for what the climb wants, and ends the walk once it stands. */
static void walk_advance(struct audit_walk *walk)
{
    struct known_parents *parents = walk->given ? NULL : walk->place->parents;
    size_t number;
    if (parents && !walk->above)
        known_parents_feed(parents, &walk->climb, walk->walks->now);
    while (climb_next(&walk->climb, &number))
        walk_ask(walk, number);
    if (walk->climb.state == CLIMB_WAITING || walk_rest(walk))
        return;
    leave_levels(walk);
    if (parents && walk->above)
        known_parents_learn(parents, &walk->climb, walk->parents_until);
    walk->ended(walk);
}

static void level_done(struct lookup_waiter *waiter, const struct dns_answer *answer, uint32_t ttl)
{
    struct walk_level *level = (struct walk_level *)waiter;
    struct audit_walk *walk = level->walk;
    walk_feed(walk, level->number, answer, ttl);
    if (!walk->due)
        walk_advance(walk);
}

/* ---- the walk ---- */

void walk_init(struct audit_walk *walk, struct walks *walks, const struct audit_place *place, const uint8_t *name,
               struct arena *arena, void (*ended)(struct audit_walk *walk))
{
    *walk = (struct audit_walk){.walks = walks,
                                .place = place,
                                .own.walk = walk,
                                .arena = arena,
                                .ended = ended,
                                .parents_until = walks->now + KNOWN_PARENTS_MS};
    climb_init(&walk->climb, name, arena);
}

void walk_start(struct audit_walk *walk, const struct dns_answer **given)
{
    walk->given = given;
    walk_advance(walk);
}

bool walk_goes_on(const struct audit_walk *walk)
{
    return walk->walks && walk->climb.state == CLIMB_WAITING;
}

static const struct lookup_waiter *next_waiting(const struct audit_walk *walk, size_t *number)
{
    while (*number < (walk->above ? walk->climb.level_count : 1)) {
        const struct walk_level *level = *number ? &walk->above[*number - 1] : &walk->own;
        (*number)++;
        if (level->waiter.lookup)
            return &level->waiter;
    }
    return NULL;
}

bool walk_is_in_line(const struct audit_walk *walk)
{
    const struct lookup_waiter *waiter;
    size_t number = 0, waiting = 0;
    for (; (waiter = next_waiting(walk, &number)); waiting++)
        if (!lookup_is_in_line(waiter))
            return false;
    return waiting;
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
    if (!walk->walks)
        return;
    leave_rest(walk);
    leave_levels(walk);
    climb_finish(&walk->climb);
}
