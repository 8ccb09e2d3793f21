/* SPDX-License-Identifier: Apache-2.0 */
/* What is odd about a relevant set though it decides nothing: short words for the report, one for each oddity. */
#ifndef CAA_NOTES_H
#define CAA_NOTES_H

#include "caa/policy.h"
#include "util/arena.h"

/* What belongs to a note, and follows its word in a report. */
enum note_value {
    NOTE_ALONE,
    NOTE_NUMBER,    /* `-N` */
    NOTE_CHARACTER, /* `=U+XXXX`, its number */
    NOTE_TEXT       /* `=TEXT`, from the network; a semicolon (it stands between notes) and octets outside 0x20-0x7E are
                       written as \DDD */
};

/* Every note: id, its word, its value. What it means is the sentence WORDS_ and its id. */
/* clang-format off */
#define NOTE_LIST(X)                                                  \
    X(NOTE_FLAG,                 "flag",                 NOTE_NUMBER) \
    X(NOTE_TAG_TYPO,             "tag-typo",             NOTE_TEXT)   \
    X(NOTE_TAG_INVALID,          "tag-invalid",          NOTE_ALONE)  \
    X(NOTE_ISSUER_TYPO,          "issuer-typo",          NOTE_TEXT)   \
    X(NOTE_ISSUER_LEGACY,        "issuer-legacy",        NOTE_TEXT)   \
    X(NOTE_ISSUER_CASE,          "issuer-case",          NOTE_ALONE)  \
    X(NOTE_TRAILING_DOT,         "trailing-dot",         NOTE_ALONE)  \
    X(NOTE_TRAILING_SEMICOLON,   "trailing-semicolon",   NOTE_ALONE)  \
    X(NOTE_UNQUOTED_SPACES,      "unquoted-spaces",      NOTE_ALONE)  \
    X(NOTE_UNKNOWN_PARAMETER,    "unknown-parameter",    NOTE_TEXT)   \
    X(NOTE_DUPLICATE,            "duplicate",            NOTE_ALONE)  \
    X(NOTE_IODEF_INVALID,        "iodef-invalid",        NOTE_ALONE)  \
    X(NOTE_LONG_TTL,             "long-ttl",             NOTE_ALONE)  \
    X(NOTE_SET_AT_PUBLIC_SUFFIX, "set-at-public-suffix", NOTE_ALONE)  \
    X(NOTE_FROM_ALIAS,           "from-alias",           NOTE_ALONE)  \
    X(NOTE_SERVERS_DISAGREE,     "servers-disagree",     NOTE_ALONE)  \
    X(NOTE_PERSPECTIVES_DIFFER,  "perspectives-differ",  NOTE_ALONE)  \
    X(NOTE_STALE_ANSWER,         "stale-answer",         NOTE_ALONE)  \
    X(NOTE_DNSSEC_SHA1,          "dnssec-sha1",          NOTE_ALONE)  \
    X(NOTE_SINGLE_LABEL,         "single-label",         NOTE_ALONE)  \
    X(NOTE_NOT_LDH,              "not-ldh",              NOTE_ALONE)  \
    X(NOTE_PUBLIC_SUFFIX,        "public-suffix",        NOTE_ALONE)  \
    X(NOTE_NO_SUCH_DOMAIN,       "no-such-domain",       NOTE_ALONE)  \
    X(NOTE_PRIVATE_ADDRESS,      "private-address",      NOTE_ALONE)  \
    X(NOTE_LOCAL_DATA,           "local-data",           NOTE_ALONE)  \
    X(NOTE_ODD_CHARACTER,        "odd-character",        NOTE_CHARACTER) \
    X(NOTE_OUTSIDE_ZONES,        "outside-zones",        NOTE_ALONE)
/* clang-format on */

enum note {
#define NOTE_ENUM(id, word, value) id,
    NOTE_LIST(NOTE_ENUM)
#undef NOTE_ENUM
        NOTE_COUNT
};

struct caa_note {
    enum note note;
    unsigned number;      /* NOTE_NUMBER, NOTE_CHARACTER */
    const uint8_t *value; /* NOTE_TEXT: as it was read, cut short at CAA_NOTE_VALUE_MAX; lent by the answer */
    size_t size;
};

struct caa_notes {
    struct caa_note *items; /* in the arena, each once */
    size_t count;
};

const char *caa_note_word(enum note note);

/* `U+201C` */
void caa_note_print_character(unsigned character, struct buffer *out);

/* Whether it says that no CA can issue for the name, whatever CAA says. */
bool caa_note_bars(enum note note);

/* As a report has it: the word and what follows it. */
void caa_note_print(const struct caa_note *note, struct buffer *out);

enum {
    CAA_NOTES_MAX = 64,        /* notes for one set; a set of a thousand odd records does not get a thousand */
    CAA_NOTES_OF_SET = 8,      /* of these, room kept for what is said of the set as a whole */
    CAA_NOTE_VALUE_MAX = 256,  /* octets of a VALUE before it is cut short */
    CAA_LONG_TTL = 8 * 60 * 60 /* seconds: a CA may reuse an answer for 8 hours or its TTL (BR 4.2.2.1) */
};

/* What is said of the records of a set; the notes lend from them. */
void caa_notes_of_records(struct caa_notes *notes, const struct caa_policy *policy, const struct dns_rdata *records,
                          size_t count, struct arena *arena);

/* What is said of the answer beside that; NAME is where the set was found (before aliases). */
void caa_notes_of_answer(struct caa_notes *notes, const uint8_t *name, const struct dns_answer *answer,
                         struct arena *arena);

/* The same notes, to be added to. */
struct caa_notes caa_notes_copy(const struct caa_notes *notes, struct arena *arena);

/* What is said of a name alone, without its `*.`. */
void caa_notes_of_name(struct caa_notes *notes, const uint8_t *name, struct arena *arena);

/* The conditions (RFC 8657) that properties of TAG were meant to bind the CA to, by the look of them, though they do
 * not name it: they are misspelt, of old, or malformed. */
struct caa_binding caa_notes_meant_binding(const struct caa_policy *policy, enum caa_tag tag,
                                           const struct dns_rdata *records, size_t count);

/* Whether a property was meant for the CA, by the look of it: it names the CA, or something like it. */
bool caa_notes_meant_for_ca(const struct caa_policy *policy, const struct caa_property *property);

/* Whether more issuers than one stand in a property, where the grammar has room for one. */
bool caa_notes_names_several(const struct caa_property *property);

/* Which known tag that of a property looks like; CAA_TAG_OTHER where it looks like none. */
enum caa_tag caa_notes_meant_tag(const struct caa_property *property);

bool caa_notes_have(const struct caa_notes *notes, enum note note);

/* Adds a note that stands alone; nothing happens where it is there already. */
void caa_notes_add(struct caa_notes *notes, enum note note, struct arena *arena);

#endif
