/* SPDX-License-Identifier: Apache-2.0 */
#include "util/problem.h"

#include "util/buffer.h"
#include "util/utf8.h"
#include "words/language.h"

#include <stdio.h>
#include <string.h>

enum {
    FILE_SHOWN_MAX = 255, /* so that what is wrong still fits behind it */
    TEXT_MAX = 512
};

static void add_file(const char *file, struct buffer *out)
{
    size_t size = strlen(file);
    if (size > FILE_SHOWN_MAX) {
        buffer_add_text(out, "...");
        file += size - FILE_SHOWN_MAX;
        size = FILE_SHOWN_MAX;
    }
    buffer_add_visible(out, file, size);
}

/* As much of the text as fits, cut between two characters. */
static void copy_text(const struct buffer *text, struct problem *ret_problem)
{
    size_t taken = 0;
    while (taken < text->size) {
        size_t length = utf8_decode(text->data + taken, text->size - taken, NULL);
        if (taken + (length ? length : 1) >= sizeof ret_problem->text)
            break;
        taken += length ? length : 1;
    }
    memcpy(ret_problem->text, text->data, taken);
    ret_problem->text[taken] = '\0';
}

void file_problem_set_list(struct problem *ret_problem, const char *file, uint64_t line, const char *format,
                           va_list arguments)
{
    char words[TEXT_MAX];
    vsnprintf(words, sizeof words, language_text(format), arguments);

    struct buffer text = {0};
    add_file(language_text(file), &text);
    if (line) {
        buffer_add_char(&text, ':');
        buffer_add_unsigned(&text, line);
    }
    buffer_add_text(&text, ": ");
    buffer_add_visible(&text, words, strlen(words));
    copy_text(&text, ret_problem);
    buffer_free(&text);
}

void file_problem_set(struct problem *ret_problem, const char *file, uint64_t line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    file_problem_set_list(ret_problem, file, line, format, arguments);
    va_end(arguments);
}
