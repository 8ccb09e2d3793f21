/* SPDX-License-Identifier: Apache-2.0 */
/* Random octets and addresses, as the system has them. */
#include "internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

void net_random(void *bytes, size_t size)
{
    uint8_t *at = bytes;
    while (size) {
        ssize_t got = getrandom(at, size, 0);
        if (got < 0 && errno != EINTR)
            abort(); /* without unpredictable ids no answer could be trusted */
        if (got > 0) {
            at += got;
            size -= (size_t)got;
        }
    }
}

socklen_t net_sockaddr_write(const struct net_address *address, struct sockaddr_storage *ret_sockaddr)
{
    if (address->v6) {
        struct sockaddr_in6 v6 = {
            .sin6_family = AF_INET6, .sin6_port = htons(address->port), .sin6_scope_id = address->scope};
        memcpy(&v6.sin6_addr, address->bytes, sizeof v6.sin6_addr);
        memcpy(ret_sockaddr, &v6, sizeof v6);
        return sizeof v6;
    }
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(address->port)};
    memcpy(&v4.sin_addr, address->bytes, sizeof v4.sin_addr);
    memcpy(ret_sockaddr, &v4, sizeof v4);
    return sizeof v4;
}

void net_sockaddr_read(const struct sockaddr_storage *sockaddr, struct net_address *ret_address)
{
    struct net_address address = {.v6 = sockaddr->ss_family == AF_INET6};
    if (address.v6) {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)sockaddr;
        address.port = ntohs(v6->sin6_port);
        address.scope = v6->sin6_scope_id;
        memcpy(address.bytes, &v6->sin6_addr, sizeof v6->sin6_addr);
    } else {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)sockaddr;
        address.port = ntohs(v4->sin_port);
        memcpy(address.bytes, &v4->sin_addr, sizeof v4->sin_addr);
    }
    *ret_address = address;
}
