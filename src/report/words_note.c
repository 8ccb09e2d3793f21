/* SPDX-License-Identifier: Apache-2.0 */
#include "report/words.h"

void words_note(const struct caa_note *note, struct buffer *out)
{
    static const enum words ids[] = {
#define NOTE_WORDS(id, word, value) [id] = WORDS_##id,
        NOTE_LIST(NOTE_WORDS)
#undef NOTE_WORDS
    };
    words_add(ids[note->note], out);
}
