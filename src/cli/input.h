/* SPDX-License-Identifier: Apache-2.0 */
/* The lists of a run, one after the other, as entries. */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include "audit/run.h"
#include "options.h"

struct input;

/* Opens and looks through all lists: those that are files are read to the end once, so that what cannot be parsed stops
 * the run before it begins; of a pipe as much as shows its columns is read. Whatever is returned, input_close is due
 * for *RET_INPUT (which may be NULL). */
enum status input_open(const struct options *options, struct input **ret_input, struct problem *ret_problem);
void input_close(struct input *input);

/* Names of the further columns of all lists, each once; lent. */
struct text_list input_further(const struct input *input);

/* Entries in all lists; false where a pipe, --shard or --expiring hides how many there are. */
bool input_count(const struct input *input, uint64_t *ret_entries);

/* Reads the name that is meant by an entry's domain. */
void input_read_name(struct audit_entry *entry, struct arena *arena);

/* The next entry, its texts in ARENA, which is empty. A list that cannot be parsed ends it: see input_problem. */
enum run_input input_next(struct input *input, struct audit_entry *entry, struct arena *arena);

/* Says from which column of each list names are taken, unless it is called `domain`. */
void input_print_columns(const struct input *input);

/* The same, ARENA being emptied first, waiting for an entry where the list is a pipe; false at the end, and where the
 * program is asked to stop (util/stop.h). */
bool input_wait_next(struct input *input, struct audit_entry *entry, struct arena *arena);

/* Whether there are entries that --shard or --expiring left out. */
bool input_left_out(const struct input *input);

/* What stopped it, or NULL. */
const struct problem *input_problem(const struct input *input);

/* The file descriptor to wait for after RUN_INPUT_LATER. */
int input_fd(const struct input *input);

#endif
