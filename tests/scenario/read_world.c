/* SPDX-License-Identifier: Apache-2.0 */
/* The statements about the world: zones with their records, servers, rules. */
#include "reading.h"

#include "files/record_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct dns_name *const reading_root = &(const struct dns_name){.size = 1};

/* ---- records ---- */

static bool take_hint(struct reading *reading, const struct record_file_record *record)
{
    struct delegation *hints = &reading->scenario->world.hints;
    struct reader reader = reader_of(record->rdata.bytes, record->rdata.size);
    struct dns_name name;
    if (record->type == DNS_TYPE_NS && hints->server_count < DELEGATION_SERVERS_MAX && dns_name_read(&reader, &name)) {
        hints->servers[hints->server_count++].name = arena_dup(reading_arena(reading), name.wire, name.size);
        return true;
    }
    for (size_t i = 0; i < hints->server_count; i++) {
        struct delegation_server *server = &hints->servers[i];
        if (!dns_name_equal(server->name, record->owner) || server->address_count == DELEGATION_ADDRESSES_MAX)
            continue;
        server->addresses[server->address_count].v6 = record->type == DNS_TYPE_AAAA;
        memcpy(server->addresses[server->address_count++].bytes, record->rdata.bytes, record->rdata.size);
    }
    return true;
}

static bool take_record(void *context, const struct record_file_record *record, struct problem *problem)
{
    struct reading *reading = context;
    struct world *world = &reading->scenario->world;
    (void)problem;
    if (reading->records == RECORDS_HINTS)
        return take_hint(reading, record);
    if (reading->records == RECORDS_ANCHORS) {
        *WORLD_ADD(&world->arena, world->anchors, world->anchor_count) =
            (struct anchor){arena_dup(&world->arena, record->owner, dns_name_size(record->owner)),
                            record->type,
                            {arena_dup(&world->arena, record->rdata.bytes, record->rdata.size), record->rdata.size}};
        return true;
    }
    zone_put(world, reading->zone, &(struct record){record->owner, record->type, record->ttl, record->rdata});
    return true;
}

/* The records of the block that ends. */
bool reading_end_records(struct reading *reading)
{
    struct dns_name origin = *reading_root;
    if (reading->records == RECORDS_NONE)
        return true;
    if (reading->records == RECORDS_ZONE)
        origin = dns_name_copy(reading->zone->origin);
    const struct record_file file = {.path = reading->scenario->world.path,
                                     .text = buffer_text(&reading->text),
                                     .origin = &origin,
                                     .context = reading,
                                     .take = take_record,
                                     .problem = reading->problem};
    enum status status = record_file_read(&file);
    reading->records = RECORDS_NONE;
    buffer_clear(&reading->text);
    return status == STATUS_OK;
}

/* So many empty lines that the records stand where they stand in the file; the last is the head's. */
void reading_begin_records(struct reading *reading, enum reading_records kind)
{
    buffer_clear(&reading->text);
    for (unsigned i = 1; i < reading->number; i++)
        buffer_add_char(&reading->text, '\n');
    buffer_add_text(&reading->text, "$TTL 300\n");
    reading->records = kind;
}

/* Every line of the block is one of the text, records or not. */
void reading_add_record_line(struct reading *reading, const char *text)
{
    if (reading->records == RECORDS_NONE)
        return;
    buffer_add_text(&reading->text, text);
    buffer_add_char(&reading->text, '\n');
}

/* ---- zones ---- */

static struct net_address next_address(struct reading *reading)
{
    char text[32];
    struct net_address address;
    snprintf(text, sizeof text, "192.0.2.%u", ++reading->next_address);
    net_address_parse(text, 53, &address);
    return address;
}

static bool zone_value(struct scenario_line *line, const char *word, struct played_zone *zone)
{
    const char *value = strchr(word, '=') + 1;
    int64_t ms;
    if (strncmp(word, "iterations=", 11) == 0)
        zone->iterations = (unsigned)strtoul(value, NULL, 10);
    else if (strncmp(word, "salt=", 5) == 0)
        zone->salt = value;
    else if (strncmp(word, "algorithm=", 10) == 0)
        zone->algorithm = value;
    else if (strncmp(word, "from=", 5) == 0 && text_time(value, &ms))
        zone->from = (long)(ms / 1000);
    else if (strncmp(word, "until=", 6) == 0 && text_time(value, &ms))
        zone->until = (long)(ms / 1000);
    else if (strncmp(word, "ds=", 3) == 0) {
        zone->ds_count = 0;
        for (char *state, *form = strtok_r(arena_text(line->arena, value, strlen(value)), ",", &state); form;
             form = strtok_r(NULL, ",", &state))
            *WORLD_ADD(line->arena, zone->ds, zone->ds_count) = form;
    } else if (strncmp(word, "at=", 3) == 0) {
        for (char *state, *one = strtok_r(arena_text(line->arena, value, strlen(value)), ",", &state); one;
             one = strtok_r(NULL, ",", &state))
            if (!net_address_parse(one, 53, WORLD_ADD(line->arena, zone->holders, zone->holder_count)))
                return line_fail(line, "'%s' is no address", one);
    } else {
        return line_fail(line, "'%s' is nothing that a zone can be", word);
    }
    return true;
}

