/* SPDX-License-Identifier: Apache-2.0 */
#include "caa/notes.h"

#include "caa/profile.h"
#include "caa/suffix.h"
#include "dns/subject.h"
#include "util/typo.h"
#include "util/utf8.h"

#include <string.h>

enum {
    COMPARED_MAX = TYPO_SIZE_MAX, /* octets that are compared; a longer text is no typo of a short one */
    FLAGS_RESERVED = 0x7F,        /* RFC 8659 4.1 */
    SHORTEST_TAG = 3,
    ODD_CHARACTERS_MAX = 4 /* told of one value */
};

struct span {
    const uint8_t *at;
    size_t size;
};

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

static bool span_is(struct span span, const char *text)
{
    return ascii_equal_text(span.at, span.size, text);
}

static const struct {
    const char *word;
    enum note_value value;
} note_rows[] = {
#define NOTE_ROW(id, word, value) [id] = {word, value},
    NOTE_LIST(NOTE_ROW)
#undef NOTE_ROW
};

const char *caa_note_word(enum note note)
{
    return note_rows[note].word;
}

bool caa_note_bars(enum note note)
{
    return note == NOTE_SINGLE_LABEL || note == NOTE_NOT_LDH || note == NOTE_PUBLIC_SUFFIX ||
           note == NOTE_NO_SUCH_DOMAIN;
}

static void print_value(const struct caa_note *note, struct buffer *out)
{
    for (size_t i = 0; i < note->size; i++)
        if (note->value[i] == ';')
            buffer_add_text(out, "\\059");
        else
            buffer_add_escaped(out, (const char *)note->value + i, 1);
}

void caa_note_print_character(unsigned character, struct buffer *out)
{
    static const char digits[] = "0123456789ABCDEF";
    buffer_add_text(out, "U+");
    for (int shift = character > 0xFFFFF ? 20 : character > 0xFFFF ? 16 : 12; shift >= 0; shift -= 4)
        buffer_add_char(out, digits[character >> shift & 0xF]);
}

void caa_note_print(const struct caa_note *note, struct buffer *out)
{
    buffer_add_text(out, note_rows[note->note].word);
    switch (note_rows[note->note].value) {
    case NOTE_ALONE:
        break;
    case NOTE_NUMBER:
        buffer_add_char(out, '-');
        buffer_add_unsigned(out, note->number);
        break;
    case NOTE_CHARACTER:
        buffer_add_char(out, '=');
        caa_note_print_character(note->number, out);
        break;
    case NOTE_TEXT:
        buffer_add_char(out, '=');
        print_value(note, out);
        break;
    }
}

/* ---- adding ---- */

static bool notes_is_same(const struct caa_note *a, const struct caa_note *b)
{
    return a->note == b->note && a->number == b->number && a->size == b->size &&
           (!a->size || memcmp(a->value, b->value, a->size) == 0);
}

static void add_below(struct caa_notes *notes, struct caa_note note, size_t limit, struct arena *arena)
{
    for (size_t i = 0; i < notes->count; i++)
        if (notes_is_same(&notes->items[i], &note))
            return;
    if (notes->count >= limit)
        return;
    if (!notes->items)
        notes->items = arena_alloc(arena, CAA_NOTES_MAX * sizeof *notes->items);
    notes->items[notes->count++] = note;
}

bool caa_notes_have(const struct caa_notes *notes, enum note note)
{
    for (size_t i = 0; i < notes->count; i++)
        if (notes->items[i].note == note)
            return true;
    return false;
}

void caa_notes_add(struct caa_notes *notes, enum note note, struct arena *arena)
{
    add_below(notes, (struct caa_note){.note = note}, CAA_NOTES_MAX, arena);
}

struct caa_notes caa_notes_copy(const struct caa_notes *notes, struct arena *arena)
{
    struct caa_notes copy = {.count = notes->count};
    if (copy.count) {
        copy.items = arena_alloc(arena, CAA_NOTES_MAX * sizeof *copy.items);
        memcpy(copy.items, notes->items, copy.count * sizeof *copy.items);
    }
    return copy;
}

/* What the functions that look at one record share. */
struct noting {
    struct caa_notes *notes;
    const struct caa_policy *policy;
    struct arena *arena;
};

enum { NOTES_OF_RECORDS = CAA_NOTES_MAX - CAA_NOTES_OF_SET };

static void notes_add(const struct noting *noting, enum note note)
{
    add_below(noting->notes, (struct caa_note){.note = note}, NOTES_OF_RECORDS, noting->arena);
}

