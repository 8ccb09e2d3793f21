/* SPDX-License-Identifier: Apache-2.0 */
/* Our own trouble: what a function of this program could not do. What the network did is an `enum failure`, what the
 * records say an `enum verdict` with an `enum reason`; the three are never mixed. */
#ifndef UTIL_STATUS_H
#define UTIL_STATUS_H

enum status {
    STATUS_OK,
    STATUS_USAGE,  /* bad usage */
    STATUS_INPUT,  /* an input that cannot be used */
    STATUS_OUTPUT, /* an output that cannot be written */
    STATUS_SYSTEM, /* the system refused */
    STATUS_INTERRUPTED
};

/* A kept saying for the user (util/problem.h): what is wrong, where (file:line), how to mend it. Filled by a function
 * that returns anything but STATUS_OK, untouched otherwise. Empty where there is nothing to say: the reader of an
 * output has enough of it. */
struct problem {
    char text[1024];
};

#endif
