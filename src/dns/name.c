/* SPDX-License-Identifier: Apache-2.0 */
#include "dns/name.h"

#include "util/ascii.h"

#include <string.h>

enum { PRINTED_OCTET_MAX = 4 /* `\DDD` */ };

size_t dns_name_size(const uint8_t *name)
{
    const uint8_t *at = name;
    while (*at)
        at += 1 + *at;
    return (size_t)(at - name) + 1;
}

size_t dns_name_labels(const uint8_t *name)
{
    size_t labels = 0;
    for (; *name; name += 1 + *name)
        labels++;
    return labels;
}

/* Names whose labels are of the same sizes are of the same size. */
bool dns_name_equal(const uint8_t *a, const uint8_t *b)
{
    const uint8_t *x = a, *y = b;
    if (a == b)
        return true;
    for (; *x == *y; x = dns_name_parent(x), y = dns_name_parent(y))
        if (dns_name_is_root(x))
            return memcmp(a, b, (size_t)(x - a)) == 0;
    return false;
}

bool dns_name_is(const struct dns_name *stored, const uint8_t *name)
{
    return dns_name_size(name) == stored->size && memcmp(name, stored->wire, stored->size) == 0;
}

bool dns_name_within(const uint8_t *name, const uint8_t *ancestor)
{
    for (const uint8_t *at = name; *at; at = dns_name_parent(at))
        if (at == ancestor) /* often it is a suffix of the name itself */
            return true;
    size_t labels = dns_name_labels(name), above = dns_name_labels(ancestor);
    if (labels < above)
        return false;
    for (; labels > above; labels--)
        name = dns_name_parent(name);
    return dns_name_equal(name, ancestor);
}

static const uint8_t *label_from_right(const uint8_t *name, size_t labels, size_t nth)
{
    for (size_t skip = labels - nth; skip; skip--)
        name = dns_name_parent(name);
    return name;
}

int dns_name_compare(const uint8_t *a, const uint8_t *b)
{
    size_t a_labels = dns_name_labels(a), b_labels = dns_name_labels(b);
    for (size_t nth = 1; nth <= a_labels && nth <= b_labels; nth++) {
        const uint8_t *x = label_from_right(a, a_labels, nth), *y = label_from_right(b, b_labels, nth);
        int order = memcmp(x + 1, y + 1, *x < *y ? *x : *y);
        if (!order)
            order = (int)*x - (int)*y;
        if (order)
            return order;
    }
    return a_labels < b_labels ? -1 : a_labels > b_labels;
}

struct dns_name dns_name_copy(const uint8_t *name)
{
    struct dns_name copy;
    copy.size = (uint8_t)dns_name_size(name);
    memcpy(copy.wire, name, copy.size);
    return copy;
}

bool dns_name_join(const uint8_t *prefix, size_t prefix_labels, const uint8_t *suffix, struct dns_name *ret_name)
{
    const uint8_t *end = prefix;
    for (; prefix_labels; prefix_labels--)
        end += 1 + *end;
    size_t prefix_size = (size_t)(end - prefix), suffix_size = dns_name_size(suffix);
    if (prefix_size + suffix_size > DNS_NAME_MAX)
        return false;
    memcpy(ret_name->wire, prefix, prefix_size);
    memcpy(ret_name->wire + prefix_size, suffix, suffix_size);
    ret_name->size = (uint8_t)(prefix_size + suffix_size);
    return true;
}

/* clang-format off */
#define SAME_16(n) (n), (n) + 1, (n) + 2, (n) + 3, (n) + 4, (n) + 5, (n) + 6, (n) + 7, \
                   (n) + 8, (n) + 9, (n) + 10, (n) + 11, (n) + 12, (n) + 13, (n) + 14, (n) + 15

/* Octets with ASCII letters in lower case. */
static const uint8_t lower[256] = {
    SAME_16(0), SAME_16(16), SAME_16(32), SAME_16(48),
    '@', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm',
    'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', '[', '\\', ']', '^', '_',
    SAME_16(96), SAME_16(112), SAME_16(128), SAME_16(144), SAME_16(160), SAME_16(176), SAME_16(192), SAME_16(208),
    SAME_16(224), SAME_16(240),
};
/* clang-format on */

/* Every pointer must lead to before the place where the present run of labels began, so the walk ends. */
bool dns_name_read(struct reader *message, struct dns_name *ret_name)
{
    struct reader at = *message;
    size_t run_start = at.at, size = 0;
    bool jumped = false;
    for (;;) {
        uint8_t length = reader_u8(&at);
        if (length >= 0xC0) {
            size_t target = (size_t)(length & 0x3F) << 8 | reader_u8(&at);
            if (!jumped)
                message->at = at.at;
            if (at.failed || target >= run_start)
                break;
            jumped = true;
            at.at = run_start = target;
            continue;
        }
        const uint8_t *label = length <= DNS_LABEL_MAX ? reader_bytes(&at, length) : NULL;
        if (at.failed || !label || size + 1 + length > DNS_NAME_MAX - (length ? 1u : 0u))
            break;
        ret_name->wire[size++] = length;
        for (uint8_t i = 0; i < length; i++)
            ret_name->wire[size + i] = lower[label[i]];
        size += length;
        if (!length) {
            if (!jumped)
                message->at = at.at;
            ret_name->size = (uint8_t)size;
            return true;
        }
    }
    message->failed = true;
    return false;
}