static void add_with_text(const struct noting *noting, enum note note, struct span text)
{
    size_t size = text.size < CAA_NOTE_VALUE_MAX ? text.size : CAA_NOTE_VALUE_MAX;
    add_below(noting->notes, (struct caa_note){.note = note, .value = text.at, .size = size}, NOTES_OF_RECORDS,
              noting->arena);
}

/* Edits between two texts; TYPO_DISTANCE_MAX + 1 where they are many. */
static unsigned distance(struct span a, struct span b)
{
    return typo_distance(a.at, a.size, b.at, b.size);
}

/* The letters and digits of a text only. */
static struct span only_alnum(struct span span, uint8_t *out)
{
    size_t size = 0;
    for (size_t i = 0; i < span.size && size < COMPARED_MAX; i++)
        if (ascii_is_alnum(span.at[i]))
            out[size++] = span.at[i];
    return (struct span){out, size};
}

/* ---- tags ---- */

/* The known tag that this one is likely meant to be; CAA_TAG_OTHER: none. */
static enum caa_tag likely_tag(struct span tag)
{
    static const struct {
        const char *text;
        enum caa_tag meant;
    } seen[] = {{"wildcard", CAA_TAG_ISSUEWILD}, {"issueemail", CAA_TAG_ISSUEMAIL}, {"issuer", CAA_TAG_ISSUE}};
    uint8_t letters[COMPARED_MAX];
    unsigned least = TYPO_DISTANCE_MAX + 1;
    enum caa_tag likely = CAA_TAG_OTHER;
    if (tag.size < SHORTEST_TAG)
        return CAA_TAG_OTHER;
    for (size_t i = 0; i < sizeof seen / sizeof *seen; i++)
        if (span_is(tag, seen[i].text))
            return seen[i].meant;
    for (unsigned known = 0; known < CAA_TAG_COUNT; known++) {
        if (caa_tag_use(known) == CAA_TAG_OPTIONAL)
            continue;
        bool same = tag.size <= COMPARED_MAX && span_is(only_alnum(tag, letters), caa_tag_text(known));
        unsigned edits = same ? 0 : distance(tag, span_of(caa_tag_text(known)));
        if (edits < least) {
            least = edits;
            likely = known;
        }
    }
    return likely;
}

static bool notes_list_holds(struct text_list list, struct span span)
{
    for (size_t i = 0; i < list.count; i++)
        if (span_is(span, list.items[i]))
            return true;
    return false;
}

static void note_tag(const struct noting *noting, const struct caa_property *property)
{
    struct span tag = {property->tag, property->tag_size};
    if (!caa_tag_is_valid(tag.at, tag.size))
        notes_add(noting, NOTE_TAG_INVALID);
    if (caa_property_tag(property) == CAA_TAG_OTHER && !notes_list_holds(noting->policy->known_tags, tag) &&
        likely_tag(tag) != CAA_TAG_OTHER)
        add_with_text(noting, NOTE_TAG_TYPO, tag);
}

static void note_flags(const struct noting *noting, const struct caa_property *property)
{
    if (property->flags & FLAGS_RESERVED)
        add_below(noting->notes, (struct caa_note){.note = NOTE_FLAG, .number = property->flags}, NOTES_OF_RECORDS,
                  noting->arena);
}

/* ---- issuers ---- */

static bool notes_is_blank(uint8_t octet)
{
    return octet == ' ' || octet == '\t';
}

static struct span notes_trimmed(struct span span)
{
    while (span.size && notes_is_blank(span.at[0]))
        span = (struct span){span.at + 1, span.size - 1};
    while (span.size && notes_is_blank(span.at[span.size - 1]))
        span.size--;
    return span;
}

/* What is written before the first semicolon, well-formed or not. */
static struct span written_issuer(const struct caa_property *property)
{
    struct span span = {property->value, property->value_size};
    const uint8_t *semicolon = span.size ? memchr(span.at, ';', span.size) : NULL;
    if (semicolon)
        span.size = (size_t)(semicolon - span.at);
    return notes_trimmed(span);
}

static struct span first_label(struct span span)
{
    const uint8_t *dot = span.size ? memchr(span.at, '.', span.size) : NULL;
    return dot ? (struct span){span.at, (size_t)(dot - span.at)} : span;
}

