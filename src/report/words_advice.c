/* SPDX-License-Identifier: Apache-2.0 */
/* Procedure: for each reason that keeps a kind asked for from being allowed, what is wrong, in words; then the change
 * that the records to add and to withdraw amount to; then whom else it concerns. */
#include "report/words.h"

#include "caa/suffix.h"
#include "util/language.h"
#include "util/utf8.h"

enum {
    RECORD_TEXT_MAX = 200, /* octets of a record within a sentence */
    TAGS_MAX = 4,          /* tags named within a sentence */
    CONDITIONS_MAX = 4,    /* likewise, conditions */
    MALFORMED_MAX = 3      /* malformed records that are spoken of */
};

struct advising {
    const struct audit_result *result;
    caa_kinds kinds; /* those with the reason that is spoken of */
    enum reason reason;
    enum caa_tag deciding[CAA_KIND_COUNT]; /* where there is a set */
    struct dns_rdata record;               /* for {record} */
    const struct caa_note *note;           /* for {note} and {character} */
    size_t start;                          /* of the advice in what it is appended to */
};

static caa_kinds kinds_with(const struct audit_result *result, enum reason reason)
{
    caa_kinds kinds = 0;
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (result->reasons[kind] == reason)
            kinds |= CAA_KINDS_OF(kind);
    return kinds & result->entry->kinds;
}

/* Whether a property of the set decides one of the kinds that are spoken of. */
static bool decides(const struct advising *advising, const struct caa_property *property)
{
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (advising->kinds & CAA_KINDS_OF(kind) && caa_property_tag(property) == advising->deciding[kind])
            return true;
    return false;
}

/* Slots. */

static void add_joined(const char *text, const char **joint, struct buffer *out)
{
    buffer_add_text(out, *joint);
    buffer_add_escaped(out, text, strlen(text));
    *joint = language_text(", ");
}

static void fill_kinds(const struct advising *advising, struct buffer *out)
{
    const char *joint = "";
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (advising->kinds & CAA_KINDS_OF(kind))
            add_joined(caa_kind_words(kind), &joint, out);
}

static void fill_deciding(const struct advising *advising, struct buffer *out)
{
    const char *joint = "";
    for (unsigned tag = 0; tag < CAA_TAG_COUNT; tag++) {
        bool deciding = false;
        for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
            deciding = deciding || (advising->kinds & CAA_KINDS_OF(kind) && advising->deciding[kind] == tag);
        if (deciding)
            add_joined(caa_tag_text(tag), &joint, out);
    }
}

/* Whether a record that is added for the CA names the same issuer: the CA's own name is told by nothing else. */
static bool is_of_ca(const struct advising *advising, const struct caa_issue_value *value)
{
    const struct caa_advice *advice = &advising->result->advice;
    struct caa_property property;
    for (size_t i = advice->add_count - advice->ca_count; i < advice->add_count; i++) {
        if (!caa_property_read(advice->add[i], &property))
            continue;
        const struct caa_issue_value added = caa_issue_value_read(&property);
        if (added.issuer_size && ascii_equal(added.issuer, added.issuer_size, value->issuer, value->issuer_size))
            return true;
    }
    return false;
}

static bool is_text_of(const char *text, const struct caa_parameter *parameter)
{
    size_t tag_size = strcspn(text, "=");
    return text[tag_size] && ascii_equal(text, tag_size, parameter->tag, parameter->tag_size) &&
           strlen(text + tag_size + 1) == parameter->value_size &&
           memcmp(text + tag_size + 1, parameter->value, parameter->value_size) == 0;
}

static bool is_known_condition(const struct advising *advising, const struct caa_parameter *parameter)
{
    for (size_t i = 0; i < advising->result->conditions.count; i++)
        if (is_text_of(advising->result->conditions.items[i], parameter))
            return true;
    return false;
}

static bool is_account(const struct caa_parameter *parameter)
{
    return ascii_equal_text(parameter->tag, parameter->tag_size, "accounturi");
}