void dns_name_skip(struct reader *message)
{
    size_t at = message->at;
    while (at < message->size && message->data[at] && message->data[at] <= DNS_LABEL_MAX)
        at += 1u + message->data[at];
    if (at < message->size && (!message->data[at] || message->data[at] >= 0xC0))
        reader_bytes(message, at - message->at + (message->data[at] ? 2 : 1));
    else
        message->failed = true;
}

/* clang-format off */
#define ONE_TO_9  1, 1, 1, 1, 1, 1, 1, 1, 1
#define ONE_TO_26 ONE_TO_9, ONE_TO_9, 1, 1, 1, 1, 1, 1, 1, 1

/* Whether an octet stands for itself: a letter, a digit, a hyphen, an underscore, `*`. */
static const uint8_t plain[256] = {
    ['*'] = 1, ['-'] = 1, ['0'] = 1, ONE_TO_9, ['A'] = ONE_TO_26, ['_'] = 1, ['a'] = ONE_TO_26,
};
/* clang-format on */

/* `\[` began a bit-string label (RFC 2673), which BIND still refuses. */
static char *print_octet(uint8_t octet, char *at)
{
    *at++ = '\\';
    if (octet <= 0x20 || octet >= 0x7F || octet == '[') {
        *at++ = (char)('0' + octet / 100);
        *at++ = (char)('0' + octet / 10 % 10);
        octet = (uint8_t)('0' + octet % 10);
    }
    *at++ = (char)octet;
    return at;
}

/* As it stands in nearly every name, and once more where that was too simple. */
static char *print_label(const uint8_t *octets, size_t size, char *at)
{
    uint8_t all_plain = 1;
    for (size_t i = 0; i < size; i++) {
        at[i] = (char)octets[i];
        all_plain &= plain[octets[i]];
    }
    if (all_plain)
        return at + size;
    for (size_t i = 0; i < size; i++)
        if (plain[octets[i]])
            *at++ = (char)octets[i];
        else
            at = print_octet(octets[i], at);
    return at;
}

void dns_name_print_absolute(const uint8_t *name, struct buffer *out)
{
    char *start = buffer_reserve(out, PRINTED_OCTET_MAX * dns_name_size(name)), *at = start;
    if (dns_name_is_root(name))
        *at++ = '.';
    for (; *name; name = dns_name_parent(name)) {
        at = print_label(name + 1, *name, at);
        *at++ = '.';
    }
    out->size += (size_t)(at - start);
}

void dns_name_print(const uint8_t *name, struct buffer *out)
{
    dns_name_print_absolute(name, out);
    if (!dns_name_is_root(name))
        out->size--;
}

const char *dns_name_text(const uint8_t *name, struct arena *arena)
{
    struct buffer out = {0};
    dns_name_print(name, &out);
    const char *text = arena_text(arena, out.data, out.size);
    buffer_free(&out);
    return text;
}

/* One octet of presentation form, escapes resolved. Returns how many characters it took, 0 on a bad escape. */
static size_t unescape(const char *text, size_t size, uint8_t *ret_octet)
{
    if (text[0] != '\\') {
        *ret_octet = (uint8_t)text[0];
        return 1;
    }
    if (size < 2)
        return 0;
    if (!ascii_is_digit((unsigned char)text[1])) {
        *ret_octet = (uint8_t)text[1];
        return 2;
    }
    if (size < 4 || !ascii_is_digit((unsigned char)text[2]) || !ascii_is_digit((unsigned char)text[3]))
        return 0;
    int value = (text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0');
    if (value > 255)
        return 0;
    *ret_octet = (uint8_t)value;
    return 4;
}

bool dns_name_parse(const char *text, size_t size, struct dns_name *ret_name)
{
    struct dns_name name = {.size = 1};
    if (size == 1 && text[0] == '.') {
        name.wire[0] = 0;
        *ret_name = name;
        return true;
    }
    size_t length_at = 0, end = 1; /* of the label that is being filled */
    for (size_t i = 0; i < size;) {
        if (text[i] == '.') {
            if (end == length_at + 1)
                return false;
            name.wire[length_at] = (uint8_t)(end - length_at - 1);
            length_at = end++;
            i++;
        } else {
            uint8_t octet;
            size_t taken = unescape(text + i, size - i, &octet);
            if (!taken || end - length_at > DNS_LABEL_MAX || end >= DNS_NAME_MAX - 1)
                return false;
            name.wire[end++] = ascii_lower(octet);
            i += taken;
        }
    }
    if (end > length_at + 1) {
        name.wire[length_at] = (uint8_t)(end - length_at - 1);
        length_at = end++;
    }
    if (length_at == 0)
        return false;
    name.wire[length_at] = 0;
    name.size = (uint8_t)end;
    *ret_name = name;
    return true;
}
