/* SPDX-License-Identifier: Apache-2.0 */
/* A line is read without much ado, within bounds, and then written again: only where that gives the same line was it
 * one of ours. So the reader accepts no form that the printers do not have, and loses nothing of those that they do. */
#include "caa/record.h"

#include "dns/name.h"
#include "util/ascii.h"

#include <string.h>

enum {
    RDATA_MAX = 65535,
    DIGITS_MAX = 10,                                    /* of a number */
    LINE_MAX_SIZE = 4 * (DNS_NAME_MAX + RDATA_MAX) + 64 /* octets: each of a name and of RDATA as \DDD, and the rest */
};

void caa_record_print_generic(const struct caa_record *record, struct buffer *out)
{
    dns_name_print_absolute(record->owner, out);
    buffer_add_char(out, ' ');
    buffer_add_unsigned(out, record->ttl);
    buffer_add_text(out, " IN TYPE257 ");
    caa_rdata_print_generic(record->rdata, out);
}

/* What is left of the line. */
struct rest {
    const char *at, *end;
};

static bool record_take_text(struct rest *rest, const char *text)
{
    size_t size = strlen(text);
    if ((size_t)(rest->end - rest->at) < size || memcmp(rest->at, text, size) != 0)
        return false;
    rest->at += size;
    return true;
}

/* Octets up to the next blank, which is taken too. */
static bool record_take_word(struct rest *rest, struct rest *ret_word)
{
    const char *blank = memchr(rest->at, ' ', (size_t)(rest->end - rest->at));
    if (!blank)
        return false;
    *ret_word = (struct rest){rest->at, blank};
    rest->at = blank + 1;
    return true;
}

static bool record_take_number(struct rest *rest, uint64_t max, uint64_t *ret_number)
{
    const char *start = rest->at;
    uint64_t number = 0;
    while (rest->at < rest->end && rest->at - start < DIGITS_MAX && ascii_is_digit((unsigned char)*rest->at))
        number = number * 10 + (uint64_t)(*rest->at++ - '0');
    if (rest->at == start || number > max)
        return false;
    *ret_number = number;
    return true;
}

static bool record_take_name(struct rest *rest, struct dns_name *ret_name)
{
    struct rest word;
    return record_take_word(rest, &word) && dns_name_parse(word.at, (size_t)(word.end - word.at), ret_name);
}

static int record_hex_digit(char c)
{
    if (ascii_is_digit((unsigned char)c))
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The octets in hexadecimal up to the end. */
static bool record_take_hex(struct rest *rest, struct buffer *out)
{
    for (; rest->end - rest->at >= 2; rest->at += 2) {
        int high = record_hex_digit(rest->at[0]), low = record_hex_digit(rest->at[1]);
        if (high < 0 || low < 0)
            return false;
        buffer_add_char(out, (char)(high << 4 | low));
    }
    return rest->at == rest->end;
}

static bool take_generic(struct rest *rest, struct buffer *out)
{
    uint64_t size;
    if (!record_take_number(rest, RDATA_MAX, &size))
        return false;
    record_take_text(rest, " ");
    return record_take_hex(rest, out) && out->size == size;
}

/* One octet of a value in quotes, an escape perhaps. */
static bool take_octet(struct rest *rest, struct buffer *out)
{
    uint64_t octet;
    char c = *rest->at++;
    if (c != '\\') {
        buffer_add_char(out, c);
        return true;
    }
    if (rest->end - rest->at >= 1 && !ascii_is_digit((unsigned char)*rest->at)) {
        buffer_add_char(out, *rest->at++);
        return true;
    }
    if (rest->end - rest->at < 3)
        return false;
    struct rest digits = {rest->at, rest->at + 3};
    if (!record_take_number(&digits, 255, &octet) || digits.at != digits.end)
        return false;
    buffer_add_char(out, (char)(unsigned char)octet);
    rest->at += 3;
    return true;
}

static bool record_take_value(struct rest *rest, struct buffer *out)
{
    if (!record_take_text(rest, "\""))
        return false;
    while (rest->at < rest->end && *rest->at != '"')
        if (!take_octet(rest, out))
            return false;
    return record_take_text(rest, "\"") && rest->at == rest->end;
}

static bool take_property(struct rest *rest, struct buffer *out)
{
    uint64_t flags;
    struct rest tag;
    if (!record_take_number(rest, UINT8_MAX, &flags) || !record_take_text(rest, " ") || !record_take_word(rest, &tag) ||
        tag.end - tag.at > UINT8_MAX)
        return false;
    buffer_add_char(out, (char)(unsigned char)flags);
    buffer_add_char(out, (char)(unsigned char)(tag.end - tag.at));
    buffer_add(out, tag.at, (size_t)(tag.end - tag.at));
    return record_take_value(rest, out) && out->size <= RDATA_MAX;
}

static bool is_written_as(const struct caa_record *record, const struct rest *line)
{
    struct buffer text = {0};
    size_t size = (size_t)(line->end - line->at);
    caa_record_print(record->owner, record->ttl, record->rdata, &text);
    bool same = text.size == size && memcmp(text.data, line->at, size) == 0;
    if (!same) {
        buffer_clear(&text);
        caa_record_print_generic(record, &text);
        same = text.size == size && memcmp(text.data, line->at, size) == 0;
    }
    buffer_free(&text);
    return same;
}

bool caa_record_read(const char *line, struct arena *arena, struct caa_record *ret_record)
{
    const struct rest whole = {line, line + strnlen(line, LINE_MAX_SIZE + 1)};
    struct rest rest = whole;
    struct buffer rdata = {0};
    struct dns_name owner;
    uint64_t ttl;
    bool read =
        rest.end - rest.at <= LINE_MAX_SIZE && record_take_name(&rest, &owner) &&
        record_take_number(&rest, UINT32_MAX, &ttl) && record_take_text(&rest, " IN ") &&
        (record_take_text(&rest, "TYPE257 \\# ") ? take_generic(&rest, &rdata)
                                                 : record_take_text(&rest, "CAA ") && take_property(&rest, &rdata));
    if (read) {
        const struct caa_record record = {owner.wire, (uint32_t)ttl, {(const uint8_t *)rdata.data, rdata.size}};
        read = is_written_as(&record, &whole);
    }
    if (read)
        *ret_record = (struct caa_record){.owner = arena_dup(arena, owner.wire, owner.size),
                                          .ttl = (uint32_t)ttl,
                                          .rdata = {arena_dup(arena, rdata.data, rdata.size), rdata.size}};
    buffer_free(&rdata);
    return read;
}