static bool notes_is_below(struct span span, struct span ancestor)
{
    return span.size > ancestor.size + 1 && span.at[span.size - ancestor.size - 1] == '.' &&
           ascii_equal(span.at + span.size - ancestor.size, ancestor.size, ancestor.at, ancestor.size);
}

/* ASCII in full width, and the dots of Chinese and Japanese, as they were meant; 0: another character. */
static uint8_t meant_by(uint32_t character)
{
    if (character == 0x3002 || character == 0xFF61)
        return '.';
    return character >= 0xFF01 && character <= 0xFF5E ? (uint8_t)(character - 0xFF01 + '!') : 0;
}

/* What is left without the dress of a URL or of quotes, or of full width: letters, digits, dots and hyphens. */
static struct span undressed(struct span span, uint8_t *out)
{
    static const char *const schemes[] = {"http://", "https://"};
    size_t size = 0, skipped = 0;
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (span.size >= strlen(schemes[i]) && ascii_equal_text(span.at, strlen(schemes[i]), schemes[i]))
            skipped = strlen(schemes[i]);
    for (size_t i = skipped, taken; i < span.size && size < COMPARED_MAX; i += taken) {
        uint32_t character;
        taken = utf8_decode((const char *)span.at + i, span.size - i, &character);
        uint8_t octet = taken > 1 ? meant_by(character) : span.at[i];
        taken += !taken;
        if (ascii_is_alnum(octet) || octet == '.' || octet == '-')
            out[size++] = octet;
    }
    return (struct span){out, size};
}

static bool is_issuer_typo(struct span issuer, struct span ca)
{
    uint8_t bare_room[COMPARED_MAX], letters_room[COMPARED_MAX], ca_letters_room[COMPARED_MAX];
    if (issuer.size > (size_t)4 * COMPARED_MAX || ca.size > COMPARED_MAX)
        return false;
    struct span bare = undressed(issuer, bare_room), letters = only_alnum(bare, letters_room);
    struct span ca_letters = only_alnum(ca, ca_letters_room), label = first_label(bare), ca_label = first_label(ca);
    bool same_letters = ascii_equal(letters.at, letters.size, ca_letters.at, ca_letters.size);
    bool other_domain = ca_label.size < ca.size && ascii_equal(label.at, label.size, ca_label.at, ca_label.size);
    return bare.size &&
           (distance(bare, ca) <= TYPO_DISTANCE_MAX || notes_is_below(bare, ca) || other_domain || same_letters);
}

static void note_typo(const struct noting *noting, struct span issuer)
{
    for (size_t i = 0; i < noting->policy->cas.count; i++)
        if (is_issuer_typo(issuer, span_of(noting->policy->cas.items[i]))) {
            add_with_text(noting, NOTE_ISSUER_TYPO, issuer);
            return;
        }
}

/* Authorised SECOM for NII's service until 2020-12-24. */
static const char legacy_issuer[] = "certs.nii.ac.jp";

enum caa_tag caa_notes_meant_tag(const struct caa_property *property)
{
    return likely_tag((struct span){property->tag, property->tag_size});
}

/* A name such as one gets by copying from a zone file; the grammar allows no final dot. */
static bool has_trailing_dot(struct span issuer)
{
    if (!issuer.size || issuer.at[issuer.size - 1] != '.')
        return false;
    const struct caa_property without = {.value = issuer.at, .value_size = issuer.size - 1};
    return caa_issue_value_read(&without).issuer_size;
}

static struct span first_word(struct span span)
{
    size_t size = 0;
    while (size < span.size && !notes_is_blank(span.at[size]) && span.at[size] != ',')
        size++;
    return (struct span){span.at, size};
}

/* What may have been meant by an issuer that is not the CA: only the likeliest. A final dot, or the CA followed by
 * other words (unquoted-spaces), explains itself. */
static void note_foreign_issuer(const struct noting *noting, struct span issuer)
{
    const struct text_list cas = noting->policy->cas;
    bool dot = has_trailing_dot(issuer);
    if (dot) {
        notes_add(noting, NOTE_TRAILING_DOT);
        issuer.size--;
    }
    if (span_is(issuer, legacy_issuer) && notes_list_holds(cas, span_of(caa_profile_default()->issuer)) &&
        !notes_list_holds(cas, issuer))
        add_with_text(noting, NOTE_ISSUER_LEGACY, issuer);
    else if (!dot && !notes_list_holds(cas, first_word(issuer)))
        note_typo(noting, issuer);
}

