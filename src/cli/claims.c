/* SPDX-License-Identifier: Apache-2.0 */
#include "claims.h"

#include "files/output_file.h"

void claims_take_inputs(const struct options *options, struct file_claims *claims)
{
    const char *const files[] = {options->config, options->where.trust_anchor, options->where.root_hints,
                                 options->where.replay};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i])
            file_claims_read(claims, files[i]);
    for (size_t i = 0; i < options->operands.count && options->command != COMMAND_CHECK; i++)
        file_claims_read(claims, options->operands.items[i]);
    for (size_t i = 0; i < options->list.files.count; i++)
        file_claims_read(claims, options->list.files.items[i]);
    if (options->report.baseline)
        file_claims_read_before(claims, options->report.baseline);
}

/* Whether something is written there that no --output names. */
static bool has_standard_output(const struct options *options)
{
    for (size_t i = 0; i < options->report.outputs.count; i++)
        if (output_file_is_standard(options->report.outputs.items[i]))
            return false;
    return options->command != COMMAND_EXPORT && (!options->report.outputs.count || options->report.baseline);
}

enum status claims_take_outputs(const struct options *options, struct file_claims *claims, struct problem *ret_problem)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < options->report.outputs.count && status == STATUS_OK; i++)
        status = file_claims_write(claims, options->report.outputs.items[i], ret_problem);
    if (status == STATUS_OK && has_standard_output(options))
        status = file_claims_write(claims, "-", ret_problem);
    return status;
}
