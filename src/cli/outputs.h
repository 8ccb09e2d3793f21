/* SPDX-License-Identifier: Apache-2.0 */
/* The reports that a command writes: which formats they have, and the way to their places. */
#ifndef CLI_OUTPUTS_H
#define CLI_OUTPUTS_H

#include "files/file_claims.h"
#include "files/output_file.h"
#include "options.h"

enum { OUTPUTS_BLOCK_SIZE = 65536 }; /* octets of a report that are put together before they are handed on */

/* One report on its way. */
struct output {
    const char *path;
    enum report_format format;
    struct output_file *file;
    struct buffer text; /* what the command has written, and is not handed on yet */
    bool watched;       /* somebody may read along: every row leaves at once when the program waits */
};

struct outputs {
    struct output *items;
    size_t count;
    char *kept; /* the path of --keep's report */
};

/* Those of --output, or standard output, with what --resume goes on with; STANDARD is the format of standard output,
 * unless --format says otherwise. CLAIMS has all inputs. Whatever is returned, outputs_close is due. */
enum status outputs_open(const struct options *options, enum report_format standard, struct file_claims *claims,
                         struct outputs *ret_outputs, struct problem *ret_problem);

/* The format of a report at PATH: what the ending says, else --format; of standard output, CSV if nothing says so. */
enum status outputs_format(const struct options *options, const char *path, enum report_format *ret_format,
                           struct problem *ret_problem);

/* The format that an ending, or --format, has in WORD. For `check` there are three; `json` is REPORT_FORMAT_JSONL. */
bool outputs_format_parse(const struct options *options, const char *word, enum report_format *ret_format);

/* Hands on the text of each that has OUTPUTS_BLOCK_SIZE octets. */
enum status outputs_write(struct outputs *outputs, struct problem *ret_problem);

/* Hands on what is left; then all reports appear under their names, or none does. */
enum status outputs_finish(struct outputs *outputs, struct problem *ret_problem);

/* Whether one of them is standard output. */
bool outputs_have_standard(const struct outputs *outputs);

/* Tells on standard error where the reports are. */
void outputs_print_paths(const struct outputs *outputs);

/* Leaves them unfinished, to be gone on with. False: there is nothing to go on with. */
bool outputs_keep(struct outputs *outputs);

/* What was not finished leaves no trace. */
void outputs_close(struct outputs *outputs);

#endif
