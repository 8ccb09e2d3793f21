/* SPDX-License-Identifier: Apache-2.0 */
#include "claims.h"
#include "commands.h"
#include "exit_status.h"
#include "files/list_date.h"
#include "message.h"
#include "report/export.h"
#include "report/mail.h"
#include "report/report_reader.h"
#include "report/when.h"
#include "signals.h"
#include "util/problem.h"
#include "util/stop.h"

#include <stdlib.h>
#include <time.h>

struct exporting {
    struct export *export;
    enum status status;
    struct problem problem;
};

static void export_command_begin(void *context, struct text_list further)
{
    struct exporting *exporting = context;
    export_begin(exporting->export, further);
}

static bool export_command_take(void *context, struct column_row *row)
{
    struct exporting *exporting = context;
    exporting->status = export_take_row(exporting->export, row, &exporting->problem);
    return exporting->status == STATUS_OK && !stop_is_asked();
}

static enum status export_one_report(struct exporting *exporting, const char *path)
{
    const struct report_reading reading = {.path = path,
                                           .context = exporting,
                                           .begin = export_command_begin,
                                           .take = export_command_take,
                                           .problem = &exporting->problem};
    enum status status = report_read(&reading);
    return status == STATUS_OK ? exporting->status : status;
}

static enum status check_interrupted(struct problem *ret_problem)
{
    if (!stop_is_asked())
        return STATUS_OK;
    problem_set(ret_problem, SAY_EXPORT_INTERRUPTED());
    return STATUS_INTERRUPTED;
}

static enum status export_command_read_all(struct exporting *exporting, const struct options *options)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < options->operands.count && status == STATUS_OK; i++) {
        status = export_one_report(exporting, options->operands.items[i]);
        if (status == STATUS_OK || status == STATUS_INTERRUPTED)
            status = check_interrupted(&exporting->problem);
    }
    return status;
}

/* The parts of --from, and the date of --reply-by in words. */
struct asked {
    struct arena arena;
    const char *name, *address, *reply_by;
};

/* A name as mail programs write it may be in quotes (RFC 5322 3.2.4). */
static const char *name_of(const char *text, size_t size, struct arena *arena)
{
    if (size < 2 || text[0] != '"' || text[size - 1] != '"')
        return arena_text(arena, text, size);
    struct buffer name = {0};
    for (size_t i = 1; i < size - 1; i++) {
        i += text[i] == '\\' && i + 1 < size - 1;
        buffer_add_char(&name, text[i]);
    }
    const char *plain = name.size ? arena_text(arena, name.data, name.size) : NULL;
    buffer_free(&name);
    return plain;
}

static void read_asked(const struct options *options, struct asked *ret_asked)
{
    size_t name, size;
    const char *address;
    time_t day;
    *ret_asked = (struct asked){0};
    if (options->report.from && mail_sender_split(options->report.from, &name, &address, &size)) {
        ret_asked->name = name ? name_of(options->report.from, name, &ret_asked->arena) : NULL;
        ret_asked->address = arena_text(&ret_asked->arena, address, size);
    }
    if (options->report.reply_by && list_date_read(options->report.reply_by, &day)) {
        struct buffer words = {0};
        when_add_day(day, &words);
        ret_asked->reply_by = arena_text(&ret_asked->arena, words.data, words.size);
        buffer_free(&words);
    }
}

/* What was not given is to be filled in by hand. */
static void print_placeholders(const struct export_settings *settings, const struct export_counts *counts)
{
    bool unsigned_letters = counts->letters && !settings->sender, unsent = counts->messages && !settings->from;
    const char *missing[] = {unsigned_letters || unsent ? "--from 'NAME <ADDRESS>'" : NULL,
                             settings->reply_by || !counts->letters ? NULL : "--reply-by",
                             settings->contact || !(counts->letters + counts->messages) ? NULL : "--contact"};
    struct buffer options = {0};
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
        if (missing[i]) {
            buffer_add_text(&options, options.size ? ", " : "");
            buffer_add_text(&options, missing[i]);
        }
    if (options.size)
        message_summarise(SAY_SUMMARY_PLACEHOLDERS(buffer_text(&options)));
    buffer_free(&options);
}

static void export_command_print_summary(const struct options *options, const struct export_settings *settings,
                                         const struct export_counts *counts)
{
    message_summarise(SAY_SUMMARY_EXPORT(counts->entries, counts->institutions, counts->messages));
    if (counts->contacts_without)
        message_summarise(SAY_SUMMARY_NO_ADDRESSES(counts->contacts_without));
    if (counts->contacts_beyond)
        message_summarise(SAY_SUMMARY_TOO_MANY_CONTACTS(counts->contacts_beyond, EXPORT_MESSAGES_MAX));
    print_placeholders(settings, counts);
    message_summarise(SAY_SUMMARY_EXPORTED(options->report.outputs.items[0]));
}

int command_export(const struct options *options)
{
    struct exporting exporting = {.status = STATUS_OK};
    struct export_counts counts = {0};
    struct file_claims claims = {0};
    struct asked asked;
    read_asked(options, &asked);
    const struct export_settings settings = {.folder = options->report.outputs.items[0],
                                             .claims = &claims,
                                             .from = asked.address,
                                             .sender = asked.name,
                                             .reply_by = asked.reply_by,
                                             .contact = options->report.contact,
                                             .version = CAA_AUDIT_VERSION,
                                             .only_action = options->report.only_action,
                                             .now = time(NULL)};
    signals_hold(); /* what was made so far is removed before the program ends */
    claims_take_inputs(options, &claims);
    enum status status = mail_begin(&exporting.problem);
    if (status == STATUS_OK)
        status = export_open(&settings, &exporting.export, &exporting.problem);
    if (status == STATUS_OK)
        status = export_command_read_all(&exporting, options);
    if (status == STATUS_OK)
        status = export_commit(exporting.export, &counts, &exporting.problem);
    else
        export_abandon(exporting.export);
    mail_end();
    file_claims_free(&claims);
    arena_free(&asked.arena);
    if (status == STATUS_INTERRUPTED)
        check_interrupted(&exporting.problem);
    if (status != STATUS_OK) {
        message_print_problem(&exporting.problem);
        return EXIT_COULD_NOT_RUN;
    }
    signals_release();
    if (!options->screen.quiet)
        export_command_print_summary(options, &settings, &counts);
    return EXIT_DONE;
}
