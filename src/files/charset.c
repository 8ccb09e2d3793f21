/* SPDX-License-Identifier: Apache-2.0 */
#include "files/charset.h"

#include "util/memory.h"

#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    OUTPUT_ROOM = 256, /* octets offered to iconv at a time */
    WAITING_MAX = 16   /* an incomplete character is shorter in every encoding */
};

struct charset {
    iconv_t converter;
    const char *mark;
    size_t unit; /* octets that are left out where they cannot be converted */
    char waiting[WAITING_MAX];
    size_t waiting_size;
};

/* Octets of COUNT letters in the encoding; 0 where they cannot be known. */
static size_t size_of_letters(const char *encoding, size_t count)
{
    char letters[] = "AA", text[32];
    char *from = letters, *to = text;
    size_t room = sizeof text;
    iconv_t converter = iconv_open(encoding, "UTF-8");
    if (converter == (iconv_t)-1)
        return 0;
    bool good = iconv(converter, &from, &count, &to, &room) != (size_t)-1;
    iconv_close(converter);
    return good ? sizeof text - room : 0;
}

/* By what a second letter takes: the first may bring a byte order mark. */
static size_t unit_of(const char *encoding)
{
    size_t one = size_of_letters(encoding, 1), two = size_of_letters(encoding, 2);
    return two > one ? two - one : 1;
}

struct charset *charset_new(const char *encoding, const char *mark)
{
    iconv_t converter = iconv_open("UTF-8", encoding);
    if (converter == (iconv_t)-1) {
        if (errno == ENOMEM)
            memory_exhausted();
        return NULL;
    }
    struct charset *charset = memory_zero(sizeof *charset);
    charset->converter = converter;
    charset->mark = mark;
    charset->unit = unit_of(encoding);
    return charset;
}

void charset_free(struct charset *charset)
{
    if (!charset)
        return;
    iconv_close(charset->converter);
    free(charset);
}

/* One call of iconv into OUT; returns 0 or its errno. */
static int convert_step(struct charset *charset, char **text, size_t *size, struct buffer *out)
{
    char *to = buffer_reserve(out, OUTPUT_ROOM);
    size_t room = OUTPUT_ROOM;
    size_t result = iconv(charset->converter, text, size, &to, &room);
    int error = result == (size_t)-1 ? errno : 0;
    out->size += OUTPUT_ROOM - room;
    return error;
}

static void charset_add_misfit(const struct charset *charset, char octet, struct buffer *out,
                               struct charset_misfits *misfits)
{
    if (!misfits->count++)
        misfits->first = (unsigned char)octet;
    buffer_add_text(out, charset->mark);
}

/* Converts as much as is complete, and moves TEXT and SIZE to the rest. */
static void convert_complete(struct charset *charset, char **text, size_t *size, struct buffer *out,
                             struct charset_misfits *misfits)
{
    while (*size) {
        int error = convert_step(charset, text, size, out);
        if (error == EINVAL && *size < WAITING_MAX)
            break;
        if (error && error != E2BIG) {
            size_t skipped = charset->unit < *size ? charset->unit : *size;
            charset_add_misfit(charset, **text, out, misfits);
            *text += skipped;
            *size -= skipped;
        }
    }
}

/* Completes the waiting character with as few octets of TEXT as it takes; returns how many those are. */
static size_t convert_waiting(struct charset *charset, const char *text, size_t size, struct buffer *out,
                              struct charset_misfits *misfits)
{
    size_t taken = 0;
    while (charset->waiting_size && taken < size) {
        charset->waiting[charset->waiting_size++] = text[taken++];
        char *at = charset->waiting;
        size_t left = charset->waiting_size;
        convert_complete(charset, &at, &left, out, misfits);
        memmove(charset->waiting, at, left);
        charset->waiting_size = left;
    }
    return taken;
}

void charset_convert(struct charset *charset, const char *text, size_t size, struct buffer *out,
                     struct charset_misfits *misfits)
{
    size_t taken = convert_waiting(charset, text, size, out, misfits);
    char *at = (char *)text + taken; /* iconv does not write there, whatever its prototype says */
    size_t left = size - taken;
    convert_complete(charset, &at, &left, out, misfits);
    if (left) {
        memcpy(charset->waiting, at, left);
        charset->waiting_size = left;
    }
}

void charset_finish(struct charset *charset, struct buffer *out, struct charset_misfits *misfits)
{
    if (charset->waiting_size)
        charset_add_misfit(charset, charset->waiting[0], out, misfits);
    charset->waiting_size = 0;
    /* Some converters hold a character back to see whether a combining one follows. */
    char *nothing = NULL;
    size_t none = 0;
    convert_step(charset, &nothing, &none, out);
}