static bool is_method(const struct caa_parameter *parameter)
{
    return ascii_equal_text(parameter->tag, parameter->tag_size, "validationmethods");
}

/* A walk over the conditions (RFC 8657) under which properties that decide name the CA, whether they can be met or not;
 * zero at first. */
struct condition_walk {
    size_t next; /* record */
    struct caa_issue_value value;
    bool of_ca;
};

static bool next_condition(const struct advising *advising, struct condition_walk *walk,
                           struct caa_parameter *ret_parameter)
{
    const struct dns_answer *set = advising->result->set;
    struct caa_property property;
    for (;;) {
        while (caa_parameter_next(&walk->value, ret_parameter))
            if ((is_account(ret_parameter) || is_method(ret_parameter)) &&
                (walk->of_ca || is_known_condition(advising, ret_parameter)))
                return true;
        if (walk->next == set->record_count)
            return false;
        struct dns_rdata record = set->records[walk->next++];
        if (!caa_property_read(record, &property) || !decides(advising, &property))
            continue;
        walk->value = caa_issue_value_read(&property);
        walk->of_ca = walk->value.issuer_size && is_of_ca(advising, &walk->value);
    }
}

static bool has_condition(const struct advising *advising, bool (*is_one)(const struct caa_parameter *parameter))
{
    struct condition_walk walk = {0};
    struct caa_parameter parameter;
    while (next_condition(advising, &walk, &parameter))
        if (is_one(&parameter))
            return true;
    return false;
}

static void fill_conditions(const struct advising *advising, struct buffer *out)
{
    struct condition_walk walk = {0};
    struct caa_parameter parameter, earlier[CONDITIONS_MAX];
    size_t told = 0;
    while (next_condition(advising, &walk, &parameter)) {
        bool again = false;
        for (size_t i = 0; i < told; i++)
            again = again || (ascii_equal(earlier[i].tag, earlier[i].tag_size, parameter.tag, parameter.tag_size) &&
                              earlier[i].value_size == parameter.value_size &&
                              memcmp(earlier[i].value, parameter.value, parameter.value_size) == 0);
        if (again)
            continue;
        buffer_add_text(out, told ? ", " : "");
        if (told == CONDITIONS_MAX) {
            buffer_add_text(out, "...");
            return;
        }
        buffer_add(out, parameter.tag, parameter.tag_size); /* the grammar lets only visible octets through */
        buffer_add_char(out, '=');
        buffer_add(out, parameter.value, parameter.value_size);
        earlier[told++] = parameter;
    }
}

/* Whether it is this property, critical, for which the reason is given. */
static bool is_critical_culprit(const struct advising *advising, const struct caa_property *property)
{
    enum caa_tag tag = caa_property_tag(property);
    bool known = tag != CAA_TAG_OTHER, optional = known && caa_tag_use(tag) == CAA_TAG_OPTIONAL;
    return property->flags & CAA_FLAG_CRITICAL && (advising->reason == REASON_CRITICAL_UNKNOWN ? !known : optional);
}

/* Advice leaves out tags that the CA is known to understand; without it, the set has to do. */
static void fill_tags(const struct advising *advising, struct buffer *out)
{
    const struct audit_result *result = advising->result;
    bool advised = result->advice.stopping_count > 0;
    const struct dns_rdata *records = advised ? result->advice.stopping : result->set->records;
    size_t count = advised ? result->advice.stopping_count : result->set->record_count, told = 0;
    struct caa_property property, earlier[TAGS_MAX];
    for (size_t i = 0; i < count; i++) {
        if (!caa_property_read(records[i], &property) || !is_critical_culprit(advising, &property))
            continue;
        bool again = false;
        for (size_t j = 0; j < told; j++)
            again = again || ascii_equal(earlier[j].tag, earlier[j].tag_size, property.tag, property.tag_size);
        if (again)
            continue;
        buffer_add_text(out, told ? ", " : "");
        if (told == TAGS_MAX) {
            buffer_add_text(out, "...");
            return;
        }
        buffer_add_escaped(out, property.tag_size ? (const char *)property.tag : "\"\"",
                           property.tag_size ? property.tag_size : 2);
        earlier[told++] = property;
    }
}

