/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets as a list, once in one piece and once in small ones: both must be read alike. The first octet chooses
 * format and encoding (bit 4: UPKI, which AUTO finds too), the second the size of the pieces. */
#include "fuzz.h"

#include "files/list_reader.h"
#include "util/buffer.h"

static void add_texts(struct buffer *out, struct text_list texts)
{
    for (size_t i = 0; i < texts.count; i++)
        buffer_add(out, texts.items[i], strlen(texts.items[i]) + 1);
}

static void take_columns(void *context, const struct list_heading *heading)
{
    add_texts(context, heading->further);
    buffer_add_unsigned(context, heading->column);
    buffer_add_text(context, heading->name);
}

static void take_row(struct buffer *context, const struct list_row *row)
{
    buffer_add_unsigned(context, row->line);
    buffer_add_char(context, row->undecodable ? '!' : ' ');
    buffer_add_unsigned(context, row->kinds ? *row->kinds : CAA_KINDS_ALL + 1);
    buffer_add(context, row->domain, strlen(row->domain) + 1);
    buffer_add(context, row->institution, strlen(row->institution) + 1);
    buffer_add(context, row->contact, strlen(row->contact) + 1);
    add_texts(context, row->further);
}

static void take_warning(void *context, const char *text)
{
    buffer_add_text(context, text);
}

static enum list_result take_rows(struct list_reader *reader, struct buffer *out, struct problem *problem)
{
    struct arena arena = {0};
    struct list_row row;
    enum list_result result;
    while ((result = list_reader_next(reader, &arena, &row, problem)) == LIST_ENTRY)
        take_row(out, &row);
    arena_free(&arena);
    return result;
}

static void read_list(const struct list_settings *settings, const uint8_t *bytes, size_t size, size_t piece,
                      struct buffer *out)
{
    const struct list_handler handler = {take_columns, take_warning, out};
    struct list_reader *reader;
    struct problem problem = {.text = ""};
    enum list_result result = LIST_MORE;
    expect(list_reader_new(settings, &handler, &reader, &problem) == STATUS_OK);
    for (size_t at = 0; at < size && result == LIST_MORE; at += piece) {
        size_t taken = size - at < piece ? size - at : piece;
        memcpy(list_reader_room(reader, taken), bytes + at, taken);
        list_reader_feed(reader, taken);
        result = take_rows(reader, out, &problem);
    }
    if (result == LIST_MORE) {
        list_reader_finish(reader);
        result = take_rows(reader, out, &problem);
    }
    expect(result == LIST_END || result == LIST_FAILED);
    expect((result == LIST_END) == (problem.text[0] == '\0'));
    buffer_add_text(out, problem.text);
    list_reader_free(reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const encodings[] = {NULL, "UTF-16", "ISO-2022-JP", "CP932"};
    if (size < 2)
        return 0;
    const struct list_settings settings = {.label = "list",
                                           .format = data[0] & 16 ? LIST_FORMAT_UPKI : (enum list_format)(data[0] & 3),
                                           .encoding = encodings[data[0] >> 2 & 3]};
    struct buffer whole = {0}, parts = {0};
    read_list(&settings, data + 2, size - 2, size, &whole);
    read_list(&settings, data + 2, size - 2, 1 + data[1] % 16, &parts);
    expect(whole.size == parts.size && (!whole.size || memcmp(whole.data, parts.data, whole.size) == 0));
    buffer_free(&whole);
    buffer_free(&parts);
    return 0;
}
