/* SPDX-License-Identifier: Apache-2.0 */
#include "caa/property.h"

#include "dns/name.h"
#include "util/ascii.h"

bool caa_property_read(struct dns_rdata rdata, struct caa_property *ret_property)
{
    struct reader reader = reader_of(rdata.bytes, rdata.size);
    struct caa_property property = {.flags = reader_u8(&reader)};
    property.tag_size = reader_u8(&reader);
    property.tag = reader_bytes(&reader, property.tag_size);
    property.value_size = reader_left(&reader);
    property.value = reader_bytes(&reader, property.value_size);
    if (!property.value) /* the error sticks: an overrun of the tag shows here too */
        return false;
    *ret_property = property;
    return true;
}

bool caa_rdata_is_acceptable(uint16_t type, struct dns_rdata rdata)
{
    struct caa_property property;
    return type != DNS_TYPE_CAA || caa_property_read(rdata, &property);
}

static const struct {
    const char *text;
    size_t size;
    enum caa_tag_use use;
} tags[] = {
#define CAA_TAG_ROW(id, text, use) [id] = {text, sizeof(text) - 1, use},
    CAA_TAG_LIST(CAA_TAG_ROW)
#undef CAA_TAG_ROW
};

enum caa_tag caa_property_tag(const struct caa_property *property)
{
    for (unsigned tag = 0; tag < CAA_TAG_COUNT; tag++)
        if (ascii_equal(property->tag, property->tag_size, tags[tag].text, tags[tag].size))
            return tag;
    return CAA_TAG_OTHER;
}

const char *caa_tag_text(enum caa_tag tag)
{
    return tags[tag].text;
}

enum caa_tag_use caa_tag_use(enum caa_tag tag)
{
    return tags[tag].use;
}

bool caa_property_restricts(const struct caa_property *property)
{
    enum caa_tag tag = caa_property_tag(property);
    return tag != CAA_TAG_OTHER && tags[tag].use == CAA_TAG_RESTRICTS;
}

bool caa_tag_is_valid(const uint8_t *tag, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!ascii_is_alnum(tag[i]))
            return false;
    return size > 0;
}

/* The grammar of RFC 8659 4.2, a function for each rule that needs one. Each takes what it can off the front. */

struct text {
    const uint8_t *at, *end;
};

static void property_skip_blanks(struct text *text)
{
    while (text->at < text->end && (*text->at == ' ' || *text->at == '\t'))
        text->at++;
}

static bool property_take(struct text *text, uint8_t octet)
{
    if (text->at == text->end || *text->at != octet)
        return false;
    text->at++;
    return true;
}

/* label, and the tag of a parameter: (ALPHA / DIGIT) *( *("-") (ALPHA / DIGIT)) */
static bool property_take_label(struct text *text)
{
    const uint8_t *start = text->at, *last = NULL;
    for (; text->at < text->end && (ascii_is_alnum(*text->at) || *text->at == '-'); text->at++)
        if (ascii_is_alnum(*text->at))
            last = text->at;
    /* Hyphens behind the last letter belong to no label. */
    if (!last || !ascii_is_alnum(*start)) {
        text->at = start;
        return false;
    }
    text->at = last + 1;
    return true;
}

static bool take_issuer(struct text *text)
{
    do
        if (!property_take_label(text))
            return false;
    while (property_take(text, '.'));
    return true;
}

static bool is_parameter_octet(uint8_t octet)
{
    return octet >= 0x21 && octet <= 0x7E && octet != ';';
}

/* tag *WSP "=" *WSP value */
static bool take_parameter(struct text *text, struct caa_parameter *ret_parameter)
{
    ret_parameter->tag = text->at;
    if (!property_take_label(text))
        return false;
    ret_parameter->tag_size = (size_t)(text->at - ret_parameter->tag);
    property_skip_blanks(text);
    if (!property_take(text, '='))
        return false;
    property_skip_blanks(text);
    ret_parameter->value = text->at;
    while (text->at < text->end && is_parameter_octet(*text->at))
        text->at++;
    ret_parameter->value_size = (size_t)(text->at - ret_parameter->value);
    return true;
}

/* (parameter *WSP ";" *WSP parameters) / parameter, up to the end of the value */
static bool parameters_are_well_formed(struct text text)
{
    struct caa_parameter parameter;
    if (text.at == text.end)
        return true;
    for (;;) {
        if (!take_parameter(&text, &parameter))
            return false;
        property_skip_blanks(&text);
        if (text.at == text.end)
            return true;
        if (!property_take(&text, ';'))
            return false;
        property_skip_blanks(&text);
    }
}

