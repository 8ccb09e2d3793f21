/* SPDX-License-Identifier: Apache-2.0 */
#include "options_internal.h"

#include <string.h>

bool options_on_line(const struct options_reading *reading, const char *name)
{
    const struct option_row *row = options_table_find(reading->options->command, name, strlen(name));
    return row && reading->on_line[row - options_table];
}

enum options_result options_take(struct options_reading *reading, const struct option_row *row, const char *value,
                                 struct problem *problem)
{
    struct options_recording *recording = &reading->options->recording;
    enum options_result result = row->read(row, value, reading->options, problem);
    reading->anywhere[row - options_table] = true;
    if (result != OPTIONS_OK || !(row->traits & OPTION_DECIDES))
        return result;
    if (row->value && strchr(value, '\n')) {
        recording->unrecordable = row->name;
        return OPTIONS_OK;
    }
    buffer_add_text(&recording->taken, row->name);
    buffer_add_char(&recording->taken, '=');
    buffer_add_text(&recording->taken, row->value ? value : "yes");
    buffer_add_char(&recording->taken, '\n');
    return OPTIONS_OK;
}
