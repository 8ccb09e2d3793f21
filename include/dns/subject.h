/* SPDX-License-Identifier: Apache-2.0 */
/* What a person writes for a name, read into the DNS name that is to be audited: host, zone, `*.name`, `user@name`,
 * U-labels (IDNA 2008, RFC 5891, mapped as UTS 46 does without transitional processing), escapes, a final dot. */
#ifndef DNS_SUBJECT_H
#define DNS_SUBJECT_H

#include "dns/name.h"

enum subject_form { SUBJECT_NAME, SUBJECT_WILDCARD, SUBJECT_MAILBOX };

/* Why a text is no name; the words are told to whoever wrote the list. */
/* clang-format off */
#define SUBJECT_ERROR_LIST(X)                                                                                          \
    X(NONE,           "")                                                                                              \
    X(EMPTY,          "the cell is empty: write a host name, a zone, *.name or user@name")                             \
    X(URL,            "this is a URL: write only its host name")                                                       \
    X(PORT,           "a port or a colon does not belong to a name: write only the host name")                         \
    X(IP_ADDRESS,     "this is an IP address: CAA covers DNS names only")                                              \
    X(ONION,          ".onion names are not in the DNS, and CAA lookups do not cover them")                            \
    X(ROOT,           "the root and a bare * are no names that a certificate can hold")                                \
    X(EMPTY_LABEL,    "the name has an empty label: two dots in a row, or one at its start")                           \
    X(LONG_LABEL,     "a label is longer than 63 octets")                                                              \
    X(LONG_NAME,      "the name is longer than 253 characters")                                                        \
    X(WILDCARD,       "a * may only be the whole first label, as in *.example.ac.jp")                                  \
    X(CHARACTER,      "a character that a name cannot hold: write it as \\DDD if it is meant")                         \
    X(ESCAPE,         "a backslash must be followed by a character or by three digits up to 255")                      \
    X(IDNA,           "an internationalised label that IDNA 2008 does not allow")                                      \
    X(ENCODING,       "the text is not valid in its encoding")                                                         \
    X(LOCAL_PART,     "what stands before the @ is no local part of a mail address")
/* clang-format on */

enum subject_error {
#define SUBJECT_ERROR_ENUM(id, words) SUBJECT_ERROR_##id,
    SUBJECT_ERROR_LIST(SUBJECT_ERROR_ENUM)
#undef SUBJECT_ERROR_ENUM
};

struct subject {
    enum subject_form form;
    struct dns_name name; /* without `*.` and without the local part */
};

/* Reads TEXT, UTF-8, blanks around it ignored. RET_SUBJECT is untouched unless SUBJECT_ERROR_NONE is returned. */
enum subject_error subject_parse(const char *text, size_t size, struct subject *ret_subject);

/* Whether every label is one that a certificate may hold (BR 7.1.4.3, RFC 5890 2.3): letters, digits and hyphens,
 * hyphens neither at an end nor in places 3 and 4 unless it is an A-label. */
bool subject_is_ldh(const uint8_t *name);

/* The words for an error, in the present language. */
const char *subject_error_words(enum subject_error error);

#endif
