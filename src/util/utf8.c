/* SPDX-License-Identifier: Apache-2.0 */
#include "util/utf8.h"

#include <string.h>
#include <unictype.h>
#include <unistr.h>

enum { BRAILLE_BLANK = 0x2800 }; /* a symbol to Unicode, and nothing to the eye */

size_t utf8_decode(const char *text, size_t size, uint32_t *ret_code)
{
    ucs4_t code;
    int length = size ? u8_mbtoucr(&code, (const uint8_t *)text, size) : 0;
    if (length <= 0)
        return 0;
    if (ret_code)
        *ret_code = code;
    return (size_t)length;
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
    size_t ascii = utf8_ascii_length(text, size);
    return !u8_check((const uint8_t *)text + ascii, size - ascii);
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
           (uc_is_property_default_ignorable_code_point(code) && !is_form_of(code, before)) || code == BRAILLE_BLANK;
}

bool utf8_is_mark(uint32_t code)
{
    return uc_is_general_category_withtable(code, UC_CATEGORY_MASK_Mn | UC_CATEGORY_MASK_Me);
}
