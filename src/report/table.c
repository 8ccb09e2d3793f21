/* SPDX-License-Identifier: Apache-2.0 */
#include "report/table.h"

#include "report/jsonl.h"
#include "util/utf8.h"

struct table_writer table_writer_of(enum report_format format, bool excel, const struct table_column *columns,
                                    size_t count)
{
    return (struct table_writer){
        .columns = columns,
        .count = count,
        .objects = format == REPORT_FORMAT_JSONL,
        .csv = {.separator = format == REPORT_FORMAT_TSV ? '\t' : ',', .excel = excel && format == REPORT_FORMAT_CSV}};
}

void table_free(struct table_writer *writer)
{
    csv_writer_free(&writer->csv);
    buffer_free(&writer->scratch);
}

static void table_end_line(const struct table_writer *writer, struct buffer *out)
{
    buffer_add_text(out, writer->csv.excel ? "\r\n" : "\n");
}

void table_begin(struct table_writer *writer, struct buffer *out)
{
    if (writer->objects)
        return;
    if (writer->csv.excel)
        buffer_add_text(out, UTF8_BYTE_ORDER_MARK);
    for (size_t i = 0; i < writer->count; i++) {
        if (i)
            buffer_add_char(out, writer->csv.separator);
        buffer_add_text(out, writer->columns[i].name);
    }
    table_end_line(writer, out);
}

static void table_add_row(struct table_writer *writer, const void *item, struct buffer *out)
{
    for (size_t i = 0; i < writer->count; i++) {
        if (i)
            buffer_add_char(out, writer->csv.separator);
        size_t start = out->size;
        writer->columns[i].write(item, out);
        csv_finish_cell(&writer->csv, start, out);
    }
    table_end_line(writer, out);
}

static void table_add_object(struct table_writer *writer, const void *item, struct buffer *out)
{
    for (size_t i = 0; i < writer->count; i++) {
        buffer_add_text(out, i ? ",\"" : "{\"");
        buffer_add_text(out, writer->columns[i].name);
        buffer_add_text(out, "\":");
        buffer_clear(&writer->scratch);
        writer->columns[i].write(item, &writer->scratch);
        jsonl_add_value(writer->columns[i].shape, &writer->scratch, out);
    }
    buffer_add_text(out, "}\n");
}

void table_add(struct table_writer *writer, const void *item, struct buffer *out)
{
    if (writer->objects)
        table_add_object(writer, item, out);
    else
        table_add_row(writer, item, out);
}
