/* SPDX-License-Identifier: Apache-2.0 */
#include "util/buffer.h"

#include "util/memory.h"
#include "util/utf8.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    SMALLEST_CAPACITY = 256,
    UNSIGNED_DIGITS_MAX = 20, /* of 64 bits */
    MARKS_MAX = 8 /* combining marks upon one letter: no script needs more, and more would cover the lines around */
};

#define TEN_PAIRS(tens) tens "0" tens "1" tens "2" tens "3" tens "4" tens "5" tens "6" tens "7" tens "8" tens "9"

static const char pairs_of_digits[] = TEN_PAIRS("0") TEN_PAIRS("1") TEN_PAIRS("2") TEN_PAIRS("3") TEN_PAIRS("4")
    TEN_PAIRS("5") TEN_PAIRS("6") TEN_PAIRS("7") TEN_PAIRS("8") TEN_PAIRS("9");

void buffer_grow(struct buffer *buffer, size_t size)
{
    size_t capacity = buffer->capacity ? buffer->capacity : SMALLEST_CAPACITY;
    if (size > (size_t)-1 / 4 - buffer->size)
        memory_exhausted();
    while (capacity - buffer->size <= size)
        capacity *= 2;
    buffer->data = memory_resize(buffer->data, capacity, 1);
    buffer->capacity = capacity;
}

static size_t digits_of(uint64_t number)
{
    size_t digits = 1;
    for (uint64_t limit = 10; number >= limit && digits < UNSIGNED_DIGITS_MAX; limit *= 10)
        digits++;
    return digits;
}

/* Two digits at once, from the last ones on. */
void buffer_add_unsigned(struct buffer *buffer, uint64_t number)
{
    size_t digits = digits_of(number);
    char *start = buffer_reserve(buffer, digits), *at = start + digits;
    for (; at - start >= 2; number /= 100) {
        at -= 2;
        memcpy(at, pairs_of_digits + number % 100 * 2, 2);
    }
    if (at > start)
        *start = (char)('0' + number);
    buffer->size += digits;
}

static void add_decimal_escape(struct buffer *buffer, unsigned char octet)
{
    const char escape[] = {'\\', (char)('0' + octet / 100), (char)('0' + octet / 10 % 10), (char)('0' + octet % 10)};
    buffer_add(buffer, escape, sizeof escape);
}

static void add_decimal_escapes(struct buffer *buffer, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        add_decimal_escape(buffer, (unsigned char)text[i]);
}

/* `<U+202E>`, four digits at least. */
static void buffer_add_code_point(struct buffer *buffer, uint32_t code)
{
    static const char digits[] = "0123456789ABCDEF";
    int shift = 12;
    while (code >> shift >> 4)
        shift += 4;
    buffer_add_text(buffer, "<U+");
    for (; shift >= 0; shift -= 4)
        buffer_add_char(buffer, digits[code >> shift & 15]);
    buffer_add_char(buffer, '>');
}

/* Octets at the start that stand for themselves everywhere. */
static size_t buffer_plain_length(const char *text, size_t size)
{
    size_t length = 0;
    while (length < size && text[length] >= 0x20 && text[length] < 0x7F)
        length++;
    return length;
}

static bool is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0);
}

static bool is_seen(uint32_t code, uint32_t before, unsigned *marks)
{
    *marks = utf8_is_mark(code) ? *marks + 1 : 0;
    return !utf8_is_hidden(code, before) && *marks <= MARKS_MAX;
}

void buffer_add_visible(struct buffer *buffer, const char *text, size_t size)
{
    unsigned marks = 0;
    for (uint32_t code, before = 0; size; before = code) {
        size_t length = buffer_plain_length(text, size);
        if (length) {
            code = (uint32_t)text[length - 1];
            marks = 0;
            buffer_add(buffer, text, length);
        } else if (!(length = utf8_decode(text, size, &code)) || length == 1) {
            code = 0;
            length = 1;
            add_decimal_escapes(buffer, text, length);
        } else if (is_seen(code, before, &marks))
            buffer_add(buffer, text, length);
        else
            buffer_add_code_point(buffer, code);
        text += length;
        size -= length;
    }
}

void buffer_add_escaped(struct buffer *buffer, const char *text, size_t size)
{
    while (size) {
        uint32_t code = 0;
        size_t length = buffer_plain_length(text, size);
        bool plain = length || ((length = utf8_decode(text, size, &code)) && !is_control(code));
        if (!length)
            length = 1;
        if (plain)
            buffer_add(buffer, text, length);
        else
            add_decimal_escapes(buffer, text, length);
        text += length;
        size -= length;
    }
}

void buffer_add_hex(struct buffer *buffer, const void *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *octets = bytes;
    char *out = buffer_reserve(buffer, size * 2);
    for (size_t i = 0; i < size; i++) {
        *out++ = digits[octets[i] >> 4];
        *out++ = digits[octets[i] & 15];
    }
    buffer->size += size * 2;
}

const char *buffer_text(struct buffer *buffer)
{
    *buffer_reserve(buffer, 1) = '\0';
    return buffer->data;
}

void buffer_consume(struct buffer *buffer, size_t size)
{
    buffer->size -= size;
    if (buffer->size)
        memmove(buffer->data, buffer->data + size, buffer->size);
}

void buffer_clear(struct buffer *buffer)
{
    buffer->size = 0;
}

void buffer_free(struct buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct buffer){0};
}

void buffer_add_time(struct buffer *buffer, time_t time)
{
    struct tm parts;
    char text[sizeof "2147483647-12-31T23:59:59Z"];
    if (gmtime_r(&time, &parts))
        buffer_add(buffer, text, strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts));
}
