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

void words_note(const struct caa_note *note, struct buffer *out)
{
    static const enum words ids[] = {
#define NOTE_WORDS(id, word, value) [id] = WORDS_##id,
        NOTE_LIST(NOTE_WORDS)
#undef NOTE_WORDS
    };
    words_add(ids[note->note], out);
}