static void fill_record(const struct advising *advising, struct buffer *out)
{
    size_t start = out->size;
    caa_rdata_print(advising->record, out);
    if (out->size - start > RECORD_TEXT_MAX) {
        out->size = start + RECORD_TEXT_MAX;
        buffer_add_text(out, "...");
    }
}

static void fill_note(const struct advising *advising, struct buffer *out)
{
    buffer_add_escaped(out, (const char *)advising->note->value, advising->note->size);
}

static enum words words_of_character(unsigned character)
{
    switch (character) {
    case 0x00AB:
    case 0x00BB:
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
    case 0x2032:
    case 0x2033:
    case 0x301D:
    case 0x301E:
    case 0x301F:
        return WORDS_CHARACTER_QUOTE;
    case 0x00A0:
    case 0x2007:
    case 0x202F:
        return WORDS_CHARACTER_SPACE;
    case 0x3000:
        return WORDS_CHARACTER_WIDE_SPACE;
    default:
        if (utf8_is_hidden(character, 0))
            return WORDS_CHARACTER_UNSEEN;
        return character >= 0xFF01 && character <= 0xFF5E ? WORDS_CHARACTER_WIDE : WORDS_CHARACTER_OTHER;
    }
}

static void fill_code(const void *context, const char *name, size_t size, struct buffer *out)
{
    (void)name;
    (void)size;
    caa_note_print_character(*(const unsigned *)context, out);
}

static void fill_character(const struct advising *advising, struct buffer *out)
{
    words_fill(words_of_character(advising->note->number), fill_code, &advising->note->number, out);
}

static void fill_owner(const struct advising *advising, struct buffer *out)
{
    const struct audit_result *result = advising->result;
    dns_name_print(result->set->owner ? result->set->owner : result->caa_name, out);
}

static void fill_name(const struct advising *advising, struct buffer *out)
{
    dns_name_print(advising->result->name, out);
}

static void fill_caa_name(const struct advising *advising, struct buffer *out)
{
    dns_name_print(advising->result->caa_name, out);
}

static void fill_failed_name(const struct advising *advising, struct buffer *out)
{
    const struct audit_result *result = advising->result;
    bool known = result->failure && result->failure->failed_name;
    dns_name_print(known ? result->failure->failed_name : result->caa_name ? result->caa_name : result->name, out);
}

/* Whose operator has to act; where that is not known, the failed name stands for it. */
static void fill_zone(const struct advising *advising, struct buffer *out)
{
    const struct dns_answer *failure = advising->result->failure;
    if (failure && failure->fault_zone)
        dns_name_print(failure->fault_zone, out);
    else
        fill_failed_name(advising, out);
}

static void fill_invalid(const struct advising *advising, struct buffer *out)
{
    buffer_add_text(out, subject_error_words(advising->result->entry->error));
}

static void fill_change(const struct advising *advising, struct buffer *out)
{
    dns_name_print(advising->result->advice.owner, out);
}

static void fill_adds(const struct advising *advising, struct buffer *out)
{
    buffer_add_unsigned(out, advising->result->advice.add_count);
}

static void fill_removes(const struct advising *advising, struct buffer *out)
{
    buffer_add_unsigned(out, advising->result->advice.remove_count);
}

static void fill_servers(const struct advising *advising, struct buffer *out)
{
    words_servers(advising->result, out);
}

