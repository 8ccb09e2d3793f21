/* SPDX-License-Identifier: Apache-2.0 */
#include "outputs.h"

#include "claims.h"
#include "message.h"
#include "util/ascii.h"
#include "util/memory.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LONGEST_ENDING = 8 };

bool outputs_format_parse(const struct options *options, const char *word, enum report_format *ret_format)
{
    if (options->command != COMMAND_CHECK)
        return report_format_parse(word, strlen(word), ret_format);
    if (strcmp(word, "json") == 0)
        *ret_format = REPORT_FORMAT_JSONL;
    else if (strcmp(word, "html") == 0)
        *ret_format = REPORT_FORMAT_HTML;
    else if (strcmp(word, "txt") == 0)
        *ret_format = REPORT_FORMAT_TEXT;
    else
        return false;
    return true;
}

/* In any letter case, as those of lists. */
static bool ending_format(const struct options *options, const char *path, enum report_format *ret_format)
{
    const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
    char word[LONGEST_ENDING + 1] = {0};
    if (!dot || (slash && dot < slash) || strlen(dot + 1) > LONGEST_ENDING)
        return false;
    for (size_t i = 0; dot[1 + i]; i++)
        word[i] = (char)ascii_lower((unsigned char)dot[1 + i]);
    return outputs_format_parse(options, word, ret_format) && *ret_format != REPORT_FORMAT_NAGIOS;
}

/* The ending decides, then --format, then a terminal's or a pipe's habit. */
static enum status output_format(const struct options *options, enum report_format standard, const char *path,
                                 enum report_format *ret_format, struct problem *problem)
{
    if (!output_file_is_standard(path) && ending_format(options, path, ret_format))
        return STATUS_OK;
    *ret_format = options->report.has_format ? options->report.format : standard;
    if (options->report.has_format || output_file_is_standard(path))
        return STATUS_OK;
    if (options->command == COMMAND_CHECK)
        problem_set(problem, SAY_CHECK_ENDING(path));
    else
        problem_set(problem, SAY_OUTPUT_UNKNOWN_ENDING(path));
    return STATUS_USAGE;
}

/* `DIR/caa-YYYYMMDDTHHMMSSZ.jsonl`, the first of that second that is not there: nothing is replaced. */
static char *path_to_keep(const char *folder)
{
    const time_t now = time(NULL);
    struct tm utc;
    char stamp[32];
    struct buffer path = {0};
    gmtime_r(&now, &utc);
    strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &utc);
    for (unsigned number = 1; number == 1 || access(buffer_text(&path), F_OK) == 0; number++) {
        path.size = 0;
        buffer_add_text(&path, folder);
        buffer_add_text(&path, "/caa-");
        buffer_add_text(&path, stamp);
        if (number > 1) {
            buffer_add_char(&path, '-');
            buffer_add_unsigned(&path, number);
        }
        buffer_add_text(&path, ".jsonl");
    }
    char *text = memory_text(buffer_text(&path), path.size);
    buffer_free(&path);
    return text;
}

enum status outputs_open(const struct options *options, enum report_format standard, struct file_claims *claims,
                         struct outputs *ret_outputs, struct problem *ret_problem)
{
    static const char *const standard_only[] = {"-"};
    const char *const *paths = options->report.outputs.count ? options->report.outputs.items : standard_only;
    size_t count = options->report.outputs.count ? options->report.outputs.count : 1;
    *ret_outputs = (struct outputs){memory_zero((count + 1) * sizeof *ret_outputs->items), count, NULL};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        ret_outputs->items[i] = (struct output){.path = paths[i], .watched = output_file_is_standard(paths[i])};
        status = output_format(options, standard, paths[i], &ret_outputs->items[i].format, ret_problem);
    }
    if (options->report.keep) {
        ret_outputs->kept = path_to_keep(options->report.keep);
        ret_outputs->items[ret_outputs->count++] =
            (struct output){.path = ret_outputs->kept, .format = REPORT_FORMAT_JSONL};
    }
    if (status == STATUS_OK)
        status = claims_take_outputs(options, claims, ret_problem);
    for (size_t i = 0; i < ret_outputs->count && status == STATUS_OK; i++)
        status = (options->report.resume ? output_file_resume : output_file_open)(
            ret_outputs->items[i].path, &ret_outputs->items[i].file, ret_problem);
    return status;
}

enum status outputs_write(struct outputs *outputs, struct problem *ret_problem)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < outputs->count && status == STATUS_OK; i++)
        if (outputs->items[i].text.size >= OUTPUTS_BLOCK_SIZE)
            status = output_file_write_blocks(outputs->items[i].file, &outputs->items[i].text, ret_problem);
    return status;
}

/* The place of a report among those that are finished: whatever --resume would choose of them comes last. */
static unsigned rank(const struct output *output)
{
    return output->format == REPORT_FORMAT_JSONL ? 2 : report_format_is_readable(output->format);
}

enum status outputs_finish(struct outputs *outputs, struct problem *ret_problem)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < outputs->count && status == STATUS_OK; i++)
        status = output_file_write(outputs->items[i].file, &outputs->items[i].text, ret_problem);
    if (status != STATUS_OK)
        return status;
    size_t count = 0;
    struct output_file **files = memory_zero(outputs->count * sizeof *files);
    for (unsigned now = 0; now <= 2; now++)
        for (size_t i = 0; i < outputs->count; i++)
            if (rank(&outputs->items[i]) == now)
                files[count++] = outputs->items[i].file;
    status = output_files_commit(files, count, ret_problem);
    free(files);
    return status;
}

bool outputs_have_standard(const struct outputs *outputs)
{
    for (size_t i = 0; i < outputs->count; i++)
        if (output_file_is_standard(outputs->items[i].path))
            return true;
    return false;
}

void outputs_print_paths(const struct outputs *outputs)
{
    for (size_t i = 0; i < outputs->count; i++)
        if (!output_file_is_standard(outputs->items[i].path))
            message_summarise(SAY_SUMMARY_REPORT(outputs->items[i].path));
}

enum status outputs_format(const struct options *options, const char *path, enum report_format *ret_format,
                           struct problem *ret_problem)
{
    return output_format(options, REPORT_FORMAT_CSV, path, ret_format, ret_problem);
}

bool outputs_keep(struct outputs *outputs)
{
    bool kept = false;
    struct problem ignored;
    for (size_t i = 0; i < outputs->count; i++) {
        struct output *output = &outputs->items[i];
        if (!output->file)
            continue;
        output_file_write(output->file, &output->text, &ignored);
        if (report_format_is_readable(output->format) && output->path != outputs->kept) /* which has its own time */
            kept = output_file_keep(output->file) || kept;
        else
            output_file_abandon(output->file);
        output->file = NULL;
    }
    return kept;
}

void outputs_close(struct outputs *outputs)
{
    for (size_t i = 0; i < outputs->count; i++) {
        output_file_abandon(outputs->items[i].file);
        buffer_free(&outputs->items[i].text);
    }
    free(outputs->items);
    free(outputs->kept);
}
