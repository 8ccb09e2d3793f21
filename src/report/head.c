/* SPDX-License-Identifier: Apache-2.0 */
#include "report/head.h"

#include "caa/profile.h"
#include "report/when.h"
#include "report/words.h"
#include "words/language.h"

#include <string.h>

const struct report_head report_head_unknown = {
    .ca = "", .kinds = "", .list = "", .source = "", .shard = "", .version = ""};

struct telling {
    void (*take)(void *context, enum words label, const char *value);
    void *context;
};

static void head_tell(const struct telling *telling, enum words label, const char *value)
{
    if (*value)
        telling->take(telling->context, label, value);
}

typedef void add_item(const char *item, size_t size, struct buffer *out);

/* A value of columns, `; ` between its items, each item in words. */
static void tell_items(const struct telling *telling, enum words label, const char *items, add_item *add)
{
    struct buffer text = {0};
    for (const char *end; *items; items = *end ? end + strlen("; ") : end) {
        end = strstr(items, "; ");
        end = end ? end : items + strlen(items);
        add(items, (size_t)(end - items), &text);
        buffer_add_text(&text, *end ? words_text(WORDS_LIST_JOINT) : "");
    }
    head_tell(telling, label, buffer_text(&text));
    buffer_free(&text);
}

static bool is_word(const char *item, size_t size, const char *word)
{
    return size == strlen(word) && memcmp(item, word, size) == 0;
}

static void add_source(const char *item, size_t size, struct buffer *out)
{
    if (is_word(item, size, "zone"))
        words_add(WORDS_HEAD_ZONES, out);
    else if (is_word(item, size, "iterate"))
        words_add(WORDS_HEAD_ITERATE, out);
    else
        buffer_add(out, item, size);
}

static void add_kind(const char *item, size_t size, struct buffer *out)
{
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (is_word(item, size, caa_kind_word(kind)))
            buffer_add_text(out, words_of_kind(kind));
}

struct head_ca {
    const char *issuer;
    size_t issuer_size;
    const struct caa_profile *profile;
};

static void head_fill_ca(const void *context, const char *name, size_t size, struct buffer *out)
{
    const struct head_ca *ca = context;
    if (words_slot_is(name, size, "issuer"))
        buffer_add(out, ca->issuer, ca->issuer_size);
    else if (words_slot_is(name, size, "ca"))
        buffer_add_text(out, language_get() == LANGUAGE_JA ? ca->profile->name_ja : ca->profile->name);
}

/* `secomtrust.net (SECOM Trust Systems)`: by its name, where that is known. */
static void head_add_ca(const char *item, size_t size, struct buffer *out)
{
    const struct head_ca ca = {item, size, caa_profile_of((const uint8_t *)item, size)};
    if (ca.profile)
        words_fill(WORDS_HEAD_CA_NAMED, head_fill_ca, &ca, out);
    else
        buffer_add(out, item, size);
}

static void tell_time(const struct report_head *head, const struct telling *telling)
{
    struct buffer text = {0};
    if (head->at)
        when_add(head->at, &text);
    head_tell(telling, WORDS_HEAD_TIME, buffer_text(&text));
    buffer_free(&text);
}

void report_head_tell(const struct report_head *head, void (*take)(void *context, enum words label, const char *value),
                      void *context)
{
    const struct telling telling = {take, context};
    tell_items(&telling, WORDS_HEAD_CA, head->ca, head_add_ca);
    tell_items(&telling, WORDS_HEAD_KINDS, head->kinds, add_kind);
    head_tell(&telling, WORDS_HEAD_LIST, head->list);
    head_tell(&telling, WORDS_HEAD_SHARD, head->shard);
    tell_items(&telling, WORDS_HEAD_SOURCE, head->source, add_source);
    tell_time(head, &telling);
    head_tell(&telling, WORDS_HEAD_VERSION, head->version);
}
