/* SPDX-License-Identifier: Apache-2.0 */
#include "recording.h"

#include "files/library.h"
#include "files/zone_file.h"
#include "net/tap.h"
#include "options_values.h"
#include "util/problem.h"
#include "words/language.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char option_word[] = "option ", anchor_word[] = "anchor ", hint_word[] = "hint ", zone_word[] = "zone ";

enum status recording_load(const char *path, struct problem *ret_problem)
{
    const struct tap_library *library = library_open("tap");
    if (!library) {
        problem_set_at(ret_problem, path, 0, SAY_ERROR_OF_SYSTEM(saying_error(errno)));
        return STATUS_OUTPUT;
    }
    tap_use(library);
    return STATUS_OK;
}

/* ---- writing ---- */

static void recording_add_option(struct buffer *out, const char *name, const char *value)
{
    buffer_add_text(out, option_word);
    buffer_add_text(out, name);
    buffer_add_char(out, '=');
    buffer_add_text(out, value);
    buffer_add_char(out, '\n');
}

static void recording_add_lines(struct buffer *out, const char *word, const char *lines)
{
    for (size_t size; *lines; lines += size) {
        size = strcspn(lines, "\n") + 1;
        buffer_add_text(out, word);
        buffer_add(out, lines, size);
    }
}

static bool was_taken(struct buffer *taken, const char *name)
{
    size_t size = strlen(name);
    for (const char *line = buffer_text(taken); *line; line += strcspn(line, "\n") + 1)
        if (strncmp(line, name, size) == 0 && line[size] == '=')
            return true;
    return false;
}

/* Defaults are written down as well: those of a later version may be others. */
static void add_default(struct buffer *out, struct buffer *taken, const char *name, const char *value)
{
    if (!was_taken(taken, name))
        recording_add_option(out, name, value);
}

static void add_default_seconds(struct buffer *out, struct buffer *taken, const char *name, uint64_t ms)
{
    char text[32];
    snprintf(text, sizeof text, "%ju.%03u", (uintmax_t)(ms / 1000), (unsigned)(ms % 1000));
    add_default(out, taken, name, text);
}

static void recording_add_kinds(struct buffer *out, struct buffer *taken, caa_kinds kinds)
{
    struct buffer words = {0};
    caa_kinds_print(kinds, ",", &words);
    add_default(out, taken, "kinds", buffer_text(&words));
    buffer_free(&words);
}

static void add_defaults(const struct options *options, const struct recording_facts *facts, struct buffer *taken,
                         struct buffer *out)
{
    char text[NET_ADDRESS_TEXT_MAX];
    for (size_t i = 0; i < options->how.cas.count; i++)
        if (!was_taken(taken, "ca"))
            recording_add_option(out, "ca", options->how.cas.items[i]);
    for (size_t i = 0; i < facts->server_count; i++)
        recording_add_option(out, "server", net_address_print(&facts->servers[i], text));
    recording_add_kinds(out, taken, options->how.kinds);
    snprintf(text, sizeof text, "%u", options->how.concurrency);
    add_default(out, taken, "concurrency", text);
    add_default_seconds(out, taken, "timeout", facts->timeout_ms);
    add_default_seconds(out, taken, "entry-timeout", facts->entry_timeout_ms);
    snprintf(text, sizeof text, "%u", facts->retries);
    add_default(out, taken, "retries", text);
    recording_add_option(out, "lang", language_get() == LANGUAGE_JA ? "ja" : "en");
}

static void recording_add_record(struct buffer *out, const char *word, const uint8_t *owner, uint16_t type,
                                 struct dns_rdata rdata)
{
    buffer_add_text(out, word);
    zone_record_print(owner, 0, type, rdata, out);
}

static void add_hints(struct buffer *out, const struct delegation *root)
{
    for (size_t i = 0; i < root->server_count; i++) {
        const struct delegation_server *server = &root->servers[i];
        recording_add_record(out, hint_word, root->zone, DNS_TYPE_NS,
                             (struct dns_rdata){server->name, dns_name_size(server->name)});
        for (size_t j = 0; j < server->address_count; j++) {
            const struct delegation_address *address = &server->addresses[j];
            recording_add_record(out, hint_word, server->name, address->v6 ? DNS_TYPE_AAAA : DNS_TYPE_A,
                                 (struct dns_rdata){address->bytes, address->v6 ? 16 : 4});
        }
    }
}

void recording_write(const struct options *options, const struct recording_facts *facts, struct buffer *out)
{
    struct buffer taken = {0};
    buffer_add(&taken, options->recording.taken.data, options->recording.taken.size);
    recording_add_lines(out, option_word, buffer_text(&taken));
    add_defaults(options, facts, &taken, out);
    buffer_free(&taken);
    for (size_t i = 0; i < facts->anchors.count; i++) {
        const struct anchor *anchor = &facts->anchors.items[i];
        recording_add_record(out, anchor_word, anchor->zone, anchor->type, anchor->rdata);
    }
    if (facts->root)
        add_hints(out, facts->root);
    recording_add_lines(out, zone_word, facts->zones);
}

/* ---- reading ---- */

/* What stands behind WORD, or NULL. */
static const char *after_word(const char *line, const char *word)
{
    size_t size = strlen(word);
    return strncmp(line, word, size) == 0 ? line + size : NULL;
}

/* All records behind WORD, in lines; NULL where there are none. */
static const char *records_of(const char *settings, const char *word, struct arena *arena)
{
    struct buffer text = {0};
    for (const char *line = settings; *line; line += line[0] == '\n') {
        const char *record = after_word(line, word);
        size_t size = strcspn(line, "\n");
        if (record) {
            buffer_add(&text, record, size - (size_t)(record - line));
            buffer_add_char(&text, '\n');
        }
        line += size;
    }
    const char *records = text.size ? arena_text(arena, text.data, text.size) : NULL;
    buffer_free(&text);
    return records;
}

enum options_result recording_read(struct options *options,
                                   enum options_result (*take)(void *context, const char *name, const char *value,
                                                               struct problem *problem),
                                   void *context, struct problem *ret_problem)
{
    const char *settings = tap_settings(options->recording.tap);
    char *rest = arena_text(&options->arena, settings, strlen(settings));
    size_t count = 0;
    options->recording.anchors = records_of(settings, anchor_word, &options->arena);
    options->recording.hints = records_of(settings, hint_word, &options->arena);
    options->recording.zones = records_of(settings, zone_word, &options->arena);
    for (char *line; (line = strsep(&rest, "\n"));) {
        const char *option = after_word(line, option_word);
        if (!option)
            continue;
        char *equals = strchr(option, '=');
        if (!equals || ++count > OPTIONS_RECORDED_MAX)
            return options_fail(ret_problem, SAY_OPTION_VALUE(SAY_REPLAY_OPTIONS(), "replay", options->where.replay));
        *equals = '\0';
        if (take(context, option, equals + 1, ret_problem) != OPTIONS_OK)
            return OPTIONS_WRONG;
    }
    return OPTIONS_OK;
}
