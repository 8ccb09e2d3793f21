/* SPDX-License-Identifier: Apache-2.0 */
#include "advising.h"

#include "caa/profile.h"
#include "util/utf8.h"
#include "words/language.h"

enum {
    RECORD_TEXT_MAX = 200, /* octets of a record within a sentence */
    TAGS_MAX = 4,          /* tags named within a sentence */
    CAS_MAX = 4,           /* likewise, CAs */
    CONDITIONS_MAX = 4     /* and conditions */
};

/* Whether a property of this tag decides one of the kinds that are spoken of. */
static bool advising_tag_decides(const struct advising *advising, enum caa_tag tag)
{
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (advising->kinds & CAA_KINDS_OF(kind) && tag == advising->deciding[kind])
            return true;
    return false;
}

bool advising_decides(const struct advising *advising, const struct caa_property *property)
{
    return advising_tag_decides(advising, caa_property_tag(property));
}

static bool others_are_told_otherwise(const struct advising *advising)
{
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++) {
        enum reason reason = advising->result->reasons[kind];
        if (reason != REASON_NO_CAA && reason != REASON_NO_RESTRICTION && !(advising->kinds & CAA_KINDS_OF(kind)) &&
            !advising_tag_decides(advising, advising->deciding[kind]))
            return true;
    }
    return false;
}

bool advising_names_kinds(const struct advising *advising, caa_kinds asked)
{
    bool of_all = advising->reason == REASON_NOT_LISTED || advising->reason == REASON_FORBIDDEN;
    return advising->kinds != asked || (of_all && others_are_told_otherwise(advising));
}

static void add_binding(struct caa_binding *all, struct caa_binding one)
{
    all->account = all->account || one.account;
    all->method = all->method || one.method;
}

/* MEANT: of the properties that were meant to name the CA, else of those that do. */
static struct caa_binding binding_of_all(const struct advising *advising, bool meant)
{
    struct caa_binding all = {0};
    for (unsigned tag = 0; tag < CAA_TAG_COUNT; tag++) {
        if (!advising_tag_decides(advising, tag))
            continue;
        const struct caa_bindings *bindings = caa_opinion_bindings(advising->result->opinion, tag);
        add_binding(&all, meant ? bindings->meant : bindings->named);
    }
    return all;
}

struct caa_binding advising_binding(const struct advising *advising)
{
    return binding_of_all(advising, false);
}

struct caa_binding advising_meant_binding(const struct advising *advising)
{
    return binding_of_all(advising, true);
}

/* ---- slots ---- */

static void advising_add_joined(const char *text, const char **joint, struct buffer *out)
{
    buffer_add_text(out, *joint);
    buffer_add_escaped(out, text, strlen(text));
    *joint = words_text(WORDS_LIST_JOINT);
}

static void fill_kinds(const struct advising *advising, struct buffer *out)
{
    const char *joint = "";
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (advising->kinds & CAA_KINDS_OF(kind))
            advising_add_joined(words_of_kind(kind), &joint, out);
}

/* ---- CAs ---- */

static void advising_add_ca(const void *issuer, size_t size, struct buffer *out)
{
    const struct caa_profile *profile = caa_profile_of(issuer, size);
    if (profile)
        buffer_add_text(out, language_get() == LANGUAGE_JA ? profile->name_ja : profile->name);
    else
        buffer_add_escaped(out, issuer, size);
}

static void fill_ca(const struct advising *advising, struct buffer *out)
{
    const char *issuer = advising->result->policy->cas.items[0];
    advising_add_ca(issuer, strlen(issuer), out);
}

static void fill_issuer(const struct advising *advising, struct buffer *out)
{
    buffer_add_text(out, advising->result->policy->cas.items[0]);
}

