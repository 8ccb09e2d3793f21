/* SPDX-License-Identifier: Apache-2.0 */
/* What there is to say to people, before anybody says it: which sentence, by its id, and what goes into its slots. The
 * sentences are in data/words/caa-audit.pot, and only src/words knows them, so no other room depends on a language or
 * on how a thing is put.
 *
 * SAY_ID(slots...) makes a saying. These macros and `enum words` are made of the .pot; the parameters are the slots of
 * the sentence in alphabetical order, and one too few or too many does not compile. A slot takes a text, a number of
 * any type, an errno (saying_error), another saying, or a kept one (saying_kept).
 *
 * A saying points to what it was made of, and to memory of the block (C11 6.8.2) that it was made in; so no function
 * returns one, and none is assigned in the branch of an if. To outlive that, it is kept: as a text in which control
 * octets mark where a sentence begins, where a value does, and where it ends. Kept sayings are copied, compared and
 * joined as texts are; a text without control octets is one that says itself. SAID_ID is that of a sentence without
 * slots, a constant. */
#ifndef UTIL_SAYING_H
#define UTIL_SAYING_H

#include "util/arena.h"
#include "util/buffer.h"
#include "util/saying_ids.h"

#include <stdbool.h>
#include <stdint.h>

struct saying_value;

struct saying {
    enum words id;
    unsigned count;
    const struct saying_value *values;
};

enum saying_kind {
    SAYING_IS_TEXT,
    SAYING_IS_KEPT,
    SAYING_IS_SAYING,
    SAYING_IS_SIGNED,
    SAYING_IS_UNSIGNED,
    SAYING_IS_REAL, /* written as %g has it */
    SAYING_IS_ERROR /* what the system says of an errno */
};

struct saying_value {
    enum saying_kind kind;
    union {
        struct {
            const char *start;
            size_t max; /* octets; what is longer is cut between two characters */
        } text;
        struct saying saying;
        intmax_t number;
        uintmax_t count;
        double real;
    } is;
};

enum { SAYING_SLOTS_MAX = 16 };

/* The kinds of values. */
static inline struct saying_value saying_of_text(const char *text)
{
    return (struct saying_value){SAYING_IS_TEXT, {.text = {text, SIZE_MAX}}};
}

/* MAX octets of TEXT, or what there is up to a NUL. */
static inline struct saying_value saying_part(const char *text, size_t max)
{
    return (struct saying_value){SAYING_IS_TEXT, {.text = {text, max}}};
}

static inline struct saying_value saying_kept(const char *kept)
{
    return (struct saying_value){SAYING_IS_KEPT, {.text = {kept, SIZE_MAX}}};
}

/* A path, or the kept saying of what is no file; of a path at most MAX octets. */
struct saying_value saying_label(const char *label, size_t max);

static inline struct saying_value saying_of_saying(struct saying saying)
{
    return (struct saying_value){SAYING_IS_SAYING, {.saying = saying}};
}

static inline struct saying_value saying_of_signed(intmax_t number)
{
    return (struct saying_value){SAYING_IS_SIGNED, {.number = number}};
}

static inline struct saying_value saying_of_unsigned(uintmax_t number)
{
    return (struct saying_value){SAYING_IS_UNSIGNED, {.count = number}};
}

static inline struct saying_value saying_of_real(double number)
{
    return (struct saying_value){SAYING_IS_REAL, {.real = number}};
}

static inline struct saying_value saying_error(int number)
{
    return (struct saying_value){SAYING_IS_ERROR, {.number = number}};
}

static inline struct saying_value saying_of_value(struct saying_value value)
{
    return value;
}

/* clang-format off */
#define SAYING_VALUE(x) _Generic((x),          \
    char *: saying_of_text,                    \
    const char *: saying_of_text,              \
    struct saying: saying_of_saying,           \
    struct saying_value: saying_of_value,      \
    signed char: saying_of_signed,             \
    short: saying_of_signed,                   \
    int: saying_of_signed,                     \
    long: saying_of_signed,                    \
    long long: saying_of_signed,               \
    float: saying_of_real,                     \
    double: saying_of_real,                    \
    default: saying_of_unsigned)(x)
/* clang-format on */

#define SAYING_PLAIN(id) ((struct saying){(id), 0, NULL})
#define SAYING(id, ...)                                                                                                \
    ((struct saying){(id), sizeof((struct saying_value[]){__VA_ARGS__}) / sizeof(struct saying_value),                 \
                     (struct saying_value[]){__VA_ARGS__}})

/* Appends a saying as it is kept. */
void saying_add(struct saying saying, struct buffer *out);

/* Appends what would be in a slot. */
void saying_add_value(struct saying_value value, struct buffer *out);

/* Appends a text that is no saying, its control octets so that they mark nothing. */
void saying_add_text(const char *text, struct buffer *out);

/* Whether TEXT is one kept sentence, not a text. */
bool saying_is_kept(const char *text);

/* A saying that lasts as long as ARENA. */
const char *saying_keep(struct arena *arena, struct saying saying);

/* Two kept ones as clauses of one sentence; either may be empty. The arena holds it. */
const char *saying_join(struct arena *arena, const char *kept, const char *further);

/* ---- for those who say it ---- */

struct saying_piece {
    enum words id; /* WORDS_NONE: a text, VALUES[0] */
    int error;     /* with WORDS_NONE: what the system says of this errno, unless it is 0 */
    unsigned count;
    struct {
        const char *start; /* a kept saying */
        size_t size;
    } values[SAYING_SLOTS_MAX];
};

/* Reads the next sentence, or the text up to it, of a kept saying of *SIZE octets, and moves behind it; false at the
 * end. What was cut off ends there. */
bool saying_next(const char **kept, size_t *size, struct saying_piece *ret_piece);

/* Appends a piece of text as it was before saying_add_text. */
void saying_add_plain(const char *text, size_t size, struct buffer *out);

#endif
