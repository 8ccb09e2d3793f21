/* SPDX-License-Identifier: Apache-2.0 */
#include "files/list_record.h"

#include "util/saying.h"

#include "files/list_date.h"

#include <stdio.h>
#include <string.h>

/* Of a named encoding, the octets are no longer there. */
enum { DATE_SHOWN_MAX = 60 }; /* octets of a cell within a message */

static void add_octet(unsigned char octet, struct buffer *out)
{
    char digits[8];
    snprintf(digits, sizeof digits, "0x%02X", octet);
    saying_add(SAY_LIST_OCTET(digits), out);
}

/* Appends, as it is kept, what does not fit. */
static void list_record_add_misfit(const struct list_record *record, const struct list_encoding *encoding,
                                   unsigned char octet, struct buffer *out)
{
    if (encoding->name || record->secret)
        buffer_add_text(out, SAID_LIST_CHARACTER);
    else
        add_octet(octet, out);
}

bool list_record_warn_spoilt(const struct list_record *record, const struct list_encoding *encoding, size_t domain,
                             struct list_messages *messages)
{
    bool spoilt = false;
    for (size_t i = 0; i < record->spoilt.count; i++) {
        size_t cell = record->spoilt.cells[i];
        struct buffer misfit = {0};
        const char *name = list_encoding_name(encoding);
        list_record_add_misfit(record, encoding, record->spoilt.octets[i], &misfit);
        const struct saying_value what = saying_kept(buffer_text(&misfit));
        list_messages_warn(messages, LIST_WARNING_ENCODING, record->line,
                           SAYING_VALUE(cell == domain ? SAY_LIST_NAME_UNREADABLE(cell + 1, name, what)
                                                       : SAY_LIST_CELL_REPLACED(cell + 1, name, what)));
        buffer_free(&misfit);
        spoilt = spoilt || cell == domain;
    }
    return spoilt;
}

static void warn_date(const struct list_record *record, size_t column, const char *text, struct list_messages *messages)
{
    if (record->secret)
        list_messages_warn(messages, LIST_WARNING_DATE, record->line, SAYING_VALUE(SAY_LIST_NO_DATE_UPKI(column + 1)));
    else
        list_messages_warn(messages, LIST_WARNING_DATE, record->line,
                           SAYING_VALUE(SAY_LIST_NO_DATE(column + 1, saying_part(text, DATE_SHOWN_MAX))));
}

time_t list_record_date(const struct list_record *record, size_t column, struct list_messages *messages)
{
    const char *text = list_cells_get(record->cells, column);
    size_t size = strlen(text);
    time_t time = 0;
    if (!size)
        return 0;
    list_trim_blanks(&text, &size);
    if (size && !list_date_read(text, &time))
        warn_date(record, column, text, messages);
    return time;
}
