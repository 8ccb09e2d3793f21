/* SPDX-License-Identifier: Apache-2.0 */
#include "files/list_messages.h"

#include "files/file_problem.h"
#include "util/language.h"

#include <stdarg.h>
#include <stddef.h>

enum { DOUBTS_TOLD_MAX = 10 };

static const char more_doubts[] = "more records have a fault that was told; these warnings end here";

/* How many of each sort are told, and what is said of the others, if anything. */
static const struct {
    uint64_t most;
    const char *more;
} sorts[LIST_WARNING_UPKI_DOUBT] = {
    [LIST_WARNING_CELLS] = {1, NULL}, /* its words say so */
    [LIST_WARNING_ENCODING] = {10, "more cells do not fit the list's encoding; these warnings end here: is it the "
                                   "right one? --encoding says which"},
    [LIST_WARNING_DATE] = {10, "more cells are not dates; these warnings end here"},
    [LIST_WARNING_TWO_NAMES] = {10, "more cells hold more than one name; these warnings end here"},
    [LIST_WARNING_FURTHER_NAME] = {10, "more names stand in further columns; these warnings end here"},
    [LIST_WARNING_EUC_JP] = {1, NULL},
    [LIST_WARNING_UPKI_ROW] = {UINT64_MAX, NULL},
    [LIST_WARNING_UPKI_COUNT] = {1, NULL},
    [LIST_WARNING_UPKI_ENCODING] = {1, NULL},
};

bool list_messages_fail(struct list_messages *messages, uint64_t line, const char *format, ...)
{
    va_list arguments;
    if (messages->status != STATUS_OK)
        return false;
    messages->status = STATUS_INPUT;
    va_start(arguments, format);
    file_problem_set_list(messages->problem, messages->label, line, format, arguments);
    va_end(arguments);
    return false;
}

void list_messages_warn(struct list_messages *messages, enum list_warning sort, uint64_t line, const char *format, ...)
{
    struct problem warning;
    uint64_t told = messages->told[sort]++, most = sort < LIST_WARNING_UPKI_DOUBT ? sorts[sort].most : DOUBTS_TOLD_MAX;
    const char *more = sort < LIST_WARNING_UPKI_DOUBT ? sorts[sort].more : more_doubts;
    if (!messages->warning || told > most || (told == most && !more))
        return;
    va_list arguments;
    va_start(arguments, format);
    if (told < most)
        file_problem_set_list(&warning, messages->label, line, format, arguments);
    else
        file_problem_set(&warning, messages->label, line, "%s", language_text(more));
    va_end(arguments);
    messages->warning(messages->context, warning.text);
}
