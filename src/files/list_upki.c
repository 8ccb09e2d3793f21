/* SPDX-License-Identifier: Apache-2.0 */
#include "files/list_upki.h"

#include <string.h>

bool list_upki_learn(struct list_upki *upki, const struct list_record *first, struct list_messages *messages,
                     bool *ret_header)
{
    struct upki_fault fault;
    upki_unquote(first->cells, &upki->cells);
    if (!upki_layout_learn(&upki->layout, &upki->cells, ret_header, &fault))
        return list_messages_fail(messages, first->line, "%s", fault.words);
    return true;
}

static void count_record(struct list_upki *upki, uint64_t line, struct list_messages *messages)
{
    upki->records++;
    if (!upki->layout.download && upki->records == UPKI_RECORDS_MAX + 1)
        list_messages_warn(messages, LIST_WARNING_UPKI_COUNT, line,
                           "the service takes at most %d records in a file, and this is one more: split the file "
                           "before it is uploaded",
                           UPKI_RECORDS_MAX);
}

/* What cannot be understood is an entry all the same, which is no name: a record is never lost. Only where the first
 * one has too few columns it is the file that is something else. */
static void take_broken(struct list_upki *upki, const struct upki_fault *fault, struct list_messages *messages)
{
    if (!upki->layout.download && upki->records == 1 && upki->cells.count < UPKI_SERVER_COLUMNS) {
        list_messages_fail(messages, upki->entry.line, "%s", fault->words);
        return;
    }
    list_messages_warn(messages, LIST_WARNING_UPKI_ROW, upki->entry.line, "%s", fault->words);
    list_cells_clear(&upki->row.names);
    list_cells_add(&upki->row.names, "", 0);
    upki->count = 1;
}

/* A download lists what was issued under profiles of the past, too. */
static void warn_guess(const struct list_upki *upki, struct list_messages *messages)
{
    if (!upki->layout.download && upki->row.guessed)
        list_messages_warn(messages, LIST_WARNING_UPKI_PROFILE, upki->entry.line,
                           "column 2 (%s): a profile that is not known, here and perhaps further down; the names tell "
                           "what kind of certificate it is: is the number right?",
                           upki_column_name(UPKI_COLUMN_PROFILE));
}

void list_upki_read(struct list_upki *upki, const struct list_record *record, struct list_messages *messages)
{
    struct upki_fault fault;
    upki->next = upki->count = 0;
    upki->entry = (struct list_row){.line = record->line, .institution = "", .contact = ""};
    upki_unquote(record->cells, &upki->cells);
    count_record(upki, record->line, messages);
    if (!upki_row_read(&upki->layout, &upki->cells, &upki->row, &fault)) {
        take_broken(upki, &fault, messages);
        return;
    }
    const struct list_record unquoted = {.cells = &upki->cells, .line = record->line, .secret = true};
    warn_guess(upki, messages);
    upki->entry.institution = upki_row_institution(&upki->row);
    upki->entry.kinds = &upki->row.kinds;
    upki->entry.expires = list_record_date(&unquoted, upki->layout.places[UPKI_COLUMN_EXPIRES], messages);
    upki->count = upki->row.names.count;
}

bool list_upki_next(struct list_upki *upki, struct list_row *ret_entry)
{
    if (upki->next == upki->count)
        return false;
    *ret_entry = upki->entry;
    ret_entry->domain = list_cells_get(&upki->row.names, upki->next++);
    ret_entry->name = (struct list_name){ret_entry->domain, strlen(ret_entry->domain)};
    return true;
}

void list_upki_free(struct list_upki *upki)
{
    list_cells_free(&upki->cells);
    upki_row_free(&upki->row);
}
