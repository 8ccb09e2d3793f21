/* SPDX-License-Identifier: Apache-2.0 */
/* What people put into the cell of a name: a name, a mail address, a URL, host:port, `Name <address>`, mailto:, two
 * names at once. */
#ifndef FILES_LIST_NAME_H
#define FILES_LIST_NAME_H

#include "dns/subject.h"

#include <stdbool.h>
#include <stddef.h>

/* Reads what is meant by an entry: of a URL or host:port the host, of `Name <address>` and mailto: the address; else
 * all of it. With an error RET_SUBJECT says nothing. */
enum subject_error list_name_read(const char *entry, struct subject *ret_subject);

/* Whether a cell can be a name of two labels or more, or a mail address; also as list_name_read reads it. A number, a
 * date and an IP address cannot: the last label of a name has a letter. */
bool list_name_is_likely(const char *cell);

/* Whether it is a host name and nothing else: letters, digits, hyphens and dots, `*.` before it perhaps. */
bool list_name_is_host(const char *cell);

/* Whether both are names, and the same one. */
bool list_name_is_same(const char *cell, const char *other);

/* Whether there are two names or more in one cell, with blanks, commas, semicolons or line ends between. */
bool list_name_is_several(const char *cell);

#endif
