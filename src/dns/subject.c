/* SPDX-License-Identifier: Apache-2.0 */
/* Procedure: blanks around the text go; a local part and a leading `*.` are taken off; the rest is cut into labels at
 * the dots (the ideographic ones of UTS 46 too), each label is freed of its escapes, made an A-label where it is not
 * ASCII, and checked; the name that results must not be an address, `.onion`, or the root. */
#include "dns/subject.h"

#include "util/ascii.h"
#include "util/octets16.h"
#include "util/utf8.h"

#include <arpa/inet.h>
#include <idn2.h>
#include <string.h>

enum {
    LOCAL_PART_MAX = 64,      /* octets (RFC 5321 4.5.3.1.1) */
    LABEL_TEXT_MAX = 4 * 1024 /* octets of a label before it is made an A-label; escapes and U-labels are longer */
};

struct span {
    const char *text;
    size_t size;
};

static struct span span_after(struct span span, size_t size)
{
    return (struct span){span.text + size, span.size - size};
}

static bool subject_is_blank(uint32_t code)
{
    return code == ' ' || (code >= '\t' && code <= '\r') || code == 0xA0 || code == 0x3000 || code == 0xFEFF;
}

static bool is_visible_ascii(char c)
{
    return c > ' ' && c < 0x7F;
}

static struct span trim(struct span span)
{
    uint32_t code;
    size_t length;
    if (span.size && is_visible_ascii(span.text[0]) && is_visible_ascii(span.text[span.size - 1]))
        return span;
    while ((length = utf8_decode(span.text, span.size, &code)) && subject_is_blank(code))
        span = span_after(span, length);
    while (span.size) {
        size_t last = span.size - 1;
        while (last && ((unsigned char)span.text[last] & 0xC0) == 0x80)
            last--;
        if (!utf8_decode(span.text + last, span.size - last, &code) || !subject_is_blank(code))
            break;
        span.size = last;
    }
    return span;
}

/* Octets of the dot at the start of the text, 0 where there is none: `.`, and what UTS 46 maps to it. */
static size_t dot_length(struct span span)
{
    static const char wide[][4] = {"\xE3\x80\x82", "\xEF\xBC\x8E", "\xEF\xBD\xA1"};
    if (!span.size)
        return 0;
    if ((unsigned char)*span.text < 0x80)
        return *span.text == '.';
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (span.size >= 3 && memcmp(span.text, wide[i], 3) == 0)
            return 3;
    return 0;
}

static bool is_local_octet(unsigned char c)
{
    return c >= 0x80 || (c > 0x20 && c < 0x7F && !strchr("()<>[]:;@\\,\"", c));
}

/* The quoted form of RFC 5322 3.4.1. Returns the octets up to the closing quote, 0 where there is none. */
static size_t quoted_length(struct span span)
{
    for (size_t i = 1; i < span.size; i++) {
        if (span.text[i] == '\\')
            i++;
        else if (span.text[i] == '"')
            return i + 1;
        else if ((unsigned char)span.text[i] < 0x20)
            return 0;
    }
    return 0;
}

/* Takes `local@` off where the text is a mail address. */
static enum subject_error take_local_part(struct span *span, bool *ret_mailbox)
{
    size_t length = 0;
    bool quoted = span->size && span->text[0] == '"', plain = true;
    if (quoted)
        length = quoted_length(*span);
    else
        while (length < span->size && span->text[length] != '@') {
            plain = plain && is_local_octet((unsigned char)span->text[length]);
            length += span->text[length] == '\\' && length + 1 < span->size ? 2 : 1;
        }
    *ret_mailbox = length < span->size && span->text[length] == '@';
    if (!*ret_mailbox && quoted)
        return memchr(span->text, '@', span->size) ? SUBJECT_ERROR_LOCAL_PART : SUBJECT_ERROR_CHARACTER;
    if (!*ret_mailbox)
        return SUBJECT_ERROR_NONE;
    if (!length || length > LOCAL_PART_MAX || !plain)
        return SUBJECT_ERROR_LOCAL_PART;
    *span = span_after(*span, length + 1);
    return SUBJECT_ERROR_NONE;
}

