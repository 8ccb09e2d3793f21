/* Text of another encoding, made UTF-8 (iconv). */
#ifndef FILES_CHARSET_H
#define FILES_CHARSET_H

#include "util/buffer.h"

#include <stdbool.h>

struct charset;

/* A converter from the encoding of this iconv name; NULL where iconv does not know it. The caller frees it. */
struct charset *charset_new(const char *encoding);
void charset_free(struct charset *charset);

/* Appends as UTF-8 the next piece of a text that may be cut anywhere: a character that is not complete yet waits for
 * the next piece. What cannot be converted becomes U+FFFD. Returns whether everything could. */
bool charset_convert(struct charset *charset, const char *text, size_t size, struct buffer *out);

/* The end of the text: a character that was left incomplete becomes U+FFFD, and false is returned. The converter is
 * then ready for another text. */
bool charset_finish(struct charset *charset, struct buffer *out);

#endif
