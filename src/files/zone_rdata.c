/* SPDX-License-Identifier: Apache-2.0 */
#include "files/zone_rdata.h"

#include "util/saying.h"

#include "dns/answer.h"
#include "util/ascii.h"

#include <ldns/ldns.h>
#include <string.h>

enum {
    RDATA_MAX = 65535,
    TAG_MAX = 255, /* its length is one octet (RFC 8659 4.1.1) */
    TYPE_CERT = 37,
    TYPE_SVCB = 64,
    TYPE_HTTPS = 65
};

/* Types with a mnemonic that the library does not know yet. */
static const struct {
    const char *name;
    uint16_t type;
} later_types[] = {{"DSYNC", 66},    {"AVC", 258},    {"DOA", 259}, {"AMTRELAY", 260},
                   {"RESINFO", 261}, {"WALLET", 262}, {"CLA", 263}, {"IPN", 264}};

/* ---- types ---- */

static uint16_t type_by_number(const struct zone_token *token)
{
    const size_t prefix = strlen("TYPE");
    uint32_t number;
    if (token->size <= prefix || !ascii_equal_text(token->text, prefix, "TYPE"))
        return 0;
    const struct zone_token digits = {.text = token->text + prefix, .size = token->size - prefix};
    return zone_token_number(&digits, UINT16_MAX, &number) ? (uint16_t)number : 0;
}

static uint16_t type_by_name(const struct zone_token *token)
{
    char name[24];
    for (size_t i = 0; i < sizeof later_types / sizeof *later_types; i++)
        if (zone_token_is(token, later_types[i].name))
            return later_types[i].type;
    if (token->size >= sizeof name || ascii_equal_text(token->text, token->size < 4 ? token->size : 4, "TYPE"))
        return 0;
    memcpy(name, token->text, token->size);
    name[token->size] = '\0';
    return (uint16_t)ldns_get_rr_type_by_name(name);
}

/* OPT and the numbers from 128 to 255 are for questions and messages, not for data (RFC 6895 3.1). */
static bool is_data_type(uint16_t type)
{
    return type && type != DNS_TYPE_OPT && (type < 128 || type > 255);
}

uint16_t zone_rdata_type(const struct zone_token *token)
{
    if (token->quoted)
        return 0;
    uint16_t type = type_by_number(token);
    if (!type)
        type = type_by_name(token);
    return is_data_type(type) ? type : 0;
}

/* ---- the form for any type (RFC 3597 5) ---- */

static int zone_rdata_hex_digit(char c)
{
    unsigned char lower = ascii_lower((unsigned char)c);
    if (ascii_is_digit(lower))
        return lower - '0';
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static const char *read_generic(const struct zone_token *tokens, size_t count, struct buffer *out)
{
    uint32_t size;
    size_t digits = 0, start = out->size;
    if (!count || !zone_token_number(tokens, RDATA_MAX, &size))
        return SAID_ZONE_GENERIC_FORM;
    for (size_t i = 1; i < count; i++) {
        for (size_t at = 0; at < tokens[i].size; at++, digits++) {
            int digit = zone_rdata_hex_digit(tokens[i].text[at]);
            if (digit < 0)
                return SAID_ZONE_GENERIC_DIGITS;
            if (digits % 2)
                out->data[out->size - 1] = (char)((out->data[out->size - 1] & 0xF0) | digit);
            else
                buffer_add_char(out, (char)(digit << 4));
        }
    }
    if (digits % 2 || out->size - start != size)
        return SAID_ZONE_GENERIC_SIZE;
    return NULL;
}

/* ---- CAA (RFC 8659 4.1.1) ---- */

static const char *check_caa_tag(const char *tag, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!ascii_is_alnum((unsigned char)tag[i]))
            return SAID_ZONE_TAG_CHARACTER;
    return size && size <= TAG_MAX ? NULL : SAID_ZONE_TAG_SIZE;
}

