/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a certificate, as people, spreadsheets, openssl and the service write it. */
#ifndef FILES_LIST_DATE_H
#define FILES_LIST_DATE_H

#include <stdbool.h>
#include <time.h>

/* Reads TEXT, UTF-8: year, month and day with `/`, `-`, `.` or 年月日 between them or nothing (20261210), 令和 too;
 * then perhaps a weekday in parentheses, a time of day, and Z, UTC, GMT, JST or an offset; or `Dec 10 23:59:59 2026
 * GMT`. Without an offset the time is Japan's, a date alone ends at 23:59:59. False, and RET_TIME untouched, where it
 * is no date, or one before 1970 or after 9999. */
bool list_date_read(const char *text, time_t *ret_time);

#endif
