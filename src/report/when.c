/* SPDX-License-Identifier: Apache-2.0 */
#include "report/when.h"

#include "words/language.h"

enum { JAPAN = 9 * 3600 /* seconds before UTC, in summer as in winter */ };

static void add_formatted(time_t time, const char *english, const char *japanese, struct buffer *out)
{
    bool in_japanese = language_get() == LANGUAGE_JA;
    struct tm parts;
    char text[96];
    time += in_japanese ? JAPAN : 0;
    if (gmtime_r(&time, &parts))
        buffer_add(out, text, strftime(text, sizeof text, in_japanese ? japanese : english, &parts));
}

void when_add(time_t time, struct buffer *out)
{
    add_formatted(time, "%Y-%m-%d %H:%M UTC", "%Y年%-m月%-d日 %H:%M（日本時間）", out);
}

void when_add_day(time_t time, struct buffer *out)
{
    add_formatted(time, "%Y-%m-%d", "%Y年%-m月%-d日", out);
}