struct caa_issue_value caa_issue_value_read(const struct caa_property *property)
{
    const struct caa_issue_value malformed = {.well_formed = false};
    struct text text = {property->value, property->value + property->value_size};
    struct caa_issue_value value = {.well_formed = true};
    property_skip_blanks(&text);
    if (text.at < text.end && *text.at != ';') {
        value.issuer = text.at;
        if (!take_issuer(&text))
            return malformed;
        value.issuer_size = (size_t)(text.at - value.issuer);
        property_skip_blanks(&text);
    }
    if (text.at == text.end)
        return value;
    if (!property_take(&text, ';'))
        return malformed;
    property_skip_blanks(&text);
    if (!parameters_are_well_formed(text))
        return malformed;
    value.parameters = text.at;
    value.parameters_size = (size_t)(text.end - text.at);
    return value;
}

bool caa_parameter_next(struct caa_issue_value *value, struct caa_parameter *ret_parameter)
{
    if (!value->parameters_size)
        return false;
    struct text text = {value->parameters, value->parameters + value->parameters_size};
    if (!take_parameter(&text, ret_parameter))
        return false;
    property_skip_blanks(&text);
    property_take(&text, ';');
    property_skip_blanks(&text);
    value->parameters = text.at;
    value->parameters_size = (size_t)(text.end - text.at);
    return true;
}

/* ---- presentation ---- */

void caa_rdata_print_generic(struct dns_rdata rdata, struct buffer *out)
{
    buffer_add_text(out, "\\# ");
    buffer_add_unsigned(out, rdata.size);
    if (rdata.size)
        buffer_add_char(out, ' ');
    buffer_add_hex(out, rdata.bytes, rdata.size);
}

/* clang-format off */
#define ONES_8  1, 1, 1, 1, 1, 1, 1, 1
#define ONES_16 ONES_8, ONES_8

/* Whether an octet stands for itself within quotes: visible ASCII and the blank, but for `"` and `\`. */
static const uint8_t plain[256] = {
    [' '] = 1, 1, ['#'] = ONES_16, ONES_16, ONES_16, ONES_8, 1, [']'] = ONES_16, ONES_16, 1, 1,
};
/* clang-format on */

static size_t property_plain_length(const uint8_t *octets, size_t size)
{
    size_t length = 0;
    while (length < size && plain[octets[length]])
        length++;
    return length;
}

static void print_value_octet(uint8_t octet, struct buffer *out)
{
    if (octet == '"' || octet == '\\') {
        buffer_add_char(out, '\\');
        buffer_add_char(out, (char)octet);
    } else {
        buffer_add_escaped(out, (const char *)&octet, 1);
    }
}

/* Whether it has the form of a property; else the form of RFC 3597 is written. */
static bool is_property(struct dns_rdata rdata, struct caa_property *ret_property)
{
    return caa_property_read(rdata, ret_property) && caa_tag_is_valid(ret_property->tag, ret_property->tag_size);
}

static void print_property(const struct caa_property *property, struct buffer *out)
{
    buffer_add_unsigned(out, property->flags);
    buffer_add_char(out, ' ');
    buffer_add(out, property->tag, property->tag_size);
    buffer_add_text(out, " \"");
    for (size_t i = 0, length; i < property->value_size; i += length + 1) {
        length = property_plain_length(property->value + i, property->value_size - i);
        buffer_add(out, property->value + i, length);
        if (i + length < property->value_size)
            print_value_octet(property->value[i + length], out);
    }
    buffer_add_char(out, '"');
}

void caa_rdata_print(struct dns_rdata rdata, struct buffer *out)
{
    struct caa_property property;
    if (is_property(rdata, &property))
        print_property(&property, out);
    else
        caa_rdata_print_generic(rdata, out);
}

void caa_record_print(const uint8_t *owner, uint32_t ttl, struct dns_rdata rdata, struct buffer *out)
{
    struct caa_property property;
    bool generic = !is_property(rdata, &property);
    dns_name_print_absolute(owner, out);
    buffer_add_char(out, ' ');
    buffer_add_unsigned(out, ttl);
    buffer_add_text(out, generic ? " IN TYPE257 " : " IN CAA ");
    if (generic)
        caa_rdata_print_generic(rdata, out);
    else
        print_property(&property, out);
}
