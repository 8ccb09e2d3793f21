/* SPDX-License-Identifier: Apache-2.0 */
/* What is put together of more than one sentence (words/words.h), or chosen by what was found. */
#ifndef REPORT_WORDS_H
#define REPORT_WORDS_H

#include "audit/result.h"
#include "util/buffer.h"
#include "words/terms.h"
#include "words/words.h"

/* What the administrator should do for the kinds asked for, one or a few sentences, no line end; nothing where every
 * kind asked for is allowed. Never advises a record where none is needed, never claims what was not checked. */
void words_advice(const struct audit_result *result, struct buffer *out);

/* The same, put into words each time, even if a row like it has been before. HOLES: NULL, or see struct advising. */
void words_advice_anew(const struct audit_result *result, struct buffer *holes, struct buffer *out);

/* How VIEW differs from FIRST, in a sentence or two; nothing where it does not. */
void words_difference(const struct audit_view *first, const struct audit_view *view, struct buffer *out);

/* What went wrong, in words: the answer's detail, or what its failure means. */
void words_failure(const struct dns_answer *failure, struct buffer *out);

/* What those name servers say that do not say what everybody was told, `; ` between them; nothing where all do. */
void words_servers(const struct audit_result *result, struct buffer *out);

/* What a note means. */
void words_note(const struct caa_note *note, struct buffer *out);

/* The same of one as a report has it; false where it is none that is known. */
bool words_note_printed(const char *text, struct buffer *out);

/* Likewise, of notes that say that no CA can issue. */
bool words_note_bars(const char *text, struct buffer *out);

#endif
