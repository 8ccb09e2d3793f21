/* SPDX-License-Identifier: Apache-2.0 */
#include "files/root_hints.h"

#include "files/record_file.h"
#include "files/small_file.h"
#include "root_hints_text.h"
#include "util/problem.h"

#include <string.h>

/* What the file says, in any order: servers, and addresses of names. */
struct reading {
    struct arena *arena;
    struct delegation *root;
    struct {
        struct dns_name name;
        struct delegation_address address;
    } addresses[DELEGATION_SERVERS_MAX * 2];
    size_t address_count;
};

static bool hints_take_server(struct reading *reading, const struct record_file_record *record, struct problem *problem)
{
    struct reader reader = reader_of(record->rdata.bytes, record->rdata.size);
    struct dns_name name;
    if (!dns_name_is_root(record->owner) || !dns_name_read(&reader, &name))
        return record_file_refuse(problem, record, SAID_HINTS_OTHER_ZONE);
    if (reading->root->server_count == DELEGATION_SERVERS_MAX)
        return record_file_refuse(problem, record, SAID_HINTS_TOO_MANY_NAMES);
    reading->root->servers[reading->root->server_count++] =
        (struct delegation_server){.name = arena_dup(reading->arena, name.wire, name.size)};
    return true;
}

static bool hints_take_address(struct reading *reading, const struct record_file_record *record,
                               struct problem *problem)
{
    if (reading->address_count == sizeof reading->addresses / sizeof *reading->addresses)
        return record_file_refuse(problem, record, SAID_HINTS_TOO_MANY_ADDRESSES);
    struct delegation_address *address = &reading->addresses[reading->address_count].address;
    reading->addresses[reading->address_count++].name = dns_name_copy(record->owner);
    address->v6 = record->type == DNS_TYPE_AAAA;
    memcpy(address->bytes, record->rdata.bytes, record->rdata.size);
    return true;
}

static bool hints_take_record(void *context, const struct record_file_record *record, struct problem *problem)
{
    struct reading *reading = context;
    switch (record->type) {
    case DNS_TYPE_NS:
        return hints_take_server(reading, record, problem);
    case DNS_TYPE_A:
    case DNS_TYPE_AAAA:
        return hints_take_address(reading, record, problem);
    default:
        return record_file_refuse(problem, record, SAID_HINTS_OTHER_RECORD);
    }
}

/* Gives each server its addresses; returns how many there are in all. */
static size_t hints_join(struct reading *reading)
{
    size_t joined = 0;
    for (size_t i = 0; i < reading->root->server_count; i++) {
        struct delegation_server *server = &reading->root->servers[i];
        for (size_t j = 0; j < reading->address_count && server->address_count < DELEGATION_ADDRESSES_MAX; j++)
            if (dns_name_equal(reading->addresses[j].name.wire, server->name)) {
                server->addresses[server->address_count++] = reading->addresses[j].address;
                joined++;
            }
    }
    return joined;
}

/* FILE as far as it is known. */
static enum status hints_read_hints(struct record_file file, struct arena *arena, struct delegation *ret_root)
{
    static const struct dns_name root = {.size = 1};
    struct reading reading = {.arena = arena, .root = ret_root};
    file.max = SMALL_FILE_ROOT_HINTS_MAX;
    file.origin = &root;
    file.context = &reading;
    file.take = hints_take_record;
    *ret_root = (struct delegation){.zone = arena_dup(arena, root.wire, root.size)};
    enum status status = record_file_read(&file);
    if (status == STATUS_OK && !hints_join(&reading)) {
        problem_keep_at(file.problem, file.path, 0, SAID_HINTS_NONE);
        status = STATUS_INPUT;
    }
    return status;
}

enum status root_hints_read(const char *path, struct file_claims *claims, struct arena *arena,
                            struct delegation *ret_root, struct problem *ret_problem)
{
    if (!path)
        return root_hints_text_read(SAID_ROOT_HINTS, ROOT_HINTS_TEXT, arena, ret_root, ret_problem);
    return hints_read_hints((struct record_file){.path = path, .claims = claims, .problem = ret_problem}, arena,
                            ret_root);
}

enum status root_hints_text_read(const char *label, const char *text, struct arena *arena, struct delegation *ret_root,
                                 struct problem *ret_problem)
{
    return hints_read_hints((struct record_file){.path = label, .text = text, .plain = true, .problem = ret_problem},
                            arena, ret_root);
}
