/* What a format has to offer to report.c. */
#ifndef REPORT_WRITER_H
#define REPORT_WRITER_H

#include "report/columns.h"
#include "report/report.h"

struct report {
    struct report_settings settings;
    const struct report_writer *writer;
    char **further; /* names of the list's further columns, as they were given */
    struct cell cell;
    struct buffer joined; /* of one cell */
};

struct report_writer {
    void (*begin)(struct report *report, struct buffer *out);
    void (*row)(struct report *report, const struct audit_result *result, struct buffer *out);
    void (*end)(struct report *report, const struct audit_summary *summary, struct buffer *out);
};

extern const struct report_writer csv_writer, jsonl_writer, text_writer;

#endif
