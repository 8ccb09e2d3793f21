/* SPDX-License-Identifier: Apache-2.0 */
#include "util/utf8.h"

#include <string.h>
#include <unictype.h>

size_t utf8_decode(const char *text, size_t size, uint32_t *ret_code)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (!size)
        return 0;
    const unsigned char *octets = (const unsigned char *)text;
    unsigned lead = octets[0];
    size_t length = lead < 0x80 ? 1 : lead < 0xC0 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF8 ? 4 : 0;
    if (!length || length > size)
        return 0;
    uint32_t code = length == 1 ? lead : lead & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((octets[i] & 0xC0) != 0x80)
            return 0;
        code = code << 6 | (octets[i] & 0x3F);
    }
    if (code < smallest[length] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        return 0;
    if (ret_code)
        *ret_code = code;
    return length;
}

size_t utf8_ascii_length(const char *text, size_t size)
{
    size_t length = 0;
    for (uint64_t eight; size - length >= sizeof eight; length += sizeof eight) {
        memcpy(&eight, text + length, sizeof eight);
        if (eight & UINT64_C(0x8080808080808080))
            break;
    }
    while (length < size && (unsigned char)text[length] < 0x80)
        length++;
    return length;
}

bool utf8_valid(const char *text, size_t size)
{
    for (size_t at = utf8_ascii_length(text, size); at < size;) {
        size_t length = (unsigned char)text[at] < 0x80 ? 1 : utf8_decode(text + at, size - at, NULL);
        if (!length)
            return false;
        at += length;
    }
    return true;
}

static bool is_form_of(uint32_t code, uint32_t before)
{
    const uint32_t first = 0xFE00; /* those below belong to Mongolian */
    return code >= first && uc_is_property_variation_selector(code) && uc_is_property_ideographic(before);
}

bool utf8_is_hidden(uint32_t code, uint32_t before)
{
    const uint32_t categories = UC_CATEGORY_MASK_Cc | UC_CATEGORY_MASK_Cf | UC_CATEGORY_MASK_Zl | UC_CATEGORY_MASK_Zp;
    return uc_is_general_category_withtable(code, categories) ||
           (uc_is_property_default_ignorable_code_point(code) && !is_form_of(code, before));
}
