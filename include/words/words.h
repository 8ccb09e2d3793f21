/* SPDX-License-Identifier: Apache-2.0 */
/* Every sentence for people, by its id, in the present language. English is in data/words/caa-audit.pot, Japanese in
 * data/words/ja.po; sentences.awk builds both in. Known to report and cli alone: all other rooms hand up sayings. */
#ifndef WORDS_WORDS_H
#define WORDS_WORDS_H

#include "util/buffer.h"
#include "util/saying.h"

#include <stdbool.h>

/* Appends the text of a slot; NAME is not NUL-terminated. */
typedef void words_slot(const void *context, const char *name, size_t size, struct buffer *out);

/* A sentence that has no slots. */
const char *words_text(enum words id);
void words_add(enum words id, struct buffer *out);

/* Appends a sentence, its slots filled by SLOT. */
void words_fill(enum words id, words_slot *slot, const void *context, struct buffer *out);

/* Whether a slot's name is TEXT. */
static inline bool words_slot_is(const char *name, size_t size, const char *text)
{
    return *name == *text && strlen(text) == size && memcmp(name, text, size) == 0;
}

/* Appends what is to be said. */
void words_say(struct saying saying, struct buffer *out);

/* The same for a saying that was kept. */
void words_say_kept(const char *kept, struct buffer *out);

#endif
