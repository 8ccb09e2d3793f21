/* SPDX-License-Identifier: Apache-2.0 */
/* What a report is about: told once in the head of each, and in the columns that are the same for a whole run. */
#ifndef REPORT_HEAD_H
#define REPORT_HEAD_H

#include "util/buffer.h"
#include "words/words.h"

/* Texts are NUL-terminated and never NULL; what is not known is empty, or 0. */
struct report_head {
    const char *ca;      /* issuer domain names that count as our CA, `; ` between */
    const char *kinds;   /* that decide unless an entry says otherwise, `; ` between */
    const char *list;    /* the lists by their names, `; ` between */
    const char *source;  /* `zone`, `iterate`, or the resolvers, `; ` between */
    const char *shard;   /* `3/8`, or empty */
    const char *version; /* of the program */
    time_t at;           /* when the run began */
};

/* Of which nothing is known. */
extern const struct report_head report_head_unknown;

/* Hands on each line that there is to tell to people: its label, and its value in the present language, lent. */
void report_head_tell(const struct report_head *head, void (*take)(void *context, enum words label, const char *value),
                      void *context);

#endif
