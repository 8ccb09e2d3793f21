/* SPDX-License-Identifier: Apache-2.0 */
#include "words/language.h"

#include "sentences_table.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* By the English; sorted when it is used first. */
static struct sentence entries[WORDS_COUNT];

enum { ENTRY_COUNT = WORDS_COUNT };

static enum language present = LANGUAGE_EN;
static bool sorted;

static int compare(const void *a, const void *b)
{
    const struct sentence *x = a, *y = b;
    return strcmp(x->english, y->english);
}

void language_set(enum language language)
{
    present = language;
    if (sorted)
        return;
    memcpy(entries, words_sentences, sizeof entries);
    qsort(entries, ENTRY_COUNT, sizeof *entries, compare);
    sorted = true;
}

enum language language_get(void)
{
    return present;
}

bool language_parse(const char *word, enum language *ret_language)
{
    bool japanese = strcmp(word, "ja") == 0;
    if (!japanese && strcmp(word, "en") != 0)
        return false;
    *ret_language = japanese ? LANGUAGE_JA : LANGUAGE_EN;
    return true;
}

enum language language_of_environment(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return strncmp(value, "ja", 2) == 0 && (!value[2] || strchr("_.@", value[2])) ? LANGUAGE_JA : LANGUAGE_EN;
    }
    return LANGUAGE_EN;
}

const char *language_text(const char *text)
{
    if (present == LANGUAGE_EN)
        return text;
    const struct sentence wanted = {text, NULL, NULL};
    const struct sentence *found = bsearch(&wanted, entries, ENTRY_COUNT, sizeof *entries, compare);
    return found ? found->japanese : text;
}

void language_add_list(struct buffer *out, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, language_text(format), arguments);
    if (size > 0) {
        vsnprintf(buffer_reserve(out, (size_t)size + 1), (size_t)size + 1, language_text(format), again);
        out->size += (size_t)size;
    }
    va_end(again);
}

void language_add(struct buffer *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    language_add_list(out, format, arguments);
    va_end(arguments);
}

const char *language_format(struct arena *arena, const char *format, ...)
{
    struct buffer text = {0};
    va_list arguments;
    va_start(arguments, format);
    language_add_list(&text, format, arguments);
    va_end(arguments);
    const char *words = arena_text(arena, text.data, text.size);
    buffer_free(&text);
    return words;
}

const char *language_error(int number)
{
    return language_text(strerror(number));
}

const char *language_entry(unsigned index, const char **ret_english)
{
    if (++index >= ENTRY_COUNT)
        return NULL;
    *ret_english = words_sentences[index].english;
    return words_sentences[index].japanese;
}
