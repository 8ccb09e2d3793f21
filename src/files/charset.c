#include "files/charset.h"

#include "util/memory.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

enum {
    OUTPUT_ROOM = 256, /* octets offered to iconv at a time */
    WAITING_MAX = 16   /* an incomplete character is shorter in every encoding */
};

#define REPLACEMENT "\xEF\xBF\xBD"

struct charset {
    iconv_t converter;
    char waiting[WAITING_MAX];
    size_t waiting_size;
};

struct charset *charset_new(const char *encoding)
{
    iconv_t converter = iconv_open("UTF-8", encoding);
    if (converter == (iconv_t)-1) {
        if (errno == ENOMEM)
            memory_exhausted();
        return NULL;
    }
    struct charset *charset = memory_zero(sizeof *charset);
    charset->converter = converter;
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

/* Converts as much as is complete, and moves TEXT and SIZE to the rest. */
static bool convert_complete(struct charset *charset, char **text, size_t *size, struct buffer *out)
{
    bool fits = true;
    while (*size) {
        int error = convert_step(charset, text, size, out);
        if (error == EINVAL && *size < WAITING_MAX)
            break;
        if (error && error != E2BIG) {
            buffer_add_text(out, REPLACEMENT);
            ++*text;
            --*size;
            fits = false;
        }
    }
    return fits;
}

/* Completes the waiting character with as few octets of TEXT as it takes; returns how many those are. */
static size_t convert_waiting(struct charset *charset, const char *text, size_t size, struct buffer *out, bool *fits)
{
    size_t taken = 0;
    while (charset->waiting_size && taken < size) {
        charset->waiting[charset->waiting_size++] = text[taken++];
        char *at = charset->waiting;
        size_t left = charset->waiting_size;
        if (!convert_complete(charset, &at, &left, out))
            *fits = false;
        memmove(charset->waiting, at, left);
        charset->waiting_size = left;
    }
    return taken;
}

bool charset_convert(struct charset *charset, const char *text, size_t size, struct buffer *out)
{
    bool fits = true;
    size_t taken = convert_waiting(charset, text, size, out, &fits);
    char *at = (char *)text + taken; /* iconv does not write there, whatever its prototype says */
    size_t left = size - taken;
    if (!convert_complete(charset, &at, &left, out))
        fits = false;
    if (left) {
        memcpy(charset->waiting, at, left);
        charset->waiting_size = left;
    }
    return fits;
}

bool charset_finish(struct charset *charset, struct buffer *out)
{
    bool complete = !charset->waiting_size;
    if (!complete)
        buffer_add_text(out, REPLACEMENT);
    charset->waiting_size = 0;
    /* Some converters hold a character back to see whether a combining one follows. */
    char *nothing = NULL;
    size_t none = 0;
    convert_step(charset, &nothing, &none, out);
    return complete;
}