bool caa_notes_names_several(const struct caa_property *property)
{
    struct span rest = written_issuer(property);
    size_t count = 0;
    while (rest.size) {
        struct span word = first_word(rest);
        const struct caa_property alone = {.value = word.at, .value_size = word.size};
        count += word.size && memchr(word.at, '.', word.size) && caa_issue_value_read(&alone).issuer_size == word.size;
        rest = (struct span){rest.at + word.size, rest.size - word.size};
        while (rest.size && (notes_is_blank(*rest.at) || *rest.at == ','))
            rest = (struct span){rest.at + 1, rest.size - 1};
    }
    return count > 1;
}

bool caa_notes_meant_for_ca(const struct caa_policy *policy, const struct caa_property *property)
{
    struct span issuer = written_issuer(property), word = first_word(issuer);
    if (has_trailing_dot(word))
        word.size--;
    bool found =
        notes_list_holds(policy->cas, word) ||
        (span_is(word, legacy_issuer) && notes_list_holds(policy->cas, span_of(caa_profile_default()->issuer)));
    for (size_t i = 0; i < policy->cas.count && !found; i++)
        found = is_issuer_typo(issuer, span_of(policy->cas.items[i]));
    return found;
}

static bool mentions(const struct caa_property *property, const char *text)
{
    size_t size = strlen(text);
    for (size_t i = 0; i + size <= property->value_size; i++)
        if (ascii_equal_text(property->value + i, size, text))
            return true;
    return false;
}

struct caa_binding caa_notes_meant_binding(const struct caa_policy *policy, enum caa_tag tag,
                                           const struct dns_rdata *records, size_t count)
{
    struct caa_binding binding = {0};
    struct caa_property property;
    for (size_t i = 0; i < count; i++) {
        if (!caa_property_read(records[i], &property) || caa_property_tag(&property) != tag)
            continue;
        const struct caa_issue_value value = caa_issue_value_read(&property);
        if (caa_policy_names_ca(policy, &value) || !caa_notes_meant_for_ca(policy, &property))
            continue;
        binding.account = binding.account || mentions(&property, "accounturi");
        binding.method = binding.method || mentions(&property, "validationmethods");
    }
    return binding;
}

static bool has_upper_case(struct span span)
{
    for (size_t i = 0; i < span.size; i++)
        if (ascii_lower(span.at[i]) != span.at[i])
            return true;
    return false;
}

static void note_parameters(const struct noting *noting, struct caa_issue_value value)
{
    struct caa_parameter parameter;
    while (noting->notes->count < NOTES_OF_RECORDS && caa_parameter_next(&value, &parameter)) {
        struct span tag = {parameter.tag, parameter.tag_size};
        if (!caa_parameter_is_account(&parameter) && !caa_parameter_is_method(&parameter))
            add_with_text(noting, NOTE_UNKNOWN_PARAMETER, tag);
    }
}

/* Whether a blank stands within a part that ends at a semicolon, where the grammar allows none: it does so at the
 * first equals sign only. */
static bool has_inner_blank(struct span part)
{
    part = notes_trimmed(part);
    const uint8_t *equals = part.size ? memchr(part.at, '=', part.size) : NULL;
    for (size_t i = 0; i < part.size; i++) {
        if (!notes_is_blank(part.at[i]))
            continue;
        size_t next = i;
        while (notes_is_blank(part.at[next]))
            next++;
        if (part.at + next != equals && part.at + i - 1 != equals)
            return true;
        i = next;
    }
    return false;
}

static bool has_blank_between_words(const struct caa_property *property)
{
    size_t start = 0;
    for (size_t i = 0; i <= property->value_size; i++)
        if (i == property->value_size || property->value[i] == ';') {
            if (has_inner_blank((struct span){property->value + start, i - start}))
                return true;
            start = i + 1;
        }
    return false;
}

/* A semicolon behind an issuer is allowed, one behind the last parameter is not. */
static bool ends_in_semicolon(const struct caa_property *property)
{
    struct span value = notes_trimmed((struct span){property->value, property->value_size});
    bool ends = value.size && value.at[value.size - 1] == ';';
    while (value.size && (value.at[value.size - 1] == ';' || notes_is_blank(value.at[value.size - 1])))
        value.size--;
    return ends && value.size;
}

