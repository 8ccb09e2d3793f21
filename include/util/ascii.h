/* SPDX-License-Identifier: Apache-2.0 */
/* ASCII without regard to the locale: DNS names, tags and issuer names are compared this way. */
#ifndef UTIL_ASCII_H
#define UTIL_ASCII_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static inline unsigned char ascii_lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : c;
}

static inline bool ascii_is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static inline bool ascii_is_alnum(unsigned char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26 || ascii_is_digit(c); /* both cases differ in one bit */
}

/* Whether two runs of octets are equal without regard to ASCII case. */
static inline bool ascii_equal(const void *a, size_t a_size, const void *b, size_t b_size)
{
    const unsigned char *x = a, *y = b;
    if (a_size != b_size)
        return false;
    for (size_t i = 0; i < a_size; i++)
        if (ascii_lower(x[i]) != ascii_lower(y[i]))
            return false;
    return true;
}

/* The same, with NUL-terminated TEXT on one side. */
static inline bool ascii_equal_text(const void *a, size_t a_size, const char *text)
{
    return ascii_equal(a, a_size, text, strlen(text));
}

/* A list of NUL-terminated texts that somebody else owns. */
struct text_list {
    const char *const *items;
    size_t count;
};

#endif
