/* SPDX-License-Identifier: Apache-2.0 */
#include "message.h"
#include "exit_status.h"

#include "util/buffer.h"
#include "words/words.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void print_line(const char *start, const char *text, size_t size)
{
    struct buffer line = {0};
    buffer_add_text(&line, start);
    buffer_add_visible(&line, text, size);
    buffer_add_char(&line, '\n');
    fwrite(line.data, 1, line.size, stderr);
    buffer_free(&line);
}

void message_print(const char *text)
{
    print_line("caa-audit: ", text, strlen(text));
}

void message_print_kept(const char *kept)
{
    struct buffer text = {0};
    words_say_kept(kept, &text);
    if (text.size)
        message_print(buffer_text(&text));
    buffer_free(&text);
}

void message_say(struct saying saying)
{
    struct buffer kept = {0};
    saying_add(saying, &kept);
    message_print_kept(buffer_text(&kept));
    buffer_free(&kept);
}

void message_summarise(struct saying saying)
{
    struct buffer text = {0};
    words_say(saying, &text);
    print_line("", text.data, text.size);
    buffer_free(&text);
}

void message_print_problem(const struct problem *problem)
{
    message_print_kept(problem->text);
}

void message_memory_exhausted(void)
{
    static const char line[] = "caa-audit: memory has run out\n";
    ssize_t written = write(STDERR_FILENO, line, sizeof line - 1);
    (void)written;
    _exit(EXIT_COULD_NOT_RUN);
}
