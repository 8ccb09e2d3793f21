/* SPDX-License-Identifier: Apache-2.0 */
#include "util/problem.h"

#include "util/utf8.h"

#include <string.h>

/* As much as fits, cut between two characters. */
static void problem_keep(struct problem *ret_problem, const char *kept)
{
    size_t taken = 0, size = strlen(kept);
    while (taken < size) {
        size_t length = utf8_decode(kept + taken, size - taken, NULL);
        if (taken + (length ? length : 1) >= sizeof ret_problem->text)
            break;
        taken += length ? length : 1;
    }
    memcpy(ret_problem->text, kept, taken);
    ret_problem->text[taken] = '\0';
}

void problem_set(struct problem *ret_problem, struct saying saying)
{
    struct buffer kept = {0};
    saying_add(saying, &kept);
    problem_keep(ret_problem, buffer_text(&kept));
    buffer_free(&kept);
}

static void add_file(const char *file, struct buffer *out)
{
    size_t size = strlen(file);
    if (size > PROBLEM_FILE_SHOWN_MAX)
        saying_add_text("...", out);
    saying_add_text(size > PROBLEM_FILE_SHOWN_MAX ? file + size - PROBLEM_FILE_SHOWN_MAX : file, out);
}

void problem_tell_at(struct problem *ret_problem, const char *file, uint64_t line, struct saying_value value)
{
    struct buffer kept = {0};
    if (saying_is_kept(file))
        buffer_add_text(&kept, file);
    else
        add_file(file, &kept);
    if (line) {
        buffer_add_char(&kept, ':');
        buffer_add_unsigned(&kept, line);
    }
    buffer_add_text(&kept, ": ");
    saying_add_value(value, &kept);
    problem_keep(ret_problem, buffer_text(&kept));
    buffer_free(&kept);
}

void problem_set_at(struct problem *ret_problem, const char *file, uint64_t line, struct saying saying)
{
    problem_tell_at(ret_problem, file, line, saying_of_saying(saying));
}

void problem_keep_at(struct problem *ret_problem, const char *file, uint64_t line, const char *kept)
{
    problem_tell_at(ret_problem, file, line, saying_kept(kept));
}
