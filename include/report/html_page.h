/* SPDX-License-Identifier: Apache-2.0 */
/* What every page has: no request to anywhere, one style sheet (data/report.css), and perhaps one script, which the
 * page names by its hash (CSP, script-src): no other can run. */
#ifndef REPORT_HTML_PAGE_H
#define REPORT_HTML_PAGE_H

#include "caa/policy.h"
#include "report/words.h"

/* Up to the start of the body; TITLE is text, SCRIPT is NULL or the same at both ends. The content is a header, and a
 * main element that html_end closes. */
void html_begin(const char *title, const char *script, struct buffer *out);
void html_end(const char *script, struct buffer *out);

/* Visible text from anywhere, as the content of an element or of a quoted attribute. */
void html_add_escaped(const char *text, struct buffer *out);
void html_add_words(enum words id, struct buffer *out);

/* `<TAG>words</TAG>` */
void html_add_element(const char *tag, enum words id, struct buffer *out);

/* The word and its colour, which so is never the only sign. */
void html_add_verdict(enum verdict verdict, struct buffer *out);

/* The headings from the second one on, for style alone: `style="--c2:'Institution';--c3:'server'"`. */
void html_add_labels(const char *const *headings, size_t count, struct buffer *out);

/* The beginning of a table up to its first row, in a box that scrolls: STYLE is a class of its own. On a phone each row
 * is a card, and each cell says by HEADINGS what it is. */
void html_begin_cards(const char *style, const char *const *headings, size_t count, struct buffer *out);
void html_end_cards(struct buffer *out);

#endif
