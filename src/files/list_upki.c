/* SPDX-License-Identifier: Apache-2.0 */
#include "files/list_upki.h"

#include "util/saying.h"

#include <string.h>

bool list_upki_learn(struct list_upki *upki, const struct list_record *first, struct list_messages *messages,
                     bool *ret_header)
{
    struct upki_fault fault;
    upki_unquote(first->cells, &upki->cells);
    if (!upki_layout_learn(&upki->layout, &upki->cells, ret_header, &fault))
        return list_messages_fail(messages, first->line, saying_kept(fault.problem.text));
    return true;
}

static void count_record(struct list_upki *upki, uint64_t line, struct list_messages *messages)
{
    upki->records++;
    if (!upki->layout.download && upki->records == UPKI_RECORDS_MAX + 1)
        list_messages_warn(messages, LIST_WARNING_UPKI_COUNT, line,
                           SAYING_VALUE(SAY_LIST_TOO_MANY_RECORDS(UPKI_RECORDS_MAX)));
}

/* What cannot be understood is an entry all the same, which is no name: a record is never lost. Only where the first
 * one has too few columns it is the file that is something else. */
static void take_broken(struct list_upki *upki, const struct upki_fault *fault, struct list_messages *messages)
{
    list_cells_clear(&upki->row.names);
    if (!upki->layout.download && upki->records == 1 && upki->cells.count < UPKI_SERVER_COLUMNS) {
        list_messages_fail(messages, upki->entry.line, saying_kept(fault->problem.text));
        return;
    }
    list_messages_warn(messages, LIST_WARNING_UPKI_ROW, upki->entry.line, saying_kept(fault->problem.text));
    list_cells_add(&upki->row.names, "", 0);
    upki->entry.not_understood = true;
}

/* Quotes and blanks, which upki_unquote takes off. */
static unsigned look_at_cells(const struct list_upki *upki, const struct list_cells *cells)
{
    static const enum upki_column names[] = {UPKI_COLUMN_DN, UPKI_COLUMN_FQDN, UPKI_COLUMN_DNS_NAMES};
    unsigned doubts = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names && !upki->layout.download; i++) {
        const char *text = list_cells_get(cells, upki->layout.places[names[i]]);
        const char *trimmed = text;
        size_t size = strlen(text);
        list_trim_blanks(&trimmed, &size);
        if (size < strlen(text))
            doubts |= 1u << UPKI_DOUBT_BLANKS;
        if (size && *trimmed == '"')
            doubts |= 1u << UPKI_DOUBT_QUOTES;
    }
    return doubts;
}

static void warn_doubts(unsigned doubts, uint64_t line, struct list_messages *messages)
{
    static const char *const words[UPKI_DOUBT_COUNT] = {
        [UPKI_DOUBT_PROFILE] = SAID_UPKI_GUESSED,       [UPKI_DOUBT_QUOTES] = SAID_UPKI_QUOTES,
        [UPKI_DOUBT_BLANKS] = SAID_UPKI_BLANKS,         [UPKI_DOUBT_CHARACTERS] = SAID_UPKI_CHARACTERS,
        [UPKI_DOUBT_MANY_NAMES] = SAID_UPKI_MANY_NAMES, [UPKI_DOUBT_LONG] = SAID_UPKI_LONG,
        [UPKI_DOUBT_LAST_TAB] = SAID_UPKI_LAST_TAB,
    };
    for (unsigned doubt = 0; doubt < UPKI_DOUBT_COUNT; doubt++)
        if (doubts & 1u << doubt)
            list_messages_warn(messages, (enum list_warning)(LIST_WARNING_UPKI_DOUBT + doubt), line,
                               saying_kept(words[doubt]));
}

size_t list_upki_read(struct list_upki *upki, const struct list_record *record, struct list_messages *messages)
{
    struct upki_fault fault;
    upki->entry = (struct list_row){.line = record->line, .institution = "", .contact = ""};
    upki_unquote(record->cells, &upki->cells);
    count_record(upki, record->line, messages);
    if (!upki_row_read(&upki->layout, &upki->cells, &upki->row, &fault)) {
        take_broken(upki, &fault, messages);
        return upki->row.names.count;
    }
    const struct list_record unquoted = {.cells = &upki->cells, .line = record->line, .secret = true};
    warn_doubts(upki->row.doubts | look_at_cells(upki, record->cells), record->line, messages);
    upki->entry.institution = upki_row_institution(&upki->row);
    upki->entry.kinds = &upki->row.kinds;
    upki->entry.expires = list_record_date(&unquoted, upki->layout.places[UPKI_COLUMN_EXPIRES], messages);
    return upki->row.names.count;
}

void list_upki_entry(const struct list_upki *upki, size_t index, struct arena *arena, struct list_row *ret_row)
{
    const char *domain = list_cells_get(&upki->row.names, index), *institution = upki->entry.institution;
    *ret_row = upki->entry;
    ret_row->domain = arena_text(arena, domain, strlen(domain));
    ret_row->institution = arena_text(arena, institution, strlen(institution));
}

void list_upki_free(struct list_upki *upki)
{
    list_cells_free(&upki->cells);
    upki_row_free(&upki->row);
}
