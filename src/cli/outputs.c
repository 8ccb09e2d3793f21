#include "outputs.h"

#include "message.h"
#include "util/language.h"
#include "util/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_standard(const char *path)
{
    return strcmp(path, "-") == 0;
}

static bool ending_format(const char *path, enum report_format *ret_format)
{
    const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
    return dot && (!slash || dot > slash) && report_format_parse(dot + 1, strlen(dot + 1), ret_format);
}

/* The ending decides, then --format, then a terminal's or a pipe's habit. */
static enum status output_format(const struct options *options, enum report_format standard, const char *path,
                                 enum report_format *ret_format, struct problem *problem)
{
    if (!is_standard(path) && ending_format(path, ret_format))
        return STATUS_OK;
    *ret_format = options->has_format ? options->format : standard;
    if (options->has_format || is_standard(path))
        return STATUS_OK;
    snprintf(problem->text, sizeof problem->text,
             language_text(
                 "%s: the ending names no report format: use .csv .tsv .jsonl .html .prom or .txt, or say --format"),
             path);
    return STATUS_USAGE;
}

static enum status check_paths(const char *const *paths, size_t count, struct problem *problem)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(paths[i], paths[j]) == 0) {
                snprintf(problem->text, sizeof problem->text,
                         language_text("%s: the same output is given twice: name another file"), paths[i]);
                return STATUS_USAGE;
            }
    return STATUS_OK;
}

enum status outputs_open(const struct options *options, enum report_format standard, struct outputs *ret_outputs,
                         struct problem *ret_problem)
{
    static const char *const standard_only[] = {"-"};
    const char *const *paths = options->output_count ? options->outputs : standard_only;
    size_t count = options->output_count ? options->output_count : 1;
    *ret_outputs = (struct outputs){memory_zero(count * sizeof *ret_outputs->items), count};
    enum status status = check_paths(paths, count, ret_problem);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct output *output = &ret_outputs->items[i];
        output->path = paths[i];
        output->watched = is_standard(paths[i]);
        status = output_format(options, standard, paths[i], &output->format, ret_problem);
        if (status == STATUS_OK)
            status = output_file_open(paths[i], &output->file, ret_problem);
    }
    return status;
}

enum status outputs_write(struct outputs *outputs, struct problem *ret_problem)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < outputs->count && status == STATUS_OK; i++)
        if (outputs->items[i].text.size >= OUTPUTS_BLOCK_SIZE)
            status = output_file_write(outputs->items[i].file, &outputs->items[i].text, ret_problem);
    return status;
}

enum status outputs_finish(struct outputs *outputs, struct problem *ret_problem)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < outputs->count && status == STATUS_OK; i++)
        status = output_file_write(outputs->items[i].file, &outputs->items[i].text, ret_problem);
    for (size_t i = 0; i < outputs->count && status == STATUS_OK; i++) {
        status = output_file_commit(outputs->items[i].file, ret_problem);
        outputs->items[i].file = NULL;
    }
    return status;
}

bool outputs_have_standard(const struct outputs *outputs)
{
    for (size_t i = 0; i < outputs->count; i++)
        if (is_standard(outputs->items[i].path))
            return true;
    return false;
}

void outputs_print_paths(const struct outputs *outputs)
{
    for (size_t i = 0; i < outputs->count; i++)
        if (!is_standard(outputs->items[i].path))
            message_print_summary("report: %s", outputs->items[i].path);
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
        if (output_file_write(output->file, &output->text, &ignored) != STATUS_OK)
            continue;
        if (report_format_is_readable(output->format))
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
}
