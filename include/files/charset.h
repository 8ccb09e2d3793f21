/* SPDX-License-Identifier: Apache-2.0 */
/* Text of another encoding, made UTF-8 (iconv). */
#ifndef FILES_CHARSET_H
#define FILES_CHARSET_H

#include "util/buffer.h"

struct charset;

/* What could not be converted. */
struct charset_misfits {
    size_t count;
    unsigned char first; /* octet of the first, where there is one */
};

/* A converter from the encoding of this iconv name; NULL where iconv does not know it. MARK (lent) is what stands in
 * the result for each octet, or unit of several octets (UTF-16), that cannot be converted. The caller frees it. */
struct charset *charset_new(const char *encoding, const char *mark);
void charset_free(struct charset *charset);

/* Appends as UTF-8 the next piece of a text that may be cut anywhere: a character that is not complete yet waits for
 * the next piece. Adds to MISFITS. */
void charset_convert(struct charset *charset, const char *text, size_t size, struct buffer *out,
                     struct charset_misfits *misfits);

/* The end of the text: a character that was left incomplete is a misfit. The converter is then ready for another text.
 */
void charset_finish(struct charset *charset, struct buffer *out, struct charset_misfits *misfits);

#endif
