/* SPDX-License-Identifier: Apache-2.0 */
/* What a person writes for a name, read into the DNS name that is to be audited: host, zone, `*.name`, `user@name`,
 * U-labels (IDNA 2008, RFC 5891, mapped as UTS 46 does without transitional processing), escapes, a final dot. */
#ifndef DNS_SUBJECT_H
#define DNS_SUBJECT_H

#include "dns/name.h"

enum subject_form { SUBJECT_NAME, SUBJECT_WILDCARD, SUBJECT_MAILBOX };

/* Why a text is no name; what is told to people is the sentence WORDS_ and its id. */
/* clang-format off */
#define SUBJECT_ERROR_LIST(X)    \
    X(SUBJECT_ERROR_EMPTY)       \
    X(SUBJECT_ERROR_URL)         \
    X(SUBJECT_ERROR_PORT)        \
    X(SUBJECT_ERROR_IP_ADDRESS)  \
    X(SUBJECT_ERROR_ONION)       \
    X(SUBJECT_ERROR_ROOT)        \
    X(SUBJECT_ERROR_EMPTY_LABEL) \
    X(SUBJECT_ERROR_LONG_LABEL)  \
    X(SUBJECT_ERROR_LONG_NAME)   \
    X(SUBJECT_ERROR_WILDCARD)    \
    X(SUBJECT_ERROR_CHARACTER)   \
    X(SUBJECT_ERROR_ESCAPE)      \
    X(SUBJECT_ERROR_IDNA)        \
    X(SUBJECT_ERROR_ENCODING)    \
    X(SUBJECT_ERROR_LOCAL_PART)  \
    X(SUBJECT_ERROR_NO_DOMAIN)   \
    X(SUBJECT_ERROR_RECORD)
/* clang-format on */

enum subject_error {
    SUBJECT_ERROR_NONE,
#define SUBJECT_ERROR_ENUM(id) id,
    SUBJECT_ERROR_LIST(SUBJECT_ERROR_ENUM)
#undef SUBJECT_ERROR_ENUM
};

struct subject {
    enum subject_form form;
    struct dns_name name; /* without `*.` and without the local part */
    bool as_printed;      /* the text is what dns_name_print makes of the name; false: perhaps not */
};

/* Reads TEXT, UTF-8, blanks around it ignored. With an error RET_SUBJECT says nothing. */
enum subject_error subject_parse(const char *text, size_t size, struct subject *ret_subject);

/* Whether every label is one that a certificate may hold (BR 7.1.4.3, RFC 5890 2.3): letters, digits and hyphens,
 * hyphens neither at an end nor in places 3 and 4 unless it is an A-label. */
bool subject_is_ldh(const uint8_t *name);

#endif
