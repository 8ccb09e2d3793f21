/* SPDX-License-Identifier: Apache-2.0 */
/* What the network did when a lookup failed; the report's column `failure`. */
#ifndef DNS_FAILURE_H
#define DNS_FAILURE_H

#include <stdbool.h>

/* clang-format off */
#define FAILURE_LIST(X)                                                                                  \
    X(FAILURE_NONE,           "",               "nothing failed")                                        \
    X(FAILURE_TIMEOUT,        "timeout",        "no answer came in time")                                \
    X(FAILURE_SERVFAIL,       "servfail",       "the server could not answer (SERVFAIL)")                \
    X(FAILURE_REFUSED,        "refused",        "the server refuses to answer (REFUSED)")                \
    X(FAILURE_FORMERR,        "formerr",        "the server does not understand the question (FORMERR)") \
    X(FAILURE_NOTIMP,         "notimp",         "the server does not know the record type (NOTIMP)")     \
    X(FAILURE_NETWORK,        "network",        "the server cannot be reached")                          \
    X(FAILURE_BAD_RESPONSE,   "bad-response",   "the answer is malformed")                               \
    X(FAILURE_ALIAS_LOOP,     "alias-loop",     "the aliases lead in a circle")                          \
    X(FAILURE_ALIAS_TOO_LONG, "alias-too-long", "the chain of aliases is too long")                      \
    X(FAILURE_LAME,           "lame",           "the server is not responsible for the zone")            \
    X(FAILURE_OTHER_RCODE,    "other-rcode",    "the server answered with an unusual code")
/* clang-format on */

enum failure {
#define FAILURE_ENUM(id, code, words) id,
    FAILURE_LIST(FAILURE_ENUM)
#undef FAILURE_ENUM
        FAILURE_COUNT
};

/* The report's word, empty for FAILURE_NONE. */
const char *failure_code(enum failure failure);
bool failure_parse(const char *code, enum failure *ret_failure);

/* Words for it, in the present language. */
const char *failure_words(enum failure failure);

#endif
