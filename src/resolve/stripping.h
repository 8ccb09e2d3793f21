/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a resolver keeps signatures to itself: it does where it answers NOERROR without any, twice each, to the
 * DNSKEY and to the SOA of an anchor's zone. A refusal, a failure, an NXDOMAIN or a single reply never shows it, and an
 * answer without EDNS only if EDNS was refused each time (caa-audit-dns(7)). No entry of a list chooses these
 * questions. */
#ifndef RESOLVE_STRIPPING_H
#define RESOLVE_STRIPPING_H

#include "resolve/exchange.h"

enum {
    STRIPPING_QUESTIONS = 4,
    STRIPPING_AGAIN_MS = 5000 /* a server that did not show anything is not asked again for so long */
};

struct stripping;

/* EXCHANGER, SERVER and ANCHOR, the name of an anchor's zone, are lent. Begins at once; DONE is told when it is known,
 * once, never from within this call: `server->signing` is PASSES, STRIPS, or still UNKNOWN. */
struct stripping *stripping_begin(struct exchanger *exchanger, struct server *server, const uint8_t *anchor,
                                  void (*done)(void *user), void *user);

/* Within or after DONE, or before: nobody is told any more. */
void stripping_free(struct stripping *stripping);

#endif
