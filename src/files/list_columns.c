/* SPDX-License-Identifier: Apache-2.0 */
#include "files/list_columns.h"

#include "util/utf8.h"

#include <string.h>

enum { NO_COLUMN = LIST_CELLS_MAX, ROLE_NAMES_MAX = 6 };

/* The names of a header; where several columns qualify, the earlier name takes the role. */
static const char *const role_names[LIST_ROLE_COUNT][ROLE_NAMES_MAX] = {
    [LIST_ROLE_DOMAIN] = {"domain", "ドメイン", "ドメイン名", "name", "fqdn"},
    [LIST_ROLE_INSTITUTION] = {"institution", "機関名"},
    [LIST_ROLE_CONTACT] = {"contact", "連絡先", "email"},
    [LIST_ROLE_EXPIRES] = {"expires", "expiry", "not after", "有効期限", "証明書有効期限",
                           "発行・更新申請-証明書有効期限"},
};

void list_cells_clear(struct list_cells *cells)
{
    buffer_clear(&cells->text);
    cells->count = 0;
}

void list_cells_free(struct list_cells *cells)
{
    buffer_free(&cells->text);
    cells->count = 0;
}

void list_cells_add(struct list_cells *cells, const char *text, size_t size)
{
    cells->starts[cells->count++] = cells->text.size;
    buffer_add(&cells->text, text, size);
    buffer_add_char(&cells->text, '\0');
}

const char *list_cells_get(const struct list_cells *cells, size_t index)
{
    return index < cells->count ? cells->text.data + cells->starts[index] : "";
}

bool list_cells_are_empty(const struct list_cells *cells)
{
    return cells->text.size == cells->count;
}

static bool is_blank(uint32_t code)
{
    return code == ' ' || code == '\t' || code == '\r' || code == '\n' || code == 0xA0 || code == 0x3000;
}

void list_trim_blanks(const char **text, size_t *size)
{
    const char *first = NULL, *end = *text;
    for (size_t at = 0; at < *size;) {
        uint32_t code = 0;
        size_t length = utf8_decode(*text + at, *size - at, &code);
        if (!length)
            length = 1;
        if (!is_blank(code)) {
            first = first ? first : *text + at;
            end = *text + at + length;
        }
        at += length;
    }
    *size = first ? (size_t)(end - first) : 0;
    *text = first ? first : end;
}

static size_t find_column(const struct list_cells *header, const char *name)
{
    for (size_t i = 0; i < header->count; i++) {
        const char *text = list_cells_get(header, i);
        size_t size = strlen(text);
        list_trim_blanks(&text, &size);
        if (ascii_equal_text(text, size, name))
            return i;
    }
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
