/* SPDX-License-Identifier: Apache-2.0 */
/* Sentences with any octets in their slots, in both languages: what is kept says the same as what is said at once, and
 * what was never kept by us can be said, too. The first two octets choose the sentence, the third what its slots get.
 */
#include "fuzz.h"

#include "util/arena.h"
#include "words/language.h"
#include "words/words.h"

static bool same(const struct buffer *a, const struct buffer *b)
{
    return a->size == b->size && (!a->size || memcmp(a->data, b->data, a->size) == 0);
}

static void say_both(struct saying saying)
{
    struct arena arena = {0};
    struct buffer said = {0}, kept = {0}, again = {0};
    const char *text = saying_keep(&arena, saying);
    expect(saying_is_kept(text));
    words_say(saying, &said);
    words_say_kept(text, &kept);
    expect(same(&said, &kept));
    saying_add_value(saying_kept(text), &again);
    expect(again.size == strlen(text) && memcmp(again.data, text, again.size) == 0);
    buffer_free(&said);
    buffer_free(&kept);
    buffer_free(&again);
    arena_free(&arena);
}

static void say_text(const char *text)
{
    struct buffer kept = {0}, said = {0};
    saying_add_text(text, &kept);
    words_say_kept(buffer_text(&kept), &said);
    expect(said.size == strlen(text) && (!said.size || memcmp(said.data, text, said.size) == 0));
    buffer_free(&kept);
    buffer_free(&said);
}

static struct saying_value value_of(uint8_t choice, const char *text, size_t size)
{
    switch (choice % 6) {
    case 0:
        return saying_of_text(text);
    case 1:
        return saying_part(text, size / 2);
    case 2:
        return saying_kept(text);
    case 3:
        return saying_of_signed((intmax_t)size - choice);
    case 4:
        return saying_error(choice);
    default:
        return saying_label(text, choice);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3)
        return 0;
    enum words id = 1 + (data[0] | (unsigned)data[1] << 8) % (WORDS_COUNT - 1);
    char *text = memory_text((const char *)data + 3, size - 3);
    struct saying_value values[SAYING_SLOTS_MAX];
    struct buffer out = {0};
    for (unsigned i = 0; i < SAYING_SLOTS_MAX; i++)
        values[i] = value_of((uint8_t)(data[2] + i), text, size - 3);
    for (unsigned language = LANGUAGE_EN; language <= LANGUAGE_JA; language++) {
        language_set((enum language)language);
        say_both((struct saying){id, SAYING_SLOTS_MAX, values});
        say_both((struct saying){id, data[2] % SAYING_SLOTS_MAX, values});
        say_text(text);
        words_say_kept(text, &out);
    }
    buffer_free(&out);
    free(text);
    return 0;
}