static bool is_ip_address(struct span span)
{
    char text[INET6_ADDRSTRLEN + 1];
    unsigned char address[sizeof(struct in6_addr)];
    if (span.size && span.text[span.size - 1] == '.')
        span.size--;
    if (span.size >= 2 && span.text[0] == '[' && span.text[span.size - 1] == ']')
        span = (struct span){span.text + 1, span.size - 2};
    if (!span.size || span.size >= sizeof text)
        return false;
    memcpy(text, span.text, span.size);
    text[span.size] = '\0';
    return inet_pton(AF_INET, text, address) == 1 || inet_pton(AF_INET6, text, address) == 1;
}

static bool may_stand_bare(unsigned char c)
{
    return ascii_is_alnum(c) || c == '-' || c == '_';
}

static enum subject_error check_root(struct span span)
{
    bool root = span.size == 1 && (*span.text == '.' || *span.text == '*');
    return root || (span.size == 2 && memcmp(span.text, "*.", 2) == 0) ? SUBJECT_ERROR_ROOT : SUBJECT_ERROR_NONE;
}

/* What people paste instead of a name; a better word than "a character that a name cannot hold". */
static enum subject_error look_for_other_things(struct span span)
{
    if (is_ip_address(span))
        return SUBJECT_ERROR_IP_ADDRESS;
    if (memchr(span.text, '/', span.size))
        return SUBJECT_ERROR_URL;
    if (memchr(span.text, ':', span.size))
        return SUBJECT_ERROR_PORT;
    return check_root(span);
}

/* A label as it was written, escapes resolved. */
struct label {
    unsigned char octets[LABEL_TEXT_MAX];
    size_t size;
    bool international; /* an octet beyond ASCII stands in it unescaped */
};

static enum subject_error label_add_escape(struct label *label, struct span *span)
{
    unsigned value;
    if (span->size < 2)
        return SUBJECT_ERROR_ESCAPE;
    const unsigned char *text = (const unsigned char *)span->text;
    size_t length = 2;
    if (ascii_is_digit(text[1])) {
        if (span->size < 4 || !ascii_is_digit(text[2]) || !ascii_is_digit(text[3]))
            return SUBJECT_ERROR_ESCAPE;
        value = (text[1] - '0') * 100u + (text[2] - '0') * 10u + (text[3] - '0');
        length = 4;
    } else {
        value = text[1];
    }
    if (value > 255 || (length == 2 && value >= 0x80))
        return SUBJECT_ERROR_ESCAPE;
    label->octets[label->size++] = (unsigned char)value;
    *span = span_after(*span, length);
    return SUBJECT_ERROR_NONE;
}

/* Takes a label off, up to the dot or the end. */
static enum subject_error subject_take_label(struct span *span, struct label *label)
{
    label->size = 0;
    label->international = false;
    while (span->size && !dot_length(*span)) {
        unsigned char c = (unsigned char)*span->text;
        if (label->size + 4 >= LABEL_TEXT_MAX)
            return SUBJECT_ERROR_LONG_LABEL;
        if (may_stand_bare(c)) {
            label->octets[label->size++] = c;
            *span = span_after(*span, 1);
            continue;
        }
        if (c == '\\') {
            enum subject_error error = label_add_escape(label, span);
            if (error)
                return error;
            continue;
        }
        size_t length = utf8_decode(span->text, span->size, NULL);
        if (!length)
            return SUBJECT_ERROR_ENCODING;
        if (c == '*')
            return SUBJECT_ERROR_WILDCARD;
        if (c < 0x80)
            return SUBJECT_ERROR_CHARACTER;
        label->international = true;
        memcpy(label->octets + label->size, span->text, length);
        label->size += length;
        *span = span_after(*span, length);
    }
    return SUBJECT_ERROR_NONE;
}

static bool is_bare_label(const char *text)
{
    if (!*text)
        return false;
    for (; *text; text++)
        if (!may_stand_bare((unsigned char)*text))
            return false;
    return true;
}

