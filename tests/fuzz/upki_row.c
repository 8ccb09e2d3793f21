/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets as the first row of a file of the UPKI service and another, TAB between cells: a row is read or refused;
 * no name comes twice, and neither a row nor what is said about it has a cell that is personal, or the PIN. */
#include "fuzz.h"

#include "files/upki_row.h"

#define PIN "s3cret.pin"

static void split(const uint8_t *bytes, size_t size, struct list_cells *cells)
{
    struct list_cells raw = {0};
    for (size_t at = 0, end; at <= size && raw.count < LIST_CELLS_MAX; at = end + 1) {
        const uint8_t *tab = at < size ? memchr(bytes + at, '\t', size - at) : NULL;
        end = tab ? (size_t)(tab - bytes) : size;
        size_t taken = end - at;
        const void *nul = taken ? memchr(bytes + at, '\0', taken) : NULL;
        list_cells_add(&raw, (const char *)bytes + at, nul ? (size_t)((const uint8_t *)nul - bytes) - at : taken);
    }
    upki_unquote(&raw, cells);
    list_cells_free(&raw);
}

static bool holds(const struct list_cells *cells, const char *text)
{
    for (size_t i = 0; i < cells->count; i++)
        if (strstr(list_cells_get(cells, i), text))
            return true;
    return false;
}

static void check_row(const struct upki_row *row)
{
    expect(row->names.count && row->names.count <= LIST_CELLS_MAX);
    expect(row->kinds <= CAA_KINDS_ALL && row->doubts < 1u << UPKI_DOUBT_COUNT);
    for (size_t i = 0; i < row->names.count; i++)
        for (size_t j = 0; j < i; j++)
            expect(strcmp(list_cells_get(&row->names, i), list_cells_get(&row->names, j)) != 0);
}

/* Puts a PIN where an application has it, unless the text is somewhere else already. */
static bool mark_pin(const struct upki_layout *layout, struct list_cells *cells)
{
    struct list_cells marked = {0};
    if (layout->download || cells->count != UPKI_CLIENT_COLUMNS || holds(cells, PIN))
        return false;
    for (size_t i = 0; i < cells->count; i++) {
        const char *cell = i + 1 == cells->count ? PIN : list_cells_get(cells, i);
        list_cells_add(&marked, cell, strlen(cell));
    }
    list_cells_free(cells);
    *cells = marked;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct list_cells first = {0}, cells = {0};
    struct upki_layout layout;
    struct upki_row row = {0};
    struct upki_fault fault = {.problem.text = ""};
    bool header;
    const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
    size_t first_size = end ? (size_t)(end - data) : size;
    split(data, first_size, &first);
    if (end)
        split(end + 1, size - first_size - 1, &cells);
    upki_recognise((const char *)data, first_size);
    if (upki_layout_learn(&layout, &first, &header, &fault)) {
        bool marked = mark_pin(&layout, &cells);
        for (unsigned times = 0; times < 2; times++) /* the row is used again for the next */
            if (upki_row_read(&layout, &cells, &row, &fault)) {
                check_row(&row);
                expect(!marked || (!holds(&row.names, PIN) && !strstr(upki_row_institution(&row), PIN)));
            } else {
                expect(fault.problem.text[0] && (!marked || !strstr(fault.problem.text, PIN)));
            }
    } else {
        expect(fault.problem.text[0]);
    }
    upki_row_free(&row);
    list_cells_free(&first);
    list_cells_free(&cells);
    return 0;
}
