/* SPDX-License-Identifier: Apache-2.0 */
#include "report/letter.h"

#include "report/layout.h"
#include "report/panels.h"
#include "report/words.h"
#include "util/arena.h"
#include "util/memory.h"

#include <stdlib.h>

#define uthash_fatal(message) memory_exhausted()
#include <uthash.h>

/* The changes at one owner. Lists have a NUL behind each item. */
struct letter_change {
    const char *owner;
    struct buffer add, remove;
    struct buffer names;  /* of the entries, the first few */
    uint64_t further;     /* how many more there are */
    unsigned names_count; /* in NAMES */
    UT_hash_handle hh;    /* in the order of the entries */
};

struct letter {
    struct arena arena;
    struct letter_change *changes;
    struct buffer add, remove; /* of the row that is taken */
};

struct letter *letter_new(void)
{
    return memory_zero(sizeof(struct letter));
}

void letter_free(struct letter *letter)
{
    struct letter_change *change, *next;
    if (!letter)
        return;
    HASH_ITER(hh, letter->changes, change, next)
    {
        HASH_DEL(letter->changes, change);
        buffer_free(&change->add);
        buffer_free(&change->remove);
        buffer_free(&change->names);
    }
    buffer_free(&letter->add);
    buffer_free(&letter->remove);
    arena_free(&letter->arena);
    free(letter);
}

static void add_missing(const struct buffer *items, struct buffer *list)
{
    const char *item;
    for (size_t at = 0; (item = columns_next_item(items, &at));)
        if (!columns_have_item(list, item))
            buffer_add(list, item, strlen(item) + 1);
}

/* A zone file line begins with its owner. */
static struct letter_change *change_at(struct letter *letter, const char *line)
{
    size_t size = strcspn(line, " ");
    struct letter_change *change;
    HASH_FIND(hh, letter->changes, line, size, change);
    if (change)
        return change;
    change = arena_zero(&letter->arena, sizeof *change);
    change->owner = arena_text(&letter->arena, line, size);
    HASH_ADD_KEYPTR(hh, letter->changes, change->owner, size, change);
    return change;
}

void letter_take_row(struct letter *letter, struct column_row *row)
{
    buffer_clear(&letter->add);
    buffer_clear(&letter->remove);
    columns_write(row, COLUMN_ADD, &letter->add);
    columns_write(row, COLUMN_REMOVE, &letter->remove);
    const struct buffer *first = letter->add.size ? &letter->add : &letter->remove;
    if (!first->size)
        return;
    struct letter_change *change = change_at(letter, first->data);
    add_missing(&letter->add, &change->add);
    add_missing(&letter->remove, &change->remove);
    if (columns_have_item(&change->names, row->domain))
        return;
    if (change->names_count == LETTER_NAMES_MAX) {
        change->further++;
        return;
    }
    change->names_count++;
    buffer_add(&change->names, row->domain, strlen(row->domain) + 1);
}

bool letter_is_due(const struct letter *letter)
{
    return letter->changes;
}

/* What is written. */

struct letter_slots {
    const char *institution;
    const struct letter_change *change;
};

static void fill_slot(const void *context, const char *name, size_t size, struct buffer *out)
{
    const struct letter_slots *slots = context;
    if (words_slot_is(name, size, "institution"))
        layout_add_visible(slots->institution, out);
    else if (words_slot_is(name, size, "change"))
        layout_add_visible(slots->change->owner, out);
    else if (words_slot_is(name, size, "further"))
        buffer_add_unsigned(out, slots->change->further);
}

static void add_paragraph(enum words id, const struct letter_slots *slots, struct buffer *out)
{
    struct buffer text = {0};
    words_fill(id, fill_slot, slots, &text);
    layout_add_wrapped(buffer_text(&text), 0, out);
    buffer_add_text(out, "\n\n");
    buffer_free(&text);
}

static void add_line(enum words id, const struct letter_slots *slots, struct buffer *out)
{
    buffer_add_text(out, "  ");
    words_fill(id, fill_slot, slots, out);
    buffer_add_char(out, '\n');
}

/* Each on a line of its own, to be copied. */
static void add_items(const struct buffer *items, struct buffer *out)
{
    const char *item;
    for (size_t at = 0; (item = columns_next_item(items, &at));) {
        buffer_add_text(out, "    ");
        layout_add_visible(item, out);
        buffer_add_char(out, '\n');
    }
}

/* For DNS software that does not know CAA, or the tag. */
static void add_generic(const struct buffer *items, const struct letter_slots *slots, struct buffer *out)
{
    struct arena arena = {0};
    size_t count;
    const struct caa_record *records = panels_read(items, &arena, &count);
    if (count)
        add_line(WORDS_LETTER_GENERIC, slots, out);
    for (size_t i = 0; i < count; i++) {
        buffer_add_text(out, "    ");
        caa_record_print_generic(&records[i], out);
        buffer_add_char(out, '\n');
    }
    arena_free(&arena);
}

static void add_change(const struct letter_slots *slots, struct buffer *out)
{
    const struct letter_change *change = slots->change;
    buffer_add_text(out, "----------------------------------------------------------------\n");
    words_fill(WORDS_LETTER_CHANGE, fill_slot, slots, out);
    buffer_add_text(out, "\n\n");
    add_line(WORDS_LETTER_NAMES, slots, out);
    add_items(&change->names, out);
    if (change->further)
        add_line(WORDS_LETTER_FURTHER, slots, out);
    if (change->remove.size) {
        add_line(WORDS_LETTER_REMOVE, slots, out);
        add_items(&change->remove, out);
    }
    if (change->add.size) {
        add_line(WORDS_LETTER_ADD, slots, out);
        add_items(&change->add, out);
        add_generic(&change->add, slots, out);
    }
    buffer_add_char(out, '\n');
}

void letter_write(const struct letter *letter, const char *institution, struct buffer *out)
{
    struct letter_slots slots = {.institution = institution};
    words_add(WORDS_LETTER_TITLE, out);
    buffer_add_text(out, "\n\n");
    add_paragraph(WORDS_LETTER_TO, &slots, out);
    add_paragraph(*institution ? WORDS_LETTER_WHY_INSTITUTION : WORDS_LETTER_WHY, &slots, out);
    add_paragraph(WORDS_LETTER_WISH, &slots, out);
    for (slots.change = letter->changes; slots.change; slots.change = slots.change->hh.next)
        add_change(&slots, out);
    add_paragraph(WORDS_LETTER_AFTERWARDS, &slots, out);
    out->size--; /* one line end is enough */
}
