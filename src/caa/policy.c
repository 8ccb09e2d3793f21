/* SPDX-License-Identifier: Apache-2.0 */
#include "caa/policy.h"

const char *caa_kind_word(enum caa_kind kind)
{
    static const char *const words[] = {
#define CAA_KIND_WORD(id, word) word,
        CAA_KIND_LIST(CAA_KIND_WORD)
#undef CAA_KIND_WORD
    };
    return words[kind];
}

void caa_kinds_print(caa_kinds kinds, const char *joint, struct buffer *out)
{
    const char *before = "";
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++) {
        if (!(kinds & CAA_KINDS_OF(kind)))
            continue;
        buffer_add_text(out, before);
        buffer_add_text(out, caa_kind_word(kind));
        before = joint;
    }
}

bool caa_kind_parse(const char *word, size_t size, enum caa_kind *ret_kind)
{
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (strlen(caa_kind_word(kind)) == size && memcmp(word, caa_kind_word(kind), size) == 0) {
            *ret_kind = kind;
            return true;
        }
    return false;
}

const char *verdict_word(enum verdict verdict)
{
    static const char *const words[] = {
#define VERDICT_WORD(id, word) word,
        VERDICT_LIST(VERDICT_WORD)
#undef VERDICT_WORD
    };
    return words[verdict];
}

bool verdict_parse(const char *word, enum verdict *ret_verdict)
{
    for (unsigned verdict = VERDICT_ALLOWED; verdict <= VERDICT_UNKNOWN; verdict++)
        if (strcmp(word, verdict_word(verdict)) == 0) {
            *ret_verdict = verdict;
            return true;
        }
    return false;
}

static const struct {
    const char *word;
    enum verdict verdict;
} reasons[] = {
#define REASON_ROW(id, word, verdict) {word, verdict},
    REASON_LIST(REASON_ROW)
#undef REASON_ROW
};

const char *reason_word(enum reason reason)
{
    return reasons[reason].word;
}

bool reason_parse(const char *word, enum reason *ret_reason)
{
    for (unsigned reason = 0; reason < REASON_COUNT; reason++)
        if (strcmp(word, reason_word(reason)) == 0) {
            *ret_reason = reason;
            return true;
        }
    return false;
}

enum verdict reason_verdict(enum reason reason)
{
    return reasons[reason].verdict;
}

static bool policy_list_holds(struct text_list list, const uint8_t *text, size_t size)
{
    for (size_t i = 0; i < list.count; i++)
        if (ascii_equal_text(text, size, list.items[i]))
            return true;
    return false;
}

bool caa_policy_names_ca(const struct caa_policy *policy, const struct caa_issue_value *value)
{
    return value->well_formed && value->issuer_size &&
           policy_list_holds(policy->cas, value->issuer, value->issuer_size);
}

enum caa_critical caa_policy_critical(const struct caa_policy *policy, const struct caa_property *property)
{
    if (!(property->flags & CAA_FLAG_CRITICAL) ||
        policy_list_holds(policy->known_tags, property->tag, property->tag_size))
        return CAA_CRITICAL_FINE;
    enum caa_tag tag = caa_property_tag(property);
    if (tag == CAA_TAG_OTHER)
        return CAA_CRITICAL_UNKNOWN;
    return caa_tag_use(tag) == CAA_TAG_OPTIONAL ? CAA_CRITICAL_UNCERTAIN : CAA_CRITICAL_FINE;
}

enum caa_tag caa_policy_deciding_tag(enum caa_kind kind, const struct dns_rdata *records, size_t count)
{
    struct caa_property property;
    if (kind == CAA_KIND_SMIME)
        return CAA_TAG_ISSUEMAIL;
    if (kind == CAA_KIND_WILDCARD)
        for (size_t i = 0; i < count; i++)
            if (caa_property_read(records[i], &property) && caa_property_tag(&property) == CAA_TAG_ISSUEWILD)
                return CAA_TAG_ISSUEWILD;
    return CAA_TAG_ISSUE;
}

/* Whether a condition holds for the applicant; the worst of several counts, so the order matters. */
enum satisfied { SATISFIED_NO, SATISFIED_PERHAPS, SATISFIED_YES };

/* RFC 8657 3: the URI must be the account's; nothing else is said about its form. */
static enum satisfied account_satisfies(const struct caa_policy *policy, const struct caa_parameter *parameter)
{
    if (!parameter->value_size)
        return SATISFIED_NO;
    if (!policy->account)
        return SATISFIED_PERHAPS;
    bool same = strlen(policy->account) == parameter->value_size &&
                memcmp(policy->account, parameter->value, parameter->value_size) == 0;
    return same ? SATISFIED_YES : SATISFIED_NO;
}

static bool is_method_octet(uint8_t octet)
{
    return ascii_is_alnum(octet) || octet == '-';
}

/* RFC 8657 4: value = [*(label ",") label]; an empty list is satisfied by nobody, nor is one that is not of this form.
 */
static enum satisfied method_satisfies(const struct caa_policy *policy, const struct caa_parameter *parameter)
{
    enum satisfied result = policy->method ? SATISFIED_NO : SATISFIED_PERHAPS;
    size_t start = 0;
    for (size_t i = 0; i <= parameter->value_size; i++) {
        if (i < parameter->value_size && is_method_octet(parameter->value[i]))
            continue;
        bool ended = i == parameter->value_size || parameter->value[i] == ',';
        if (!ended || i == start)
            return SATISFIED_NO;
        if (policy->method && strlen(policy->method) == i - start &&
            memcmp(policy->method, parameter->value + start, i - start) == 0)
            result = SATISFIED_YES;
        start = i + 1;
    }
    return result;
}

