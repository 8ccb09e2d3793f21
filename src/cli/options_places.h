/* SPDX-License-Identifier: Apache-2.0 */
/* Servers and places, read when the port of those that name none is known. */
#ifndef CLI_OPTIONS_PLACES_H
#define CLI_OPTIONS_PLACES_H

#include "options.h"

enum options_result options_read_places(struct options_where *where, struct problem *problem);
/* Whether any place, or the only one, asks authoritative servers. */
bool options_iterate(const struct options_where *where);

void options_free_places(struct options_where *where);

#endif
