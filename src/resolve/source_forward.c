/* SPDX-License-Identifier: Apache-2.0 */
/* Procedure: a question goes to the resolvers as one exchange. What comes back without any signature, of a resolver of
 * which it is not known whether it passes them on, is held until that was found out (stripping.h): if it does not, and
 * another one may, the question is asked again. */
#include "resolve/source_forward.h"

#include "resolve/health.h"
#include "stripping.h"
#include "util/memory.h"

#include <stdlib.h>
#include <utlist.h>

struct held;

struct upstream {
    struct server server; /* first */
    struct forward *forward;
    struct stripping *stripping; /* while it is being found out */
    uint64_t again_at;           /* ms: it was tried in vain; not before then again */
    struct held *held;
};

/* A reply that is held: the `held` of its request, whose `state` is the exchange while one is under way. */
struct held {
    struct held *prev, *next; /* for the same upstream */
    struct source_request *request;
    struct upstream *upstream; /* who has answered, */
    uint8_t *message;          /* and what */
    size_t size;
};

struct forward {
    struct source source; /* first */
    struct exchanger *exchanger;
    struct health health;
    const uint8_t *anchor; /* the name of a zone with a trust anchor; NULL: nothing is validated */
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

static void forward_ask(struct forward *forward, struct source_request *request)
{
    const struct exchange_order order = {.question = request->question,
                                         .servers = forward->servers,
                                         .server_count = forward->server_count,
                                         .health = &forward->health,
                                         .avoid = request->answered,
                                         .checked = request->attempt == CHAIN_ATTEMPT_CHECKED,
                                         .plain = request->attempt == CHAIN_ATTEMPT_PLAIN,
                                         .last_chance =
                                             request->last_chance || request->attempt == CHAIN_ATTEMPT_PLAIN};
    request->state = exchange_start(forward->exchanger, &order, forward_answered, request);
}

/* ---- what is held ---- */

static bool others_may_pass_on(const struct forward *forward)
{
    for (size_t i = 0; i < forward->server_count; i++)
        if (forward->servers[i]->signing != SERVER_SIGNING_STRIPS)
            return true;
    return false;
}

static void held_free(struct held *held)
{
    held->request->held = NULL;
    free(held->message);
    free(held);
}

static void finish_held(struct held *held)
{
    struct source_request *request = held->request;
    struct arena arena = {0};
    struct dns_reply reply;
    dns_reply_classify(held->message, held->size, request->question, &arena, &reply);
    reply.remarks.stripped = held->upstream->server.signing == SERVER_SIGNING_STRIPS;
    request->done(request, &reply);
    held_free(held);
    arena_free(&arena);
}

static void forward_let_go(struct held *held)
{
    struct forward *forward = held->upstream->forward;
    struct source_request *request = held->request;
    DL_DELETE(held->upstream->held, held);
    if (held->upstream->server.signing != SERVER_SIGNING_STRIPS || !others_may_pass_on(forward)) {
        finish_held(held);
        return;
    }
    held_free(held);
    forward_ask(forward, request);
}

static void stripping_known(void *user)
{
    struct upstream *upstream = user;
    stripping_free(upstream->stripping);
    upstream->stripping = NULL;
    upstream->again_at = now(upstream->forward) + STRIPPING_AGAIN_MS;
    while (upstream->held)
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): who was let go left the list */
        forward_let_go(upstream->held);
}

static void hold(struct source_request *request, struct upstream *upstream, const struct dns_reply *reply)
{
    const struct forward *forward = upstream->forward;
    struct held *held = request->held = memory_alloc(sizeof *held);
    *held = (struct held){.request = request,
                          .upstream = upstream,
                          .message = memory_dup(reply->message, reply->message_size),
                          .size = reply->message_size};
    DL_APPEND(upstream->held, held);
    if (!upstream->stripping)
        upstream->stripping =
            stripping_begin(forward->exchanger, &upstream->server, forward->anchor, stripping_known, upstream);
}

static bool is_to_be_held(const struct source_request *request, const struct upstream *upstream,
                          const struct dns_reply *reply)
{
    const struct forward *forward = upstream->forward;
    bool plain = request->attempt == CHAIN_ATTEMPT_PLAIN;
    if (!forward->anchor || plain || upstream->server.signing != SERVER_SIGNING_UNKNOWN)
        return false;
    bool bare = reply->kind != REPLY_FAILED && !reply->manner.has_signatures;
    return bare && (upstream->stripping || now(forward) >= upstream->again_at);
}

static void forward_answered(void *user, const struct dns_reply *reply)
{
    struct source_request *request = user;
    struct upstream *upstream = (struct upstream *)(uintptr_t)exchange_server(request->state);
    request->answered = upstream;
    request->state = NULL;
    if (upstream && is_to_be_held(request, upstream, reply))
        hold(request, upstream, reply);
    else
        request->done(request, reply);
}

/* ---- the source ---- */

static void forward_start(struct source *source, struct source_request *request)
{
    forward_ask((struct forward *)source, request);
}

static void forward_cancel(struct source *source, struct source_request *request)
{
    struct held *held = request->held;
    (void)source;
    if (held) {
        DL_DELETE(held->upstream->held, held);
        held_free(held);
    } else {
        exchange_cancel(request->state);
        request->state = NULL;
    }
}

static bool forward_in_line(struct source *source, const struct source_request *request)
{
    (void)source;
    return request->state && exchange_is_in_line(request->state);
}

static void forward_free(struct source *source)
{
    struct forward *forward = (struct forward *)source;
    for (size_t i = 0; i < forward->server_count; i++)
        stripping_free(forward->upstreams[i].stripping);
    health_end(&forward->health);
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
