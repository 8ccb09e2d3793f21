/* SPDX-License-Identifier: Apache-2.0 */
/* Lines for a person to read: aligned, wrapped, in colour where asked for. What came from the network or from a
 * command line is made visible. */
#ifndef REPORT_LAYOUT_H
#define REPORT_LAYOUT_H

#include "audit/result.h"
#include "util/buffer.h"

enum { LAYOUT_WIDTH = 80 /* columns of a line that is wrapped */ };

/* Columns that a terminal needs for SIZE octets of printable UTF-8. */
size_t layout_width(const char *text, size_t size);

/* Columns of a kind in words, a verdict in words, a column's name or a kind, and the blanks behind it; they depend on
 * the language. */
size_t layout_kind_width(void);
size_t layout_verdict_width(void);
size_t layout_label_width(void);

enum layout_style { LAYOUT_PLAIN, LAYOUT_BOLD, LAYOUT_DIM, LAYOUT_GREEN, LAYOUT_RED, LAYOUT_YELLOW };

/* The SGR sequence that begins a style, LAYOUT_PLAIN ending all others; nothing without COLOUR. */
void layout_set_style(enum layout_style style, bool colour, struct buffer *out);

/* NUL-terminated TEXT made visible. */
void layout_add_visible(const char *text, struct buffer *out);

/* The same, filled up with blanks to WIDTH columns, one blank at least. */
void layout_add_padded(const char *text, size_t width, struct buffer *out);

/* TEXT made visible, wrapped at blanks and beside characters of scripts without blanks (UAX #14); the line stands at
 * column INDENT, and so will those that follow. */
void layout_add_wrapped(const char *text, size_t indent, struct buffer *out);

/* A verdict in words, in its colour, padded to WIDTH. */
void layout_add_verdict(enum verdict verdict, size_t width, bool colour, struct buffer *out);

struct layout_verdicts {
    caa_kinds shown;    /* kinds that get a line */
    size_t label_width; /* columns of the kind and the blanks behind it */
    bool colour;
};

/* A line for each kind: verdict, reason, and the reason in words. A kind that the entry does not ask for says so. */
void layout_add_verdicts(const struct layout_verdicts *layout, const struct audit_outcome *outcome, struct buffer *out);

#endif
