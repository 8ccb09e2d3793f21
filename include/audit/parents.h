/* SPDX-License-Identifier: Apache-2.0 */
/* What the last climb through a place found above its name. Names of a list often have the same parent: what was told
 * about the parents a moment ago is told again, word for word, until the first of these answers expires. */
#ifndef AUDIT_PARENTS_H
#define AUDIT_PARENTS_H

#include "caa/climb.h"

enum { KNOWN_PARENTS_MS = 60000 /* at most: then the lookups, which keep no absence for long, are asked anew */ };

struct known_parents;

struct known_parents *known_parents_new(void);
void known_parents_free(struct known_parents *known);

/* Feeds CLIMB, which may want to know about its parents, what is known of them; nothing where that is of others, or
 * expired. NOW in ms. */
void known_parents_feed(const struct known_parents *known, struct climb *climb, uint64_t now);

/* Takes what CLIMB, which stands, was told above its name, to be told again until UNTIL (ms). */
void known_parents_learn(struct known_parents *known, const struct climb *climb, uint64_t until);

#endif
