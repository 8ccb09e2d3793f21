/* SPDX-License-Identifier: Apache-2.0 */
#include "report/head.h"

#include "report/when.h"

#include <string.h>

const struct report_head report_head_unknown = {
    .ca = "", .kinds = "", .list = "", .source = "", .shard = "", .version = ""};

struct telling {
    void (*take)(void *context, enum words label, const char *value);
    void *context;
};

static void tell(const struct telling *telling, enum words label, const char *value)
{
    if (*value)
        telling->take(telling->context, label, value);
}

/* The word of a source that is no server. */
static const char *source_words(const char *item, size_t size)
{
    if (size == strlen("zone") && memcmp(item, "zone", size) == 0)
        return words_text(WORDS_HEAD_ZONES);
    if (size == strlen("iterate") && memcmp(item, "iterate", size) == 0)
        return words_text(WORDS_HEAD_ITERATE);
    return NULL;
}

/* As the column has it, words in the place of codes. */
static void add_source(const char *source, struct buffer *out)
{
    for (const char *end; *source; source = *end ? end + strlen("; ") : end) {
        end = strstr(source, "; ");
        end = end ? end : source + strlen(source);
        const char *words = source_words(source, (size_t)(end - source));
        if (words)
            buffer_add_text(out, words);
        else
            buffer_add(out, source, (size_t)(end - source));
        buffer_add_text(out, *end ? "; " : "");
    }
}

static void tell_source(const struct report_head *head, const struct telling *telling)
{
    struct buffer text = {0};
    add_source(head->source, &text);
    tell(telling, WORDS_HEAD_SOURCE, buffer_text(&text));
    buffer_free(&text);
}

static void tell_time(const struct report_head *head, const struct telling *telling)
{
    struct buffer text = {0};
    if (head->at)
        when_add(head->at, &text);
    tell(telling, WORDS_HEAD_TIME, buffer_text(&text));
    buffer_free(&text);
}

void report_head_tell(const struct report_head *head, void (*take)(void *context, enum words label, const char *value),
                      void *context)
{
    const struct telling telling = {take, context};
    tell(&telling, WORDS_HEAD_CA, head->ca);
    tell(&telling, WORDS_HEAD_KINDS, head->kinds);
    tell(&telling, WORDS_HEAD_LIST, head->list);
    tell(&telling, WORDS_HEAD_SHARD, head->shard);
    tell_source(head, &telling);
    tell_time(head, &telling);
    tell(&telling, WORDS_HEAD_VERSION, head->version);
}
