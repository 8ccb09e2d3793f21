/* SPDX-License-Identifier: Apache-2.0 */
#include "resolve/address.h"

#include "util/ascii.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

enum { HOST_MAX = INET6_ADDRSTRLEN + IF_NAMESIZE };

/* A decimal number from 1 to MAX that takes all of TEXT. */
static bool address_read_number(const char *text, uint64_t max, uint32_t *ret_number)
{
    uint64_t number = 0;
    if (!*text)
        return false;
    for (; *text; text++) {
        if (!ascii_is_digit((unsigned char)*text))
            return false;
        number = number * 10 + (uint64_t)(*text - '0');
        if (number > max)
            return false;
    }
    if (!number)
        return false;
    *ret_number = (uint32_t)number;
    return true;
}

static bool read_v4(const char *host, struct net_address *ret_address)
{
    ret_address->v6 = false;
    return inet_pton(AF_INET, host, ret_address->bytes) == 1;
}

/* A scope chooses the link of a link-local address (RFC 4007 11); elsewhere it means nothing. */
static bool read_scope(const char *text, const struct net_address *address, uint32_t *ret_scope)
{
    struct in6_addr bytes;
    memcpy(&bytes, address->bytes, sizeof bytes);
    if (!IN6_IS_ADDR_LINKLOCAL(&bytes))
        return false;
    uint32_t scope = if_nametoindex(text);
    if (!scope && !address_read_number(text, UINT32_MAX, &scope))
        return false;
    *ret_scope = scope;
    return true;
}

/* HOST is ours to cut. */
static bool read_v6(char *host, struct net_address *ret_address)
{
    char *scope = strchr(host, '%');
    if (scope)
        *scope++ = '\0';
    ret_address->v6 = true;
    if (inet_pton(AF_INET6, host, ret_address->bytes) != 1)
        return false;
    return !scope || read_scope(scope, ret_address, &ret_address->scope);
}

/* Cuts TEXT into the host and what stands behind it (empty, `@PORT` or `:PORT`). */
static bool split_host(const char *text, char *host, const char **ret_rest)
{
    bool bracket = *text == '[';
    const char *start = text + bracket;
    size_t size = strcspn(start, bracket ? "]" : "@");
    const char *colon = strchr(start, ':');
    if (!bracket && colon && !strchr(colon + 1, ':') && colon < start + size)
        size = (size_t)(colon - start);
    const char *rest = start + size;
    if (size >= HOST_MAX || (bracket && *rest++ != ']') || (bracket && *rest && *rest != ':'))
        return false;
    memcpy(host, start, size);
    host[size] = '\0';
    *ret_rest = rest;
    return true;
}

bool net_address_parse(const char *text, uint16_t default_port, struct net_address *ret_address)
{
    struct net_address address = {0};
    char host[HOST_MAX];
    const char *rest;
    uint32_t port = default_port;
    if (!split_host(text, host, &rest) || (!read_v4(host, &address) && !read_v6(host, &address)))
        return false;
    if (*rest && !address_read_number(rest + 1, UINT16_MAX, &port))
        return false;
    address.port = (uint16_t)port;
    *ret_address = address;
    return true;
}

bool net_address_equal(const struct net_address *a, const struct net_address *b)
{
    return a->v6 == b->v6 && a->port == b->port && a->scope == b->scope &&
           memcmp(a->bytes, b->bytes, a->v6 ? 16 : 4) == 0;
}

const char *net_address_print(const struct net_address *address, char *out)
{
    char host[INET6_ADDRSTRLEN] = "", link[IF_NAMESIZE] = "";
    inet_ntop(address->v6 ? AF_INET6 : AF_INET, address->bytes, host, sizeof host);
    if (!address->scope)
        snprintf(out, NET_ADDRESS_TEXT_MAX, "%s@%u", host, (unsigned)address->port);
    else if (if_indextoname(address->scope, link))
        snprintf(out, NET_ADDRESS_TEXT_MAX, "%s%%%s@%u", host, link, (unsigned)address->port);
    else
        snprintf(out, NET_ADDRESS_TEXT_MAX, "%s%%%lu@%u", host, (unsigned long)address->scope, (unsigned)address->port);
    return out;
}
