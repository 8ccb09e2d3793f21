/* SPDX-License-Identifier: Apache-2.0 */
#include "files/list_columns.h"

#include "files/list_name.h"
#include "util/ascii.h"
#include "util/utf8.h"

#include <string.h>

enum { NO_COLUMN = LIST_CELLS_MAX, GROUPS_MAX = 4, NAMES_MAX = 6 };

/* The names of a header, without what is_beside drops, in groups, the first of which counts before the others. */
static const char *const role_names[LIST_ROLE_COUNT][GROUPS_MAX][NAMES_MAX] = {
    [LIST_ROLE_DOMAIN] = {{"domain", "domainname", "ドメイン", "ドメイン名"},
                          {"fqdn"},
                          {"hostname", "host", "ホスト名", "サイト"},
                          {"name"}},
    [LIST_ROLE_INSTITUTION] = {{"institution", "organization", "機関名", "利用機関"}},
    [LIST_ROLE_CONTACT] = {{"contact", "email", "mail", "連絡先"}},
    [LIST_ROLE_EXPIRES] = {{"expires", "expiry", "notafter", "有効期限", "証明書有効期限",
                            "発行・更新申請証明書有効期限"}},
};

/* What may stand in a name of a header or be left out: Not After, not_after, not-after. */
static bool is_beside(uint32_t code)
{
    return code == ' ' || code == '\t' || code == '\r' || code == '\n' || code == 0xA0 || code == 0x3000 ||
           code == '-' || code == '_';
}

static bool list_columns_is_name(const char *text, const char *name)
{
    size_t left = strlen(text);
    while (left) {
        uint32_t code = 0;
        size_t length = utf8_decode(text, left, &code);
        if (!length)
            return false;
        if (!is_beside(code)) {
            if (strlen(name) < length || !ascii_equal(text, length, name, length))
                return false;
            name += length;
        }
        text += length;
        left -= length;
    }
    return !*name;
}

static bool is_in_group(const char *text, const char *const *names)
{
    for (size_t i = 0; i < NAMES_MAX && names[i]; i++)
        if (list_columns_is_name(text, names[i]))
            return true;
    return false;
}

static size_t find_role(const struct list_cells *header, size_t role)
{
    for (size_t group = 0; group < GROUPS_MAX && *role_names[role][group]; group++)
        for (size_t i = 0; i < header->count; i++)
            if (is_in_group(list_cells_get(header, i), role_names[role][group]))
                return i;
    return NO_COLUMN;
}

static bool is_further(const struct list_columns *columns, size_t column)
{
    for (size_t role = 0; role < LIST_ROLE_COUNT; role++)
        if (columns->roles[role] == column)
            return false;
    return true;
}

/* The header's name for a column, or `columnN` where it has none. */
static void list_columns_add_name(struct list_cells *names, const char *header_text, size_t column)
{
    size_t size = strlen(header_text);
    list_trim_blanks(&header_text, &size);
    if (size) {
        list_cells_add(names, header_text, size);
        return;
    }
    struct buffer name = {0};
    buffer_add_text(&name, "column");
    buffer_add_unsigned(&name, column + 1);
    list_cells_add(names, name.data, name.size);
    buffer_free(&name);
}

static size_t find_likely(const struct list_cells *first)
{
    for (size_t i = 0; i < first->count; i++)
        if (list_name_is_likely(list_cells_get(first, i)))
            return i;
    return first->count == 1 ? 0 : NO_COLUMN;
}

/* The names of a header are compared as is_name does, so WANTED is read without what may be left out. */
static size_t find_named(const struct list_cells *first, const char *wanted)
{
    struct buffer name = {0};
    size_t column = NO_COLUMN;
    for (size_t left = strlen(wanted), length; left; wanted += length, left -= length) {
        uint32_t code = 0;
        length = utf8_decode(wanted, left, &code);
        length = length ? length : 1;
        if (!is_beside(code))
            buffer_add(&name, wanted, length);
    }
    for (size_t i = 0; i < first->count && column == NO_COLUMN && name.size; i++)
        if (list_columns_is_name(list_cells_get(first, i), buffer_text(&name)))
            column = i;
    buffer_free(&name);
    return column;
}

