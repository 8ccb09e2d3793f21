/* SPDX-License-Identifier: Apache-2.0 */
/* A transport that answers from a recording, by a clock of its own. */
#ifndef NET_REPLAY_H
#define NET_REPLAY_H

#include "internal.h"
#include "tap_internal.h"

struct player;

/* TAP is lent. */
struct player *player_new(struct tap *tap);
void player_free(struct player *player);

struct transport *player_transport(struct player *player);
void player_random(struct player *player, void *bytes, size_t size);
bool player_has_v6(const struct player *player);
bool player_reaches(struct player *player, const struct net_address *address);
/* See struct exchange_settings. */
bool player_is_exact(const struct player *player);
uint64_t player_foresee(const struct player *player, const struct net_address *to, struct dns_question question);
time_t player_wall(const struct player *player);

/* What has to be done next. */
enum player_step {
    PLAYER_TURN, /* a turn of the loop */
    PLAYER_IDLE  /* nothing is due any more */
};

/* Brings the clock to what comes next, and delivers what came; WHAT is what the last turn said. */
enum player_step player_step(struct player *player, enum net_turn what);

#endif
