/* SPDX-License-Identifier: Apache-2.0 */
#include "files/list_columns.h"

#include "util/ascii.h"
#include "util/utf8.h"

#include <string.h>

enum { NO_COLUMN = LIST_CELLS_MAX, ROLE_NAMES_MAX = 6 };

/* The names of a header, without what is_beside drops; where several columns qualify, the earlier name takes the role.
 */
static const char *const role_names[LIST_ROLE_COUNT][ROLE_NAMES_MAX] = {
    [LIST_ROLE_DOMAIN] = {"domain", "ドメイン", "ドメイン名", "name", "fqdn"},
    [LIST_ROLE_INSTITUTION] = {"institution", "機関名"},
    [LIST_ROLE_CONTACT] = {"contact", "連絡先", "email"},
    [LIST_ROLE_EXPIRES] = {"expires", "expiry", "notafter", "有効期限", "証明書有効期限",
                           "発行・更新申請証明書有効期限"},
};

/* What may stand in a name of a header or be left out: Not After, not_after, not-after. */
static bool is_beside(uint32_t code)
{
    return code == ' ' || code == '\t' || code == '\r' || code == '\n' || code == 0xA0 || code == 0x3000 ||
           code == '-' || code == '_';
}

static bool is_name(const char *text, const char *name)
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

static size_t find_column(const struct list_cells *header, const char *name)
{
    for (size_t i = 0; i < header->count; i++)
        if (is_name(list_cells_get(header, i), name))
            return i;
    return NO_COLUMN;
}

static size_t find_role(const struct list_cells *header, size_t role)
{
    size_t column = NO_COLUMN;
    for (size_t i = 0; i < ROLE_NAMES_MAX && role_names[role][i] && column == NO_COLUMN; i++)
        column = find_column(header, role_names[role][i]);
    return column;
}

static bool is_further(const struct list_columns *columns, size_t column)
{
    for (size_t role = 0; role < LIST_ROLE_COUNT; role++)
        if (columns->roles[role] == column)
            return false;
    return true;
}

/* The header's name for a column, or `columnN` where it has none. */
static void add_name(struct list_cells *names, const char *header_text, size_t column)
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

bool list_columns_learn(struct list_columns *columns, const struct list_cells *first, struct list_cells *further)
{
    columns->count = first->count;
    for (size_t role = 0; role < LIST_ROLE_COUNT; role++)
        columns->roles[role] = find_role(first, role);
    bool header = columns->roles[LIST_ROLE_DOMAIN] != NO_COLUMN;
    if (!header) {
        for (size_t role = 0; role < LIST_ROLE_COUNT; role++)
            columns->roles[role] = NO_COLUMN;
        columns->roles[LIST_ROLE_DOMAIN] = 0;
    }
    for (size_t i = 0; i < columns->count; i++)
        if (is_further(columns, i))
            add_name(further, header ? list_cells_get(first, i) : "", i);
    return header;
}

void list_columns_apply(const struct list_columns *columns, const struct list_cells *cells, const char **further,
                        struct list_row *ret_row)
{
    size_t count = 0;
    for (size_t i = 0; i < columns->count; i++)
        if (is_further(columns, i))
            further[count++] = list_cells_get(cells, i);
    ret_row->domain = list_cells_get(cells, columns->roles[LIST_ROLE_DOMAIN]);
    ret_row->institution = list_cells_get(cells, columns->roles[LIST_ROLE_INSTITUTION]);
    ret_row->contact = list_cells_get(cells, columns->roles[LIST_ROLE_CONTACT]);
    ret_row->further = (struct text_list){further, count};
}
