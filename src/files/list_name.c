/* SPDX-License-Identifier: Apache-2.0 */
#include "files/list_name.h"

#include "files/list_cells.h"
#include "util/ascii.h"
#include "util/utf8.h"

#include <string.h>

/* A part of a text, lent. */
struct list_name {
    const char *text;
    size_t size;
};

/* ---- what is meant ---- */

static bool list_name_starts_with(struct list_name name, const char *word)
{
    size_t size = strlen(word);
    return name.size >= size && ascii_equal_text(name.text, size, word);
}

static struct list_name after(struct list_name name, size_t size)
{
    return (struct list_name){name.text + size, name.size - size};
}

/* Up to the first of these octets. */
static struct list_name up_to(struct list_name name, const char *octets)
{
    size_t size = 0;
    while (size < name.size && !strchr(octets, name.text[size]))
        size++;
    return (struct list_name){name.text, size};
}

/* Octets of `https://` or another scheme (RFC 3986 3.1); 0 where there is none. */
static size_t scheme_length(struct list_name name)
{
    size_t size = 0;
    while (size < name.size && (ascii_is_alnum((unsigned char)name.text[size]) || strchr("+-.", name.text[size])))
        size++;
    return size && name.size >= size + 3 && memcmp(name.text + size, "://", 3) == 0 ? size + 3 : 0;
}

static bool is_port(struct list_name text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!ascii_is_digit((unsigned char)text.text[i]))
            return false;
    return text.size && text.size <= 5;
}

/* The host of an authority; an IPv6 address keeps its colons and brackets. */
static struct list_name without_port(struct list_name host)
{
    const char *colon = memrchr(host.text, ':', host.size);
    if (!colon)
        return host;
    struct list_name before = {host.text, (size_t)(colon - host.text)}, port = after(host, before.size + 1);
    bool bracketed = before.size && before.text[before.size - 1] == ']';
    return is_port(port) && (bracketed || !memchr(before.text, ':', before.size)) ? before : host;
}

static struct list_name host_of_url(struct list_name rest)
{
    struct list_name authority = up_to(rest, "/?#");
    const char *at = authority.size ? memrchr(authority.text, '@', authority.size) : NULL;
    if (at)
        authority = after(authority, (size_t)(at - authority.text) + 1);
    return without_port(authority);
}

/* `Name <user@host>` */
static bool is_in_angles(struct list_name name, struct list_name *ret_address)
{
    const char *open = name.size && name.text[name.size - 1] == '>' ? memrchr(name.text, '<', name.size) : NULL;
    if (!open)
        return false;
    struct list_name address = {open + 1, (size_t)(name.text + name.size - 1 - (open + 1))};
    if (!memchr(address.text, '@', address.size))
        return false;
    *ret_address = address;
    return true;
}

/* Whether it is no URL, no host:port and no address in angles: then it is a name, or wrong. */
static bool list_name_is_plain(struct list_name name)
{
    return !memchr(name.text, ':', name.size) && !memchr(name.text, '/', name.size) &&
           !memchr(name.text, '>', name.size);
}

static struct list_name as_meant(struct list_name name)
{
    list_trim_blanks(&name.text, &name.size);
    is_in_angles(name, &name);
    size_t scheme = scheme_length(name);
    if (scheme)
        return host_of_url(after(name, scheme));
    if (list_name_starts_with(name, "mailto:"))
        return up_to(after(name, strlen("mailto:")), "?");
    if (memchr(name.text, '@', name.size) || memchr(name.text, '\\', name.size))
        return name;
    return host_of_url(name);
}

static enum subject_error read_one(struct list_name name, struct subject *ret_subject)
{
    enum subject_error error = subject_parse(name.text, name.size, ret_subject);
    if (!error || list_name_is_plain(name))
        return error;
    name = as_meant(name);
    if (!name.size) /* a URL without a host is no empty cell */
        return error;
    error = subject_parse(name.text, name.size, ret_subject);
    if (!error)
        ret_subject->as_printed = false;
    return error;
}

/* ---- what can be a name ---- */

/* Whether the last label of a name has a letter; no top-level domain is a number (RFC 3696 2). */
static bool has_letter_at_end(const struct dns_name *name)
{
    const uint8_t *label = name->wire;
    while (label[label[0] + 1])
        label += label[0] + 1;
    for (unsigned i = 1; i <= label[0]; i++)
        if (!ascii_is_digit(label[i]))
            return true;
    return false;
}

static bool is_likely(const struct subject *subject)
{
    return has_letter_at_end(&subject->name) &&
           (subject->form == SUBJECT_MAILBOX || dns_name_labels(subject->name.wire) > 1);
}

