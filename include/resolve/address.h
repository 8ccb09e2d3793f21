/* SPDX-License-Identifier: Apache-2.0 */
/* The address of a server: IPv4 or IPv6, and a port. */
#ifndef RESOLVE_ADDRESS_H
#define RESOLVE_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct net_address {
    bool v6;
    uint16_t port;     /* host byte order */
    uint32_t scope;    /* of a link-local IPv6 address, else 0 */
    uint8_t bytes[16]; /* network byte order; 4 of them for IPv4 */
};

enum { NET_ADDRESS_TEXT_MAX = 80 };

/* Reads `ADDR`, `ADDR@PORT`, `[ADDR]:PORT`, `[ADDR]`, `V4ADDR:PORT` (ADDR numeric, IPv6 with %scope perhaps).
 * DEFAULT_PORT where it names none. False, RET_ADDRESS untouched, where it is none of these. */
bool net_address_parse(const char *text, uint16_t default_port, struct net_address *ret_address);

bool net_address_equal(const struct net_address *a, const struct net_address *b);

/* `ADDR@PORT`, NUL-terminated; OUT holds NET_ADDRESS_TEXT_MAX octets. Returns OUT. */
const char *net_address_print(const struct net_address *address, char *out);

#endif
