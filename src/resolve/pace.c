/* SPDX-License-Identifier: Apache-2.0 */
#include "resolve/pace.h"

enum {
    BESIDES = 4,       /* one of so many tries at most is one that was lost, while others wait */
    JUDGED_TRIES = 64, /* losses are judged for so many tries at least, and */
    FRUITLESS_CUTS = 3 /* before what is still lost is taken for chance */
};

static const double judged_windows = 2;  /* for so many windows of them, for they come in batches */
static const double variations = 4;      /* RFC 6298 2: K */
static const double times_at_first = 4;  /* what a round trip makes of the first window, and */
static const double times_later = 2;     /* of what it is later */
static const double regrowth_ms = 3000;  /* until it is twice what it was cut to; and */
static const double regrowth_rounds = 8; /* so many round trips */
static const double lossy_events = 1024; /* tries over which first losses are counted, */
static const double lossy_share = 64;    /* and one in so many is a lossy server */

static const double window_first = PACE_FIRST, window_least = PACE_LEAST, span_ms = PACE_SPAN_MS,
                    quick_ms = PACE_QUICK_MS;

static const double a_little_less = 0.85;   /* than what is borne, so that all is answered for a while */
static const double cut_at_least = 0.2;     /* of the window */
static const double chance_at_first = 0.12; /* parts that chance loses: while nothing is known of it, */
static const double chance_least = 0.04;    /* and at least; */
static const double little_more = 0.02;     /* as many more mean that it is asked too much, perhaps; */
static const double more = 0.08;            /* as many more are too many, */
static const double much_more = 0.25;       /* and these as soon as half of JUDGED_TRIES are known */

void pace_init(struct pace *pace, unsigned most)
{
    *pace = (struct pace){.most = most, .top = most, .losses.chance = chance_at_first};
    pace->window = most < window_first ? most : window_first;
}

static double greater(double one, double other)
{
    return one > other ? one : other;
}

static unsigned used(const struct pace *pace)
{
    return pace->used > pace->used_before ? pace->used : pace->used_before;
}

void pace_took(struct pace *pace, uint64_t took)
{
    const double took_ms = (double)took;
    if (!pace_is_timed(pace)) {
        pace->returns.round_ms = greater(took_ms, 1);
        pace->returns.varies_ms = took_ms / 2;
        return;
    }
    const double off =
        took_ms > pace->returns.round_ms ? took_ms - pace->returns.round_ms : pace->returns.round_ms - took_ms;
    const double in_a_round = greater(used(pace) / 2.0, 1); /* RFC 7323 G: else all of a round counted like many */
    pace->returns.varies_ms += (off - pace->returns.varies_ms) / (4 * in_a_round);
    pace->returns.round_ms += (took_ms - pace->returns.round_ms) / (8 * in_a_round);
}

uint64_t pace_patience(const struct pace *pace)
{
    return (uint64_t)(pace->returns.round_ms + greater(variations * pace->returns.varies_ms, PACE_LATE_MS));
}

bool pace_is_lossy(const struct pace *pace)
{
    return pace->losses.first_lost * lossy_share > 1;
}

double pace_gap(const struct pace *pace, bool besides)
{
    return (besides ? BESIDES : 1) * pace->returns.round_ms / pace->window;
}

/* What chance loses is not known since the window was cut. */
static bool is_just_cut(const struct pace *pace)
{
    return !(pace->losses.chance > 0);
}

bool pace_is_calm(const struct pace *pace, unsigned counted)
{
    const unsigned known = pace->losses.answered + pace->losses.lost;
    return is_just_cut(pace) || 2 * counted < pace->window ||
           pace->losses.lost <= known * (pace->losses.chance + little_more);
}

/* Of a window that was made smaller on a guess, what is not used is no more than that (RFC 7661); it may grow again. */
static void forget_unused(struct pace *pace)
{
    const double known = greater(2.0 * used(pace), PACE_LEAST);
    if (pace->cut_at && pace->window > known)
        pace->window = known;
}

/* A span in which nothing came for long shows what was asked, and not what the server lets through. */
static void count_answer(struct pace *pace, unsigned counted, uint64_t now)
{
    const double passed = (double)(now - pace->returns.span_began),
                 span = greater(pace->returns.round_ms, PACE_SPAN_MS);
    if (passed >= span) {
        if (passed < 2 * span)
            pace->returns.per_ms = pace->returns.span_answers / passed;
        pace->returns.span_answers = 0;
        pace->returns.span_began = now;
        forget_unused(pace);
        pace->used_before = pace->used;
        pace->used = counted;
    }
    pace->returns.span_answers++;
}

/* ---- it becomes smaller ---- */

static void cut_to(struct pace *pace, double window, uint64_t now)
{
    const double least = pace->most < window_least ? pace->most : window_least;
    pace->window = greater(window, least);
    pace->cut_at = now;
    pace->grew_ms = 0;
    pace->losses.answered = pace->losses.lost = 0;
}