/* What copying from a document leaves behind; no grammar of a CAA value knows it. */
static void note_odd_characters(const struct noting *noting, const struct caa_property *property)
{
    for (size_t i = 0, taken, told = 0; i < property->value_size && told < ODD_CHARACTERS_MAX; i += taken) {
        uint32_t character;
        taken = utf8_decode((const char *)property->value + i, property->value_size - i, &character);
        if (taken > 1)
            add_below(noting->notes, (struct caa_note){.note = NOTE_ODD_CHARACTER, .number = character},
                      NOTES_OF_RECORDS, noting->arena);
        told += taken > 1;
        taken += !taken;
    }
}

static void note_issue(const struct noting *noting, const struct caa_property *property)
{
    const struct caa_issue_value value = caa_issue_value_read(property);
    struct span issuer = written_issuer(property);
    if (caa_policy_names_ca(noting->policy, &value)) {
        if (has_upper_case(issuer))
            notes_add(noting, NOTE_ISSUER_CASE);
        note_parameters(noting, value);
    }
    note_foreign_issuer(noting, issuer);
    if (ends_in_semicolon(property))
        notes_add(noting, NOTE_TRAILING_SEMICOLON);
    note_odd_characters(noting, property);
    if (!value.well_formed && has_blank_between_words(property))
        notes_add(noting, NOTE_UNQUOTED_SPACES);
}

/* RFC 8659 4.4: a mailto, http or https URL. */
static void note_iodef(const struct noting *noting, const struct caa_property *property)
{
    static const char *const schemes[] = {"mailto:", "http://", "https://"};
    bool valid = false;
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        size_t size = strlen(schemes[i]);
        valid = valid || (property->value_size > size && ascii_equal(property->value, size, schemes[i], size));
    }
    for (size_t i = 0; i < property->value_size; i++)
        valid = valid && property->value[i] > 0x20 && property->value[i] < 0x7F;
    if (!valid)
        notes_add(noting, NOTE_IODEF_INVALID);
}

static void note_property(const struct noting *noting, const struct caa_property *property)
{
    note_flags(noting, property);
    note_tag(noting, property);
    if (caa_property_restricts(property))
        note_issue(noting, property);
    else if (caa_property_tag(property) == CAA_TAG_IODEF)
        note_iodef(noting, property);
}

/* ---- sets ---- */

enum { COMPARED_RECORDS = 256 }; /* records that are compared with each other */

static bool has_duplicate(const struct dns_rdata *records, size_t count)
{
    struct caa_property a, b;
    if (count > COMPARED_RECORDS)
        count = COMPARED_RECORDS;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (caa_property_read(records[i], &a) && caa_property_read(records[j], &b) &&
                ascii_equal(a.tag, a.tag_size, b.tag, b.tag_size) &&
                ascii_equal(a.value, a.value_size, b.value, b.value_size))
                return true;
    return false;
}

void caa_notes_of_records(struct caa_notes *notes, const struct caa_policy *policy, const struct dns_rdata *records,
                          size_t count, struct arena *arena)
{
    const struct noting noting = {notes, policy, arena};
    struct caa_property property;
    for (size_t i = 0; i < count && notes->count < NOTES_OF_RECORDS; i++)
        if (caa_property_read(records[i], &property))
            note_property(&noting, &property);
    if (has_duplicate(records, count))
        caa_notes_add(notes, NOTE_DUPLICATE, arena);
}

void caa_notes_of_answer(struct caa_notes *notes, const uint8_t *name, const struct dns_answer *answer,
                         struct arena *arena)
{
    if (answer->ttl > CAA_LONG_TTL)
        caa_notes_add(notes, NOTE_LONG_TTL, arena);
    if (caa_suffix_is_public(name))
        caa_notes_add(notes, NOTE_SET_AT_PUBLIC_SUFFIX, arena);
    if (answer->alias_count)
        caa_notes_add(notes, NOTE_FROM_ALIAS, arena);
    if (answer->remarks.stale)
        caa_notes_add(notes, NOTE_STALE_ANSWER, arena);
}

/* ---- names ---- */

/* BR 3.2.2.4 and 7.1.2.7.12: a certificate holds fully qualified names of LDH labels and A-labels only. */
void caa_notes_of_name(struct caa_notes *notes, const uint8_t *name, struct arena *arena)
{
    if (dns_name_labels(name) == 1)
        caa_notes_add(notes, NOTE_SINGLE_LABEL, arena);
    else if (caa_suffix_is_registry(name))
        caa_notes_add(notes, NOTE_PUBLIC_SUFFIX, arena);
    if (!subject_is_ldh(name))
        caa_notes_add(notes, NOTE_NOT_LDH, arena);
}
