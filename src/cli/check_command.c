/* SPDX-License-Identifier: Apache-2.0 */
#include "claims.h"
#include "commands.h"
#include "message.h"
#include "report/explain.h"
#include "session.h"
#include "signals.h"
#include "standard.h"
#include "words/language.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct check {
    const struct options *options;
    struct session *session;
    size_t next;
    struct explain_settings explain;
    struct audit_summary summary;
    bool output_failed;
};

static enum run_input next_name(void *context, struct audit_entry *entry, struct arena *arena)
{
    struct check *check = context;
    (void)arena;
    while (check->next < check->options->operands.count) {
        const char *name = check->options->operands.items[check->next++];
        *entry = (struct audit_entry){.domain = name, .institution = "", .contact = ""};
        entry->error = subject_parse(name, strlen(name), &entry->subject);
        entry->kinds = audit_entry_kinds(entry, check->options->how.kinds);
        if (audit_shard_holds(&check->options->list.shard, entry))
            return RUN_INPUT_ENTRY;
    }
    return RUN_INPUT_END;
}

static bool print_result(void *context, const struct audit_result *result)
{
    struct check *check = context;
    struct buffer text = {0};
    if (check->summary.entries)
        buffer_add_char(&text, '\n');
    if (!check->options->screen.quiet)
        explain_result(&check->explain, result, &text);
    const struct audit_outcome outcome = audit_result_outcome(result);
    audit_summary_count(&check->summary, &outcome);
    check->output_failed = !check->options->screen.quiet && !standard_write(text.data, text.size);
    buffer_free(&text);
    return !check->output_failed;
}

static bool wants_colour(void)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(STDOUT_FILENO) && !(no_color && *no_color) && term && strcmp(term, "dumb") != 0;
}

static int run_check(struct check *check)
{
    const struct session_run plan = {.settings = {.concurrency = check->options->how.concurrency,
                                                  .next = next_name,
                                                  .result = print_result,
                                                  .context = check}};
    struct problem problem;
    snprintf(problem.text, sizeof problem.text, "%s", language_text("interrupted"));
    if (session_run(check->session, &plan, &problem) != STATUS_OK) {
        message_print_problem(&problem);
        return EXIT_COULD_NOT_RUN;
    }
    return check->output_failed ? EXIT_COULD_NOT_RUN : audit_summary_exit_status(&check->summary);
}

int command_check(const struct options *options)
{
    struct session session;
    struct file_claims claims = {0};
    struct problem problem;
    int result = EXIT_COULD_NOT_RUN;
    struct check check = {.options = options, .session = &session, .explain = {.colour = wants_colour()}};
    claims_take_inputs(options, &claims);
    enum status status = session_open(options, &claims, &session, &problem);
    if (status == STATUS_OK)
        status = claims_take_outputs(options, &claims, &problem);
    if (options->where.record)
        signals_hold(); /* the recording is brought to its end */
    if (status == STATUS_OK)
        status = session_start(options, &session, &problem);
    if (status == STATUS_OK)
        result = run_check(&check);
    else
        message_print_problem(&problem);
    session_close(&session);
    file_claims_free(&claims);
    if (options->where.record)
        signals_release();
    return result;
}
