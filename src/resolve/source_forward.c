/* SPDX-License-Identifier: Apache-2.0 */
/* Procedure: a question goes to the resolvers as one exchange. What comes back without any signature, of a resolver of
 * which it is not known whether it passes them on, is held until that was found out (stripping.h): if it does not, and
 * another one may, the question is asked again. */
#include "resolve/source_forward.h"

#include "resolve/health.h"
#include "stripping.h"
#include "util/memory.h"
#include "util/pool.h"

#include <stdlib.h>
#include <utlist.h>

struct asking;

struct upstream {
    struct server server; /* first */
    struct forward *forward;
    struct stripping *stripping; /* while it is being found out */
    uint64_t again_at;           /* ms: it was tried in vain; not before then again */
    struct asking *held;
};

/* A request that is under way. */
struct asking {
    struct asking *prev, *next; /* among those held for one upstream */
    struct forward *forward;
    struct source_request *request;
    struct exchange *exchange; /* NULL: held */
    struct upstream *upstream; /* held: who has answered, and what */
    uint8_t *message;
    size_t size;
};

struct forward {
    struct source source; /* first */
    struct exchanger *exchanger;
    struct health health;
    const uint8_t *anchor; /* the name of a zone with a trust anchor; NULL: nothing is validated */
    struct pool askings;
    size_t server_count;
    struct server **servers; /* all of them; each is the head of one of `upstreams` */
    struct upstream upstreams[];
};

static uint64_t now(const struct forward *forward)
{
    return exchanger_now(forward->exchanger);
}

/* ---- one request ---- */

static void forward_answered(void *user, const struct dns_reply *reply);

static void forward_ask(struct asking *asking)
{
    struct forward *forward = asking->forward;
    const struct source_request *request = asking->request;
    const struct exchange_order order = {.question = request->question,
                                         .servers = forward->servers,
                                         .server_count = forward->server_count,
                                         .health = &forward->health,
                                         .avoid = request->answered,
                                         .checked = request->attempt == CHAIN_ATTEMPT_CHECKED,
                                         .plain = request->attempt == CHAIN_ATTEMPT_PLAIN,
                                         .last_chance =
                                             request->last_chance || request->attempt == CHAIN_ATTEMPT_PLAIN};
    asking->exchange = exchange_start(forward->exchanger, &order, forward_answered, asking);
}

static struct asking *asking_new(struct forward *forward, struct source_request *request)
{
    struct asking *asking = pool_take(&forward->askings, sizeof *asking);
    *asking = (struct asking){.forward = forward, .request = request};
    request->state = asking;
    return asking;
}

static void asking_end(struct asking *asking)
{
    asking->request->state = NULL;
    free(asking->message);
    pool_give(&asking->forward->askings, asking, sizeof *asking);
}

static void forward_finish(struct asking *asking, const struct dns_reply *reply)
{
    struct source_request *request = asking->request;
    asking_end(asking);
    request->done(request, reply);
}

/* ---- what is held ---- */

static bool others_may_pass_on(const struct forward *forward)
{
    for (size_t i = 0; i < forward->server_count; i++)
        if (forward->servers[i]->signing != SERVER_SIGNING_STRIPS)
            return true;
    return false;
}

static void finish_held(struct asking *asking)
{
    struct arena arena = {0};
    struct dns_reply reply;
    dns_reply_classify(asking->message, asking->size, asking->request->question, &arena, &reply);
    reply.remarks.stripped = asking->upstream->server.signing == SERVER_SIGNING_STRIPS;
    uint8_t *message = asking->message; /* the reply is made of it */
    asking->message = NULL;
    forward_finish(asking, &reply);
    free(message);
    arena_free(&arena);
}

static void forward_let_go(struct asking *asking)
{
    DL_DELETE(asking->upstream->held, asking);
    if (asking->upstream->server.signing != SERVER_SIGNING_STRIPS || !others_may_pass_on(asking->forward)) {
        finish_held(asking);
        return;
    }
    free(asking->message);
    asking->message = NULL;
    forward_ask(asking);
}

