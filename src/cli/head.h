/* SPDX-License-Identifier: Apache-2.0 */
/* What the reports of a run are about, of the options and the places that are asked. */
#ifndef CLI_HEAD_H
#define CLI_HEAD_H

#include "report/head.h"
#include "session.h"

/* After session_open; the texts are in ARENA. */
void head_take(const struct options *options, const struct session *session, struct arena *arena,
               struct report_head *ret_head);

/* Items (util/items.h), which are freed, `; ` between; in ARENA. */
const char *head_join(struct buffer *items, struct arena *arena);

/* Kinds, likewise. */
const char *head_kinds(caa_kinds kinds, struct arena *arena);

/* Names, each once, `; ` between; in ARENA. */
const char *head_names(const struct options_texts *names, struct arena *arena);

#endif