static const char *read_caa(const struct zone_token *tokens, size_t count, struct buffer *out)
{
    uint32_t flags;
    if (count < 2 || !zone_token_number(&tokens[0], 255, &flags))
        return SAID_ZONE_CAA_FORM;
    if (count < 3)
        return SAID_ZONE_CAA_NO_VALUE;
    if (count > 3)
        return SAID_ZONE_CAA_VALUES;
    buffer_add_char(out, (char)(unsigned char)flags);
    size_t length_at = out->size;
    buffer_add_char(out, '\0');
    const char *error = zone_token_octets(&tokens[1], out);
    size_t tag_size = out->size - length_at - 1;
    if (!error)
        error = check_caa_tag(out->data + length_at + 1, tag_size);
    if (error)
        return error;
    out->data[length_at] = (char)(unsigned char)tag_size;
    return zone_token_octets(&tokens[2], out);
}

/* ---- the others ---- */

static const char *read_name(const struct zone_token *tokens, size_t count, const struct dns_name *origin,
                             struct buffer *out)
{
    struct dns_name name;
    if (count != 1)
        return SAID_ZONE_ONE_NAME;
    const char *error = zone_token_name(tokens, origin, &name);
    if (!error)
        buffer_add(out, name.wire, name.size);
    return error;
}

/* The record as ldns reads it: one line. The owner does not matter. */
static void write_record(uint16_t type, const struct zone_token *tokens, size_t count, struct buffer *line)
{
    buffer_add_text(line, ". 0 IN TYPE");
    buffer_add_unsigned(line, type);
    for (size_t i = 0; i < count; i++) {
        buffer_add_text(line, tokens[i].quoted ? " \"" : " ");
        buffer_add(line, tokens[i].text, tokens[i].size);
        if (tokens[i].quoted)
            buffer_add_char(line, '"');
    }
}

static const char *read_by_ldns(uint16_t type, const struct zone_token *tokens, size_t count,
                                const struct dns_name *origin, struct buffer *out)
{
    struct buffer line = {0};
    write_record(type, tokens, count, &line);
    ldns_rdf *origin_rdf = origin ? ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, origin->size, origin->wire) : NULL;
    ldns_rr *rr = NULL;
    ldns_status status = ldns_rr_new_frm_str(&rr, buffer_text(&line), 0, origin_rdf, NULL);
    if (status == LDNS_STATUS_OK)
        for (size_t i = 0; i < ldns_rr_rd_count(rr); i++)
            buffer_add(out, ldns_rdf_data(ldns_rr_rdf(rr, i)), ldns_rdf_size(ldns_rr_rdf(rr, i)));
    ldns_rr_free(rr);
    ldns_rdf_deep_free(origin_rdf);
    buffer_free(&line);
    return status == LDNS_STATUS_OK ? NULL : ldns_get_errorstr_by_id(status);
}

static const char *zone_rdata_read_text(uint16_t type, const struct zone_token *tokens, size_t count,
                                        const struct dns_name *origin, struct buffer *out)
{
    switch (type) {
    case DNS_TYPE_CAA:
        return read_caa(tokens, count, out);
    case DNS_TYPE_NS:
    case DNS_TYPE_CNAME:
    case DNS_TYPE_DNAME:
        return read_name(tokens, count, origin, out);
    case TYPE_CERT: /* the library loses memory of one that it refuses */
    case TYPE_SVCB: /* their keys grow faster than the library */
    case TYPE_HTTPS:
        return NULL;
    default:
        return read_by_ldns(type, tokens, count, origin, out);
    }
}

static bool is_later_type(uint16_t type)
{
    for (size_t i = 0; i < sizeof later_types / sizeof *later_types; i++)
        if (later_types[i].type == type)
            return true;
    return false;
}

const char *zone_rdata_read(uint16_t type, const struct zone_token *tokens, size_t count, const struct dns_name *origin,
                            struct buffer *out)
{
    size_t start = out->size;
    const char *error = NULL;
    if (count && zone_token_is(tokens, "\\#"))
        error = read_generic(tokens + 1, count - 1, out);
    else if (!is_later_type(type))
        error = zone_rdata_read_text(type, tokens, count, origin, out);
    if (!error && out->size - start > RDATA_MAX)
        error = SAID_ZONE_RECORD_TOO_LONG;
    return error;
}
