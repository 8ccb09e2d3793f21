/* SPDX-License-Identifier: Apache-2.0 */
#include "files/list_record.h"

#include "files/list_date.h"
#include "util/language.h"

#include <string.h>

/* Of a named encoding, the octets are no longer there. */
static void add_misfit(const struct list_record *record, const struct list_encoding *encoding, unsigned char octet,
                       struct buffer *out)
{
    if (encoding->name || record->secret)
        language_add(out, "a character");
    else
        language_add(out, "octet 0x%02X", octet);
}

bool list_record_warn_spoilt(const struct list_record *record, const struct list_encoding *encoding, size_t domain,
                             struct list_messages *messages)
{
    bool spoilt = false;
    for (size_t i = 0; i < record->spoilt.count; i++) {
        size_t cell = record->spoilt.cells[i];
        struct buffer misfit = {0};
        add_misfit(record, encoding, record->spoilt.octets[i], &misfit);
        list_messages_warn(messages, LIST_WARNING_ENCODING, record->line,
                           cell == domain ? "column %zu: %s is not valid %s, so there is no name to look up; correct "
                                            "the cell, or give the list's encoding with --encoding"
                                          : "column %zu: %s is not valid %s and was read as U+FFFD; correct the cell, "
                                            "or give the list's encoding with --encoding",
                           cell + 1, buffer_text(&misfit), list_encoding_name(encoding));
        buffer_free(&misfit);
        spoilt = spoilt || cell == domain;
    }
    return spoilt;
}

static void warn_date(const struct list_record *record, size_t column, const char *text, struct list_messages *messages)
{
    if (record->secret)
        list_messages_warn(messages, LIST_WARNING_DATE, record->line,
                           "column %zu: not a date, so the end of the certificate is not known; write it as "
                           "2026-12-10 or 2026/12/10 23:59:59",
                           column + 1);
    else
        list_messages_warn(messages, LIST_WARNING_DATE, record->line,
                           "column %zu: `%.60s' is not a date, so the end of the certificate is not known; write it "
                           "as 2026-12-10 or 2026/12/10 23:59:59",
                           column + 1, text);
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
