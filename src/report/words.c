/* SPDX-License-Identifier: Apache-2.0 */
#include "report/words.h"

#include "util/language.h"

const char *words_text(enum words id)
{
    static const char *const texts[] = {
#define WORDS_TEXT(id, english) (english),
        WORDS_LIST(WORDS_TEXT)
#undef WORDS_TEXT
    };
    return language_text(texts[id]);
}

void words_add(enum words id, struct buffer *out)
{
    buffer_add_text(out, words_text(id));
}

void words_fill(enum words id, words_slot *slot, const void *context, struct buffer *out)
{
    const char *text = words_text(id);
    while (*text) {
        size_t size = strcspn(text, "{");
        buffer_add(out, text, size);
        text += size;
        if (!*text)
            break;
        size = strcspn(++text, "}");
        slot(context, text, size, out);
        text += size + 1;
    }
}

bool words_slot_is(const char *name, size_t size, const char *text)
{
    return strlen(text) == size && memcmp(name, text, size) == 0;
}

/* By what a note begins with: its word, or the word's fixed part. */
static const struct {
    const char *start;
    enum words id;
} notes[] = {
    {"flag-", WORDS_NOTE_FLAG},
    {"tag-typo=", WORDS_NOTE_TAG_TYPO},
    {"tag-invalid", WORDS_NOTE_TAG_INVALID},
    {"issuer-typo=", WORDS_NOTE_ISSUER_TYPO},
    {"issuer-legacy=", WORDS_NOTE_ISSUER_LEGACY},
    {"issuer-case", WORDS_NOTE_ISSUER_CASE},
    {"trailing-dot", WORDS_NOTE_TRAILING_DOT},
    {"trailing-semicolon", WORDS_NOTE_TRAILING_SEMICOLON},
    {"unquoted-spaces", WORDS_NOTE_UNQUOTED_SPACES},
    {"unknown-parameter=", WORDS_NOTE_UNKNOWN_PARAMETER},
    {"duplicate", WORDS_NOTE_DUPLICATE},
    {"iodef-invalid", WORDS_NOTE_IODEF_INVALID},
    {"long-ttl", WORDS_NOTE_LONG_TTL},
    {"set-at-public-suffix", WORDS_NOTE_PUBLIC_SUFFIX},
    {"from-alias", WORDS_NOTE_FROM_ALIAS},
    {"servers-disagree", WORDS_NOTE_SERVERS_DISAGREE},
    {"perspectives-differ", WORDS_NOTE_PERSPECTIVES_DIFFER},
    {"stale-answer", WORDS_NOTE_STALE},
    {"dnssec-sha1", WORDS_NOTE_SHA1},
};

bool words_note(const char *note, struct buffer *out)
{
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        if (strncmp(note, notes[i].start, strlen(notes[i].start)) == 0) {
            words_add(notes[i].id, out);
            return true;
        }
    return false;
}
