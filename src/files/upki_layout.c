/* SPDX-License-Identifier: Apache-2.0 */
#include "files/upki_layout.h"

#include "files/upki_dn.h"
#include "util/ascii.h"
#include "util/saying.h"

#include <string.h>

enum { PROFILE_DIGITS_MAX = 2 };

static const char *const column_names[UPKI_COLUMN_COUNT] = {
    [UPKI_COLUMN_DN] = "主体者DN",         [UPKI_COLUMN_PROFILE] = "証明書プロファイルID",
    [UPKI_COLUMN_FQDN] = "利用管理者FQDN", [UPKI_COLUMN_DNS_NAMES] = "dNSName",
    [UPKI_COLUMN_MAIL] = "利用者mail",     [UPKI_COLUMN_EXPIRES] = "発行・更新申請-証明書有効期限",
};

const char *upki_column_name(enum upki_column column)
{
    return column_names[column];
}

/* ---- quotes ---- */

static void add_unquoted(const char *text, size_t size, struct list_cells *to)
{
    list_trim_blanks(&text, &size);
    if (size < 2 || text[0] != '"' || text[size - 1] != '"') {
        list_cells_add(to, text, size);
        return;
    }
    struct buffer plain = {0};
    for (size_t i = 1; i < size - 1; i++) {
        buffer_add_char(&plain, text[i]);
        if (text[i] == '"' && text[i + 1] == '"' && i + 2 < size)
            i++;
    }
    list_cells_add(to, plain.data, plain.size);
    buffer_free(&plain);
}

void upki_unquote(const struct list_cells *from, struct list_cells *to)
{
    list_cells_clear(to);
    for (size_t i = 0; i < from->count; i++) {
        const char *text = list_cells_get(from, i);
        add_unquoted(text, strlen(text), to);
    }
}

/* ---- what file it is ---- */

static size_t find_column(const struct list_cells *header, enum upki_column column)
{
    for (size_t i = 0; i < header->count; i++) {
        const char *text = list_cells_get(header, i);
        if (ascii_equal_text(text, strlen(text), column_names[column]))
            return i;
    }
    return LIST_CELLS_MAX;
}

/* Any of the names that nobody else uses; `dNSName` could stand in any list. */
static bool is_header(const struct list_cells *cells)
{
    return find_column(cells, UPKI_COLUMN_DN) != LIST_CELLS_MAX ||
           find_column(cells, UPKI_COLUMN_PROFILE) != LIST_CELLS_MAX ||
           find_column(cells, UPKI_COLUMN_FQDN) != LIST_CELLS_MAX;
}

static bool is_profile_number(const char *text)
{
    size_t size = strspn(text, "0123456789");
    return size && size <= PROFILE_DIGITS_MAX && !text[size];
}

/* A row whose DN is broken: told by the number of its columns, and by the profile. */
static bool is_application_row(const struct list_cells *cells)
{
    return cells->count >= UPKI_SERVER_COLUMNS && cells->count <= UPKI_CLIENT_COLUMNS &&
           is_profile_number(list_cells_get(cells, 1));
}

static void split_line(const char *line, size_t size, struct list_cells *cells)
{
    const char *end = line + size;
    while (cells->count < LIST_CELLS_MAX) {
        const char *tab = memchr(line, '\t', (size_t)(end - line));
        add_unquoted(line, (size_t)((tab ? tab : end) - line), cells);
        if (!tab)
            break;
        line = tab + 1;
    }
}

bool upki_recognise(const char *line, size_t size)
{
    struct list_cells cells = {0};
    split_line(line, size, &cells);
    const char *first = list_cells_get(&cells, 0);
    bool found = upki_dn_begins(first + (*first == '"')) || is_header(&cells) || is_application_row(&cells);
    list_cells_free(&cells);
    return found;
}

/* ---- where the columns stand ---- */

/* Server applications; those for clients have a person's name where these have the FQDN, which is why the number of
 * columns is looked at before that place. The mail column of clients has been said to be the 14th and the 15th, and one
 * of these is the PIN: neither is read. */
static const struct upki_layout application = {.places = {[UPKI_COLUMN_DN] = 0,
                                                          [UPKI_COLUMN_PROFILE] = 1,
                                                          [UPKI_COLUMN_FQDN] = 10,
                                                          [UPKI_COLUMN_DNS_NAMES] = 12,
                                                          [UPKI_COLUMN_MAIL] = LIST_CELLS_MAX,
                                                          [UPKI_COLUMN_EXPIRES] = LIST_CELLS_MAX}};

bool upki_layout_learn(struct upki_layout *layout, const struct list_cells *first, bool *ret_header,
                       struct upki_fault *ret_fault)
{
    *layout = application;
    *ret_header = is_header(first);
    if (!*ret_header)
        return true;
    layout->download = true;
    layout->count = first->count;
    for (unsigned column = 0; column < UPKI_COLUMN_COUNT; column++)
        layout->places[column] = find_column(first, column);
    if (layout->places[UPKI_COLUMN_DN] != LIST_CELLS_MAX)
        return true;
    problem_set(&ret_fault->problem, SAY_UPKI_NO_COLUMN(column_names[UPKI_COLUMN_DN]));
    return false;
}
