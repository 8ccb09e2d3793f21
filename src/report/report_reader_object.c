/* SPDX-License-Identifier: Apache-2.0 */
#include "report_reader_internal.h"

#include <jansson.h>

static void reader_object_take_text(struct report_reader *reader, enum column_id id, const json_t *value)
{
    if (json_is_string(value))
        report_reader_set(reader, id, json_string_value(value), json_string_length(value));
    else if (!json_is_null(value))
        report_reader_fail(reader, SAY_REPORT_NO_TEXT(columns_table[id].name));
}

static void reader_object_take_number(struct report_reader *reader, enum column_id id, const json_t *value)
{
    if (json_is_integer(value) && json_integer_value(value) >= 0)
        buffer_add_unsigned(&reader->values[id], (uint64_t)json_integer_value(value));
    else if (!json_is_null(value))
        report_reader_fail(reader, SAY_REPORT_NO_NUMBER(columns_table[id].name));
}

static void take_list(struct report_reader *reader, enum column_id id, const json_t *value)
{
    size_t i;
    const json_t *item;
    if (json_is_string(value)) { /* `kinds` of reports before schema 1 */
        report_reader_split_items(reader, id, json_string_value(value), json_string_length(value));
        return;
    }
    if (!json_is_array(value) && !json_is_null(value))
        report_reader_fail(reader, SAY_REPORT_NO_ARRAY(columns_table[id].name));
    json_array_foreach(value, i, item)
    {
        if (!json_is_string(item)) {
            report_reader_fail(reader, SAY_REPORT_ARRAY_OF_OTHERS(columns_table[id].name));
            return;
        }
        report_reader_add_item(reader, id, json_string_value(item), json_string_length(item));
    }
}

/* `KEY=VALUE` for each member. */
static void take_members(struct report_reader *reader, enum column_id id, json_t *value)
{
    const char *key;
    json_t *member;
    if (!json_is_object(value) && !json_is_null(value))
        report_reader_fail(reader, SAY_REPORT_NO_OBJECT(columns_table[id].name));
    json_object_foreach(value, key, member)
    {
        if (!json_is_string(member)) {
            report_reader_fail(reader, SAY_REPORT_ARRAY_OF_OTHERS(columns_table[id].name));
            return;
        }
        struct buffer *out = &reader->values[id];
        buffer_add_text(out, key);
        buffer_add_char(out, '=');
        buffer_add(out, json_string_value(member), json_string_length(member) + 1);
    }
}

static void reader_object_take_value(struct report_reader *reader, enum column_id id, json_t *value)
{
    switch (columns_table[id].shape) {
    case COLUMN_TEXT:
    case COLUMN_WORD:
        reader_object_take_text(reader, id, value);
        break;
    case COLUMN_NUMBER:
        reader_object_take_number(reader, id, value);
        break;
    case COLUMN_LIST:
        take_list(reader, id, value);
        break;
    case COLUMN_OBJECT:
        take_members(reader, id, value);
        break;
    }
}

/* The first object names the further columns of all. */
static void reader_object_begin(struct report_reader *reader, json_t *input)
{
    const char *names[REPORT_COLUMNS_MAX], *key;
    size_t count = 0;
    json_t *member;
    json_object_foreach(input, key, member)
    {
        (void)member;
        if (count == REPORT_COLUMNS_MAX) {
            report_reader_fail(reader, SAY_REPORT_TOO_MANY_COLUMNS(REPORT_COLUMNS_MAX));
            return;
        }
        names[count++] = key;
    }
    report_reader_begin(reader, (struct text_list){names, count});
}

static void take_further(struct report_reader *reader, const json_t *input)
{
    for (size_t i = 0; i < reader->further_names.count; i++) {
        const json_t *cell = json_object_get(input, reader->further_names.items[i]);
        bool text = json_is_string(cell);
        report_reader_add_further(reader, text ? json_string_value(cell) : "", text ? json_string_length(cell) : 0);
    }
}

/* A report without one is older than its first. */
static void check_schema(struct report_reader *reader, const json_t *schema)
{
    if (schema && (!json_is_integer(schema) || json_integer_value(schema) != 1))
        report_reader_fail(reader, SAY_REPORT_SCHEMA_UNKNOWN());
}

static void take_object(struct report_reader *reader, const json_t *object)
{
    check_schema(reader, json_object_get(object, "schema"));
    for (unsigned id = 0; id < COLUMN_COUNT && reader->status == STATUS_OK; id++) {
        json_t *value = json_object_get(object, columns_table[id].name);
        if (value)
            reader_object_take_value(reader, id, value);
        else if (report_reader_needs(id))
            report_reader_fail(reader, SAY_REPORT_KEY_MISSING(columns_table[id].name));
    }
    if (!reader->begun && reader->status == STATUS_OK)
        reader_object_begin(reader, json_object_get(object, "input"));
    take_further(reader, json_object_get(object, "input"));
}

static bool reader_object_is_blank_line(const char *line, size_t size)
{
    return size == 0 || (size == 1 && line[0] == '\n') || (size == 2 && line[0] == '\r' && line[1] == '\n');
}

void report_object_take_line(struct report_reader *reader, const char *line, size_t size)
{
    json_error_t error;
    reader->row_line = reader->line;
    if (reader_object_is_blank_line(line, size))
        return;
    json_t *object = json_loadb(line, size, JSON_REJECT_DUPLICATES, &error);
    if (!object)
        report_reader_fail(reader, SAY_REPORT_BAD_JSON((const char *)error.text));
    else if (!json_is_object(object))
        report_reader_fail(reader, SAY_REPORT_NO_JSON());
    else
        take_object(reader, object);
    json_decref(object);
    if (reader->status == STATUS_OK)
        report_reader_deliver(reader);
}
