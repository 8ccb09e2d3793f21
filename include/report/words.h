/* SPDX-License-Identifier: Apache-2.0 */
/* The words for people, in one place; their Japanese is in the table of util/language.h. */
#ifndef REPORT_WORDS_H
#define REPORT_WORDS_H

#include "audit/result.h"
#include "report/words_list.h"
#include "util/buffer.h"

enum words {
#define WORDS_ENUM(id, english) WORDS_##id,
    WORDS_LIST(WORDS_ENUM)
#undef WORDS_ENUM
};

/* Appends the text of a slot; NAME is not NUL-terminated. */
typedef void words_slot(const void *context, const char *name, size_t size, struct buffer *out);

/* A text that has no slots, in the present language. */
const char *words_text(enum words id);
void words_add(enum words id, struct buffer *out);

/* Appends a text, its slots filled by SLOT. */
void words_fill(enum words id, words_slot *slot, const void *context, struct buffer *out);

/* Whether a slot's name is TEXT. */
bool words_slot_is(const char *name, size_t size, const char *text);

/* What the administrator should do for the kinds asked for, one or a few sentences, no line end; nothing where every
 * kind asked for is allowed. Never advises a record where none is needed, never claims what was not checked. */
void words_advice(const struct audit_result *result, struct buffer *out);

/* How VIEW differs from FIRST, in a sentence or two; nothing where it does not. */
void words_difference(const struct audit_view *first, const struct audit_view *view, struct buffer *out);

/* What went wrong, in words: the answer's detail, or what its failure means. */
void words_failure(const struct dns_answer *failure, struct buffer *out);

/* What those name servers say that do not say what everybody was told, `; ` between them; nothing where all do. */
void words_servers(const struct audit_result *result, struct buffer *out);

/* What a note means. */
void words_note(const struct caa_note *note, struct buffer *out);

#endif
