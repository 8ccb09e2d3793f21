/* The columns of a report: one table, in the order of CONTRACT's "The report". Every format walks it; a column that is
 * added here appears in all of them. */
#ifndef REPORT_COLUMNS_H
#define REPORT_COLUMNS_H

#include "audit/result.h"
#include "util/buffer.h"

enum column_shape {
    COLUMN_TEXT, /* from a list or the network: each format makes of it what it can hold */
    COLUMN_WORD, /* ours: ASCII that no format has to quote or escape */
    COLUMN_NUMBER,
    COLUMN_LIST,  /* items, a NUL behind each: no text in a report holds one */
    COLUMN_OBJECT /* items `KEY=VALUE`, a NUL behind each */
};

enum { COLUMN_STAMP_SIZE = 40 /* octets of a time in words */ };

/* The row that is written, and what is kept from one row to the next. */
struct column_row {
    const struct audit_result *result;
    time_t stamped; /* the second that STAMP shows; nothing was shown yet where STAMP is empty */
    char stamp[COLUMN_STAMP_SIZE];
};

struct column {
    const char *name;
    enum column_shape shape;
    bool told; /* the report for people says it under its name */
    /* Appends the value in the form of its shape; nothing where it is absent. */
    void (*write)(struct column_row *row, struct buffer *out);
};

extern const struct column columns_table[];
extern const size_t columns_count;

/* The records of a set as the column `caa` has them, in the form of COLUMN_LIST. */
void columns_add_records(const struct dns_answer *set, struct buffer *out);

/* Takes the next item off a value of COLUMN_LIST or COLUMN_OBJECT, AT being 0 at first; NULL when there are no more. */
const char *columns_next_item(const struct buffer *value, size_t *at);

#endif
