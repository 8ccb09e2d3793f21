/* SPDX-License-Identifier: Apache-2.0 */
#include "row_reports.h"

#include "util/memory.h"

#include <stdlib.h>
#include <unistd.h>

enum status row_reports_open(const struct options *options, struct text_list further, const struct report_head *head,
                             struct file_claims *claims, struct row_reports *ret_reports, struct problem *ret_problem)
{
    *ret_reports = (struct row_reports){.items = NULL};
    enum status status = outputs_open(options, isatty(STDOUT_FILENO) ? REPORT_FORMAT_TEXT : REPORT_FORMAT_CSV, claims,
                                      &ret_reports->outputs, ret_problem);
    if (status != STATUS_OK)
        return status;
    ret_reports->items = memory_zero(ret_reports->outputs.count * sizeof *ret_reports->items);
    for (size_t i = 0; i < ret_reports->outputs.count; i++) {
        struct output *output = &ret_reports->outputs.items[i];
        ret_reports->items[i] = report_new(&(struct report_settings){.format = output->format,
                                                                     .excel = options->report.excel,
                                                                     .further = further,
                                                                     .script = true,
                                                                     .head = head});
        report_begin(ret_reports->items[i], &output->text);
    }
    return STATUS_OK;
}

void row_reports_close(struct row_reports *reports)
{
    for (size_t i = 0; reports->items && i < reports->outputs.count; i++)
        report_free(reports->items[i]);
    free(reports->items);
    outputs_close(&reports->outputs);
}

enum status row_reports_add(struct row_reports *reports, struct column_row *row, struct problem *ret_problem)
{
    for (size_t i = 0; i < reports->outputs.count; i++)
        report_add_row(reports->items[i], row, &reports->outputs.items[i].text);
    return outputs_write(&reports->outputs, ret_problem);
}

static enum status write_rest(struct row_reports *reports, size_t i, struct problem *problem)
{
    enum status status = STATUS_OK;
    for (bool more = true; more && status == STATUS_OK;) {
        status = report_more(reports->items[i], &reports->outputs.items[i].text, &more, problem);
        if (status == STATUS_OK)
            status = outputs_write(&reports->outputs, problem);
    }
    return status;
}

enum status row_reports_finish(struct row_reports *reports, const struct report_totals *totals,
                               struct problem *ret_problem)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < reports->outputs.count && status == STATUS_OK; i++) {
        report_end(reports->items[i], totals, &reports->outputs.items[i].text);
        status = write_rest(reports, i, ret_problem);
    }
    return status != STATUS_OK ? status : outputs_finish(&reports->outputs, ret_problem);
}