/* The names of the other CAs that the properties that decide allow, each once. */
static size_t other_cas(const struct advising *advising, struct buffer names[static CAS_MAX + 1])
{
    const struct audit_result *result = advising->result;
    struct caa_property property;
    size_t count = 0;
    for (size_t i = 0; i < result->set->record_count && count <= CAS_MAX; i++) {
        if (!caa_property_read(result->set->records[i], &property) || !advising_decides(advising, &property))
            continue;
        const struct caa_issue_value value = caa_issue_value_read(&property);
        if (!value.well_formed || !value.issuer_size || caa_policy_names_ca(result->policy, &value))
            continue;
        advising_add_ca(value.issuer, value.issuer_size, &names[count]);
        size_t same = 0;
        while (strcasecmp(buffer_text(&names[same]), buffer_text(&names[count])) != 0)
            same++;
        if (same == count)
            count++;
        else
            buffer_clear(&names[count]);
    }
    return count;
}

static void fill_cas(const struct advising *advising, struct buffer *out)
{
    struct buffer names[CAS_MAX + 1] = {0};
    size_t count = other_cas(advising, names);
    for (size_t i = 0; i < count; i++) {
        bool last = i + 1 == count;
        if (i)
            words_add(last ? WORDS_JOINT_LAST : WORDS_LIST_JOINT, out);
        if (i < CAS_MAX)
            buffer_add(out, names[i].data, names[i].size);
        else
            words_add(WORDS_OTHERS, out);
    }
    for (size_t i = 0; i <= CAS_MAX; i++)
        buffer_free(&names[i]);
}

/* ---- conditions ---- */

bool advising_next_condition(const struct advising *advising, struct condition_walk *walk,
                             struct caa_parameter *ret_parameter)
{
    const struct dns_answer *set = advising->result->set;
    struct caa_property property;
    for (;;) {
        while (caa_parameter_next(&walk->value, ret_parameter))
            if (walk->of_ca && (caa_parameter_is_account(ret_parameter) || caa_parameter_is_method(ret_parameter)))
                return true;
        if (walk->next == set->record_count)
            return false;
        struct dns_rdata record = set->records[walk->next++];
        if (!caa_property_read(record, &property) || !advising_decides(advising, &property))
            continue;
        walk->value = caa_issue_value_read(&property);
        walk->of_ca = caa_policy_names_ca(advising->result->policy, &walk->value);
    }
}

static void fill_account(const struct advising *advising, struct buffer *out)
{
    const char *account = advising->result->policy->account;
    buffer_add_escaped(out, account ? account : "", account ? strlen(account) : 0);
}

static void fill_method(const struct advising *advising, struct buffer *out)
{
    const char *method = advising->result->policy->method;
    buffer_add_escaped(out, method ? method : "", method ? strlen(method) : 0);
}

/* The options that are bound and were not given. */
static void fill_options(const struct advising *advising, struct buffer *out)
{
    struct caa_binding binding = advising_binding(advising), meant = advising_meant_binding(advising);
    bool account = (binding.account || meant.account) && !advising->result->policy->account;
    bool method = (binding.method || meant.method) && !advising->result->policy->method;
    buffer_add_text(out, account ? "--account" : "");
    if (account && method)
        words_add(WORDS_JOINT_LAST, out);
    buffer_add_text(out, method ? "--method" : "");
}

/* The records that would name the CA without any condition. */
static void fill_bare(const struct advising *advising, struct buffer *out)
{
    const char *joint = "";
    for (unsigned tag = 0; tag < CAA_TAG_COUNT; tag++) {
        if (!advising_tag_decides(advising, tag))
            continue;
        buffer_add_text(out, joint);
        buffer_add_text(out, "0 ");
        buffer_add_text(out, caa_tag_text(tag));
        buffer_add_text(out, " \"");
        fill_issuer(advising, out);
        buffer_add_char(out, '"');
        joint = words_text(WORDS_LIST_JOINT);
    }
}