static void fill_slot(const void *context, const char *name, size_t size, struct buffer *out)
{
    static const struct {
        const char *name;
        void (*fill)(const struct advising *advising, struct buffer *out);
    } slots[] = {
        {"kinds", fill_kinds},         {"deciding", fill_deciding}, {"conditions", fill_conditions},
        {"tags", fill_tags},           {"record", fill_record},     {"note", fill_note},
        {"character", fill_character}, {"owner", fill_owner},       {"name", fill_name},
        {"caa_name", fill_caa_name},   {"change", fill_change},     {"adds", fill_adds},
        {"removes", fill_removes},     {"invalid", fill_invalid},   {"failed_name", fill_failed_name},
        {"zone", fill_zone},           {"servers", fill_servers},
    };
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
        if (words_slot_is(name, size, slots[i].name))
            slots[i].fill(context, out);
}

static void say(const struct advising *advising, enum words id, struct buffer *out)
{
    if (out->size > advising->start && language_get() == LANGUAGE_EN)
        buffer_add_char(out, ' '); /* Japanese sentences stand together */
    words_fill(id, fill_slot, advising, out);
}

/* Reasons. */

/* Whether the value of a note stands in a property that decides. */
static bool note_concerns(const struct advising *advising, const struct caa_note *note)
{
    const struct dns_answer *set = advising->result->set;
    struct caa_property property;
    for (size_t i = 0; i < set->record_count; i++)
        if (caa_property_read(set->records[i], &property) && decides(advising, &property) &&
            memmem(property.value, property.value_size, note->value, note->size))
            return true;
    return false;
}

/* Every note of this kind. */
static void say_notes(struct advising *advising, enum note kind, enum words id, struct buffer *out)
{
    const struct caa_notes *notes = &advising->result->notes;
    for (size_t i = 0; i < notes->count; i++) {
        advising->note = &notes->items[i];
        bool critical = advising->reason == REASON_CRITICAL_UNKNOWN;
        if (advising->note->note == kind && (critical || note_concerns(advising, advising->note)))
            say(advising, id, out);
    }
}

static void say_issuer_notes(struct advising *advising, struct buffer *out)
{
    say_notes(advising, NOTE_ISSUER_LEGACY, WORDS_ISSUER_LEGACY, out);
    say_notes(advising, NOTE_ISSUER_TYPO, WORDS_ISSUER_TYPO, out);
}

/* What is odd about this record alone; no CA is needed to see that. */
static void say_hints(struct advising *advising, struct buffer *out)
{
    static const struct {
        enum note note;
        enum words id;
    } hints[] = {
        {NOTE_TRAILING_DOT, WORDS_HINT_TRAILING_DOT},
        {NOTE_TRAILING_SEMICOLON, WORDS_HINT_TRAILING_SEMICOLON},
        {NOTE_UNQUOTED_SPACES, WORDS_HINT_SPACES},
        {NOTE_ODD_CHARACTER, WORDS_HINT_CHARACTER},
    };
    const struct caa_policy nobody = {0};
    const struct dns_answer alone = {.kind = ANSWER_SET, .record_count = 1, .records = &advising->record, .detail = ""};
    struct arena arena = {0};
    struct caa_notes notes = {0};
    caa_notes_of_set(&notes, &nobody, advising->result->caa_name, &alone, &arena);
    for (size_t i = 0; i < notes.count; i++)
        for (size_t j = 0; j < sizeof hints / sizeof *hints; j++)
            if (notes.items[i].note == hints[j].note) {
                advising->note = &notes.items[i];
                say(advising, hints[j].id, out);
            }
    arena_free(&arena);
}

static void say_malformed(struct advising *advising, struct buffer *out)
{
    const struct dns_answer *set = advising->result->set;
    struct caa_property property;
    unsigned told = 0;
    for (size_t i = 0; i < set->record_count && told < MALFORMED_MAX; i++) {
        if (!caa_property_read(set->records[i], &property) || !decides(advising, &property) ||
            caa_issue_value_read(&property).well_formed)
            continue;
        advising->record = set->records[i];
        say(advising, WORDS_MALFORMED, out);
        say_hints(advising, out);
        told++;
    }
    say_issuer_notes(advising, out);
}

