#include "files/root_hints.h"

#include "files/file_problem.h"
#include "files/record_file.h"
#include "root_hints_text.h"

#include <errno.h>
#include <string.h>

/* What the file says, in any order: servers, and addresses of names. */
struct reading {
    struct record_file file;
    struct arena *arena;
    struct delegation *root;
    struct {
        struct dns_name name;
        struct delegation_address address;
    } addresses[DELEGATION_SERVERS_MAX * 2];
    size_t address_count;
};

static enum status take_server(struct reading *reading, const struct record_file_record *record)
{
    struct reader reader = reader_of(record->rdata.bytes, record->rdata.size);
    struct dns_name name;
    if (!dns_name_is_root(record->owner.wire) || !dns_name_read(&reader, &name))
        return record_file_refuse(&reading->file, "a name server of another zone", "those of the root (.) are wanted");
    if (reading->root->server_count == DELEGATION_SERVERS_MAX)
        return record_file_refuse(&reading->file, "more name servers than are looked at", "16 are the most");
    reading->root->servers[reading->root->server_count++] =
        (struct delegation_server){.name = arena_dup(reading->arena, name.wire, name.size)};
    return STATUS_OK;
}

static enum status take_address(struct reading *reading, const struct record_file_record *record)
{
    if (reading->address_count == sizeof reading->addresses / sizeof *reading->addresses)
        return record_file_refuse(&reading->file, "more addresses than are looked at", "32 are the most");
    struct delegation_address *address = &reading->addresses[reading->address_count].address;
    reading->addresses[reading->address_count++].name = record->owner;
    address->v6 = record->type == DNS_TYPE_AAAA;
    memcpy(address->bytes, record->rdata.bytes, record->rdata.size);
    return STATUS_OK;
}

static enum status take_record(void *context, const struct record_file_record *record)
{
    struct reading *reading = context;
    switch (record->type) {
    case DNS_TYPE_NS:
        return take_server(reading, record);
    case DNS_TYPE_A:
    case DNS_TYPE_AAAA:
        return take_address(reading, record);
    default:
        return record_file_refuse(&reading->file, "a record that is no root hint", "NS, A and AAAA records are wanted");
    }
}

/* Gives each server its addresses; returns how many there are in all. */
static size_t join(struct reading *reading)
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

enum status root_hints_read(const char *path, struct arena *arena, struct delegation *ret_root,
                            struct problem *ret_problem)
{
    static const uint8_t root[] = {0};
    static char text[] = ROOT_HINTS_TEXT;
    struct reading reading = {.file = {path ? path : "root hints", NULL, 0, ret_problem}, .arena = arena};
    reading.file.file = path ? fopen(path, "r") : fmemopen(text, sizeof text - 1, "r");
    if (!reading.file.file) {
        file_problem_set(ret_problem, reading.file.path, 0, "%s: give a file as named.root", strerror(errno));
        return STATUS_INPUT;
    }
    *ret_root = (struct delegation){.zone = root};
    reading.root = ret_root;
    enum status status = record_file_read(&reading.file, &reading, take_record);
    fclose(reading.file.file);
    reading.file.line = 0;
    if (status == STATUS_OK && !join(&reading))
        status = record_file_refuse(&reading.file, "no name server of the root with an address",
                                    "NS, A and AAAA records are wanted, as in named.root");
    return status;
}
