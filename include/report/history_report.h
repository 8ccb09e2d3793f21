/* SPDX-License-Identifier: Apache-2.0 */
/* A history, for people and for programs. */
#ifndef REPORT_HISTORY_REPORT_H
#define REPORT_HISTORY_REPORT_H

#include "report/history.h"
#include "report/report.h"

struct history_settings {
    enum report_format format; /* one of those that history_report_can */
    bool excel;
    bool by_day; /* a line for each day, not for each entry and kind; the page has both */
};

/* CSV, TSV, JSON Lines, TEXT and HTML. */
bool history_report_can(enum report_format format);

/* Writes all of it; DRAIN is called now and then, may take what OUT holds, and ends the writing where it is false. */
void history_report_write(const struct history_settings *settings, const struct history *history, struct buffer *out,
                          bool (*drain)(void *context), void *context);

#endif
