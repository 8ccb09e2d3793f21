/* SPDX-License-Identifier: Apache-2.0 */
#include "report/further.h"

#include "report/columns.h"
#include "report/csv.h"
#include "util/text_set.h"

static bool is_report_column(const char *name)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        if (strcmp(columns_table[i].name, name) == 0)
            return true;
    return false;
}

/* As a report shows them: two that differ only in what is not shown are the same. */
static struct text_list visible_names(struct text_list names, struct arena *arena)
{
    const char **visible = arena_alloc(arena, names.count * sizeof *visible);
    struct buffer text = {0};
    for (size_t i = 0; i < names.count; i++) {
        csv_add_visible(names.items[i], strlen(names.items[i]), &text);
        visible[i] = arena_text(arena, text.data, text.size);
        buffer_clear(&text);
    }
    buffer_free(&text);
    return (struct text_list){visible, names.count};
}

/* NAME, and a NUMBER that makes it another; with 0 it stands as it is. */
static void write_heading(const char *name, unsigned number, struct buffer *out)
{
    for (; number; number--)
        buffer_add_text(out, "input_");
    buffer_add_text(out, name);
}

static void write_key(const char *name, unsigned number, struct buffer *out)
{
    buffer_add_text(out, name);
    if (!number)
        return;
    buffer_add_char(out, '_');
    buffer_add_unsigned(out, number + 1);
}

/* The lowest number that NAMES' Ith may have: one more than that of the last that is the same. */
static unsigned number_at_first(struct text_list names, const unsigned *numbers, size_t i)
{
    for (size_t before = i; before--;)
        if (strcmp(names.items[before], names.items[i]) == 0)
            return numbers[before] + 1;
    return 0;
}

/* Each name with the lowest number that makes it what no earlier one is. */
static struct text_list made_distinct(struct text_list names, void (*write)(const char *, unsigned, struct buffer *),
                                      bool (*is_reserved)(const char *name), struct arena *arena)
{
    const char **distinct = arena_alloc(arena, names.count * sizeof *distinct);
    unsigned *numbers = arena_alloc(arena, names.count * sizeof *numbers);
    struct text_set taken = {0};
    struct buffer text = {0};
    for (size_t i = 0; i < names.count; i++) {
        numbers[i] = number_at_first(names, numbers, i);
        write(names.items[i], numbers[i], &text);
        while (is_reserved(buffer_text(&text)) || !text_set_add(&taken, text.data, text.size)) {
            buffer_clear(&text);
            write(names.items[i], ++numbers[i], &text);
        }
        distinct[i] = arena_text(arena, text.data, text.size);
        buffer_clear(&text);
    }
    text_set_free(&taken);
    buffer_free(&text);
    return (struct text_list){distinct, names.count};
}

struct text_list further_headings(struct text_list names, struct arena *arena)
{
    return made_distinct(visible_names(names, arena), write_heading, is_report_column, arena);
}

static bool is_no_key(const char *name)
{
    (void)name;
    return false;
}

struct text_list further_keys(struct text_list names, struct arena *arena)
{
    return made_distinct(visible_names(names, arena), write_key, is_no_key, arena);
}
