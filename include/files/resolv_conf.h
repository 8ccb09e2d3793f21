/* SPDX-License-Identifier: Apache-2.0 */
/* The system's resolv.conf(5): name servers, and how long to wait for them. */
#ifndef FILES_RESOLV_CONF_H
#define FILES_RESOLV_CONF_H

#include "resolve/address.h"
#include "util/status.h"

enum { RESOLV_CONF_SERVERS_MAX = 16 };

struct resolv_conf {
    struct net_address servers[RESOLV_CONF_SERVERS_MAX]; /* 127.0.0.1 where the file names none (resolv.conf(5)) */
    size_t server_count;
    unsigned timeout_s; /* options timeout:N, at most 30; 0 where not given */
    unsigned attempts;  /* options attempts:N, at most 5; 0 where not given */
};

/* A file that does not exist is an empty one. PORT is that of every server. Lines that are not understood are
 * skipped, as the C library does. STATUS_INPUT where the file cannot be read, is larger than SMALL_FILE_RESOLV_CONF_MAX
 * or holds a NUL octet. */
enum status resolv_conf_read(const char *path, uint16_t port, struct resolv_conf *ret_conf,
                             struct problem *ret_problem);

#endif
