/* SPDX-License-Identifier: Apache-2.0 */
/* The laws of the design as properties: random worlds, written as scenarios and played by the scenario runner. */
#ifndef TESTS_LAWS_LAWS_H
#define TESTS_LAWS_LAWS_H

#include "scenario/scenario.h"

#include "util/buffer.h"

/* ---- chance: all of a world comes of its seed ---- */

struct chance {
    uint64_t state;
};

struct chance chance_of(uint64_t seed);
/* From 0 to COUNT - 1. */
unsigned chance_below(struct chance *chance, unsigned count);
bool chance_percent(struct chance *chance, unsigned percent);
#define CHANCE_OF(chance, items) ((items)[chance_below(chance, (unsigned)(sizeof(items) / sizeof *(items)))])

__attribute__((format(printf, 2, 3))) void print(struct buffer *out, const char *format, ...);

/* ---- a healthy world ---- */

enum { HEALTHY_TLDS = 3, HEALTHY_ZONES_MAX = 30, HEALTHY_NAMES_MAX = 12, LAW_NAME_MAX = 256, LAW_ADDRESS_MAX = 32 };

struct healthy_zone {
    char name[LAW_NAME_MAX]; /* with the dot at its end */
    char address[LAW_ADDRESS_MAX];
    char server[LAW_NAME_MAX];
    bool is_signed;
    bool tenant;  /* its servers are another zone's, */
    bool sublets; /* but it names one of its own, at their address, for others */
    unsigned hosts;
    struct buffer text; /* its block */
};

/* What is asked lives with the world. */
struct healthy {
    struct chance chance;
    bool plain, iterates; /* PLAIN: nothing is signed */
    struct healthy_zone zones[HEALTHY_TLDS + HEALTHY_ZONES_MAX];
    size_t zone_count; /* the first HEALTHY_TLDS are those above all others */
    char names[HEALTHY_NAMES_MAX][LAW_NAME_MAX];
    size_t name_count;
    struct buffer resolver; /* rules of the resolver's, after all others */
};

void healthy_make(uint64_t seed, struct healthy *ret_healthy);
void healthy_free(struct healthy *healthy);

/* ---- strangers ---- */

struct stranger {
    unsigned kind, id;
    uint64_t seed;
};

/* What strangers add to the world: statements, rules of the resolver and of every server, entries of the list. */
struct stranger_text {
    struct buffer zones, servers, resolver, everywhere, asks;
};

unsigned stranger_kinds(void);
const char *stranger_word(unsigned kind);
void stranger_write(const struct stranger *stranger, const struct healthy *healthy, struct stranger_text *out);
void stranger_text_free(struct stranger_text *text);

/* ---- the laws; each plays the world of one seed, and says on standard output what is wrong ---- */

struct law_tally {
    unsigned long worlds, plays, rows, questions;
    uint64_t longest_ms; /* of a world's own clock */
};

bool first_law(uint64_t seed, struct law_tally *tally);
bool second_law(uint64_t seed, struct law_tally *tally);
/* The world itself, as a scenario. */
void first_law_print(uint64_t seed);
void second_law_print(uint64_t seed);

#endif