/* Hiragana, Katakana and Han, but for what Unicode calls common to scripts. */
static bool is_japanese(uint32_t code)
{
    return code == 0x3005 || code == 0x3007 || (code >= 0x3041 && code <= 0x3096) || code == 0x309D || code == 0x309E ||
           (code >= 0x30A1 && code <= 0x30FA) || code == 0x30FD || code == 0x30FE ||
           (code >= 0x3400 && code <= 0x9FFF) || (code >= 0xF900 && code <= 0xFAFF) ||
           (code >= 0xFF66 && code <= 0xFF9D && code != 0xFF70) || (code >= 0x20000 && code <= 0x3FFFF);
}

/* The bullet before a name is none of its letters, though libidn2 takes it for one: a middle dot stands in a label with
 * a character of Japanese only (RFC 5892 A.7); and nobody means the digit that UTS 46 makes of one in a circle. */
static bool has_bullet(const struct label *label)
{
    bool dot = false, japanese = false, circled = false;
    uint32_t code = 0;
    for (size_t at = 0, length; at < label->size; at += length ? length : 1) {
        length = utf8_decode((const char *)label->octets + at, label->size - at, &code);
        dot = dot || (length && (code == 0x30FB || code == 0xFF65));
        circled = circled || (length && code >= 0x2460 && code <= 0x24FF);
        japanese = japanese || (length && is_japanese(code));
    }
    return circled || (dot && !japanese);
}

/* RFC 5891 5, with the mapping of UTS 46; the mapping may also lead to plain ASCII (full-width letters). */
static enum subject_error label_to_ascii(struct label *label)
{
    char text[LABEL_TEXT_MAX + 1];
    char *ascii = NULL;
    if (memchr(label->octets, 0, label->size) || has_bullet(label))
        return SUBJECT_ERROR_IDNA;
    memcpy(text, label->octets, label->size);
    text[label->size] = '\0';
    int result = idn2_to_ascii_8z(text, &ascii, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
    if (result == IDN2_TOO_BIG_LABEL || result == IDN2_TOO_BIG_DOMAIN || result == IDN2_PUNYCODE_BIG_OUTPUT)
        return SUBJECT_ERROR_LONG_LABEL;
    if (result != IDN2_OK)
        return SUBJECT_ERROR_IDNA;
    bool bare = is_bare_label(ascii);
    label->size = strlen(ascii);
    bool fits = label->size <= DNS_LABEL_MAX;
    if (fits)
        memcpy(label->octets, ascii, label->size);
    idn2_free(ascii);
    return !bare ? SUBJECT_ERROR_IDNA : fits ? SUBJECT_ERROR_NONE : SUBJECT_ERROR_LONG_LABEL;
}

/* What IDNA makes of it, and back again, is the label itself. */
static bool is_a_label(const uint8_t *octets, size_t size)
{
    char text[DNS_LABEL_MAX + 1], *unicode = NULL, *ascii = NULL;
    memcpy(text, octets, size);
    text[size] = '\0';
    bool result = idn2_to_unicode_8z8z(text, &unicode, IDN2_NONTRANSITIONAL) == IDN2_OK &&
                  idn2_to_ascii_8z(unicode, &ascii, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) == IDN2_OK &&
                  strcmp(ascii, text) == 0;
    idn2_free(unicode);
    idn2_free(ascii);
    return result;
}

/* clang-format off */
#define TEN        1, 1, 1, 1, 1, 1, 1, 1, 1, 1
#define TWENTY_SIX TEN, TEN, 1, 1, 1, 1, 1, 1

static const uint8_t ldh_octets[256] = {['-'] = 1, ['0'] = TEN, ['A'] = TWENTY_SIX, ['a'] = TWENTY_SIX};
/* clang-format on */

static bool is_ldh_label(const uint8_t *octets, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!ldh_octets[octets[i]])
            return false;
    if (octets[0] == '-' || octets[size - 1] == '-')
        return false;
    bool reserved = size >= 4 && octets[2] == '-' && octets[3] == '-';
    return !reserved || (ascii_equal_text(octets, 4, "xn--") && is_a_label(octets, size));
}

