/* SPDX-License-Identifier: Apache-2.0 */
#include "report/when.h"

#include "words/language.h"

enum { DAY = 86400, JAPAN = 9 * 3600 /* seconds before UTC, in summer as in winter */ };

/* Seconds by which the clocks of those who read it are before UTC. */
static time_t ahead(void)
{
    return language_get() == LANGUAGE_JA ? JAPAN : 0;
}

static void add_formatted(time_t time, const char *english, const char *japanese, struct buffer *out)
{
    struct tm parts;
    char text[96];
    time += ahead();
    if (gmtime_r(&time, &parts))
        buffer_add(out, text, strftime(text, sizeof text, ahead() ? japanese : english, &parts));
}

void when_add(time_t time, struct buffer *out)
{
    add_formatted(time, "%Y-%m-%d %H:%M UTC", "%Y年%-m月%-d日 %H:%M（日本時間）", out);
}

void when_add_day(time_t time, struct buffer *out)
{
    add_formatted(time, "%Y-%m-%d", "%Y年%-m月%-d日", out);
}

void when_add_stamp(time_t time, struct buffer *out)
{
    add_formatted(time, "%Y%m%d", "%Y%m%d", out);
}

time_t when_day_start(time_t time)
{
    return time - (time + ahead()) % DAY;
}

int64_t when_days(time_t from, time_t to)
{
    return (when_day_start(to) - when_day_start(from)) / DAY;
}
