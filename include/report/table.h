/* SPDX-License-Identifier: Apache-2.0 */
/* Things of one sort as CSV, TSV or JSON Lines, by a table of columns: changes, histories, days. */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include "report/csv.h"
#include "report/report.h"

struct table_column {
    const char *name;
    enum column_shape shape;
    void (*write)(const void *item, struct buffer *out); /* in the form of the shape; nothing where it is absent */
};

struct table_writer {
    const struct table_column *columns; /* lent */
    size_t count;
    bool objects; /* JSON Lines */
    struct csv_writer csv;
    struct buffer scratch;
};

/* FORMAT is CSV, TSV or JSONL. The caller frees it. */
struct table_writer table_writer_of(enum report_format format, bool excel, const struct table_column *columns,
                                    size_t count);
void table_free(struct table_writer *writer);

void table_begin(struct table_writer *writer, struct buffer *out);
void table_add(struct table_writer *writer, const void *item, struct buffer *out);

#endif