bool caa_parameter_is_account(const struct caa_parameter *parameter)
{
    return ascii_equal_text(parameter->tag, parameter->tag_size, "accounturi");
}

bool caa_parameter_is_method(const struct caa_parameter *parameter)
{
    return ascii_equal_text(parameter->tag, parameter->tag_size, "validationmethods");
}

struct caa_binding caa_policy_binding(const struct caa_policy *policy, enum caa_tag tag,
                                      const struct dns_rdata *records, size_t count)
{
    struct caa_binding binding = {0};
    struct caa_property property;
    struct caa_parameter parameter;
    for (size_t i = 0; i < count; i++) {
        if (!caa_property_read(records[i], &property) || caa_property_tag(&property) != tag)
            continue;
        struct caa_issue_value value = caa_issue_value_read(&property);
        while (caa_policy_names_ca(policy, &value) && caa_parameter_next(&value, &parameter)) {
            binding.account = binding.account || caa_parameter_is_account(&parameter);
            binding.method = binding.method || caa_parameter_is_method(&parameter);
        }
    }
    return binding;
}

static bool is_parameter_value(const char *text)
{
    for (; *text; text++)
        if (*text < 0x21 || *text > 0x7E || *text == ';')
            return false;
    return true;
}

bool caa_policy_can_bind(const struct caa_policy *policy, struct caa_binding binding)
{
    if (binding.account && (!policy->account || !*policy->account || !is_parameter_value(policy->account)))
        return false;
    return !binding.method || (policy->method && *policy->method && is_parameter_value(policy->method));
}

/* Whether the parameters of a value that names the CA let it issue. Two of one kind satisfy nobody. */
static enum satisfied parameters_satisfied(const struct caa_policy *policy, struct caa_issue_value value)
{
    enum satisfied result = SATISFIED_YES;
    unsigned accounts = 0, methods = 0;
    struct caa_parameter parameter;
    while (caa_parameter_next(&value, &parameter)) {
        enum satisfied one = SATISFIED_YES;
        if (caa_parameter_is_account(&parameter))
            one = ++accounts > 1 ? SATISFIED_NO : account_satisfies(policy, &parameter);
        else if (caa_parameter_is_method(&parameter))
            one = ++methods > 1 ? SATISFIED_NO : method_satisfies(policy, &parameter);
        if (one < result)
            result = one;
    }
    return result;
}

bool caa_policy_can_apply(const struct caa_policy *policy, const struct caa_issue_value *value)
{
    struct caa_policy by_any_method = *policy;
    by_any_method.method = NULL;
    return caa_policy_names_ca(policy, value) && parameters_satisfied(&by_any_method, *value) != SATISFIED_NO;
}

/* What the properties of the deciding tag come to. */
struct tally {
    bool any, listed, conditional, others, malformed;
};

static void tally_property(const struct caa_policy *policy, const struct caa_property *property, struct tally *tally)
{
    const struct caa_issue_value value = caa_issue_value_read(property);
    tally->any = true;
    if (!value.well_formed) {
        tally->malformed = true;
    } else if (!caa_policy_names_ca(policy, &value)) {
        tally->others = tally->others || value.issuer_size;
    } else {
        enum satisfied satisfied = parameters_satisfied(policy, value);
        tally->listed = tally->listed || satisfied == SATISFIED_YES;
        tally->conditional = tally->conditional || satisfied == SATISFIED_PERHAPS;
        tally->others = tally->others || satisfied == SATISFIED_NO;
    }
}

static enum reason reason_of(const struct tally *tally)
{
    if (!tally->any)
        return REASON_NO_RESTRICTION;
    if (tally->listed)
        return REASON_LISTED;
    if (tally->conditional)
        return REASON_CONDITIONAL;
    if (tally->others)
        return REASON_NOT_LISTED;
    return tally->malformed ? REASON_MALFORMED : REASON_FORBIDDEN;
}

static void set_all(enum reason ret_reasons[static CAA_KIND_COUNT], enum reason reason)
{
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        ret_reasons[kind] = reason;
}

void caa_policy_judge(const struct caa_policy *policy, const struct dns_rdata *records, size_t count,
                      enum reason ret_reasons[static CAA_KIND_COUNT])
{
    struct tally tallies[CAA_TAG_COUNT] = {0};
    enum caa_critical worst = CAA_CRITICAL_FINE;
    struct caa_property property;
    for (size_t i = 0; i < count; i++) {
        if (!caa_property_read(records[i], &property))
            continue;
        enum caa_critical critical = caa_policy_critical(policy, &property);
        enum caa_tag tag = caa_property_tag(&property);
        if (critical > worst)
            worst = critical;
        if (tag != CAA_TAG_OTHER && caa_tag_use(tag) == CAA_TAG_RESTRICTS)
            tally_property(policy, &property, &tallies[tag]);
    }
    if (!count) {
        set_all(ret_reasons, REASON_NO_CAA);
    } else if (worst != CAA_CRITICAL_FINE) { /* it stops every kind (RFC 8659 4.1, RFC 9495 6) */
        set_all(ret_reasons, worst == CAA_CRITICAL_UNKNOWN ? REASON_CRITICAL_UNKNOWN : REASON_CRITICAL_UNCERTAIN);
    } else {
        bool wild = tallies[CAA_TAG_ISSUEWILD].any;
        ret_reasons[CAA_KIND_SERVER] = reason_of(&tallies[CAA_TAG_ISSUE]);
        ret_reasons[CAA_KIND_WILDCARD] = reason_of(&tallies[wild ? CAA_TAG_ISSUEWILD : CAA_TAG_ISSUE]);
        ret_reasons[CAA_KIND_SMIME] = reason_of(&tallies[CAA_TAG_ISSUEMAIL]);
    }
}