/* Whether all labels are letters and digits: then all other octets in front of the root are lengths. Not said of one
 * whose length is itself a digit. */
static bool is_alnum_name(const uint8_t *name)
{
    size_t labels = 0;
    const uint8_t *end = name;
    for (; !dns_name_is_root(end); end = dns_name_parent(end))
        labels++;
    octets16 others = {0};
    for (const uint8_t *at = name; at < end; at += sizeof others)
        others += ~octets16_alnum(octets16_load((const char *)at, (size_t)(end - at), 'a')) & 1;
    return octets16_sum(others) == labels;
}

bool subject_is_ldh(const uint8_t *name)
{
    if (is_alnum_name(name)) /* as most are */
        return true;
    for (; !dns_name_is_root(name); name = dns_name_parent(name))
        if (!is_ldh_label(name + 1, name[0]))
            return false;
    return true;
}

static enum subject_error name_add_label(struct dns_name *name, const struct label *label)
{
    if (label->size > DNS_LABEL_MAX)
        return SUBJECT_ERROR_LONG_LABEL;
    if (name->size + 1 + label->size + 1 > DNS_NAME_MAX)
        return SUBJECT_ERROR_LONG_NAME;
    name->wire[name->size++] = (uint8_t)label->size;
    for (size_t i = 0; i < label->size; i++)
        name->wire[name->size++] = ascii_lower(label->octets[i]);
    return SUBJECT_ERROR_NONE;
}

static enum subject_error parse_labels(struct span span, struct dns_name *name)
{
    struct label label;
    name->size = 0;
    while (span.size) {
        enum subject_error error = subject_take_label(&span, &label);
        if (!error && !label.size)
            error = SUBJECT_ERROR_EMPTY_LABEL;
        if (!error && label.international)
            error = label_to_ascii(&label);
        if (!error)
            error = name_add_label(name, &label);
        if (error)
            return error;
        span = span_after(span, dot_length(span));
    }
    name->wire[name->size++] = 0;
    return SUBJECT_ERROR_NONE;
}

enum { DOTS_WORDS = (DNS_NAME_MAX + 63) / 64 };

/* Which octets of a text are dots, a bit for each. */
struct dots {
    uint64_t words[DOTS_WORDS];
};

/* The text in lower case, and its dots, where it is nothing but letters, digits, hyphens, underscores and dots. Of a
 * text of less than sixteen octets, sixteen are written. */
static bool lower_bare(struct span span, uint8_t *ret_lower, struct dots *ret_dots, bool *ret_was_lower)
{
    octets16 other = {0}, raised = {0};
    const size_t size = span.size, step = sizeof other;
    *ret_dots = (struct dots){0};
    for (size_t at = 0; at < size; at += step) {
        size_t start = size - at < step && at ? size - step : at; /* some of the last ones a second time */
        octets16 text = octets16_load(span.text + start, size - start, '-'), lower = octets16_lower(text);
        other |= ~octets16_of_names(text);
        raised |= text ^ lower;
        memcpy(ret_lower + start, &lower, sizeof lower);
        ret_dots->words[at / 64] |= (uint64_t)(octets16_bits((octets16)(text == '.')) >> (at - start)) << at % 64;
    }
    *ret_was_lower = !octets16_any(raised);
    return !octets16_any(other);
}

/* The label that ends before END gets its length, at *LABEL; the next one's goes to END. */
static void end_label(uint8_t **label, uint8_t *end, enum subject_error *error)
{
    size_t length = (size_t)(end - *label) - 1;
    if ((!length || length > DNS_LABEL_MAX) && !*error)
        *error = length ? SUBJECT_ERROR_LONG_LABEL : SUBJECT_ERROR_EMPTY_LABEL;
    **label = (uint8_t)length;
    *label = end;
}

/* Makes the dots the lengths of the labels behind them; WIRE has room for the first length, then SIZE octets of text.
 */
