/* SPDX-License-Identifier: Apache-2.0 */
/* A report split by institution, for its contacts: a folder for each, and an index (caa-audit-export(1)).
 *
 * Procedure: rows are appended to the CSV report of their institution as they come; at the end each of these is read
 * back, and becomes the page, the letter, the messages and a line of the index. So what is held is an institution's
 * name for each, and the page of one. */
#ifndef REPORT_EXPORT_H
#define REPORT_EXPORT_H

#include "files/file_claims.h"
#include "report/columns.h"
#include "util/status.h"

struct export_settings {
    const char *folder;               /* where to; see output_folder_open */
    const struct file_claims *claims; /* of the reports */
    const char *from;                 /* the sender of the messages, as mail_address_is_plain wants it, or NULL */
    const char *sender;               /* their name, and that of the letters; NULL: a placeholder */
    const char *reply_by;             /* a date in words, likewise */
    const char *contact;              /* whom to tell, and to ask, likewise */
    const char *version;              /* of the program, as pages have it */
    bool only_action;                 /* no message to those who have nothing to do */
    time_t now;
};

/* Messages for one institution: each holds its whole page, so that the contacts of a hostile list would fill the disk.
 * A mail server takes that many recipients of one message at least (RFC 5321 4.5.3.1.8). */
enum { EXPORT_MESSAGES_MAX = 100 };

struct export_counts {
    uint64_t entries, institutions, messages, letters;
    uint64_t contacts_without; /* that are no mail address: no message is written for them */
    uint64_t contacts_beyond;  /* EXPORT_MESSAGES_MAX: likewise */
};

struct export;

/* Everything in SETTINGS is lent; mail_begin was called. STATUS_OUTPUT with the reason. */
enum status export_open(const struct export_settings *settings, struct export **ret_export,
                        struct problem *ret_problem);

/* Before the rows of each report: the names of its list's further columns. Those of the first report are kept. */
void export_begin(struct export *export, struct text_list further);

/* A row; STATUS_OUTPUT. */
enum status export_take_row(struct export *export, struct column_row *row, struct problem *ret_problem);

/* Writes the rest, and puts the folder in its place. The export is freed whatever is returned. STATUS_INTERRUPTED where
 * the program is asked to stop (util/stop.h); RET_PROBLEM may be untouched then. */
enum status export_commit(struct export *export, struct export_counts *ret_counts, struct problem *ret_problem);

/* Leaves no trace. NULL is fine. */
void export_abandon(struct export *export);

#endif
