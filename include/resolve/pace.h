/* SPDX-License-Identifier: Apache-2.0 */
/* How many questions a server is asked at once: its window.
 *
 * How many it bears shows in what it loses; but a loss says little: the name may be dead behind a healthy resolver, or
 * the way may be lossy. So
 *
 * - the window begins with PACE_FIRST and grows with each answer, by three at first and then by one, so that each round
 *   trip makes it four times and then twice as wide (RFC 5681 3.1: slow start), where answers take some time;
 * - of a question only the first try counts as lost: what was lost once and is asked again is a dead name, perhaps;
 * - nothing is done before a good part is lost, and more than was lost when the window had just been made smaller: that
 *   much is chance;
 * - then it becomes as many as were under way of those that were answered: what the server let through a second, times
 *   the time that it takes (TCP Westwood). Where chance loses a few, that is nearly as many as before; where the server
 *   lets through so many and no more, it is just these;
 * - from there it grows slowly at first, then faster and faster (RFC 9438 4.2), for the server may have been busy.
 *
 * What is shared so is how fast a server is asked, and nobody's verdict. Time and what happens are arguments: ms. */
#ifndef RESOLVE_PACE_H
#define RESOLVE_PACE_H

#include <stdbool.h>
#include <stdint.h>

enum {
    PACE_FIRST = 128,   /* questions in flight to a server of which nothing is known */
    PACE_LEAST = 8,     /* and to one that answers next to nothing */
    PACE_SPAN_MS = 100, /* over which answers are counted; a round trip, where that is longer */
    PACE_QUICK_MS = 10, /* one that answers sooner is asked no more than PACE_FIRST at once */
    PACE_LATE_MS = 10   /* beyond the round trip time, before a try is late */
};

/* Of what left since the window was cut. */
struct pace_losses {
    unsigned answered, lost; /* lately */
    double usual, chance;    /* the part that was lost when it had just been cut, and what is taken for chance for that;
                                0: not known since then */
    unsigned fruitless;      /* cuts after which as much was lost, in a row */
    double first_lost;       /* the part of questions whose first try was lost, over a long time */
};

/* What comes back. */
struct pace_returns {
    double round_ms, varies_ms; /* smoothed round trip time, and its variation (RFC 6298 2); 0: not known */
    double per_ms;              /* answers, in the last span */
    unsigned span_answers;      /* and in this one, */
    uint64_t span_began;
};

/* Held by value; others only read it. */
struct pace {
    double window; /* tries in flight at most */
    double most;   /* ever */
    double before; /* what it was when it was stopped (pace_stop); 0: it was not */
    double top;    /* below it the window grows with each answer, above it with time */
    uint64_t cut_at;
    uint64_t asked_at; /* when it was to grow with time last */
    uint64_t grew_ms;  /* for how long it has, since it was cut */
    struct pace_losses losses;
    struct pace_returns returns;
    unsigned used, used_before; /* tries in flight at most, in this span and the one before */
};

void pace_init(struct pace *pace, unsigned most);

/* COUNTED tries are in flight, one of which has just left. */
static inline void pace_begin(struct pace *pace, unsigned counted)
{
    if (counted > pace->used)
        pace->used = counted;
}

/* What pace_lost was told of has come after all: it was slow. */
void pace_found(struct pace *pace, uint64_t sent);

/* A try that left at SENT is answered; COUNTED are left. */
void pace_answered(struct pace *pace, unsigned counted, uint64_t sent, uint64_t now);

/* A question that was asked once was answered after TOOK ms. */
void pace_took(struct pace *pace, uint64_t took);

/* A try that left at SENT is lost, most likely; FIRST: its question's. Or the server would not take it. */
void pace_lost(struct pace *pace, bool first, uint64_t sent, uint64_t now);

/* Nothing is answered any more: the window falls at once, as TCP's does when its timer runs out (RFC 5681 3.1), unless
 * SENT was before it has; and that was not the server's fault. */
void pace_stop(struct pace *pace, uint64_t sent, uint64_t now);
void pace_go_on(struct pace *pace, uint64_t now);

/* Whether anything is known of how long it takes; and how long to wait before a try is taken for lost (RFC 6298 2). */
static inline bool pace_is_timed(const struct pace *pace)
{
    return pace->returns.round_ms > 0;
}
uint64_t pace_patience(const struct pace *pace);

/* ms: between two tries that were lost and leave again, so that they come at the rate that its window allows; BESIDES
 * others, at a quarter of that. */
double pace_gap(const struct pace *pace, bool besides);

/* Whether it is not asked too much just now, as far as is known: what leaves is not lost for that. COUNTED: as above.
 */
bool pace_is_calm(const struct pace *pace, unsigned counted);

/* Whether a part of the questions is lost when they are first asked. */
bool pace_is_lossy(const struct pace *pace);

#endif
