/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin.h"

#include "exit_status.h"
#include "message.h"
#include "report/nagios.h"
#include "words/words.h"

#include <stdio.h>

static bool plugin_is_asked(const struct options *options)
{
    return options->report.has_format && options->report.format == REPORT_FORMAT_NAGIOS;
}

void plugin_print_problem(const struct options *options, const struct problem *problem)
{
    struct buffer words = {0}, line = {0};
    message_print_problem(problem);
    if (!plugin_is_asked(options) || !*problem->text)
        return;
    words_say_kept(problem->text, &words);
    nagios_add_problem(buffer_text(&words), &line);
    buffer_free(&words);
    fwrite(line.data, 1, line.size, stdout); /* what fails here was the problem, perhaps, and the status is 3 anyway */
    buffer_free(&line);
}

int plugin_exit_status(const struct options *options, const struct audit_summary *summary)
{
    return plugin_is_asked(options) ? exit_status_of_plugin(summary) : exit_status_of_audit(summary);
}
