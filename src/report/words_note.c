/* SPDX-License-Identifier: Apache-2.0 */
#include "report/words.h"

#include <string.h>

static const enum words note_words[] = {
#define NOTE_WORDS(id, word, value) [id] = WORDS_##id,
    NOTE_LIST(NOTE_WORDS)
#undef NOTE_WORDS
};

void words_note(const struct caa_note *note, struct buffer *out)
{
    words_add(note_words[note->note], out);
}

/* Whether TEXT is this word, alone or with its value. */
static bool is_note(const char *text, const char *word)
{
    size_t size = strlen(word);
    return strncmp(text, word, size) == 0 &&
           (!text[size] || text[size] == '=' || (text[size] == '-' && !strcmp(word, "flag")));
}

bool words_note_bars(const char *text, struct buffer *out)
{
    for (unsigned note = 0; note < NOTE_COUNT; note++)
        if (caa_note_bars(note) && is_note(text, caa_note_word(note))) {
            words_add(note_words[note], out);
            return true;
        }
    return false;
}

bool words_note_printed(const char *text, struct buffer *out)
{
    for (unsigned note = 0; note < NOTE_COUNT; note++)
        if (is_note(text, caa_note_word(note))) {
            words_add(note_words[note], out);
            return true;
        }
    return false;
}