/* Tries under way of those that are answered. The span that has begun counts, too: the window may have grown since. */
static double borne(const struct pace *pace, uint64_t now)
{
    const double passed = (double)(now - pace->returns.span_began), least = span_ms / 2;
    const double lately = passed >= least ? pace->returns.span_answers / passed : 0;
    return greater(lately, pace->returns.per_ms) * pace->returns.round_ms;
}

static void pace_cut(struct pace *pace, uint64_t now)
{
    const double most = pace->window * (1 - cut_at_least);
    double bears = borne(pace, now) * a_little_less;
    if (!(bears > 0)) /* not known yet */
        bears = pace->window / 2;
    cut_to(pace, bears < most ? bears : most, now);
    pace->top = pace->window;
}

static void pace_judge(struct pace *pace, uint64_t now)
{
    const unsigned known = pace->losses.answered + pace->losses.lost;
    if (known < JUDGED_TRIES / 2)
        return;
    if (pace->losses.lost > known * (greater(pace->losses.chance, much_more) + much_more)) {
        pace_cut(pace, now);
        return;
    }
    if (known < JUDGED_TRIES || known < judged_windows * pace->window)
        return;
    if (!is_just_cut(pace)) {
        if (pace->losses.lost > known * (pace->losses.chance + more)) {
            pace_cut(pace, now);
            pace->losses.chance = 0;
            return;
        }
    } else if (pace->losses.lost > known * chance_at_first && pace->losses.fruitless < FRUITLESS_CUTS) {
        pace->losses.fruitless++;
        pace_cut(pace, now);
        return;
    } else {
        pace->losses.usual = (double)pace->losses.lost / known;
        pace->losses.chance = greater(pace->losses.usual, chance_least);
        pace->losses.fruitless = 0;
    }
    pace->losses.answered /= 2;
    pace->losses.lost /= 2;
}

void pace_lost(struct pace *pace, bool first, uint64_t sent, uint64_t now)
{
    if (first)
        pace->losses.first_lost += (1 - pace->losses.first_lost) / lossy_events;
    if (sent < pace->cut_at) /* what left before tells of the time before */
        return;
    pace->losses.lost++;
    pace_judge(pace, now);
}

void pace_found(struct pace *pace, uint64_t sent)
{
    pace->losses.first_lost -= (1 - pace->losses.first_lost) / lossy_events;
    if (sent >= pace->cut_at && pace->losses.lost)
        pace->losses.lost--;
}

void pace_stop(struct pace *pace, uint64_t sent, uint64_t now)
{
    if (sent < pace->cut_at)
        return;
    if (pace->window > window_least) { /* else it is stopped already, and these stay (RFC 5681 3.1) */
        pace->before = pace->window;
        pace->top = pace->window / 2;
    }
    cut_to(pace, 0, now);
}

void pace_go_on(struct pace *pace, uint64_t now)
{
    if (pace->window < pace->before)
        pace->window = pace->top = pace->before;
    pace->before = 0;
    pace->cut_at = now;
}

/* ---- it grows ---- */

static double times(const struct pace *pace)
{
    return pace->cut_at || pace->window >= times_at_first * window_first ? times_later : times_at_first;
}

/* Not while it loses more than when the window had just been cut. */
static void grow_with_time(struct pace *pace, uint64_t ms)
{
    const unsigned known = pace->losses.answered + pace->losses.lost;
    if (pace->losses.lost > 1 + known * (pace->losses.usual + little_more))
        return;
    pace->grew_ms += ms;
    const double spans = (double)pace->grew_ms / (regrowth_ms + regrowth_rounds * pace->returns.round_ms);
    pace->window = greater(pace->window, pace->top * (1 + spans * spans * spans));
}

/* What answers at once does not answer more for being asked more at once: it would all lie in its buffer, which holds
 * some 256 datagrams (net.core.rmem_default). */
static bool is_wide_enough(const struct pace *pace)
{
    return pace->window >= window_first && pace->returns.round_ms < quick_ms;
}

/* A window that is not used up shows nothing of what the server bears. */
static void pace_grow(struct pace *pace, uint64_t sent, uint64_t now)
{
    const uint64_t ms = now - pace->asked_at;
    pace->asked_at = now;
    if (is_wide_enough(pace))
        return;
    if (pace->window >= pace->top && used(pace) + 1 >= pace->window)
        grow_with_time(pace, ms);
    else if (pace->window < pace->top && times(pace) * used(pace) > pace->window && sent >= pace->cut_at)
        pace->window += times(pace) - 1;
    if (pace->window > pace->most)
        pace->window = pace->most;
}

void pace_answered(struct pace *pace, unsigned counted, uint64_t sent, uint64_t now)
{
    pace->before = 0;
    pace->losses.first_lost -= pace->losses.first_lost / lossy_events;
    count_answer(pace, counted, now);
    pace_grow(pace, sent, now);
    pace->losses.answered += sent >= pace->cut_at;
    pace_judge(pace, now);
}