static void fill_conditions(const struct advising *advising, struct buffer *out)
{
    struct condition_walk walk = {0};
    struct caa_parameter parameter, earlier[CONDITIONS_MAX];
    size_t told = 0;
    while (advising_next_condition(advising, &walk, &parameter)) {
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

/* The records among which the culprits are. Advice leaves out tags that the CA is known to understand; without it, the
 * set has to do. */
static const struct dns_rdata *critical_records(const struct advising *advising, size_t *ret_count)
{
    const struct audit_result *result = advising->result;
    bool advised = result->advice.stopping_count > 0;
    *ret_count = advised ? result->advice.stopping_count : result->set->record_count;
    return advised ? result->advice.stopping : result->set->records;
}

bool advising_has_several_critical(const struct advising *advising)
{
    size_t count, found = 0;
    const struct dns_rdata *records = critical_records(advising, &count);
    struct caa_property property;
    for (size_t i = 0; i < count; i++)
        found += caa_property_read(records[i], &property) && is_critical_culprit(advising, &property);
    return found > 1;
}

static void fill_tags(const struct advising *advising, struct buffer *out)
{
    size_t count, told = 0;
    const struct dns_rdata *records = critical_records(advising, &count);
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
    case 0x3001:
    case 0x3002:
    case 0xFF61:
    case 0xFF64:
        return WORDS_CHARACTER_STOP;
    default:
        if (utf8_is_hidden(character, 0))
            return WORDS_CHARACTER_UNSEEN;
        return character >= 0xFF01 && character <= 0xFF5E ? WORDS_CHARACTER_WIDE : WORDS_CHARACTER_OTHER;
    }
}

/* Spaces are shown by their code points, as nobody sees them at the start of a sentence. */
static void fill_note(const struct advising *advising, struct buffer *out)
{
    const char *text = (const char *)advising->note->value;
    for (size_t left = advising->note->size, length; left; text += length, left -= length) {
        uint32_t character = 0;
        length = utf8_decode(text, left, &character);
        enum words sort = length > 1 ? words_of_character(character) : WORDS_NONE;
        length += !length;
        if (sort != WORDS_CHARACTER_SPACE && sort != WORDS_CHARACTER_WIDE_SPACE) {
            buffer_add_escaped(out, text, length);
            continue;
        }
        buffer_add_char(out, '<');
        caa_note_print_character(character, out);
        buffer_add_char(out, '>');
    }
}

static bool advising_is_odd(const struct caa_note *note, enum words sort)
{
    return note->note == NOTE_ODD_CHARACTER && words_of_character(note->number) == sort;
}

static void fill_text(const void *context, const char *name, size_t size, struct buffer *out)
{
    const struct buffer *text = context;
    (void)name;
    (void)size;
    buffer_add(out, text->data, text->size);
}

/* `U+201C, U+201D (typographic quotation mark)`: those of one sort. */
static void add_characters(const struct caa_notes *notes, enum words sort, struct buffer *out)
{
    struct buffer codes = {0};
    for (size_t i = 0; i < notes->count; i++) {
        if (!advising_is_odd(&notes->items[i], sort))
            continue;
        buffer_add_text(&codes, codes.size ? ", " : "");
        caa_note_print_character(notes->items[i].number, &codes);
    }
    words_fill(sort, fill_text, &codes, out);
    buffer_free(&codes);
}

/* All that are odd in the record, by their sorts. */
static void fill_character(const struct advising *advising, struct buffer *out)
{
    const struct caa_notes *notes = advising->odd;
    const char *joint = "";
    for (size_t i = 0; i < notes->count; i++) {
        if (notes->items[i].note != NOTE_ODD_CHARACTER)
            continue;
        enum words sort = words_of_character(notes->items[i].number);
        size_t first = 0;
        while (!advising_is_odd(&notes->items[first], sort))
            first++;
        if (first != i)
            continue;
        buffer_add_text(out, joint);
        add_characters(notes, sort, out);
        joint = words_text(WORDS_LIST_JOINT);
    }
}

static void advising_add_name(const struct advising *advising, const uint8_t *name, struct buffer *out)
{
    const struct advising_hole hole = {.at = out->size, .name = name};
    if (advising->holes)
        buffer_add(advising->holes, &hole, sizeof hole);
    else
        dns_name_print(name, out);
}

static void fill_aside(const struct advising *advising, struct buffer *out)
{
    advising_add_name(advising, advising->result->aside_name, out);
}

/* That of the level that decides, or of the name itself. */
static void fill_dname(const struct advising *advising, struct buffer *out)
{
    const struct audit_result *result = advising->result;
    const uint8_t *dname = result->set->dname;
    advising_add_name(advising, dname ? dname : result->climb->levels[0].answer->dname, out);
}

const uint8_t *advising_branch(const struct advising *advising)
{
    const uint8_t *branch = advising->result->name, *parent = dns_name_parent(advising->result->aside_name);
    while (!dns_name_is_root(branch) && !dns_name_equal(dns_name_parent(branch), parent))
        branch = dns_name_parent(branch);
    return branch;
}

static void fill_branch(const struct advising *advising, struct buffer *out)
{
    advising_add_name(advising, advising_branch(advising), out);
}

/* The zone below that a clue names. */
static void fill_below(const struct advising *advising, struct buffer *out)
{
    advising_add_name(advising, advising->result->failure->cause.clue_zone, out);
}

static void fill_place(const struct advising *advising, struct buffer *out)
{
    advising_add_name(advising, caa_advice_place_below(advising->result->climb), out);
}

static void fill_owner(const struct advising *advising, struct buffer *out)
{
    const struct audit_result *result = advising->result;
    advising_add_name(advising, result->set->owner ? result->set->owner : result->caa_name, out);
}

static void advising_fill_name(const struct advising *advising, struct buffer *out)
{
    advising_add_name(advising, advising->result->name, out);
}

static void fill_caa_name(const struct advising *advising, struct buffer *out)
{
    advising_add_name(advising, advising->result->caa_name, out);
}

static void fill_failed_name(const struct advising *advising, struct buffer *out)
{
    const struct audit_result *result = advising->result;
    bool known = result->failure && result->failure->cause.name;
    advising_add_name(advising,
                      known              ? result->failure->cause.name
                      : result->caa_name ? result->caa_name
                                         : result->name,
                      out);
}

/* Whose operator has to act; where that is not known, the failed name stands for it. */
static void fill_zone(const struct advising *advising, struct buffer *out)
{
    const struct dns_answer *failure = advising->result->failure;
    if (failure && failure->fault_zone)
        advising_add_name(advising, failure->fault_zone, out);
    else
        fill_failed_name(advising, out);
}

static void fill_invalid(const struct advising *advising, struct buffer *out)
{
    buffer_add_text(out, words_of_subject_error(advising->result->entry->error));
}

static void fill_change(const struct advising *advising, struct buffer *out)
{
    advising_add_name(advising, advising->result->advice.owner, out);
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

static void advising_fill_slot(const void *context, const char *name, size_t size, struct buffer *out)
{
    static const struct {
        const char *name;
        void (*fill)(const struct advising *advising, struct buffer *out);
    } slots[] = {
        {"kinds", fill_kinds},
        {"ca", fill_ca},
        {"issuer", fill_issuer},
        {"cas", fill_cas},
        {"account", fill_account},
        {"method", fill_method},
        {"options", fill_options},
        {"bare", fill_bare},
        {"conditions", fill_conditions},
        {"tags", fill_tags},
        {"record", fill_record},
        {"note", fill_note},
        {"character", fill_character},
        {"wildcard", fill_aside},
        {"parent", fill_aside},
        {"branch", fill_branch},
        {"below", fill_below},
        {"place", fill_place},
        {"dname", fill_dname},
        {"owner", fill_owner},
        {"name", advising_fill_name},
        {"caa_name", fill_caa_name},
        {"change", fill_change},
        {"adds", fill_adds},
        {"removes", fill_removes},
        {"invalid", fill_invalid},
        {"failed_name", fill_failed_name},
        {"zone", fill_zone},
        {"servers", fill_servers},
    };
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
        if (words_slot_is(name, size, slots[i].name))
            slots[i].fill(context, out);
}

void advising_say(const struct advising *advising, enum words id, struct buffer *out)
{
    if (out->size > advising->start && language_get() == LANGUAGE_EN)
        buffer_add_char(out, ' '); /* Japanese sentences stand together */
    words_fill(id, advising_fill_slot, advising, out);
}

struct advising advising_for(const struct audit_result *result, size_t start)
{
    struct advising advising = {.result = result, .start = start};
    if (result->opinion)
        memcpy(advising.deciding, result->opinion->deciding, sizeof advising.deciding);
    return advising;
}
