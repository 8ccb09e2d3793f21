/* SPDX-License-Identifier: Apache-2.0 */
#include "options_places.h"

#include "audit/result.h"
#include "options_values.h"
#include "util/memory.h"

#include <stdlib.h>
#include <string.h>

static enum options_result read_servers(struct options_where *where, struct problem *problem)
{
    where->servers = memory_zero((where->server_texts.count + 1) * sizeof *where->servers);
    for (size_t i = 0; i < where->server_texts.count; i++)
        if (!net_address_parse(where->server_texts.items[i], (uint16_t)where->port,
                               &where->servers[where->server_count++]))
            return options_fail(problem,
                                SAY_OPTION_VALUE(SAY_OPTION_ADDRESS(), "server", where->server_texts.items[i]));
    return OPTIONS_OK;
}

/* One SOURCE of a place: a server, or `iterate` and nothing else. */
static bool take_source(const char *text, uint16_t port, struct options_place *place)
{
    if (strcmp(text, "iterate") == 0) {
        bool alone = !place->server_count && !place->iterate;
        place->iterate = true;
        return alone;
    }
    return !place->iterate && net_address_parse(text, port, &place->servers[place->server_count++]);
}

static enum options_result fail_place(const char *text, struct saying mend, struct problem *problem)
{
    return options_fail(problem, SAY_OPTION_VALUE(mend, "perspective", text));
}

/* LABEL=SOURCE[,SOURCE] */
static enum options_result read_place(const char *text, uint16_t port, struct options_place *place,
                                      struct problem *problem)
{
    size_t label_size = strcspn(text, "="), most = 1;
    if (!audit_is_label(text, label_size) || !text[label_size])
        return fail_place(text, SAY_OPTION_PERSPECTIVE(), problem);
    for (const char *at = text; *at; at++)
        most += *at == ',';
    char *sources = memory_text(text + label_size + 1, strlen(text + label_size + 1)), *rest = sources;
    place->label = memory_text(text, label_size);
    place->servers = memory_resize(NULL, most, sizeof *place->servers);
    bool good = true;
    for (char *source; good && (source = strsep(&rest, ","));)
        good = take_source(source, port, place);
    free(sources);
    return good ? OPTIONS_OK : fail_place(text, SAY_OPTION_SOURCE(), problem);
}

static enum options_result read_places(struct options_where *where, struct problem *problem)
{
    const struct options_texts *texts = &where->place_texts;
    where->places = memory_zero((texts->count + 1) * sizeof *where->places);
    for (size_t i = 0; i < texts->count; i++) {
        struct options_place *place = &where->places[where->place_count++];
        enum options_result result = read_place(texts->items[i], (uint16_t)where->port, place, problem);
        if (result != OPTIONS_OK)
            return result;
        for (size_t j = 0; j < i; j++)
            if (strcmp(where->places[j].label, place->label) == 0)
                return fail_place(texts->items[i], SAY_OPTION_LABEL_TWICE(), problem);
    }
    return OPTIONS_OK;
}

enum options_result options_read_places(struct options_where *where, struct problem *problem)
{
    enum options_result result = read_servers(where, problem);
    return result == OPTIONS_OK ? read_places(where, problem) : result;
}

bool options_iterate(const struct options_where *where)
{
    for (size_t i = 0; i < where->place_count; i++)
        if (where->places[i].iterate)
            return true;
    return where->iterate;
}

void options_free_places(struct options_where *where)
{
    for (size_t i = 0; i < where->place_count; i++) {
        free((void *)(uintptr_t)where->places[i].label);
        free(where->places[i].servers);
    }
    free(where->places);
    free(where->servers);
}