static bool zone_word(struct scenario_line *line, const char *word, struct played_zone *zone)
{
    if (strchr(word, '='))
        return zone_value(line, word, zone);
    if (strcmp(word, "signed") == 0)
        zone->denial = ZONE_NSEC;
    else if (strcmp(word, "nsec3") == 0)
        zone->denial = ZONE_NSEC3;
    else if (strcmp(word, "opt-out") == 0)
        zone->opt_out = true;
    else if (strcmp(word, "split-keys") == 0)
        zone->split_keys = true;
    else if (strcmp(word, "twin-key") == 0)
        zone->twin_key = true;
    else if (strcmp(word, "undelegated") == 0)
        zone->undelegated = true;
    else
        return line_fail(line, "'%s' is nothing that a zone can be", word);
    return true;
}

/* Its own server, where it names none: ns.ZONE, at its first address. */
static void add_own_server(struct reading *reading, struct played_zone *zone)
{
    struct dns_name name;
    if (!text_name("ns", &(struct dns_name){.size = 1}, &name) || !dns_name_join(name.wire, 1, zone->origin, &name))
        name = *reading_root;
    struct zone_server *server = WORLD_ADD(reading_arena(reading), zone->servers, zone->server_count);
    server->name = arena_dup(reading_arena(reading), name.wire, name.size);
    for (size_t i = 0; i < zone->holder_count; i++)
        *WORLD_ADD(reading_arena(reading), server->addresses, server->address_count) = zone->holders[i];
}

bool reading_take_zone(struct reading *reading, struct scenario_line *line, bool copy)
{
    struct world *world = &reading->scenario->world;
    struct played_zone *zone = arena_zero(&world->arena, sizeof *zone);
    *zone = (struct played_zone){
        .line = line->number, .copy = copy, .algorithm = "ed25519", .from = -WORLD_DAY, .until = 30L * WORLD_DAY};
    *WORLD_ADD(&world->arena, zone->ds, zone->ds_count) = "sha256";
    if (!line_name(line, reading_root, &zone->origin))
        return false;
    if (!copy && world_zone(world, zone->origin))
        return line_fail(line, "this zone is there already: another version of it is a `copy`");
    while (line_peek(line))
        if (!zone_word(line, line_word(line), zone))
            return false;
    if (copy && !zone->holder_count)
        return line_fail(line, "a copy needs at=ADDRESS");
    *WORLD_ADD(&world->arena, world->zones, world->zone_count) = zone;
    reading->zone = zone;
    reading_begin_records(reading, RECORDS_ZONE);
    return true;
}

/* served by NAME [ADDRESS...] [lame] */
bool reading_take_server_of_zone(struct reading *reading, struct scenario_line *line)
{
    struct played_zone *zone = reading->zone;
    const struct dns_name origin = dns_name_copy(zone->origin);
    struct zone_server *server = WORLD_ADD(reading_arena(reading), zone->servers, zone->server_count);
    if (!line_take(line, "by") || !line_name(line, &origin, &server->name))
        return line_fail(line, "`served by NAME [ADDRESS...] [lame]` is expected");
    while (line_peek(line)) {
        if (line_take(line, "lame")) {
            server->lame = true;
            continue;
        }
        if (!line_address(line, WORLD_ADD(reading_arena(reading), server->addresses, server->address_count)))
            return false;
    }
    for (size_t i = 0; i < server->address_count && !server->lame; i++)
        *WORLD_ADD(reading_arena(reading), zone->holders, zone->holder_count) = server->addresses[i];
    for (size_t i = 0; i < server->address_count && server->lame; i++)
        world_host_at(&reading->scenario->world, &server->addresses[i]);
    return true;
}

