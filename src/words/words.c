/* SPDX-License-Identifier: Apache-2.0 */
#include "words/words.h"

#include "sentences_table.h"
#include "words/language.h"

#include <errno.h>
#include <string.h>

const char *words_text(enum words id)
{
    return language_get() == LANGUAGE_JA ? words_sentences[id].japanese : words_sentences[id].english;
}

void words_add(enum words id, struct buffer *out)
{
    buffer_add_text(out, words_text(id));
}

/* Appends what comes before the next slot, `{{` as `{`; the slot's name, or NULL at the end. */
static const char *add_up_to_slot(const char *text, struct buffer *out)
{
    for (;;) {
        size_t plain = strcspn(text, "{}");
        buffer_add(out, text, plain);
        text += plain;
        if (!*text)
            return NULL;
        if (text[1] != *text)
            return text + 1;
        buffer_add_char(out, *text);
        text += 2;
    }
}

/* `count:entry|entries`, NAME octets of which are the slot's name: what is said of one, and of any other number. */
static void add_form(const char *text, size_t name, words_slot *slot, const void *context, struct buffer *out)
{
    struct buffer value = {0};
    const char *one = text + name + 1, *others = one + strcspn(one, "|") + 1;
    slot(context, text, name, &value);
    if (strcmp(buffer_text(&value), "1") == 0)
        buffer_add(out, one, (size_t)(others - one) - 1);
    else
        buffer_add(out, others, strcspn(others, "}"));
    buffer_free(&value);
}

void words_fill(enum words id, words_slot *slot, const void *context, struct buffer *out)
{
    for (const char *text = words_text(id); (text = add_up_to_slot(text, out));) {
        size_t size = strcspn(text, "}"), name = strcspn(text, ":}");
        if (name < size)
            add_form(text, name, slot, context, out);
        else
            slot(context, text, size, out);
        text += size + 1;
    }
}

/* An errno in the present language; what there is no sentence for, as the system says it. */
static const char *words_error(int number)
{
    static const struct {
        int number;
        enum words id;
    } known[] = {
        {ENOENT, WORDS_ERROR_ENOENT},
        {EACCES, WORDS_ERROR_EACCES},
        {EISDIR, WORDS_ERROR_EISDIR},
        {ENOTDIR, WORDS_ERROR_ENOTDIR},
        {EEXIST, WORDS_ERROR_EEXIST},
        {ENOSPC, WORDS_ERROR_ENOSPC},
        {EROFS, WORDS_ERROR_EROFS},
        {EPIPE, WORDS_ERROR_EPIPE},
        {EBUSY, WORDS_ERROR_EBUSY},
        {EDQUOT, WORDS_ERROR_EDQUOT},
        {ENAMETOOLONG, WORDS_ERROR_ENAMETOOLONG},
        {ELOOP, WORDS_ERROR_ELOOP},
        {EIO, WORDS_ERROR_EIO},
        {EPERM, WORDS_ERROR_EPERM},
        {EBADF, WORDS_ERROR_EBADF},
        {ELIBACC, WORDS_ERROR_ELIBACC},
        {EFBIG, WORDS_ERROR_EFBIG},
        {EMFILE, WORDS_ERROR_EMFILE},
        {ECONNREFUSED, WORDS_ERROR_ECONNREFUSED},
        {ECONNRESET, WORDS_ERROR_ECONNRESET},
        {EHOSTUNREACH, WORDS_ERROR_EHOSTUNREACH},
        {ENETUNREACH, WORDS_ERROR_ENETUNREACH},
        {ENETDOWN, WORDS_ERROR_ENETDOWN},
        {EADDRNOTAVAIL, WORDS_ERROR_EADDRNOTAVAIL},
        {ETIMEDOUT, WORDS_ERROR_ETIMEDOUT},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].number == number)
            return words_text(known[i].id);
    return strerror(number);
}

/* ---- sayings ---- */

/* Sentences within sentences; ours have five. A sentence may say a slot three times, so what a text pretends to nest
 * would otherwise triple at each depth. */
enum { DEPTH_MAX = 9 };

struct said {
    struct saying_piece piece;
    unsigned depth;
};

static void words_of_say(const char *kept, size_t size, unsigned depth, struct buffer *out);

/* The place of a slot's value. */
static unsigned words_place_of(const char *slots, const char *name, size_t size)
{
    unsigned place = 0;
    for (; *slots; place++) {
        size_t length = strcspn(slots, ",");
        if (length == size && memcmp(slots, name, size) == 0)
            break;
        slots += length + (slots[length] ? 2 : 0);
    }
    return place;
}

static void words_add_value(const void *context, const char *name, size_t size, struct buffer *out)
{
    const struct said *said = context;
    const struct saying_piece *piece = &said->piece;
    unsigned place = words_place_of(words_sentences[piece->id].slots, name, size);
    if (place < piece->count) /* a message too long for its place is cut off */
        words_of_say(piece->values[place].start, piece->values[place].size, said->depth + 1, out);
}

static void words_of_say(const char *kept, size_t size, unsigned depth, struct buffer *out)
{
    struct said said = {.depth = depth};
    const struct saying_piece *piece = &said.piece;
    while (depth < DEPTH_MAX && saying_next(&kept, &size, &said.piece))
        if (piece->id != WORDS_NONE)
            words_fill(piece->id, words_add_value, &said, out);
        else if (piece->error)
            buffer_add_text(out, words_error(piece->error));
        else if (piece->count)
            saying_add_plain(piece->values[0].start, piece->values[0].size, out);
}

void words_say_kept(const char *kept, struct buffer *out)
{
    words_of_say(kept, strlen(kept), 0, out);
}

void words_say(struct saying saying, struct buffer *out)
{
    struct buffer kept = {0};
    saying_add(saying, &kept);
    words_say_kept(buffer_text(&kept), out);
    buffer_free(&kept);
}
