/* SPDX-License-Identifier: Apache-2.0 */
/* One CAA property, read from the octets of its RDATA (RFC 8659 4.1), and the grammar of its value (RFC 8659 4.2). */
#ifndef CAA_PROPERTY_H
#define CAA_PROPERTY_H

#include "dns/answer.h"
#include "util/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CAA_FLAG_CRITICAL = 128 };

/* What the program makes of a tag. */
enum caa_tag_use {
    CAA_TAG_RESTRICTS, /* its properties say who may issue */
    CAA_TAG_REPORTS,   /* every CA knows it, and issuance does not depend on it */
    CAA_TAG_OPTIONAL   /* a CA need not know it */
};

/* Every tag that IANA lists as in use: id, as it is written, its use. */
/* clang-format off */
#define CAA_TAG_LIST(X)                                              \
    X(CAA_TAG_ISSUE,        "issue",        CAA_TAG_RESTRICTS)       \
    X(CAA_TAG_ISSUEWILD,    "issuewild",    CAA_TAG_RESTRICTS)       \
    X(CAA_TAG_ISSUEMAIL,    "issuemail",    CAA_TAG_RESTRICTS) /* RFC 9495 */ \
    X(CAA_TAG_IODEF,        "iodef",        CAA_TAG_REPORTS)         \
    X(CAA_TAG_ISSUEVMC,     "issuevmc",     CAA_TAG_OPTIONAL)        \
    X(CAA_TAG_CONTACTEMAIL, "contactemail", CAA_TAG_OPTIONAL)        \
    X(CAA_TAG_CONTACTPHONE, "contactphone", CAA_TAG_OPTIONAL)
/* clang-format on */

enum caa_tag {
#define CAA_TAG_ENUM(id, text, use) id,
    CAA_TAG_LIST(CAA_TAG_ENUM)
#undef CAA_TAG_ENUM
        CAA_TAG_OTHER,
    CAA_TAG_COUNT = CAA_TAG_OTHER
};

/* Everything in it is lent by the RDATA. */
struct caa_property {
    uint8_t flags;
    const uint8_t *tag;
    size_t tag_size;
    const uint8_t *value;
    size_t value_size;
};

/* False, RET_PROPERTY untouched, where the RDATA is no CAA record: under two octets, or a tag that overruns. */
bool caa_property_read(struct dns_rdata rdata, struct caa_property *ret_property);

/* Compared without regard to ASCII case (RFC 8659 4.1). */
enum caa_tag caa_property_tag(const struct caa_property *property);

/* A tag of the list, as it is written, and its use. */
const char *caa_tag_text(enum caa_tag tag);
enum caa_tag_use caa_tag_use(enum caa_tag tag);

/* Whether the property says who may issue. */
bool caa_property_restricts(const struct caa_property *property);

/* Whether the tag has the characters and the length that RFC 8659 4.1 allows. */
bool caa_tag_is_valid(const uint8_t *tag, size_t size);

/* The value of an issue, issuewild or issuemail property, taken apart. */
struct caa_issue_value {
    bool well_formed; /* false: counts as an empty issuer (RFC 8659 4.2) */
    const uint8_t *issuer;
    size_t issuer_size;        /* 0: nobody is named */
    const uint8_t *parameters; /* what follows the first semicolon */
    size_t parameters_size;
};

struct caa_parameter {
    const uint8_t *tag;
    size_t tag_size;
    const uint8_t *value;
    size_t value_size;
};

/* Matches the value against the ABNF to the letter. */
struct caa_issue_value caa_issue_value_read(const struct caa_property *property);

/* Whether records of TYPE may hold RDATA: CAA what caa_property_read takes (RFC 8659 4.1), other types anything. One
 * that may not makes the whole set unusable: what is left of it would be judged. */
bool caa_rdata_is_acceptable(uint16_t type, struct dns_rdata rdata);

/* Takes the next parameter off a well-formed value; false when there are no more. */
bool caa_parameter_next(struct caa_issue_value *value, struct caa_parameter *ret_parameter);

/* The RDATA in presentation form (`0 issue "secomtrust.net"`); in that of RFC 3597 (`\# 7 ...`) where the tag could
 * not be written otherwise, or where it is no CAA record at all; and in that form in any case. */
void caa_rdata_print(struct dns_rdata rdata, struct buffer *out);
void caa_rdata_print_generic(struct dns_rdata rdata, struct buffer *out);

/* The record as a zone file line with absolute owner, TTL and class, without a line end; TYPE257 where generic. */
void caa_record_print(const uint8_t *owner, uint32_t ttl, struct dns_rdata rdata, struct buffer *out);

#endif