static bool spoil_word(struct scenario_line *line, struct spoil *spoil)
{
    static const struct {
        const char *word;
        size_t at;
    } flags[] = {{"missing", offsetof(struct spoil, missing)},           {"forged", offsetof(struct spoil, forged)},
                 {"expired", offsetof(struct spoil, expired)},           {"future", offsetof(struct spoil, future)},
                 {"stale-beside", offsetof(struct spoil, stale_beside)}, {"absent", offsetof(struct spoil, absent)},
                 {"other-key", offsetof(struct spoil, by_other_key)}};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (line_take(line, flags[i].word)) {
            *(bool *)((char *)spoil + flags[i].at) = true;
            return true;
        }
    if (line_take(line, "junk-beside"))
        return line_number(line, &spoil->junk_beside);
    if (line_take(line, "by"))
        return line_name(line, reading_root, &spoil->signer);
    if (line_take(line, "labels")) {
        unsigned more;
        bool good = line_number(line, &more);
        spoil->more_labels = (int)more;
        return good;
    }
    return line_fail(line, "'%s' is no way to spoil a signature", line_peek(line));
}

/* spoil OWNER|* TYPE|any HOW... */
bool reading_take_spoil(struct reading *reading, struct scenario_line *line)
{
    const struct dns_name origin = dns_name_copy(reading->zone->origin);
    struct zone_spoil *spoil = WORLD_ADD(reading_arena(reading), reading->zone->spoils, reading->zone->spoil_count);
    if (!line_take(line, "*") && !line_name(line, &origin, &spoil->owner))
        return false;
    if (!line_type(line, &spoil->type))
        return false;
    while (line_peek(line))
        if (!spoil_word(line, &spoil->spoil))
            return false;
    return true;
}

/* ---- rules ---- */

/* A rule in a zone's block is one of every server that holds the zone then; which these are is known at the end. */
bool reading_take_rule(struct reading *reading, struct scenario_line *line, size_t indent)
{
    struct world *world = &reading->scenario->world;
    struct rule *rule = arena_zero(&world->arena, sizeof *rule);
    const struct dns_name origin = reading_origin(reading);
    char *colon = strstr(line->at, ": ");
    size_t size = strlen(line->at);
    if (!colon && size && line->at[size - 1] == ':')
        colon = line->at + size - 1;
    if (!colon)
        return line_fail(line, "a colon is expected behind the questions that the rule is about");
    *colon = '\0';
    rule->line = line->number;
    if (!match_parse(line, &origin, &rule->match))
        return false;
    line->at = colon + 1;
    if (!rule_parse(line, world, rule))
        return false;
    reading->rule = rule;
    reading->rule_indent = indent;
    if (reading->everywhere)
        *WORLD_ADD(&world->arena, world->everywhere, world->everywhere_count) = rule;
    else if (reading->host)
        *WORLD_ADD(&world->arena, reading->host->rules, reading->host->rule_count) = rule;
    for (size_t i = 0; reading->zone && i < reading->zone->holder_count; i++) {
        struct host *host = world_host_at(world, &reading->zone->holders[i]);
        *WORLD_ADD(&world->arena, host->rules, host->rule_count) = rule;
    }
    return true;
}

/* server ADDRESS|* [resolver] [no-tcp] */
bool reading_take_server(struct reading *reading, struct scenario_line *line)
{
    struct net_address address;
    if (line_take(line, "*")) {
        reading->everywhere = true;
        return true;
    }
    if (line_take(line, "resolver"))
        net_address_parse(SCENARIO_RESOLVER, 53, &address);
    else if (!line_address(line, &address))
        return false;
    struct world *world = &reading->scenario->world;
    world_host_at(world, &address);
    reading->host = world_host(world, &address);
    reading->host->resolver = net_address_equal(&address, &(struct net_address){.port = 53, .bytes = {192, 0, 2, 53}});
    while (line_peek(line)) {
        if (line_take(line, "resolver"))
            reading->host->resolver = true;
        else if (line_take(line, "no-tcp"))
            reading->host->no_tcp = true;
        else
            return line_fail(line, "'%s' is nothing that a server can be: resolver, no-tcp", line_peek(line));
    }
    return true;
}

void reading_complete_zone(struct reading *reading)
{
    struct played_zone *zone = reading->zone;
    if (!zone || zone->server_count || zone->copy)
        return;
    if (!zone->holder_count)
        *WORLD_ADD(reading_arena(reading), zone->holders, zone->holder_count) = next_address(reading);
    add_own_server(reading, zone);
}
