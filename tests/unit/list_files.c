/* SPDX-License-Identifier: Apache-2.0 */
/* tests/data/lists/expected.txt says what each small file there is read as:
 *
 *   == FILE [column=NAME] [encoding=NAME] [format=upki]
 *   columns FURTHER|...; names in COLUMN (HEADER)
 *   LINE: DOMAIN|INSTITUTION|CONTACT|FURTHER... -> what is meant, where DOMAIN is no name; =KINDS; @EXPIRES
 *   warning or error as the user reads it
 */
#include "files/list_reader.h"

#include "expect.h"
#include "files/list_name.h"
#include "said.h"
#include "util/buffer.h"

#include <stdio.h>
#include <stdlib.h>

static void show_columns(void *context, const struct list_heading *heading)
{
    struct buffer *out = context;
    buffer_add_text(out, "columns ");
    for (size_t i = 0; i < heading->further.count; i++) {
        buffer_add_text(out, i ? "|" : "");
        buffer_add_text(out, heading->further.items[i]);
    }
    buffer_add_text(out, "; names in ");
    buffer_add_unsigned(out, heading->column);
    buffer_add_text(out, " (");
    buffer_add_text(out, heading->name);
    buffer_add_text(out, ")\n");
}

static void show_warning(void *context, const char *kept)
{
    const char *text = told(kept);
    buffer_add_text(context, text);
    buffer_add_char(context, '\n');
}

static void show_kinds(const caa_kinds *kinds, struct buffer *out)
{
    if (!kinds)
        return;
    buffer_add_text(out, *kinds ? " =" : " =none");
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (*kinds & CAA_KINDS_OF(kind))
            buffer_add_text(out, caa_kind_word(kind));
}

/* What is meant by a text that is no name. */
static void show_meant(const char *domain, struct buffer *out)
{
    static const char *const forms[] = {[SUBJECT_NAME] = "", [SUBJECT_WILDCARD] = "*.", [SUBJECT_MAILBOX] = "@"};
    struct subject subject;
    enum subject_error as_it_stands = subject_parse(domain, strlen(domain), &subject);
    enum subject_error error = list_name_read(domain, &subject);
    if (error == as_it_stands)
        return;
    buffer_add_text(out, " -> ");
    buffer_add_text(out, !error ? forms[subject.form] : error == SUBJECT_ERROR_IP_ADDRESS ? "IP address" : "no name");
    if (error)
        return;
    dns_name_print(subject.name.wire, out);
    assert_false(subject.as_printed);
}

static void show_row(const struct list_row *row, struct buffer *out)
{
    buffer_add_unsigned(out, row->line);
    buffer_add_text(out, ": ");
    buffer_add_text(out, row->domain);
    const char *const cells[] = {row->institution, row->contact};
    for (size_t i = 0; i < COUNT_OF(cells) + row->further.count; i++) {
        buffer_add_char(out, '|');
        buffer_add_text(out, i < COUNT_OF(cells) ? cells[i] : row->further.items[i - COUNT_OF(cells)]);
    }
    show_meant(row->domain, out);
    show_kinds(row->kinds, out);
    if (row->expires) {
        buffer_add_text(out, " @");
        buffer_add_time(out, row->expires);
    }
    buffer_add_text(out, row->undecodable ? " undecodable\n" : "\n");
}

/* What the rest of a heading says. */
static struct list_settings read_settings(char *heading)
{
    struct list_settings settings = {.label = strtok(heading, " ")};
    for (char *word; (word = strtok(NULL, " "));) {
        if (strncmp(word, "column=", 7) == 0)
            settings.column = word + 7;
        else if (strncmp(word, "encoding=", 9) == 0)
            settings.encoding = word + 9;
        else if (strcmp(word, "format=upki") == 0)
            settings.format = LIST_FORMAT_UPKI;
        else
            fail_msg("%s: %s", settings.label, word);
    }
    return settings;
}

/* Reads the file in pieces of STEP octets. */
static void read_list(const struct list_settings *settings, size_t step, struct buffer *out)
{
    const struct list_handler handler = {show_columns, show_warning, out};
    char path[512];
    struct arena arena = {0};
    struct list_reader *reader;
    struct list_row row;
    struct problem problem;
    enum list_result result = LIST_MORE;
    snprintf(path, sizeof path, "%s/lists/%s", TEST_DATA_DIR, settings->label);
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("%s is not there", path);
    assert_int_equal(list_reader_new(settings, &handler, &reader, &problem), STATUS_OK);
    while (result == LIST_MORE) {
        size_t size = fread(list_reader_room(reader, step), 1, step, file);
        if (size)
            list_reader_feed(reader, size);
        else
            list_reader_finish(reader);
        while ((result = list_reader_next(reader, &arena, &row, &problem)) == LIST_ENTRY)
            show_row(&row, out);
    }
    if (result == LIST_FAILED)
        show_warning(out, problem.text);
    list_reader_free(reader);
    arena_free(&arena);
    fclose(file);
}

/* HEADING is changed; EXPECTED ends with SIZE. */
static void check_file(char *heading, const char *expected, size_t size)
{
    static const size_t steps[] = {4096, 1, 7};
    const struct list_settings settings = read_settings(heading);
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        struct buffer out = {0};
        read_list(&settings, steps[i], &out);
        if (out.size != size || memcmp(buffer_text(&out), expected, size) != 0) {
            fprintf(stderr, "came for %s:\n%s", settings.label, buffer_text(&out));
            fail_msg("%s is read otherwise, in steps of %zu", settings.label, steps[i]);
        }
        buffer_free(&out);
    }
}

static void test_files(void **state)
{
    (void)state;
    FILE *file = fopen(TEST_DATA_DIR "/lists/expected.txt", "rb");
    char text[65536];
    assert_non_null(file);
    size_t size = fread(text, 1, sizeof text - 1, file);
    text[size] = '\0';
    assert_true(size < sizeof text - 1);
    fclose(file);
    for (char *at = strstr(text, "== "); at;) {
        char *heading = at + 3, *end = strchr(heading, '\n');
        char *next = strstr(end, "\n== ");
        *end = '\0';
        check_file(heading, end + 1, next ? (size_t)(next - end) : strlen(end + 1));
        at = next ? next + 1 : NULL;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_files)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
