/* SPDX-License-Identifier: Apache-2.0 */
#include "dns/delegation.h"

#include "dns/rrset.h"

#include <string.h>

enum { V4_SIZE = 4, V6_SIZE = 16 };

static void add_address(struct delegation_server *server, bool v6, const uint8_t *bytes)
{
    if (server->address_count == DELEGATION_ADDRESSES_MAX)
        return;
    struct delegation_address *address = &server->addresses[server->address_count++];
    *address = (struct delegation_address){.v6 = v6};
    memcpy(address->bytes, bytes, v6 ? V6_SIZE : V4_SIZE);
}

static void add_server(struct delegation *delegation, const struct dns_name *name, struct arena *arena)
{
    for (size_t i = 0; i < delegation->server_count; i++)
        if (dns_name_equal(delegation->servers[i].name, name->wire))
            return;
    if (delegation->server_count < DELEGATION_SERVERS_MAX)
        delegation->servers[delegation->server_count++] =
            (struct delegation_server){.name = arena_dup(arena, name->wire, name->size)};
}

bool delegation_is_loopback(const struct delegation_address *address)
{
    static const uint8_t one[V6_SIZE] = {[V6_SIZE - 1] = 1};
    return address->v6 ? memcmp(address->bytes, one, sizeof one) == 0 : address->bytes[0] == 127;
}

static bool may_be_asked_v4(const uint8_t *bytes)
{
    static const uint8_t broadcast[V4_SIZE] = {255, 255, 255, 255};
    bool this_network = bytes[0] == 0, link_local = bytes[0] == 169 && bytes[1] == 254,
         multicast = bytes[0] >> 4 == 0xE;
    return !this_network && !link_local && !multicast && memcmp(bytes, broadcast, sizeof broadcast) != 0;
}

/* `::`, and addresses of IPv4 in another dress, which no IPv6 packet bears: `::a.b.c.d` and `::ffff:a.b.c.d`. */
static bool is_embedded_v4(const uint8_t *bytes)
{
    static const uint8_t zero[10] = {0};
    bool mapped = bytes[10] == 0xFF && bytes[11] == 0xFF, compatible = !bytes[10] && !bytes[11];
    return memcmp(bytes, zero, sizeof zero) == 0 && (mapped || compatible);
}

static bool may_be_asked_v6(const uint8_t *bytes)
{
    bool link_local = bytes[0] == 0xFE && bytes[1] >> 6 == 2, multicast = bytes[0] == 0xFF;
    return !is_embedded_v4(bytes) && !link_local && !multicast;
}

bool delegation_may_be_asked(const struct delegation_address *address, bool loopback)
{
    if (delegation_is_loopback(address))
        return loopback;
    return address->v6 ? may_be_asked_v6(address->bytes) : may_be_asked_v4(address->bytes);
}

static bool is_private_v4(const uint8_t *bytes)
{
    return bytes[0] == 10 || (bytes[0] == 172 && bytes[1] >> 4 == 1) || (bytes[0] == 192 && bytes[1] == 168) ||
           (bytes[0] == 100 && bytes[1] >> 6 == 1);
}

bool delegation_is_private(const struct delegation_address *address)
{
    if (!delegation_may_be_asked(address, false))
        return true;
    return address->v6 ? address->bytes[0] >> 1 == 0xFC >> 1 : is_private_v4(address->bytes);
}

struct glue {
    struct reader message;
    const uint8_t *above;
    struct delegation *delegation;
};

static void take_glue(struct glue *glue, const struct dns_name *owner, uint16_t type, const uint8_t *rdata, size_t size)
{
    bool v6 = type == DNS_TYPE_AAAA;
    if ((!v6 && type != DNS_TYPE_A) || size != (v6 ? V6_SIZE : V4_SIZE) || !dns_name_within(owner->wire, glue->above))
        return;
    for (size_t i = 0; i < glue->delegation->server_count; i++)
        if (dns_name_equal(glue->delegation->servers[i].name, owner->wire))
            add_address(&glue->delegation->servers[i], v6, rdata);
}

/* The additional section, which stands behind what dns_rrsets_read looks at. */
static void read_glue(struct glue *glue, unsigned skip, unsigned count)
{
    struct dns_name owner;
    for (unsigned i = 0; i < skip + count; i++) {
        if (!dns_name_read(&glue->message, &owner))
            return;
        uint16_t type = reader_u16(&glue->message);
        reader_bytes(&glue->message, 6);
        uint16_t size = reader_u16(&glue->message);
        const uint8_t *rdata = reader_bytes(&glue->message, size);
        if (rdata && i >= skip)
            take_glue(glue, &owner, type, rdata, size);
    }
}

bool delegation_read(const uint8_t *message, size_t size, const uint8_t *above, const uint8_t *cut, struct arena *arena,
                     struct delegation *ret_delegation)
{
    struct dns_rrsets sets;
    struct dns_name name;
    *ret_delegation = (struct delegation){.zone = arena_dup(arena, cut, dns_name_size(cut))};
    if (!dns_rrsets_read(message, size, arena, &sets))
        return false;
    const struct dns_rrset *servers = dns_rrsets_find(&sets, true, cut, DNS_TYPE_NS);
    if (!servers)
        servers = dns_rrsets_find(&sets, false, cut, DNS_TYPE_NS);
    if (!servers)
        return false;
    ret_delegation->ttl = servers->ttl < DELEGATION_TTL_MAX ? servers->ttl : DELEGATION_TTL_MAX;
    for (const struct dns_record *record = servers->records; record; record = record->next)
        if (dns_rdata_name(&sets, record, &name))
            add_server(ret_delegation, &name, arena);
    struct glue glue = {reader_of(message, size), above, ret_delegation};
    reader_u32(&glue.message);
    unsigned questions = reader_u16(&glue.message), answers = reader_u16(&glue.message),
             authorities = reader_u16(&glue.message), additionals = reader_u16(&glue.message);
    for (; questions && !glue.message.failed; questions--) {
        dns_name_skip(&glue.message);
        reader_bytes(&glue.message, 4);
    }
    read_glue(&glue, answers + authorities, additionals);
    return ret_delegation->server_count;
}

size_t delegation_addresses(const struct dns_rdata *records, size_t count, bool v6,
                            struct delegation_address out[static DELEGATION_ADDRESSES_MAX])
{
    struct delegation_server server = {.name = NULL};
    for (size_t i = 0; i < count; i++)
        if (records[i].size == (v6 ? V6_SIZE : V4_SIZE))
            add_address(&server, v6, records[i].bytes);
    memcpy(out, server.addresses, server.address_count * sizeof *out);
    return server.address_count;
}
