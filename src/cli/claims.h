/* SPDX-License-Identifier: Apache-2.0 */
/* The files that a command reads and writes, as its options name them: which must not be the same. */
#ifndef CLI_CLAIMS_H
#define CLI_CLAIMS_H

#include "files/file_claims.h"
#include "options.h"

/* Claims all inputs that the options name; those that are read for what they say (zones, and the files that they
 * include), session_open claims. */
void claims_take_inputs(const struct options *options, struct file_claims *claims);

/* Claims all outputs; before any is opened. STATUS_USAGE where one of them is an input, or another output. */
enum status claims_take_outputs(const struct options *options, struct file_claims *claims, struct problem *ret_problem);

#endif
