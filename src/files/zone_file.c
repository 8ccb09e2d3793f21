/* SPDX-License-Identifier: Apache-2.0 */
/* Where no ORIGIN was given, records that come before the SOA wait for it, since it says which zone this is. */
#include "files/zone_file.h"

#include "dns/subject.h"
#include "files/record_file.h"
#include "util/arena.h"
#include "util/problem.h"
#include "util/utf8.h"

#include <string.h>

struct held_record {
    struct held_record *next;
    struct record_file_record record;
};

struct loader {
    struct zone_store *store;
    struct zone_file_use use;
    struct record_file file;
    struct problem *problem;
    struct zone *zone; /* NULL as long as the apex is not known */
    struct dns_name apex;
    bool soa_seen;
    struct arena arena;
    struct held_record *held, **held_end;
    struct arena caa_arena;
    struct held_record *caa; /* the CAA records of the zone, the last one first: where, and at which name */
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
    struct buffer *copy = loader->use.copy;
    if (!copy)
        return;
    dns_name_print_absolute(loader->apex.wire, copy);
    buffer_add_char(copy, ' ');
    zone_record_print(record->owner, record->ttl, record->type, record->rdata, copy);
}

/* A copy but for the RDATA. */
static struct held_record *copy_place(const struct record_file_record *record, struct arena *arena)
{
    struct held_record *held = arena_alloc(arena, sizeof *held);
    *held = (struct held_record){.record = *record};
    held->record.path = arena_text(arena, record->path, strlen(record->path));
    held->record.owner = arena_dup(arena, record->owner, dns_name_size(record->owner));
    return held;
}

/* Whether a delegation or a DNAME hides it is known when all of the zone is there. */
static void remember_caa(struct loader *loader, const struct record_file_record *record)
{
    if (record->type != DNS_TYPE_CAA || !loader->use.warning)
        return;
    struct held_record *caa = copy_place(record, &loader->caa_arena);
    caa->next = loader->caa;
    loader->caa = caa;
}

/* In the order of the file. */
static void warn_of_hidden_caa(struct loader *loader)
{
    struct held_record *next, *forward = NULL;
    for (struct held_record *caa = loader->caa; caa; caa = next) {
        next = caa->next;
        caa->next = forward;
        forward = caa;
    }
    for (const struct held_record *caa = forward; caa; caa = caa->next)
        if (zone_delegates(loader->zone, caa->record.owner))
            record_file_warn(&loader->file, &caa->record, SAID_ZONE_CAA_DELEGATED);
        else if (zone_redirects(loader->zone, caa->record.owner))
            record_file_warn(&loader->file, &caa->record, SAID_ZONE_CAA_BELOW_DNAME);
}

/* Everything below returns false after it has filled the problem. */
static bool put_record(struct loader *loader, const struct record_file_record *record)
{
    switch (zone_add(loader->zone, record->owner, record->type, record->ttl, record->rdata)) {
    case ZONE_CNAME_CLASH:
        return record_file_refuse(loader->problem, record, SAID_ZONE_CNAME_ALONE);
    case ZONE_DNAME_CLASH:
        return record_file_refuse(loader->problem, record, SAID_ZONE_SECOND_DNAME);
    case ZONE_SET_TOO_LARGE:
        return record_file_refuse(loader->problem, record, SAID_ZONE_SET_TOO_LARGE);
    case ZONE_ADDED:
        copy_record(loader, record);
        remember_caa(loader, record);
        break;
    case ZONE_OUT_OF_ZONE:
        if (record->type == DNS_TYPE_CAA)
            record_file_warn(&loader->file, record, SAID_ZONE_CAA_OUTSIDE);
        break;
    }
    return true;
}

static bool hold_record(struct loader *loader, const struct record_file_record *record)
{
    struct held_record *held = copy_place(record, &loader->arena);
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
    if (record->rdata.size < DNS_SOA_SIZE_MIN)
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

static bool zone_file_take_record(void *context, const struct record_file_record *record, struct problem *problem)
{
    struct loader *loader = context;
    (void)problem;
    if (record->type == DNS_TYPE_SOA)
        return take_soa(loader, record);
    return loader->zone ? put_record(loader, record) : hold_record(loader, record);
}

static void zone_file_take_warning(void *context, const char *text)
{
    const struct loader *loader = context;
    loader->use.warning(loader->use.context, text);
}

/* As in a zone file, or in any script, as a name of a list is. */
static bool parse_origin(const char *origin, struct dns_name *ret_apex)
{
    struct subject subject;
    size_t size = strlen(origin);
    if (utf8_ascii_length(origin, size) == size)
        return dns_name_parse(origin, size, ret_apex);
    if (subject_parse(origin, size, &subject) != SUBJECT_ERROR_NONE || subject.form != SUBJECT_NAME)
        return false;
    *ret_apex = subject.name;
    return true;
}

static bool zone_file_read_zone(struct loader *loader, const char *path, const char *origin)
{
    struct dns_name apex;
    loader->file = (struct record_file){.path = path,
                                        .claims = loader->use.claims,
                                        .context = loader,
                                        .take = zone_file_take_record,
                                        .warn = loader->use.warning ? zone_file_take_warning : NULL,
                                        .problem = loader->problem};
    if (origin && !parse_origin(origin, &apex)) {
        problem_set_at(loader->problem, path, 0, SAY_ZONE_BAD_ORIGIN(saying_part(origin, PROBLEM_FILE_SHOWN_MAX)));
        return false;
    }
    if (origin) {
        set_apex(loader, apex.wire);
        loader->file.origin = &loader->apex;
    }
    if (record_file_read(&loader->file) != STATUS_OK)
        return false;
    if (loader->zone)
        warn_of_hidden_caa(loader);
    else
        problem_keep_at(loader->problem, path, 0, SAID_ZONE_NO_SOA);
    return loader->zone;
}

enum status zone_file_read(const char *path, const char *origin, struct zone_store *store,
                           const struct zone_file_use *use, struct problem *ret_problem)
{
    struct loader loader = {.store = store, .problem = ret_problem};
    if (use)
        loader.use = *use;
    loader.held_end = &loader.held;
    bool good = zone_file_read_zone(&loader, path, origin);
    arena_free(&loader.arena);
    arena_free(&loader.caa_arena);
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
        loader.file = (struct record_file){.path = label,
                                           .text = buffer_text(&text),
                                           .plain = true,
                                           .origin = &root,
                                           .context = &loader,
                                           .take = put_copied,
                                           .problem = problem};
        status = record_file_read(&loader.file);
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