static bool is_likely_name(struct list_name name)
{
    struct subject subject;
    return !read_one(name, &subject) && is_likely(&subject);
}

/* ---- more names than one ---- */

/* The first octets of what may stand between two names. */
static const char gap_starts[] = "\t\n\v\f\r ,;|/\xC2\xE3\xEF";

/* Octets of what stands between two names, at the start of NAME; 0 where there is none. In a URL there may be commas
 * and the like. */
static size_t gap_length(struct list_name name, bool in_url)
{
    uint32_t code = 0;
    size_t length = utf8_decode(name.text, name.size, &code);
    bool is_blank = code == ' ' || (code >= '\t' && code <= '\r') || code == 0xA0 || code == 0x3000;
    bool is_mark = code == ',' || code == ';' || code == '|' || code == 0x3001 || code == 0x30FB || code == 0xFF0C ||
                   code == 0xFF1B || code == 0xFF65;
    return is_blank || (is_mark && !in_url) ? length : 0;
}

/* Takes off the next part of a cell, without the gaps around it; none is left: it is empty. */
static struct list_name take_part(struct list_name *rest, bool in_url)
{
    size_t gap, size = 0;
    while (rest->size && (gap = gap_length(*rest, in_url)))
        *rest = after(*rest, gap);
    while (size < rest->size && !gap_length(after(*rest, size), in_url))
        size++;
    struct list_name part = {rest->text, size};
    *rest = after(*rest, size);
    return part;
}

static struct list_name last_label(struct list_name name)
{
    const char *dot = name.size ? memrchr(name.text, '.', name.size) : NULL;
    return dot ? after(name, (size_t)(dot - name.text) + 1) : name;
}

/* `www.example.jp/mail.example.jp` is two names, `www.example.jp/index.html` is not: the ends differ. */
static size_t count_in_path(struct list_name part)
{
    struct list_name first = up_to(part, "/"), end = last_label(first);
    size_t count = is_likely_name(part);
    for (struct list_name rest = after(part, first.size); rest.size;) {
        rest = after(rest, 1);
        struct list_name next = up_to(rest, "/"), next_end = last_label(next);
        count += ascii_equal(next_end.text, next_end.size, end.text, end.size) && is_likely_name(next);
        rest = after(rest, next.size);
    }
    return count;
}

static bool is_several(struct list_name cell)
{
    struct list_name address, part;
    bool in_angles = is_in_angles(cell, &address), in_url = scheme_length(cell) > 0;
    size_t count = 0;
    for (struct list_name rest = cell; (part = take_part(&rest, in_url)).size;) {
        if (in_angles && part.text[0] != '<') /* it stands in somebody's name */
            continue;
        count += scheme_length(part) ? is_likely_name(part) : count_in_path(part);
    }
    return count > 1;
}

bool list_name_is_several(const char *cell)
{
    return cell[strcspn(cell, gap_starts)] && is_several((struct list_name){cell, strlen(cell)});
}

/* ---- the entry ---- */

/* Whether a text that was read as a name may be two of them after all: IDNA takes a middle dot for a letter. */
static bool has_middle_dot(struct list_name name)
{
    return memchr(name.text, 0xE3, name.size) || memchr(name.text, 0xEF, name.size);
}

/* A text that is a name as it stands, as nearly every entry, is none of the others. */
enum subject_error list_name_read(const char *entry, struct subject *ret_subject)
{
    struct list_name name = {entry, strlen(entry)};
    enum subject_error error = subject_parse(name.text, name.size, ret_subject);
    if (error ? list_name_is_plain(name) : ret_subject->as_printed || !has_middle_dot(name))
        return error;
    return list_name_is_several(entry) ? SUBJECT_ERROR_CHARACTER : read_one(name, ret_subject);
}

bool list_name_is_likely(const char *cell)
{
    return is_likely_name((struct list_name){cell, strlen(cell)});
}

bool list_name_is_host(const char *cell)
{
    const char *text = strncmp(cell, "*.", 2) == 0 ? cell + 2 : cell;
    for (const char *at = text; *at; at++)
        if (!ascii_is_alnum((unsigned char)*at) && *at != '-' && *at != '.')
            return false;
    return strchr(text, '.') && list_name_is_likely(cell);
}

bool list_name_is_same(const char *cell, const char *other)
{
    struct subject one, two;
    return !list_name_read(cell, &one) && !list_name_read(other, &two) && one.form == two.form &&
           dns_name_equal(one.name.wire, two.name.wire);
}
