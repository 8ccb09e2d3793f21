/* UTF-8 (RFC 3629): decoding and validity. */
#ifndef UTIL_UTF8_H
#define UTIL_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_BYTE_ORDER_MARK "\xEF\xBB\xBF"

/* Octets of the character at the start of TEXT, 1 to 4; 0 where it is no well-formed UTF-8 (overlong forms,
 * surrogates and values beyond U+10FFFF included) or SIZE is 0. RET_CODE, unless NULL, gets the code point. */
size_t utf8_decode(const char *text, size_t size, uint32_t *ret_code);

/* Whether all of TEXT is well-formed. */
bool utf8_valid(const char *text, size_t size);

#endif
