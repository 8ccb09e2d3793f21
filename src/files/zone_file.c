/* SPDX-License-Identifier: Apache-2.0 */
/* Where no ORIGIN was given, records that come before the SOA wait for it, since it says which zone this is. */
#include "files/zone_file.h"

#include "files/record_file.h"
#include "util/arena.h"
#include "util/problem.h"

#include <string.h>

struct held_record {
    struct held_record *next;
    struct record_file_record record;
};

struct loader {
    struct zone_store *store;
    struct file_claims *claims;
    struct problem *problem;
    struct buffer *copy; /* or NULL */
    struct zone *zone;   /* NULL as long as the apex is not known */
    struct dns_name apex;
    bool soa_seen;
    struct arena arena;
    struct held_record *held, **held_end;
};

void zone_record_print(const uint8_t *owner, uint32_t ttl, uint16_t type, struct dns_rdata rdata, struct buffer *out)
{
    dns_name_print_absolute(owner, out);
    buffer_add_char(out, ' ');
    buffer_add_unsigned(out, ttl);
    buffer_add_text(out, " IN TYPE");
    buffer_add_unsigned(out, type);
    buffer_add_text(out, " \\# ");
    buffer_add_unsigned(out, rdata.size);
    buffer_add_char(out, ' ');
    buffer_add_hex(out, rdata.bytes, rdata.size);
    buffer_add_char(out, '\n');
}

static void copy_record(const struct loader *loader, const struct record_file_record *record)
{
    if (!loader->copy)
        return;
    dns_name_print_absolute(loader->apex.wire, loader->copy);
    buffer_add_char(loader->copy, ' ');
    zone_record_print(record->owner, record->ttl, record->type, record->rdata, loader->copy);
}

/* Everything below returns false after it has filled the problem. */
static bool put_record(struct loader *loader, const struct record_file_record *record)
{
    switch (zone_add(loader->zone, record->owner, record->type, record->ttl, record->rdata)) {
    case ZONE_CNAME_CLASH:
        return record_file_refuse(loader->problem, record, SAID_ZONE_CNAME_ALONE);
    case ZONE_DNAME_CLASH:
        return record_file_refuse(loader->problem, record, SAID_ZONE_SECOND_DNAME);
    case ZONE_ADDED:
        copy_record(loader, record);
        break;
    case ZONE_OUT_OF_ZONE:
        break;
    }
    return true;
}

static bool hold_record(struct loader *loader, const struct record_file_record *record)
{
    struct held_record *held = arena_alloc(&loader->arena, sizeof *held);
    *held = (struct held_record){.record = *record};
    held->record.path = arena_text(&loader->arena, record->path, strlen(record->path));
    held->record.owner = arena_dup(&loader->arena, record->owner, dns_name_size(record->owner));
    held->record.rdata.bytes = arena_dup(&loader->arena, record->rdata.bytes, record->rdata.size);
    *loader->held_end = held;
    loader->held_end = &held->next;
    return true;
}

static bool put_held_records(struct loader *loader)
{
    for (const struct held_record *held = loader->held; held; held = held->next)
        if (!put_record(loader, &held->record))
            return false;
    loader->held = NULL;
    loader->held_end = &loader->held;
    arena_reset(&loader->arena);
    return true;
}

static void set_apex(struct loader *loader, const uint8_t *apex)
{
    loader->apex = dns_name_copy(apex);
    loader->zone = zone_store_zone(loader->store, apex);
}

/* The SOA begins the zone; a transfer ends with it once more. */
static bool take_soa(struct loader *loader, const struct record_file_record *record)
{
    if (record->rdata.size < RECORD_FILE_SOA_SIZE_MIN)
        return record_file_refuse(loader->problem, record, SAID_ZONE_SHORT_SOA);
    if (loader->zone && !dns_name_equal(record->owner, loader->apex.wire))
        return record_file_refuse(loader->problem, record,
                                  loader->soa_seen ? SAID_ZONE_OTHER_SOA : SAID_ZONE_SOA_NOT_AT_ORIGIN);
    if (loader->soa_seen)
        return true;
    loader->soa_seen = true;
    if (!loader->zone)
        set_apex(loader, record->owner);
    return put_held_records(loader) && put_record(loader, record);
}

static bool take_record(void *context, const struct record_file_record *record, struct problem *problem)
{
    struct loader *loader = context;
    (void)problem;
    if (record->type == DNS_TYPE_SOA)
        return take_soa(loader, record);
    return loader->zone ? put_record(loader, record) : hold_record(loader, record);
}

static bool read_zone(struct loader *loader, const char *path, const char *origin)
{
    struct dns_name apex;
    struct record_file file = {
        .path = path, .claims = loader->claims, .context = loader, .take = take_record, .problem = loader->problem};
    if (origin && !dns_name_parse(origin, strlen(origin), &apex)) {
        problem_set_at(loader->problem, path, 0, SAY_ZONE_BAD_ORIGIN(saying_part(origin, PROBLEM_FILE_SHOWN_MAX)));
        return false;
    }
    if (origin) {
        set_apex(loader, apex.wire);
        file.origin = &apex;
    }
    if (record_file_read(&file) != STATUS_OK)
        return false;
    if (!loader->zone)
        problem_keep_at(loader->problem, path, 0, SAID_ZONE_NO_SOA);
    return loader->zone;
}

enum status zone_file_read(const char *path, const char *origin, struct zone_store *store, struct file_claims *claims,
                           struct buffer *copy, struct problem *ret_problem)
{
    struct loader loader = {.store = store, .claims = claims, .problem = ret_problem, .copy = copy};
    loader.held_end = &loader.held;
    bool good = read_zone(&loader, path, origin);
    arena_free(&loader.arena);
    return good ? STATUS_OK : STATUS_INPUT;
}

static bool put_copied(void *context, const struct record_file_record *record, struct problem *problem)
{
    (void)problem;
    return put_record(context, record);
}

/* One line: the zone, a blank, the record. */
static enum status read_copied(const char *label, const char *line, size_t size, struct zone_store *store,
                               struct problem *problem)
{
    static const struct dns_name root = {.size = 1};
    struct loader loader = {.store = store, .problem = problem};
    struct buffer text = {0};
    size_t apex_size = strcspn(line, " \n");
    struct dns_name apex;
    enum status status = STATUS_INPUT;
    if (apex_size < size && dns_name_parse(line, apex_size, &apex)) {
        set_apex(&loader, apex.wire);
        buffer_add(&text, line + apex_size + 1, size - apex_size - 1);
        const struct record_file file = {.path = label,
                                         .text = buffer_text(&text),
                                         .origin = &root,
                                         .context = &loader,
                                         .take = put_copied,
                                         .problem = problem};
        status = record_file_read(&file);
    } else {
        problem_keep_at(problem, label, 0, SAID_REPLAY_ZONE);
    }
    buffer_free(&text);
    return status;
}

enum status zone_copy_read(const char *label, const char *copy, struct zone_store *store, struct problem *ret_problem)
{
    enum status status = STATUS_OK;
    for (size_t size; *copy && status == STATUS_OK; copy += size) {
        size = strcspn(copy, "\n");
        status = read_copied(label, copy, size, store, ret_problem);
        size += copy[size] == '\n';
    }
    return status;
}
