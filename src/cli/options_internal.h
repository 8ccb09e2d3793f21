/* SPDX-License-Identifier: Apache-2.0 */
/* Reading options: options.c reads them one by one, options_check.c looks at them together. */
#ifndef CLI_OPTIONS_INTERNAL_H
#define CLI_OPTIONS_INTERNAL_H

#include "options.h"

/* `WHAT 'VALUE': MEND`, in the present language; OPTIONS_WRONG. */
enum options_result options_wrong(struct problem *problem, const char *what, const char *value, const char *mend);

/* Whether all of them go together. */
enum options_result options_check(const struct options *options, struct problem *problem);

#endif
