/* SPDX-License-Identifier: Apache-2.0 */
/* Our own trouble: what a function of this program could not do. What the network did is an `enum failure`, what the
 * records say an `enum verdict` with an `enum reason`; the three are never mixed. */
#ifndef UTIL_STATUS_H
#define UTIL_STATUS_H

/* clang-format off */
#define STATUS_LIST(X)                                    \
    X(OK,          "done")                                \
    X(USAGE,       "bad usage")                           \
    X(INPUT,       "an input that cannot be used")        \
    X(OUTPUT,      "an output that cannot be written")    \
    X(SYSTEM,      "the system refused")                  \
    X(INTERRUPTED, "interrupted")
/* clang-format on */

enum status {
#define STATUS_ENUM(id, words) STATUS_##id,
    STATUS_LIST(STATUS_ENUM)
#undef STATUS_ENUM
};

/* A kept saying for the user (util/problem.h): what is wrong, where (file:line), how to mend it. Filled by a function
 * that returns anything but STATUS_OK, untouched otherwise. Empty where there is nothing to say: the reader of an
 * output has enough of it. */
struct problem {
    char text[1024];
};

#endif
