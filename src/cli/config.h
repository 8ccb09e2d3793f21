/* SPDX-License-Identifier: Apache-2.0 */
/* A file of options: `key = value` in each line, the keys being the long names of options; empty lines and those that
 * begin with `#` are skipped. What the values mean is not known here. */
#ifndef CLI_CONFIG_H
#define CLI_CONFIG_H

#include "util/arena.h"
#include "util/status.h"

#include <stdbool.h>
#include <stdint.h>

enum { CONFIG_LINES_MAX = 1000, CONFIG_LINE_MAX = 4095 /* octets */ };

struct config_line {
    const char *key, *value; /* without the blanks around them */
    uint64_t number;
};

struct config {
    const struct config_line *lines; /* in the arena */
    size_t count;
};

/* STATUS_INPUT with file:line. A file that is not there is an empty one where it is OPTIONAL. */
enum status config_read(const char *path, bool optional, struct arena *arena, struct config *ret_config,
                        struct problem *ret_problem);

#endif