static void stripping_known(void *user)
{
    struct upstream *upstream = user;
    stripping_free(upstream->stripping);
    upstream->stripping = NULL;
    upstream->again_at = now(upstream->forward) + STRIPPING_AGAIN_MS;
    while (upstream->held)
        forward_let_go(upstream->held);
}

static void hold(struct asking *asking, struct upstream *upstream, const struct dns_reply *reply)
{
    struct forward *forward = asking->forward;
    asking->upstream = upstream;
    asking->message = memory_dup(reply->message, reply->message_size);
    asking->size = reply->message_size;
    DL_APPEND(upstream->held, asking);
    if (!upstream->stripping)
        upstream->stripping =
            stripping_begin(forward->exchanger, &upstream->server, forward->anchor, stripping_known, upstream);
}

static bool is_to_be_held(const struct asking *asking, const struct upstream *upstream, const struct dns_reply *reply)
{
    const struct forward *forward = asking->forward;
    bool plain = asking->request->attempt == CHAIN_ATTEMPT_PLAIN;
    if (!forward->anchor || plain || upstream->server.signing != SERVER_SIGNING_UNKNOWN)
        return false;
    bool bare = reply->kind != REPLY_FAILED && !reply->manner.has_signatures;
    return bare && (upstream->stripping || now(forward) >= upstream->again_at);
}

static void forward_answered(void *user, const struct dns_reply *reply)
{
    struct asking *asking = user;
    struct upstream *upstream = (struct upstream *)(uintptr_t)exchange_server(asking->exchange);
    asking->request->answered = upstream;
    asking->exchange = NULL;
    if (upstream && is_to_be_held(asking, upstream, reply))
        hold(asking, upstream, reply);
    else
        forward_finish(asking, reply);
}

/* ---- the source ---- */

static void forward_start(struct source *source, struct source_request *request)
{
    forward_ask(asking_new((struct forward *)source, request));
}

static void forward_cancel(struct source *source, struct source_request *request)
{
    struct asking *asking = request->state;
    (void)source;
    if (asking->exchange)
        exchange_cancel(asking->exchange);
    else
        DL_DELETE(asking->upstream->held, asking);
    asking_end(asking);
}

static bool forward_in_line(struct source *source, const struct source_request *request)
{
    const struct asking *asking = request->state;
    (void)source;
    return asking->exchange && exchange_is_in_line(asking->exchange);
}

static void forward_free(struct source *source)
{
    struct forward *forward = (struct forward *)source;
    for (size_t i = 0; i < forward->server_count; i++)
        stripping_free(forward->upstreams[i].stripping);
    health_end(&forward->health);
    pool_free(&forward->askings);
    free(forward->servers);
    free(forward);
}

struct source *source_forward_new(struct exchanger *exchanger, const struct net_address *addresses, size_t count,
                                  const struct anchors *anchors)
{
    static const struct source_ops ops = {
        .start = forward_start, .cancel = forward_cancel, .in_line = forward_in_line, .free = forward_free};
    struct forward *forward = memory_zero(sizeof *forward + count * sizeof *forward->upstreams);
    forward->source.ops = &ops;
    forward->exchanger = exchanger;
    forward->askings.size = sizeof(struct asking);
    forward->anchor = anchors && anchors->count ? anchors->items[0].zone : NULL;
    forward->server_count = count;
    forward->servers = memory_resize(NULL, count, sizeof *forward->servers);
    health_init(&forward->health, exchanger, NULL, forward->servers, &forward->server_count);
    for (size_t i = 0; i < count; i++) {
        forward->upstreams[i].forward = forward;
        forward->servers[i] = &forward->upstreams[i].server;
        exchanger_init_server(exchanger, &forward->upstreams[i].server, &addresses[i]);
    }
    return &forward->source;
}
