/* Going on with the reports that an earlier run left unfinished: their rows are read back, held against the list, and
 * written anew, to every report of this run; then the audit goes on behind them. */
#ifndef CLI_RESUME_H
#define CLI_RESUME_H

#include "input.h"
#include "report/columns.h"

struct resume {
    const struct options *options;
    char **resumed; /* what was set aside, one for each output; NULL where there was nothing */
    size_t count;
    uint64_t rows;
};

/* Sets aside what there is of the outputs; before they are opened. Whatever is returned, resume_close is due. */
enum status resume_open(const struct options *options, struct resume *ret_resume, struct problem *ret_problem);

/* Hands on each row, after the entry of INPUT that it is for was taken. STATUS_INPUT where the list is another one. */
enum status resume_replay(struct resume *resume, struct input *input,
                          bool (*take)(void *context, struct column_row *row), void *context,
                          struct problem *ret_problem);

/* All rows are safe elsewhere: removes what was set aside. */
void resume_finish(struct resume *resume);
void resume_close(struct resume *resume);

#endif
