/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that is said to the user on standard error goes through here: one line each, the program's name first. */
#ifndef CLI_MESSAGE_H
#define CLI_MESSAGE_H

#include "util/problem.h"

/* A text that has no language. What nobody would see in it is made visible (buffer_add_visible); this goes for all. */
void message_print(const char *text);

/* What is to be said; nothing where it is empty. */
void message_say(struct saying saying);
void message_print_kept(const char *kept);

/* The line of a problem; none where it is of no interest to anybody (its text is empty). */
void message_print_problem(const struct problem *problem);

/* A line of the summary: without the name. */
void message_summarise(struct saying saying);

/* The last line of a program that has no memory left, and its end, with status 3. Allocates nothing. */
_Noreturn void message_memory_exhausted(void);

#endif
