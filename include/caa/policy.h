/* SPDX-License-Identifier: Apache-2.0 */
/* A set, a kind of certificate and a CA: verdict and reason (RFC 8659 4, RFC 9495, RFC 8657), the first that holds in
 * the order of caa-audit-report(5). */
#ifndef CAA_POLICY_H
#define CAA_POLICY_H

#include "caa/property.h"
#include "util/ascii.h"
#include "util/buffer.h"

/* clang-format off */
#define CAA_KIND_LIST(X)             \
    X(CAA_KIND_SERVER,   "server")   \
    X(CAA_KIND_WILDCARD, "wildcard") \
    X(CAA_KIND_SMIME,    "smime")

#define VERDICT_LIST(X)           \
    X(VERDICT_ALLOWED, "allowed") \
    X(VERDICT_DENIED,  "denied")  \
    X(VERDICT_UNKNOWN, "unknown")

/* reason, its word, the verdict that it leads to */
#define REASON_LIST(X)                                                        \
    X(REASON_NO_CAA,                "no-caa",                VERDICT_ALLOWED) \
    X(REASON_NO_RESTRICTION,        "no-restriction",        VERDICT_ALLOWED) \
    X(REASON_LISTED,                "listed",                VERDICT_ALLOWED) \
    X(REASON_NOT_LISTED,            "not-listed",            VERDICT_DENIED)  \
    X(REASON_FORBIDDEN,             "forbidden",             VERDICT_DENIED)  \
    X(REASON_MALFORMED,             "malformed",             VERDICT_DENIED)  \
    X(REASON_CRITICAL_UNKNOWN,      "critical-unknown",      VERDICT_DENIED)  \
    X(REASON_DNSSEC_BOGUS,          "dnssec-bogus",          VERDICT_DENIED)  \
    X(REASON_LOOKUP_FAILED_SIGNED,  "lookup-failed-signed",  VERDICT_DENIED)  \
    X(REASON_LOOKUP_FAILED,         "lookup-failed",         VERDICT_UNKNOWN) \
    X(REASON_CONDITIONAL,           "conditional",           VERDICT_UNKNOWN) \
    X(REASON_CRITICAL_UNCERTAIN,    "critical-uncertain",    VERDICT_UNKNOWN) \
    X(REASON_PERSPECTIVES_DISAGREE, "perspectives-disagree", VERDICT_UNKNOWN) \
    X(REASON_DNSSEC_UNCHECKED,      "dnssec-unchecked",      VERDICT_UNKNOWN) \
    X(REASON_INVALID_NAME,          "invalid-name",          VERDICT_UNKNOWN)
/* clang-format on */

enum caa_kind {
#define CAA_KIND_ENUM(id, word) id,
    CAA_KIND_LIST(CAA_KIND_ENUM)
#undef CAA_KIND_ENUM
        CAA_KIND_COUNT
};

enum verdict {
#define VERDICT_ENUM(id, word) id,
    VERDICT_LIST(VERDICT_ENUM)
#undef VERDICT_ENUM
};

enum reason {
#define REASON_ENUM(id, word, verdict) id,
    REASON_LIST(REASON_ENUM)
#undef REASON_ENUM
        REASON_COUNT
};

/* A set of kinds: bit N is kind N. */
typedef unsigned caa_kinds;
#define CAA_KINDS_ALL ((1u << CAA_KIND_COUNT) - 1)
#define CAA_KINDS_OF(kind) (1u << (kind))

/* Their words in a report; what they are called for people is in words/terms.h. */
const char *caa_kind_word(enum caa_kind kind);

/* Appends the words of KINDS, JOINT between. */
void caa_kinds_print(caa_kinds kinds, const char *joint, struct buffer *out);
bool caa_kind_parse(const char *word, size_t size, enum caa_kind *ret_kind);
const char *verdict_word(enum verdict verdict);
bool verdict_parse(const char *word, enum verdict *ret_verdict);
const char *reason_word(enum reason reason);
bool reason_parse(const char *word, enum reason *ret_reason);
enum verdict reason_verdict(enum reason reason);

/* Who will ask for the certificate, and of whom. Everything is lent. */
struct caa_policy {
    struct text_list cas;        /* issuer domain names of the CA (RFC 8659 4.2); at least one */
    struct text_list known_tags; /* further tags that the CA is known to understand */
    const char *account;         /* accounturi (RFC 8657 3), or NULL */
    const char *method;          /* validation method (RFC 8657 4), or NULL */
};

/* Whether a critical property stops every kind, and how. */
enum caa_critical { CAA_CRITICAL_FINE, CAA_CRITICAL_UNCERTAIN, CAA_CRITICAL_UNKNOWN };
enum caa_critical caa_policy_critical(const struct caa_policy *policy, const struct caa_property *property);

/* Judges the relevant set for each kind; an empty set is REASON_NO_CAA. Records that caa_property_read refuses must
 * have been dealt with before (they make an answer FAILURE_BAD_RESPONSE). */
void caa_policy_judge(const struct caa_policy *policy, const struct dns_rdata *records, size_t count,
                      enum reason ret_reasons[static CAA_KIND_COUNT]);

/* The tag whose properties decide a kind within a set: for a wildcard issuewild where there is one, else issue. */
enum caa_tag caa_policy_deciding_tag(enum caa_kind kind, const struct dns_rdata *records, size_t count);

/* The conditions (RFC 8657) of the values that name the CA, in properties of TAG, whether they can be met or not. */
struct caa_binding {
    bool account, method;
};
struct caa_binding caa_policy_binding(const struct caa_policy *policy, enum caa_tag tag,
                                      const struct dns_rdata *records, size_t count);

/* Whether the policy tells what it takes to write such a condition, in a form that a value can hold. */
bool caa_policy_can_bind(const struct caa_policy *policy, struct caa_binding binding);

bool caa_parameter_is_account(const struct caa_parameter *parameter);
bool caa_parameter_is_method(const struct caa_parameter *parameter);

/* Whether a well-formed value names the CA (parameters not considered). */
bool caa_policy_names_ca(const struct caa_policy *policy, const struct caa_issue_value *value);

/* Whether it names the CA, and its parameters do not take that back: what nobody can satisfy, and what another account
 * is named in, does not name the CA, whatever the method. */
bool caa_policy_can_apply(const struct caa_policy *policy, const struct caa_issue_value *value);

#endif