static void say_not_listed(struct advising *advising, struct buffer *out)
{
    bool conditions = has_condition(advising, is_account) || has_condition(advising, is_method);
    say(advising, conditions ? WORDS_NOT_LISTED_CONDITIONS : WORDS_NOT_LISTED, out);
    say_issuer_notes(advising, out);
}

static void say_conditional(const struct advising *advising, struct buffer *out)
{
    bool account = has_condition(advising, is_account), method = has_condition(advising, is_method);
    say(advising, WORDS_CONDITIONAL, out);
    if (account || method)
        say(advising,
            account && method ? WORDS_CONDITIONAL_BOTH
            : account         ? WORDS_CONDITIONAL_ACCOUNT
                              : WORDS_CONDITIONAL_METHOD,
            out);
    if (advising->kinds & (CAA_KINDS_OF(CAA_KIND_SERVER) | CAA_KINDS_OF(CAA_KIND_WILDCARD)))
        say(advising, WORDS_CONDITIONAL_DATE, out);
}

static void say_failure(const struct advising *advising, struct buffer *out)
{
    static const enum words ids[] = {
        [FAILURE_TIMEOUT] = WORDS_FAILED_TIMEOUT,
        [FAILURE_SERVFAIL] = WORDS_FAILED_SERVFAIL,
        [FAILURE_REFUSED] = WORDS_FAILED_REFUSED,
        [FAILURE_FORMERR] = WORDS_FAILED_FORMERR,
        [FAILURE_NOTIMP] = WORDS_FAILED_NOTIMP,
        [FAILURE_NETWORK] = WORDS_FAILED_NETWORK,
        [FAILURE_BAD_RESPONSE] = WORDS_FAILED_BAD_RESPONSE,
        [FAILURE_ALIAS_LOOP] = WORDS_FAILED_ALIAS_LOOP,
        [FAILURE_ALIAS_TOO_LONG] = WORDS_FAILED_ALIAS_TOO_LONG,
        [FAILURE_LAME] = WORDS_FAILED_LAME,
        [FAILURE_OTHER_RCODE] = WORDS_FAILED_OTHER_RCODE,
    };
    const struct dns_answer *failure = advising->result->failure;
    if (failure && failure->fault == DNSSEC_FAULT_DS_LOOKUP)
        say(advising, WORDS_FAILED_DS, out);
    else if (failure && failure->fault == DNSSEC_FAULT_NO_ANCHOR)
        say(advising, WORDS_FAILED_ANCHOR, out);
    else if (failure && failure->failure != FAILURE_NONE)
        say(advising, ids[failure->failure], out);
}

static void say_bogus(const struct advising *advising, struct buffer *out)
{
    static const enum words ids[] = {
        [DNSSEC_FAULT_NONE] = WORDS_BOGUS_OTHER,
        [DNSSEC_FAULT_EXPIRED] = WORDS_BOGUS_EXPIRED,
        [DNSSEC_FAULT_NOT_YET_VALID] = WORDS_BOGUS_NOT_YET_VALID,
        [DNSSEC_FAULT_NO_SIGNATURE] = WORDS_BOGUS_NO_SIGNATURE,
        [DNSSEC_FAULT_BAD_SIGNATURE] = WORDS_BOGUS_BAD_SIGNATURE,
        [DNSSEC_FAULT_NO_KEY] = WORDS_BOGUS_NO_KEY,
        [DNSSEC_FAULT_WRONG_SIGNER] = WORDS_BOGUS_WRONG_SIGNER,
        [DNSSEC_FAULT_DS_MISMATCH] = WORDS_BOGUS_DS_MISMATCH,
        [DNSSEC_FAULT_NO_DNSKEY] = WORDS_BOGUS_NO_DNSKEY,
        [DNSSEC_FAULT_DNSKEY_LOOKUP] = WORDS_BOGUS_DNSKEY_LOOKUP,
        [DNSSEC_FAULT_NO_DENIAL] = WORDS_BOGUS_NO_DENIAL,
        [DNSSEC_FAULT_TOO_COSTLY] = WORDS_BOGUS_TOO_COSTLY,
        [DNSSEC_FAULT_DS_LOOKUP] = WORDS_BOGUS_OTHER,
        [DNSSEC_FAULT_NO_ANCHOR] = WORDS_BOGUS_OTHER,
        [DNSSEC_FAULT_STRIPPED] = WORDS_BOGUS_OTHER,
    };
    const struct dns_answer *failure = advising->result->failure;
    say(advising, WORDS_DNSSEC_BOGUS, out);
    say(advising, ids[failure ? failure->fault : DNSSEC_FAULT_NONE], out);
}

