/* SPDX-License-Identifier: Apache-2.0 */
#include "files/list_messages.h"

#include "util/problem.h"

#include <stddef.h>

enum { DOUBTS_TOLD_MAX = 10 };

static const char more_doubts[] = SAID_UPKI_MORE_DOUBTS;

/* How many of each sort are told, and what is said of the others, if anything. */
static const struct {
    uint64_t most;
    const char *more;
} sorts[LIST_WARNING_UPKI_DOUBT] = {
    [LIST_WARNING_CELLS] = {1, NULL}, /* its words say so */
    [LIST_WARNING_ENCODING] = {10, SAID_LIST_MORE_UNREADABLE},
    [LIST_WARNING_DATE] = {10, SAID_LIST_MORE_DATES},
    [LIST_WARNING_TWO_NAMES] = {10, SAID_LIST_MORE_TWO_NAMES},
    [LIST_WARNING_FURTHER_NAME] = {10, SAID_LIST_MORE_FURTHER_NAMES},
    [LIST_WARNING_EUC_JP] = {1, NULL},
    [LIST_WARNING_UPKI_ROW] = {UINT64_MAX, NULL},
    [LIST_WARNING_UPKI_COUNT] = {1, NULL},
    [LIST_WARNING_UPKI_ENCODING] = {1, NULL},
};

bool list_messages_fail(struct list_messages *messages, uint64_t line, struct saying_value why)
{
    if (messages->status != STATUS_OK)
        return false;
    messages->status = STATUS_INPUT;
    problem_tell_at(messages->problem, messages->label, line, why);
    return false;
}

void list_messages_warn(struct list_messages *messages, enum list_warning sort, uint64_t line, struct saying_value why)
{
    struct problem warning;
    uint64_t told = messages->told[sort]++, most = sort < LIST_WARNING_UPKI_DOUBT ? sorts[sort].most : DOUBTS_TOLD_MAX;
    const char *more = sort < LIST_WARNING_UPKI_DOUBT ? sorts[sort].more : more_doubts;
    if (!messages->warning || told > most || (told == most && !more))
        return;
    if (told == most)
        why = saying_kept(more);
    problem_tell_at(&warning, messages->label, line, why);
    messages->warning(messages->context, warning.text);
}
