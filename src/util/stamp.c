/* SPDX-License-Identifier: Apache-2.0 */
#include "util/stamp.h"

#include <string.h>

bool stamp_parse(const char *text, time_t *ret_time)
{
    struct tm parts = {0};
    if (strlen(text) != strlen("2026-11-22T12:34:56Z"))
        return false;
    const char *end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    if (!end || *end)
        return false;
    const int day = parts.tm_mday;
    time_t time = timegm(&parts);
    if (parts.tm_mday != day) /* the month does not have that day */
        return false;
    *ret_time = time;
    return true;
}
