/* SPDX-License-Identifier: Apache-2.0 */
#include "files/list_encoding.h"

#include "util/utf8.h"

#include <stdbool.h>
#include <string.h>

#define REPLACEMENT "\xEF\xBF\xBD"

enum { KANA_OCTETS = 3 /* of a kana or kanji in UTF-8 */ };

/* ---- UTF-8 ---- */

/* Appends TEXT with U+FFFD for each octet that does not fit; OUT may be NULL. Returns how many characters of three
 * octets or more there are. */
static size_t read_utf8(const char *text, size_t size, struct buffer *out, struct charset_misfits *misfits)
{
    size_t long_count = 0;
    while (size) {
        size_t length = utf8_decode(text, size, NULL), taken = length ? length : 1;
        if (!length && !misfits->count++)
            misfits->first = (unsigned char)*text;
        long_count += length >= KANA_OCTETS;
        if (out && length)
            buffer_add(out, text, length);
        else if (out)
            buffer_add_text(out, REPLACEMENT);
        text += taken;
        size -= taken;
    }
    return long_count;
}

/* ---- which of the two ---- */

static size_t misfits_as_cp932(struct list_encoding *encoding, const struct list_cells *cells)
{
    struct charset_misfits misfits = {0};
    struct buffer ignored = {0};
    for (size_t i = 0; i < cells->count; i++) {
        const char *text = list_cells_get(cells, i);
        charset_convert(encoding->cp932, text, strlen(text), &ignored, &misfits);
        charset_finish(encoding->cp932, &ignored, &misfits);
    }
    buffer_free(&ignored);
    return misfits.count;
}

/* Whether text that is no UTF-8 is made of the pairs of EUC-JP: two octets from 0xA1 on. Half-width kana of cp932 look
 * so, too, but for the rows of hiragana and katakana (0xA4, 0xA5) and what lies behind 0xDF; kanji and kana of cp932
 * begin with octets below 0xA0. */
static bool seems_euc_jp(const char *text, size_t size)
{
    bool beyond_kana = false;
    size_t pairs = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char octet = (unsigned char)text[i], next = i + 1 < size ? (unsigned char)text[i + 1] : 0;
        if (octet < 0x80)
            continue;
        if ((octet < 0xA1 && octet != 0x8E) || next < 0xA1 || next == 0xFF)
            return false;
        beyond_kana = beyond_kana || octet == 0xA4 || octet == 0xA5 || octet > 0xDF || next > 0xDF;
        pairs++;
        i++;
    }
    return beyond_kana && pairs > 1;
}

/* Of a row that is not ASCII. Text in cp932 has hardly ever what looks like a kana or kanji in UTF-8, and where more of
 * these stand than octets that do not fit, it is UTF-8 with a fault. A row that fits one as ill as the other leaves it
 * to the next. Returns false where cp932 is not known. */
static bool list_encoding_decide(struct list_encoding *encoding, const struct list_cells *cells)
{
    struct charset_misfits misfits = {0};
    size_t long_count = read_utf8(cells->data, cells->size, NULL, &misfits);
    if (!misfits.count || long_count > misfits.count) {
        encoding->found = LIST_ENCODING_UTF8;
        return true;
    }
    encoding->seems_euc_jp = seems_euc_jp(cells->data, cells->size);
    if (!encoding->cp932 && !(encoding->cp932 = charset_new("CP932", REPLACEMENT)))
        return false;
    if (misfits_as_cp932(encoding, cells) < misfits.count)
        encoding->found = LIST_ENCODING_CP932;
    return true;
}

/* ---- rows ---- */

static void read_cell(struct list_encoding *encoding, const char *text, struct charset_misfits *misfits)
{
    struct buffer *to = list_cells_begin(&encoding->converted);
    size_t size = strlen(text);
    if (utf8_ascii_length(text, size) == size)
        buffer_add(to, text, size);
    else if (encoding->found == LIST_ENCODING_CP932) {
        charset_convert(encoding->cp932, text, size, to, misfits);
        charset_finish(encoding->cp932, to, misfits);
    } else
        read_utf8(text, size, to, misfits);
    list_cells_end(&encoding->converted);
}

const struct list_cells *list_encoding_read(struct list_encoding *encoding, const struct list_cells *cells,
                                            struct list_spoilt *ret_spoilt)
{
    ret_spoilt->count = 0;
    if (utf8_ascii_length(cells->data, cells->size) == cells->size)
        return cells;
    if (!encoding->name && encoding->found == LIST_ENCODING_UNDECIDED && !list_encoding_decide(encoding, cells))
        return NULL;
    if (encoding->found != LIST_ENCODING_CP932 && utf8_valid(cells->data, cells->size))
        return cells;
    list_cells_clear(&encoding->converted);
    for (size_t i = 0; i < cells->count; i++) {
        struct charset_misfits misfits = {0};
        read_cell(encoding, list_cells_get(cells, i), &misfits);
        if (!misfits.count)
            continue;
        ret_spoilt->cells[ret_spoilt->count] = i;
        ret_spoilt->octets[ret_spoilt->count++] = misfits.first;
    }
    return &encoding->converted;
}

const char *list_encoding_name(const struct list_encoding *encoding)
{
    if (encoding->name)
        return encoding->name;
    return encoding->found == LIST_ENCODING_CP932 ? "cp932" : "UTF-8";
}

void list_encoding_free(struct list_encoding *encoding)
{
    charset_free(encoding->cp932);
    list_cells_free(&encoding->converted);
}
