/* SPDX-License-Identifier: Apache-2.0 */
/* What the network did when a lookup failed; the report's column `failure`. */
#ifndef DNS_FAILURE_H
#define DNS_FAILURE_H

#include <stdbool.h>

/* clang-format off */
#define FAILURE_LIST(X)                         \
    X(FAILURE_NONE,           "")               \
    X(FAILURE_TIMEOUT,        "timeout")        \
    X(FAILURE_SERVFAIL,       "servfail")       \
    X(FAILURE_REFUSED,        "refused")        \
    X(FAILURE_FORMERR,        "formerr")        \
    X(FAILURE_NOTIMP,         "notimp")         \
    X(FAILURE_NETWORK,        "network")        \
    X(FAILURE_BAD_RESPONSE,   "bad-response")   \
    X(FAILURE_ALIAS_LOOP,     "alias-loop")     \
    X(FAILURE_ALIAS_TOO_LONG, "alias-too-long") \
    X(FAILURE_LAME,           "lame")           \
    X(FAILURE_OTHER_RCODE,    "other-rcode")
/* clang-format on */

enum failure {
#define FAILURE_ENUM(id, code) id,
    FAILURE_LIST(FAILURE_ENUM)
#undef FAILURE_ENUM
        FAILURE_COUNT
};

/* Whether it is about where the aliases of a zone lead: known from the records, whoever is asked. */
static inline bool failure_is_of_aliases(enum failure failure)
{
    return failure == FAILURE_ALIAS_LOOP || failure == FAILURE_ALIAS_TOO_LONG;
}

/* What else is known of what went wrong, for those who have to mend it. */
enum failure_clue {
    CLUE_NONE,
    CLUE_TCP,           /* the answer was cut short over UDP, and TCP did not bring it */
    CLUE_TYPE,          /* the same name is answered for another type */
    CLUE_EDNS,          /* it is answered where no DNSSEC records are asked for */
    CLUE_NOT_DELEGATED, /* bogus: it is of a zone that the one above proves not to delegate */
    CLUE_ALIAS          /* bogus: likewise, as the zone above has an alias there */
};

/* The report's word, empty for FAILURE_NONE. */
const char *failure_code(enum failure failure);
bool failure_parse(const char *code, enum failure *ret_failure);

#endif
