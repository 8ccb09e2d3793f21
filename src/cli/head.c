/* SPDX-License-Identifier: Apache-2.0 */
#include "head.h"
#include "options_places.h"

#include <stdio.h>
#include <string.h>

enum { DNS_PORT = 53 };

/* Items, a NUL behind each. */
static bool has_item(const struct buffer *items, const char *text)
{
    for (size_t at = 0; at < items->size; at += strlen(items->data + at) + 1)
        if (strcmp(items->data + at, text) == 0)
            return true;
    return false;
}

static void add_item(const char *text, struct buffer *items)
{
    if (!has_item(items, text))
        buffer_add(items, text, strlen(text) + 1);
}

const char *head_join(struct buffer *items, struct arena *arena)
{
    struct buffer text = {0};
    for (size_t at = 0; at < items->size; at += strlen(items->data + at) + 1) {
        buffer_add_text(&text, at ? "; " : "");
        buffer_add_text(&text, items->data + at);
    }
    const char *joined = arena_text(arena, buffer_text(&text), text.size);
    buffer_free(&text);
    buffer_free(items);
    return joined;
}

/* `192.0.2.1`, or `192.0.2.1@5353`. */
static void head_add_servers(const struct net_address *servers, size_t count, struct buffer *items)
{
    char text[NET_ADDRESS_TEXT_MAX];
    for (size_t i = 0; i < count; i++) {
        net_address_print(&servers[i], text);
        char *port = strrchr(text, '@');
        if (port && servers[i].port == DNS_PORT)
            *port = '\0';
        add_item(text, items);
    }
}

static const char *head_source_of(const struct options *options, const struct session *session, struct arena *arena)
{
    struct buffer items = {0};
    if (session->zones)
        add_item("zone", &items);
    if (options_iterate(&options->where))
        add_item("iterate", &items);
    for (size_t i = 0; i < options->where.place_count; i++)
        head_add_servers(options->where.places[i].servers, options->where.places[i].server_count, &items);
    if (!options->where.place_count && !options->where.iterate)
        head_add_servers(options->where.servers, options->where.server_count, &items);
    head_add_servers(session->conf.servers, session->conf.server_count, &items);
    return head_join(&items, arena);
}

const char *head_kinds(caa_kinds kinds, struct arena *arena)
{
    struct buffer words = {0};
    caa_kinds_print(kinds, "; ", &words);
    const char *text = arena_text(arena, buffer_text(&words), words.size);
    buffer_free(&words);
    return text;
}

const char *head_names(const struct options_texts *names, struct arena *arena)
{
    struct buffer items = {0};
    for (size_t i = 0; i < names->count; i++)
        add_item(names->items[i], &items);
    return head_join(&items, arena);
}

static const char *head_shard_of(const struct audit_shard *shard, struct arena *arena)
{
    char text[32] = "";
    if (shard->count)
        snprintf(text, sizeof text, "%u/%u", shard->index, shard->count);
    return arena_text(arena, text, strlen(text));
}

void head_take(const struct options *options, const struct session *session, struct arena *arena,
               struct report_head *ret_head)
{
    *ret_head = (struct report_head){.ca = head_names(&options->how.cas, arena),
                                     .kinds = head_kinds(options->how.kinds, arena),
                                     .list = head_names(&options->operands, arena),
                                     .source = head_source_of(options, session, arena),
                                     .shard = head_shard_of(&options->list.shard, arena),
                                     .version = CAA_AUDIT_VERSION,
                                     .at = session_wall(session)};
}