static void say_zone(const struct advising *advising, struct buffer *out)
{
    switch (advising->result->dnssec) {
    case DNSSEC_UNCHECKED:
        say(advising, WORDS_ZONE_UNCHECKED, out);
        break;
    case DNSSEC_INSECURE:
        say(advising, WORDS_ZONE_INSECURE, out);
        break;
    case DNSSEC_INDETERMINATE:
        say(advising, WORDS_ZONE_INDETERMINATE, out);
        break;
    case DNSSEC_SECURE:
    case DNSSEC_BOGUS:
        break;
    }
}

static void say_disagreement(const struct advising *advising, struct buffer *out)
{
    const struct audit_result *result = advising->result;
    struct buffer servers = {0};
    words_servers(result, &servers);
    if (servers.size)
        say(advising, WORDS_SERVERS_DISAGREE, out);
    buffer_free(&servers);
    if (result->server_count && !result->view_count)
        return;
    say(advising, WORDS_PERSPECTIVES_DISAGREE, out);
    for (size_t i = 1; i < result->view_count; i++) {
        buffer_add_char(out, ' ');
        size_t start = out->size;
        words_difference(&result->views[0], &result->views[i], out);
        out->size -= out->size == start;
    }
}

static void say_reason(struct advising *advising, struct buffer *out)
{
    switch (advising->reason) {
    case REASON_NOT_LISTED:
        say_not_listed(advising, out);
        break;
    case REASON_FORBIDDEN:
        say(advising, WORDS_FORBIDDEN, out);
        break;
    case REASON_MALFORMED:
        say_malformed(advising, out);
        break;
    case REASON_CRITICAL_UNKNOWN:
        say(advising, WORDS_CRITICAL_UNKNOWN, out);
        say_notes(advising, NOTE_TAG_TYPO, WORDS_TAG_TYPO, out);
        break;
    case REASON_DNSSEC_BOGUS:
        say_bogus(advising, out);
        break;
    case REASON_LOOKUP_FAILED_SIGNED:
        say_failure(advising, out);
        say(advising, WORDS_ZONE_SIGNED, out);
        break;
    case REASON_LOOKUP_FAILED:
        say_failure(advising, out);
        say_zone(advising, out);
        break;
    case REASON_CONDITIONAL:
        say_conditional(advising, out);
        break;
    case REASON_CRITICAL_UNCERTAIN:
        say(advising, WORDS_CRITICAL_UNCERTAIN, out);
        break;
    case REASON_PERSPECTIVES_DISAGREE:
        say_disagreement(advising, out);
        break;
    case REASON_DNSSEC_UNCHECKED:
        say(advising, advising->result->dnssec == DNSSEC_UNCHECKED ? WORDS_DNSSEC_UNCHECKED : WORDS_NO_ANCHOR_ABOVE,
            out);
        break;
    case REASON_INVALID_NAME:
        say(advising, WORDS_INVALID_NAME, out);
        break;
    case REASON_NO_CAA:
    case REASON_NO_RESTRICTION:
    case REASON_LISTED:
    case REASON_COUNT:
        break;
    }
}

/* The change. */

static bool is_dns_wildcard(const uint8_t *name)
{
    return name[0] == 1 && name[1] == '*';
}

