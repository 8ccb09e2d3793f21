/* SPDX-License-Identifier: Apache-2.0 */
#include "report/further.h"

#include "report/columns.h"

static bool further_is_taken(const char *name, const char *const *earlier, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(earlier[i], name) == 0)
            return true;
    return false;
}

static bool is_report_column(const char *name)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        if (strcmp(columns_table[i].name, name) == 0)
            return true;
    return false;
}

struct text_list further_headings(struct text_list names, struct arena *arena)
{
    const char **headings = arena_alloc(arena, names.count * sizeof *headings);
    struct buffer heading = {0};
    for (size_t i = 0; i < names.count; i++) {
        buffer_clear(&heading);
        buffer_add_text(&heading, names.items[i]);
        while (is_report_column(buffer_text(&heading)) || further_is_taken(buffer_text(&heading), headings, i)) {
            const char *shorter = arena_text(arena, heading.data, heading.size);
            buffer_clear(&heading);
            buffer_add_text(&heading, "input_");
            buffer_add_text(&heading, shorter);
        }
        headings[i] = arena_text(arena, heading.data, heading.size);
    }
    buffer_free(&heading);
    return (struct text_list){headings, names.count};
}

struct text_list further_keys(struct text_list names, struct arena *arena)
{
    const char **keys = arena_alloc(arena, names.count * sizeof *keys);
    struct buffer key = {0};
    for (size_t i = 0; i < names.count; i++) {
        buffer_clear(&key);
        buffer_add_text(&key, names.items[i]);
        for (unsigned number = 2; further_is_taken(buffer_text(&key), keys, i); number++) {
            buffer_clear(&key);
            buffer_add_text(&key, names.items[i]);
            buffer_add_char(&key, '_');
            buffer_add_unsigned(&key, number);
        }
        keys[i] = arena_text(arena, key.data, key.size);
    }
    buffer_free(&key);
    return (struct text_list){keys, names.count};
}