/* The number of a column, from 1; 0 where the text is none. */
static size_t column_number(const char *text)
{
    size_t number = 0;
    for (; ascii_is_digit((unsigned char)*text) && number <= LIST_CELLS_MAX; text++)
        number = number * 10 + (size_t)(*text - '0');
    return *text ? 0 : number;
}

/* An address, or a name with a fault in it, rather than what a column is called. */
static bool is_meant_as_name(const char *cell)
{
    size_t size = strlen(cell);
    list_trim_blanks(&cell, &size);
    size_t inner = strcspn(cell, ".:@");
    return inner + 1 < size && !memchr(cell, ' ', size);
}

/* By number, the first row is a header where it has a known name, or nothing that can be a name in that column, or was
 * meant as one. */
static size_t find_wanted(const struct list_columns *columns, const struct list_cells *first, const char *wanted,
                          bool *ret_header)
{
    size_t column = find_named(first, wanted), number = column_number(wanted);
    *ret_header = column != NO_COLUMN;
    if (column != NO_COLUMN || !number || number > first->count)
        return column;
    for (size_t role = 0; role < LIST_ROLE_COUNT; role++)
        *ret_header = *ret_header || columns->roles[role] != NO_COLUMN;
    const char *cell = list_cells_get(first, number - 1);
    *ret_header = *ret_header || !(list_name_is_likely(cell) || is_meant_as_name(cell));
    return number - 1;
}

static void find_further(struct list_columns *columns)
{
    columns->further_count = 0;
    for (size_t i = 0; i < columns->count; i++)
        if (is_further(columns, i))
            columns->further[columns->further_count++] = i;
}

bool list_columns_learn(struct list_columns *columns, const struct list_cells *first, const char *wanted)
{
    size_t *domain = &columns->roles[LIST_ROLE_DOMAIN];
    columns->count = first->count;
    for (size_t role = 0; role < LIST_ROLE_COUNT; role++)
        columns->roles[role] = find_role(first, role);
    columns->header = *domain != NO_COLUMN;
    if (wanted)
        *domain = find_wanted(columns, first, wanted, &columns->header);
    else if (!columns->header)
        *domain = find_likely(first);
    for (size_t role = 0; role < LIST_ROLE_COUNT; role++)
        if (role != LIST_ROLE_DOMAIN && (!columns->header || columns->roles[role] == *domain))
            columns->roles[role] = NO_COLUMN;
    find_further(columns);
    return *domain != NO_COLUMN;
}

void list_columns_name(const struct list_columns *columns, const struct list_cells *first, struct list_cells *further)
{
    for (size_t i = 0; i < columns->further_count; i++) {
        size_t column = columns->further[i];
        list_columns_add_name(further, columns->header ? list_cells_get(first, column) : "", column);
    }
}

void list_columns_apply(const struct list_columns *columns, const struct list_cells *cells, struct arena *arena,
                        struct list_row *ret_row)
{
    const char *kept = list_cells_keep(cells, arena);
    const char **further = columns->further_count ? arena_alloc(arena, columns->further_count * sizeof *further) : NULL;
    for (size_t i = 0; i < columns->further_count; i++)
        further[i] = list_cells_at(cells, kept, columns->further[i]);
    ret_row->domain = list_cells_at(cells, kept, columns->roles[LIST_ROLE_DOMAIN]);
    ret_row->institution = list_cells_at(cells, kept, columns->roles[LIST_ROLE_INSTITUTION]);
    ret_row->contact = list_cells_at(cells, kept, columns->roles[LIST_ROLE_CONTACT]);
    ret_row->further = (struct text_list){further, columns->further_count};
}