static void say_place(const struct advising *advising, struct buffer *out)
{
    const struct audit_result *result = advising->result;
    if (result->set->alias_count)
        say(advising, WORDS_PLACE_ALIAS, out);
    if (is_dns_wildcard(result->advice.owner) && !dns_name_equal(result->advice.owner, result->caa_name))
        say(advising, WORDS_PLACE_WILDCARD, out);
    if (!dns_name_equal(result->caa_name, result->name))
        say(advising, WORDS_PLACE_PARENT, out);
}

static void say_whose(const struct advising *advising, struct buffer *out)
{
    bool alias = advising->result->set->alias_count;
    say(advising, alias ? WORDS_OTHER_HANDS_ALIAS : WORDS_OTHER_HANDS_SUFFIX, out);
}

/* Whether the level of a local set exists already, and not as the apex of a zone: perhaps by a DNS wildcard only. */
static bool is_perhaps_synthesised(const struct audit_result *result)
{
    const uint8_t *place = result->advice.owner;
    const struct climb_level *level = result->climb->levels;
    while (!dns_name_equal(level->name, place))
        level++;
    const uint8_t *domain = caa_suffix_registrable(place);
    return level->answer->kind == ANSWER_NODATA && !(domain && dns_name_equal(domain, place));
}

static void say_local_set(const struct advising *advising, struct buffer *out)
{
    say_whose(advising, out);
    say(advising, WORDS_LOCAL_SET, out);
    if (is_perhaps_synthesised(advising->result))
        say(advising, WORDS_LOCAL_WILDCARD, out);
}

static void say_elsewhere(const struct advising *advising, struct buffer *out)
{
    const struct audit_result *result = advising->result;
    say_whose(advising, out);
    say(advising, WORDS_ASK_THEM, out);
    if (result->climb->levels[0].answer->alias_count)
        say(advising, WORDS_REPLACE_ALIAS, out);
}

static void say_records(const struct advising *advising, struct buffer *out)
{
    const struct caa_advice *advice = &advising->result->advice;
    if (!advice->add_count)
        say(advising, WORDS_REMOVE, out);
    else if (advice->remove_count)
        say(advising, WORDS_EXCHANGE, out);
    else
        say(advising, advice->add_count == 1 ? WORDS_ADD_ONE : WORDS_ADD_MANY, out);
}

static void say_change(const struct advising *advising, struct buffer *out)
{
    const struct caa_advice *advice = &advising->result->advice;
    if (!advice->add_count && !advice->remove_count)
        return;
    switch (advice->place) {
    case CAA_ADVICE_AT_OWNER:
        say_records(advising, out);
        say_place(advising, out);
        break;
    case CAA_ADVICE_LOCAL:
        say_local_set(advising, out);
        break;
    case CAA_ADVICE_ELSEWHERE:
        say_records(advising, out);
        say_elsewhere(advising, out);
        break;
    }
}

static struct advising advising_for(const struct audit_result *result, size_t start)
{
    struct advising advising = {.result = result, .start = start};
    const struct dns_answer *set = result->set;
    for (unsigned kind = 0; set && kind < CAA_KIND_COUNT; kind++)
        advising.deciding[kind] = caa_policy_deciding_tag(kind, set->records, set->record_count);
    return advising;
}

void words_advice(const struct audit_result *result, struct buffer *out)
{
    const struct audit_outcome outcome = audit_result_outcome(result);
    if (audit_outcome_verdict(&outcome) == VERDICT_ALLOWED)
        return;
    struct advising advising = advising_for(result, out->size);
    for (unsigned reason = 0; reason < REASON_COUNT; reason++) {
        advising.reason = reason;
        advising.kinds = kinds_with(result, reason);
        if (!advising.kinds || reason_verdict(reason) == VERDICT_ALLOWED)
            continue;
        if (advising.kinds != result->entry->kinds)
            say(&advising, WORDS_ONLY_KINDS, out);
        say_reason(&advising, out);
    }
    say_change(&advising, out);
}
