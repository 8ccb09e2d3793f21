/* SPDX-License-Identifier: Apache-2.0 */
/* What is odd about a relevant set though it decides nothing: short words for the report, one for each oddity. */
#ifndef CAA_NOTES_H
#define CAA_NOTES_H

#include "caa/policy.h"
#include "util/arena.h"

/* A note is a word, `=VALUE` behind it where it has one; VALUE is text from the network, a semicolon (it
 * stands between notes) and octets outside 0x20-0x7E escaped as \DDD. */
struct caa_notes {
    const char **items; /* in the arena, each once */
    size_t count;
};

enum {
    CAA_NOTES_MAX = 64,        /* notes for one set; a set of a thousand odd records does not get a thousand */
    CAA_NOTES_OF_SET = 8,      /* of these, room kept for what is said of the set as a whole */
    CAA_NOTE_VALUE_MAX = 256,  /* octets of a VALUE before it is cut short */
    CAA_LONG_TTL = 8 * 60 * 60 /* seconds: a CA may reuse an answer for 8 hours or its TTL (BR 4.2.2.1) */
};

/* NAME is where the set was found (before aliases). */
void caa_notes_of_set(struct caa_notes *notes, const struct caa_policy *policy, const uint8_t *name,
                      const struct dns_answer *answer, struct arena *arena);

/* Adds a note that stands alone; nothing happens where it is there already. */
void caa_notes_add(struct caa_notes *notes, const char *note, struct arena *arena);

#endif
