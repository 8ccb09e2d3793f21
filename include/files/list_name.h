/* SPDX-License-Identifier: Apache-2.0 */
/* What people put into the cell of a name: a name, a mail address, a URL, host:port, `Name <address>`, mailto:, two
 * names at once. */
#ifndef FILES_LIST_NAME_H
#define FILES_LIST_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* A part of a text, lent. */
struct list_name {
    const char *text;
    size_t size;
};

/* What is meant by an entry: of a URL or host:port the host, of `Name <address>` and mailto: the address; else all of
 * it. */
struct list_name list_name_of(const char *entry);

/* Whether a cell can be a name of two labels or more, or a mail address; also as list_name_of reads it. A number, a
 * date and an IP address cannot: the last label of a name has a letter. */
bool list_name_is_likely(const char *cell);

/* Whether it is a host name and nothing else: letters, digits, hyphens and dots, `*.` before it perhaps. */
bool list_name_is_host(const char *cell);

/* Whether there are two names or more in one cell, with blanks, commas, semicolons or line ends between. */
bool list_name_is_several(const char *cell);

#endif
