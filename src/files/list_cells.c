/* SPDX-License-Identifier: Apache-2.0 */
#include "files/list_cells.h"

#include "util/utf8.h"

void list_cells_clear(struct list_cells *cells)
{
    buffer_clear(&cells->own);
    cells->data = NULL;
    cells->size = cells->count = 0;
}

void list_cells_free(struct list_cells *cells)
{
    buffer_free(&cells->own);
    cells->data = NULL;
    cells->size = cells->count = 0;
}

struct buffer *list_cells_begin(struct list_cells *cells)
{
    cells->starts[cells->count++] = cells->own.size;
    return &cells->own;
}

void list_cells_end(struct list_cells *cells)
{
    buffer_add_char(&cells->own, '\0');
    cells->data = cells->own.data;
    cells->size = cells->own.size;
}

void list_cells_add(struct list_cells *cells, const char *text, size_t size)
{
    buffer_add(list_cells_begin(cells), text, size);
    list_cells_end(cells);
}

void list_cells_lend(struct list_cells *cells, char *text, size_t size)
{
    if (!cells->count)
        cells->data = text;
    cells->starts[cells->count++] = (size_t)(text - cells->data);
    text[size] = '\0';
    cells->size = (size_t)(text - cells->data) + size + 1;
}

const char *list_cells_at(const struct list_cells *cells, const char *kept, size_t index)
{
    return index < cells->count ? kept + cells->starts[index] : "";
}

const char *list_cells_get(const struct list_cells *cells, size_t index)
{
    return list_cells_at(cells, cells->data, index);
}

const char *list_cells_keep(const struct list_cells *cells, struct arena *arena)
{
    return arena_dup(arena, cells->data, cells->size);
}

bool list_cells_are_empty(const struct list_cells *cells)
{
    for (size_t i = 0; i < cells->count; i++)
        if (*list_cells_get(cells, i))
            return false;
    return true;
}

static bool list_cells_is_blank(uint32_t code)
{
    return code == ' ' || code == '\t' || code == '\r' || code == '\n' || code == 0xA0 || code == 0x3000;
}

static bool is_graphic(char octet)
{
    return octet > ' ' && octet < 0x7F;
}

void list_trim_blanks(const char **text, size_t *size)
{
    if (*size && is_graphic(**text) && is_graphic((*text)[*size - 1]))
        return;
    const char *first = NULL, *end = *text;
    for (size_t at = 0; at < *size;) {
        uint32_t code = 0;
        size_t length = utf8_decode(*text + at, *size - at, &code);
        if (!length)
            length = 1;
        if (!list_cells_is_blank(code)) {
            first = first ? first : *text + at;
            end = *text + at + length;
        }
        at += length;
    }
    *size = first ? (size_t)(end - first) : 0;
    *text = first ? first : end;
}
