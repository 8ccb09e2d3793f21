/* SPDX-License-Identifier: Apache-2.0 */
#include "stripping.h"

#include "util/memory.h"

#include <stdlib.h>

struct stripping {
    struct exchanger *exchanger;
    struct server *server;
    const uint8_t *anchor;
    struct exchange *exchange;
    unsigned asked, bare; /* questions so far, and those that were answered without a signature */
    void (*done)(void *user);
    void *user;
};

static void ask_next(struct stripping *stripping);

/* An answer that might have had signatures: NOERROR, and with EDNS unless that was refused. */
static bool shows_stripping(const struct dns_reply *reply)
{
    bool noerror = reply->kind == REPLY_SET || reply->kind == REPLY_NODATA || reply->kind == REPLY_ALIAS;
    return noerror && !reply->manner.has_signatures && (reply->manner.has_edns || reply->manner.refused_edns);
}

static void stripping_answered(void *user, const struct dns_reply *reply)
{
    struct stripping *stripping = user;
    stripping->exchange = NULL;
    stripping->bare += shows_stripping(reply);
    if (stripping->server->signing == SERVER_SIGNING_UNKNOWN && stripping->bare == stripping->asked &&
        stripping->asked < STRIPPING_QUESTIONS) {
        ask_next(stripping);
        return;
    }
    if (stripping->bare == STRIPPING_QUESTIONS)
        exchanger_found_stripping(stripping->exchanger, stripping->server);
    stripping->done(stripping->user);
}

static void ask_next(struct stripping *stripping)
{
    const uint16_t type = stripping->asked++ % 2 ? DNS_TYPE_SOA : DNS_TYPE_DNSKEY;
    const struct exchange_order order = {
        .question = dns_question_of(stripping->anchor, type), .servers = &stripping->server, .server_count = 1};
    stripping->exchange = exchange_start(stripping->exchanger, &order, stripping_answered, stripping);
}

struct stripping *stripping_begin(struct exchanger *exchanger, struct server *server, const uint8_t *anchor,
                                  void (*done)(void *user), void *user)
{
    struct stripping *stripping = memory_alloc(sizeof *stripping);
    *stripping =
        (struct stripping){.exchanger = exchanger, .server = server, .anchor = anchor, .done = done, .user = user};
    ask_next(stripping);
    return stripping;
}

void stripping_free(struct stripping *stripping)
{
    if (!stripping)
        return;
    if (stripping->exchange)
        exchange_cancel(stripping->exchange);
    free(stripping);
}
