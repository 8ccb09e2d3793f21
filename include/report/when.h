/* SPDX-License-Identifier: Apache-2.0 */
/* Times for people: in UTC, in Japanese in Japan's time. */
#ifndef REPORT_WHEN_H
#define REPORT_WHEN_H

#include "util/buffer.h"

/* `2026-11-28 17:08 UTC`, `2026年11月29日 02:08（日本時間）` */
void when_add(time_t time, struct buffer *out);

/* The day alone. */
void when_add_day(time_t time, struct buffer *out);

/* `20261129`, for names of files. */
void when_add_stamp(time_t time, struct buffer *out);

/* When that day began, and how many midnights there are from one time to a later one. */
time_t when_day_start(time_t time);
int64_t when_days(time_t from, time_t to);

#endif
