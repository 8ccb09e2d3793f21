/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 (RFC 3629): decoding and validity; which characters nobody sees (by libunistring's tables). */
#ifndef UTIL_UTF8_H
#define UTIL_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_BYTE_ORDER_MARK "\xEF\xBB\xBF"

/* Octets of the character at the start of TEXT, 1 to 4; 0 where it is no well-formed UTF-8 (overlong forms,
 * surrogates and values beyond U+10FFFF included) or SIZE is 0. RET_CODE, unless NULL, gets the code point. */
size_t utf8_decode(const char *text, size_t size, uint32_t *ret_code);

/* Octets at the start that are ASCII. */
size_t utf8_ascii_length(const char *text, size_t size);

/* Whether all of TEXT is well-formed. */
bool utf8_valid(const char *text, size_t size);

/* Whether a reader does not see the character, or sees others in another order because of it: controls, line and
 * paragraph separators, what Unicode calls format characters (general category Cf: bidirectional controls, zero-width
 * characters, tags) or ignorable by default (fillers, variation selectors). BEFORE is the character in front of it, 0
 * at the start: behind an ideograph a variation selector chooses its form, as in names of persons and places. */
bool utf8_is_hidden(uint32_t code, uint32_t before);

/* Whether it is put upon the character before it (general categories Mn and Me). */
bool utf8_is_mark(uint32_t code);

#endif