static enum subject_error lengths_for_dots(uint8_t *wire, size_t size, const struct dots *dots)
{
    enum subject_error error = SUBJECT_ERROR_NONE;
    uint8_t *label = wire;
    for (size_t word = 0; word * 64 < size; word++)
        for (uint64_t left = dots->words[word]; left; left &= left - 1)
            end_label(&label, wire + 1 + word * 64 + __builtin_ctzll(left), &error);
    end_label(&label, wire + 1 + size, &error);
    return error;
}

/* A bare name, as nearly every entry: no escapes, no U-labels, and short enough. False where it is none. */
static bool parse_bare_name(struct span span, struct dns_name *name, bool *ret_as_printed,
                            enum subject_error *ret_error)
{
    struct dots dots;
    bool has_end = span.text[span.size - 1] == '.', was_lower;
    span.size -= has_end;
    if (!span.size || span.size + 2 > DNS_NAME_MAX || !lower_bare(span, name->wire + 1, &dots, &was_lower))
        return false;
    *ret_as_printed = was_lower && !has_end;
    *ret_error = lengths_for_dots(name->wire, span.size, &dots);
    name->wire[span.size + 1] = 0;
    name->size = (uint8_t)(span.size + 2);
    return true;
}

/* An address may also have been written in full-width digits, which only the mapping shows. */
static enum subject_error check_name(const struct dns_name *name)
{
    static const uint8_t onion[] = "\5onion";
    const uint8_t *top = name->wire;
    if (dns_name_is_root(top))
        return SUBJECT_ERROR_EMPTY;
    while (!dns_name_is_root(dns_name_parent(top)))
        top = dns_name_parent(top);
    if (dns_name_equal(top, onion))
        return SUBJECT_ERROR_ONION;
    if (!ascii_is_digit(top[1]))
        return SUBJECT_ERROR_NONE;
    struct buffer text = {0};
    dns_name_print(name->wire, &text);
    bool address = is_ip_address((struct span){text.data, text.size});
    buffer_free(&text);
    return address ? SUBJECT_ERROR_IP_ADDRESS : SUBJECT_ERROR_NONE;
}

/* Takes off what is no part of the DNS name: `local@`, `*.`. */
static enum subject_error take_form(struct span *span, enum subject_form *ret_form)
{
    bool mailbox = false;
    if (memmem(span->text, span->size, "://", 3))
        return SUBJECT_ERROR_URL;
    enum subject_error error = take_local_part(span, &mailbox);
    if (!error && !span->size)
        error = SUBJECT_ERROR_NO_DOMAIN;
    if (!error)
        error = look_for_other_things(*span);
    if (error)
        return error;
    if (mailbox) {
        *ret_form = SUBJECT_MAILBOX;
    } else if (span->text[0] == '*' && dot_length(span_after(*span, 1))) {
        *ret_form = SUBJECT_WILDCARD;
        *span = span_after(*span, 1 + dot_length(span_after(*span, 1)));
    }
    return SUBJECT_ERROR_NONE;
}

/* `*.` takes two octets of the name that the certificate would hold. */
static enum subject_error parse_forms(struct span span, struct subject *subject)
{
    enum subject_error error = take_form(&span, &subject->form);
    if (!error)
        error = parse_labels(span, &subject->name);
    bool long_wildcard = !error && subject->form == SUBJECT_WILDCARD && subject->name.size + 2 > DNS_NAME_MAX;
    return long_wildcard ? SUBJECT_ERROR_LONG_NAME : error;
}

enum subject_error subject_parse(const char *text, size_t size, struct subject *ret_subject)
{
    struct dns_name *name = &ret_subject->name;
    struct span span = trim((struct span){text, size});
    if (!span.size)
        return SUBJECT_ERROR_EMPTY;
    enum subject_error error;
    bool as_printed = false;
    ret_subject->form = SUBJECT_NAME;
    if (!parse_bare_name(span, name, &as_printed, &error))
        error = parse_forms(span, ret_subject);
    ret_subject->as_printed = as_printed && span.size == size;
    return error ? error : check_name(name);
}
