/* SPDX-License-Identifier: Apache-2.0 */
#include "report/jsonl.h"

#include "util/items.h"
#include "util/utf8.h"

static bool is_verbatim(char c)
{
    return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

static void add_code_unit(uint32_t unit, struct buffer *out)
{
    const unsigned char octets[] = {(unsigned char)(unit >> 8), (unsigned char)unit};
    buffer_add_text(out, "\\u");
    buffer_add_hex(out, octets, sizeof octets);
}

/* RFC 8259 7: as UTF-16 has it. */
static void jsonl_add_code_point(uint32_t code, struct buffer *out)
{
    if (code < 0x10000) {
        add_code_unit(code, out);
        return;
    }
    add_code_unit(0xD800 + ((code - 0x10000) >> 10), out);
    add_code_unit(0xDC00 + ((code - 0x10000) & 0x3FF), out);
}

/* One character that needs care, behind the character BEFORE, which it then is; returns its octets. */
static size_t add_character(const char *text, size_t size, uint32_t *before, struct buffer *out)
{
    uint32_t code = 0;
    size_t length = utf8_decode(text, size, &code);
    if (!length) {
        buffer_add_char(out, '\\'); /* escapes the backslash of \DDD */
        buffer_add_escaped(out, text, 1);
        return 1;
    }
    if (code == '"' || code == '\\') {
        buffer_add_char(out, '\\');
        buffer_add_char(out, *text);
    } else if (utf8_is_hidden(code, *before)) {
        jsonl_add_code_point(code, out);
    } else {
        buffer_add(out, text, length);
    }
    *before = code;
    return length;
}

static void jsonl_add_string(const char *text, size_t size, struct buffer *out)
{
    uint32_t before = 0;
    buffer_add_char(out, '"');
    for (size_t at = 0; at < size;) {
        size_t run = at;
        while (at < size && is_verbatim(text[at]))
            at++;
        buffer_add(out, text + run, at - run);
        if (at > run)
            before = 0;
        if (at < size)
            at += add_character(text + at, size - at, &before, out);
    }
    buffer_add_char(out, '"');
}

static void add_array(const struct buffer *value, struct buffer *out)
{
    const char *item, *joint = "";
    buffer_add_char(out, '[');
    for (size_t at = 0; (item = items_next(value, &at)); joint = ",") {
        buffer_add_text(out, joint);
        jsonl_add_string(item, strlen(item), out);
    }
    buffer_add_char(out, ']');
}

static void jsonl_add_object(const struct buffer *value, struct buffer *out)
{
    const char *item, *joint = "";
    buffer_add_char(out, '{');
    for (size_t at = 0; (item = items_next(value, &at)); joint = ",") {
        size_t key = strcspn(item, "=");
        const char *member = item[key] ? item + key + 1 : "";
        buffer_add_text(out, joint);
        jsonl_add_string(item, key, out);
        buffer_add_char(out, ':');
        jsonl_add_string(member, strlen(member), out);
    }
    buffer_add_char(out, '}');
}

void jsonl_add_value(enum column_shape shape, const struct buffer *value, struct buffer *out)
{
    if (!value->size && shape != COLUMN_LIST) {
        buffer_add_text(out, "null");
        return;
    }
    switch (shape) {
    case COLUMN_TEXT:
    case COLUMN_WORD:
        jsonl_add_string(value->data, value->size, out);
        break;
    case COLUMN_NUMBER:
        buffer_add(out, value->data, value->size);
        break;
    case COLUMN_LIST:
        add_array(value, out);
        break;
    case COLUMN_OBJECT:
        jsonl_add_object(value, out);
        break;
    }
}

static void add_input(const struct jsonl_writer *writer, const struct column_row *row, struct buffer *out)
{
    buffer_add_text(out, "\"input\":{");
    for (size_t i = 0; i < writer->further.count; i++) {
        const char *key = writer->further.items[i], *cell = columns_further(row, i);
        if (i)
            buffer_add_char(out, ',');
        jsonl_add_string(key, strlen(key), out);
        buffer_add_char(out, ':');
        jsonl_add_string(cell, strlen(cell), out);
    }
    buffer_add_char(out, '}');
}

void jsonl_add_row(struct jsonl_writer *writer, struct column_row *row, struct buffer *out)
{
    buffer_add_text(out, "{\"schema\":1,");
    for (unsigned i = 0; i < COLUMN_COUNT; i++) {
        buffer_add_char(out, '"');
        buffer_add_text(out, columns_table[i].name);
        buffer_add_text(out, "\":");
        buffer_clear(&writer->scratch);
        columns_write(row, i, &writer->scratch);
        jsonl_add_value(columns_table[i].shape, &writer->scratch, out);
        buffer_add_char(out, ',');
    }
    add_input(writer, row, out);
    buffer_add_text(out, "}\n");
}
