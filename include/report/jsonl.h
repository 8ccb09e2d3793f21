/* SPDX-License-Identifier: Apache-2.0 */
/* JSON Lines (RFC 8259): one object a line, the columns as its keys, the list's further columns under `input`. Lists
 * are arrays always; other values that are absent are null. What is not valid UTF-8 is written \DDD, as in CSV. */
#ifndef REPORT_JSONL_H
#define REPORT_JSONL_H

#include "report/columns.h"

struct jsonl_writer {
    struct text_list further; /* keys of further columns, lent */
    struct buffer scratch;    /* zero at first; the owner of the writer frees it */
};

void jsonl_add_row(struct jsonl_writer *writer, struct column_row *row, struct buffer *out);

/* The value that a column of this shape has written. */
void jsonl_add_value(enum column_shape shape, const struct buffer *value, struct buffer *out);

#endif
