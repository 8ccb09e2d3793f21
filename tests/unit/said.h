/* SPDX-License-Identifier: Apache-2.0 */
/* What a kept saying says in English, as a text that lives as long as the process. */
#ifndef TESTS_UNIT_SAID_H
#define TESTS_UNIT_SAID_H

#include "util/arena.h"
#include "words/words.h"

static inline const char *said_as(const char *kept, bool visible)
{
    static struct arena texts;
    struct buffer words = {0}, out = {0};
    words_say_kept(kept, &words);
    if (visible)
        buffer_add_visible(&out, words.data, words.size);
    else
        buffer_add(&out, words.data, words.size);
    const char *text = arena_text(&texts, out.data, out.size);
    buffer_free(&words);
    buffer_free(&out);
    return text;
}

static inline const char *said(const char *kept)
{
    return said_as(kept, false);
}

/* As standard error has it. */
static inline const char *told(const char *kept)
{
    return said_as(kept, true);
}

#endif
