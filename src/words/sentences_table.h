/* SPDX-License-Identifier: Apache-2.0 */
/* What is made of data/words: each sentence in both languages, by its id. */
#ifndef WORDS_SENTENCES_TABLE_H
#define WORDS_SENTENCES_TABLE_H

#include "util/saying.h"

/* SLOTS are the names of the slots in alphabetical order, as a saying has their values. */
struct sentence {
    const char *english, *japanese, *slots;
};

extern const struct sentence words_sentences[WORDS_COUNT];

#endif
