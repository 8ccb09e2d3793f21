/* SPDX-License-Identifier: Apache-2.0 */
/* What a kept saying says in English, as a text that lives as long as the process. */
#ifndef TESTS_UNIT_SAID_H
#define TESTS_UNIT_SAID_H

#include "util/arena.h"
#include "words/words.h"

static inline const char *said(const char *kept)
{
    static struct arena texts;
    struct buffer out = {0};
    words_say_kept(kept, &out);
    const char *text = arena_text(&texts, out.data, out.size);
    buffer_free(&out);
    return text;
}

#endif
